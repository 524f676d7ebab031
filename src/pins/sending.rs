//! One request for a Pin: with which bytes, once more with others, and what its answer means for the entry.

use tack_protocol::{BoardChoice, ConnectionId, Draft, EntryState, PinId, Problem, ProblemKind};

use crate::auth::tokens::with_token;
use crate::boards::choices;
use crate::pins::entry::Step;
use crate::pins::upload::{self, Upload};
use crate::pins::{Entry, capture, journal, outcome, wait};
use crate::pinterest::pins::{MediaSource, NewPin, Place, create, make, save};
use crate::pinterest::{Call, Failed, Fate};
use crate::ports::{Lock, Ports, StorageFailure};

/// Sends an entry that is on disk as `sending`, and writes down what became of it.
///
/// # Errors
/// The storage failed.
pub(super) async fn send<P: Ports>(ports: &P, entry: &mut Entry) -> Result<(), StorageFailure> {
    let draft = entry.draft.clone();
    let (Some(connection), Some(board)) = (&draft.connection, &draft.board) else {
        return outcome::end(ports, entry, Step::Refused(ProblemKind::DraftInvalid.into())).await;
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
            Err(problem) => return outcome::end(ports, entry, Step::Refused(problem)).await,
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
            outcome::end(ports, entry, Step::Made(made)).await?;
            used(ports, entry, connection, board).await;
            Ok(())
        }
        Err(Failed { problem, fate: Fate::NotDone }) => {
            let tries = entry.course.tries;
            let step = match wait::after(&problem, tries, ports.now(), luck(ports)) {
                Some((waiting, problem)) => Step::Wait(waiting, problem),
                None => Step::Refused(problem),
            };
            outcome::end(ports, entry, step).await
        }
        Err(Failed { problem, fate: Fate::Unclear }) => {
            let sought = Problem { details: problem.details, ..ProblemKind::OutcomeSought.into() };
            outcome::take(ports, entry, Step::Lost(sought)).await
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
