//! Earlier Pins that are not done: one small line.

use leptos::prelude::*;
use tack_browser::i18n;
use tack_protocol::{EntryState, EntryView, Waiting, Word};

use super::news::is_bad;
use super::state::Popup;
use crate::icons::{Icon, icon};
use crate::model::outcome::Outcome;
use crate::words::{Counted, say, say_count, say_phrase, say_with};

const MORE: Counted = Counted { one: Word::EarlierMoreOne, other: Word::EarlierMoreOther };

pub(super) fn earlier(popup: Popup) -> AnyView {
    let first = move || {
        // What was just pressed comes first.
        if popup.outcome.with(|outcome| *outcome != Outcome::None) {
            return None;
        }
        let waiting = popup.earlier.get();
        let mut open = waiting.into_iter().filter(|entry| is_bad(entry.state) || !entry.state.is_final());
        let entry = open.next()?;
        Some(line(popup, entry, open.count() as u32))
    };
    view! { {first} }.into_any()
}

fn line(popup: Popup, entry: EntryView, more: u32) -> AnyView {
    let words = words(&entry);
    let title = if entry.title.is_empty() { say(Word::PictureUntitled) } else { entry.title.clone() };
    let shown = entry.shown.clone();
    let dismiss = is_bad(entry.state).then(|| {
        view! {
            <button type="button" class="icon-button" aria-label=say(Word::Dismiss) title=say(Word::Dismiss)
                on:click=move |_| popup.dismiss_earlier(&entry)>
                {icon(Icon::Close)}
            </button>
        }
    });
    let more = (more > 0).then(|| [" ", &say_count(MORE, more)].concat());
    view! {
        <div class="earlier">
            <img class="cover" src=shown alt="" decoding="async" referrerpolicy="no-referrer"/>
            <div class="earlier-body">
                <p class="earlier-title" dir="auto">{title}</p>
                <p class="muted">{words}{more}</p>
            </div>
            {dismiss}
        </div>
    }
    .into_any()
}

fn words(entry: &EntryView) -> String {
    match entry.state {
        EntryState::Unclear => say(Word::EarlierUnclear),
        EntryState::Failed => {
            let title = entry.problem.as_ref().map(|problem| say_phrase(&problem.title()));
            say_with(Word::EarlierFailed, &[&title.unwrap_or_default()])
        }
        EntryState::Waiting(Waiting::Network) => say(Word::WaitingNetwork),
        EntryState::Waiting(Waiting::Until(at)) => say_with(Word::WaitingUntil, &[&i18n::clock_time(at)]),
        EntryState::Waiting(Waiting::Reconnect) => say(Word::WaitingReconnect),
        EntryState::Waiting(Waiting::Person) => say(Word::WaitingPerson),
        _ => say(Word::EarlierSending),
    }
}
