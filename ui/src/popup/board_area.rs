//! Where a board is chosen, or what is missing for that.

use std::rc::Rc;

use tack_browser::dom::before_paint;
use tack_browser::page;
use tack_protocol::{Problem, ProblemKind, Word};

use super::state::{Offer, Popup};
use crate::board_picker::{BoardPicker, Picked, SEARCH};
use crate::element::{El, button, el};
use crate::first_board::first_board;
use crate::live::Live;
use crate::model::board_filter::BoardFilter;
use crate::model::standing::Standing;
use crate::problem_card::problem_card;

pub(super) fn board_area(popup: Popup) -> El {
    let standing = Live::derived(move || popup.standing.get());
    // Boards that are there stay, whatever else is told of them.
    let missing = Live::derived(move || {
        popup.boards.with(BoardFilter::has_none) && popup.boards_problem.with(Option::is_some)
    });
    let nothing = Live::derived(move || popup.offer.with(|offer| matches!(offer, Offer::Missing(_))));
    el("section", "board-area").content_fn(move || match standing.get() {
        Standing::Unknown => bones(),
        Standing::Connected if missing.get() => popup
            .boards_problem
            .with(|known| known.as_ref().map(|known| problem(popup, known)).unwrap_or_default()),
        Standing::Connected => {
            // After the elements are there, so that typing filters at once.
            before_paint(|| page::focus_if_free(SEARCH));
            vec![picker(popup).view()]
        }
        // Nothing is ready to be saved.
        Standing::NoRelay if nothing.get() => Vec::new(),
        Standing::NoRelay => panel(Word::NoRelayTitle, Word::NoRelayText, no_relay()),
        Standing::NotConnected => panel(Word::NotConnectedTitle, Word::NotConnectedText, connect(popup)),
        Standing::Connecting => {
            let words = el("p", "").say(Word::Connecting);
            vec![el("div", "panel panel-waiting").child(el("span", "spinner")).child(words)]
        }
        Standing::NeedsReconnecting => problem(popup, &ProblemKind::NeedsReconnecting.into()),
        Standing::NeedsPermission => problem(popup, &ProblemKind::HostPermissionMissing.into()),
    })
}

fn picker(popup: Popup) -> BoardPicker {
    let tell = move |picked| match picked {
        Picked::Chosen => popup.board_chosen(),
        Picked::Accepted => popup.save(),
        Picked::Refresh => popup.load_boards(true),
    };
    BoardPicker { boards: popup.boards, busy: popup.boards_busy, tell: Rc::new(tell) }
}

fn problem(popup: Popup, problem: &Problem) -> Vec<El> {
    let act = popup.acting(move || popup.load_boards(true));
    let none = problem.kind == ProblemKind::NoBoards;
    // Whoever made a board at Pinterest comes back to say so.
    let refresh =
        none.then(|| button("button quiet", Word::BoardsRefresh).click(move || popup.load_boards(true)));
    let create = none.then(|| first_board(move |name| popup.create_board(name)));
    vec![
        el("div", "board-missing").child(problem_card(problem, act, None)).children(create).children(refresh),
    ]
}

fn bones() -> Vec<El> {
    let said = el("p", "unseen").attr("aria-live", "polite").say(Word::BoardsLoading);
    let mut bones = vec![el("div", "bone bone-search")];
    bones.extend((0..3).map(|_| el("div", "bone bone-row")));
    bones.push(said);
    bones
}

fn panel(title: Word, text: Word, more: El) -> Vec<El> {
    let heading = el("h2", "").say(title);
    let text = el("p", "muted").say(text);
    vec![el("div", "panel").child(heading).child(text).child(more)]
}

fn connect(popup: Popup) -> El {
    button("button", Word::Connect).click(move || popup.connect())
}

fn no_relay() -> El {
    el("p", "muted small-text")
        .say(Word::NoRelayMore)
        .text(" ")
        .child(button("link", Word::Settings).click(page::open_options))
}
