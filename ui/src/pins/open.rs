//! The list of Pins that are not done.

use std::ops::Deref;

use std::rc::Rc;

use tack_protocol::{EntryId, EntryState, EntryView, Problem, Request, Word};

use super::row::{Place, row};
use super::{replace, unsure};
use crate::core_client::{ask, entry_of};
use crate::element::{El, button, el};
use crate::keyed::keyed;
use crate::live::{Live, forever};
use crate::words::{say, say_phrase};

/// Pins that are not done, and what the person does with them.
#[derive(Clone, Copy)]
pub(crate) struct Open(&'static Parts);

/// What it consists of.
pub(crate) struct Parts {
    /// The newest first.
    pub(crate) entries: Live<Vec<EntryView>>,
    /// Whether they are known, and if not, why.
    pub(crate) loaded: Live<Option<Option<Problem>>>,
    /// Which one is being edited.
    pub(crate) editing: Live<Option<EntryId>>,
    /// Why the last button led nowhere, and for which entry.
    pub(crate) refused: Live<Option<(EntryId, Problem)>>,
}

impl Deref for Open {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl Open {
    pub(crate) fn new() -> Self {
        Self(forever(Parts {
            entries: Live::new(Vec::new()),
            loaded: Live::new(None),
            editing: Live::new(None),
            refused: Live::new(None),
        }))
    }

    /// Takes news of an entry: one that is done leaves the list, one that is not comes to it.
    pub(crate) fn take(self, entry: &EntryView) {
        if !entry.can_be_changed() && self.editing.peek(|editing| editing.as_ref() == Some(&entry.id)) {
            self.editing.set(None);
        }
        let known = self.entries.peek(|entries| entries.iter().any(|known| known.id == entry.id));
        match (known, entry.is_open()) {
            (true, true) => self.entries.update(|entries| {
                replace(entries, entry);
            }),
            (true, false) => self.entries.update(|entries| entries.retain(|known| known.id != entry.id)),
            (false, true) => self.entries.update(|entries| {
                let newer = entries.iter().take_while(|known| known.made_at > entry.made_at).count();
                entries.insert(newer, entry.clone());
            }),
            (false, false) => {}
        }
    }

    /// Asks the core for something that an entry is answered to.
    pub(crate) fn ask(self, id: &EntryId, request: impl Into<Rc<Request>>) {
        self.ask_shared(id.clone(), request.into());
    }

    fn ask_shared(self, id: EntryId, request: Rc<Request>) {
        self.refused.set(None);
        ask(request, move |reply| match entry_of(reply) {
            // Told to every page, to this one too; but it may have been asked of the core before it listened.
            Ok(entry) => self.take(&entry),
            Err(problem) => self.refused.set(Some((id, problem))),
        });
    }

    /// Puts an entry that ended badly out of sight.
    pub(crate) fn dismiss(self, id: &EntryId) {
        self.entries.update(|entries| entries.retain(|known| known.id != *id));
        // What is out of sight already needs no answer.
        ask(Request::Dismiss { id: id.clone() }, |_| {});
    }

    /// Sends all that failed once more.
    pub(crate) fn retry(self) {
        let failed = |entry: &&EntryView| entry.state == EntryState::Failed && entry.can_be_sent();
        let ids: Vec<EntryId> = self
            .entries
            .peek(|entries| entries.iter().filter(failed).map(|entry| entry.id.clone()).collect());
        for id in &ids {
            self.ask(id, Request::SendNow { id: id.clone() });
        }
    }

    /// How many failed and can be sent once more.
    fn failed(self) -> usize {
        let failed = |entry: &&EntryView| entry.state == EntryState::Failed && entry.can_be_sent();
        self.entries.with(|entries| entries.iter().filter(failed).count())
    }

    /// The list.
    pub(crate) fn list(self, place: Place) -> El {
        let list = el("ul", "entries").attr_say("aria-label", Word::OpenTitle);
        keyed(
            list,
            move || self.entries.with(Clone::clone),
            // Of one that only the person can tell of, another thing is shown.
            |entry| [entry.id.as_str(), if entry.is_unsure() { "?" } else { "" }].concat(),
            move |entry| match entry.peek(EntryView::is_unsure) {
                true => el("li", "").child(entry.peek(unsure)),
                false => row(self, place, entry),
            },
        )
    }

    /// A button for all that failed, where they are several.
    pub(crate) fn retry_button(self) -> El {
        button("button small", Word::EntryFailedAll)
            .on_while("hidden", move || self.failed() < 2)
            .click(move || self.retry())
    }

    /// The part of the page.
    pub(super) fn card(self) -> El {
        let words = move || match self.loaded.with(Clone::clone) {
            Some(Some(problem)) => say_phrase(&problem.title()),
            Some(None) if self.entries.with(Vec::is_empty) => say(Word::OpenNone),
            _ => String::new(),
        };
        let empty = el("p", "muted").attr("role", "status").text_fn(words);
        let title =
            el("div", "card-head").child(el("h2", "").text(&say(Word::OpenTitle))).child(self.retry_button());
        el("section", "card").child(title).child(empty).child(self.list(Place::Page))
    }
}
