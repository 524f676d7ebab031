//! What became of the Save that the person pressed.

use std::rc::Rc;

use tack_protocol::{EntryId, EntryState, EntryView, Problem, ProblemKind, Request, Waiting};

/// What became of the Save that the person pressed.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Outcome {
    /// Nothing was pressed yet.
    #[default]
    None,
    /// The draft goes to the core, which has not yet written it down.
    Asked {
        /// The board's name; none for a hand-off.
        board: Option<String>,
    },
    /// The core could not do what was asked, or did not say so.
    Refused {
        /// Why.
        problem: Problem,
        /// What was asked: to be asked again in the same words, so that it is done once at most.
        request: Rc<Request>,
    },
    /// The journal has it.
    Entry(EntryView),
    /// The journal has it, and the person wants it back.
    Undoing(EntryView),
    /// It could not be taken back.
    UndoRefused(EntryView, Problem),
}

/// The outcome as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Under way, to the board of this name.
    Saving(String),
    /// Queued for that board, and not under way yet.
    Queued(String),
    /// Being handed over.
    HandingOver,
    /// Pinned.
    Saved {
        /// The board's name.
        board: String,
        /// The Pin's address for people.
        address: Option<String>,
    },
    /// Being taken back.
    Undoing,
    /// Taken back.
    Withdrawn,
    /// Taken back before it left.
    Stopped,
    /// In Pinterest's own dialog.
    HandedOver,
    /// Will go on later.
    Waiting(Waiting),
    /// Is sent at the time that the person chose, milliseconds since 1970.
    Planned(f64),
    /// A problem in its place.
    Problem(Problem),
}

impl Outcome {
    /// Takes news of the journal; those of other entries, and those that come late, change nothing.
    pub fn take(&mut self, news: EntryView) {
        match self {
            Self::Entry(entry)
                if entry.id == news.id && (!entry.state.is_final() || news.state.is_final()) =>
            {
                *entry = news;
            }
            Self::Undoing(entry) if entry.id == news.id && news.state == EntryState::Withdrawn => {
                *self = Self::Entry(news);
            }
            _ => {}
        }
    }

    /// Takes it that the core has no word of the entry `id` any more: whether it was pinned is unclear, until there is
    /// news of it.
    pub fn lose(&mut self, id: &EntryId, problem: Problem) {
        if let Self::Entry(entry) = self
            && entry.id == *id
            && !entry.state.is_final()
        {
            // What never left needs no look at the board.
            let stays = entry.state == EntryState::Queued && problem.kind == ProblemKind::StorageFailed;
            let unclear = Problem { details: problem.details.clone(), ..ProblemKind::OutcomeUnclear.into() };
            entry.problem = Some(if stays { problem } else { unclear });
            entry.state = EntryState::Unclear;
        }
    }

    /// The entry that it is about.
    pub fn entry(&self) -> Option<&EntryView> {
        match self {
            Self::Entry(entry) | Self::Undoing(entry) | Self::UndoRefused(entry, _) => Some(entry),
            Self::None | Self::Asked { .. } | Self::Refused { .. } => None,
        }
    }

    /// The entry to ask the core about from time to time.
    pub fn to_poll(&self) -> Option<&EntryId> {
        match self {
            // Of an unclear one there is news only while the core looks for its Pin.
            Self::Entry(entry)
                if !entry.state.is_final()
                    && (entry.state != EntryState::Unclear || is_kind(entry, ProblemKind::OutcomeSought)) =>
            {
                Some(&entry.id)
            }
            _ => None,
        }
    }

    /// Whether pressing Save again would be pressing twice: it is under way.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Asked { .. } | Self::Undoing(_) => true,
            // One that is queued, perhaps behind many, leaves by itself.
            Self::Entry(entry) => entry.state == EntryState::Sending,
            Self::None | Self::Refused { .. } | Self::UndoRefused(..) => false,
        }
    }

    /// Whether there is a Pin, may be one, or will be, so that the same again would be a second one.
    pub fn is_saved(&self) -> bool {
        let ended =
            |state| matches!(state, EntryState::Withdrawn | EntryState::HandedOver | EntryState::Failed);
        let gone = |entry: &EntryView| entry.problem.as_ref().is_some_and(|p| p.kind == ProblemKind::PinGone);
        self.entry().is_some_and(|entry| !ended(entry.state) && !gone(entry))
    }

    /// Whole seconds for which Undo is still offered.
    pub fn undo_seconds(&self, now: f64) -> Option<u32> {
        match self {
            Self::Entry(entry) if entry.state == EntryState::Done => {
                let left = (entry.undo_until? - now) / 1_000.0;
                (left > 0.0).then(|| left.ceil() as u32)
            }
            _ => None,
        }
    }

    /// As it is shown.
    pub fn shown(&self) -> Shown {
        let board_of = |entry: &EntryView| entry.board.as_ref().map_or_else(String::new, |b| b.name.clone());
        match self {
            Self::None => Shown::Nothing,
            Self::Asked { board: Some(board) } => Shown::Saving(board.clone()),
            Self::Asked { board: None } => Shown::HandingOver,
            Self::Refused { problem, .. } | Self::UndoRefused(_, problem) => Shown::Problem(problem.clone()),
            Self::Undoing(_) => Shown::Undoing,
            Self::Entry(entry) => match (entry.state, &entry.problem) {
                (EntryState::Queued, _) => Shown::Queued(board_of(entry)),
                (EntryState::Sending, _) => Shown::Saving(board_of(entry)),
                (EntryState::Done, Some(problem)) => Shown::Problem(problem.clone()),
                (EntryState::Done, None) => {
                    Shown::Saved { board: board_of(entry), address: entry.pin_address() }
                }
                (EntryState::Withdrawn, _) if entry.pin.is_none() => Shown::Stopped,
                (EntryState::Withdrawn, _) => Shown::Withdrawn,
                (EntryState::HandedOver, _) => Shown::HandedOver,
                (
                    EntryState::Unclear | EntryState::Failed | EntryState::Waiting(Waiting::Person),
                    Some(problem),
                ) => Shown::Problem(problem.clone()),
                (EntryState::Waiting(Waiting::Reconnect), Some(problem)) => Shown::Problem(problem.clone()),
                (EntryState::Waiting(_), Some(problem))
                    if matches!(problem.kind, ProblemKind::EarlierUnclear | ProblemKind::DailyLimit) =>
                {
                    Shown::Problem(problem.clone())
                }
                (EntryState::Waiting(Waiting::Until(at)), None) => Shown::Planned(at),
                (EntryState::Waiting(waiting), _) => Shown::Waiting(waiting),
                (EntryState::Unclear, None) => Shown::Problem(ProblemKind::OutcomeUnclear.into()),
                (EntryState::Failed, None) => Shown::Problem(ProblemKind::Internal.into()),
            },
        }
    }
}

fn is_kind(entry: &EntryView, kind: ProblemKind) -> bool {
    entry.problem.as_ref().is_some_and(|problem| problem.kind == kind)
}

#[cfg(test)]
mod tests {
    use tack_protocol::{BoardChoice, BoardId, PinId};

    use super::*;

    fn entry(id: &str, state: EntryState) -> EntryView {
        EntryView {
            id: EntryId::new(id),
            state,
            board: Some(BoardChoice { id: BoardId::new("1"), name: "Recipes".into() }),
            shown: String::new(),
            page: String::new(),
            title: String::new(),
            pin: Some(PinId::new("42")),
            problem: None,
            undo_until: Some(20_000.0),
            made_at: 0.0,
            since: 0.0,
            private: false,
        }
    }

    #[test]
    fn goes_from_sending_to_saved_and_never_back() {
        let mut outcome = Outcome::Entry(entry("a", EntryState::Queued));
        assert!(!outcome.is_busy(), "behind others it may stay for long");
        assert!(outcome.is_saved() && outcome.to_poll().is_some());
        outcome.take(entry("a", EntryState::Sending));
        assert!(outcome.is_busy() && outcome.to_poll().is_some());
        outcome.take(entry("b", EntryState::Failed));
        assert!(outcome.is_busy(), "news of another entry");
        outcome.take(entry("a", EntryState::Done));
        outcome.take(entry("a", EntryState::Sending));
        assert_eq!(
            outcome.shown(),
            Shown::Saved {
                board: "Recipes".into(),
                address: Some("https://www.pinterest.com/pin/42/".into())
            }
        );
        assert!(outcome.is_saved() && outcome.to_poll().is_none());
    }

    #[test]
    fn undo_is_offered_until_its_time() {
        let mut outcome = Outcome::Entry(entry("a", EntryState::Done));
        assert_eq!(outcome.undo_seconds(10_500.0), Some(10));
        assert_eq!(outcome.undo_seconds(20_000.0), None);
        outcome = Outcome::Undoing(entry("a", EntryState::Done));
        outcome.take(entry("a", EntryState::Done));
        assert_eq!(outcome.shown(), Shown::Undoing);
        outcome.take(entry("a", EntryState::Withdrawn));
        assert_eq!(outcome.shown(), Shown::Withdrawn);
        assert!(!outcome.is_saved());
    }

    #[test]
    fn a_failure_shows_its_problem_and_may_be_pressed_again() {
        let mut failed = entry("a", EntryState::Failed);
        failed.problem = Some(ProblemKind::BoardGone.into());
        let outcome = Outcome::Entry(failed);
        assert_eq!(outcome.shown(), Shown::Problem(ProblemKind::BoardGone.into()));
        assert!(!outcome.is_busy());
        let unclear = Outcome::Entry(entry("a", EntryState::Unclear));
        assert_eq!(unclear.shown(), Shown::Problem(ProblemKind::OutcomeUnclear.into()));
        let mut sought = entry("a", EntryState::Unclear);
        sought.problem = Some(ProblemKind::OutcomeSought.into());
        assert!(Outcome::Entry(sought).to_poll().is_some(), "the core looks for it");
    }

    #[test]
    fn what_the_core_lost_is_unclear_until_there_is_news() {
        let mut outcome = Outcome::Entry(entry("a", EntryState::Sending));
        outcome.lose(&EntryId::new("b"), ProblemKind::EntryGone.into());
        assert!(outcome.is_busy(), "another entry");
        outcome.lose(&EntryId::new("a"), ProblemKind::EntryGone.into());
        assert_eq!(outcome.shown(), Shown::Problem(ProblemKind::OutcomeUnclear.into()));
        assert!(!outcome.is_busy() && outcome.to_poll().is_none());
        outcome.take(entry("a", EntryState::Done));
        outcome.lose(&EntryId::new("a"), ProblemKind::CoreSilent.into());
        assert!(outcome.is_saved(), "what is done stays done");
    }

    #[test]
    fn a_second_pin_of_one_save_is_a_problem_and_the_save_is_no_second_one() {
        let mut doubled = entry("a", EntryState::Done);
        doubled.problem = Some(ProblemKind::PinDoubled.into());
        let outcome = Outcome::Entry(doubled);
        assert_eq!(outcome.shown(), Shown::Problem(ProblemKind::PinDoubled.into()));
        assert!(outcome.is_saved());
        let mut gone = entry("a", EntryState::Done);
        gone.problem = Some(ProblemKind::PinGone.into());
        assert!(!Outcome::Entry(gone).is_saved(), "it can be pinned again");
    }

    #[test]
    fn a_pin_for_later_says_when() {
        let outcome = Outcome::Entry(entry("a", EntryState::Waiting(Waiting::Until(5.0))));
        assert_eq!(outcome.shown(), Shown::Planned(5.0));
        let mut limited = entry("a", EntryState::Waiting(Waiting::Until(5.0)));
        limited.problem = Some(ProblemKind::RateLimited.into());
        assert_eq!(Outcome::Entry(limited).shown(), Shown::Waiting(Waiting::Until(5.0)));
    }

    #[test]
    fn waiting_for_the_network_is_no_problem() {
        let outcome = Outcome::Entry(entry("a", EntryState::Waiting(Waiting::Network)));
        assert_eq!(outcome.shown(), Shown::Waiting(Waiting::Network));
        assert!(outcome.to_poll().is_some());
    }
}
