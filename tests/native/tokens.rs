//! Staying connected, natively: the core's own code against the real relay and the stand-in.

use serde_json::json;
use tack_protocol::limits::{ALARM_MAX_MS, REFRESH_AHEAD_MS, RENEW_AGAIN_MS, TOLD_AFTER_MS, TOLD_AHEAD_MS};
use tack_protocol::{EntryState, EntryView, Environment, ProblemKind, Waiting};

use crate::harness::ports::Native;
use crate::harness::steps::*;
use crate::harness::world::World;

/// What Pinterest documents.
const LIFE_MS: f64 = 30.0 * DAY_MS;
const DAY_MS: f64 = 86_400_000.0;

fn next(ports: &Native) -> f64 {
    ports.seen().upkeep.borrow().unwrap() - ports.time().now()
}

/// So many refreshes get no answer.
async fn relay_is_cut_off(world: &World, times: usize) {
    let act = json!({"match": {"path": "/v5/oauth/token"}, "times": times, "act": {"cut": "before"}});
    world.tell("faults", act).await;
}

#[test]
fn tokens_are_renewed_a_week_ahead_by_an_alarm() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        rung(&app, &ports).await;
        assert!((next(&ports) - ALARM_MAX_MS).abs() < 1_000.0, "browsers can't count far ahead");
        ports.time().pass(LIFE_MS - REFRESH_AHEAD_MS - DAY_MS);
        rung(&app, &ports).await;
        assert_eq!(refreshes(&world).await, 0, "not sooner");
        ports.time().pass(DAY_MS + 60_000.0);
        rung(&app, &ports).await;
        assert_eq!(refreshes(&world).await, 1);
        // The day before the next one, the alarm is as near as that.
        ports.time().pass(LIFE_MS - REFRESH_AHEAD_MS - DAY_MS / 2.0);
        rung(&app, &ports).await;
        assert!((next(&ports) - DAY_MS / 2.0).abs() < 60_000.0, "{}", next(&ports));
        assert_eq!(refreshes(&world).await, 1);
        assert!(ports.seen().notices.borrow().is_empty(), "nobody is bothered");
    });
}

#[test]
fn tokens_that_live_for_a_moment_are_renewed_for_those_who_use_them_alone() {
    run(|world, ports| async move {
        world.tell("seed", json!({"world": "production", "account": "ada", "token_lifetime_s": 1})).await;
        let app = connected(&world, &ports).await;
        ports.time().pass(60_000.0);
        rung(&app, &ports).await;
        assert!(next(&ports) > 3_600_000.0, "{}", next(&ports));
        let before = refreshes(&world).await;
        assert!(!boards(&app, true).await.unwrap().boards.is_empty());
        assert_eq!(refreshes(&world).await, before + 1);
    });
}

#[test]
fn the_person_is_told_before_a_connection_ends_and_once() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        relay_is_cut_off(&world, 3).await;
        ports.time().pass(LIFE_MS - REFRESH_AHEAD_MS + 60_000.0);
        rung(&app, &ports).await;
        assert!((next(&ports) - RENEW_AGAIN_MS).abs() < 60_000.0, "tried again, but not at once");
        assert!(status(&app).await.snapshot.account.unwrap().ending.is_none(), "it may pass");
        let began = ports.time().now();
        ports.time().pass(TOLD_AFTER_MS);
        rung(&app, &ports).await;
        let account = status(&app).await.snapshot.account.unwrap();
        let ending = account.ending.unwrap();
        assert!((ending.since - began).abs() < 60_000.0);
        assert!((ending.at - ports.time().now() - (REFRESH_AHEAD_MS - TOLD_AFTER_MS)).abs() < 120_000.0);
        assert!(ending.at - ports.time().now() > TOLD_AHEAD_MS, "in time");
        assert_eq!(ending.problem, ProblemKind::PinterestUnreachable);
        ports.time().pass(DAY_MS);
        rung(&app, &ports).await;
        let notices = ports.seen().notices.borrow().clone();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains(": ending_title"), "{notices:?}");
        // It mends itself.
        ports.time().pass(DAY_MS);
        rung(&app, &ports).await;
        assert!(status(&app).await.snapshot.account.unwrap().ending.is_none());
        assert_eq!(ports.seen().notices.borrow().len(), 1);
    });
}

#[test]
fn what_only_the_person_can_mend_is_one_notice_and_one_pin_goes_first() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        let waits = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Reconnect);
        let mut waiting = Vec::new();
        for n in 0..3 {
            let draft = tack_protocol::Draft { title: format!("Number {n}"), ..draft.clone() };
            waiting.push(saved_until(&app, &ports, draft, waits).await);
        }
        let notices = ports.seen().notices.borrow().clone();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(notices[0].contains(": problem_needs_reconnecting_title"), "{notices:?}");
        assert_eq!(posts(&world).await, 1, "the others were not tried");
        world.tell("scripts", json!({"refuse_tokens": false})).await;
        connect(&app, &ports, Environment::Production).await.unwrap();
        for entry in &waiting {
            news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        }
        assert_eq!(pins(&world).await, 3);
    });
}

#[test]
fn twenty_calls_on_an_expired_token_make_one_refresh() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("scripts", json!({"expire_tokens": true})).await;
        for read in boards_at_once(&app, 20).await {
            assert!(!read.unwrap().boards.is_empty());
        }
        assert_eq!(refreshes(&world).await, 1);
        assert_eq!(world.ask("violations").await["violations"], json!([]));
    });
}

#[test]
fn a_clock_that_jumps_costs_a_refresh_and_nothing_else() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let mut off = 0.0;
        for (jump, wanted) in [(-400.0 * DAY_MS, 1), (461.0 * DAY_MS, 2), (0.0, 2)] {
            ports.time().pass(jump);
            off += jump;
            // That of this computer alone.
            ports.skew(-off);
            rung(&app, &ports).await;
            assert_eq!(refreshes(&world).await, wanted, "{jump}");
            assert!(!boards(&app, true).await.unwrap().boards.is_empty());
        }
        assert!(!status(&app).await.snapshot.account.unwrap().needs_reconnecting);
    });
}

#[test]
fn a_refresh_whose_answer_got_lost_is_repeated_where_the_old_token_lives_and_else_asks_the_person() {
    for (rotation, lives) in [("keep", true), ("kill", false)] {
        run(|world, ports| async move {
            let app = connected(&world, &ports).await;
            world.tell("scripts", json!({"rotation": rotation})).await;
            let act = json!({"match": {"path": "/v5/oauth/token"}, "times": 1, "act": {"cut": "after"}});
            world.tell("faults", act).await;
            world.tell("scripts", json!({"expire_tokens": true})).await;
            assert_eq!(boards(&app, true).await.unwrap_err().kind, ProblemKind::PinterestUnreachable);
            let again = boards(&app, true).await;
            match lives {
                true => assert!(!again.unwrap().boards.is_empty()),
                false => assert_eq!(again.unwrap_err().kind, ProblemKind::NeedsReconnecting),
            }
            assert_eq!(status(&app).await.snapshot.account.unwrap().needs_reconnecting, !lives);
            let asked = refreshes(&world).await;
            let _ = boards(&app, true).await;
            assert_eq!(refreshes(&world).await, asked, "never a loop");
        });
    }
}
