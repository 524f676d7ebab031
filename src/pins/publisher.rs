//! The one publisher: sends what is queued, one request in flight, each outcome on disk before anyone is told.

use tack_protocol::limits::SPACING_MS;
use tack_protocol::{
    BoardChoice, ConnectionId, Draft, EntryId, EntryState, Event, PinId, Problem, ProblemKind,
};

use crate::auth::connection;
use crate::auth::tokens::with_token;
use crate::boards::choices;
use crate::pins::entry::Step;
use crate::pins::upload::{self, Upload};
use crate::pins::{Entry, journal};
use crate::pinterest::pins::{MediaSource, NewPin, Place, create, save};
use crate::pinterest::{Failed, Fate};
use crate::ports::{Lock, Ports, StorageFailure};

/// After this long a sending that was killed is found by the alarm, milliseconds: longer than any sending takes.
const WAKE_AFTER_MS: f64 = 300_000.0;
/// How often a storage that refused is asked again.
const STORE_AGAIN: usize = 3;
/// After how long, milliseconds.
const STORE_AGAIN_MS: u32 = 500;

/// Sends everything that is queued, and says whether anything was. The caller sees to it that only one runs: then what
/// is `sending` at the beginning was left behind.
///
/// # Errors
/// The storage failed: what was not sent stays queued.
pub async fn publish<P: Ports>(ports: &P) -> Result<bool, StorageFailure> {
    recover(ports).await?;
    let mut sent_one = false;
    loop {
        let queued = journal::all(ports).await?.into_iter().find(|e| e.state == EntryState::Queued);
        let Some(entry) = queued else {
            if sent_one {
                ports.wake_at(None).await;
            }
            journal::prune(ports).await?;
            return Ok(sent_one);
        };
        ports.wake_at(Some(ports.now() + WAKE_AFTER_MS)).await;
        if sent_one {
            ports.sleep(SPACING_MS).await;
        }
        if let Some(mut entry) = begin(ports, &entry.id).await? {
            send(ports, &mut entry).await?;
            sent_one = true;
        }
    }
}

/// Moves an entry to `sending`, unless the person was faster and withdrew it.
async fn begin<P: Ports>(ports: &P, id: &EntryId) -> Result<Option<Entry>, StorageFailure> {
    let _held = ports.lock(Lock::Journal).await;
    let Some(mut entry) = journal::load(ports, id).await? else { return Ok(None) };
    if entry.state != EntryState::Queued {
        return Ok(None);
    }
    take(ports, &mut entry, Step::Send).await?;
    Ok(Some(entry))
}

/// What a background that was killed left in `sending`: the request may have left. Never sent again; the person
/// is told to look.
///
/// # Errors
/// The storage failed.
pub async fn recover<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    for mut entry in journal::all(ports).await? {
        if entry.state == EntryState::Sending {
            take(ports, &mut entry, Step::Lost(ProblemKind::OutcomeUnclear.into())).await?;
        }
        if entry.state == EntryState::Unclear {
            take(ports, &mut entry, Step::GiveUp(ProblemKind::OutcomeUnclear.into())).await?;
            crate::notices::outcome(ports, &entry).await;
            upload::forget(ports, &entry).await;
        }
    }
    Ok(())
}

async fn send<P: Ports>(ports: &P, entry: &mut Entry) -> Result<(), StorageFailure> {
    let draft = entry.draft.clone();
    let (Some(connection), Some(board)) = (&draft.connection, &draft.board) else {
        return end(ports, entry, Step::Refused(ProblemKind::DraftInvalid.into())).await;
    };
    let mut upload = None;
    if draft.needs_upload {
        // Nothing has left yet, so this is no unclear outcome.
        upload = match upload::kept(ports, &entry.id, entry.private).await {
            Ok(Some(upload)) => Some(upload),
            Ok(None) => return end(ports, entry, Step::Refused(ProblemKind::PicturePageGone.into())).await,
            Err(_) => return end(ports, entry, Step::Refused(ProblemKind::StorageFailed.into())).await,
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
            Ok(taken) => ask(ports, &draft, connection, board, Some(&taken)).await,
            Err(problem) => {
                Err(Failed { problem: Problem { details: refused, ..problem }, fate: Fate::NotDone })
            }
        };
    }
    match made {
        Ok(made) => {
            // Not for an account that was disconnected meanwhile.
            if !entry.private
                && let Ok(Some(_)) = connection::load(ports, connection).await
                && let Ok(mut chosen) = choices::load(ports, connection).await
            {
                chosen.used(board);
                // The Pin is what counts: a list of last used boards that could not be stored is not worth a word.
                let _ = choices::store(ports, connection, &chosen).await;
            }
            end(ports, entry, Step::Made(made)).await
        }
        Err(Failed { problem, fate: Fate::NotDone }) => end(ports, entry, Step::Refused(problem)).await,
        Err(Failed { problem, fate: Fate::Unclear }) => {
            take(ports, entry, Step::Lost(problem.clone())).await?;
            let unclear = Problem { details: problem.details, ..ProblemKind::OutcomeUnclear.into() };
            end(ports, entry, Step::GiveUp(unclear)).await
        }
    }
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
        return with_token(ports, connection, async |client| save(client, pin, &place).await).await;
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
    with_token(ports, connection, async |client| create(client, &pin).await).await
}

/// Writes a step down, then tells the open pages.
async fn take<P: Ports>(ports: &P, entry: &mut Entry, step: Step) -> Result<(), StorageFailure> {
    // Every step that this file takes exists from the state it is taken in; if not, the entry stays as it is.
    if entry.step(step, ports.now()).is_ok() {
        // One whose account was disconnected meanwhile is gone, and stays so.
        if let Some(current) = journal::load(ports, &entry.id).await? {
            entry.dismissed = current.dismissed;
            stored(ports, entry).await?;
        }
        ports.tell(&Event::Entry(entry.view())).await;
    }
    Ok(())
}

/// Stores an entry; an outcome that is lost can be found by nobody, so a refusal is not taken at once.
async fn stored<P: Ports>(ports: &P, entry: &Entry) -> Result<(), StorageFailure> {
    for _ in 0..STORE_AGAIN {
        if journal::store(ports, entry).await.is_ok() {
            return Ok(());
        }
        ports.sleep(STORE_AGAIN_MS).await;
    }
    journal::store(ports, entry).await
}

async fn end<P: Ports>(ports: &P, entry: &mut Entry, step: Step) -> Result<(), StorageFailure> {
    take(ports, entry, step).await?;
    crate::notices::outcome(ports, entry).await;
    if !entry.wants_picture() {
        upload::forget(ports, entry).await;
    }
    Ok(())
}
