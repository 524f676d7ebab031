//! Connecting, disconnecting, and what pages know about the whole.

use std::rc::Rc;

use tack_protocol::{
    Account, BoardChoice, BoardList, ConnectionId, Environment, Event, Problem, ProblemKind, Snapshot,
    Status, Word,
};

use crate::app::App;
use crate::auth::relay::Relay;
use crate::auth::tokens::with_token;
use crate::auth::{connection, relay_address, tokens};
use crate::boards::{Choices, choices, list};
use crate::log::{self, What};
use crate::pins::{journal, test_pin};
use crate::pinterest::{Fate, boards};
use crate::ports::{Area, Lock, Ports};
use crate::settings::Settings;
use crate::{json, menus, settings};

impl<P: Ports> App<P> {
    /// What pages know about the whole; writes the snapshot when it has changed.
    pub(super) async fn status(&self) -> Result<Status, Problem> {
        let ports = &self.ports;
        let settings = settings::load(ports).await?;
        let all = connection::all(ports).await?;
        let needs_person = all.iter().any(|connection| connection.account.needs_reconnecting);
        let account = connection::active_of(ports, &all).await?.map(|active| active.account.clone());
        let accounts: Vec<Account> = all.into_iter().map(|connection| connection.account).collect();
        let chosen = match &account {
            Some(account) => choices::load(ports, &account.connection).await?,
            None => Choices::default(),
        };
        let environment = account.as_ref().map_or(Environment::Production, |account| account.environment);
        let host_permission = ports.pinterest_allowed(environment).await;
        let mut host_permissions = host_permission;
        for account in &accounts {
            host_permissions &= ports.pinterest_allowed(account.environment).await;
        }
        if self.needs_person.replace(needs_person) != needs_person {
            self.show_waiting(true).await;
        }
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
        let connect_problem = self.connect_problem().await?;
        Ok(Status {
            snapshot,
            relay: settings.relay,
            redirect_uri: ports.redirect_uri(),
            host_permission,
            host_permissions,
            connecting: self.connecting.get(),
            connect_problem,
            version: ports.version(),
        })
    }

    /// Snapshot, open pages and menu, after something changed.
    pub(super) async fn refresh_surface(&self) {
        // One after the other, so that what was read last is told last.
        let _held = self.ports.lock(Lock::Menu).await;
        let Ok(status) = self.status().await else { return };
        let menu = match &status.snapshot.account {
            Some(account) if account.needs_reconnecting => (Word::ProblemNeedsReconnectingTitle, Vec::new()),
            Some(_) => (Word::MenuPin, menu_boards(&status.snapshot)),
            None => (Word::MenuPin, Vec::new()),
        };
        self.ports.tell(&Event::Status(status)).await;
        // While it is made anew, a menu that the person opens is without it: so only when something changed.
        if self.menu.borrow().as_ref() != Some(&menu) {
            menus::show(&self.ports, menu.0, &menu.1).await;
            self.menu.replace(Some(menu));
        }
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

    /// Makes another connection the active one.
    pub(super) async fn activate(&self, id: &ConnectionId) -> Result<Status, Problem> {
        connection::load(&self.ports, id).await?.ok_or(ProblemKind::NotConnected)?;
        connection::activate(&self.ports, id).await?;
        self.forget_connect_problem().await;
        self.refresh_surface().await;
        self.status().await
    }

    /// Tries to renew a connection at the person's word; what comes of it stands with the connection.
    pub(super) async fn renew(&self, id: &ConnectionId) -> Result<(), Problem> {
        let known = connection::load(&self.ports, id).await?.ok_or(ProblemKind::NotConnected)?;
        let renewed = tokens::renewed(&self.ports, &known, false).await;
        self.refresh_surface().await;
        renewed.map(drop)
    }

    pub(super) async fn disconnect(self: &Rc<Self>, id: &ConnectionId) -> Result<Status, Problem> {
        if let Some(gone) = connection::load(&self.ports, id).await? {
            self.signed_out.borrow_mut().push((gone.account.username, gone.account.environment));
        }
        // The connection last: as long as it is there, what a kill in the middle left can be deleted again.
        journal::forget(&self.ports, id).await?;
        choices::delete(&self.ports, id).await?;
        list::forget(&self.ports, id).await;
        test_pin::forget(&self.ports, id).await;
        connection::delete(&self.ports, id).await?;
        // Again: until it was gone, a Pin that was just made could still be remembered. At worst two names stay.
        let _ = choices::delete(&self.ports, id).await;
        self.forget_connect_problem().await;
        log::note(&self.ports, What::Disconnected, None);
        self.refresh_surface().await;
        self.status().await
    }

    pub(super) async fn set_default_board(
        &self,
        id: &ConnectionId,
        board: Option<BoardChoice>,
    ) -> Result<Status, Problem> {
        let mut choose = |chosen: &mut Choices| (chosen.default_board, chosen.lost) = (board.clone(), None);
        choices::change(&self.ports, id, &mut choose).await?.ok_or(ProblemKind::NotConnected)?;
        self.refresh_surface().await;
        self.status().await
    }

    /// The person knows that the board that was preselected is gone.
    pub(super) async fn know_of_lost_board(&self, id: &ConnectionId) -> Result<(), Problem> {
        choices::change(&self.ports, id, &mut |chosen| chosen.lost = None).await?;
        Ok(())
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

    /// Makes a board, and gives all that the account has then.
    pub(super) async fn create_board(
        self: &Rc<Self>,
        id: ConnectionId,
        name: &str,
    ) -> Result<BoardList, Problem> {
        let made = with_token(&self.ports, &id, async |client| boards::create(client, name).await).await;
        // Where nobody knows whether it was made, the list says it.
        match made {
            Err(failed) if failed.fate == Fate::NotDone => Err(failed.problem),
            _ => self.boards(true, Some(id)).await,
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
