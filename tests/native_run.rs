//! Connect and pin, natively: the core's own code against the real relay and the stand-in.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "the lints know tests as functions, and these are their helpers"
)]

mod native;

use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use native::ports::{Native, Person};
use native::world::World;
use serde_json::json;
use tack::app::App;
use tack::ports::{Area, Badge};
use tack_protocol::{
    Answer, BoardChoice, BoardList, Draft, EntryId, EntryState, EntryView, Environment, Event, Page, Problem,
    ProblemKind, Request, Spot, Status,
};
use tokio::task::LocalSet;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// Runs one scenario, with a world and a core of its own.
fn run<F: Future<Output = ()>>(scenario: impl FnOnce(Rc<World>, Native) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, async {
        let world = Rc::new(World::start().await);
        let ports = Native::new(&world);
        scenario(world, ports).await;
    });
}

/// Waits until `seen` gives something; the deadline is for a test that fails.
async fn until<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> T {
    for _ in 0..2000 {
        if let Some(found) = seen() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

async fn status(app: &Rc<App<Native>>) -> Status {
    match app.on_request(Request::Status, Page::Options).await.unwrap() {
        Answer::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

async fn set_relay(app: &Rc<App<Native>>, address: &str) -> Result<Answer, Problem> {
    app.on_request(Request::SetRelay { address: address.into() }, Page::Options).await
}

/// Connects, and gives how that ended.
async fn connect(app: &Rc<App<Native>>, ports: &Native, environment: Environment) -> Result<(), Problem> {
    ports.seen().events.borrow_mut().clear();
    app.on_request(Request::Connect { environment }, Page::Options).await?;
    until("the connect ends", || {
        ports.seen().events.borrow().iter().find_map(|event| match event {
            Event::Status(status) if !status.connecting && status.snapshot.account.is_some() => Some(Ok(())),
            Event::ConnectFailed(problem) => Some(Err(problem.clone())),
            _ => None,
        })
    })
    .await
}

async fn connected(world: &World, ports: &Native) -> Rc<App<Native>> {
    let app = App::new(ports.clone());
    set_relay(&app, &world.relay).await.unwrap();
    connect(&app, ports, Environment::Production).await.unwrap();
    app
}

async fn boards(app: &Rc<App<Native>>, refresh: bool) -> Result<BoardList, Problem> {
    match app.on_request(Request::Boards { refresh }, Page::Popup).await? {
        Answer::Boards(list) => Ok(list),
        other => panic!("{other:?}"),
    }
}

async fn draft(app: &Rc<App<Native>>, board: &str) -> Draft {
    let list = boards(app, false).await.unwrap();
    let board = list.boards.into_iter().find(|b| b.name == board).unwrap();
    Draft {
        connection: status(app).await.snapshot.account.map(|a| a.connection),
        board: Some(BoardChoice { id: board.id, name: board.name }),
        section: None,
        picture: "https://cdn.example/picture/teapot-800x600.jpg".into(),
        shown: String::new(),
        spot: None,
        needs_upload: false,
        repin: None,
        page: String::new(),
        link: "https://shop.example/".into(),
        title: "A teapot".into(),
        description: "For the garden".into(),
        alt_text: "A blue teapot".into(),
        tab: Some(1),
    }
}

async fn saved(app: &Rc<App<Native>>, ports: &Native, draft: Draft) -> EntryView {
    let id = EntryId::new(format!("test-entry-{:06}", NEXT.fetch_add(1, Ordering::Relaxed)));
    let request = Request::Save { id, draft };
    let Answer::Entry(entry) = app.on_request(request, Page::Popup).await.unwrap() else {
        panic!("not an entry")
    };
    until("the entry ends", || {
        ports.seen().events.borrow().iter().rev().find_map(|event| match event {
            Event::Entry(e) if e.id == entry.id && e.state.is_final() => Some(e.clone()),
            _ => None,
        })
    })
    .await
}

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
fn an_unclear_answer_is_never_sent_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        world
            .tell(
                "faults",
                json!({"match": {"method": "POST", "path": "/v5/pins"}, "times": 1, "act": {"cut": "after"}}),
            )
            .await;
        let entry = saved(&app, &ports, draft).await;
        assert_eq!(entry.state, EntryState::Failed);
        assert_eq!(entry.problem.unwrap().kind, ProblemKind::OutcomeUnclear);
        // A background that starts afterwards finds nothing to send.
        let next = App::new(ports.clone());
        next.start().await;
        assert!(boards(&next, true).await.is_ok());
        assert_eq!(world.ask("pins?world=production").await["pins"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_save_that_is_asked_for_twice_is_one_pin() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let request = Request::Save { id: EntryId::new("asked-for-twice-01"), draft };
        let first = app.on_request(request.clone(), Page::Popup).await.unwrap();
        let second = app.on_request(request.clone(), Page::Popup).await.unwrap();
        let (Answer::Entry(first), Answer::Entry(second)) = (first, second) else { panic!("not entries") };
        assert_eq!(first.id, second.id);
        until("it ends", || {
            let events = ports.seen().events.borrow();
            events.iter().any(|e| matches!(e, Event::Entry(e) if e.state == EntryState::Done)).then_some(())
        })
        .await;
        // After it has ended, too.
        app.on_request(request, Page::Popup).await.unwrap();
        assert_eq!(world.ask("pins?world=production").await["pins"].as_array().unwrap().len(), 1);
    });
}

#[test]
fn a_background_killed_while_sending_tells_the_person() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let entry = saved(&app, &ports, draft).await;
        // As it lay on disk when the background was stopped.
        let key = format!("journal.v1.{}", entry.id);
        let stored = ports.stored();
        let record = stored.lines().find_map(|line| line.strip_prefix(&format!("{key}: "))).unwrap();
        let mut record: serde_json::Value = serde_json::from_str(record).unwrap();
        record["state"] = json!("sending");
        record["pin"] = json!(null);
        ports.put(Area::Local, &key, &record.to_string());

        ports.seen().notices.borrow_mut().clear();
        let next = App::new(ports.clone());
        let Answer::Entry(found) =
            next.on_request(Request::Entry { id: entry.id }, Page::Popup).await.unwrap()
        else {
            panic!("not an entry")
        };
        assert_eq!(found.state, EntryState::Failed);
        assert_eq!(found.problem.unwrap().kind, ProblemKind::OutcomeUnclear);
        assert_eq!(ports.seen().notices.borrow().len(), 1);
        assert_eq!(world.ask("pins?world=production").await["pins"].as_array().unwrap().len(), 1);
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
        let next = App::new(ports.clone());
        assert_eq!(next.on_request(Request::Entries, Page::Popup).await, Ok(Answer::Entries(Vec::new())));
        assert!(ports.stored().contains(&format!("aside.{key}: {{\"id\": broken")), "{}", ports.stored());
        assert_eq!(ports.seen().notices.borrow().len(), 1, "{:?}", ports.seen().notices.borrow());
        assert!(status(&next).await.snapshot.account.is_some());
    });
}

#[test]
fn a_full_storage_takes_no_save() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Recipes").await;
        ports.refuse(Some("A teapot"));
        let request = Request::Save { id: EntryId::new("test-entry-full"), draft: draft.clone() };
        let refused = app.on_request(request, Page::Popup).await.unwrap_err();
        assert_eq!(refused.kind, ProblemKind::StorageFailed);
        assert_eq!(world.ask("pins?world=production").await["pins"], json!([]));
        ports.refuse(None);
        assert_eq!(saved(&app, &ports, draft).await.state, EntryState::Done);
    });
}

#[test]
fn an_outcome_that_cannot_be_written_down_is_told_and_found_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Recipes").await;
        ports.refuse(Some("\"done\""));
        let id = EntryId::new("test-entry-lost");
        app.on_request(Request::Save { id: id.clone(), draft }, Page::Popup).await.unwrap();
        until("trouble", || ports.seen().badges.borrow().contains(&Badge::Trouble).then_some(())).await;
        let lost = app.on_request(Request::Entry { id: id.clone() }, Page::Popup).await.unwrap_err();
        assert_eq!(lost.kind, ProblemKind::StorageFailed);
        ports.refuse(None);
        let next = App::new(ports.clone());
        let Answer::Entry(found) = next.on_request(Request::Entry { id }, Page::Popup).await.unwrap() else {
            panic!("not an entry")
        };
        assert_eq!(found.problem.map(|problem| problem.kind), Some(ProblemKind::OutcomeUnclear));
        let pins = world.ask("pins?world=production").await;
        assert_eq!(pins["pins"].as_array().unwrap().len(), 1, "sent once: {pins}");
    });
}

#[test]
fn tokens_that_cannot_be_read_are_kept_no_longer_than_needed() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let connection = status(&app).await.snapshot.account.unwrap().connection;
        ports.put(Area::Local, &format!("connection.v1.{connection}"), "{\"access_token\": \"pina_old");
        let next = App::new(ports.clone());
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

/// A draft of a picture that Pinterest cannot fetch, seen on a page.
async fn unfetchable(app: &Rc<App<Native>>) -> Draft {
    Draft {
        picture: "https://cdn.example/picture/missing/lost-400x500.jpg".into(),
        spot: Some(Spot { scan: "1".into(), at: 7 }),
        page: "https://shop.example/".into(),
        ..draft(app, "Garden").await
    }
}

#[test]
fn what_pinterest_cannot_fetch_is_taken_from_the_page() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let file = ports.file("https://cdn.example/picture/teapot-80x60.jpg").await;
        // Behind its first two bytes, a comment.
        let told = [&file[..2], b"\xff\xfe\x00\x08secret", &file[2..]].concat();
        ports.page_gives(Some(told));
        let entry = saved(&app, &ports, unfetchable(&app).await).await;
        assert_eq!(entry.state, EntryState::Done, "{entry:?}");
        let pins = world.ask("pins?world=production").await;
        assert_eq!(pins["pins"][0]["media_source_type"], "image_base64");
        assert_eq!(pins["pins"][0]["width"], 80);
        let sha256 = pins["pins"][0]["sha256"].as_str().unwrap();
        let bytes = reqwest::get(format!("{}/_standin/picture/{sha256}", world.standin)).await.unwrap();
        let bytes = bytes.bytes().await.unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"secret"), "the comment was cut out");
    });
}

#[test]
fn a_page_that_is_gone_is_told_and_nothing_is_lost() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_gives(None);
        let entry = saved(&app, &ports, unfetchable(&app).await).await;
        assert_eq!(entry.state, EntryState::Failed);
        let problem = entry.problem.unwrap();
        assert_eq!(problem.kind, ProblemKind::PicturePageGone);
        assert_eq!(entry.page, "https://shop.example/");
        assert_eq!(world.ask("pins?world=production").await["pins"], serde_json::json!([]));
    });
}

#[test]
fn a_picture_to_upload_is_kept_until_its_pin_is_made() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let file = ports.file("https://cdn.example/picture/teapot-80x60.jpg").await;
        ports.page_gives(Some(file));
        let draft = Draft { picture: "canvas:7".into(), needs_upload: true, ..unfetchable(&app).await };
        let id = EntryId::new("test-entry-to-upload");
        let request = Request::Save { id: id.clone(), draft: draft.clone() };
        app.on_request(request, Page::Popup).await.unwrap();
        assert_eq!(ports.keys_of(Area::Pictures), ["picture.v1.test-entry-to-upload"]);
        // The page may go: what was written down is sent.
        ports.page_gives(None);
        until("it is sent", || ports.keys_of(Area::Pictures).is_empty().then_some(())).await;
        assert_eq!(world.ask("pins?world=production").await["pins"][0]["media_source_type"], "image_base64");
        // Pinterest's own dialog could not fetch it.
        let handed = app.on_request(Request::HandOff { draft }, Page::Popup).await.unwrap_err();
        assert_eq!(handed.kind, ProblemKind::PictureNotPublic);
    });
}
