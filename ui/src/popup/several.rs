//! Several pictures with one press: choosing them.

use tack_browser::page;
use tack_protocol::{EntryId, Numbered, Word};

use super::state::Popup;
use crate::board_picker::SEARCH;
use crate::element::{El, button, el};
use crate::icons::{Icon, icon_button};
use crate::live::Live;
use crate::model::several::Several;
use crate::words::{Counted, say, say_count, say_with};

const CHOSEN: Counted = Counted { one: Word::SeveralChosenOne, other: Word::SeveralChosenOther };
const SAVE: Counted = Counted { one: Word::SeveralSaveOne, other: Word::SeveralSaveOther };

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
