//! The journal: every entry under a key of its own in `storage.local`, so that one record that cannot be read
//! takes no other with it.

use tack_protocol::limits::{JOURNAL_KEPT, OWN_ID_MAX};
use tack_protocol::{Draft, EntryId, EntryState};

use crate::auth::proof::random_text;
use crate::json;
use crate::pins::Entry;
use crate::ports::{Area, Clock, Random, Storage, StorageFailure};

const PREFIX: &str = "journal.v1.";
/// Where records go that cannot be read: nothing is thrown away silently.
const ASIDE: &str = "aside.";

fn key(id: &EntryId) -> String {
    format!("{PREFIX}{id}")
}

/// Writes a new entry down. When this returns, it is stored.
///
/// # Errors
/// The storage failed, and nothing may be sent.
pub async fn add<P: Storage + Clock + Random>(
    ports: &P,
    draft: Draft,
    state: EntryState,
    private: bool,
) -> Result<Entry, StorageFailure> {
    let now = ports.now();
    let id = EntryId::new(format!("{:013}-{}", now as u64, random_text(ports, 9)));
    let entry = Entry {
        id,
        made_at: now,
        draft,
        state,
        pin: None,
        problem: None,
        since: now,
        private,
        dismissed: false,
    };
    store(ports, &entry).await?;
    Ok(entry)
}

/// Writes an entry as it stands.
///
/// # Errors
/// The storage failed.
pub async fn store<P: Storage>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
    let text = json::text(entry).ok_or(StorageFailure)?;
    ports.write(Area::Local, &key(&entry.id), &text).await
}

/// The entry `id`.
///
/// # Errors
/// The storage failed.
pub async fn load<P: Storage>(ports: &P, id: &EntryId) -> Result<Option<Entry>, StorageFailure> {
    if id.as_str().len() > OWN_ID_MAX {
        return Ok(None);
    }
    let text = ports.read(Area::Local, &key(id)).await?;
    Ok(text.and_then(|text| json::parse(&text)))
}

/// Removes an entry.
///
/// # Errors
/// The storage failed.
pub async fn remove<P: Storage>(ports: &P, id: &EntryId) -> Result<(), StorageFailure> {
    ports.remove(Area::Local, &key(id)).await
}

/// All entries, the oldest first. A record that cannot be read is set aside under another key.
///
/// # Errors
/// The storage failed.
pub async fn all<P: Storage>(ports: &P) -> Result<Vec<Entry>, StorageFailure> {
    let mut entries = Vec::new();
    for (key, text) in ports.list(Area::Local, PREFIX).await? {
        match json::parse::<Entry>(&text) {
            Some(entry) => entries.push(entry),
            None => {
                ports.write(Area::Local, &format!("{ASIDE}{key}"), &text).await?;
                ports.remove(Area::Local, &key).await?;
            }
        }
    }
    entries.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(entries)
}

/// Removes the oldest of the entries that have ended, beyond [`JOURNAL_KEPT`].
///
/// # Errors
/// The storage failed.
pub async fn prune<P: Storage>(ports: &P) -> Result<(), StorageFailure> {
    let ended: Vec<Entry> = all(ports).await?.into_iter().filter(|e| e.state.is_final()).collect();
    for entry in ended.iter().take(ended.len().saturating_sub(JOURNAL_KEPT)) {
        remove(ports, &entry.id).await?;
    }
    Ok(())
}
