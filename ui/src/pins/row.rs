//! One Pin of the journal: its picture, how it stands in words, and what can be done with it.

use std::rc::Rc;

use tack_browser::{i18n, page, permissions};
use tack_protocol::{Action, EntryId, EntryState, EntryView, ProblemKind, Request, Waiting, Word};
use wasm_bindgen_futures::spawn_local;

use super::edit::edit;
use super::open::Open;
use crate::element::{El, button, el, picture};
use crate::icons::{Icon, icon_button};
use crate::live::Live;
use crate::words::{say, say_phrase, say_with};

/// The button that answers the question before a Pin is deleted: it gets the focus of the one that it takes the place of.
const UNDO_YES: &str = "undo-yes";

/// Where a row stands.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// In the popup.
    Popup,
    /// In the popup, among those that were saved with one press.
    Batch,
    /// Among what is not done, on the page.
    Page,
    /// In the history.
    History,
}

/// What the buttons depend on: they are made anew only when this changes.
#[derive(Clone, PartialEq)]
struct Standing {
    state: EntryState,
    problem: Option<ProblemKind>,
    pin: Option<String>,
    sure: bool,
}

/// The row of an entry.
pub(crate) fn row(open: Open, place: Place, entry: Live<EntryView>) -> El {
    let id = entry.peek(|entry| entry.id.clone());
    // One for the life of the row: pressed twice, it is one Pin.
    let again = EntryId::new(page::random_id());
    let title_id = [id.as_str(), if place == Place::History { "-then" } else { "-now" }].concat();
    let described = title_id.clone();
    let untitled = say(Word::PictureUntitled);
    let title = move || {
        entry.with(|entry| if entry.title.is_empty() { untitled.clone() } else { entry.title.clone() })
    };
    let asked = Live::new(false);
    let standing = Live::derived(move || {
        entry.with(|entry| Standing {
            state: entry.state,
            problem: entry.problem.as_ref().map(|problem| problem.kind),
            pin: entry.pin_address(),
            sure: asked.get(),
        })
    });
    let own = id.clone();
    // Where it stands twice, it is edited where it is not done.
    let is_edited = Live::derived(move || {
        place != Place::History && open.editing.with(|editing| editing.as_ref() == Some(&own))
    });
    let buttons = el("div", "entry-buttons").content_fn(move || {
        standing.with(|_| ());
        if is_edited.get() {
            return Vec::new();
        }
        let buttons = entry.peek(|entry| buttons(open, place, entry, &again, asked));
        buttons.into_iter().map(|button| button.attr("aria-describedby", &described)).collect()
    });
    let own = id.clone();
    let refused = move || {
        let why = |problem: &tack_protocol::Problem| say_phrase(&problem.title());
        open.refused.with(|refused| match refused {
            Some((of, problem)) if *of == own => why(problem),
            _ => String::new(),
        })
    };
    let form = el("div", "").content_fn(move || match is_edited.get() {
        true => vec![entry.peek(|entry| edit(open, entry))],
        false => Vec::new(),
    });
    let body = el("div", "entry-body")
        .child(el("p", "entry-title").attr("id", &title_id).attr("dir", "auto").text_fn(title))
        .child(el("p", "muted").text_fn(move || entry.with(|entry| words(place, entry))))
        .child(el("p", "entry-how").text_fn(move || entry.with(|entry| how(place, entry))))
        .child(el("p", "entry-refused").attr("role", "alert").text_fn(refused))
        .child(buttons)
        .child(form);
    let is_bad = move || entry.with(|entry| entry.is_open() && entry.state.is_final());
    let shown = entry.peek(|entry| picture("entry-picture", &entry.shown));
    let dismiss = icon_button(Icon::Close, Word::Dismiss)
        .on_while("hidden", move || matches!(place, Place::History | Place::Batch) || !is_bad())
        .click(move || open.dismiss(&id));
    el("li", "entry").child(shown).child(body).child(dismiss)
}

/// How an entry stands, in one line: the board, and what became of it.
fn words(place: Place, entry: &EntryView) -> String {
    let mut words = entry.board.as_ref().map(|board| board.name.clone()).unwrap_or_default();
    let state = state_words(place, entry);
    for more in
        [state, if matches!(place, Place::Popup | Place::Batch) { String::new() } else { host(&entry.page) }]
    {
        if !words.is_empty() && !more.is_empty() {
            words.push_str(" · ");
        }
        words.push_str(&more);
    }
    words
}

fn state_words(place: Place, entry: &EntryView) -> String {
    let at = || i18n::day_and_time(entry.since);
    match (entry.state, &entry.problem) {
        (EntryState::Queued, _) => say(Word::EntryQueued),
        (EntryState::Sending, _) => say(Word::EarlierSending),
        (EntryState::Done, Some(problem)) => say_phrase(&problem.title()),
        (EntryState::Done, None) => say_with(Word::HistoryDone, &[&at()]),
        (EntryState::HandedOver, _) => say_with(Word::HistoryHanded, &[&at()]),
        (EntryState::Withdrawn, _) if entry.pin.is_none() => say(Word::Stopped),
        (EntryState::Withdrawn, _) => say_with(Word::HistoryWithdrawn, &[&at()]),
        (EntryState::Unclear, _) => say(Word::EarlierUnclear),
        (EntryState::Failed, Some(problem)) if problem.kind == ProblemKind::OutcomeUnclear => {
            say(Word::EarlierUnclear)
        }
        (EntryState::Failed, problem) => {
            let title = problem.as_ref().map(|problem| say_phrase(&problem.title())).unwrap_or_default();
            let word = if place == Place::History { Word::HistoryFailed } else { Word::EarlierFailed };
            say_with(word, &[&title])
        }
        (EntryState::Waiting(Waiting::Until(at)), None) => {
            say_with(Word::EntryPlanned, &[&i18n::day_and_time(at)])
        }
        (EntryState::Waiting(waiting), _) => waiting_words(waiting),
    }
}

/// What a Pin waits for.
pub(crate) fn waiting_words(waiting: Waiting) -> String {
    match waiting {
        Waiting::Network => say(Word::WaitingNetwork),
        Waiting::Until(at) => say_with(Word::WaitingUntil, &[&i18n::time_ahead(at, page::now_ms())]),
        Waiting::Reconnect => say(Word::WaitingReconnect),
        Waiting::Person => say(Word::WaitingPerson),
    }
}

/// Why it waits or failed, and what helps.
fn how(place: Place, entry: &EntryView) -> String {
    let is_told = entry.is_open() && place != Place::History;
    match entry.problem.as_ref().filter(|_| is_told) {
        // The line above says it all.
        Some(problem) if problem.kind == ProblemKind::OutcomeUnclear => String::new(),
        Some(problem) if entry.state == EntryState::Failed => say_phrase(&problem.how()),
        Some(problem) => [&say_phrase(&problem.title()), " ", &say_phrase(&problem.how())].concat(),
        None => String::new(),
    }
}

fn buttons(open: Open, place: Place, entry: &EntryView, again: &EntryId, asked: Live<bool>) -> Vec<El> {
    let mut buttons: Vec<El> = Vec::new();
    let id = &entry.id;
    let asking = |word, class: &str, request: Request| {
        let (id, request) = (id.clone(), Rc::new(request));
        button(class, word).click(move || open.ask(&id, Rc::clone(&request)))
    };
    buttons.extend(entry.pin_address().filter(|_| entry.state == EntryState::Done).map(|address| {
        let link = el("a", "button small").attr("href", &address).attr("target", "_blank");
        link.attr("rel", "noreferrer").say(Word::View)
    }));
    if entry.state == EntryState::Done && entry.pin.is_some() {
        buttons.extend(undo(open, place, entry, asked));
    }
    buttons.extend(cure(open, entry));
    if entry.can_be_sent() {
        buttons.push(asking(Word::EntrySend, "button small", Request::SendNow { id: id.clone() }));
    }
    if entry.can_be_changed() && place != Place::History {
        let own = id.clone();
        buttons
            .push(button("button small", Word::EntryEdit).click(move || open.editing.set(Some(own.clone()))));
    }
    if entry.can_be_withdrawn() {
        buttons.push(asking(Word::SavingStop, "button small quiet", Request::Undo { id: id.clone() }));
    }
    if place == Place::History && matches!(entry.state, EntryState::Done | EntryState::Withdrawn) {
        let (of, again) = (id.clone(), again.clone());
        let again = move || open.ask(&of, Request::PinAgain { id: again.clone(), of: of.clone() });
        buttons.push(button("button small quiet", Word::HistoryAgain).click(again));
    }
    buttons
}

/// The button that deletes a Pin: at once only just after it was made, where it is shown as what was just done.
fn undo(open: Open, place: Place, entry: &EntryView, asked: Live<bool>) -> Vec<El> {
    let id = entry.id.clone();
    let asks = {
        let until = entry.undo_until;
        move || place == Place::History || until.is_none_or(|until| until < page::now_ms())
    };
    let delete = move || {
        asked.set(false);
        open.ask(&id, Request::Undo { id: id.clone() });
    };
    if !asked.now() {
        return vec![button("button small", Word::Undo).click(move || {
            if asks() {
                asked.set(true);
                tack_browser::dom::before_paint(|| page::focus(UNDO_YES));
            } else {
                delete();
            }
        })];
    }
    vec![
        el("span", "entry-question").attr("role", "alert").say(Word::UndoQuestion),
        button("button small primary", Word::UndoYes).attr("id", UNDO_YES).click(delete),
        button("button small", Word::Cancel).click(move || asked.set(false)),
    ]
}

/// What helps against the problem, beside sending it once more.
fn cure(open: Open, entry: &EntryView) -> Option<El> {
    let problem = entry.problem.as_ref().filter(|_| entry.is_open())?;
    let id = entry.id.clone();
    let small = |word| button("button small", word);
    Some(match problem.action() {
        Action::ChooseBoard if entry.can_be_changed() => {
            small(Word::ChooseBoard).click(move || open.editing.set(Some(id.clone())))
        }
        Action::DeleteTwin => {
            small(Word::TwinDelete).click(move || open.ask(&id, Request::DeleteTwin { id: id.clone() }))
        }
        Action::OpenPage if entry.page.starts_with("http") => {
            let address = entry.page.clone();
            small(Word::OpenPage).click(move || page::open_tab(&address))
        }
        // On trial: the sandbox is in the settings.
        Action::Connect | Action::AllowPinterest | Action::OpenSettings | Action::HandOff => {
            small(Word::Settings).click(page::open_options)
        }
        Action::AllowSite => {
            let origin = ["https://", problem.detail.as_deref().unwrap_or_default(), "/*"].concat();
            small(Word::AllowSite).click(move || {
                // The question is put here, within the click; only its answer is waited for.
                let allowed = permissions::request_origins(&[&origin]);
                let id = id.clone();
                spawn_local(async move {
                    if allowed.await {
                        open.ask(&id, Request::SendNow { id: id.clone() });
                    }
                });
            })
        }
        _ => return None,
    })
}

/// The host of an address.
fn host(address: &str) -> String {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default().to_owned()
}
