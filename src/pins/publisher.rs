//! The one publisher: does what the plan says, one request in flight, each outcome on disk before anyone is told.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use tack_protocol::limits::{ALARM_MAX_MS, AWAKE_MS, LATE_MS, QUEUED_MS};
use tack_protocol::{ConnectionId, EntryId, EntryState, Event, ProblemKind};

use crate::auth::connection;
use crate::pins::entry::Step;
use crate::pins::plan::{self, Next, Sky};
use crate::pins::{Entry, capture, journal, outcome, read_back, sending};
use crate::ports::{Alarm, Lock, Ports, StorageFailure};

/// After this long a sending that was killed is found by the alarm, milliseconds: longer than any sending takes.
pub const WAKE_AFTER_MS: f64 = 300_000.0;
/// Steps in a row that found their entry changed meanwhile: then the next event goes on.
const LATE_MAX: usize = 100;

/// How far the publisher came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Published {
    /// Pinterest was asked for something.
    pub asked: bool,
    /// When it has to go on, milliseconds since 1970; an alarm is set.
    pub next: Option<f64>,
    /// Entries that wait, or are unclear.
    pub waiting: u32,
    /// Nothing is open: all have ended, and well, or the person has read how.
    pub calm: bool,
}

/// Does all that there is to do now. The caller sees to it that only one runs: then what is `sending` was left behind.
///
/// # Errors
/// The storage failed: what was not sent stays as it was.
pub async fn publish<P: Ports>(ports: &P) -> Result<Published, StorageFailure> {
    let mut asks = false;
    let mut late = 0;
    // What was asked about at Pinterest, so that the person is told of all of it at once.
    let mut asked: Vec<EntryId> = Vec::new();
    let mut entries = journal::all(ports).await?;
    if entries.iter().any(|entry| entry.is_ahead(ports.now())) {
        rebase(ports).await?;
        entries = journal::all(ports).await?;
    }
    let mut as_read = true;
    loop {
        let next = following(ports, &entries).await?;
        // Steps that ask nobody are taken on what was read before them; all else on what is there now.
        if !as_read && !matches!(next, Next::Move(..)) {
            entries = journal::all(ports).await?;
            as_read = true;
            continue;
        }
        as_read = false;
        let done = match next {
            Next::Move(id, step) => match moved(ports, &id, step).await? {
                Some(moved) => {
                    entries.iter_mut().filter(|entry| entry.id == id).for_each(|e| *e = moved.clone());
                    true
                }
                None => {
                    entries = journal::all(ports).await?;
                    false
                }
            },
            Next::Send(id) => {
                asks = true;
                ports.wake_at(Alarm::Journal, Some(ports.now() + WAKE_AFTER_MS)).await;
                let pause = plan::spacing(&entries, ports.now());
                if pause > 0 {
                    ports.sleep(pause).await;
                }
                // Such go on a connection that was used before: see `Course::unconfirmed`.
                let just_sent = |e: &Entry| e.course.sent_at.is_some_and(|at| ports.now() - at < QUEUED_MS);
                let is_bulk = entries.iter().any(just_sent)
                    || entries.iter().filter(|entry| entry.state == EntryState::Queued).count() > 1;
                match begun(ports, &id, is_bulk).await? {
                    Some(mut entry) => {
                        awake(ports, sending::send(ports, &mut entry)).await?;
                        asked.push(id);
                        true
                    }
                    None => false,
                }
            }
            Next::Read(id) => {
                ports.wake_at(Alarm::Journal, Some(ports.now() + WAKE_AFTER_MS)).await;
                asks = true;
                awake(ports, read_back::read(ports, &entries, &id)).await?;
                asked.push(id);
                true
            }
            Next::Confirm(id) => {
                asks = true;
                awake(ports, read_back::confirm(ports, &entries, &id)).await?;
                true
            }
            Next::Rest(next) => {
                let waits = |e: &&Entry| {
                    matches!(e.state, EntryState::Waiting(_) | EntryState::Unclear) && !e.private
                };
                let waiting = entries.iter().filter(waits).count() as u32;
                let calm = entries.iter().all(|e| e.state.is_final() && (e.problem.is_none() || e.dismissed));
                let saved = entries.iter().filter(|entry| {
                    entry.state == EntryState::Done && entry.problem.is_none() && asked.contains(&entry.id)
                });
                crate::notices::saved(ports, &saved.collect::<Vec<_>>()).await;
                // One alarm for all: what was taken from the screen goes by it too. What stays a while longer harms nobody.
                let swept = capture::sweep(ports).await.ok().flatten();
                let wake = next.into_iter().chain(swept).reduce(f64::min);
                ports.wake_at(Alarm::Journal, wake.map(|at| at.min(ports.now() + ALARM_MAX_MS))).await;
                journal::prune(ports, entries).await?;
                return Ok(Published { asked: asks, next, waiting, calm });
            }
        };
        // Somebody was quicker, as when the person took it back: the plan is made anew.
        late = if done { 0 } else { late + 1 };
        if late > LATE_MAX {
            return Ok(Published { asked: asks, ..Published::default() });
        }
    }
}

/// Brings the journal in line with a clock that was set back.
async fn rebase<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Journal).await;
    for mut entry in journal::all(ports).await? {
        if entry.rebase(ports.now()) {
            journal::store(ports, &entry).await?;
        }
    }
    Ok(())
}

/// What a background that was stopped left in `sending`: the request may have left. It is unclear from now on.
///
/// # Errors
/// The storage failed.
pub async fn recover<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    let mut recovered = Ok(());
    for mut entry in journal::all(ports).await? {
        let done = if entry.state == EntryState::Sending {
            moved(ports, &entry.id, Step::Lost(ProblemKind::OutcomeSought.into())).await.map(drop)
        } else if entry.course.taking {
            entry.course.taking = false;
            let stored = journal::store(ports, &entry).await;
            crate::notices::outcome(ports, &entry).await;
            stored
        } else {
            Ok(())
        };
        // One that is refused keeps no other from it.
        recovered = recovered.and(done);
    }
    recovered
}

async fn following<P: Ports>(ports: &P, entries: &[Entry]) -> Result<Next, StorageFailure> {
    let mut known: Vec<ConnectionId> = Vec::new();
    let mut usable: Vec<ConnectionId> = Vec::new();
    let open = |entry: &&Entry| !entry.state.is_final() || entry.course.unconfirmed;
    for id in entries.iter().filter(open).filter_map(|entry| entry.draft.connection.as_ref()) {
        if known.contains(id) {
            continue;
        }
        known.push(id.clone());
        if let Some(connection) = connection::load(ports, id).await?
            && !connection.account.needs_reconnecting
            && ports.pinterest_allowed(connection.account.environment).await
        {
            usable.push(id.clone());
        }
    }
    Ok(plan::next(entries, Sky { now: ports.now(), online: ports.online(), usable: &usable }))
}

/// Takes a step that asks nobody; none, if that arrow is gone.
async fn moved<P: Ports>(ports: &P, id: &EntryId, step: Step) -> Result<Option<Entry>, StorageFailure> {
    let held = ports.lock(Lock::Journal).await;
    let Some(mut entry) = journal::load(ports, id).await? else { return Ok(None) };
    let late = entry.course.due.filter(|due| ports.now() - due > LATE_MS);
    if entry.step(step, ports.now()).is_err() {
        return Ok(None);
    }
    if late.is_some() && entry.state == EntryState::Queued {
        // Told once.
        entry.course.due = None;
        crate::notices::late(ports, &entry).await;
    }
    journal::store(ports, &entry).await?;
    drop(held);
    ports.tell(&Event::Entry(entry.view())).await;
    Ok(Some(entry))
}

/// Moves an entry to `sending`, unless the person was faster and withdrew it.
async fn begun<P: Ports>(ports: &P, id: &EntryId, is_bulk: bool) -> Result<Option<Entry>, StorageFailure> {
    let _held = ports.lock(Lock::Journal).await;
    let Some(mut entry) = journal::load(ports, id).await? else { return Ok(None) };
    if entry.state != EntryState::Queued {
        return Ok(None);
    }
    let was_queued = ports.now() - entry.made_at > QUEUED_MS;
    if entry.step(Step::Send, ports.now()).is_err() {
        return Ok(None);
    }
    // On disk before it leaves: whoever goes on after a kill confirms it, too.
    entry.course.unconfirmed = is_bulk || was_queued;
    outcome::stored(ports, &entry).await?;
    ports.tell(&Event::Entry(entry.view())).await;
    Ok(Some(entry))
}

/// Waits for `work`, and keeps the browser from taking the background for idle meanwhile.
pub async fn awake<P: Ports, T>(ports: &P, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut pause = Box::pin(ports.sleep(AWAKE_MS));
    poll_fn(|cx| {
        if let Poll::Ready(done) = work.as_mut().poll(cx) {
            return Poll::Ready(done);
        }
        while pause.as_mut().poll(cx).is_ready() {
            ports.stay_awake();
            pause = Box::pin(ports.sleep(AWAKE_MS));
        }
        Poll::Pending
    })
    .await
}
