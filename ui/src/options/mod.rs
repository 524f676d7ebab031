//! The options page: account, the board to begin with, relay, access, what does not work, about.

mod about;
mod account;
mod default_board;
mod diagnostics;
mod leaving;
mod log;
mod relay;

use tack_browser::page;
use tack_protocol::Word;

use crate::element::{El, el};
use crate::icons::{Icon, icon};
use crate::site::Site;
use crate::words::say;
pub(crate) use account::problem;
use default_board::DefaultBoard;

/// The options page.
pub(crate) fn options() -> El {
    page::set_title(&say(Word::OptionsTitle));
    let site = Site::new();
    let board = DefaultBoard::new(site);
    site.begin(move |event| board.hear(event));
    let main = el("main", "site-main")
        .child(el("h1", "site-title").child(icon(Icon::Tack)).say(Word::OptionsTitle))
        .child(account::account(site))
        .child(board.view())
        .child(relay::relay(site))
        .child(about::access(site))
        .child(diagnostics::diagnostics(site))
        .child(about::about(site));
    el("div", "site").child(main)
}

/// A part of the page under a heading.
fn card(title: Word) -> El {
    el("section", "card").child(el("h2", "").say(title))
}
