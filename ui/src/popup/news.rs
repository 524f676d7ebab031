//! What became of the Save, and what else went wrong.

use std::time::Duration;

use leptos::prelude::*;
use tack_browser::{i18n, page};
use tack_protocol::{EntryState, Problem, Waiting, Word};

use super::state::Popup;
use crate::icons::{Icon, icon};
use crate::model::board_filter::BoardFilter;
use crate::model::outcome::Shown;
use crate::problem_card::problem_card;
use crate::words::{say, say_with};

pub(super) fn news(popup: Popup) -> AnyView {
    let shown = Memo::new(move |_| popup.outcome.with(|outcome| outcome.shown()));
    // The region stands from the start: only then is it said aloud when it changes.
    let status = move || status(popup, &shown.get());
    let problem = move || match shown.get() {
        Shown::Problem(problem) => {
            let act = Callback::new(move |action| popup.act(action, || popup.save_again()));
            let dismiss = Callback::new(move |()| popup.dismiss_outcome());
            Some(problem_card(problem, act, Some(dismiss)))
        }
        _ => popup.connect_problem.get().map(|problem| connect_problem(popup, problem)),
    };
    let boards = move || {
        let problem = popup.boards_problem.get()?;
        let known = popup.standing.get().can_save() && !popup.boards.with(BoardFilter::has_none);
        known.then(|| boards_problem(popup, problem))
    };
    view! { <div role="status">{status}</div> {problem} {boards} }.into_any()
}

fn connect_problem(popup: Popup, problem: Problem) -> AnyView {
    let act = Callback::new(move |action| popup.act(action, || popup.connect()));
    problem_card(problem, act, Some(Callback::new(move |()| popup.connect_problem.set(None))))
}

fn boards_problem(popup: Popup, problem: Problem) -> AnyView {
    let act = Callback::new(move |action| popup.act(action, || popup.load_boards(true)));
    problem_card(problem, act, Some(Callback::new(move |()| popup.boards_problem.set(None))))
}

fn status(popup: Popup, shown: &Shown) -> Option<AnyView> {
    Some(match shown {
        Shown::Nothing | Shown::Problem(_) => return None,
        Shown::Saving(board) => line(Mark::Busy, say_with(Word::Saving, &[board]), None),
        Shown::HandingOver => line(Mark::Busy, say(Word::HandingOver), None),
        Shown::Undoing => line(Mark::Busy, say(Word::Undoing), None),
        Shown::Withdrawn => line(Mark::Icon(Icon::Done), say(Word::Withdrawn), None),
        Shown::HandedOver => line(Mark::Icon(Icon::Leave), say(Word::HandedOver), None),
        Shown::Saved { board, address } => {
            line(Mark::Icon(Icon::Done), say_with(Word::Saved, &[board]), Some(saved(popup, address.clone())))
        }
        Shown::Waiting(waiting) => {
            let words = match waiting {
                Waiting::Network => say(Word::WaitingNetwork),
                Waiting::Until(at) => say_with(Word::WaitingUntil, &[&i18n::clock_time(*at)]),
                Waiting::Reconnect => say(Word::WaitingReconnect),
                Waiting::Person => say(Word::WaitingPerson),
            };
            let stop = view! {
                <button type="button" class="button small" on:click=move |_| popup.undo()>
                    {say(Word::SavingStop)}
                </button>
            };
            line(Mark::Icon(Icon::Wait), words, Some(stop.into_any()))
        }
    })
}

enum Mark {
    Busy,
    Icon(Icon),
}

fn line(mark: Mark, words: String, more: Option<AnyView>) -> AnyView {
    let mark = match mark {
        Mark::Busy => view! { <span class="spinner"></span> }.into_any(),
        Mark::Icon(drawing) => view! { <span class="news-mark">{icon(drawing)}</span> }.into_any(),
    };
    view! { <div class="news-line">{mark} <p class="news-words">{words}</p> {more}</div> }.into_any()
}

fn saved(popup: Popup, address: Option<String>) -> AnyView {
    let left = RwSignal::new(popup.outcome.with_untracked(|outcome| outcome.undo_seconds(page::now_ms())));
    let tick = move || {
        left.set(popup.outcome.with_untracked(|outcome| outcome.undo_seconds(page::now_ms())));
    };
    if let Ok(timer) = set_interval_with_handle(tick, Duration::from_millis(250)) {
        on_cleanup(move || timer.clear());
    }
    let offered = Memo::new(move |_| left.get().is_some());
    let undo = move || {
        offered.get().then(|| {
            view! {
                <button type="button" class="button small" on:click=move |_| popup.undo()>
                    {say(Word::Undo)}
                    <span class="countdown" aria-hidden="true">
                        {move || left.get().map(|left| i18n::number(left))}
                    </span>
                </button>
            }
        })
    };
    let view = address.map(|address| {
        view! { <a class="button small" href=address target="_blank" rel="noreferrer">{say(Word::View)}</a> }
    });
    view! { {view} {undo} }.into_any()
}

/// Whether an entry ended without a Pin, or may have.
pub(super) fn is_bad(state: EntryState) -> bool {
    matches!(state, EntryState::Failed | EntryState::Unclear)
}
