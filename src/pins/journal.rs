//! The journal: every entry under a key of its own, so that one record that cannot be read takes no other with it.
//! Entries of private windows are kept in memory only (`storage.session`).

use tack_protocol::limits::{CLOCK_SLACK_MS, JOURNAL_KEPT, MADE_WITHIN_MS, OWN_ID_MAX, UNDO_MS};
use tack_protocol::{ConnectionId, Draft, EntryId, EntryState, ProblemKind, Waiting};

use crate::auth::proof::random_text;
use crate::order;
use crate::pins::{Entry, upload};
use crate::ports::{Area, Clock, Lock, Ports, Random, Storage, StorageFailure};
use crate::record;

const PREFIX: &str = "journal.v1.";
/// For so long the Pin of one entry could be taken for that of a later one, which looks for its own.
const TOLD_APART_MS: f64 = CLOCK_SLACK_MS + MADE_WITHIN_MS;

fn key(id: &EntryId) -> String {
    [PREFIX, id.as_str()].concat()
}

fn area(entry: &Entry) -> Area {
    if entry.private { Area::Session } else { Area::Local }
}

/// An id for an entry that no page has named.
pub fn new_id<P: Random>(ports: &P) -> EntryId {
    EntryId::new(random_text(ports, 16))
}

/// Writes down that something is to be pinned, now or when it is `due`. When this returns, it is stored.
///
/// # Errors
/// The storage failed, and nothing may be sent.
pub async fn add<P: Storage + Clock>(
    ports: &P,
    id: EntryId,
    draft: Draft,
    due: Option<f64>,
    private: bool,
) -> Result<Entry, StorageFailure> {
    let due = due.filter(|due| *due > ports.now());
    let state = due.map_or(EntryState::Queued, |due| EntryState::Waiting(Waiting::Until(due)));
    let mut entry = Entry::new(id, draft, state, private, ports.now());
    entry.course.due = due;
    store(ports, &entry).await?;
    Ok(entry)
}

/// Writes down that something was done.
///
/// # Errors
/// The storage failed.
pub async fn note<P: Storage + Clock>(
    ports: &P,
    id: EntryId,
    draft: Draft,
    state: EntryState,
    private: bool,
) -> Result<Entry, StorageFailure> {
    let entry = Entry::new(id, draft, state, private, ports.now());
    store(ports, &entry).await?;
    Ok(entry)
}

/// Writes down that the picture of an entry is about to be taken from its page: as having failed, which it has if nobody
/// says otherwise.
///
/// # Errors
/// The storage failed.
pub async fn take_note<P: Storage + Clock>(
    ports: &P,
    id: &EntryId,
    draft: &Draft,
    private: bool,
) -> Result<(), StorageFailure> {
    let mut entry = Entry::new(id.clone(), draft.clone(), EntryState::Failed, private, ports.now());
    (entry.problem, entry.course.taking) = (Some(ProblemKind::PicturePageGone.into()), true);
    store(ports, &entry).await
}

/// Writes an entry as it stands.
///
/// # Errors
/// The storage failed.
pub async fn store<P: Storage>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
    record::write(ports, area(entry), &key(&entry.id), entry).await
}

/// The entry `id`.
///
/// # Errors
/// The storage failed.
pub async fn load<P: Ports>(ports: &P, id: &EntryId) -> Result<Option<Entry>, StorageFailure> {
    if id.as_str().len() > OWN_ID_MAX {
        return Ok(None);
    }
    match record::read(ports, Area::Local, &key(id)).await? {
        Some(entry) => Ok(Some(entry)),
        None => record::read(ports, Area::Session, &key(id)).await,
    }
}

/// Removes an entry, and the picture that is kept with it.
///
/// # Errors
/// The storage failed.
pub async fn remove<P: Storage>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
    upload::forget(ports, entry).await;
    ports.remove(area(entry), &key(&entry.id)).await
}

/// Removes the pictures that no entry wants any more.
///
/// # Errors
/// The storage failed.
pub async fn sweep<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    let entries = all(ports).await?;
    // That of a record which could not be read may be wanted once it can be.
    let aside = record::aside(ports, Area::Local, PREFIX).await?;
    let is_aside = |id: &str| aside.iter().any(|key| key.ends_with(&[PREFIX, id].concat()));
    // Nor is one told of that could not even be set aside.
    let keys = ports.keys(Area::Local, PREFIX).await?;
    let of_id = |id: &str| entries.iter().find(|entry| entry.id.as_str() == id).map(Entry::wants_picture);
    let is_unread = |id: &str| keys.iter().any(|key| key.strip_prefix(PREFIX) == Some(id));
    upload::sweep(ports, |id| of_id(id).unwrap_or_else(|| is_unread(id)) || is_aside(id)).await
}

/// All entries, the oldest first.
///
/// # Errors
/// The storage failed.
pub async fn all<P: Ports>(ports: &P) -> Result<Vec<Entry>, StorageFailure> {
    let mut entries: Vec<(String, Entry)> = record::list(ports, Area::Local, PREFIX).await?;
    entries.extend(record::list(ports, Area::Session, PREFIX).await?);
    // The key is what an entry is found by again, whatever the record itself says.
    let named = entries.into_iter().filter_map(|(key, entry)| {
        let id = EntryId::new(key.strip_prefix(PREFIX)?);
        Some(Entry { id, ..entry })
    });
    let entries: Vec<Entry> = named.collect();
    let ordered = order::first(&entries, usize::MAX, |a, b| a.made_at.total_cmp(&b.made_at));
    Ok(ordered.into_iter().cloned().collect())
}

/// Removes what has ended and is kept no longer: the oldest beyond [`JOURNAL_KEPT`], and of private windows all that
/// cannot be undone any more. Of a Pin that could be taken for that of a later entry, only its id is left, for some
/// minutes.
///
/// # Errors
/// The storage failed.
pub async fn prune<P: Ports>(ports: &P, all: Vec<Entry>) -> Result<(), StorageFailure> {
    let now = ports.now();
    // What may be the Pin of an unclear one is told from it by being known.
    let is_sought = all.iter().any(Entry::is_sought);
    for entry in all.iter().filter(|entry| entry.cleared && now - entry.since > TOLD_APART_MS && !is_sought) {
        remove(ports, entry).await?;
    }
    // What the person has still to see, or Tack to read, is kept.
    let has_ended = |e: &Entry| {
        e.state.is_final()
            && !e.course.unconfirmed
            && !e.course.taking
            && (e.dismissed || !e.view().is_open())
    };
    let ended: Vec<Entry> = all.into_iter().filter(|e| e.state.is_final()).collect();
    let too_many = ended.iter().filter(|e| !e.private).count().saturating_sub(JOURNAL_KEPT);
    let (private, kept): (Vec<Entry>, Vec<Entry>) = ended.into_iter().partition(|e| e.private);
    let over = private.into_iter().filter(|e| (now - e.since).abs() > UNDO_MS && has_ended(e));
    let kept: Vec<Entry> = kept.into_iter().filter(has_ended).collect();
    let too_many = if is_sought { 0 } else { too_many };
    for old in over.chain(kept.into_iter().take(too_many)) {
        let _held = ports.lock(Lock::Journal).await;
        // The person may have had a failed one sent again meanwhile.
        let Some(mut entry) = load(ports, &old.id).await?.filter(|entry| entry.state.is_final()) else {
            continue;
        };
        let tells_apart = entry.pin.is_some() && (is_sought || (now - entry.since).abs() < TOLD_APART_MS);
        if !(entry.private && tells_apart) {
            remove(ports, &entry).await?;
        } else if !entry.cleared {
            entry.reduce();
            store(ports, &entry).await?;
        }
    }
    Ok(())
}

/// Removes what has ended, at the person's wish; as long as another's Pin may have to be told from its own, it is kept out
/// of sight.
///
/// # Errors
/// The storage failed.
pub async fn clear<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    let all = all(ports).await?;
    let unclear = all.iter().any(Entry::is_sought);
    let now = ports.now();
    // What the person still has to see stays, as what waits does.
    let goes = |entry: &Entry| entry.state.is_final() && (entry.dismissed || !entry.view().is_open());
    for mut entry in all.into_iter().filter(goes) {
        let tells_apart = unclear || entry.course.unconfirmed || now - entry.since < TOLD_APART_MS;
        if tells_apart && entry.pin.is_some() {
            entry.reduce();
            store(ports, &entry).await?;
        } else {
            remove(ports, &entry).await?;
        }
    }
    Ok(())
}

/// Removes all entries of a connection that was deleted.
///
/// # Errors
/// The storage failed.
pub async fn forget<P: Ports>(ports: &P, connection: &ConnectionId) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Journal).await;
    for entry in all(ports).await? {
        if entry.draft.connection.as_ref() == Some(connection) {
            remove(ports, &entry).await?;
        }
    }
    Ok(())
}
