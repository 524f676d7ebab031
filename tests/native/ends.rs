//! How connections come to their end, or nearly, natively: who is told, and what becomes of the others.

use serde_json::json;
use tack::ports::{Area, Badge};
use tack_protocol::limits::TOLD_AHEAD_MS;
use tack_protocol::{
    EntryId, EntryState, EntryView, Environment, Event, Page, ProblemKind, Request, Waiting,
};

use crate::harness::ports::Person;
use crate::harness::steps::*;

const DAY_MS: f64 = 86_400_000.0;
/// Where nobody listens.
const NOBODY: &str = "http://127.0.0.1:9";

fn waits(entry: &EntryView) -> bool {
    matches!(entry.state, EntryState::Waiting(_))
}

#[test]
fn twenty_calls_on_a_connection_that_is_refused_ask_once() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("scripts", json!({"remove_app": "ada"})).await;
        for read in boards_at_once(&app, 20).await {
            assert_eq!(read.unwrap_err().kind, ProblemKind::NeedsReconnecting);
        }
        assert_eq!(refreshes(&world).await, 1);
        assert_eq!(ports.seen().notices.borrow().len(), 1);
    });
}

#[test]
fn an_account_is_the_same_under_a_new_name() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        let entry = saved_until(&app, &ports, draft, waits).await;
        world.tell("scripts", json!({"refuse_tokens": false})).await;
        connection(&ports, |c| c["account"]["username"] = "ada_before".into());
        let before = status(&app).await.snapshot.account.unwrap();
        ports.seen().events.borrow_mut().clear();
        let again = Some(before.connection.clone());
        let environment = Environment::Production;
        let request = Request::Connect { environment, again, secret_boards: false, repeat: false };
        app.on_request(request, Page::Options).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        let account = status(&app).await.snapshot.account.unwrap();
        assert_eq!((account.connection, account.username.as_str()), (before.connection, "ada"));
        assert_eq!(status(&app).await.snapshot.accounts.len(), 1);
    });
}

#[test]
fn what_cannot_be_renewed_works_to_its_end_and_is_told_of_before() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        connection(&ports, |c| c["refresh_handle"] = json!(null));
        rung(&app, &ports).await;
        assert!(status(&app).await.snapshot.account.unwrap().ending.is_none());
        ports.time().pass(30.0 * DAY_MS - TOLD_AHEAD_MS + 60_000.0);
        rung(&app, &ports).await;
        let account = status(&app).await.snapshot.account.unwrap();
        let ending = account.ending.unwrap();
        assert_eq!((ending.problem, account.needs_reconnecting), (ProblemKind::NeedsReconnecting, false));
        assert!((ending.at - ports.time().now() - TOLD_AHEAD_MS).abs() < 120_000.0, "{ending:?}");
        let draft = draft(&app, "Garden").await;
        saved_until(&app, &ports, draft.clone(), |e| e.state == EntryState::Done).await;
        let notices = ports.seen().notices.borrow().clone();
        assert_eq!(notices.iter().filter(|n| n.contains("ending_title")).count(), 1, "{notices:?}");
        ports.time().pass(TOLD_AHEAD_MS);
        let waits = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Reconnect);
        saved_until(&app, &ports, draft, waits).await;
        assert_eq!(refreshes(&world).await, 0);
        assert!(status(&app).await.snapshot.account.unwrap().needs_reconnecting);
    });
}

#[test]
fn a_relay_that_was_given_up_for_another_is_asked_no_longer_than_the_token_lives() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        connection(&ports, |c| c["relay"] = NOBODY.into());
        ports.time().pass(24.0 * DAY_MS);
        rung(&app, &ports).await;
        let account = status(&app).await.snapshot.account.unwrap();
        assert!(!account.needs_reconnecting, "it may come back");
        let draft = draft(&app, "Garden").await;
        saved_until(&app, &ports, draft.clone(), |e| e.state == EntryState::Done).await;
        ports.time().pass(3.0 * DAY_MS);
        rung(&app, &ports).await;
        let ending = status(&app).await.snapshot.account.unwrap().ending.unwrap();
        assert_eq!(ending.problem, ProblemKind::NeedsReconnecting, "no other relay can renew it");
        ports.time().pass(4.0 * DAY_MS);
        let entry = saved_until(&app, &ports, draft, waits).await;
        assert_eq!(entry.problem.unwrap().kind, ProblemKind::NeedsReconnecting);
        connect(&app, &ports, Environment::Production).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
    });
}

#[test]
fn what_can_be_renewed_for_two_more_days_is_told_of_at_once() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        // Off for as long; then without the relay.
        connection(&ports, |c| c["relay"] = NOBODY.into());
        set_relay(&app, "").await.unwrap();
        ports.time().pass(58.0 * DAY_MS);
        rung(&app, &ports).await;
        let ending = status(&app).await.snapshot.account.unwrap().ending.unwrap();
        assert_eq!(ending.problem, ProblemKind::RelayUnreachable);
        let left = ending.at - ports.time().now();
        assert!((DAY_MS..=2.0 * DAY_MS).contains(&left), "{left}");
    });
}

#[test]
fn a_computer_that_was_asleep_for_61_days_is_connected_again_and_loses_nothing() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let id = EntryId::new("test-entry-asleep");
        ports.time().rings(|| {});
        let at = ports.time().now() + DAY_MS;
        app.on_request(Request::PinLater { id: id.clone(), draft, at }, Page::Popup).await.unwrap();
        ports.end_all().await;
        ports.time().pass(61.0 * DAY_MS);
        let app = begun(&ports);
        app.wake().await;
        news(&ports, &id, |e| e.state == EntryState::Waiting(Waiting::Reconnect)).await;
        assert!(status(&app).await.snapshot.account.unwrap().needs_reconnecting);
        let menu = ports.seen().menus.borrow().last().cloned().unwrap();
        assert_eq!(menu[0].title.as_deref(), Some("problem_needs_reconnecting_title()"));
        assert_eq!(menu.len(), 2, "no board to choose: {menu:?}");
        connect(&app, &ports, Environment::Production).await.unwrap();
        news(&ports, &id, |e| e.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn who_signs_out_during_a_refresh_is_signed_out() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let id = status(&app).await.snapshot.account.unwrap().connection;
        world.tell("faults", json!({"match": {"path": "/v5/oauth/token"}, "act": {"delay_ms": 1500}})).await;
        let renewing = {
            let (app, connection) = (std::rc::Rc::clone(&app), id.clone());
            tokio::task::spawn_local(async move {
                app.on_request(Request::Renew { connection }, Page::Options).await
            })
        };
        while refreshes(&world).await == 0 {}
        app.on_request(Request::Disconnect { connection: id }, Page::Options).await.unwrap();
        // It ends well or not, but brings nobody back.
        let _ = renewing.await.unwrap();
        assert!(status(&app).await.snapshot.account.is_none());
        assert!(!ports.keys_of(Area::Local).iter().any(|key| key.starts_with("connection.v1.")));
    });
}

#[test]
fn who_signs_out_during_a_connect_is_signed_out() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let id = status(&app).await.snapshot.account.unwrap().connection;
        world.tell("faults", json!({"match": {"path": "/v5/oauth/token"}, "act": {"delay_ms": 1500}})).await;
        let again = Some(id.clone());
        let environment = Environment::Production;
        let request = Request::Connect { environment, again, secret_boards: false, repeat: false };
        app.on_request(request, Page::Options).await.unwrap();
        while refreshes(&world).await == 0 {}
        app.on_request(Request::Disconnect { connection: id }, Page::Options).await.unwrap();
        assert!(status(&app).await.connecting, "it is under way still");
        until("the connect ends", || {
            let events = ports.seen().events.borrow();
            let ended = |event: &Event| matches!(event, Event::Status(status) if !status.connecting);
            events.last().is_some_and(ended).then_some(())
        })
        .await;
        assert!(status(&app).await.snapshot.account.is_none());
        assert!(!ports.keys_of(Area::Local).iter().any(|key| key.starts_with("connection.v1.")));
    });
}

#[test]
fn the_host_of_a_world_that_no_account_is_in_is_not_missed() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.forbid(Some(Environment::Sandbox));
        let allowed = |status: tack_protocol::Status| (status.host_permission, status.host_permissions);
        assert_eq!(allowed(status(&app).await), (true, true));
        ports.forbid(Some(Environment::Production));
        assert_eq!(allowed(status(&app).await), (false, false));
        // Another account takes nothing from the active one; but the settings say what is missing.
        ports.forbid(None);
        connect(&app, &ports, Environment::Sandbox).await.unwrap();
        let accounts = status(&app).await.snapshot.accounts;
        let of = |world| accounts.iter().find(|a| a.environment == world).unwrap().connection.clone();
        let connection = of(Environment::Production);
        app.on_request(Request::Activate { connection }, Page::Options).await.unwrap();
        ports.forbid(Some(Environment::Sandbox));
        assert_eq!(allowed(status(&app).await), (true, false));
    });
}

#[test]
fn an_account_in_the_background_is_named_when_it_ends_and_the_badge_says_so_until_it_is_mended() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let ada = status(&app).await.snapshot.account.unwrap();
        ports.person(Person::AllowsAs("ben"));
        connect(&app, &ports, Environment::Production).await.unwrap();
        until("ben is there", || {
            let events = ports.seen().events.borrow();
            events.iter().find_map(|event| match event {
                Event::Status(status) if status.snapshot.accounts.len() == 2 => Some(()),
                _ => None,
            })
        })
        .await;
        world.tell("scripts", json!({"remove_app": "ada"})).await;
        let connection = Some(ada.connection.clone());
        let read = app.on_request(Request::Boards { refresh: true, connection }, Page::Options).await;
        assert_eq!(read.unwrap_err().kind, ProblemKind::NeedsReconnecting);
        let notices = ports.seen().notices.borrow().clone();
        assert!(notices.last().unwrap().starts_with(&ada.label()), "{notices:?}");
        until("other pages hear of it", || {
            let events = ports.seen().events.borrow();
            let told = events.iter().any(|event| match event {
                Event::Status(status) => status.snapshot.accounts.iter().any(|a| a.needs_reconnecting),
                _ => false,
            });
            told.then_some(())
        })
        .await;
        assert!(!status(&app).await.snapshot.account.unwrap().needs_reconnecting, "ben is well");
        // A popup of ben's, which nothing waits for, takes nothing from it.
        let _ = app.on_request(Request::Page { tab: None }, Page::Popup).await;
        assert_eq!(ports.seen().badges.borrow().last(), Some(&Badge::Trouble));
        ports.person(Person::AllowsAs("ada"));
        connect(&app, &ports, Environment::Production).await.unwrap();
        until("the badge is gone", || {
            (ports.seen().badges.borrow().last() == Some(&Badge::None)).then_some(())
        })
        .await;
    });
}

#[test]
fn one_more_account_takes_nothing_from_one_that_is_well() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let ada = status(&app).await.snapshot.account.unwrap();
        let with_secret = |again, secret_boards| Request::Connect {
            environment: Environment::Production,
            again,
            secret_boards,
            repeat: false,
        };
        let secret = async |wanted: bool| {
            let is_so = || {
                let stored = ports.records_of(Area::Local, "connection.v1.");
                stored[0].contains(&format!("\"secret_boards\":{wanted}")).then_some(())
            };
            until("the permissions are others", is_so).await;
        };
        app.on_request(with_secret(Some(ada.connection.clone()), true), Page::Options).await.unwrap();
        secret(true).await;
        until("the connect ends", || {
            (!ports.keys_of(Area::Session).iter().any(|k| k == "connect.v1")).then_some(())
        })
        .await;
        // Whoever forgets to sign in as somebody else.
        connect(&app, &ports, Environment::Production).await.unwrap();
        assert!(status(&app).await.snapshot.account.unwrap().secret_boards);
        // What is asked for in so many words is done.
        until("the connect ends", || {
            (!ports.keys_of(Area::Session).iter().any(|k| k == "connect.v1")).then_some(())
        })
        .await;
        app.on_request(with_secret(Some(ada.connection), false), Page::Options).await.unwrap();
        secret(false).await;
    });
}
