//! The popup: pictures, board, words, Save, and what became of it.

mod board_area;
mod earlier;
mod fields;
mod footer;
mod header;
mod news;
mod pictures;
mod state;

use leptos::prelude::*;
use tack_browser::page;
use tack_protocol::{Snapshot, Word};

use crate::words::say;
use state::Popup;

/// Paints the popup from what is known, and asks the core for the rest.
pub(crate) fn popup(snapshot: Option<Snapshot>) -> AnyView {
    page::set_title(&say(Word::AppName));
    let popup = Popup::new(snapshot);
    popup.begin();
    view! {
        {header::header(popup)}
        <main class="popup-main">
            {pictures::pictures(popup)}
            {board_area::board_area(popup)}
            {fields::fields(popup)}
        </main>
        <div class="news">{news::news(popup)} {earlier::earlier(popup)}</div>
        {footer::footer(popup)}
    }
    .into_any()
}
