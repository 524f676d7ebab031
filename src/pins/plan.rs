//! What the publisher does next: decided from the journal, the clock, and what can be used, by a pure function, so that
//! every background comes to the same end wherever the one before was stopped.

use tack_protocol::limits::{BULK, BULK_SPACING_MS, CONFIRM_AFTER_MS, OFFLINE_MS, SPACING_MS};
use tack_protocol::{ConnectionId, EntryId, EntryState, Problem, ProblemKind, Waiting};

use crate::pins::entry::Step;
use crate::pins::reading::{self, is_same_place, same_link};
use crate::pins::{Entry, wait};

/// The world, as far as it matters.
#[derive(Clone, Copy, Debug)]
pub struct Sky<'a> {
    /// Milliseconds since 1970.
    pub now: f64,
    /// Whether there may be a network.
    pub online: bool,
    /// Connections that need nothing of the person.
    pub usable: &'a [ConnectionId],
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Take a step that asks nobody.
    Move(EntryId, Step),
    /// Send one.
    Send(EntryId),
    /// Read the board of an unclear one.
    Read(EntryId),
    /// Read the board of one that is done: whether its Pin is there, and no second one.
    Confirm(EntryId),
    /// Nothing, until a time or an event.
    Rest(Option<f64>),
}

/// What comes next for `entries`, the oldest first, while nothing is under way.
pub fn next(entries: &[Entry], sky: Sky<'_>) -> Next {
    let mut rest = Rest(None);
    for entry in entries {
        match entry.state {
            // Nothing is under way: whoever sent it was stopped.
            EntryState::Sending => {
                return Next::Move(entry.id.clone(), Step::Lost(ProblemKind::OutcomeSought.into()));
            }
            EntryState::Unclear if !is_usable(entry, sky) => {}
            EntryState::Unclear if !sky.online => rest.until(sky.now + OFFLINE_MS),
            EntryState::Unclear => {
                let due = reading::due(entry, sky.now);
                if due <= sky.now {
                    return Next::Read(entry.id.clone());
                }
                rest.until(due);
            }
            _ => {}
        }
    }
    for entry in entries {
        let step = match entry.state {
            EntryState::Queued => match stopped(entry, entries, sky) {
                Some((waiting, problem)) => Step::Wait(waiting, problem),
                None => return Next::Send(entry.id.clone()),
            },
            EntryState::Waiting(waiting) => match resumed(entry, waiting, entries, sky, &mut rest) {
                Some(step) => step,
                None => continue,
            },
            _ => continue,
        };
        return Next::Move(entry.id.clone(), step);
    }
    // At last what nothing waits for.
    for entry in entries.iter().filter(|entry| entry.state == EntryState::Done && entry.course.unconfirmed) {
        let due = confirmed_at(entry, sky.now);
        if due > sky.now {
            rest.until(due);
        } else if sky.online && is_usable(entry, sky) {
            return Next::Confirm(entry.id.clone());
        }
    }
    Next::Rest(rest.0)
}

/// When the board of one that is done is read.
pub fn confirmed_at(entry: &Entry, now: f64) -> f64 {
    let last = entry.course.read_at.unwrap_or(0.0).max(entry.since);
    // A clock that was set back must not put it off for years.
    if last > now + CONFIRM_AFTER_MS { now } else { last + CONFIRM_AFTER_MS }
}

/// How long to wait before the next one is sent, milliseconds.
pub fn spacing(entries: &[Entry], now: f64) -> u32 {
    let sent = || entries.iter().filter_map(|entry| entry.course.sent_at).filter(|sent| *sent <= now);
    let last = sent().fold(f64::NEG_INFINITY, f64::max);
    let many = sent().filter(|sent| now - sent < 60_000.0).count() >= BULK;
    let gap = if many { BULK_SPACING_MS } else { SPACING_MS };
    (last + f64::from(gap) - now).clamp(0.0, f64::from(gap)) as u32
}

/// The soonest time that anything is to happen.
struct Rest(Option<f64>);

impl Rest {
    fn until(&mut self, at: f64) {
        self.0 = Some(self.0.map_or(at, |known| known.min(at)));
    }
}

fn is_usable(entry: &Entry, sky: Sky<'_>) -> bool {
    entry.draft.connection.as_ref().is_some_and(|connection| sky.usable.contains(connection))
}

/// Why a queued entry is not sent, and for what it waits then.
fn stopped(entry: &Entry, entries: &[Entry], sky: Sky<'_>) -> Option<(Waiting, Problem)> {
    if let Some(unclear) = unclear_beside(entry, entries) {
        // When it may be clear; it goes on when it is.
        let until = reading::due(unclear, sky.now).max(sky.now);
        return Some((Waiting::Until(until), ProblemKind::EarlierUnclear.into()));
    }
    // Who goes ahead finds out whether a cause is over: not one that came after.
    let held = hold(entry, entries).filter(|held| !entry.course.ahead || held.since > entry.since)?;
    let EntryState::Waiting(waiting) = held.state else { return None };
    // What it was asked, this one was not.
    let problem = Problem { details: None, ..held.problem.clone()? };
    Some((waiting, problem))
}

/// An unclear entry for whose Pin that of `entry` could be taken.
fn unclear_beside<'a>(entry: &Entry, entries: &'a [Entry]) -> Option<&'a Entry> {
    entries.iter().find(|other| {
        other.state == EntryState::Unclear
            && other.draft.connection == entry.draft.connection
            && is_same_place(other, entry)
            && same_link(&other.draft.link, &entry.draft.link)
    })
}

/// The step of an entry that waits, once it is time.
fn resumed(
    entry: &Entry,
    waiting: Waiting,
    entries: &[Entry],
    sky: Sky<'_>,
    rest: &mut Rest,
) -> Option<Step> {
    if entry.is_unsure() {
        return None;
    }
    if entry.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::EarlierUnclear) {
        return unclear_beside(entry, entries).is_none().then_some(Step::Resume { ahead: false });
    }
    if !is_held(entry) {
        return is_over(waiting, entry, sky, rest).then_some(Step::Resume { ahead: false });
    }
    let Some(held) = hold(entry, entries) else { return Some(Step::Resume { ahead: false }) };
    let EntryState::Waiting(cause) = held.state else { return None };
    // One goes first; the others once that has succeeded.
    let is_first = !entries.iter().any(|other| {
        other.draft.connection == entry.draft.connection
            && other.course.ahead
            && matches!(other.state, EntryState::Queued | EntryState::Sending)
    });
    (is_first && is_over(cause, held, sky, rest)).then_some(Step::Resume { ahead: true })
}

fn is_over(waiting: Waiting, entry: &Entry, sky: Sky<'_>, rest: &mut Rest) -> bool {
    match waiting {
        Waiting::Until(at) => {
            if at > sky.now {
                rest.until(at);
            }
            at <= sky.now
        }
        Waiting::Network => {
            if !sky.online {
                rest.until(sky.now + OFFLINE_MS);
            }
            sky.online
        }
        Waiting::Reconnect => is_usable(entry, sky),
        Waiting::Person => false,
    }
}

/// Waits for what holds its whole account.
fn is_held(entry: &Entry) -> bool {
    matches!(entry.state, EntryState::Waiting(_)) && entry.problem.as_ref().is_some_and(wait::holds_all)
}

/// The last entry to be told of a cause that holds the account of `entry`, unless a later one was pinned all the same.
fn hold<'a>(entry: &Entry, entries: &'a [Entry]) -> Option<&'a Entry> {
    let same = |other: &&Entry| other.draft.connection == entry.draft.connection;
    let mut last: Option<&Entry> = None;
    for held in entries.iter().filter(same).filter(|other| is_held(other)) {
        if last.is_none_or(|last| held.since > last.since) {
            last = Some(held);
        }
    }
    let last = last?;
    let succeeded = |other: &Entry| {
        other.state == EntryState::Done && other.course.sent_at.is_some_and(|sent| sent > last.since)
    };
    (!entries.iter().filter(same).any(succeeded)).then_some(last)
}

#[cfg(test)]
mod tests {
    use tack_protocol::{BoardChoice, BoardId, PinId};

    use super::*;
    use crate::pins::entry::tests::entry;

    fn at(id: &str, state: EntryState, problem: Option<ProblemKind>) -> Entry {
        let mut e = entry(state);
        (e.id, e.problem) = (EntryId::new(id), problem.map(Problem::from));
        e.draft.connection = Some(ConnectionId::new("me"));
        e.draft.board = Some(BoardChoice { id: BoardId::new("5"), name: "Recipes".into() });
        e.draft.link = ["https://shop.example/", id].concat();
        e
    }

    fn plan(entries: &[Entry], now: f64, online: bool, usable: bool) -> Next {
        let me = [ConnectionId::new("me")];
        next(entries, Sky { now, online, usable: if usable { &me } else { &[] } })
    }

    fn moved(id: &str, step: Step) -> Next {
        Next::Move(EntryId::new(id), step)
    }

    #[test]
    fn the_oldest_goes_first() {
        let all = [
            at("a", EntryState::Done, None),
            at("b", EntryState::Queued, None),
            at("c", EntryState::Queued, None),
        ];
        assert_eq!(plan(&all, 0.0, true, true), Next::Send(EntryId::new("b")));
        assert_eq!(plan(&all[..1], 0.0, true, true), Next::Rest(None));
    }

    #[test]
    fn what_was_left_in_sending_is_unclear() {
        let all = [at("a", EntryState::Queued, None), at("b", EntryState::Sending, None)];
        assert_eq!(plan(&all, 0.0, true, true), moved("b", Step::Lost(ProblemKind::OutcomeSought.into())));
    }

    #[test]
    fn nothing_of_the_same_board_and_link_goes_beside_an_unclear_one() {
        let unclear = at("a", EntryState::Unclear, Some(ProblemKind::OutcomeSought));
        let mut same = at("b", EntryState::Queued, None);
        same.draft.link.clone_from(&unclear.draft.link);
        let Next::Move(id, Step::Wait(Waiting::Until(until), problem)) =
            plan(&[unclear.clone(), same.clone()], 1.0, true, true)
        else {
            panic!("it has to wait")
        };
        assert_eq!((id.as_str(), problem.kind), ("b", ProblemKind::EarlierUnclear));
        assert!(until >= 1.0);
        let mut waits = same.clone();
        waits.step(Step::Wait(Waiting::Until(until), problem), 1.0).unwrap();
        let now = reading::due(&unclear, 1.0);
        assert_eq!(plan(&[unclear.clone(), waits.clone()], now, true, true), Next::Read(EntryId::new("a")));
        assert_eq!(plan(&[waits], 1.0, true, true), moved("b", Step::Resume { ahead: false }));
        let mut elsewhere = same.clone();
        elsewhere.draft.board = Some(BoardChoice { id: BoardId::new("6"), name: "Garden".into() });
        assert_eq!(plan(&[unclear, elsewhere], 1.0, true, true), Next::Send(EntryId::new("b")));
    }

    #[test]
    fn an_unclear_one_is_read_for_as_soon_as_it_can_be() {
        let all = [at("a", EntryState::Unclear, Some(ProblemKind::OutcomeSought))];
        let due = reading::due(&all[0], 0.0);
        assert_eq!(plan(&all, 0.0, true, true), Next::Rest(Some(due)));
        assert_eq!(plan(&all, due, true, true), Next::Read(EntryId::new("a")));
        assert_eq!(plan(&all, due, false, true), Next::Rest(Some(due + OFFLINE_MS)));
        assert_eq!(plan(&all, due, true, false), Next::Rest(None));
    }

    #[test]
    fn one_goes_first_and_the_rest_once_it_has_succeeded() {
        use EntryState as S;
        for (waiting, kind) in [
            (Waiting::Network, ProblemKind::Offline),
            (Waiting::Reconnect, ProblemKind::NeedsReconnecting),
            (Waiting::Until(100.0), ProblemKind::RateLimited),
        ] {
            let mut all = [
                at("a", S::Waiting(waiting), Some(kind)),
                at("b", S::Waiting(waiting), Some(kind)),
                at("c", S::Queued, None),
            ];
            // As long as the cause lasts, what is new waits with the others.
            let Next::Move(id, step) = plan(&all, 50.0, false, false) else { panic!("{kind:?}") };
            assert_eq!((id.as_str(), &step), ("c", &Step::Wait(waiting, kind.into())));
            all[2].step(step, 50.0).unwrap();
            let rested = plan(&all, 50.0, false, false);
            assert!(matches!(rested, Next::Rest(_)), "{rested:?}");
            // The cause is over.
            assert_eq!(plan(&all, 100.0, true, true), moved("a", Step::Resume { ahead: true }), "{kind:?}");
            all[0].step(Step::Resume { ahead: true }, 100.0).unwrap();
            assert_eq!(plan(&all, 100.0, true, true), Next::Send(EntryId::new("a")));
            all[0].step(Step::Send, 101.0).unwrap();
            // Not over, after all: nobody else tries now.
            let mut again = all.clone();
            again[0].step(Step::Wait(Waiting::Until(500.0), ProblemKind::RateLimited.into()), 102.0).unwrap();
            assert_eq!(plan(&again, 103.0, true, true), Next::Rest(Some(500.0)));
            // Over: all others go.
            all[0].step(Step::Made(PinId::new("7")), 102.0).unwrap();
            assert_eq!(plan(&all, 103.0, true, true), moved("b", Step::Resume { ahead: false }));
        }
    }

    #[test]
    fn a_spam_block_waits_for_the_person() {
        use EntryState as S;
        let spam = Some(ProblemKind::SpamBlock);
        let mut all = [at("a", S::Waiting(Waiting::Person), spam), at("b", S::Queued, None)];
        let Next::Move(_, step) = plan(&all, 1e12, true, true) else { panic!("the queue stops") };
        all[1].step(step, 1e12).unwrap();
        assert_eq!(plan(&all, 2e12, true, true), Next::Rest(None));
        all[1].step(Step::Retry, 2e12).unwrap();
        assert_eq!(plan(&all, 2e12, true, true), Next::Send(EntryId::new("b")));
    }

    #[test]
    fn one_board_that_is_busy_holds_nobody_else() {
        use EntryState as S;
        let mut busy = at("a", S::Waiting(Waiting::Until(100.0)), Some(ProblemKind::RateLimited));
        let details = tack_protocol::Details { status: Some(409), ..Default::default() };
        busy.problem = Some(Problem::from(ProblemKind::RateLimited).with_details(details));
        let all = [busy, at("b", S::Queued, None)];
        assert_eq!(plan(&all, 50.0, true, true), Next::Send(EntryId::new("b")));
        assert_eq!(plan(&all[..1], 50.0, true, true), Next::Rest(Some(100.0)));
        assert_eq!(plan(&all[..1], 100.0, true, true), moved("a", Step::Resume { ahead: false }));
    }

    #[test]
    fn what_was_sent_beside_others_is_confirmed_at_last() {
        let mut done = at("a", EntryState::Done, None);
        done.course.unconfirmed = true;
        let all = [done, at("b", EntryState::Queued, None)];
        assert_eq!(plan(&all, 1e9, true, true), Next::Send(EntryId::new("b")));
        assert_eq!(plan(&all[..1], 0.0, true, true), Next::Rest(Some(CONFIRM_AFTER_MS)));
        assert_eq!(plan(&all[..1], 1e9, true, true), Next::Confirm(EntryId::new("a")));
        assert_eq!(plan(&all[..1], 1e9, false, true), Next::Rest(None));
    }

    #[test]
    fn many_go_slower() {
        let sent = |ago: f64| {
            let mut e = at("a", EntryState::Done, None);
            e.course.sent_at = Some(100_000.0 - ago);
            e
        };
        assert_eq!(spacing(&[], 100_000.0), 0);
        assert_eq!(spacing(&[sent(400.0)], 100_000.0), SPACING_MS - 400);
        let many: Vec<Entry> = (0..BULK).map(|n| sent(400.0 + n as f64 * 2_000.0)).collect();
        assert_eq!(spacing(&many, 100_000.0), BULK_SPACING_MS - 400);
        assert_eq!(spacing(&many, 1e9), 0);
        assert_eq!(spacing(&many, 0.0), 0, "a clock that was set back");
    }
}
