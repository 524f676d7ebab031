//! Connecting, disconnecting, and what pages know about the whole.

use std::rc::Rc;

use tack_protocol::{
    Account, BoardChoice, BoardList, ConnectionId, Environment, Event, Page, Phrase, Problem, ProblemKind,
    Snapshot, Status, Word,
};

use crate::app::App;
use crate::auth::relay::Relay;
use crate::auth::tokens::with_token;
use crate::auth::{Connection, connect, connection, relay_address, tokens};
use crate::boards::{choices, list};
use crate::log::{self, What};
use crate::pins::journal;
use crate::pinterest::{Fate, boards};
use crate::ports::{Area, Lock, Ports};
use crate::settings::Settings;
use crate::{json, menus, notices, order, settings};

/// Why the last connect led nowhere.
const CONNECT_PROBLEM: &str = "connect-problem.v1";

impl<P: Ports> App<P> {
    /// What pages know about the whole; writes the snapshot when it has changed.
    pub(super) async fn status(&self) -> Result<Status, Problem> {
        let ports = &self.ports;
        let settings = settings::load(ports).await?;
        let all = connection::all(ports).await?;
        let key = |connection: &Connection| {
            (connection.account.username.clone(), connection.account.environment as u8)
        };
        let all = order::first(&all, usize::MAX, |a, b| key(a).cmp(&key(b)));
        let accounts: Vec<Account> = all.into_iter().map(|connection| connection.account.clone()).collect();
        let active = connection::active_id(ports).await?;
        let account = accounts.iter().find(|account| Some(&account.connection) == active.as_ref()).cloned();
        let chosen = match &account {
            Some(account) => choices::load(ports, &account.connection).await?,
            None => choices::Choices::default(),
        };
        let snapshot = Snapshot {
            account,
            accounts,
            default_board: chosen.default_board,
            recent_boards: chosen.recent,
            relay_set: !settings.relay.is_empty(),
        };
        if let Some(text) = json::text(&snapshot)
            && ports.read(Area::Local, Snapshot::KEY).await?.as_deref() != Some(&text)
        {
            ports.write(Area::Local, Snapshot::KEY, &text).await?;
        }
        let connect_problem = ports.read(Area::Session, CONNECT_PROBLEM).await?;
        Ok(Status {
            snapshot,
            relay: settings.relay,
            redirect_uri: ports.redirect_uri(),
            host_permission: ports.pinterest_allowed(Environment::Production).await
                && ports.pinterest_allowed(Environment::Sandbox).await,
            connecting: self.connecting.get(),
            connect_problem: connect_problem.and_then(|text| json::parse(&text)),
            version: ports.version(),
        })
    }

    /// Snapshot, open pages and menu, after something changed.
    pub(super) async fn refresh_surface(&self) {
        let Ok(status) = self.status().await else { return };
        let boards = match &status.snapshot.account {
            Some(account) if !account.needs_reconnecting => menu_boards(&status.snapshot),
            _ => Vec::new(),
        };
        self.ports.tell(&Event::Status(status)).await;
        let mut shown = self.menu.lock().await;
        // While it is made anew, a menu that the person opens is without it: so only when something changed.
        if shown.as_ref() != Some(&boards) {
            menus::show(&self.ports, &boards).await;
            *shown = Some(boards);
        }
    }

    /// The person has read it, or it is history.
    pub(super) async fn forget_connect_problem(&self) {
        // At worst it is told once more.
        let _ = self.ports.remove(Area::Session, CONNECT_PROBLEM).await;
    }

    pub(super) async fn set_relay(self: &Rc<Self>, address: &str) -> Result<Status, Problem> {
        let relay = if address.trim().is_empty() { String::new() } else { relay_address::checked(address)? };
        let answer = if relay.is_empty() { Ok(()) } else { Relay::new(&self.ports, &relay).config().await };
        log::note(&self.ports, What::RelayChecked, answer.as_ref().err());
        match &answer {
            // A relay without credentials is the right one all the same: whoever runs it has work left.
            Err(problem) if problem.kind != ProblemKind::RelayNotConfigured => return Err(problem.clone()),
            _ => settings::store(&self.ports, &Settings { relay }).await?,
        }
        self.forget_connect_problem().await;
        self.refresh_surface().await;
        answer?;
        self.status().await
    }

    pub(super) async fn connect(
        self: &Rc<Self>,
        environment: Environment,
        again: Option<ConnectionId>,
        secret_boards: bool,
        from: Page,
    ) -> Result<(), Problem> {
        let relay = settings::load(&self.ports).await?.relay;
        if relay.is_empty() {
            return Err(ProblemKind::RelayNotSet.into());
        }
        if !self.ports.pinterest_allowed(environment).await {
            return Err(ProblemKind::HostPermissionMissing.into());
        }
        if self.connecting.replace(true) {
            return Err(ProblemKind::AuthWindowBusy.into());
        }
        let app = Rc::clone(self);
        self.ports.spawn(Box::pin(async move {
            let sign_outs = app.sign_outs.get();
            log::note(&app.ports, What::ConnectBegun, None);
            app.forget_connect_problem().await;
            app.refresh_surface().await;
            let connected = match connect::connect(&app.ports, &relay, environment, secret_boards).await {
                Ok(connection) => app.keep(connection, sign_outs, again).await,
                Err(problem) => Err(problem),
            };
            app.connecting.set(false);
            match connected {
                Ok(Some(connection)) => {
                    log::note(&app.ports, What::Connected, None);
                    // What waited for this goes on.
                    app.publish();
                    app.keep_up();
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
        sign_outs: u32,
        again: Option<ConnectionId>,
    ) -> Result<Option<Connection>, Problem> {
        let _held = self.ports.lock(Lock::Connections).await;
        if sign_outs != self.sign_outs.get() {
            return Ok(None);
        }
        connection::add(&self.ports, &mut connection).await?;
        if let Some(again) = again.filter(|again| *again != connection.account.connection)
            && let Some(meant) = connection::load(&self.ports, &again).await?
        {
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

    async fn connect_failed(&self, problem: Problem, from: Page) {
        log::note(&self.ports, What::ConnectFailed, Some(&problem));
        if let Some(text) = json::text(&problem) {
            // A page that is open is told below; only one that is opened later would miss it.
            let _ = self.ports.write(Area::Session, CONNECT_PROBLEM, &text).await;
        }
        self.ports.tell(&Event::ConnectFailed(problem.clone())).await;
        self.refresh_surface().await;
        // The popup went away when the sign-in window took the focus.
        if from == Page::Popup && !self.ports.popup_is_open().await {
            notices::trouble(&self.ports, &problem).await;
        }
    }

    /// Makes another connection the active one.
    pub(super) async fn activate(&self, id: &ConnectionId) -> Result<Status, Problem> {
        {
            let _held = self.ports.lock(Lock::Connections).await;
            connection::load(&self.ports, id).await?.ok_or(ProblemKind::NotConnected)?;
            connection::activate(&self.ports, id).await?;
        }
        self.refresh_surface().await;
        self.status().await
    }

    /// Tries to renew a connection at the person's word; what comes of it stands with the connection.
    pub(super) async fn renew(&self, id: &ConnectionId) -> Result<(), Problem> {
        let known = connection::load(&self.ports, id).await?.ok_or(ProblemKind::NotConnected)?;
        let renewed = tokens::renewed(&self.ports, &known).await;
        self.refresh_surface().await;
        renewed.map(drop)
    }

    pub(super) async fn disconnect(self: &Rc<Self>, id: &ConnectionId) -> Result<Status, Problem> {
        self.sign_outs.set(self.sign_outs.get().wrapping_add(1));
        // The connection last: as long as it is there, what a kill in the middle left can be deleted again.
        journal::forget(&self.ports, id).await?;
        list::forget(&self.ports, id).await;
        choices::delete(&self.ports, id).await?;
        connection::delete(&self.ports, id).await?;
        log::note(&self.ports, What::Disconnected, None);
        self.refresh_surface().await;
        self.status().await
    }

    pub(super) async fn set_default_board(&self, board: Option<BoardChoice>) -> Result<Status, Problem> {
        let active = connection::active(&self.ports).await?.ok_or(ProblemKind::NotConnected)?;
        let id = &active.account.connection;
        let mut chosen = choices::load(&self.ports, id).await?;
        (chosen.default_board, chosen.lost) = (board, None);
        choices::store(&self.ports, id, &chosen).await?;
        self.refresh_surface().await;
        self.status().await
    }

    /// The boards: those that are known at once, and then, if they are old, from Pinterest.
    pub(super) async fn boards(
        self: &Rc<Self>,
        refresh: bool,
        whose: Option<ConnectionId>,
    ) -> Result<BoardList, Problem> {
        let active = match whose {
            Some(id) => connection::load(&self.ports, &id).await?,
            None => connection::active(&self.ports).await?,
        };
        let active = active.ok_or(ProblemKind::NotConnected)?;
        if !self.ports.pinterest_allowed(active.account.environment).await {
            return Err(ProblemKind::HostPermissionMissing.into());
        }
        let id = active.account.connection;
        match list::known(&self.ports, &id).await {
            Some((known, old)) if !refresh && !known.boards.is_empty() => {
                if old {
                    let (app, stale) = (Rc::clone(self), known.clone());
                    self.ports.spawn(Box::pin(async move { app.read_boards_again(&id, stale).await }));
                }
                Ok(known)
            }
            _ => {
                let read = list::read(&self.ports, &id).await.map_err(|failed| failed.problem);
                self.refresh_surface().await;
                read
            }
        }
    }

    /// Makes a board for the active account, and gives all that it has then.
    pub(super) async fn create_board(self: &Rc<Self>, name: &str) -> Result<BoardList, Problem> {
        let active = connection::active(&self.ports).await?.ok_or(ProblemKind::NotConnected)?;
        let id = &active.account.connection;
        let made = with_token(&self.ports, id, async |client| boards::create(client, name).await).await;
        // Where nobody knows whether it was made, the list says it.
        match made {
            Err(failed) if failed.fate == Fate::NotDone => Err(failed.problem),
            _ => self.boards(true, None).await,
        }
    }

    async fn read_boards_again(&self, id: &ConnectionId, stale: BoardList) {
        let boards = match list::read(&self.ports, id).await {
            Ok(fresh) => fresh,
            Err(failed) => BoardList { problem: Some(failed.problem), ..stale },
        };
        self.ports.tell(&Event::Boards { connection: id.clone(), list: boards }).await;
        self.refresh_surface().await;
    }
}

/// The boards in the menu on pictures: the last used, or the default one before any was used.
fn menu_boards(snapshot: &Snapshot) -> Vec<BoardChoice> {
    let mut boards = snapshot.recent_boards.clone();
    if let Some(default) = &snapshot.default_board
        && !boards.iter().any(|b| b.id == default.id)
    {
        boards.push(default.clone());
    }
    boards
}
