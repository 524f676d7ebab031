//! The popup: pictures, board, words, Save, and what became of it.

mod about;
mod batch;
mod board_area;
mod fields;
mod footer;
mod growth;
mod header;
mod known;
mod larger;
mod later;
mod news;
mod pictures;
mod saving;
mod several;
mod state;
mod waiting;
mod ways;

use tack_browser::page;
use tack_protocol::{Snapshot, Word};

use crate::element::{El, el};
use crate::ending::ending;
use crate::live::Live;
use crate::model::outcome::Outcome;
use crate::words::say;
use state::Popup;

/// Paints the popup from what is known, and asks the core for the rest.
pub(crate) fn popup(snapshot: Option<Snapshot>) -> El {
    page::set_title(&say(Word::AppName));
    let popup = Popup::new(snapshot);
    popup.begin();
    let main = el("main", "popup-main")
        .child(pictures::pictures(popup))
        .child(several::several_line(popup))
        .child(board_area::board_area(popup))
        .child(fields::fields(popup))
        .child(about::about(popup));
    // What the person has just met says the same.
    let is_quiet = move || {
        popup.boards_problem.with(Option::is_none) && popup.outcome.with(|outcome| *outcome == Outcome::None)
    };
    let account = Live::derived(move || popup.account.with(Clone::clone).filter(|_| is_quiet()));
    // The foot of the popup grows upwards: what comes late and has nothing to press stands above what has, so that no
    // button moves away from under a pointer.
    let news = el("div", "news")
        .child(known::known(popup))
        .child(ending(account))
        .children(news::news(popup))
        .child(batch::batch(popup))
        .child(waiting::waiting(popup))
        .child(later::later(popup));
    el("div", "popup")
        .child(header::header(popup))
        .child(main)
        .child(el("footer", "").child(news).child(footer::footer(popup)))
}
