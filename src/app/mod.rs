//! An event comes in: which feature handles it. Holds no truth of its own: whatever must outlive this background is
//! in storage, since the browser may stop it at any moment.

mod accounts;
mod capturing;
mod connecting;
mod diagnosing;
mod pinning;
mod pointed;
mod several;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use tack_protocol::{
    Answer, BoardChoice, EntryId, EntryState, EntryView, Environment, Page, ProblemKind, Reply, Request, Word,
};

use crate::app::connecting::Attempt;
use crate::auth::upkeep;
use crate::log;
use crate::notices;
use crate::pins::{Entry, hand_off, history, journal, publisher, settle, test_pin, undo, upload};
use crate::ports::{Badge, Lock, Ports};

/// The core of the extension, over the world outside.
#[derive(Debug)]
pub struct App<P> {
    ports: P,
    /// Everything is as storage says.
    started: Cell<bool>,
    /// The publisher is at work.
    publishing: Cell<bool>,
    /// What the menu on pictures says and which boards it has, once this background has made it.
    menu: RefCell<Option<(Word, Vec<BoardChoice>)>>,
    /// The publisher stopped, since it could not write down how far it is.
    storage_failed: Cell<bool>,
    /// A sign-in window is open.
    connecting: Cell<bool>,
    /// How many Pins wait, once the publisher has said so.
    waiting: Cell<u32>,
    /// An account is to be connected again, as the last look at them said.
    needs_person: Cell<bool>,
    /// When this background goes on by itself: sooner than an alarm rings.
    goes_on_at: Cell<f64>,
    /// Who was signed out since the last connect began: that connect brings nobody of them back.
    signed_out: RefCell<Vec<(String, Environment)>>,
    /// What the person pointed at, until the popup asks for it.
    pointed: RefCell<Option<pointed::Pointed>>,
    /// Whose pictures are being taken from their pages for a Save.
    taking: RefCell<Vec<EntryId>>,
}

/// A click in the menu on pictures, as the browser tells it.
#[derive(Clone, Debug)]
pub struct MenuClick {
    /// The item.
    pub item: String,
    /// The picture's address; the browser knows it in frames of other sites too. Empty where it names no picture.
    pub src_url: String,
    /// The address of the frame that was clicked; empty for the page itself.
    pub frame: String,
    /// The tab.
    pub tab: i32,
    /// The address that it shows; empty where that is not told.
    pub url: String,
    /// Whether its window is private.
    pub private: bool,
}

impl<P: Ports> App<P> {
    /// A core that has not yet started; the first event starts it.
    pub fn new(ports: P) -> Rc<Self> {
        Rc::new(Self {
            ports,
            started: Cell::new(false),
            publishing: Cell::new(false),
            menu: RefCell::default(),
            storage_failed: Cell::new(false),
            connecting: Cell::new(false),
            waiting: Cell::new(0),
            needs_person: Cell::new(false),
            goes_on_at: Cell::new(f64::INFINITY),
            signed_out: RefCell::default(),
            pointed: RefCell::new(None),
            taking: RefCell::default(),
        })
    }

    /// Brings everything into the state that storage says; once in the life of a background.
    pub async fn start(self: &Rc<Self>) {
        if self.started.get() {
            return;
        }
        let _only_once = self.ports.lock(Lock::Start).await;
        if self.started.get() {
            return;
        }
        let only_one = self.ports.lock(Lock::Publisher).await;
        let recovered = publisher::recover(&self.ports).await;
        // A picture that stays a while longer harms nobody; the next start removes it.
        let _ = journal::sweep(&self.ports).await;
        // What the background before this one had still to take. Else it is tried when its turn comes.
        self.take_pictures(&journal::all(&self.ports).await.unwrap_or_default());
        if recovered.is_err() {
            self.ports.badge(Badge::Trouble).await;
        }
        drop(only_one);
        // Before anything else is begun, which may be another connect.
        let interrupted = self.interrupted().await;
        self.started.set(true);
        self.publish();
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            app.refresh_surface().await;
            test_pin::sweep(&app.ports).await;
            if let Some(problem) = interrupted {
                notices::trouble(&app.ports, &problem).await;
            }
        }));
    }

    /// Looks after everything that should have happened: at a start of the browser, an update, an alarm, a change of
    /// permissions.
    pub async fn wake(self: &Rc<Self>) {
        self.start().await;
        self.publish();
        self.keep_up(false);
        self.refresh_surface().await;
    }

    /// Renews the connections that are due, beside everything else; `changed`: there is something new to show, anyhow.
    pub(super) fn keep_up(self: &Rc<Self>, changed: bool) {
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            // What the storage refuses is tried at the next event.
            if upkeep::keep_up(&app.ports).await.unwrap_or_default() || changed {
                app.refresh_surface().await;
            }
        }));
    }

    /// Answers a page.
    ///
    /// # Errors
    /// The problem that the page shows in place of an answer.
    pub async fn on_request(self: &Rc<Self>, request: Request, page: Page) -> Reply {
        self.start().await;
        let reply = self.answer(request, page).await;
        if reply.as_ref().is_err_and(|problem| problem.kind == ProblemKind::NeedsReconnecting) {
            // That concerns the account, and not this question alone: other pages, badge and menu hear of it, too.
            self.keep_up(true);
        }
        reply
    }

    async fn answer(self: &Rc<Self>, request: Request, page: Page) -> Reply {
        let ports = &self.ports;
        match request {
            Request::Status => Ok(Answer::Status(self.status().await?)),
            Request::ForgetConnectProblem => {
                self.forget_connect_problem().await;
                Ok(Answer::Done)
            }
            Request::Page { tab } => {
                // Whoever opens the popup sees what the badge was about; what waits, waits still.
                self.show_waiting(true).await;
                Ok(Answer::Page(self.page(tab).await?))
            }
            Request::Growth { tab, mark } => Ok(Answer::Growth(self.growth(tab, &mark).await?)),
            Request::Point { tab, area } => self.point(tab, area).await.map(|()| Answer::Done),
            Request::Capture { tab } => Ok(Answer::Page(self.capture(tab).await?)),
            Request::CaptureSpot { tab, spot } => Ok(Answer::Capture(self.capture_spot(tab, &spot).await?)),
            Request::Boards { refresh, connection } => {
                Ok(Answer::Boards(self.boards(refresh, connection).await?))
            }
            Request::CreateBoard { connection, name } => {
                Ok(Answer::Boards(self.create_board(connection, &name).await?))
            }
            Request::Save { id, draft } => Ok(Answer::Entry(self.save(id, draft).await?)),
            Request::SaveAll { pins } => Ok(Answer::Entries(self.save_all(pins).await?)),
            Request::Entry { id } => {
                let entry = journal::load(ports, &id).await?.ok_or(ProblemKind::EntryGone)?;
                let under_way = matches!(entry.state, EntryState::Queued | EntryState::Sending);
                if under_way && self.storage_failed.get() {
                    self.publish();
                    return Err(ProblemKind::StorageFailed.into());
                }
                Ok(Answer::Entry(entry.view()))
            }
            Request::Entries => {
                let entries = journal::all(ports).await?;
                // What was saved in a private window shows in private windows alone.
                let here = page == Page::Popup && ports.active().await.is_some_and(|tab| tab.private);
                let out = |entry: &Entry| {
                    (entry.dismissed && entry.state.is_final())
                        || (entry.private && !here)
                        || entry.course.taking
                };
                let views = entries.iter().rev().filter(|entry| !out(entry)).map(Entry::view);
                Ok(Answer::Entries(views.filter(EntryView::is_open).collect()))
            }
            Request::Undo { id } => {
                let undone = undo::undo(ports, &id).await?;
                // It may have been the last that waited.
                self.publish();
                Ok(Answer::Entry(undone))
            }
            Request::Dismiss { id } => {
                let _held = ports.lock(Lock::Journal).await;
                // What has not ended may yet end badly, and is to be told then.
                if let Some(mut entry) =
                    journal::load(ports, &id).await?.filter(|entry| entry.state.is_final())
                {
                    entry.dismissed = true;
                    journal::store(ports, &entry).await?;
                    if !entry.wants_picture() {
                        upload::forget(ports, &entry).await;
                    }
                }
                Ok(Answer::Done)
            }
            Request::DeleteTwin { id } => Ok(Answer::Entry(undo::delete_twin(ports, &id).await?)),
            Request::PinLater { id, draft, at } => Ok(Answer::Entry(self.pin_later(id, draft, at).await?)),
            Request::SendNow { id } => {
                let entry = settle::send_now(ports, &id).await?;
                self.publish();
                Ok(Answer::Entry(entry))
            }
            Request::Draft { id } => {
                let entry = journal::load(ports, &id).await?.ok_or(ProblemKind::EntryGone)?;
                Ok(Answer::Draft(Box::new(entry.draft)))
            }
            Request::PinAgain { id, of } => Ok(Answer::Entry(self.pin_again(id, &of).await?)),
            Request::Change { id, draft } => {
                let entry = settle::change(ports, &id, draft).await?;
                self.publish();
                Ok(Answer::Entry(entry))
            }
            Request::Suspects { id } => Ok(Answer::Suspects(settle::suspects(ports, &id).await?)),
            Request::Settle { id, word } => {
                let entry = settle::settle(ports, &id, word).await?;
                self.publish();
                Ok(Answer::Entry(entry))
            }
            Request::History { search } => {
                let entries = journal::all(ports).await?;
                Ok(Answer::Entries(history::search(&entries, &search, |text| ports.folded(text))))
            }
            Request::Export { form, unsent_of } => {
                let entries = journal::all(ports).await?;
                Ok(Answer::Text(history::export(&entries, form, unsent_of.as_ref())))
            }
            Request::ClearHistory => {
                let _held = ports.lock(Lock::Journal).await;
                journal::clear(ports).await?;
                Ok(Answer::Done)
            }
            Request::Known { pictures } => {
                Ok(Answer::Known(history::known(&journal::all(ports).await?, &pictures)))
            }
            Request::HandOff { draft } => {
                let private = self.is_private(draft.tab).await;
                Ok(Answer::Entry(hand_off::hand_off(ports, draft, private).await?))
            }
            Request::Connect { environment, again, secret_boards, repeat } => {
                let attempt = Attempt { environment, again, secret_boards, problem: None, begun: 0.0 };
                self.connect(attempt, repeat, page).await.map(|()| Answer::Done)
            }
            Request::Activate { connection } => Ok(Answer::Status(self.activate(&connection).await?)),
            Request::Unsent { connection } => {
                let entries = journal::all(ports).await?;
                // Of private windows nothing is shown in others.
                let unsent = |entry: &&Entry| history::is_unsent(entry, Some(&connection)) && !entry.private;
                Ok(Answer::Entries(entries.iter().filter(unsent).map(Entry::view).collect()))
            }
            Request::Renew { connection } => self.renew(&connection).await.map(|()| Answer::Done),
            Request::Disconnect { connection } => Ok(Answer::Status(self.disconnect(&connection).await?)),
            Request::SetRelay { address } => Ok(Answer::Status(self.set_relay(&address).await?)),
            Request::SetDefaultBoard { connection, board } => {
                Ok(Answer::Status(self.set_default_board(&connection, board).await?))
            }
            Request::KnowOfLostBoard { connection } => {
                self.know_of_lost_board(&connection).await.map(|()| Answer::Done)
            }
            Request::CheckRelay => self.diagnosed(self.check_relay().await).map(|()| Answer::Done),
            Request::CheckAccount => self.diagnosed(self.check_account().await).map(|()| Answer::Done),
            Request::TestPin { connection, board } => {
                self.test_pin(&connection, board).await.map(|()| Answer::Done)
            }
            Request::Log => Ok(Answer::Text(log::read(ports).await?)),
            Request::ClearLog => {
                log::clear(ports).await?;
                Ok(Answer::Done)
            }
        }
    }
}
