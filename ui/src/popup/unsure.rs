//! A Pin of which only the person can tell whether it is on the board: what was saved beside what is there.

use tack_protocol::{
    Answer, EntryId, EntryState, EntryView, ProblemKind, Request, Settlement, Suspect, Waiting, Word,
};

use super::state::Popup;
use crate::core_client::{ask, entry_of};
use crate::element::{El, button, el, picture};
use crate::live::Live;
use crate::words::{say, say_phrase};

/// Whether the person is asked about this entry.
pub(super) fn is_unsure(entry: &EntryView) -> bool {
    let asks = entry.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::OutcomeUnsure);
    asks && entry.state == EntryState::Waiting(Waiting::Person)
}

/// The question, with a button for each answer.
pub(super) fn unsure(popup: Popup, entry: &EntryView) -> El {
    let suspects: Live<Vec<Suspect>> = Live::new(Vec::new());
    ask(Request::Suspects { id: entry.id.clone() }, move |reply| {
        if let Ok(Answer::Suspects(found)) = reply {
            suspects.set(found);
        }
    });
    let own = one(&entry.shown, &say(Word::UnsureYours));
    let id = entry.id.clone();
    let there = el("div", "unsure-there").content_fn(move || {
        suspects.with(|found| found.iter().map(|suspect| of_board(popup, &id, suspect)).collect())
    });
    let answer = |word, class: &str, settlement: Settlement| {
        let id = entry.id.clone();
        button(class, word).click(move || popup.settle_entry(&id, settlement.clone()))
    };
    let view = button("button small", Word::ViewBoard).click(move || popup.view_board());
    let words = entry.problem.iter().flat_map(|problem| {
        let title = el("p", "problem-title").text(&say_phrase(&problem.title()));
        [title, el("p", "").text(&say_phrase(&problem.why()))]
    });
    el("section", "unsure").children(words).child(el("div", "unsure-pictures").child(own).child(there)).child(
        el("div", "ways-instead")
            .child(view)
            .child(answer(Word::UnsureIsNot, "button small", Settlement::IsNot))
            .child(answer(Word::UnsureLeave, "button small quiet", Settlement::Leave)),
    )
}

fn one(shown: &str, words: &str) -> El {
    el("figure", "unsure-one")
        .child(picture("", shown))
        .child(el("figcaption", "muted").attr("dir", "auto").text(words))
}

fn of_board(popup: Popup, id: &EntryId, suspect: &Suspect) -> El {
    let untitled = say(Word::UnsureUntitled);
    let title = if suspect.title.is_empty() { &untitled } else { &suspect.title };
    let (id, pin) = (id.clone(), suspect.pin.clone());
    let is_it = button("button small", Word::UnsureIs)
        .click(move || popup.settle_entry(&id, Settlement::Is(pin.clone())));
    one(suspect.picture.as_deref().unwrap_or_default(), title).child(is_it)
}

impl Popup {
    /// Takes the person's word for an entry.
    fn settle_entry(self, id: &EntryId, word: Settlement) {
        ask(Request::Settle { id: id.clone(), word }, move |reply| match entry_of(reply) {
            Ok(entry) => self.take_entry(entry),
            Err(problem) => self.way_problem.set(Some(problem)),
        });
    }
}
