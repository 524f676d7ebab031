//! Connecting an account: one attempt at a time, and what becomes of it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use tack_protocol::{ConnectionId, Environment, Event, Page, Phrase, Problem, ProblemKind, Word};

use crate::app::App;
use crate::auth::{Connection, connect, connection};
use crate::boards::{choices, list};
use crate::log::{self, What};
use crate::ports::{Area, Lock, Ports, StorageFailure};
use crate::{notices, record, settings};

/// The last attempt, unless it led to a connection.
const ATTEMPT: &str = "connect.v1";

/// What was asked for, and what came of it.
#[derive(Serialize, Deserialize)]
pub(super) struct Attempt {
    /// The world to connect to.
    pub(super) environment: Environment,
    /// The connection that was to be made anew.
    pub(super) again: Option<ConnectionId>,
    /// Whether secret boards were asked for.
    pub(super) secret_boards: bool,
    /// Why it led nowhere; none while it is under way.
    pub(super) problem: Option<Problem>,
    /// When it was begun, milliseconds since 1970.
    #[serde(default)]
    pub(super) begun: f64,
}

impl<P: Ports> App<P> {
    /// Why the last connect led nowhere.
    pub(super) async fn connect_problem(&self) -> Result<Option<Problem>, StorageFailure> {
        let attempt: Option<Attempt> = record::read(&self.ports, Area::Session, ATTEMPT).await?;
        Ok(attempt.and_then(|attempt| attempt.problem))
    }

    /// The person has read it, or it is history.
    pub(super) async fn forget_connect_problem(&self) {
        if !self.connecting.get() {
            // At worst it is told once more.
            let _ = self.ports.remove(Area::Session, ATTEMPT).await;
        }
    }

    /// Begins to connect; with `repeat`, what was tried last, where that led nowhere.
    pub(super) async fn connect(
        self: &Rc<Self>,
        mut attempt: Attempt,
        repeat: bool,
        from: Page,
    ) -> Result<(), Problem> {
        let ports = &self.ports;
        if repeat && let Some(tried) = record::read(ports, Area::Session, ATTEMPT).await? {
            attempt = Attempt { problem: None, ..tried };
        }
        let relay = settings::load(ports).await?.relay;
        if relay.is_empty() {
            return Err(ProblemKind::RelayNotSet.into());
        }
        if !ports.pinterest_allowed(attempt.environment).await {
            return Err(ProblemKind::HostPermissionMissing.into());
        }
        if self.connecting.replace(true) {
            return Err(ProblemKind::AuthWindowBusy.into());
        }
        attempt.begun = ports.now();
        // At worst, one that is interrupted is not told of.
        let _ = record::write(ports, Area::Session, ATTEMPT, &attempt).await;
        let app = Rc::clone(self);
        ports.spawn(Box::pin(async move {
            app.signed_out.borrow_mut().clear();
            log::note(&app.ports, What::ConnectBegun, None);
            app.refresh_surface().await;
            let Attempt { environment, secret_boards, .. } = attempt;
            let connected = match connect::connect(&app.ports, &relay, environment, secret_boards).await {
                Ok(connection) => app.keep(connection, attempt.again.clone()).await,
                Err(problem) => Err(problem),
            };
            match &connected {
                Ok(_) => {
                    // At worst, it is said that it was interrupted.
                    let _ = app.ports.remove(Area::Session, ATTEMPT).await;
                }
                Err(problem) => app.note_attempt(&mut attempt, problem).await,
            }
            app.connecting.set(false);
            // What waited for this goes on, whichever account it was.
            app.publish();
            app.keep_up(false);
            match connected {
                Ok(Some(connection)) => {
                    log::note(&app.ports, What::Connected, None);
                    app.welcome(&connection, from).await;
                }
                Ok(None) => app.refresh_surface().await,
                Err(problem) => app.connect_failed(problem, from).await,
            }
        }));
        Ok(())
    }

    /// Stores a new connection, unless the person has signed out since it was begun. Where it is of another account than
    /// the one that was to be connected `again`, that one stays the active one, and the person is told.
    async fn keep(
        &self,
        mut connection: Connection,
        again: Option<ConnectionId>,
    ) -> Result<Option<Connection>, Problem> {
        let _held = self.ports.lock(Lock::Connections).await;
        let (name, world) = (&connection.account.username, connection.account.environment);
        if self.signed_out.borrow().iter().any(|(gone, of)| gone == name && *of == world) {
            return Ok(None);
        }
        let meant = match &again {
            Some(again) if *again != connection.account.connection => {
                connection::load(&self.ports, again).await?
            }
            _ => None,
        };
        // Nobody wanted to change what is connected well, least of all what it may do.
        let known = connection::load(&self.ports, &connection.account.connection).await?;
        let is_meant = again.as_ref() == Some(&connection.account.connection);
        let is_well = known.is_some_and(|known| {
            let loses = known.account.secret_boards && !connection.account.secret_boards;
            !known.account.needs_reconnecting && (meant.is_some() || (loses && !is_meant))
        });
        if !is_well {
            connection::add(&self.ports, &mut connection).await?;
        }
        if let Some(meant) = meant {
            let name = meant.account.shown_name().to_owned();
            return Err(Problem::from(ProblemKind::OtherAccount).with_detail(name));
        }
        connection::activate(&self.ports, &connection.account.connection).await?;
        Ok(Some(connection))
    }

    /// Shows who is connected, and asks for a default board where there is none.
    async fn welcome(&self, connection: &Connection, from: Page) {
        let account = &connection.account;
        self.refresh_surface().await;
        // Read ahead, for the page that asks next; what goes wrong is told when somebody asks.
        let _ = list::read(&self.ports, &account.connection).await;
        if from == Page::Options {
            return;
        }
        let title = Phrase { word: Word::NoticeConnectedTitle, args: vec![account.shown_name().to_owned()] };
        notices::say(&self.ports, &title, &Word::NoticeConnectedText.into()).await;
        let chosen = choices::load(&self.ports, &account.connection).await.unwrap_or_default();
        if chosen.default_board.is_none() {
            self.ports.open_options().await;
        }
    }

    /// Why the connect led nowhere that the background before this one was stopped in, if it was. Says so once.
    pub(super) async fn interrupted(&self) -> Option<Problem> {
        let attempt = record::read(&self.ports, Area::Session, ATTEMPT).await.ok().flatten();
        let mut attempt: Attempt = attempt.filter(|attempt: &Attempt| attempt.problem.is_none())?;
        // It had led to a connection, and was stopped before it said so.
        let all = connection::all(&self.ports).await.unwrap_or_default();
        let is_it = |made: &Connection| {
            made.access_made_at >= attempt.begun
                && attempt.again.as_ref().is_none_or(|again| *again == made.account.connection)
        };
        if all.iter().any(is_it) {
            self.forget_connect_problem().await;
            return None;
        }
        let problem = Problem::from(ProblemKind::AuthWindowClosed);
        self.note_attempt(&mut attempt, &problem).await;
        Some(problem)
    }

    async fn note_attempt(&self, attempt: &mut Attempt, problem: &Problem) {
        attempt.problem = Some(problem.clone());
        // A page that is open is told; only one that is opened later would miss it.
        let _ = record::write(&self.ports, Area::Session, ATTEMPT, attempt).await;
    }

    async fn connect_failed(&self, problem: Problem, from: Page) {
        log::note(&self.ports, What::ConnectFailed, Some(&problem));
        self.ports.tell(&Event::ConnectFailed(problem.clone())).await;
        self.refresh_surface().await;
        // The popup went away when the sign-in window took the focus.
        if from == Page::Popup && !self.ports.popup_is_open().await {
            notices::trouble(&self.ports, &problem).await;
        }
    }
}
