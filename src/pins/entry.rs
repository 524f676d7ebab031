//! An entry of the journal, and the arrows along which it moves.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::{CLOCK_SLACK_MS, UNDO_MS};
use tack_protocol::{Draft, EntryId, EntryState, EntryView, PinId, Problem, ProblemKind, Waiting};

/// One request of the person's, from Save to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Orders entries by their making.
    pub id: EntryId,
    /// Milliseconds since 1970.
    pub made_at: f64,
    /// What is to be pinned, and with which connection.
    pub draft: Draft,
    /// Where it stands. Changed by [`Entry::step`] only.
    pub state: EntryState,
    /// The Pin, once there is one.
    pub pin: Option<PinId>,
    /// A second Pin that its one request seems to have made.
    #[serde(default)]
    pub twin: Option<PinId>,
    /// Why it waits, failed, or is unclear.
    pub problem: Option<Problem>,
    /// When it came to `state`, milliseconds since 1970.
    pub since: f64,
    /// Made from a private window: vanishes with its outcome.
    #[serde(default)]
    pub private: bool,
    /// The person has seen how it ended.
    #[serde(default)]
    pub dismissed: bool,
    /// The person has cleared it from the history; it is kept while an unclear one is told from it.
    #[serde(default)]
    pub cleared: bool,
    /// What the publisher goes by. Records of before have none.
    #[serde(default)]
    pub course: Course,
}

/// What the publisher goes by: kept with the entry, since every background may be the last that knew. All times are
/// milliseconds since 1970 by this computer's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Course {
    /// When it last left.
    pub sent_at: Option<f64>,
    /// How often in a row it was sent or had to wait, for pauses that grow.
    pub tries: u32,
    /// When its board was last read for it, or could not be.
    pub read_at: Option<f64>,
    /// How often in a row that reading came to no end.
    pub read_tries: u32,
    /// When a whole reading first had no such Pin for sure.
    pub missed_at: Option<f64>,
    /// A reading had one that may be it.
    pub suspected: bool,
    /// It goes ahead of those that wait for the same: whether their cause is over shows with this one.
    pub ahead: bool,
    /// It was sent beside others, or late: its board is read once more, for its Pin and a second one of it.
    pub unconfirmed: bool,
    /// How often Pinterest did not have its Pin any more.
    pub gone_tries: u32,
    /// When the person wants it to be sent.
    pub due: Option<f64>,
    /// Its picture is being taken from its page, and nothing was sent: it has failed if this background ends.
    pub taking: bool,
}

/// What happens to an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The publisher is about to send it.
    Send,
    /// Pinterest has the Pin.
    Made(PinId),
    /// Certainly no Pin was made.
    Refused(Problem),
    /// There may be a Pin.
    Lost(Problem),
    /// The board was read, and certainly no Pin was made.
    Absent,
    /// Certainly no Pin was made, and it will go on later; or, of an unclear one, only the person can tell.
    Wait(Waiting, Problem),
    /// What it waited for has come.
    Resume {
        /// It goes ahead of the others that wait: see [`Course::ahead`].
        ahead: bool,
    },
    /// The person wants it sent now.
    Retry,
    /// It cannot be told whether there is a Pin: the person has to look.
    GiveUp(Problem),
    /// The person took it back, or its Pin was deleted.
    Withdraw,
}

/// An arrow that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoArrow;

impl Course {
    /// Without what belongs to the last sending.
    fn afresh(&self) -> Self {
        Self { tries: self.tries, ahead: self.ahead, due: self.due, ..Self::default() }
    }
}

impl Entry {
    /// A new one.
    pub fn new(id: EntryId, draft: Draft, state: EntryState, private: bool, now: f64) -> Self {
        Self {
            id,
            made_at: now,
            draft,
            state,
            pin: None,
            twin: None,
            problem: None,
            since: now,
            private,
            dismissed: false,
            cleared: false,
            course: Course::default(),
        }
    }

    /// Nothing was done for it but to write down that its picture was to be taken.
    pub fn is_untaken(&self) -> bool {
        let never_sent = self.course.sent_at.is_none() && self.has_problem(ProblemKind::PicturePageGone);
        self.state == EntryState::Failed && (self.course.taking || never_sent)
    }

    /// It has happened in the future: the clock was set back since.
    pub fn is_ahead(&self, now: f64) -> bool {
        self.since - now > CLOCK_SLACK_MS
    }

    /// Takes back by how much the clock has been set back since, if it was: what was in the future by it would hold
    /// everything for as long. Whether that was so.
    pub fn rebase(&mut self, now: f64) -> bool {
        let ahead = self.since - now;
        if !self.is_ahead(now) {
            return false;
        }
        self.since = now;
        self.made_at -= ahead;
        let Course { sent_at, read_at, missed_at, due, .. } = &mut self.course;
        for at in [sent_at, read_at, missed_at].into_iter().flatten() {
            *at -= ahead;
        }
        // What the person chose is a time by the clock.
        if let EntryState::Waiting(Waiting::Until(at)) = &mut self.state
            && *due != Some(*at)
        {
            *at -= ahead;
        }
        true
    }

    /// Leaves nothing of it but its Pin's number, by which that is told from others, and what confirming it needs.
    pub fn reduce(&mut self) {
        let Draft { connection, board, section, link, title, repin, .. } = std::mem::take(&mut self.draft);
        // By these a second Pin of it is known, for the minutes until its board is read.
        if self.course.unconfirmed {
            self.draft = Draft { connection, board, section, link, title, repin, ..Draft::default() };
        }
        (self.cleared, self.dismissed) = (true, true);
    }

    /// Moves along an arrow.
    ///
    /// # Errors
    /// [`NoArrow`]: nothing was changed.
    pub fn step(&mut self, step: Step, now: f64) -> Result<(), NoArrow> {
        use EntryState as S;
        let unsure = self.is_unsure();
        let (state, problem) = match (self.state, step) {
            (S::Queued, Step::Send) => {
                self.course = Course { sent_at: Some(now), ..self.course.afresh() };
                (S::Sending, None)
            }
            (S::Sending | S::Unclear, Step::Made(pin)) => self.made(pin),
            (S::Waiting(_), Step::Made(pin)) if unsure => self.made(pin),
            (S::Sending, Step::Refused(problem)) => (S::Failed, Some(problem)),
            (S::Sending, Step::Lost(problem)) => {
                self.course.ahead = false;
                // Records of before do not say when they left.
                self.course.sent_at.get_or_insert(self.since);
                (S::Unclear, Some(problem))
            }
            (S::Unclear, Step::Absent) => (S::Queued, None),
            (S::Waiting(_), Step::Absent) if unsure => (S::Queued, None),
            // Of an unclear one, nothing but the person's word is waited for.
            (S::Unclear, Step::Wait(Waiting::Person, problem)) => {
                (S::Waiting(Waiting::Person), Some(Problem { kind: ProblemKind::OutcomeUnsure, ..problem }))
            }
            (S::Queued | S::Sending, Step::Wait(reason, problem)) => {
                let was_sent = self.state == S::Sending;
                self.course.tries = self.course.tries.saturating_add(was_sent.into());
                self.course.ahead = false;
                (S::Waiting(reason), Some(problem))
            }
            (S::Waiting(_), Step::Resume { ahead }) if !unsure => {
                self.course.ahead = ahead;
                (S::Queued, None)
            }
            (S::Waiting(_), Step::Retry) if !unsure => {
                self.course = Course { ahead: true, ..Course::default() };
                (S::Queued, None)
            }
            (S::Failed, Step::Retry) if !self.may_be_pinned() => {
                (self.course, self.dismissed) = (Course { ahead: true, ..Course::default() }, false);
                (S::Queued, None)
            }
            // Whatever is said of it: there may be a Pin, so that it is not sent again.
            (S::Unclear | S::Waiting(_), Step::GiveUp(problem)) if self.may_be_pinned() => {
                (S::Failed, Some(Problem { kind: ProblemKind::OutcomeUnclear, ..problem }))
            }
            (S::Waiting(_), Step::GiveUp(problem)) => (S::Failed, Some(problem)),
            (S::Queued | S::Done, Step::Withdraw) => {
                self.course.unconfirmed = false;
                (S::Withdrawn, None)
            }
            (S::Waiting(_), Step::Withdraw) if !unsure => (S::Withdrawn, None),
            _ => return Err(NoArrow),
        };
        (self.state, self.problem, self.since) = (state, problem, now);
        Ok(())
    }

    fn made(&mut self, pin: PinId) -> (EntryState, Option<Problem>) {
        self.pin = Some(pin);
        (self.course.tries, self.course.ahead) = (0, false);
        (EntryState::Done, None)
    }

    fn has_problem(&self, kind: ProblemKind) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.kind == kind)
    }

    /// Only the person can tell whether its Pin is there.
    pub fn is_unsure(&self) -> bool {
        self.state == EntryState::Waiting(Waiting::Person) && self.has_problem(ProblemKind::OutcomeUnsure)
    }

    /// Its Pin is still looked for, by Tack or by the person.
    pub fn is_sought(&self) -> bool {
        matches!(self.state, EntryState::Sending | EntryState::Unclear) || self.is_unsure()
    }

    /// There may be a Pin of which Tack does not know the id.
    pub fn may_be_pinned(&self) -> bool {
        match self.state {
            EntryState::Sending | EntryState::Unclear => true,
            EntryState::Failed => self.has_problem(ProblemKind::OutcomeUnclear),
            _ => self.is_unsure(),
        }
    }

    /// The picture that is kept with it may still be sent: also of one that failed, until the person has put it away.
    pub fn wants_picture(&self) -> bool {
        let may_be_sent = self.state == EntryState::Failed && !self.dismissed && !self.may_be_pinned();
        self.draft.needs_upload && (!self.state.is_final() || may_be_sent)
    }

    /// What pages see of it.
    pub fn view(&self) -> EntryView {
        EntryView {
            id: self.id.clone(),
            state: self.state,
            board: self.draft.board.clone(),
            shown: self.draft.shown.clone(),
            page: self.draft.page.clone(),
            title: self.draft.title.clone(),
            pin: self.pin.clone(),
            problem: self.problem.clone(),
            undo_until: (self.state == EntryState::Done).then_some(self.since + UNDO_MS),
            made_at: self.made_at,
            since: self.since,
            private: self.private,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn draft() -> Draft {
        Draft { picture: "https://shop.example/a.jpg".into(), ..Draft::default() }
    }

    pub(crate) fn entry(state: EntryState) -> Entry {
        Entry::new(EntryId::new("1"), draft(), state, false, 0.0)
    }

    #[test]
    fn moves_only_along_its_arrows() {
        use EntryState as S;
        let problem = |kind: ProblemKind| Problem::from(kind);
        let steps = || {
            [
                Step::Send,
                Step::Made(PinId::new("7")),
                Step::Refused(problem(ProblemKind::BoardGone)),
                Step::Lost(problem(ProblemKind::OutcomeSought)),
                Step::Absent,
                Step::Wait(Waiting::Network, problem(ProblemKind::Offline)),
                Step::Wait(Waiting::Person, problem(ProblemKind::OutcomeUnsure)),
                Step::Resume { ahead: false },
                Step::Retry,
                Step::GiveUp(problem(ProblemKind::OutcomeUnclear)),
                Step::Withdraw,
            ]
        };
        let (network, person) = (S::Waiting(Waiting::Network), S::Waiting(Waiting::Person));
        let (done, failed, withdrawn) = (Some(S::Done), Some(S::Failed), Some(S::Withdrawn));
        let (queued, sending, unclear) = (Some(S::Queued), Some(S::Sending), Some(S::Unclear));
        let (n, p) = (Some(network), Some(person));
        let none = None;
        // One row a state and its problem, one column a step, in the order above.
        use ProblemKind as K;
        let table = [
            (S::Queued, none, [sending, None, None, None, None, n, p, None, None, None, withdrawn]),
            (S::Sending, none, [None, done, failed, unclear, None, n, p, None, None, None, None]),
            (S::Unclear, none, [None, done, None, None, queued, None, p, None, None, failed, None]),
            (
                network,
                Some(K::Offline),
                [None, None, None, None, None, None, None, queued, queued, failed, withdrawn],
            ),
            (
                person,
                Some(K::SpamBlock),
                [None, None, None, None, None, None, None, queued, queued, failed, withdrawn],
            ),
            (
                person,
                Some(K::OutcomeUnsure),
                [None, done, None, None, queued, None, None, None, None, failed, None],
            ),
            (S::Done, none, [None, None, None, None, None, None, None, None, None, None, withdrawn]),
            (
                S::Failed,
                Some(K::BoardGone),
                [None, None, None, None, None, None, None, None, queued, None, None],
            ),
            (S::Failed, Some(K::OutcomeUnclear), [None; 11]),
            (S::Withdrawn, none, [None; 11]),
            (S::HandedOver, none, [None; 11]),
        ];
        for (from, kind, expected) in table {
            for (step, to) in steps().into_iter().zip(expected) {
                let mut e = entry(from);
                e.problem = kind.map(Problem::from);
                let moved = e.step(step.clone(), 5.0);
                assert_eq!(moved.is_ok(), to.is_some(), "{from:?} {kind:?} {step:?}");
                assert_eq!(e.state, to.unwrap_or(from), "{from:?} {kind:?} {step:?}");
            }
        }
    }

    /// As version 0.1.0 wrote them.
    #[test]
    fn records_of_before_are_read() {
        let records = include_str!("journal_0_1_0.json");
        let records: Vec<Entry> = crate::json::parse(records).unwrap();
        let states: Vec<EntryState> = records.iter().map(|entry| entry.state).collect();
        use EntryState as S;
        assert_eq!(states, [S::Done, S::Failed, S::Failed, S::HandedOver]);
        assert_eq!(records[0].pin.as_ref().map(PinId::as_str), Some("549755885175000108"));
        assert!(records.iter().all(|entry| entry.course == Course::default()));
        assert!(!records[1].may_be_pinned() && records[2].may_be_pinned());
        let again: Vec<Entry> = crate::json::parse(&crate::json::text(&records).unwrap()).unwrap();
        assert_eq!(again, records);
    }

    #[test]
    fn undo_is_offered_for_ten_seconds_after_the_outcome() {
        let mut e = entry(EntryState::Sending);
        assert_eq!(e.view().undo_until, None);
        e.step(Step::Made(PinId::new("7")), 1_000.0).unwrap();
        assert_eq!(e.view().undo_until, Some(11_000.0));
        assert_eq!(e.view().pin_address().as_deref(), Some("https://www.pinterest.com/pin/7/"));
    }
}
