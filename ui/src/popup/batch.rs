//! What becomes of several Pins that were saved with one press.

use tack_protocol::{Answer, Draft, EntryId, EntryState, EntryView, Numbered, Problem, Request, Word};

use super::state::Popup;
use crate::core_client::{ask, entry_of};
use crate::element::{El, button, el};
use crate::icons::{Icon, icon_button};
use crate::keyed::keyed;
use crate::live::Live;
use crate::pins::{Place, row};
use crate::problem_card::problem_card;
use crate::words::{Counted, say_count, say_with};

const FAILED: Counted = Counted { one: Word::SeveralFailedOne, other: Word::SeveralFailedOther };
const WAIT: Counted = Counted { one: Word::SeveralWaitOne, other: Word::SeveralWaitOther };

/// Several Pins that were saved with one press.
#[derive(Clone, PartialEq)]
pub(super) struct Batch {
    /// To be asked again in the same words, should the core not have written all of it down.
    asked: Vec<Numbered>,
    /// As the core answered, kept up to date.
    entries: Vec<EntryView>,
    problem: Option<Problem>,
}

impl Popup {
    /// Has all of them written down, and follows what becomes of them.
    pub(super) fn send_batch(self, asked: Vec<Numbered>) {
        let pins = asked.clone();
        self.batch.set(Some(Batch { asked, entries: Vec::new(), problem: None }));
        let asked = pins.clone();
        ask(Request::SaveAll { pins }, move |reply| {
            let is_shown = self.batch.peek(|batch| batch.as_ref().is_some_and(|batch| batch.asked == asked));
            match reply {
                Ok(Answer::Entries(entries)) if is_shown => self.batch.update(|batch| {
                    if let Some(batch) = batch {
                        batch.entries = entries;
                    }
                }),
                Ok(_) => {}
                // Told even where it was put out of sight: something of it was not written down.
                Err(problem) => {
                    self.batch.set(Some(Batch { asked, entries: Vec::new(), problem: Some(problem) }))
                }
            }
            self.load_known();
        });
    }

    /// Whether a draft is one of several that were just saved; as long as nobody knows what became of them, any is.
    pub(super) fn is_in_batch(self, draft: &Draft) -> bool {
        self.batch.peek(|batch| {
            batch.as_ref().is_some_and(|batch| {
                let is_asked = batch.entries.is_empty() && batch.problem.is_none();
                is_asked || batch.asked.iter().any(|numbered| numbered.draft == *draft)
            })
        })
    }

    /// Takes news of an entry, if it is one of the several.
    pub(super) fn take_of_batch(self, entry: &EntryView) {
        self.batch.update(|batch| {
            let known = batch.as_mut().and_then(|batch| batch.entries.iter_mut().find(|e| e.id == entry.id));
            if let Some(known) = known {
                // Late news of a sending are none once it has ended.
                if entry.state.is_final() || !known.state.is_final() || known.state == EntryState::Failed {
                    known.clone_from(entry);
                }
            }
        });
    }

    /// Asks how those are that have not ended: the background may be gone, and a question wakes it.
    pub(super) fn poll_batch(self) {
        let open = |batch: &Option<Batch>| -> Vec<EntryId> {
            let entries = batch.iter().flat_map(|batch| &batch.entries);
            entries.filter(|entry| !entry.state.is_final()).map(|entry| entry.id.clone()).collect()
        };
        for id in self.batch.peek(open) {
            ask(Request::Entry { id }, move |reply| {
                if let Ok(entry) = entry_of(reply) {
                    self.take_of_batch(&entry);
                }
            });
        }
    }

    /// Puts what became of the several out of sight; what is not done is listed further on.
    pub(super) fn dismiss_batch(self) {
        if self.batch.peek(Option::is_some) {
            self.batch.set(None);
            crate::pins::load(self.open);
        }
    }
}

/// What becomes of them: a bar, a number, and each with its own result.
pub(super) fn batch(popup: Popup) -> El {
    let shown = Live::derived(move || popup.batch.with(Option::is_some));
    // It stands there before its words come: only then are they read out.
    let said = el("p", "unseen").attr("role", "status").text_fn(move || words(popup));
    let progress = el("div", "").content_fn(move || match shown.get() {
        true => vec![progress(popup)],
        false => Vec::new(),
    });
    el("div", "").child(said).child(progress)
}

fn words(popup: Popup) -> String {
    let all = of_batch(popup, |batch| batch.asked.len());
    if all == 0 {
        return String::new();
    }
    let done = count(popup, is_done).to_string();
    let mut words = vec![say_with(Word::SeveralProgress, &[&done, &all.to_string()])];
    for (counted, is) in [(FAILED, has_failed as fn(&EntryView) -> bool), (WAIT, waits)] {
        let number = count(popup, is);
        if number > 0 {
            words.push(say_count(counted, number));
        }
    }
    words.join(" · ")
}

fn of_batch<R: Default>(popup: Popup, look: impl FnOnce(&Batch) -> R) -> R {
    popup.batch.with(|batch| batch.as_ref().map(look).unwrap_or_default())
}

fn count(popup: Popup, is: fn(&EntryView) -> bool) -> u32 {
    of_batch(popup, |batch| batch.entries.iter().filter(|entry| is(entry)).count() as u32)
}

fn is_done(entry: &EntryView) -> bool {
    entry.state == EntryState::Done
}

fn has_failed(entry: &EntryView) -> bool {
    entry.state == EntryState::Failed
}

fn waits(entry: &EntryView) -> bool {
    matches!(entry.state, EntryState::Waiting(_) | EntryState::Unclear)
}

fn progress(popup: Popup) -> El {
    let all = move || of_batch(popup, |batch| batch.asked.len());
    let bar = el("progress", "batch-bar")
        .attr_say("aria-label", Word::Several)
        .attr_fn("max", move || Some(all().to_string()))
        .attr_fn("value", move || Some(count(popup, is_done).to_string()));
    let retry = button("button small", Word::EntryFailedAll)
        .on_while("hidden", move || count(popup, has_failed) == 0)
        .click(move || {
            let can_be = |entry: &&EntryView| has_failed(entry) && entry.can_be_sent();
            let failed: Vec<EntryId> = popup.batch.peek(|batch| {
                let entries = batch.iter().flat_map(|batch| &batch.entries);
                entries.filter(can_be).map(|entry| entry.id.clone()).collect()
            });
            for id in failed {
                popup.open.ask(&id, Request::SendNow { id: id.clone() });
            }
        });
    let wrong = Live::derived(move || of_batch(popup, |batch| batch.problem.clone()));
    let problem = el("div", "").content_fn(move || {
        let problem = wrong.with(Clone::clone);
        let card = |problem: Problem| {
            let again = popup.acting(move || {
                popup.send_batch(
                    popup.batch.peek(|batch| batch.iter().flat_map(|b| b.asked.clone()).collect()),
                );
            });
            problem_card(&problem, again, None)
        };
        problem.map(card).into_iter().collect()
    });
    let list = keyed(
        el("ul", "entries").attr_say("aria-label", Word::Several),
        move || of_batch(popup, |batch| batch.entries.clone()),
        |entry| entry.id.as_str().to_owned(),
        move |entry| row(popup.open, Place::Batch, entry),
    );
    let close = icon_button(Icon::Close, Word::Dismiss).click(move || popup.dismiss_batch());
    let head = el("div", "batch-head")
        .child(el("p", "news-words").attr("aria-hidden", "true").text_fn(move || words(popup)))
        .child(retry)
        .child(close);
    el("section", "batch").child(head).child(bar).child(problem).child(el("div", "open-list").child(list))
}
