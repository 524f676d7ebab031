//! The Save dialog that a hand-off opens: `www.pinterest.com/pin/create/button/`.

use crate::exchange::Ask;
use crate::fields::is_web_address;
use crate::house::House;
use crate::pages::{self, fill, text};
use crate::record::Handoff;
use crate::www::Page;
use hyper::StatusCode;

const PAGE: &str = include_str!("html/save_dialog.html");

/// Shows what was handed over, and remembers it.
pub(crate) fn show(house: &House, ask: &Ask) -> Page {
    let get = |key: &str| ask.query_value(key).unwrap_or_default();
    let handoff = Handoff { url: get("url"), media: get("media"), description: get("description") };
    for (key, value) in [("url", &handoff.url), ("media", &handoff.media)] {
        if !is_web_address(value) {
            let what = format!("{key} is not an http or https address");
            let words =
                "There is nothing here to save: the address of the page or of the picture is missing.";
            return (pages::message(StatusCode::BAD_REQUEST, "Nothing to save", words), Some(what));
        }
    }
    let violation = ask
        .query()
        .into_iter()
        .find(|(key, _)| !matches!(key.as_str(), "url" | "media" | "description"))
        .map(|(key, _)| format!("{key} is not a parameter of the Save dialog"));
    let body = fill(
        PAGE,
        &[
            ("url", text(&handoff.url)),
            ("media", text(&handoff.media)),
            ("description", text(&handoff.description)),
        ],
    );
    house.state().record.handoffs.push(handoff);
    (pages::page(StatusCode::OK, "Save this picture", body), violation)
}
