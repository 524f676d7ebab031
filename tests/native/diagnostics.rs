//! What does not work is found, and logged without anything that is nobody's business: the core's own code against the
//! real relay and the stand-in.

use std::rc::Rc;

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::limits::{CLOCK_WRONG_MS, CONFIRM_AFTER_MS, LOG_MAX};
use tack_protocol::{
    Answer, BoardId, Bounded, EntryState, EntryView, Environment, Page, Problem, ProblemKind, Request,
    Waiting,
};

use crate::harness::ports::{Native, Person};
use crate::harness::steps::*;

const LOG: &str = "log.v1";

/// Takes the checks in their order, as the options page does, and gives what the first that is not in order found.
async fn diagnosis(app: &Rc<App<Native>>) -> Result<(), (&'static str, Problem)> {
    for (name, request) in [
        ("relay", Request::CheckRelay),
        ("account", Request::CheckAccount),
        ("boards", Request::Boards { refresh: true, connection: None }),
    ] {
        app.on_request(request, Page::Options).await.map_err(|problem| (name, problem))?;
    }
    Ok(())
}

async fn finds(app: &Rc<App<Native>>, at: &str, kind: ProblemKind) -> Problem {
    let (found_at, problem) = diagnosis(app).await.unwrap_err();
    assert_eq!((found_at, problem.kind), (at, kind));
    problem
}

async fn test_pin(app: &Rc<App<Native>>, board: &str) -> Result<Answer, Problem> {
    let list = boards(app, false).await.unwrap();
    let board = list.boards.into_iter().find(|b| b.name == board).unwrap().id;
    let connection = list.connection.unwrap();
    app.on_request(Request::TestPin { connection, board }, Page::Options).await
}

/// What the log says, without the times, the oldest first.
async fn log(app: &Rc<App<Native>>) -> Vec<String> {
    // Each event is stored beside what it tells of.
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    let Answer::Text(text) = app.on_request(Request::Log, Page::Options).await.unwrap() else {
        panic!("not a text")
    };
    text.lines().rev().map(|line| line.split_once(' ').map_or("", |(_, said)| said).to_owned()).collect()
}

/// A relay of the test's own, that answers one thing.
async fn fake_relay(config: serde_json::Value) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let body = config.to_string();
            let _ = stream.read(&mut [0; 4096]).await;
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

fn settings(ports: &Native, relay: &str) {
    ports.put(Area::Sync, "settings.v1", &json!({ "relay": relay }).to_string());
}

#[test]
fn all_is_in_order_and_the_test_pin_is_gone_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        assert_eq!(diagnosis(&app).await, Ok(()));
        assert_eq!(test_pin(&app, "Garden").await, Ok(Answer::Done));
        assert_eq!(posts(&world).await, 1);
        assert_eq!(pins(&world).await, 0, "it is deleted");
        assert_eq!(ports.records_of(Area::Local, "journal").len(), 0, "no entry of the journal");
        assert!(status(&app).await.snapshot.recent_boards.is_empty(), "no board that was used");
        assert_eq!(world.ask("violations").await["violations"], json!([]));
        let wanted = ["relay_checked", "connect_begun", "connected"].map(|w| format!("authentication {w}"));
        assert_eq!(log(&app).await, [wanted.as_slice(), &["content test_pin".to_owned()]].concat());
    });
}

#[test]
fn the_relay_has_its_own_reasons() {
    run(|world, ports| async move {
        let app = begun(&ports);
        finds(&app, "relay", ProblemKind::RelayNotSet).await;
        settings(&ports, "http://127.0.0.1:9");
        finds(&app, "relay", ProblemKind::RelayUnreachable).await;
        settings(&ports, &world.standin);
        finds(&app, "relay", ProblemKind::RelayGarbled).await;
        let now = (ports.time().now() / 1000.0).floor();
        let far = CLOCK_WRONG_MS / 1000.0 + 100.0;
        for (change, at, kind) in [
            (json!({"configured": false}), "relay", ProblemKind::RelayNotConfigured),
            (json!({"protocol": 0}), "relay", ProblemKind::RelayTooOld),
            (json!({"oldest_protocol": 9}), "relay", ProblemKind::ExtensionTooOld),
            (json!({"now": now - far}), "relay", ProblemKind::ClockWrong),
            (json!({"now": now + far}), "relay", ProblemKind::ClockWrong),
            (json!({}), "account", ProblemKind::NotConnected),
        ] {
            let mut config = json!({
                "service": "tack-relay", "protocol": 1, "oldest_protocol": 1, "now": now, "configured": true
            });
            config.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            settings(&ports, &fake_relay(config).await);
            let problem = finds(&app, at, kind).await;
            if kind == ProblemKind::ClockWrong {
                assert_eq!(problem.detail.as_deref(), Some("6"), "minutes");
            }
        }
    });
}

#[test]
fn the_connection_has_its_own_reasons() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        // That it could not be renewed is tried anew, and mends itself.
        let ailing = json!({"since": 0, "tried_at": ports.time().now(), "problem": "relay_unreachable"});
        connection(&ports, |c| c["ailing"] = ailing.clone());
        let cut = json!({"match": {"path": "/v5/oauth/token"}, "times": 1, "act": {"cut": "before"}});
        world.tell("faults", cut).await;
        finds(&app, "account", ProblemKind::PinterestUnreachable).await;
        assert_eq!(diagnosis(&app).await, Ok(()));
        connection(&ports, |c| c["scope"] = "user_accounts:read boards:read boards:write pins:read".into());
        let problem = finds(&app, "account", ProblemKind::ScopeMissing).await;
        assert_eq!(problem.detail.as_deref(), Some("pins:write"));
        connection(&ports, |c| c["scope"] = "".into());
        assert_eq!(diagnosis(&app).await, Ok(()), "Pinterest did not say");
        // What Pinterest has to say.
        let act = json!({"status": 403, "code": 2625, "message": "disapproved"});
        let fault = json!({"match": {"path": "/v5/boards"}, "times": 1, "act": act});
        world.tell("faults", fault).await;
        finds(&app, "boards", ProblemKind::AccountSuspended).await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        finds(&app, "boards", ProblemKind::NeedsReconnecting).await;
        // Once that is known, the account itself is not in order.
        finds(&app, "account", ProblemKind::NeedsReconnecting).await;
    });
}

#[test]
fn an_account_without_boards_is_told_so() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("seed", json!({"boards_list": []})).await;
        finds(&app, "boards", ProblemKind::NoBoards).await;
    });
}

#[test]
fn a_test_pin_is_made_once_whatever_comes_of_it() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let at = |method: &str| json!({"method": method, "path": "/v5/pins"});
        for (fault, kind, wanted) in [
            (json!({"match": at("POST"), "act": {"cut": "before"}}), ProblemKind::OutcomeUnclear, 0),
            (json!({"match": at("POST"), "act": {"cut": "after"}}), ProblemKind::OutcomeUnclear, 1),
            (json!({"match": at("POST"), "act": {"status": 403, "code": 29}}), ProblemKind::TrialAccess, 1),
            (json!({"match": at("DELETE"), "act": {"status": 500}}), ProblemKind::TestPinLeft, 2),
        ] {
            let before = posts(&world).await;
            let mut fault = fault;
            fault["times"] = 1.into();
            world.tell("faults", fault).await;
            let problem = test_pin(&app, "Garden").await.unwrap_err();
            assert_eq!(problem.kind, kind);
            assert_eq!(posts(&world).await, before + 1, "{kind:?}");
            assert_eq!(pins(&world).await, wanted, "{kind:?}");
            if kind == ProblemKind::TestPinLeft {
                let left = &world.ask("pins?world=production").await["pins"][1];
                let address = format!("https://www.pinterest.com/pin/{}/", left["id"].as_str().unwrap());
                assert_eq!(problem.detail, Some(address));
                assert_eq!(left["title"], "Tack test");
            }
        }
        // Nor at another background's start; that deletes what it knows to be left.
        let before = posts(&world).await;
        let left = || ports.keys_of(Area::Local).iter().any(|key| key.starts_with("test-pin")).then_some(());
        assert!(left().is_some());
        begun(&ports).wake().await;
        until("it is deleted", || left().is_none().then_some(())).await;
        assert_eq!((posts(&world).await, pins(&world).await), (before, 1));
        let connection = tack_protocol::ConnectionId::new("c");
        assert!(Request::TestPin { connection, board: BoardId::new("../1") }.bounded().is_none());
    });
}

#[test]
fn the_log_tells_connection_and_pins_apart_and_nothing_else() {
    run(|world, ports| async move {
        let app = begun(&ports);
        set_relay(&app, "http://127.0.0.1:9").await.unwrap_err();
        set_relay(&app, &world.relay).await.unwrap();
        ports.person(Person::Denies);
        connect(&app, &ports, Environment::Production).await.unwrap_err();
        ports.person(Person::Allows);
        connect(&app, &ports, Environment::Production).await.unwrap();
        until("the boards are read ahead", || {
            ports.keys_of(Area::Session).iter().any(|key| key.starts_with("boards")).then_some(())
        })
        .await;
        let mut draft = draft(&app, "Garden").await;
        draft.title = "A very private title".into();
        saved(&app, &ports, draft.clone()).await;
        fault(&world, json!({"status": 403, "code": 29, "message": "for ada"})).await;
        saved(&app, &ports, draft.clone()).await;
        ports.set_private(true);
        saved(&app, &ports, draft.clone()).await;
        boards(&app, true).await.unwrap();
        ports.set_private(false);
        // Or the publisher would read its boards beside what comes now.
        ports.time().pass(CONFIRM_AFTER_MS + 1_000.0);
        app.wake().await;
        until("all is confirmed", || {
            let areas = [Area::Local, Area::Session].into_iter();
            let mut entries = areas.flat_map(|area| ports.records_of(area, "journal.v1."));
            let waits = |entry: &str| entry.contains("\"unconfirmed\":true") && entry.contains("\"done\"");
            entries.all(|entry| !waits(&entry)).then_some(())
        })
        .await;
        world.tell("scripts", json!({"expire_tokens": true})).await;
        boards(&app, true).await.unwrap();
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        boards(&app, true).await.unwrap_err();
        let said = log(&app).await;
        // What differs from time to time.
        let mut plain: Vec<&str> = said.iter().map(|line| line.split(" rid=").next().unwrap()).collect();
        // The publisher may look at its boards at the same time: what follows from a refused token comes twice then.
        let pins = plain.iter().rposition(|line| line.starts_with("content pin_")).unwrap();
        let mut after = plain.split_off(pins + 1);
        let mut known: Vec<&str> = Vec::new();
        after.retain(|line| {
            !known.contains(line) && {
                known.push(*line);
                true
            }
        });
        plain.append(&mut after);
        assert_eq!(
            plain,
            [
                "authentication relay_checked relay_unreachable",
                "authentication relay_checked",
                "authentication connect_begun",
                "authentication connect_failed consent_denied",
                "authentication connect_begun",
                "authentication connected",
                "content pin_made",
                "content pin_refused trial_access http=403 code=29",
                "authentication token_refused needs_reconnecting http=401 code=2",
                "authentication renewed",
                "authentication renew_failed needs_reconnecting http=401 code=2",
                "authentication reconnect_needed",
                "authentication boards_failed needs_reconnecting http=401 code=2",
            ]
        );
        assert!(said[7].contains(" rid="), "{}", said[7]);
        let Answer::Text(text) = app.on_request(Request::Log, Page::Options).await.unwrap() else { panic!() };
        let secrets = world.ask("secrets").await;
        let mut never: Vec<String> = secrets["secrets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|secret| secret.as_str().unwrap().to_owned())
            .collect();
        for pin in world.ask("pins?world=production").await["pins"].as_array().unwrap() {
            never.extend(["id", "board_id"].map(|key| pin[key].as_str().unwrap().to_owned()));
        }
        never.extend(["ada", "Garden", "private title", "example", "http:", "127.0.0.1"].map(str::to_owned));
        connection(&ports, |c| {
            never.extend(
                [&c["refresh_handle"], &c["access_token"], &c["account"]["connection"]]
                    .map(|value| value.as_str().unwrap().to_owned()),
            );
        });
        for secret in never {
            assert!(!text.contains(&secret), "{secret} in {text}");
        }
    });
}

#[test]
fn the_log_is_bounded_deleted_and_in_nobodys_way() {
    run(|world, ports| async move {
        let old = "2026-01-01T00:00:00Z content pin_made\n".repeat(LOG_MAX);
        ports.put(Area::Local, LOG, &old);
        let app = connected(&world, &ports).await;
        let said = log(&app).await;
        assert_eq!(said.len(), LOG_MAX);
        assert!(said.contains(&"authentication connected".to_owned()));
        let draft = draft(&app, "Garden").await;
        for broken in ["\u{0}{{nonsense", &"x".repeat(3_000_000), "null", "né\n\n\n"] {
            ports.put(Area::Local, LOG, broken);
            let before = log(&app).await.len();
            assert_eq!(saved(&app, &ports, draft.clone()).await.state, EntryState::Done);
            assert_eq!(log(&app).await.len(), before + 1, "{}", &broken[..5]);
        }
        // A storage that takes no log takes Pins all the same.
        assert_eq!(app.on_request(Request::ClearLog, Page::Options).await, Ok(Answer::Done));
        assert!(log(&app).await.is_empty());
        assert!(ports.records_of(Area::Local, LOG).is_empty());
        ports.refuse(Some("content pin_made"));
        assert_eq!(saved(&app, &ports, draft.clone()).await.state, EntryState::Done);
        assert!(log(&app).await.is_empty());
        ports.refuse(None);
        // What waits is noted as well.
        let wait = json!({"status": 429, "code": 8, "message": "slow", "headers": {"Retry-After": "3600"}});
        fault(&world, wait).await;
        let waits = |e: &EntryView| matches!(e.state, EntryState::Waiting(Waiting::Until(_)));
        saved_until(&app, &ports, draft, waits).await;
        let said = log(&app).await;
        assert!(said[0].starts_with("content pin_waits daily_limit http=429 code=8 rid="), "{said:?}");
        assert!(ports.seen().notices.borrow().iter().all(|notice| !notice.contains("set_aside")));
    });
}
