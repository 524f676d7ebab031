//! An entry of the journal, and the arrows along which it moves.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::UNDO_MS;
use tack_protocol::{Draft, EntryId, EntryState, EntryView, PinId, Problem, Waiting};

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
}

/// What happens to an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The publisher is about to send it.
    Send,
    /// Pinterest made the Pin.
    Made(PinId),
    /// Certainly no Pin was made.
    Refused(Problem),
    /// There may be a Pin.
    Lost(Problem),
    /// Certainly no Pin was made, and it will go on by itself.
    Wait(Waiting, Problem),
    /// What it waited for has come.
    Resume,
    /// It cannot be told whether there is a Pin: the person has to look.
    GiveUp(Problem),
    /// The person took it back, or its Pin was deleted.
    Withdraw,
}

/// An arrow that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoArrow;

impl Entry {
    /// Moves along an arrow.
    ///
    /// # Errors
    /// [`NoArrow`]: nothing was changed.
    pub fn step(&mut self, step: Step, now: f64) -> Result<(), NoArrow> {
        use EntryState as S;
        let (state, problem) = match (self.state, step) {
            (S::Queued, Step::Send) => (S::Sending, None),
            (S::Sending, Step::Made(pin)) | (S::Unclear, Step::Made(pin)) => {
                self.pin = Some(pin);
                (S::Done, None)
            }
            (S::Sending, Step::Refused(problem)) => (S::Failed, Some(problem)),
            (S::Sending, Step::Lost(problem)) => (S::Unclear, Some(problem)),
            (S::Queued | S::Sending, Step::Wait(reason, problem)) => (S::Waiting(reason), Some(problem)),
            (S::Waiting(_), Step::Resume) => (S::Queued, None),
            (S::Unclear | S::Waiting(_), Step::GiveUp(problem)) => (S::Failed, Some(problem)),
            (S::Queued | S::Waiting(_) | S::Done, Step::Withdraw) => (S::Withdrawn, None),
            _ => return Err(NoArrow),
        };
        (self.state, self.problem, self.since) = (state, problem, now);
        Ok(())
    }

    /// The picture that is kept with it may still be sent.
    pub fn wants_picture(&self) -> bool {
        self.draft.needs_upload && !self.state.is_final()
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
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use tack_protocol::ProblemKind;

    use super::*;

    pub(crate) fn entry(state: EntryState) -> Entry {
        Entry {
            id: EntryId::new("1"),
            made_at: 0.0,
            draft: Draft {
                connection: None,
                board: None,
                section: None,
                picture: "https://shop.example/a.jpg".into(),
                shown: String::new(),
                spot: None,
                needs_upload: false,
                repin: None,
                page: String::new(),
                link: String::new(),
                title: String::new(),
                description: String::new(),
                alt_text: String::new(),
                tab: None,
            },
            state,
            pin: None,
            problem: None,
            since: 0.0,
            private: false,
            dismissed: false,
        }
    }

    #[test]
    fn moves_only_along_its_arrows() {
        use EntryState as S;
        let problem = || Problem::from(ProblemKind::Offline);
        let steps = || {
            [
                Step::Send,
                Step::Made(PinId::new("7")),
                Step::Refused(problem()),
                Step::Lost(problem()),
                Step::Wait(Waiting::Network, problem()),
                Step::Resume,
                Step::GiveUp(problem()),
                Step::Withdraw,
            ]
        };
        let waiting = S::Waiting(Waiting::Network);
        // One row a state, one column a step, in the order above.
        let table = [
            (S::Queued, [Some(S::Sending), None, None, None, Some(waiting), None, None, Some(S::Withdrawn)]),
            (
                S::Sending,
                [None, Some(S::Done), Some(S::Failed), Some(S::Unclear), Some(waiting), None, None, None],
            ),
            (S::Unclear, [None, Some(S::Done), None, None, None, None, Some(S::Failed), None]),
            (waiting, [None, None, None, None, None, Some(S::Queued), Some(S::Failed), Some(S::Withdrawn)]),
            (S::Done, [None, None, None, None, None, None, None, Some(S::Withdrawn)]),
            (S::Failed, [None; 8]),
            (S::Withdrawn, [None; 8]),
            (S::HandedOver, [None; 8]),
        ];
        for (from, expected) in table {
            for (step, to) in steps().into_iter().zip(expected) {
                let mut e = entry(from);
                let moved = e.step(step.clone(), 5.0);
                assert_eq!(moved.is_ok(), to.is_some(), "{from:?} {step:?}");
                assert_eq!(e.state, to.unwrap_or(from), "{from:?} {step:?}");
            }
        }
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
