//! Undo: withdraws what has not left, and deletes the Pin of what has.

use tack_protocol::{ConnectionId, EntryId, EntryState, EntryView, Event, PinId, Problem, ProblemKind};

use crate::auth::tokens::with_token;
use crate::pins::entry::Step;
use crate::pins::{Entry, journal, upload};
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
    delete_pin(ports, connection, twin).await?;
    let _held = ports.lock(Lock::Journal).await;
    let mut entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    // The id stays: it is nobody else's Pin.
    entry.problem = None;
    journal::store(ports, &entry).await?;
    ports.tell(&Event::Entry(entry.view())).await;
    Ok(entry.view())
}

/// Deletes a Pin.
///
/// # Errors
/// Pinterest did not delete it.
pub async fn delete_pin<P: Ports>(ports: &P, id: &ConnectionId, pin: &PinId) -> Result<(), Problem> {
    with_token(ports, id, async |client| delete(client, pin).await).await.map_err(|failed| failed.problem)
}

/// The Pin of an entry, and before it a second one of which the person was just told: that is told of nowhere else.
fn pins_of(entry: &Entry) -> Vec<PinId> {
    // What they have put out of sight they keep: it may be another picture of that page.
    let told = entry.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::PinDoubled);
    let twin = entry.twin.iter().filter(|_| told && !entry.dismissed);
    twin.chain(&entry.pin).cloned().collect()
}

/// Takes an entry back. A Pin that is already gone counts as taken back.
///
/// # Errors
/// There is no such entry, it is being sent, or Pinterest did not delete it.
pub async fn undo<P: Ports>(ports: &P, id: &EntryId) -> Result<EntryView, Problem> {
    let mut deleted = Vec::new();
    let (_held, mut entry) = loop {
        let held = ports.lock(Lock::Journal).await;
        // Read again each time: while Pinterest was asked, the publisher may have gone on.
        let entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
        if matches!(entry.state, EntryState::Sending | EntryState::Unclear) {
            // There may be a Pin, and nobody knows which.
            return Err(ProblemKind::OutcomeSought.into());
        }
        let wanted = pins_of(&entry).into_iter().find(|pin| !deleted.contains(pin));
        let Some(pin) = wanted.filter(|_| entry.state == EntryState::Done) else { break (held, entry) };
        drop(held);
        let connection = entry.draft.connection.as_ref().ok_or(ProblemKind::EntryGone)?;
        delete_pin(ports, connection, &pin).await?;
        deleted.push(pin);
    };
    if entry.step(Step::Withdraw, ports.now()).is_ok() {
        journal::store(ports, &entry).await?;
        upload::forget(ports, &entry).await;
        ports.tell(&Event::Entry(entry.view())).await;
    }
    Ok(entry.view())
}
