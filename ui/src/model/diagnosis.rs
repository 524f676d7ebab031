//! How far the checks of the options page have come. Several come of one answer: what the problem is says which of them it
//! is about.

use tack_protocol::ProblemKind;

/// The checks, in their order.
pub const CHECKS: usize = 7;

/// How far they have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagnosis {
    /// Not begun.
    Idle,
    /// This one is under way.
    At(usize),
    /// This one was not in order, and none after it was tried.
    Wrong(usize),
    /// All are in order.
    Fine,
    /// They were, and a test Pin is being made.
    Testing,
    /// That was made, and deleted again.
    Tested,
}

/// How far one check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// It was not tried, or not yet.
    Untried,
    /// It is under way.
    Running,
    /// It is in order.
    Fine,
    /// It is not.
    Wrong,
}

impl Diagnosis {
    /// Whether the person has to wait.
    pub fn is_running(self) -> bool {
        matches!(self, Self::At(_) | Self::Testing)
    }

    /// How far the check at `place` is.
    pub fn of(self, place: usize) -> Checked {
        let (now, checked) = match self {
            Self::Idle => (0, Checked::Untried),
            Self::At(now) => (now, Checked::Running),
            Self::Wrong(now) => (now, Checked::Wrong),
            Self::Fine | Self::Testing | Self::Tested => (CHECKS, Checked::Fine),
        };
        match place {
            _ if place < now => Checked::Fine,
            _ if place == now => checked,
            _ => Checked::Untried,
        }
    }
}

/// Which check a problem is about that came up at the one at `place`.
pub fn about(place: usize, problem: ProblemKind) -> usize {
    match problem {
        ProblemKind::RelayTooOld
        | ProblemKind::ExtensionTooOld
        | ProblemKind::RelayNotConfigured
        | ProblemKind::RelayRefusesExtension => 1,
        ProblemKind::ClockWrong => 2,
        ProblemKind::HostPermissionMissing => 3,
        ProblemKind::ScopeMissing => 4,
        // Nothing after it was asked, whoever said so.
        ProblemKind::NeedsReconnecting if place >= 5 => 5,
        ProblemKind::NoBoards | ProblemKind::PinterestGarbled => 6,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_stands_where_it_is() {
        let all = |diagnosis: Diagnosis| [0, 1, 2].map(|place| diagnosis.of(place));
        use Checked::{Fine, Running, Untried, Wrong};
        assert_eq!(all(Diagnosis::Idle), [Untried; 3]);
        assert_eq!(all(Diagnosis::At(1)), [Fine, Running, Untried]);
        assert_eq!(all(Diagnosis::Wrong(1)), [Fine, Wrong, Untried]);
        assert_eq!(Diagnosis::Fine.of(CHECKS - 1), Fine);
    }

    #[test]
    fn a_problem_is_about_one_check() {
        assert_eq!(about(0, ProblemKind::RelayTimeout), 0);
        assert_eq!(about(0, ProblemKind::ClockWrong), 2);
        assert_eq!(about(0, ProblemKind::RelayRefusesExtension), 1);
        assert_eq!(about(3, ProblemKind::NotConnected), 3);
        assert_eq!(about(5, ProblemKind::ScopeMissing), 4);
        assert_eq!(about(5, ProblemKind::AppNotApproved), 5);
        assert_eq!(about(5, ProblemKind::NoBoards), 6);
    }
}
