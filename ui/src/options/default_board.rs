//! The board that is preselected.

use std::ops::Deref;
use std::rc::Rc;

use tack_browser::dom::before_paint;
use tack_browser::{i18n, page};
use tack_protocol::{BoardChoice, BoardList, Event, Problem, ProblemKind, Request, Word};

use super::card;
use crate::board_picker::{BoardPicker, Picked, SEARCH};
use crate::core_client::{ask, boards_of};
use crate::element::{El, button, el, whenever};
use crate::first_board::first_board;
use crate::live::{Live, forever};
use crate::model::board_filter::BoardFilter;
use crate::model::standing::Standing;
use crate::problem_card::problem_card;
use crate::site::Site;
use crate::words::{say, say_phrase, say_with};

/// The boards of the connected account.
#[derive(Clone, Copy)]
pub(super) struct DefaultBoard(&'static Parts);

/// What it consists of.
pub(super) struct Parts {
    site: Site,
    boards: Live<BoardFilter>,
    busy: Live<bool>,
    problem: Live<Option<Problem>>,
    /// Whether the person is here to choose a board.
    asked: Live<bool>,
}

impl Deref for DefaultBoard {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl DefaultBoard {
    pub(super) fn new(site: Site) -> Self {
        let boards = Live::new(BoardFilter::remembered(&[], None, i18n::folded));
        let asked = Live::new(page::address_hash() == "#board");
        Self(forever(Parts { site, boards, busy: Live::new(false), problem: Live::new(None), asked }))
    }

    pub(super) fn hear(self, event: &Event) {
        if let Event::Boards { connection, list } = event
            && self.site.connection().as_ref() == Some(connection)
        {
            self.take(list);
        }
    }

    fn load(self, refresh: bool) {
        self.busy.set(true);
        self.problem.set(None);
        let whose = self.site.connection();
        ask(Request::Boards { refresh, connection: whose.clone() }, move |reply| {
            // Boards of an account that was left meanwhile are not this one's.
            if self.site.connection() != whose {
                // A status that came late may have named another for a moment: whoever it is now has boards, too.
                if self.site.connection().is_some() {
                    self.load(false);
                }
                return;
            }
            self.busy.set(false);
            match boards_of(reply) {
                Ok(list) => self.take(&list),
                Err(problem) => self.problem.set(Some(problem)),
            }
        });
    }

    /// Makes a board for whom has none.
    fn create(self, name: String) {
        let Some(connection) = self.site.connection().filter(|_| !self.busy.now()) else { return };
        self.busy.set(true);
        ask(Request::CreateBoard { connection, name }, move |reply| {
            self.busy.set(false);
            match boards_of(reply) {
                Ok(list) if list.connection == self.site.connection() => self.take(&list),
                // Another account is in use by now.
                Ok(_) => self.load(false),
                // What was typed stays.
                Err(problem) => self.site.problem.set(Some(problem)),
            }
        });
    }

    fn take(self, list: &BoardList) {
        let first = self.boards.peek(BoardFilter::has_none);
        self.boards.update(|boards| boards.take(list));
        if let (true, Some(board)) = (first, self.now()) {
            self.boards.update(|boards| boards.choose_board(Some(board)));
        }
        let none = list.boards.is_empty().then(|| ProblemKind::NoBoards.into());
        self.problem.set(list.problem.clone().or(none));
        if first && self.asked.now() {
            self.asked.set(false);
            before_paint(|| page::focus_if_free(SEARCH));
        }
    }

    /// The board that is preselected now.
    fn now(self) -> Option<BoardChoice> {
        self.site
            .status
            .peek(|status| status.as_ref().and_then(|status| status.snapshot.default_board.clone()))
    }

    fn choose(self, board: Option<BoardChoice>) {
        if let Some(connection) = self.site.connection() {
            self.site.ask_status(Request::SetDefaultBoard { connection, board });
        }
    }

    fn choose_picked(self) {
        if let Some(board) = self.boards.peek(|boards| boards.chosen().cloned()) {
            self.choose(Some(board));
        }
    }

    pub(super) fn view(self) -> El {
        let connection = Live::derived(move || {
            let can_save = self.site.standing.get().can_save();
            self.site.status.with(|status| {
                let account = status.as_ref().and_then(|status| status.snapshot.account.as_ref());
                account.filter(|_| can_save).map(|account| account.connection.clone())
            })
        });
        whenever(move || {
            // Whoever connects here chooses a board next.
            if self.site.standing.get() == Standing::Connecting {
                self.asked.set(true);
            }
        });
        whenever(move || {
            if connection.with(Option::is_some) {
                self.boards.set(BoardFilter::remembered(&[], None, i18n::folded));
                self.load(false);
            }
        });
        let empty = Live::derived(move || self.boards.with(BoardFilter::has_none));
        // Boards that are there stay, whatever else is told of them; one that is gone is named above.
        let shown = move |problem: &&Problem| empty.get() || problem.kind != ProblemKind::DefaultBoardGone;
        let problem = el("div", "").content_fn(move || {
            let act = self.site.acting(move || self.load(true));
            let card = |problem: &Problem| problem_card(problem, act, None);
            self.problem.with(|problem| {
                let shown = problem.as_ref().filter(shown);
                let none = shown.filter(|problem| problem.kind == ProblemKind::NoBoards);
                // Whoever made a board at Pinterest comes back to say so.
                let again = || button("button quiet", Word::BoardsRefresh).click(move || self.load(true));
                let create = none.map(|_| first_board(move |name| self.create(name)));
                shown.map(card).into_iter().chain(create).chain(none.map(|_| again())).collect()
            })
        });
        let picker = el("div", "").content_fn(move || {
            if !empty.get() {
                return vec![self.picker().view(), self.buttons()];
            }
            let bones = if self.problem.with(Option::is_none) { 3 } else { 0 };
            (0..bones).map(|_| el("div", "bone bone-row")).collect()
        });
        let now = move || {
            self.site.status.with(|_| ());
            match self.now() {
                Some(board) => say_with(Word::OptionsBoardNow, &[&board.name]),
                None => self.problem.with(|problem| {
                    let gone = problem.as_ref().filter(|p| p.kind == ProblemKind::DefaultBoardGone);
                    gone.map_or_else(|| say(Word::OptionsBoardNone), |gone| say_phrase(&gone.title()))
                }),
            }
        };
        card(Word::OptionsBoard)
            .attr("id", "board")
            .child(el("p", "muted").say(Word::OptionsBoardText))
            .child(el("p", "").attr("role", "status").text_fn(now))
            .child(problem)
            .child(picker)
            .on_while("hidden", move || connection.with(Option::is_none))
    }

    fn picker(self) -> BoardPicker {
        let tell = move |picked| match picked {
            Picked::Chosen => {}
            Picked::Accepted => self.choose_picked(),
            Picked::Refresh => self.load(true),
        };
        BoardPicker { boards: self.boards, busy: self.busy, tell: Rc::new(tell) }
    }

    fn buttons(self) -> El {
        let clear = button("button quiet", Word::OptionsBoardClear)
            .on_while("hidden", move || {
                self.site.status.with(|_| ());
                self.now().is_none()
            })
            .click(move || self.choose(None));
        el("div", "form-line")
            .child(button("button primary", Word::OptionsBoardUse).click(move || self.choose_picked()))
            .child(clear)
    }
}
