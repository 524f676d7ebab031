//! What the person says of an entry that waits, failed, or is unclear: send it now, change it, it is there, it is not.

use tack_protocol::{
    Draft, EntryId, EntryState, EntryView, Event, Problem, ProblemKind, Settlement, Suspect,
};

use crate::pins::entry::Step;
use crate::pins::{Entry, journal, read_back, upload};
use crate::ports::{Lock, Ports};

/// Has an entry sent now that waits or failed.
///
/// # Errors
/// There is no such entry, or there may be a Pin of it.
pub async fn send_now<P: Ports>(ports: &P, id: &EntryId) -> Result<EntryView, Problem> {
    changed(ports, id, |entry, now| match entry.state {
        EntryState::Queued | EntryState::Sending => Ok(()),
        _ => entry.step(Step::Retry, now).map_err(|_| problem_of(entry)),
    })
    .await
}

/// Takes board, section, link and words of `draft` over, for an entry that has not left.
///
/// # Errors
/// There is no such entry, it has left, or the draft cannot be sent.
pub async fn change<P: Ports>(ports: &P, id: &EntryId, draft: Draft) -> Result<EntryView, Problem> {
    let fits = |url: &str| url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    if draft.board.is_none() || !fits(&draft.link) {
        return Err(ProblemKind::DraftInvalid.into());
    }
    changed(ports, id, |entry, _| {
        let has_left =
            !matches!(entry.state, EntryState::Queued | EntryState::Waiting(_) | EntryState::Failed);
        if has_left || entry.may_be_pinned() {
            return Err(problem_of(entry));
        }
        let Draft { board, section, link, title, description, alt_text, .. } = draft;
        entry.draft = Draft { board, section, link, title, description, alt_text, ..entry.draft.clone() };
        Ok(())
    })
    .await
}

/// Takes the person's word for an entry of which only they can tell.
///
/// # Errors
/// There is no such entry, it is another's Pin, or Tack still looks for it.
pub async fn settle<P: Ports>(ports: &P, id: &EntryId, word: Settlement) -> Result<EntryView, Problem> {
    if let Settlement::Is(pin) = &word
        && journal::all(ports).await?.iter().any(|entry| entry.pin.as_ref() == Some(pin))
    {
        // It closes one entry, and has.
        return Err(ProblemKind::PinGone.into());
    }
    let step = match word {
        Settlement::Is(pin) => Step::Made(pin),
        Settlement::IsNot => Step::Absent,
        Settlement::Leave => Step::GiveUp(ProblemKind::OutcomeUnclear.into()),
    };
    let settled = changed(ports, id, |entry, now| {
        let can_be =
            entry.is_unsure() || (entry.state == EntryState::Unclear && matches!(step, Step::GiveUp(_)));
        if !can_be {
            return Err(problem_of(entry));
        }
        let left = matches!(step, Step::GiveUp(_));
        entry.step(step, now).map_err(|_| problem_of(entry))?;
        // They know.
        entry.dismissed |= left;
        Ok(())
    })
    .await?;
    read_back::forget(ports, id).await;
    Ok(settled)
}

/// The Pins that the person chooses from.
///
/// # Errors
/// There is no such entry, or the board could not be read.
pub async fn suspects<P: Ports>(ports: &P, id: &EntryId) -> Result<Vec<Suspect>, Problem> {
    let entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    if entry.is_unsure() { read_back::suspects(ports, &entry).await } else { Ok(Vec::new()) }
}

/// Why an entry cannot be changed.
fn problem_of(entry: &Entry) -> Problem {
    let sought = || ProblemKind::OutcomeSought.into();
    match entry.state {
        EntryState::Sending => sought(),
        _ => entry.problem.clone().unwrap_or_else(|| ProblemKind::EntryGone.into()),
    }
}

/// Changes an entry, writes it down, and tells the pages.
async fn changed<P: Ports>(
    ports: &P,
    id: &EntryId,
    change: impl FnOnce(&mut Entry, f64) -> Result<(), Problem>,
) -> Result<EntryView, Problem> {
    let _held = ports.lock(Lock::Journal).await;
    let mut entry = journal::load(ports, id).await?.ok_or(ProblemKind::EntryGone)?;
    change(&mut entry, ports.now())?;
    journal::store(ports, &entry).await?;
    if !entry.wants_picture() {
        upload::forget(ports, &entry).await;
    }
    ports.tell(&Event::Entry(entry.view())).await;
    Ok(entry.view())
}
