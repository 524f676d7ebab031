//! Keeping connections alive while nothing is pinned: tokens are renewed days before they end, so that whoever uses the
//! browser now and then is never signed out.

use tack_protocol::limits::{ALARM_MAX_MS, RENEW_AGAIN_MS};

use crate::auth::{connection, tokens};
use crate::ports::{Alarm, Ports, StorageFailure};

/// Renews what is due, and has the background woken for what will be. Whether anything that pages show has changed.
///
/// # Errors
/// The storage failed.
pub async fn keep_up<P: Ports>(ports: &P) -> Result<bool, StorageFailure> {
    let mut has_changed = false;
    let mut next: Option<f64> = None;
    for mut connection in connection::all(ports).await? {
        if connection.account.needs_reconnecting {
            continue;
        }
        // The relay alone is asked: what the browser does not let Tack ask of Pinterest ends no connection.
        if connection.due(ports.now()) <= ports.now() && ports.online() {
            has_changed = true;
            // Why it failed is noted with the connection.
            let _ = tokens::renewed(ports, &connection, false).await;
            match connection::load(ports, &connection.account.connection).await? {
                Some(now) if !now.account.needs_reconnecting => connection = now,
                _ => continue,
            }
        }
        // What could not be tried now is tried then, if nothing else happens before; and tokens that live for a few
        // hours are renewed by those who use them, not for nobody day and night.
        let due = connection.due(ports.now()).max(ports.now() + RENEW_AGAIN_MS);
        next = next.into_iter().chain([due]).reduce(f64::min);
    }
    // No alarm is set for weeks: browsers count them in 32 bits.
    ports.wake_at(Alarm::Upkeep, next.map(|at| at.min(ports.now() + ALARM_MAX_MS))).await;
    Ok(has_changed)
}
