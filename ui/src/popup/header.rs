//! Who pins, who else could, and the way to the settings.

use tack_browser::page;
use tack_protocol::{Account, Word};

use super::state::Popup;
use crate::account::{avatar, who};
use crate::element::{El, el};
use crate::icons::{Icon, icon, icon_button};
use crate::live::Live;
use crate::words::{say, say_with};

/// So many others have a button; who has more goes to the settings.
const OTHERS_MAX: usize = 3;

pub(super) fn header(popup: Popup) -> El {
    let account = move || popup.account.with(|account| account.iter().map(who).collect());
    // Only real changes make them anew: a button shall not be replaced under somebody's pointer.
    let others = Live::derived(move || {
        let active = popup.account.with(|account| account.as_ref().map(|active| active.connection.clone()));
        // Those first that need the person: the badge tells of them. Then as they follow the active one, so that the one
        // key goes round all that are well.
        let others = |all: &[Account], ailing: bool| -> Vec<Account> {
            let is_active = |a: &Account| Some(&a.connection) == active.as_ref();
            let is_it = |a: &&Account| !is_active(a) && a.needs_reconnecting == ailing;
            let at = all.iter().position(is_active).unwrap_or_default();
            let (before, behind) = all.split_at(at);
            behind.iter().chain(before).filter(is_it).cloned().collect()
        };
        popup.accounts.with(|all| {
            let mut found = others(all, true);
            found.extend(others(all, false));
            found.truncate(OTHERS_MAX);
            found
        })
    });
    let others = move || {
        others.with(|others| {
            let mut buttons = Vec::new();
            for other in others {
                let button = switch(popup, other);
                buttons.push(if buttons.is_empty() { button.attr("accesskey", "a") } else { button });
            }
            buttons
        })
    };
    el("header", "popup-head")
        .child(el("h1", "brand").child(icon(Icon::Tack)).say(Word::AppName))
        .child(el("div", "who-box").attr("aria-live", "polite").content_fn(account))
        .child(el("div", "others").content_fn(others))
        .child(icon_button(Icon::List, Word::PinsTitle).click(|| page::open_tab("pins.html")))
        .child(icon_button(Icon::Settings, Word::Settings).click(page::open_options))
}

/// The button that pins with another account from now on.
fn switch(popup: Popup, other: &Account) -> El {
    let mut name = say_with(Word::AccountSwitch, &[&other.label()]);
    let mut class = "icon-button";
    if other.needs_reconnecting {
        name = [name, say(Word::OptionsAccountExpired)].join(". ");
        class = "icon-button ailing";
    }
    let account = other.clone();
    el("button", class)
        .attr("type", "button")
        .attr("aria-label", &name)
        .attr("title", &name)
        .child(avatar(other))
        .click(move || popup.switch(&account))
}
