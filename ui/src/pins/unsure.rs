//! A Pin of which only the person can tell whether it is on the board: what was saved beside what is there.

use tack_browser::page;
use tack_protocol::{Answer, EntryId, EntryView, Problem, Request, Settlement, Suspect, Word};

use crate::PINTEREST;
use crate::core_client::{ask, entry_of};
use crate::element::{El, button, el, picture};
use crate::live::Live;
use crate::words::{say, say_phrase};

/// Why the person's word was not taken.
type Refused = Live<Option<Problem>>;

/// The question, with a button for each answer.
pub(crate) fn unsure(entry: &EntryView) -> El {
    let suspects: Live<Option<Vec<Suspect>>> = Live::new(None);
    let refused: Refused = Live::new(None);
    ask(Request::Suspects { id: entry.id.clone() }, move |reply| match reply {
        Ok(Answer::Suspects(found)) => suspects.set(Some(found)),
        Ok(_) => {}
        Err(problem) => refused.set(Some(problem)),
    });
    let own = one(&entry.shown, &say(Word::UnsureYours));
    let id = entry.id.clone();
    let there = el("div", "unsure-there").content_fn(move || {
        suspects.with(|found| found.iter().flatten().map(|suspect| of_board(refused, &id, suspect)).collect())
    });
    let answer = |word, class: &str, settlement: Settlement| {
        let id = entry.id.clone();
        button(class, word).click(move || settle(refused, &id, settlement.clone()))
    };
    // Whoever has not seen what is there cannot tell.
    let is_not = answer(Word::UnsureIsNot, "button small", Settlement::IsNot)
        .on_while("disabled", move || suspects.with(Option::is_none));
    let view = button("button small", Word::ViewBoard).click(|| page::open_tab(PINTEREST));
    let words = entry.problem.iter().flat_map(|problem| {
        let title = el("p", "problem-title").text(&say_phrase(&problem.title()));
        [title, el("p", "").text(&say_phrase(&problem.why()))]
    });
    let said = move || refused.with(|refused| refused.as_ref().map(|problem| say_phrase(&problem.title())));
    el("section", "unsure")
        .children(words)
        .child(el("div", "unsure-pictures").child(own).child(there))
        .child(el("div", "ways-instead").child(view).child(is_not).child(answer(
            Word::UnsureLeave,
            "button small quiet",
            Settlement::Leave,
        )))
        .child(el("p", "").attr("role", "alert").text_fn(move || said().unwrap_or_default()))
}

fn one(shown: &str, words: &str) -> El {
    el("figure", "unsure-one")
        .child(picture("", shown))
        .child(el("figcaption", "muted").attr("dir", "auto").text(words))
}

fn of_board(refused: Refused, id: &EntryId, suspect: &Suspect) -> El {
    let untitled = say(Word::UnsureUntitled);
    let title = if suspect.title.is_empty() { &untitled } else { &suspect.title };
    let (id, pin) = (id.clone(), suspect.pin.clone());
    let is_it = button("button small", Word::UnsureIs)
        .click(move || settle(refused, &id, Settlement::Is(pin.clone())));
    one(suspect.picture.as_deref().unwrap_or_default(), title).child(is_it)
}

/// Takes the person's word for an entry; what comes of it is told to every page.
fn settle(refused: Refused, id: &EntryId, word: Settlement) {
    ask(Request::Settle { id: id.clone(), word }, move |reply| refused.set(entry_of(reply).err()));
}
