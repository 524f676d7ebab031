//! Connect, pin, undo and sign out, natively, and answers that are none; nothing secret reaches a page.

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::{Answer, EntryState, Environment, Page, ProblemKind, Request};

use crate::harness::ports::Person;
use crate::harness::steps::*;

#[test]
fn connect_pin_and_undo() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let account = status(&app).await.snapshot.account.unwrap();
        assert_eq!(account.username, "ada");
        assert!(account.business);

        let entry = saved(&app, &ports, draft(&app, "Recipes").await).await;
        assert_eq!(entry.state, EntryState::Done, "{entry:?}");
        let pins = world.ask("pins?world=production").await;
        let pin = &pins["pins"][0];
        assert_eq!(pin["id"], entry.pin.as_ref().unwrap().as_str());
        assert_eq!(pin["board_name"], "Recipes");
        assert_eq!(pin["title"], "A teapot");
        assert_eq!(pin["link"], "https://shop.example/");
        assert_eq!(pin["alt_text"], "A blue teapot");
        assert_eq!((&pin["width"], &pin["height"]), (&json!(800), &json!(600)));
        assert_eq!(status(&app).await.snapshot.recent_boards[0].name, "Recipes");

        let Answer::Entry(undone) =
            app.on_request(Request::Undo { id: entry.id }, Page::Popup).await.unwrap()
        else {
            panic!("not an entry")
        };
        assert_eq!(undone.state, EntryState::Withdrawn);
        assert_eq!(world.ask("pins?world=production").await["pins"], json!([]));
        assert_eq!(world.ask("violations").await["violations"], json!([]));
    });
}

#[test]
fn deny_and_untick_are_told_apart() {
    run(|world, ports| async move {
        let app = App::new(ports.clone());
        set_relay(&app, &world.relay).await.unwrap();
        ports.person(Person::Denies);
        let denied = connect(&app, &ports, Environment::Production).await.unwrap_err();
        assert_eq!(denied.kind, ProblemKind::ConsentDenied);
        ports.person(Person::Unticks("pins:write"));
        let unticked = connect(&app, &ports, Environment::Production).await.unwrap_err();
        assert_eq!(unticked.kind, ProblemKind::ScopeMissing);
        assert_eq!(unticked.detail.as_deref(), Some("pins:write"));
        let told = status(&app).await;
        assert!(told.snapshot.account.is_none());
        assert_eq!(told.connect_problem.unwrap().kind, ProblemKind::ScopeMissing);
        app.on_request(Request::ForgetConnectProblem, Page::Popup).await.unwrap();
        assert!(status(&app).await.connect_problem.is_none());
    });
}

#[test]
fn a_refused_token_is_refreshed_once_and_the_call_repeated() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("scripts", json!({"expire_tokens": true})).await;
        assert!(!boards(&app, true).await.unwrap().boards.is_empty());
        assert!(!status(&app).await.snapshot.account.unwrap().needs_reconnecting);
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        assert_eq!(boards(&app, true).await.unwrap_err().kind, ProblemKind::NeedsReconnecting);
        assert!(status(&app).await.snapshot.account.unwrap().needs_reconnecting);
    });
}

#[test]
fn boards_that_pinterest_lists_badly() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("seed", json!({"world": "production", "account": "ada", "boards": 600})).await;
        assert_eq!(boards(&app, true).await.unwrap().boards.len(), 600);
        world.tell("seed", json!({"world": "production", "account": "ada", "repeat_bookmark": true})).await;
        let read = boards(&app, true).await.unwrap();
        assert_eq!(read.problem.map(|p| p.kind), Some(ProblemKind::PinterestGarbled));
        assert!(!read.boards.is_empty());
        world
            .tell("seed", json!({"world": "production", "account": "ada", "boards": 3, "repeat_bookmark": false, "board_without_name": true}))
            .await;
        let names: Vec<String> =
            boards(&app, true).await.unwrap().boards.into_iter().map(|b| b.name).collect();
        assert!(!names.is_empty() && names.iter().all(|name| !name.is_empty()), "{names:?}");
    });
}

#[test]
fn answers_that_are_none() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        for (act, kind) in [
            (
                json!({"body": "<html>hello", "status": 200, "content_type": "text/html"}),
                ProblemKind::PinterestGarbled,
            ),
            (json!({"empty": 200}), ProblemKind::PinterestGarbled),
            (json!({"big": 3_000_000}), ProblemKind::PinterestGarbled),
            (json!({"status": 503, "code": 0, "message": "down"}), ProblemKind::PinterestDown),
            (json!({"cut": "before"}), ProblemKind::PinterestUnreachable),
            (
                json!({"status": 429, "code": 8, "message": "Slow down", "headers": {"Retry-After": "7"}}),
                ProblemKind::RateLimited,
            ),
        ] {
            world.tell("faults", json!({"match": {"path": "/v5/boards"}, "times": 1, "act": act})).await;
            assert_eq!(boards(&app, true).await.unwrap_err().kind, kind, "{act}");
        }
    });
}

#[test]
fn signing_out_deletes_everything_of_the_account() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let entry = saved(&app, &ports, draft(&app, "Recipes").await).await;
        assert_eq!(entry.state, EntryState::Done);
        let connection = status(&app).await.snapshot.account.unwrap().connection;
        app.on_request(Request::Disconnect { connection: connection.clone() }, Page::Options).await.unwrap();
        assert!(status(&app).await.snapshot.account.is_none());
        for theirs in [connection.as_str(), "Recipes", "ada"] {
            assert!(!ports.stored().contains(theirs), "{theirs}: {}", ports.stored());
        }
    });
}

#[test]
fn a_record_that_cannot_be_read_is_set_aside_and_reported() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let entry = saved(&app, &ports, draft(&app, "Recipes").await).await;
        let key = format!("journal.v1.{}", entry.id);
        ports.put(Area::Local, &key, "{\"id\": broken");
        ports.seen().notices.borrow_mut().clear();
        let next = begun(&ports);
        assert_eq!(next.on_request(Request::Entries, Page::Popup).await, Ok(Answer::Entries(Vec::new())));
        assert!(ports.stored().contains(&format!("aside.{key}: {{\"id\": broken")), "{}", ports.stored());
        assert_eq!(ports.seen().notices.borrow().len(), 1, "{:?}", ports.seen().notices.borrow());
        assert!(status(&next).await.snapshot.account.is_some());
    });
}

#[test]
fn tokens_that_cannot_be_read_are_kept_no_longer_than_needed() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let connection = status(&app).await.snapshot.account.unwrap().connection;
        ports.put(Area::Local, &format!("connection.v1.{connection}"), "{\"access_token\": \"pina_old");
        let next = begun(&ports);
        assert!(status(&next).await.snapshot.account.is_none());
        assert!(ports.stored().contains("pina_old"), "set aside");
        connect(&next, &ports, Environment::Production).await.unwrap();
        assert!(!ports.stored().contains("pina_old"), "{}", ports.stored());
    });
}

#[test]
fn nothing_that_pages_get_holds_a_secret() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Recipes").await;
        let entry = saved(&app, &ports, draft).await;
        let answers = format!("{:?} {:?} {entry:?}", status(&app).await, boards(&app, true).await);
        let told =
            format!("{answers} {:?} {:?}", ports.seen().events.borrow(), ports.seen().notices.borrow());
        let secrets = world.ask("secrets").await;
        let secrets: Vec<&str> =
            secrets["secrets"].as_array().unwrap().iter().filter_map(|s| s.as_str()).collect();
        assert!(secrets.len() > 3);
        for secret in secrets {
            assert!(!told.contains(secret), "pages got a secret");
        }
    });
}
