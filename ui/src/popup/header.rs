//! Who pins, and the way to the settings.

use tack_browser::page;
use tack_protocol::Word;

use super::state::Popup;
use crate::account::who;
use crate::element::{El, el};
use crate::icons::{Icon, icon, icon_button};

pub(super) fn header(popup: Popup) -> El {
    let account = move || popup.account.with(|account| account.iter().map(who).collect());
    el("header", "popup-head")
        .child(el("h1", "brand").child(icon(Icon::Tack)).say(Word::AppName))
        .child(el("div", "").content_fn(account))
        .child(icon_button(Icon::List, Word::PinsTitle).click(|| page::open_tab("pins.html")))
        .child(icon_button(Icon::Settings, Word::Settings).click(page::open_options))
}
