//! A token that works: refreshed ahead of time, and once more when Pinterest refuses it.

use tack_protocol::{ConnectionId, Problem, ProblemKind};

use crate::auth::connect::lifetime_ms;
use crate::auth::relay::{Refresh, Relay};
use crate::auth::{Connection, connection};
use crate::log::{self, What};
use crate::notices;
use crate::pinterest::{Client, Failed, Fate};
use crate::ports::{Lock, Ports};

/// Calls the API as `id`: refreshes first when the token is due, and once when it is refused.
///
/// # Errors
/// What the call said; [`ProblemKind::NeedsReconnecting`] when only the person can help, and then the connection
/// is marked so.
pub async fn with_token<P, T, F>(ports: &P, id: &ConnectionId, call: F) -> Result<T, Failed>
where
    P: Ports,
    F: AsyncFn(&Client<'_, P>) -> Result<T, Failed>,
{
    let mut connection = usable(ports, id).await?;
    let refused = match call(&client(ports, &connection)).await {
        // Repeated only where the refusal is certain: a gateway's own 401 may stand in front of a Pin that was made.
        Err(failed) if is_refused(&failed) && failed.fate == Fate::NotDone => failed,
        other => return other,
    };
    renew(ports, &mut connection, refused).await?;
    let answer = call(&client(ports, &connection)).await;
    if answer.as_ref().is_err_and(is_refused) {
        mark(ports, &connection).await;
    }
    answer
}

fn client<'a, P>(ports: &'a P, connection: &'a Connection) -> Client<'a, P> {
    Client { ports, environment: connection.account.environment, token: &connection.access_token }
}

fn is_refused(failed: &Failed) -> bool {
    failed.problem.kind == ProblemKind::NeedsReconnecting
}

fn not_done(problem: impl Into<Problem>) -> Failed {
    Failed { problem: problem.into(), fate: Fate::NotDone }
}

/// The connection `id` with a token that may well work.
async fn usable<P: Ports>(ports: &P, id: &ConnectionId) -> Result<Connection, Failed> {
    let stored = connection::load(ports, id).await.map_err(not_done)?;
    let connection = stored.ok_or_else(|| not_done(ProblemKind::NotConnected))?;
    if connection.account.needs_reconnecting {
        return Err(not_done(ProblemKind::NeedsReconnecting));
    }
    let now = ports.now();
    let has_ended = now >= connection.access_expires_at;
    // What has ended is tried at once, whatever failed before.
    let is_due = connection.due(now).is_some_and(|due| due <= now || has_ended);
    if !is_due {
        return Ok(connection);
    }
    match renewed(ports, &connection).await {
        Ok(fresh) => Ok(fresh),
        // The token may well work still: a relay that is away must not stop a Pin.
        Err(problem) if problem.kind != ProblemKind::NeedsReconnecting && !has_ended => Ok(connection),
        Err(problem) => Err(not_done(problem)),
    }
}

/// Gives the connection a fresh token after the old one was `refused`.
async fn renew<P: Ports>(ports: &P, connection: &mut Connection, refused: Failed) -> Result<(), Failed> {
    log::note(ports, What::TokenRefused, Some(&refused.problem));
    match renewed(ports, connection).await {
        Ok(fresh) => {
            *connection = fresh;
            Ok(())
        }
        Err(problem) if problem.kind == ProblemKind::NeedsReconnecting => Err(refused),
        Err(problem) => Err(not_done(problem)),
    }
}

/// Refreshes the connection's tokens, and writes down what came of it.
///
/// # Errors
/// Why there are none; of [`ProblemKind::NeedsReconnecting`] the person is told.
pub async fn renewed<P: Ports>(ports: &P, old: &Connection) -> Result<Connection, Problem> {
    let fresh = refreshed(ports, old).await;
    if let Err(problem) = &fresh {
        log::note(ports, What::RenewFailed, Some(problem));
    }
    match fresh {
        Err(problem) if problem.kind == ProblemKind::NeedsReconnecting => {
            mark(ports, old).await;
            Err(problem)
        }
        Err(problem) => {
            ail(ports, old, problem.kind).await;
            Err(problem)
        }
        fresh => fresh,
    }
}

/// The connection with a fresh token. One refresh at a time: whoever waited for the lock finds what the other got.
async fn refreshed<P: Ports>(ports: &P, old: &Connection) -> Result<Connection, Problem> {
    let _held = ports.lock(Lock::Connections).await;
    // The person may have signed out meanwhile: what they deleted stays deleted.
    let mut fresh =
        connection::load(ports, &old.account.connection).await?.ok_or(ProblemKind::NotConnected)?;
    if fresh.access_token != old.access_token {
        return Ok(fresh);
    }
    let handle = fresh.refresh_handle.as_ref().ok_or(ProblemKind::NeedsReconnecting)?;
    let tokens = Relay::new(ports, &fresh.relay).refresh(&Refresh { refresh_handle: handle }).await?;
    let now = ports.now();
    fresh.access_token = tokens.access_token;
    fresh.access_made_at = now;
    fresh.access_expires_at = now + lifetime_ms(tokens.expires_in);
    if tokens.refresh_handle.is_some() {
        fresh.refresh_handle = tokens.refresh_handle;
        fresh.refresh_expires_at = tokens.refresh_expires_in.map(|s| now + lifetime_ms(Some(s)));
    }
    if let Some(scope) = tokens.scope.filter(|s| !s.trim().is_empty()) {
        fresh.scope = scope;
    }
    (fresh.ailing, fresh.account.ending) = (None, None);
    connection::store(ports, &mut fresh).await?;
    log::note(ports, What::Renewed, None);
    Ok(fresh)
}

/// What is stored of a connection, if its tokens are still those of `old`; the caller holds [`Lock::Connections`].
async fn unchanged<P: Ports>(ports: &P, old: &Connection) -> Option<Connection> {
    let current = connection::load(ports, &old.account.connection).await.ok().flatten();
    current.filter(|current| current.access_token == old.access_token)
}

/// Notes that a connection could not be renewed; the person is told once that has lasted, and once only.
async fn ail<P: Ports>(ports: &P, old: &Connection, problem: ProblemKind) {
    let held = ports.lock(Lock::Connections).await;
    let Some(mut current) = unchanged(ports, old).await else { return };
    let was_told = current.account.ending.is_some();
    current.fail(problem, ports.now());
    // What cannot be stored is found out anew.
    if connection::store(ports, &mut current).await.is_ok() && !was_told {
        drop(held);
        if let Some(ending) = &current.account.ending {
            notices::ending(ports, ending).await;
        }
    }
}

/// Marks that only the person can help, and tells it once.
async fn mark<P: Ports>(ports: &P, old: &Connection) {
    let held = ports.lock(Lock::Connections).await;
    let Some(mut current) = unchanged(ports, old).await else { return };
    if std::mem::replace(&mut current.account.needs_reconnecting, true) {
        return;
    }
    (current.ailing, current.account.ending) = (None, None);
    // If it cannot be stored, the next call finds out anew.
    if connection::store(ports, &mut current).await.is_ok() {
        drop(held);
        log::note(ports, What::ReconnectNeeded, None);
        notices::reconnect(ports).await;
    }
}
