//! Several pictures with one press: choosing them, and what becomes of them.

use tack_browser::page;
use tack_protocol::{Answer, Draft, EntryId, EntryState, EntryView, Numbered, Problem, Request, Word};

use super::state::Popup;
use crate::board_picker::SEARCH;
use crate::core_client::{ask, entry_of};
use crate::element::{El, button, el};
use crate::icons::{Icon, icon_button};
use crate::keyed::keyed;
use crate::live::Live;
use crate::model::several::Several;
use crate::pins::{Place, row};
use crate::problem_card::problem_card;
use crate::words::{Counted, say, say_count, say_with};

const CHOSEN: Counted = Counted { one: Word::SeveralChosenOne, other: Word::SeveralChosenOther };
const SAVE: Counted = Counted { one: Word::SeveralSaveOne, other: Word::SeveralSaveOther };
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
    /// Begins to choose several, or goes back to one.
    pub(super) fn switch_several(self) {
        let now = self.several.peek(Option::is_some);
        let place = self.picture.now();
        self.several.set((!now).then(|| Several::of(place)));
        self.choosing_time.set(false);
        self.grid.set(!now);
        self.dismiss_batch();
    }

    /// A picture was pressed: brings it in, takes it out, or brings in all up to it.
    pub(super) fn pick(self, place: usize, range: bool) {
        self.several.update(|several| {
            if let Some(several) = several {
                if range { several.range(place) } else { several.toggle(place) }
            }
        });
        self.choose_picture(place);
        self.look_for_larger_of_all();
    }

    /// Brings all in.
    pub(super) fn pick_all(self) {
        let count = self.count();
        self.change_several(|several| several.all(count));
        self.look_for_larger_of_all();
    }

    fn change_several(self, change: impl FnOnce(&mut Several)) {
        self.several.update(|several| {
            if let Some(several) = several {
                change(several);
            }
        });
    }

    /// The picture at `place` is looked at now, after the one at `before`: its words and its board are shown.
    pub(super) fn follow_several(self, before: usize, place: usize) -> bool {
        let form = self.form.peek(Clone::clone);
        let mut own_words = false;
        let mut board = None;
        self.change_several(|several| {
            own_words = several.each_words;
            if own_words {
                several.keep_words(before, form);
            }
            if several.has_each_board() {
                board = several.board(place).cloned();
            }
        });
        if let Some(board) = board {
            self.boards.update(|boards| boards.choose_board(Some(board)));
        }
        if own_words && let Some(picture) = self.known_picture(place) {
            let shared = crate::model::pin_form::PinForm::default();
            let words =
                self.several.peek(|several| several.as_ref().map(|s| s.words(place, &picture, &shared)));
            self.form.set(words.unwrap_or_default());
        }
        own_words
    }

    /// A board was chosen: for all of them, or for the picture that is looked at.
    pub(super) fn board_chosen(self) {
        let (place, board) = (self.picture.now(), self.boards.peek(|boards| boards.chosen().cloned()));
        self.change_several(|several| {
            if let (true, Some(board)) = (several.has_each_board(), board) {
                several.set_board(place, board);
            }
        });
        self.another();
    }

    fn each_board(self, each: bool) {
        let board = self.boards.peek(|boards| boards.chosen().cloned());
        self.change_several(|several| several.set_each_board(each, board));
    }

    fn each_words(self, each: bool) {
        let (place, form) = (self.picture.now(), self.form.peek(Clone::clone));
        self.change_several(|several| {
            several.each_words = each;
            several.keep_words(place, form);
        });
    }

    /// Pins all that are chosen.
    pub(super) fn save_several(self) {
        let Some(several) = self.several.peek(Clone::clone) else { return };
        if !self.standing.now().can_save() || several.places().is_empty() {
            return;
        }
        let shared_board = self.boards.peek(|boards| boards.chosen().cloned());
        let missing =
            if several.has_each_board() { several.without_board() > 0 } else { shared_board.is_none() };
        if missing {
            page::focus(SEARCH);
            return;
        }
        let connection =
            self.account.peek(|account| account.as_ref().map(|account| account.connection.clone()));
        let (now, form) = (self.picture.now(), self.form.peek(Clone::clone));
        let mut asked = Vec::new();
        for &place in several.places() {
            self.settle_source_of(place);
            let Some(picture) = self.known_picture(place) else { continue };
            let words = if place == now { form.clone() } else { several.words(place, &picture, &form) };
            let Some(mut draft) = self.draft_of(place, &picture, &words) else { continue };
            let own = several.board(place).cloned().filter(|_| several.has_each_board());
            (draft.board, draft.connection) = (own.or_else(|| shared_board.clone()), connection.clone());
            asked.push(Numbered { id: EntryId::new(page::random_id()), draft });
        }
        self.several.set(None);
        self.grid.set(false);
        self.dismiss_outcome();
        self.send_batch(asked);
    }

    fn send_batch(self, asked: Vec<Numbered>) {
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

/// The button that begins it.
pub(super) fn several_button(popup: Popup) -> El {
    icon_button(Icon::Several, Word::Several)
        .says("aria-pressed", move || popup.several.with(Option::is_some))
        .on_while("hidden", move || {
            popup.later.with(|_| ());
            popup.count() < 2
        })
        .click(move || popup.switch_several())
}

/// How many are chosen, and what each has of its own.
pub(super) fn several_line(popup: Popup) -> El {
    let shown = Live::derived(move || popup.several.with(Option::is_some));
    el("div", "").content_fn(move || match shown.get() {
        true => vec![line(popup)],
        false => Vec::new(),
    })
}

fn with<R: Default>(popup: Popup, look: impl FnOnce(&Several) -> R) -> R {
    popup.several.with(|several| several.as_ref().map(look).unwrap_or_default())
}

fn line(popup: Popup) -> El {
    let count = move || {
        let mut words = say_count(CHOSEN, with(popup, |several| several.places().len() as u32));
        if with(popup, Several::is_full) {
            words.push_str(". ");
            words.push_str(&say(Word::SeveralMost));
        }
        words
    };
    let check = |word, set: fn(Popup, bool), is: fn(&Several) -> bool| {
        let check =
            el("input", "").attr("type", "checkbox").on("change", move |_| set(popup, !with_now(popup, is)));
        el("label", "several-check").child(check).child(el("span", "").say(word))
    };
    let head = el("div", "several-head")
        .child(el("p", "").attr("role", "status").text_fn(count))
        .child(button("link", Word::SeveralAll).click(move || popup.pick_all()))
        .child(button("link", Word::Cancel).click(move || popup.switch_several()));
    let checks = el("div", "several-checks")
        .child(check(Word::SeveralEachBoard, Popup::each_board, Several::has_each_board))
        .child(check(Word::SeveralEachWords, Popup::each_words, |several| several.each_words));
    el("div", "several").child(head).child(checks)
}

fn with_now(popup: Popup, is: fn(&Several) -> bool) -> bool {
    popup.several.peek(|several| several.as_ref().is_some_and(is))
}

/// The button that saves them.
pub(super) fn save_button(popup: Popup) -> El {
    let count = move || with(popup, |several| several.places().len() as u32);
    el("button", "button primary")
        .attr("type", "button")
        .text_fn(move || say_count(SAVE, count()))
        .on_while("disabled", move || count() == 0 || !popup.standing.get().can_save())
        .click(move || popup.save_several())
}

/// What is missing before they can be saved.
pub(super) fn missing_words(popup: Popup) -> Option<String> {
    let missing = with(popup, Several::without_board);
    (missing > 0).then(|| say_with(Word::SeveralNoBoard, &[&missing.to_string()]))
}

/// What becomes of them: a bar, a number, and each with its own result.
pub(super) fn batch(popup: Popup) -> El {
    let shown = Live::derived(move || popup.batch.with(Option::is_some));
    el("div", "").content_fn(move || match shown.get() {
        true => vec![progress(popup)],
        false => Vec::new(),
    })
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
    let words = move || {
        let done = count(popup, is_done).to_string();
        let mut words = vec![say_with(Word::SeveralProgress, &[&done, &all().to_string()])];
        for (counted, is) in [(FAILED, has_failed as fn(&EntryView) -> bool), (WAIT, waits)] {
            let number = count(popup, is);
            if number > 0 {
                words.push(say_count(counted, number));
            }
        }
        words.join(" · ")
    };
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
            let again = Box::new(move |action| {
                popup.act(action, move || {
                    popup.send_batch(
                        popup.batch.peek(|batch| batch.iter().flat_map(|b| b.asked.clone()).collect()),
                    );
                });
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
        .child(el("p", "news-words").attr("role", "status").text_fn(words))
        .child(retry)
        .child(close);
    el("section", "batch").child(head).child(bar).child(problem).child(el("div", "open-list").child(list))
}
