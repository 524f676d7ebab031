//! What a Pin waits for after Pinterest, the relay or the network said no: a table, and no more.

use tack_protocol::limits::{BUSY_MS, DAILY_MS, PAUSE_MAX_MS, PAUSE_MS};
use tack_protocol::{Problem, ProblemKind, Waiting};

/// For what an entry waits after a certain no; `None` where waiting helps nobody. `tries` counts the noes before this
/// one; `luck`, from 0 to 1, spreads pauses that nobody prescribed, so that not all of the world asks again at once.
pub fn after(problem: &Problem, tries: u32, now: f64, luck: f64) -> Option<(Waiting, Problem)> {
    let mut problem = problem.clone();
    let waiting = match problem.kind {
        ProblemKind::Offline => Waiting::Network,
        ProblemKind::NeedsReconnecting | ProblemKind::HostPermissionMissing => Waiting::Reconnect,
        ProblemKind::SpamBlock => Waiting::Person,
        ProblemKind::RateLimited if is_busy(&problem) => {
            Waiting::Until(now + (BUSY_MS * growth(tries)).min(PAUSE_MAX_MS) * (0.5 + luck))
        }
        ProblemKind::RateLimited => {
            // Said again and again, it is not believed to the second.
            let patience = if tries > 1 { pause(tries - 2, luck) } else { 0.0 };
            let until = match problem.not_before {
                Some(said) => said.max(now + patience),
                None => now + pause(tries, luck),
            };
            if until - now > DAILY_MS && problem.not_before == Some(until) {
                problem.kind = ProblemKind::DailyLimit;
            }
            Waiting::Until(until)
        }
        // What whoever runs the relay has to mend, too: no Pin is lost for it.
        kind if is_of_relay(kind) => Waiting::Until(now + pause(tries, luck)),
        _ => return None,
    };
    Some((waiting, problem))
}

/// Whether what it tells of holds all Pins of an account, and not this one alone.
pub fn holds_all(problem: &Problem) -> bool {
    match problem.kind {
        ProblemKind::RateLimited => !is_busy(problem),
        ProblemKind::Offline
        | ProblemKind::NeedsReconnecting
        | ProblemKind::HostPermissionMissing
        | ProblemKind::SpamBlock
        | ProblemKind::DailyLimit => true,
        kind => is_of_relay(kind),
    }
}

/// The tokens could not be renewed: by the relay, or because it could not reach Pinterest; at another time it may. That
/// Pinterest was not reached is certain only there: asked for a Pin itself, it is unclear, and never comes here.
fn is_of_relay(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::RelayUnreachable
            | ProblemKind::RelayTimeout
            | ProblemKind::RelayGarbled
            | ProblemKind::RelayNotConfigured
            | ProblemKind::RelayProofRefused
            | ProblemKind::RelayRefusesExtension
            | ProblemKind::ExtensionTooOld
            | ProblemKind::PinterestUnreachable
            | ProblemKind::PinterestTimeout
            | ProblemKind::PinterestDown
    )
}

/// 409: another request holds this one board.
fn is_busy(problem: &Problem) -> bool {
    problem.details.as_ref().is_some_and(|details| details.status == Some(409))
}

fn growth(tries: u32) -> f64 {
    f64::from(1_u32 << tries.min(16))
}

fn pause(tries: u32, luck: f64) -> f64 {
    (PAUSE_MS * growth(tries)).min(PAUSE_MAX_MS) * (0.75 + luck / 2.0)
}

#[cfg(test)]
mod tests {
    use tack_protocol::Details;

    use super::*;

    #[test]
    fn each_no_has_its_wait() {
        use ProblemKind as K;
        let limited = |not_before| Problem { not_before, ..K::RateLimited.into() };
        let busy =
            Problem::from(K::RateLimited).with_details(Details { status: Some(409), ..Details::default() });
        let until = |ms: f64| Some(Waiting::Until(1_000.0 + ms));
        for (problem, tries, waiting, kind, all) in [
            (K::Offline.into(), 0, Some(Waiting::Network), K::Offline, true),
            (K::NeedsReconnecting.into(), 0, Some(Waiting::Reconnect), K::NeedsReconnecting, true),
            (K::HostPermissionMissing.into(), 0, Some(Waiting::Reconnect), K::HostPermissionMissing, true),
            (K::SpamBlock.into(), 0, Some(Waiting::Person), K::SpamBlock, true),
            (limited(Some(8_000.0)), 0, until(7_000.0), K::RateLimited, true),
            (limited(Some(8_000.0)), 3, until(2.0 * PAUSE_MS), K::RateLimited, true),
            (limited(Some(1_000.0 + 2.0 * DAILY_MS)), 0, until(2.0 * DAILY_MS), K::DailyLimit, true),
            (limited(None), 0, until(PAUSE_MS), K::RateLimited, true),
            (limited(None), 2, until(4.0 * PAUSE_MS), K::RateLimited, true),
            (limited(None), 40, until(PAUSE_MAX_MS), K::RateLimited, true),
            (busy, 1, until(2.0 * BUSY_MS), K::RateLimited, false),
            (K::RelayUnreachable.into(), 0, until(PAUSE_MS), K::RelayUnreachable, true),
            (K::RelayProofRefused.into(), 0, until(PAUSE_MS), K::RelayProofRefused, true),
            (K::RelayRefusesExtension.into(), 0, until(PAUSE_MS), K::RelayRefusesExtension, true),
            (K::PinterestUnreachable.into(), 0, until(PAUSE_MS), K::PinterestUnreachable, true),
            (K::PinterestTimeout.into(), 0, until(PAUSE_MS), K::PinterestTimeout, true),
            (K::BoardGone.into(), 0, None, K::BoardGone, false),
            (K::TrialAccess.into(), 0, None, K::TrialAccess, false),
        ] {
            let told = after(&problem, tries, 1_000.0, 0.5);
            assert_eq!(told.as_ref().map(|(waiting, _)| *waiting), waiting, "{problem:?} {tries}");
            let told = told.map_or(problem, |(_, problem)| problem);
            assert_eq!((told.kind, holds_all(&told)), (kind, all));
        }
    }

    #[test]
    fn pauses_are_spread() {
        let until = |luck| match after(&ProblemKind::RelayTimeout.into(), 0, 0.0, luck) {
            Some((Waiting::Until(until), _)) => until,
            other => panic!("{other:?}"),
        };
        assert!(until(0.0) < until(1.0));
        assert!(until(0.0) >= PAUSE_MS / 2.0 && until(1.0) <= PAUSE_MS * 2.0);
    }
}
