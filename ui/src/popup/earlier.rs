//! Earlier Pins that are not done: one small line.

use tack_protocol::{EntryState, EntryView, ProblemKind, Word};

use super::news::waiting_words;
use super::state::Popup;
use super::unsure::{is_unsure, unsure};
use crate::element::{El, el, picture};
use crate::icons::{Icon, icon_button};
use crate::model::outcome::Outcome;
use crate::words::{Counted, say, say_count, say_phrase, say_with};

const MORE: Counted = Counted { one: Word::EarlierMoreOne, other: Word::EarlierMoreOther };

pub(super) fn earlier(popup: Popup) -> El {
    el("div", "").content_fn(move || {
        // What was just pressed comes first.
        if popup.outcome.with(|outcome| *outcome != Outcome::None) {
            return Vec::new();
        }
        popup.earlier.with(|entries| {
            let mut open = entries.iter().filter(|entry| is_bad(entry.state) || !entry.state.is_final());
            let first = open.next();
            let more = open.count() as u32;
            let shown = |entry| match is_unsure(entry) {
                true => unsure(popup, entry),
                false => line(popup, entry, more),
            };
            first.map(shown).into_iter().collect()
        })
    })
}

/// Whether an entry ended without a Pin, or may have.
fn is_bad(state: EntryState) -> bool {
    matches!(state, EntryState::Failed | EntryState::Unclear)
}

fn line(popup: Popup, entry: &EntryView, more: u32) -> El {
    let mut words = words(entry);
    if more > 0 {
        words.push_str(" · ");
        words.push_str(&say_count(MORE, more));
    }
    let untitled = say(Word::PictureUntitled);
    let title = if entry.title.is_empty() { &untitled } else { &entry.title };
    let dismiss = is_bad(entry.state).then(|| {
        let entry = entry.clone();
        icon_button(Icon::Close, Word::Dismiss).click(move || popup.dismiss_earlier(&entry))
    });
    let body = el("div", "earlier-body")
        .child(el("p", "earlier-title").attr("dir", "auto").text(title))
        .child(el("p", "muted").text(&words));
    el("div", "earlier").child(picture("cover", &entry.shown)).child(body).children(dismiss)
}

fn is_unclear(entry: &EntryView) -> bool {
    entry.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::OutcomeUnclear)
}

fn words(entry: &EntryView) -> String {
    match entry.state {
        EntryState::Unclear => say(Word::EarlierUnclear),
        EntryState::Failed if is_unclear(entry) => say(Word::EarlierUnclear),
        EntryState::Failed => {
            let title = entry.problem.as_ref().map(|problem| say_phrase(&problem.title()));
            say_with(Word::EarlierFailed, &[&title.unwrap_or_default()])
        }
        EntryState::Waiting(waiting) => waiting_words(waiting),
        _ => say(Word::EarlierSending),
    }
}
