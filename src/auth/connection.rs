//! Connections: one record for each account in each environment, and which one is active.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::{CLOCK_SLACK_MS, REFRESH_AHEAD_MS, RENEW_AGAIN_MS, TOLD_AFTER_MS, TOLD_AHEAD_MS};
use tack_protocol::{Account, ConnectionId, Ending, Environment, ProblemKind};

use crate::ports::{Area, Lock, Ports, Storage, StorageFailure};
use crate::secret::Secret;
use crate::{order, record};

const PREFIX: &str = "connection.v1.";
const ACTIVE: &str = "active.v1";

/// All that is known of one connected account. Written whole, only by `auth`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// Who it is, as pages see it.
    pub account: Account,
    /// Grows with each write.
    pub generation: u64,
    /// The relay that sealed the handle: no other can open it.
    pub relay: String,
    /// For the API.
    pub access_token: Secret,
    /// When the access token was made, milliseconds since 1970.
    pub access_made_at: f64,
    /// Milliseconds since 1970.
    pub access_expires_at: f64,
    /// For the relay.
    pub refresh_handle: Option<Secret>,
    /// Milliseconds since 1970.
    pub refresh_expires_at: Option<f64>,
    /// Granted, separated by spaces.
    pub scope: String,
    /// Pinterest's id of the account, which stays when its name changes. Records of before have none.
    #[serde(default)]
    pub account_id: String,
    /// That its tokens could not be renewed; none while they can. Records of before have none.
    #[serde(default)]
    pub ailing: Option<Ailing>,
}

/// That the tokens of a connection could not be renewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ailing {
    /// Since when, milliseconds since 1970.
    pub since: f64,
    /// When it was last tried, milliseconds since 1970.
    pub tried_at: f64,
    /// Why, the last time.
    pub problem: ProblemKind,
}

impl Connection {
    /// When the access token is to be refreshed, milliseconds since 1970: now, or later.
    pub fn due(&self, now: f64) -> f64 {
        // A token that lives shorter than that is refreshed in the middle of its life, not at each use.
        let ahead = REFRESH_AHEAD_MS.min((self.access_expires_at - self.access_made_at) / 2.0);
        // One that cannot be renewed is told of.
        let ahead = if self.refresh_handle.is_some() { ahead } else { TOLD_AHEAD_MS };
        let mut due = self.access_expires_at - ahead;
        // By a clock that was set back nobody can tell how old the token is.
        if now < self.access_made_at - CLOCK_SLACK_MS {
            due = now;
        }
        if let Some(ailing) = &self.ailing
            && ailing.tried_at <= now
        {
            due = due.max(ailing.tried_at + RENEW_AGAIN_MS);
        }
        due.max(now)
    }

    /// Notes that it could not be renewed.
    pub(super) fn fail(&mut self, problem: ProblemKind, now: f64) {
        // What a clock says that was set back since is not believed.
        let since = self.ailing.as_ref().map_or(now, |ailing| ailing.since.min(now));
        self.ailing = Some(Ailing { since, tried_at: now, problem });
        self.account.ending = self.ending(now);
    }

    /// What is to be told of a connection that cannot be renewed, once it has lasted too long, or the end is near.
    fn ending(&self, now: f64) -> Option<Ending> {
        let Ailing { since, problem, .. } = *self.ailing.as_ref()?;
        let mut at = self.access_expires_at;
        if at <= now {
            // Until then it can be renewed still.
            at = self.refresh_expires_at.unwrap_or(at);
        }
        let is_near = at > now && at - now <= TOLD_AHEAD_MS;
        let is_told = now - since >= TOLD_AFTER_MS || is_near;
        is_told.then_some(Ending { at, since, problem })
    }
}

/// The connection `id`.
///
/// # Errors
/// The storage failed.
pub async fn load<P: Ports>(ports: &P, id: &ConnectionId) -> Result<Option<Connection>, StorageFailure> {
    record::read(ports, Area::Local, &[PREFIX, id.as_str()].concat()).await
}

/// All connections, ordered by name and environment.
///
/// # Errors
/// The storage failed.
pub async fn all<P: Ports>(ports: &P) -> Result<Vec<Connection>, StorageFailure> {
    let all: Vec<(String, Connection)> = record::list(ports, Area::Local, PREFIX).await?;
    let key = |of: &Connection| (of.account.username.clone(), of.account.environment as u8);
    let ordered = order::first(&all, usize::MAX, |(_, a), (_, b)| key(a).cmp(&key(b)));
    Ok(ordered.into_iter().map(|(_, connection)| connection.clone()).collect())
}

/// The active one of `all`: the one that the person chose, or else the first. So there is one wherever there are
/// connections, also when a background was stopped between the write of a connection and the choice of it.
///
/// # Errors
/// The storage failed.
pub async fn active_of<'a, P: Ports>(
    ports: &P,
    all: &'a [Connection],
) -> Result<Option<&'a Connection>, StorageFailure> {
    let chosen = ports.read(Area::Local, ACTIVE).await?;
    let is_it = |of: &&Connection| chosen.as_deref() == Some(of.account.connection.as_str());
    Ok(all.iter().find(is_it).or(all.first()))
}

/// The active connection.
///
/// # Errors
/// The storage failed.
pub async fn active<P: Ports>(ports: &P) -> Result<Option<Connection>, StorageFailure> {
    Ok(active_of(ports, &all(ports).await?).await?.cloned())
}

/// The connection of the account with that id in `environment`, or with that name where either has no id: so connecting
/// the same account again keeps the connection's id, and with it what waits for it.
///
/// # Errors
/// The storage failed.
pub async fn of_account<P: Ports>(
    ports: &P,
    id: &str,
    username: &str,
    environment: Environment,
) -> Result<Option<Connection>, StorageFailure> {
    let is_it = |c: &Connection| {
        let (known, given) = match c.account_id.is_empty() || id.is_empty() {
            true => (&c.account.username, username),
            false => (&c.account_id, id),
        };
        known == given && c.account.environment == environment
    };
    Ok(all(ports).await?.into_iter().find(is_it))
}

/// Writes a new connection. It takes the place of what could not be read: that may hold tokens, which are kept no
/// longer than they are of use. The caller holds [`Lock::Connections`].
///
/// # Errors
/// The storage failed.
pub async fn add<P: Storage>(ports: &P, connection: &mut Connection) -> Result<(), StorageFailure> {
    store(ports, connection).await?;
    record::drop_aside(ports, Area::Local, PREFIX).await
}

/// Writes a connection whole; the caller holds [`Lock::Connections`].
///
/// # Errors
/// The storage failed.
pub async fn store<P: Storage>(ports: &P, connection: &mut Connection) -> Result<(), StorageFailure> {
    connection.generation += 1;
    record::write(ports, Area::Local, &[PREFIX, connection.account.connection.as_str()].concat(), connection)
        .await
}

/// Makes a connection the active one.
///
/// # Errors
/// The storage failed.
pub async fn activate<P: Storage>(ports: &P, id: &ConnectionId) -> Result<(), StorageFailure> {
    ports.write(Area::Local, ACTIVE, id.as_str()).await
}

/// Deletes a connection; if it was the active one, the first of the others is, where there is one.
///
/// # Errors
/// The storage failed.
pub async fn delete<P: Ports>(ports: &P, id: &ConnectionId) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Connections).await;
    ports.remove(Area::Local, &[PREFIX, id.as_str()].concat()).await?;
    record::drop_aside(ports, Area::Local, PREFIX).await?;
    if ports.read(Area::Local, ACTIVE).await?.as_deref() == Some(id.as_str()) {
        ports.remove(Area::Local, ACTIVE).await?;
    }
    Ok(())
}
