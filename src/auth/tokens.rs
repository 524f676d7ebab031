//! A token that works: refreshed ahead of time, and once more when Pinterest refuses it.

use tack_protocol::{ConnectionId, Problem, ProblemKind};

use crate::auth::connect::lifetime_ms;
use crate::auth::connection::Ailing;
use crate::auth::relay::{Refresh, Relay};
use crate::auth::{Connection, connection};
use crate::log::{self, What};
use crate::notices;
use crate::pinterest::{Client, Failed, Fate};
use crate::ports::{Lock, Ports, StorageFailure};
use crate::record::{STORE_AGAIN, STORE_AGAIN_MS};
use crate::settings;

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
        refused_again(ports, &connection).await;
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
    let is_due = has_ended || connection.due(now) <= now;
    if !is_due {
        return Ok(connection);
    }
    match renewed(ports, &connection, false).await {
        Ok(fresh) => Ok(fresh),
        // The token may well work still: a relay that is away must not stop a Pin.
        Err(_) if !has_ended && !is_marked(ports, id).await => Ok(connection),
        Err(problem) => Err(not_done(problem)),
    }
}

async fn is_marked<P: Ports>(ports: &P, id: &ConnectionId) -> bool {
    let stored = connection::load(ports, id).await.ok().flatten();
    stored.is_none_or(|stored| stored.account.needs_reconnecting)
}

/// Pinterest refuses a token that it has just given.
async fn refused_again<P: Ports>(ports: &P, fresh: &Connection) {
    let held = ports.lock(Lock::Connections).await;
    let stored = connection::load(ports, &fresh.account.connection).await.ok().flatten();
    if let Some(current) = stored.filter(|stored| stored.access_token == fresh.access_token) {
        // If it cannot be stored, the next call finds out anew.
        let _ = mark(ports, held, current).await;
    }
}

/// Gives the connection a fresh token after the old one was `refused`.
async fn renew<P: Ports>(ports: &P, connection: &mut Connection, refused: Failed) -> Result<(), Failed> {
    log::note(ports, What::TokenRefused, Some(&refused.problem));
    match renewed(ports, connection, true).await {
        Ok(fresh) => {
            *connection = fresh;
            Ok(())
        }
        Err(problem) if problem.kind == ProblemKind::NeedsReconnecting => Err(refused),
        Err(problem) => Err(not_done(problem)),
    }
}

/// Refreshes the connection's tokens, and writes down what came of it. One at a time, up to what is written down: whoever
/// waited finds what the other got, or the same problem, and asks nobody again. `refused`: Pinterest has refused the
/// token, so that there is none to go on with.
///
/// # Errors
/// Why there are none; of [`ProblemKind::NeedsReconnecting`] the person is told.
pub async fn renewed<P: Ports>(ports: &P, old: &Connection, refused: bool) -> Result<Connection, Problem> {
    let asked_at = ports.now();
    let held = ports.lock(Lock::Connections).await;
    // The person may have signed out meanwhile: what they deleted stays deleted.
    let mut current =
        connection::load(ports, &old.account.connection).await?.ok_or(ProblemKind::NotConnected)?;
    if current.access_token != old.access_token {
        return Ok(current);
    }
    if current.account.needs_reconnecting {
        return Err(ProblemKind::NeedsReconnecting.into());
    }
    // A clock that was set back since would keep it from being tried.
    let is_new = |ailing: &&Ailing| ailing.tried_at > asked_at && ailing.tried_at <= ports.now();
    if let Some(ailing) = current.ailing.as_ref().filter(is_new) {
        return Err(ailing.problem.into());
    }
    match refreshed(ports, &mut current).await {
        Ok(()) => {
            log::note(ports, What::Renewed, None);
            Ok(current)
        }
        Err(mut problem) => {
            log::note(ports, What::RenewFailed, Some(&problem));
            let mut is_certain = refused || ports.now() >= current.access_expires_at;
            if problem.kind == ProblemKind::NeedsReconnecting {
                // Without a handle nobody has refused anything: the token works to its end.
                is_certain |= current.refresh_handle.is_some();
            } else if is_silent(problem.kind) && has_moved(ports, &current).await {
                // No other relay can open the handle.
                problem.kind = ProblemKind::NeedsReconnecting;
            }
            if problem.kind == ProblemKind::NeedsReconnecting && is_certain {
                // Unless everybody is told, whoever asks would be told so again and again.
                mark(ports, held, current).await?;
            } else {
                ail(ports, held, current, problem.kind).await;
            }
            Err(problem)
        }
    }
}

/// The relay has nothing to say to this browser: at another time it may, or another relay does.
fn is_silent(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::RelayUnreachable
            | ProblemKind::RelayTimeout
            | ProblemKind::RelayGarbled
            | ProblemKind::RelayRefusesExtension
    )
}

/// The person has set another relay since.
async fn has_moved<P: Ports>(ports: &P, connection: &Connection) -> bool {
    let set = settings::load(ports).await.map(|settings| settings.relay).unwrap_or_default();
    !set.is_empty() && set != connection.relay
}

async fn refreshed<P: Ports>(ports: &P, fresh: &mut Connection) -> Result<(), Problem> {
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
    // They may be the only ones that live: a storage that refuses once is asked again.
    for _ in 0..STORE_AGAIN {
        if connection::store(ports, fresh).await.is_ok() {
            return Ok(());
        }
        ports.sleep(STORE_AGAIN_MS).await;
    }
    Err(ProblemKind::StorageFailed.into())
}

/// Notes that a connection could not be renewed; the person is told once that has lasted, and once only.
async fn ail<P: Ports>(ports: &P, held: P::Held, mut current: Connection, problem: ProblemKind) {
    let was_told = current.account.ending.is_some();
    current.fail(problem, ports.now());
    // What cannot be stored is found out anew.
    if connection::store(ports, &mut current).await.is_ok() && !was_told {
        drop(held);
        if let Some(ending) = &current.account.ending {
            notices::ending(ports, &current.account, ending).await;
        }
    }
}

/// Marks that only the person can help, and tells it once.
async fn mark<P: Ports>(ports: &P, held: P::Held, mut current: Connection) -> Result<(), StorageFailure> {
    if std::mem::replace(&mut current.account.needs_reconnecting, true) {
        return Ok(());
    }
    (current.ailing, current.account.ending) = (None, None);
    connection::store(ports, &mut current).await?;
    drop(held);
    log::note(ports, What::ReconnectNeeded, None);
    notices::reconnect(ports, &current.account).await;
    Ok(())
}
