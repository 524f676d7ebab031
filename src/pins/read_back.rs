//! Reading a board back, for Pins whose answer got lost.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::{ALARM_MAX_MS, CONFIRM_MAX, READS_AWAY};
use tack_protocol::{
    BoardId, ConnectionId, EntryId, EntryState, Event, PinId, Problem, ProblemKind, SectionId, Suspect,
};

use crate::auth::tokens::with_token;
use crate::pins::entry::Step;
use crate::pins::reading::{self, Finding, Verdict};
use crate::pins::{Entry, journal, outcome, plan, wait};
use crate::pinterest::Failed;
use crate::pinterest::pin_list::{self, Listed, PinList};
use crate::pinterest::pins;
use crate::ports::{Area, Lock, Ports, Storage, StorageFailure};
use crate::record;

/// What the person chooses from: in memory only, since Pinterest does not allow storing what its API gives.
const SUSPECTS: &str = "suspects.v1.";

#[derive(Debug, Default, Serialize, Deserialize)]
struct Suspects(Vec<Suspect>);

/// Reads the board of the unclear entry `id`, once for all unclear entries of that board.
///
/// # Errors
/// The storage failed.
pub async fn read<P: Ports>(ports: &P, entries: &[Entry], id: &EntryId) -> Result<(), StorageFailure> {
    let Some(first) = entries.iter().find(|entry| entry.id == *id) else { return Ok(()) };
    let (Some(connection), Some(board)) = (&first.draft.connection, &first.draft.board) else {
        return Ok(());
    };
    let is_read = |entry: &&Entry| {
        entry.state == EntryState::Unclear
            && entry.draft.connection == first.draft.connection
            && reading::is_same_place(entry, first)
    };
    let read: Vec<&Entry> = entries.iter().filter(is_read).collect();
    let told = pins_of(ports, connection, &board.id, &read).await;
    let now = ports.now();
    let (list, failed) = match told {
        Ok(list) => (list, None),
        Err(failed) => (PinList::default(), Some(failed.problem.kind)),
    };
    // A board that is gone is read by nobody.
    let gone = failed == Some(ProblemKind::BoardGone);
    // A network that is away says nothing of the board, and is asked again before long.
    // One that stays away for a day is something else: then the person is asked in the end.
    let away = now - first.since < ALARM_MAX_MS
        && matches!(
            failed,
            Some(
                ProblemKind::Offline
                    | ProblemKind::PinterestUnreachable
                    | ProblemKind::PinterestTimeout
                    | ProblemKind::RelayUnreachable
                    | ProblemKind::RelayTimeout
                    | ProblemKind::RelayRefusesExtension
            )
        );
    let ahead = reading::ahead(list.time, now, entries, &list.pins);
    let read: Vec<EntryId> = read.into_iter().map(|entry| entry.id.clone()).collect();
    for mut finding in reading::findings(&read, entries, &list.pins, ahead, list.complete, now) {
        if gone && finding.step.is_none() {
            finding.step = Some(reading::asked());
        }
        if away {
            finding.step = None;
            finding.course.read_tries = finding.course.read_tries.min(READS_AWAY);
        }
        conclude(ports, finding, &list.pins).await?;
    }
    Ok(())
}

/// Reads the board of the entry `id`, which is done, once for all that wait for that: Pinterest may have taken away
/// again what it had accepted, and one request may have made two Pins, where a browser sent it a second time by itself.
///
/// # Errors
/// The storage failed.
pub async fn confirm<P: Ports>(ports: &P, entries: &[Entry], id: &EntryId) -> Result<(), StorageFailure> {
    let Some(first) = entries.iter().find(|entry| entry.id == *id) else { return Ok(()) };
    let now = ports.now();
    let is_read = |entry: &&Entry| {
        entry.state == EntryState::Done
            && entry.course.unconfirmed
            && entry.draft.connection == first.draft.connection
            && reading::is_same_place(entry, first)
            && plan::confirmed_at(entry, now) <= now
    };
    let read: Vec<&Entry> = entries.iter().filter(is_read).collect();
    let (Some(connection), Some(board)) = (&first.draft.connection, &first.draft.board) else {
        return Ok(());
    };
    let list = pins_of(ports, connection, &board.id, &read).await.ok().filter(|list| list.complete);
    let mut twins: Vec<PinId> = Vec::new();
    // The one that it is read for may not be due by now.
    let others = read.into_iter().filter(|entry| entry.id != first.id);
    for old in others.chain([first]) {
        let _held = ports.lock(Lock::Journal).await;
        let current = journal::load(ports, &old.id).await?;
        let Some(mut entry) = current.filter(|e| e.state == EntryState::Done && e.course.unconfirmed) else {
            continue;
        };
        entry.course.read_at = Some(now);
        let is_gone = list.iter().any(|list| list.gone.iter().any(|pin| Some(pin) == entry.pin.as_ref()));
        // What lags behind has it at one of the next readings.
        let tries = if is_gone { &mut entry.course.gone_tries } else { &mut entry.course.read_tries };
        *tries = tries.saturating_add(1);
        entry.course.unconfirmed = (list.is_none() || is_gone) && *tries < CONFIRM_MAX;
        let mut problem = None;
        if let Some(list) = &list
            && !entry.course.unconfirmed
        {
            let ahead = reading::ahead(list.time, now, entries, &list.pins);
            let twin = reading::twin(&entry, entries, &list.pins, ahead).filter(|pin| !twins.contains(pin));
            twins.extend(twin.clone());
            problem = match (twin, is_gone) {
                // Of the two the one that is left.
                (Some(twin), true) => {
                    entry.pin = Some(twin);
                    None
                }
                (Some(twin), false) => {
                    entry.twin = Some(twin);
                    Some(ProblemKind::PinDoubled)
                }
                (None, true) if !entry.cleared => Some(ProblemKind::PinGone),
                (None, _) => None,
            };
        }
        if entry.cleared && !entry.course.unconfirmed {
            entry.reduce();
        }
        if let Some(problem) = problem {
            (entry.problem, entry.dismissed) = (Some(problem.into()), false);
        }
        journal::store(ports, &entry).await?;
        if problem.is_some() || is_gone {
            ports.tell(&Event::Entry(entry.view())).await;
        }
        if problem.is_some() {
            crate::notices::outcome(ports, &entry).await;
        }
    }
    Ok(())
}

async fn conclude<P: Ports>(ports: &P, finding: Finding, pins: &[Listed]) -> Result<(), StorageFailure> {
    let held = ports.lock(Lock::Journal).await;
    // Meanwhile the person may have left it at that.
    let current = journal::load(ports, &finding.id).await?;
    let Some(mut entry) = current.filter(|entry| entry.state == EntryState::Unclear) else { return Ok(()) };
    entry.course = finding.course;
    let Some(step) = finding.step else { return journal::store(ports, &entry).await };
    if let Step::Made(pin) = &step
        && journal::all(ports).await?.iter().any(|known| known.pin.as_ref() == Some(pin))
    {
        // It closes one entry, and has meanwhile, at the person's word. The next reading knows.
        return Ok(());
    }
    if !finding.suspects.is_empty() {
        keep(ports, &finding.id, &finding.suspects, pins).await;
    }
    outcome::end(ports, &mut entry, step).await?;
    drop(held);
    Ok(())
}

/// The Pins of a board, and of the sections that the entries went to: nobody says whether the one has the others. And
/// which of the entries' own are nowhere.
async fn pins_of<P: Ports>(
    ports: &P,
    connection: &ConnectionId,
    board: &BoardId,
    read: &[&Entry],
) -> Result<PinList, Failed> {
    let mut places: Vec<Option<&SectionId>> = vec![None];
    for section in read.iter().filter_map(|entry| entry.draft.section.as_ref()) {
        if !places.contains(&Some(section)) {
            places.push(Some(section));
        }
    }
    let since = |time: Option<f64>| {
        let ahead = time.map(|time| time - ports.now());
        read.iter().map(|entry| reading::since(entry, ahead)).fold(f64::INFINITY, f64::min)
    };
    let mut all = PinList { complete: true, ..PinList::default() };
    let last = places.last().copied();
    for section in places {
        let list = with_token(ports, connection, async |client| {
            let mut list = pin_list::list(client, board, section, &since).await?;
            if last != Some(section) || !all.complete || !list.complete {
                return Ok(list);
            }
            let listed = |pin: &PinId| list.pins.iter().chain(&all.pins).any(|listed| listed.id == *pin);
            let own = read.iter().filter_map(|entry| entry.pin.as_ref());
            for pin in own.filter(|pin| !listed(pin)).collect::<Vec<_>>() {
                // What is not on its board may have been moved.
                match pins::is_there(client, pin).await {
                    Ok(true) => {}
                    Ok(false) => list.gone.push(pin.clone()),
                    // Asked again another time.
                    Err(failed) if wait::holds_all(&failed.problem) => return Err(failed),
                    // Of this one nobody can tell: it may be where Tack may not look.
                    Err(_) => {}
                }
            }
            Ok(list)
        })
        .await?;
        all.gone = list.gone;
        all.complete &= list.complete;
        all.time = list.time.or(all.time);
        for pin in list.pins {
            if !all.pins.iter().any(|known| known.id == pin.id) {
                all.pins.push(pin);
            }
        }
    }
    Ok(all)
}

async fn keep<P: Storage>(ports: &P, id: &EntryId, suspects: &[PinId], pins: &[Listed]) -> Vec<Suspect> {
    let known = |id: &PinId| {
        let pin = pins.iter().find(|pin| pin.id == *id)?;
        Some(Suspect { pin: pin.id.clone(), picture: pin.picture.clone(), title: pin.title.clone() })
    };
    let suspects = Suspects(suspects.iter().filter_map(known).collect());
    // What cannot be kept is read anew.
    let _ = record::write(ports, Area::Session, &[SUSPECTS, id.as_str()].concat(), &suspects).await;
    suspects.0
}

/// The Pins that may be the one of an entry: as they were read, or, after the browser was closed, read anew.
///
/// # Errors
/// The board could not be read.
pub async fn suspects<P: Ports>(ports: &P, entry: &Entry) -> Result<Vec<Suspect>, Problem> {
    let key = [SUSPECTS, entry.id.as_str()].concat();
    if let Some(Suspects(kept)) = record::read(ports, Area::Session, &key).await? {
        return Ok(kept);
    }
    let (Some(connection), Some(board)) = (&entry.draft.connection, &entry.draft.board) else {
        return Ok(Vec::new());
    };
    let list = pins_of(ports, connection, &board.id, &[entry]).await.map_err(|failed| failed.problem)?;
    let entries = journal::all(ports).await?;
    let ahead = reading::ahead(list.time, ports.now(), &entries, &list.pins);
    let suspects = match reading::judge(entry, &entries, &list.pins, ahead) {
        Verdict::Missing => Vec::new(),
        Verdict::Found(pin) => vec![pin],
        Verdict::Unsure(pins) => pins,
    };
    Ok(keep(ports, &entry.id, &suspects, &list.pins).await)
}

/// Forgets them: the person has answered.
pub async fn forget<P: Storage>(ports: &P, id: &EntryId) {
    // The browser forgets them with its end.
    let _ = ports.remove(Area::Session, &[SUSPECTS, id.as_str()].concat()).await;
}
