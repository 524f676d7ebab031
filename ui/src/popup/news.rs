//! What became of the Save, and what else went wrong.

use tack_browser::{i18n, page};
use tack_protocol::{Problem, ProblemKind, Request, Word};

use super::state::Popup;
use super::ways::Attempt;
use crate::core_client::ask;
use crate::element::{El, button, el, every};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::model::board_filter::BoardFilter;
use crate::model::outcome::Shown;
use crate::model::standing::Standing;
use crate::pins::{unsure, waiting_words};
use crate::problem_card::problem_card;
use crate::words::{say, say_with};

/// How often the seconds beside Undo are looked at.
const TICK_MS: u32 = 250;

/// With what something went wrong.
#[derive(Clone, PartialEq)]
enum With {
    Save,
    /// Another way to a picture, or the person's word for an entry.
    Way(Attempt),
    Connect,
}

pub(super) fn news(popup: Popup) -> [El; 3] {
    // The region stands from the start: only then is it said aloud when it changes.
    let status = el("div", "").attr("role", "status").content_fn(move || {
        popup.outcome.with(|outcome| status(popup, &outcome.shown())).into_iter().collect()
    });
    // What went wrong, and with what. Only real changes make the card anew: a button shall not be
    // replaced under somebody's pointer.
    let wrong: Live<Option<(With, Problem)>> = Live::derived(move || {
        let shown = popup.outcome.with(|outcome| outcome.shown());
        // What is missing stands where the boards are: not twice.
        let standing = popup.standing.get();
        let said = |problem: &Problem| match problem.kind {
            ProblemKind::NeedsReconnecting => standing == Standing::NeedsReconnecting,
            ProblemKind::HostPermissionMissing => standing == Standing::NeedsPermission,
            _ => false,
        };
        match shown {
            Shown::Problem(problem) if said(&problem) => None,
            Shown::Problem(problem) => Some((With::Save, problem)),
            _ => {
                let way = popup
                    .way_problem
                    .with(Clone::clone)
                    .map(|(attempt, problem)| (With::Way(attempt), problem));
                let connect = popup.connect_problem.with(Clone::clone);
                way.or(connect.map(|problem| (With::Connect, problem)))
            }
        }
    });
    let problem = el("div", "").content_fn(move || {
        wrong.with(|wrong| match wrong {
            Some((With::Save, problem)) => {
                let asked = popup.outcome.peek(|outcome| outcome.entry().filter(|e| e.is_unsure()).cloned());
                vec![asked.map_or_else(|| save_problem(popup, problem), |entry| unsure(&entry))]
            }
            Some((With::Way(attempt), problem)) => vec![way_problem(popup, *attempt, problem)],
            Some((With::Connect, problem)) => vec![connect_problem(popup, problem)],
            None => Vec::new(),
        })
    });
    let boards = el("div", "").content_fn(move || {
        let known = popup.standing.get().can_save() && !popup.boards.with(BoardFilter::has_none);
        let card = |problem: &Problem| known.then(|| boards_problem(popup, problem));
        popup.boards_problem.with(|problem| problem.as_ref().and_then(card)).into_iter().collect()
    });
    [status, problem, boards]
}

fn save_problem(popup: Popup, problem: &Problem) -> El {
    let act = popup.acting(move || popup.save_again());
    problem_card(problem, act, Some(Box::new(move || popup.dismiss_outcome())))
}

fn way_problem(popup: Popup, attempt: Attempt, problem: &Problem) -> El {
    let act = popup.acting(move || popup.try_again(attempt));
    problem_card(problem, act, Some(Box::new(move || popup.way_problem.set(None))))
}

fn connect_problem(popup: Popup, problem: &Problem) -> El {
    let act = popup.acting(move || match popup.standing.now() {
        Standing::NotConnected | Standing::NeedsReconnecting => popup.connect(),
        // It was something else that failed.
        _ => popup.load_status(),
    });
    problem_card(problem, act, Some(Box::new(move || popup.close_connect_problem())))
}

fn boards_problem(popup: Popup, problem: &Problem) -> El {
    let act = popup.acting(move || popup.load_boards(true));
    let is_told = problem.kind == ProblemKind::DefaultBoardGone;
    let dismiss = move || {
        popup.boards_problem.set(None);
        if let Some(connection) = popup.connection().filter(|_| is_told) {
            // If that is not noted, it is told once more.
            ask(Request::KnowOfLostBoard { connection }, |_| {});
        }
    };
    problem_card(problem, act, Some(Box::new(dismiss)))
}

fn status(popup: Popup, shown: &Shown) -> Option<El> {
    let busy = || el("span", "spinner");
    let mark = |drawing| el("span", "news-mark").child(icon(drawing));
    Some(match shown {
        Shown::Nothing | Shown::Problem(_) => return None,
        Shown::Saving(board) => line(busy(), &say_with(Word::Saving, &[board])),
        Shown::Queued(board) => {
            // Most are on their way before anybody could press it.
            let stop = button("button small late", Word::SavingStop).click(move || popup.undo());
            line(busy(), &say_with(Word::Saving, &[board])).child(stop)
        }
        Shown::HandingOver => line(busy(), &say(Word::HandingOver)),
        Shown::Undoing => line(busy(), &say(Word::Undoing)),
        Shown::Stopped => line(mark(Icon::Done), &say(Word::Stopped)),
        Shown::Withdrawn => line(mark(Icon::Done), &say(Word::Withdrawn)),
        Shown::HandedOver => line(mark(Icon::Leave), &say(Word::HandedOver)),
        Shown::Saved { board, address } => {
            let view = address.as_deref().map(|address| {
                let link = el("a", "button small").attr("href", address).attr("target", "_blank");
                link.attr("rel", "noreferrer").say(Word::View)
            });
            line(mark(Icon::Done), &say_with(Word::Saved, &[board])).children(view).child(undo(popup))
        }
        Shown::Waiting(waiting) => line(mark(Icon::Wait), &waiting_words(*waiting)).child(stop(popup)),
        Shown::Planned(at) => {
            let words = say_with(Word::EntryPlanned, &[&i18n::day_and_time(*at)]);
            line(mark(Icon::Wait), &words).child(stop(popup))
        }
    })
}

/// The button that withdraws what has not left.
fn stop(popup: Popup) -> El {
    button("button small", Word::SavingStop).click(move || popup.undo())
}

fn line(mark: El, words: &str) -> El {
    el("div", "news-line").child(mark).child(el("p", "news-words").text(words))
}

/// The button Undo and the seconds for which it is offered.
fn undo(popup: Popup) -> El {
    let seconds = move || popup.outcome.peek(|outcome| outcome.undo_seconds(page::now_ms()));
    let left = Live::new(seconds());
    let tick = move || {
        if left.now() != seconds() {
            left.set(seconds());
        }
    };
    every(TICK_MS, tick);
    let count = el("span", "countdown").attr("aria-hidden", "true");
    button("button small", Word::Undo)
        .child(count.text_fn(move || left.get().map(i18n::number).unwrap_or_default()))
        .on_while("hidden", move || left.get().is_none())
        .click(move || popup.undo())
}
