//! What the popup knows, and what it does with it.

use std::ops::Deref;
use std::rc::Rc;

use tack_browser::dom::before_paint;
use tack_browser::{i18n, messages, page, permissions, runtime};
use tack_protocol::limits::{ENTRY_POLL_MS, GROWTH_POLL_MS};
use tack_protocol::{
    Account, Action, Aside, BoardList, Candidate, ConnectionId, Draft, EntryState, EntryView, Environment,
    Event, Known, PageOffer, Problem, ProblemKind, Request, Snapshot, Status,
};
use wasm_bindgen_futures::spawn_local;

use crate::board_picker::SEARCH;
use crate::core_client::{ask, boards_of, connecting, entry_of, offer_of, status_of};
use crate::element::every;
use crate::live::{Live, forever};
use crate::model::board_filter::BoardFilter;
use crate::model::outcome::{Outcome, Shown};
use crate::model::pin_form::PinForm;
use crate::model::several::Several;
use crate::model::standing::Standing;
use crate::pins::Open;
use crate::problem_card::Act;
use crate::{API_ORIGINS, PINTEREST};

use super::batch::Batch;
use super::larger::Loaded;
use super::ways::Attempt;

/// What a page offers, once it is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Offer {
    /// It is being looked at.
    Coming,
    /// It was looked at.
    Here(PageOffer),
    /// It has nothing, or may not be looked at.
    Missing(Problem),
}

/// The popup's state; a handful of signals that are copied freely.
#[derive(Clone, Copy)]
pub(super) struct Popup(&'static Parts);

/// What it consists of.
pub(super) struct Parts {
    pub(super) standing: Live<Standing>,
    pub(super) account: Live<Option<Account>>,
    /// All that are connected.
    pub(super) accounts: Live<Vec<Account>>,
    pub(super) offer: Live<Offer>,
    /// Which picture is chosen.
    pub(super) picture: Live<usize>,
    /// Pictures that the page showed later.
    pub(super) later: Live<Vec<Candidate>>,
    /// How much the page showed when it was last looked at.
    pub(super) mark: Live<String>,
    /// Whether the page is being asked for more, and how often it was looked at anew.
    pub(super) growing: Live<bool>,
    pub(super) growths: Live<u32>,
    /// What became known of pictures by loading them.
    pub(super) loaded: Live<Vec<Loaded>>,
    pub(super) boards: Live<BoardFilter>,
    pub(super) boards_busy: Live<bool>,
    pub(super) boards_problem: Live<Option<Problem>>,
    pub(super) form: Live<PinForm>,
    pub(super) outcome: Live<Outcome>,
    pub(super) connect_problem: Live<Option<Problem>>,
    /// What was last sent with Save: the same again, once it is a Pin, would be a second one.
    pub(super) sent: Live<Option<Draft>>,
    /// What was saved earlier, and is not done.
    pub(super) open: Open,
    /// What the journal knows of the pictures.
    pub(super) known: Live<Vec<Known>>,
    /// The pictures are shown in a grid.
    pub(super) grid: Live<bool>,
    /// Which pictures are chosen, where they are several.
    pub(super) several: Live<Option<Several>>,
    /// What becomes of several that were saved with one press.
    pub(super) batch: Live<Option<Batch>>,
    /// A time for the Pin is being chosen.
    pub(super) choosing_time: Live<bool>,
    /// Something is being taken from the screen.
    pub(super) capturing: Live<bool>,
    /// What else came to nothing, and why.
    pub(super) way_problem: Live<Option<(Attempt, Problem)>>,
    /// What the person has to know of one picture that was taken from the screen.
    pub(super) seen_in: Live<Option<(usize, Vec<Aside>)>>,
}

impl Deref for Popup {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl Popup {
    pub(super) fn new(snapshot: Option<Snapshot>) -> Self {
        let known = snapshot.unwrap_or_default();
        let standing =
            if known == Snapshot::default() { Standing::Unknown } else { Standing::of_snapshot(&known) };
        let boards =
            BoardFilter::remembered(&known.recent_boards, known.default_board.as_ref(), i18n::folded);
        Self(forever(Parts {
            standing: Live::new(standing),
            account: Live::new(known.account),
            accounts: Live::new(known.accounts),
            offer: Live::new(Offer::Coming),
            picture: Live::new(0),
            later: Live::new(Vec::new()),
            mark: Live::new(String::new()),
            growing: Live::new(false),
            growths: Live::new(0),
            loaded: Live::new(Vec::new()),
            boards: Live::new(boards),
            boards_busy: Live::new(false),
            boards_problem: Live::new(None),
            form: Live::new(PinForm::default()),
            outcome: Live::new(Outcome::None),
            connect_problem: Live::new(None),
            sent: Live::new(None),
            open: Open::new(),
            known: Live::new(Vec::new()),
            grid: Live::new(false),
            several: Live::new(None),
            batch: Live::new(None),
            choosing_time: Live::new(false),
            capturing: Live::new(false),
            way_problem: Live::new(None),
            seen_in: Live::new(None),
        }))
    }

    /// Asks the core for everything at once, and listens to its news.
    pub(super) fn begin(self) {
        messages::on_message(move |event| self.take_event(event));
        self.look();
        if self.account.peek(Option::is_some) {
            self.load_boards(false);
        }
        self.load_status();
        crate::pins::load(self.open);
        // The background may be killed at any time; a question wakes it, and it goes on.
        every(ENTRY_POLL_MS, move || self.poll());
        every(GROWTH_POLL_MS, move || self.look_for_growth());
    }

    fn take_event(self, event: Event) {
        match event {
            Event::Status(status) => self.take_status(status),
            Event::Boards { connection, list } => {
                // Boards of an account that was left meanwhile are not this one's.
                if self.account.peek(|account| account.as_ref().is_some_and(|a| a.connection == connection)) {
                    self.take_boards(Ok(list));
                }
            }
            Event::Entry(entry) => self.take_entry(entry),
            Event::ConnectFailed(problem) => {
                self.connect_problem.set(Some(problem));
                self.load_status();
            }
        }
    }

    pub(super) fn load_status(self) {
        ask(Request::Status, move |reply| match status_of(reply) {
            Ok(status) => self.take_status(status),
            Err(problem) if self.standing.now() == Standing::Unknown => {
                self.connect_problem.set(Some(problem));
            }
            Err(_) => {}
        });
    }

    fn take_status(self, status: Status) {
        let standing = Standing::of_status(&status);
        // The popup that a failed connect was begun from went away with it.
        if status.connect_problem.is_some() && !status.connecting {
            self.connect_problem.set(status.connect_problem);
        } else if standing.can_save() {
            self.connect_problem.set(None);
        }
        let known = status.snapshot;
        let connection =
            |account: &Option<Account>| account.as_ref().map(|account| account.connection.clone());
        let changed = connection(&known.account) != self.account.peek(connection);
        let mended = standing.can_save() && !self.standing.now().can_save();
        if changed {
            if self.several.peek(Option::is_some) {
                self.several.update(|several| {
                    if let Some(several) = several {
                        several.forget_boards();
                    }
                });
            }
            self.boards.set(BoardFilter::remembered(
                &known.recent_boards,
                known.default_board.as_ref(),
                i18n::folded,
            ));
        }
        self.account.set(known.account);
        self.accounts.set(known.accounts);
        self.standing.set(standing);
        if standing.can_save() && (changed || mended) {
            self.load_boards(false);
        }
    }

    /// Looks at the page.
    pub(super) fn look(self) {
        self.offer.set(Offer::Coming);
        ask(Request::Page { tab: self.tab() }, move |reply| match offer_of(reply) {
            Ok(offer) => self.take_offer(offer),
            Err(problem) => self.offer.set(Offer::Missing(problem)),
        });
    }

    /// The tab that the popup belongs to, where it is a window of its own.
    pub(super) fn tab(self) -> Option<i32> {
        page::address_parameter("tab").and_then(|tab| tab.parse().ok())
    }

    pub(super) fn take_offer(self, offer: PageOffer) {
        let chosen = offer.chosen.as_ref();
        let place = offer.candidates.iter().position(|picture| Some(&picture.url) == chosen);
        self.loaded.set(Vec::new());
        self.later.set(Vec::new());
        self.seen_in.set(None);
        let is_glance = offer.mark.is_empty();
        self.mark.set(offer.mark.clone());
        self.known.set(Vec::new());
        self.several.set(None);
        self.offer.set(Offer::Here(offer));
        self.choose_picture(place.unwrap_or_default());
        self.load_known();
        if is_glance {
            self.look_for_growth();
        }
    }

    /// Chooses a picture, and takes its words over.
    pub(super) fn choose_picture(self, place: usize) {
        let before = self.picture.now();
        self.picture.set(place);
        if !self.follow_several(before, place) {
            self.with_picture(|picture| self.form.update(|form| form.offer(picture)));
        }
        self.look_for_larger();
        self.another();
    }

    /// Something was chosen anew: what became of the last Save stays no longer than it is of use.
    pub(super) fn another(self) {
        if self.outcome.peek(|outcome| !outcome.is_busy() && *outcome != Outcome::None) {
            // One that is queued can be taken back as well, and is not to be sent for a second time.
            let gone = self.outcome.peek(|outcome| {
                let queued = outcome.entry().is_some_and(|entry| entry.state == EntryState::Queued);
                !queued && outcome.undo_seconds(page::now_ms()).is_none()
            });
            if gone {
                self.outcome.set(Outcome::None);
            }
        }
    }

    /// Reads the boards.
    pub(super) fn load_boards(self, refresh: bool) {
        self.boards_busy.set(true);
        self.boards_problem.set(None);
        // Those of the active account: `pages.js` has asked for them already.
        self.ask_boards(Request::Boards { refresh, connection: None });
    }

    /// Makes a board for whom has none.
    pub(super) fn create_board(self, name: String) {
        let Some(connection) = self.connection().filter(|_| !self.boards_busy.now()) else { return };
        self.boards_busy.set(true);
        ask(Request::CreateBoard { connection, name }, move |reply| {
            self.boards_busy.set(false);
            match boards_of(reply) {
                Ok(list) => self.take_boards(Ok(list)),
                // What was typed stays.
                Err(problem) => self.connect_problem.set(Some(problem)),
            }
        });
    }

    fn ask_boards(self, request: Request) {
        ask(request, move |reply| {
            self.boards_busy.set(false);
            self.take_boards(boards_of(reply));
        });
    }

    pub(super) fn connection(self) -> Option<ConnectionId> {
        self.account.peek(|account| account.as_ref().map(|account| account.connection.clone()))
    }

    /// Pins with another account from now on.
    pub(super) fn switch(self, to: &Account) {
        let request = Request::Activate { connection: to.connection.clone() };
        ask(request, move |reply| match status_of(reply) {
            Ok(status) => {
                self.take_status(status);
                // The button is gone that was pressed.
                before_paint(|| page::focus(SEARCH));
            }
            Err(problem) => self.connect_problem.set(Some(problem)),
        });
    }

    fn take_boards(self, answer: Result<BoardList, Problem>) {
        match answer {
            // Those of another account are on their way to whoever asked; this one's follow with the status.
            Ok(list) if list.connection.is_some() && list.connection != self.connection() => {
                self.load_status()
            }
            Ok(list) => {
                self.boards.update(|boards| boards.take(&list));
                let none = list.boards.is_empty().then(|| ProblemKind::NoBoards.into());
                self.boards_problem.set(list.problem.or(none));
            }
            Err(problem) => match problem.kind {
                ProblemKind::NotConnected | ProblemKind::RelayNotSet => self.load_status(),
                ProblemKind::NeedsReconnecting => self.standing.set(Standing::NeedsReconnecting),
                ProblemKind::HostPermissionMissing => self.standing.set(Standing::NeedsPermission),
                _ => self.boards_problem.set(Some(problem)),
            },
        }
    }

    pub(super) fn take_entry(self, entry: EntryView) {
        let is_final = entry.state.is_final();
        let is_ours = self.outcome.peek(|outcome| outcome.entry().is_some_and(|e| e.id == entry.id));
        // At once, and not with the status that follows: what is missing shall not change its place on the page. Others
        // may be of another account.
        match entry.problem.as_ref().map(|problem| problem.kind) {
            Some(ProblemKind::NeedsReconnecting) if is_ours && self.standing.now().can_save() => {
                self.standing.set(Standing::NeedsReconnecting);
            }
            Some(ProblemKind::HostPermissionMissing) if is_ours && self.standing.now().can_save() => {
                self.standing.set(Standing::NeedsPermission);
            }
            _ => {}
        }
        // The news may come before the core's answer that it has it: then nobody knows yet that it is ours.
        // What was saved in a private window belongs to popups of such windows, which list it when they open.
        if !entry.private || is_ours || self.open.entries.peek(|open| open.iter().any(|e| e.id == entry.id)) {
            self.open.take(&entry);
        }
        self.take_of_batch(&entry);
        if is_ours {
            self.outcome.update(|outcome| outcome.take(entry));
        }
        if is_final {
            self.load_known();
        }
    }

    fn poll(self) {
        self.poll_batch();
        if let Some(id) = self.outcome.peek(|outcome| outcome.to_poll().cloned()) {
            ask(Request::Entry { id: id.clone() }, move |reply| match entry_of(reply) {
                Ok(entry) => self.take_entry(entry),
                Err(problem)
                    if matches!(problem.kind, ProblemKind::EntryGone | ProblemKind::StorageFailed) =>
                {
                    self.outcome.update(|outcome| outcome.lose(&id, problem));
                }
                // A background that is just starting: the next question finds it.
                Err(_) => {}
            });
        }
    }

    /// Looks at the chosen picture, if there is one.
    pub(super) fn with_picture(self, look: impl FnOnce(&Candidate)) {
        if let Some(picture) = self.known_picture(self.picture.now()) {
            look(&picture);
        }
    }

    /// Begins to connect an account: what was tried before and led nowhere, or the one that is to be connected again.
    pub(super) fn connect(self) {
        // An account that was signed out is connected again, whatever else was tried before.
        let signed_out = self.standing.now() == Standing::NeedsReconnecting;
        let repeat = !signed_out && self.connect_problem.peek(Option::is_some);
        let request =
            self.account.peek(|account| connecting(account.as_ref(), Environment::Production, repeat));
        let before = self.standing.now();
        self.connect_problem.set(None);
        self.standing.set(Standing::Connecting);
        ask(request, move |reply| {
            if let Err(problem) = reply {
                self.standing.set(before);
                self.connect_problem.set(Some(problem));
            }
        });
    }

    /// The person has read why connecting failed.
    pub(super) fn close_connect_problem(self) {
        self.connect_problem.set(None);
        // If it is not forgotten, it is told once more.
        ask(Request::ForgetConnectProblem, |_| {});
    }

    /// Does what a problem's button says; `again` is what went wrong.
    pub(super) fn acting(self, again: impl Fn() + 'static) -> Act {
        self.acting_boxed(Rc::new(again))
    }

    fn acting_boxed(self, again: Rc<dyn Fn()>) -> Act {
        Box::new(move |action| self.act(action, Rc::clone(&again)))
    }

    fn act(self, action: Action, again: Rc<dyn Fn()>) {
        match action {
            Action::None | Action::Details => {}
            Action::Connect => self.connect(),
            Action::AllowPinterest => {
                // The question is put here, within the click; only its answer is waited for.
                let allowed = permissions::request_origins(&API_ORIGINS);
                spawn_local(async move {
                    if allowed.await {
                        // First what is missing now: without it, Save would not be tried again.
                        ask(Request::Status, move |reply| {
                            if let Ok(status) = status_of(reply) {
                                self.take_status(status);
                            }
                            again();
                        });
                    }
                });
            }
            Action::AllowSite => {
                let host = self.outcome.peek(|outcome| match outcome.shown() {
                    Shown::Problem(problem) => problem.detail,
                    _ => None,
                });
                let origin = ["https://", host.as_deref().unwrap_or_default(), "/*"].concat();
                let allowed = permissions::request_origins(&[&origin]);
                spawn_local(async move {
                    if allowed.await {
                        again();
                    } else {
                        self.site_not_allowed(host);
                    }
                });
            }
            Action::CaptureView => self.capture_view(),
            Action::CapturePicture => self.capture_picture(),
            Action::OpenPage => {
                let page = self.outcome.peek(|outcome| outcome.entry().map(|entry| entry.page.clone()));
                if let Some(page) = page.filter(|page| page.starts_with("http")) {
                    page::open_tab(&page);
                }
            }
            Action::OpenExtension => page::open_tab(&["chrome://extensions/?id=", &runtime::id()].concat()),
            Action::ChooseBoard => {
                self.load_boards(true);
                page::focus(SEARCH);
            }
            Action::CreateBoard | Action::ViewBoard => self.view_board(),
            Action::TryAgain => again(),
            Action::LookAgain => self.look(),
            Action::DeleteTwin => {
                if let Some(entry) = self.outcome.peek(|outcome| outcome.entry().cloned()) {
                    self.open.ask(&entry.id, Request::DeleteTwin { id: entry.id.clone() });
                }
            }
            Action::OpenSettings => page::open_options(),
            Action::HandOff => self.hand_off(),
        }
    }

    /// Opens the person's boards at Pinterest.
    pub(super) fn view_board(self) {
        page::open_tab(&self.boards_address());
    }

    /// The person's own boards at Pinterest.
    fn boards_address(self) -> String {
        let name = self.account.peek(|account| account.as_ref().map(|a| a.username.clone()));
        let plain = |name: &String| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        match name.filter(plain) {
            Some(name) => [PINTEREST, &name, "/"].concat(),
            None => PINTEREST.to_owned(),
        }
    }
}
