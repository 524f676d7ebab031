//! What becomes of an entry: on disk first, then told.

use tack_protocol::{EntryState, Event, Waiting};

use crate::pins::entry::Step;
use crate::pins::{Entry, journal, upload};
use crate::ports::{Ports, StorageFailure};
use crate::record::{STORE_AGAIN, STORE_AGAIN_MS};

/// Writes a step down, then tells the open pages.
pub(super) async fn take<P: Ports>(ports: &P, entry: &mut Entry, step: Step) -> Result<(), StorageFailure> {
    // Every step that is taken here exists from the state it is taken in; if not, the entry stays as it is.
    if entry.step(step, ports.now()).is_ok() {
        crate::log::note_entry(ports, entry);
        // One whose account was disconnected meanwhile is gone, and stays so.
        if let Some(current) = journal::load(ports, &entry.id).await? {
            entry.dismissed = current.dismissed;
            stored(ports, entry).await?;
        }
        ports.tell(&Event::Entry(entry.view())).await;
    }
    Ok(())
}

/// Stores an entry; an outcome that is lost has to be looked for, so a refusal is not taken at once.
pub(super) async fn stored<P: Ports>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
    for _ in 0..STORE_AGAIN {
        if journal::store(ports, entry).await.is_ok() {
            return Ok(());
        }
        ports.sleep(STORE_AGAIN_MS).await;
    }
    journal::store(ports, entry).await
}

/// Takes a step at which the person is told, and what is needed no longer is removed.
pub(super) async fn end<P: Ports>(ports: &P, entry: &mut Entry, step: Step) -> Result<(), StorageFailure> {
    take(ports, entry, step).await?;
    // What waits for a moment is nothing to interrupt anybody for.
    if !matches!(entry.state, EntryState::Waiting(Waiting::Network | Waiting::Until(_))) {
        crate::notices::outcome(ports, entry).await;
    }
    if !entry.wants_picture() {
        upload::forget(ports, entry).await;
    }
    Ok(())
}
