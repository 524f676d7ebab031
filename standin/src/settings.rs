//! Where people see which apps are connected, and take their consent back: `www.pinterest.com/settings/`.

use crate::exchange::{Answer, Ask, form};
use crate::house::House;
use crate::pages::{self, Slot, fill};
use crate::world::PEOPLE;
use hyper::StatusCode;

const PAGE: &str = include_str!("html/settings.html");

/// The connected apps of everyone here.
pub(crate) fn show(house: &House) -> Answer {
    let state = house.state();
    let now = state.clock.now();
    let apps: String = PEOPLE
        .iter()
        .filter(|person| state.grants.is_connected(person.username, now))
        .map(|person| {
            format!(
                "<form method=\"post\" action=\"/settings/\"><p><b>Tack</b> uses the account of {0}.</p>\
                 <input type=\"hidden\" name=\"account\" value=\"{0}\">\
                 <button id=\"remove-{0}\">Remove access</button></form>",
                person.username
            )
        })
        .collect();
    let apps = if apps.is_empty() { "<p>No app is connected.</p>".to_owned() } else { apps };
    pages::page(StatusCode::OK, "Connected apps", fill(PAGE, &[("apps", Slot::Markup(apps))]))
}

/// Takes a consent back: every token of that person dies.
pub(crate) fn remove(house: &House, ask: &Ask) -> Answer {
    if let Some((_, account)) = form(&ask.body).into_iter().find(|(key, _)| key == "account") {
        house.state().grants.remove_account(&account);
    }
    Answer::bare(StatusCode::SEE_OTHER).with("location", "/settings/")
}
