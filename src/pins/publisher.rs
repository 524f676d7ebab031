//! The one publisher: does what the plan says, one request in flight, each outcome on disk before anyone is told.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use tack_protocol::limits::{ALARM_MAX_MS, AWAKE_MS, LATE_MS, QUEUED_MS};
use tack_protocol::{
    BoardChoice, ConnectionId, Draft, EntryId, EntryState, Event, PinId, Problem, ProblemKind, Waiting,
};

use crate::auth::connection;
use crate::auth::tokens::with_token;
use crate::boards::choices;
use crate::pins::entry::Step;
use crate::pins::plan::{self, Next, Sky};
use crate::pins::upload::{self, Upload};
use crate::pins::{Entry, capture, journal, read_back, wait};
use crate::pinterest::pins::{MediaSource, NewPin, Place, create, make, save};
use crate::pinterest::{Call, Failed, Fate};
use crate::ports::{Alarm, Lock, Ports, StorageFailure};
use crate::record::{STORE_AGAIN, STORE_AGAIN_MS};

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
                        awake(ports, send(ports, &mut entry)).await?;
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
    stored(ports, &entry).await?;
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

async fn send<P: Ports>(ports: &P, entry: &mut Entry) -> Result<(), StorageFailure> {
    let draft = entry.draft.clone();
    let (Some(connection), Some(board)) = (&draft.connection, &draft.board) else {
        return end(ports, entry, Step::Refused(ProblemKind::DraftInvalid.into())).await;
    };
    let mut upload = None;
    if draft.needs_upload {
        // Nothing has left yet, so this is no unclear outcome.
        let kept = match upload::kept(ports, &entry.id, entry.private).await {
            Ok(Some(upload)) => Ok(upload),
            // One of several, whose turn came before its picture was taken.
            Ok(None) => capture::picture(ports, &draft, entry.private).await,
            Err(_) => Err(ProblemKind::StorageFailed.into()),
        };
        upload = match kept {
            Ok(upload) => Some(upload),
            Err(problem) => return end(ports, entry, Step::Refused(problem)).await,
        };
    }
    let mut made = ask(ports, &draft, connection, board, upload.as_ref()).await;
    // Certainly not made, since Pinterest could not get the picture: once more, with its bytes.
    if let Err(Failed { problem, fate: Fate::NotDone }) = &made
        && problem.kind == ProblemKind::PictureNotFetched
        && upload.is_none()
    {
        let refused = problem.details.clone();
        made = match upload::take(ports, &draft, entry.private).await {
            Ok(taken) => {
                keep_taken(ports, entry, &taken).await;
                ask(ports, &draft, connection, board, Some(&taken)).await
            }
            Err(problem) => {
                Err(Failed { problem: Problem { details: refused, ..problem }, fate: Fate::NotDone })
            }
        };
    }
    match made {
        Ok(made) => {
            // First what cannot be found again.
            end(ports, entry, Step::Made(made)).await?;
            used(ports, entry, connection, board).await;
            Ok(())
        }
        Err(Failed { problem, fate: Fate::NotDone }) => {
            let tries = entry.course.tries;
            let step = match wait::after(&problem, tries, ports.now(), luck(ports)) {
                Some((waiting, problem)) => Step::Wait(waiting, problem),
                None => Step::Refused(problem),
            };
            end(ports, entry, step).await
        }
        Err(Failed { problem, fate: Fate::Unclear }) => {
            let sought = Problem { details: problem.details, ..ProblemKind::OutcomeSought.into() };
            take(ports, entry, Step::Lost(sought)).await
        }
    }
}

/// Keeps bytes that were taken for a second try: the page may be gone before a third.
async fn keep_taken<P: Ports>(ports: &P, entry: &mut Entry, taken: &Upload) {
    // Where that is refused, the try that follows can still succeed.
    let _held = ports.lock(Lock::Journal).await;
    let current = journal::load(ports, &entry.id).await.ok().flatten();
    // One whose account was disconnected meanwhile is gone, and stays so.
    if current.is_some_and(|current| current.state == EntryState::Sending)
        && upload::keep(ports, &entry.id, entry.private, taken).await.is_ok()
    {
        entry.draft.needs_upload = true;
        let _ = journal::store(ports, entry).await;
    }
}

/// Remembers the board as used last; not for a private window, nor for an account that was disconnected meanwhile.
async fn used<P: Ports>(ports: &P, entry: &Entry, connection: &ConnectionId, board: &BoardChoice) {
    if !entry.private {
        // The Pin is what counts: a list of last used boards that could not be stored is not worth a word.
        let _ = choices::change(ports, connection, &mut |chosen| chosen.used(board)).await;
    }
}

/// From 0 to 1, by chance.
fn luck<P: Ports>(ports: &P) -> f64 {
    let mut byte = [0];
    ports.fill(&mut byte);
    f64::from(byte[0]) / 255.0
}

/// Asks Pinterest for the Pin: with the picture's bytes, or with its address.
async fn ask<P: Ports>(
    ports: &P,
    draft: &Draft,
    connection: &ConnectionId,
    board: &BoardChoice,
    upload: Option<&Upload>,
) -> Result<PinId, Failed> {
    if let Some(pin) = &draft.repin {
        let place = Place { board_id: &board.id, board_section_id: draft.section.as_ref() };
        return made(ports, connection, &save(pin, &place)).await;
    }
    let media_source = match upload {
        Some(Upload { content_type, data }) => MediaSource::ImageBase64 { content_type, data },
        None => MediaSource::ImageUrl { url: &draft.picture },
    };
    let pin = NewPin {
        board_id: &board.id,
        board_section_id: draft.section.as_ref(),
        title: &draft.title,
        description: &draft.description,
        alt_text: &draft.alt_text,
        link: &draft.link,
        media_source,
    };
    made(ports, connection, &create(&pin)).await
}

/// Makes a Pin.
///
/// # Errors
/// There is none, or there may be one.
pub async fn made<P: Ports>(ports: &P, id: &ConnectionId, call: &Call) -> Result<PinId, Failed> {
    with_token(ports, id, async |client| make(client, call).await).await
}

/// Writes a step down, then tells the open pages.
async fn take<P: Ports>(ports: &P, entry: &mut Entry, step: Step) -> Result<(), StorageFailure> {
    // Every step that this file takes exists from the state it is taken in; if not, the entry stays as it is.
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
async fn stored<P: Ports>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
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
