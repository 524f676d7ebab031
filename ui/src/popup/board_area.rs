//! Where a board is chosen, or what is missing for that.

use leptos::prelude::*;
use tack_browser::page;
use tack_protocol::{Problem, ProblemKind, Word};

use super::state::Popup;
use crate::board_picker::{BoardPicker, SEARCH};
use crate::model::board_filter::BoardFilter;
use crate::model::standing::Standing;
use crate::problem_card::problem_card;
use crate::words::say;

pub(super) fn board_area(popup: Popup) -> AnyView {
    let standing = Memo::new(move |_| popup.standing.get());
    let content = move || match standing.get() {
        Standing::Unknown => bones(),
        Standing::Connected => boards(popup),
        Standing::NoRelay => panel(Word::NoRelayTitle, Word::NoRelayText, no_relay()),
        Standing::NotConnected => panel(Word::NotConnectedTitle, Word::NotConnectedText, connect(popup)),
        Standing::Connecting => waiting(),
        Standing::NeedsReconnecting => problem(popup, ProblemKind::NeedsReconnecting.into()),
        Standing::NeedsPermission => problem(popup, ProblemKind::HostPermissionMissing.into()),
    };
    view! { <section class="board-area">{content}</section> }.into_any()
}

fn boards(popup: Popup) -> AnyView {
    let empty = Memo::new(move |_| popup.boards.with(BoardFilter::has_none));
    let picker = BoardPicker {
        boards: popup.boards,
        busy: popup.boards_busy,
        accept: Callback::new(move |()| popup.save()),
        chosen: Callback::new(move |()| popup.another()),
        refresh: Callback::new(move |()| popup.load_boards(true)),
    };
    // Boards that are there stay, whatever else is told of them.
    let missing = Memo::new(move |_| empty.get().then(|| popup.boards_problem.get()));
    let content = move || match missing.get() {
        Some(Some(what)) => problem(popup, what),
        Some(None) => bones(),
        None => {
            // After the elements are there, so that typing filters at once.
            request_animation_frame(|| page::focus(SEARCH));
            picker.view()
        }
    };
    view! { {content} }.into_any()
}

fn problem(popup: Popup, problem: Problem) -> AnyView {
    let act = Callback::new(move |action| popup.act(action, || popup.load_boards(true)));
    view! { <div class="board-missing">{problem_card(problem, act, None)}</div> }.into_any()
}

fn bones() -> AnyView {
    view! {
        <div class="bone bone-search"></div>
        <div class="bone bone-row"></div>
        <div class="bone bone-row"></div>
        <div class="bone bone-row"></div>
        <p class="unseen" aria-live="polite">{say(Word::BoardsLoading)}</p>
    }
    .into_any()
}

fn panel(title: Word, text: Word, more: AnyView) -> AnyView {
    view! {
        <div class="panel">
            <h2>{say(title)}</h2>
            <p class="muted">{say(text)}</p>
            {more}
        </div>
    }
    .into_any()
}

fn connect(popup: Popup) -> AnyView {
    view! {
        <button type="button" class="button" on:click=move |_| popup.connect()>{say(Word::Connect)}</button>
    }
    .into_any()
}

fn no_relay() -> AnyView {
    view! {
        <p class="muted small-text">
            {say(Word::NoRelayMore)} " "
            <button type="button" class="link" on:click=move |_| page::open_options()>{say(Word::Settings)}</button>
        </p>
    }
    .into_any()
}

fn waiting() -> AnyView {
    view! {
        <div class="panel panel-waiting" aria-live="polite">
            <span class="spinner"></span>
            <p>{say(Word::Connecting)}</p>
        </div>
    }
    .into_any()
}
