//! Undo: withdraws what has not left, and deletes the Pin of what has.

use tack_protocol::{EntryId, EntryState, EntryView, Event, Problem, ProblemKind};

use crate::auth::tokens::with_token;
use crate::pins::entry::Step;
use crate::pins::{journal, upload};
use crate::pinterest::pins::delete;
use crate::ports::{Lock, Ports};

/// Deletes the second Pin that an entry seems to have made.
///
/// # Errors
/// There is no such entry or no such Pin, or Pinterest did not delete it.
pub async fn delete_twin<P: Ports>(ports: &P, id: &EntryId) -> Result<EntryView, Problem> {
    let entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    let (Some(connection), Some(twin)) = (&entry.draft.connection, &entry.twin) else {
        return Err(ProblemKind::PinGone.into());
    };
    with_token(ports, connection, async |client| delete(client, twin).await).await.map_err(|f| f.problem)?;
    let _held = ports.lock(Lock::Journal).await;
    let mut entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    // The id stays: it is nobody else's Pin.
    entry.problem = None;
    journal::store(ports, &entry).await?;
    ports.tell(&Event::Entry(entry.view())).await;
    Ok(entry.view())
}

/// Takes an entry back. A Pin that is already gone counts as taken back.
///
/// # Errors
/// There is no such entry, it is being sent, or Pinterest did not delete it.
pub async fn undo<P: Ports>(ports: &P, id: &EntryId) -> Result<EntryView, Problem> {
    let entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    if entry.state == EntryState::Unclear {
        // There may be a Pin, and nobody knows which.
        return Err(ProblemKind::OutcomeSought.into());
    }
    if entry.state == EntryState::Done {
        let (Some(connection), Some(pin)) = (&entry.draft.connection, &entry.pin) else {
            return Err(ProblemKind::EntryGone.into());
        };
        // The one that is told of nowhere else first.
        for pin in entry.twin.iter().chain([pin]) {
            with_token(ports, connection, async |client| delete(client, pin).await)
                .await
                .map_err(|f| f.problem)?;
        }
    }
    // Read again: while Pinterest was asked, the publisher may have gone on.
    let _held = ports.lock(Lock::Journal).await;
    let mut entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    if matches!(entry.state, EntryState::Sending | EntryState::Unclear) {
        // It has left meanwhile.
        return Err(ProblemKind::OutcomeSought.into());
    }
    if entry.step(Step::Withdraw, ports.now()).is_ok() {
        journal::store(ports, &entry).await?;
        upload::forget(ports, &entry).await;
        ports.tell(&Event::Entry(entry.view())).await;
    }
    Ok(entry.view())
}
