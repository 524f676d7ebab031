//! What could lose a Pin or double it, natively: clocks that are set back, storages that are full, backgrounds that end in
//! the middle.

use std::rc::Rc;

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::limits::UNDO_MS;
use tack_protocol::{
    Answer, Draft, EntryId, EntryState, EntryView, Numbered, Page, Problem, ProblemKind, Request, Spot,
    Waiting,
};

use crate::harness::ports::Native;
use crate::harness::steps::*;
use crate::harness::world::World;

const HOUR_MS: f64 = 3_600_000.0;
/// A picture that Pinterest cannot fetch.
const LOST: &str = "https://cdn.example/picture/missing/lost-400x500.jpg";

async fn listed(app: &Rc<App<Native>>) -> Vec<EntryView> {
    match app.on_request(Request::Entries, Page::Pins).await {
        Ok(Answer::Entries(entries)) => entries,
        other => panic!("{other:?}"),
    }
}

/// A draft of a picture that only its page has.
async fn of_page(app: &Rc<App<Native>>) -> Draft {
    let spot = Some(Spot { scan: "1".into(), at: 7 });
    Draft { picture: LOST.into(), spot, ..draft(app, "Garden").await }
}

#[test]
fn what_was_sent_by_a_clock_that_was_set_back_since_is_not_sent_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let time_stands = ports.time().busy();
        fault(&world, json!({"cut": "after"})).await;
        let entry = saved_until(&app, &ports, draft, |e| e.state == EntryState::Unclear).await;
        ports.time().pass(-HOUR_MS / 2.0);
        // Pinterest's clock was right.
        ports.skew(HOUR_MS / 2.0);
        drop(time_stands);
        let asked = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Person);
        let entry = news(&ports, &entry.id, asked).await;
        assert_eq!(entry.problem.unwrap().kind, ProblemKind::OutcomeUnsure);
        assert_eq!((pins(&world).await, posts(&world).await), (1, 1));
    });
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_that_waits() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let time_stands = ports.time().busy();
        let limit = json!({"status": 429, "code": 8, "message": "Slow", "headers": {"Retry-After": "90"}});
        fault(&world, limit).await;
        let waits = |e: &EntryView| matches!(e.state, EntryState::Waiting(Waiting::Until(_)));
        let entry = saved_until(&app, &ports, draft, waits).await;
        ports.time().pass(-1_000.0 * HOUR_MS);
        ports.skew(1_000.0 * HOUR_MS);
        let began = ports.time().now();
        drop(time_stands);
        app.wake().await;
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert!(ports.time().now() - began < HOUR_MS);
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn a_picture_that_was_being_taken_when_all_ended_is_told_of() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { needs_upload: true, ..of_page(&app).await };
        ports.page_hangs(true);
        let request = Request::Save { id: EntryId::new("taken-in-the-middle"), draft };
        let asked = Rc::clone(&app);
        let save = tokio::task::spawn_local(async move { asked.on_request(request, Page::Popup).await });
        let written = || (!ports.records_of(Area::Local, "journal.v1.").is_empty()).then_some(());
        until("it is written down", written).await;
        assert!(listed(&app).await.is_empty(), "not yet");
        save.abort();
        ports.end_all().await;
        ports.page_hangs(false);
        let next = begun(&ports);
        next.wake().await;
        let entries = listed(&next).await;
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].problem.as_ref().unwrap().kind, ProblemKind::PicturePageGone);
        assert_eq!(ports.seen().notices.borrow().len(), 1);
        // The page is still there.
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        next.on_request(Request::SendNow { id: entries[0].id.clone() }, Page::Pins).await.unwrap();
        news(&ports, &entries[0].id, |e| e.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn a_picture_that_cannot_be_taken_leaves_nothing_in_the_journal() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { needs_upload: true, ..of_page(&app).await };
        ports.page_gives(None);
        let id = EntryId::new("taken-from-a-closed-page");
        let told = app.on_request(Request::Save { id: id.clone(), draft: draft.clone() }, Page::Popup).await;
        assert_eq!(told.unwrap_err().kind, ProblemKind::PicturePageGone);
        assert!(listed(&app).await.is_empty());
        // Asked again, once it is there.
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        app.on_request(Request::Save { id: id.clone(), draft }, Page::Popup).await.unwrap();
        news(&ports, &id, |e| e.state == EntryState::Done).await;
    });
}

#[test]
fn bytes_that_were_taken_for_a_second_try_are_there_for_a_third() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        // Fetched in vain; then, with the bytes, a limit.
        let limit = json!({"status": 429, "code": 8, "message": "Slow", "headers": {"Retry-After": "60"}});
        fault(&world, json!({"status": 400, "code": 1, "message": "Could not fetch the image"})).await;
        fault(&world, limit).await;
        let waits = |e: &EntryView| matches!(e.state, EntryState::Waiting(Waiting::Until(_)));
        let time_stands = ports.time().busy();
        let entry = saved_until(&app, &ports, of_page(&app).await, waits).await;
        ports.page_gives(None);
        drop(time_stands);
        let done = news(&ports, &entry.id, |e| e.state.is_final()).await;
        assert_eq!(done.state, EntryState::Done, "{done:?}");
        assert!(ports.records_of(Area::Pictures, "picture.v1.").is_empty(), "and gone with its entry");
    });
}

#[test]
fn a_private_pin_that_failed_can_be_tried_again_and_is_never_on_disk() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.set_private(true);
        let draft = draft(&app, "Garden").await;
        fault(&world, json!({"status": 403, "code": 29, "message": "no"})).await;
        let entry = saved(&app, &ports, draft.clone()).await;
        assert_eq!(entry.state, EntryState::Failed);
        ports.time().pass(UNDO_MS * 10.0);
        app.wake().await;
        let other = Draft { title: "Another".into(), ..draft };
        assert_eq!(saved(&app, &ports, other).await.state, EntryState::Done);
        app.on_request(Request::SendNow { id: entry.id.clone() }, Page::Popup).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 2);
        assert!(ports.records_of(Area::Local, "journal.v1.").is_empty());
    });
}

#[test]
fn what_is_cleared_leaves_no_word() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { title: "Nobody's business".into(), ..draft(&app, "Garden").await };
        let entry = saved(&app, &ports, draft).await;
        app.on_request(Request::ClearHistory, Page::Pins).await.unwrap();
        assert!(!ports.stored().contains("Nobody's business"));
        let pin = entry.pin.unwrap();
        assert!(ports.records_of(Area::Local, "journal.v1.").concat().contains(pin.as_str()), "its number");
    });
}

#[test]
fn a_step_that_the_storage_refused_is_tried_again_by_an_alarm() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let time_stands = ports.time().busy();
        let limit = json!({"status": 429, "code": 8, "message": "Slow", "headers": {"Retry-After": "90"}});
        fault(&world, limit).await;
        let waits = |e: &EntryView| matches!(e.state, EntryState::Waiting(Waiting::Until(_)));
        let entry = saved_until(&app, &ports, draft, waits).await;
        // Full when the wait is over, and no longer soon after.
        ports.refuse(Some("\"state\":\"queued\""));
        ports.seen().badges.borrow_mut().clear();
        drop(time_stands);
        let trouble = || ports.seen().badges.borrow().contains(&tack::ports::Badge::Trouble).then_some(());
        until("it is refused", trouble).await;
        ports.refuse(None);
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn several_of_a_private_window_are_confirmed_too() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.set_private(true);
        let draft = draft(&app, "Garden").await;
        let one = |n: usize| Numbered {
            id: EntryId::new(format!("private-one-of-{n:02}")),
            draft: Draft { title: format!("Number {n}"), ..draft.clone() },
        };
        let asked: Vec<Numbered> = (0..3).map(one).collect();
        app.on_request(Request::SaveAll { pins: asked.clone() }, Page::Popup).await.unwrap();
        for Numbered { id, .. } in &asked {
            news(&ports, id, |e| e.state == EntryState::Done).await;
        }
        let read = async || {
            let requests = world.ask("requests").await;
            let is_list = |r: &&serde_json::Value| {
                r["path"].as_str().unwrap().ends_with("/pins") && r["method"] == "GET"
            };
            requests["requests"].as_array().unwrap().iter().filter(is_list).count()
        };
        for _ in 0..400 {
            if read().await > 0 {
                return;
            }
        }
        panic!("their board was never read");
    });
}

/// Saves so many, and gives them once their board's readings have ended.
async fn confirmed(world: &World, ports: &Native, count: usize) -> Vec<EntryView> {
    let app = connected(world, ports).await;
    let draft = draft(&app, "Garden").await;
    let one = |n: usize| Numbered {
        id: EntryId::new(format!("to-be-confirmed-{n}")),
        draft: Draft { title: format!("Number {n}"), ..draft.clone() },
    };
    app.on_request(Request::SaveAll { pins: (0..count).map(one).collect() }, Page::Popup).await.unwrap();
    until("all is confirmed", || {
        let records = ports.records_of(Area::Local, "journal.v1.");
        let waits = |record: &String| record.contains("\"unconfirmed\":true") || !record.contains("\"done\"");
        (!records.is_empty() && !records.iter().any(waits)).then_some(())
    })
    .await;
    let request = Request::History { search: String::new() };
    match app.on_request(request, Page::Pins).await {
        Ok(Answer::Entries(entries)) => entries,
        other => panic!("{other:?}"),
    }
}

/// How often Pinterest was asked for one Pin.
async fn asked_for_pins(world: &World) -> usize {
    let requests = world.ask("requests").await;
    let is_one =
        |r: &&serde_json::Value| r["method"] == "GET" && r["path"].as_str().unwrap().starts_with("/v5/pins/");
    requests["requests"].as_array().unwrap().iter().filter(is_one).count()
}

#[test]
fn a_pin_that_pinterest_took_away_again_is_told_after_three_readings() {
    run(|world, ports| async move {
        world.tell("scripts", json!({"read_lag_ms": 86_400_000})).await;
        let entries = confirmed(&world, &ports, 3).await;
        assert_eq!(entries.len(), 3);
        for entry in entries {
            assert_eq!(entry.state, EntryState::Done);
            assert_eq!(entry.problem.map(|problem| problem.kind), Some(ProblemKind::PinGone));
        }
        assert_eq!(asked_for_pins(&world).await, 9);
        assert_eq!(posts(&world).await, 3, "nothing is sent again");
        let notices = ports.seen().notices.borrow().clone();
        assert!(notices.iter().any(|notice| notice.contains("pin_gone")), "{notices:?}");
    });
}

#[test]
fn a_pin_that_shows_late_is_none_that_is_gone() {
    run(|world, ports| async move {
        // Longer than it takes until all of them were due once.
        world.tell("scripts", json!({"read_lag_ms": 100_000})).await;
        let entries = confirmed(&world, &ports, 4).await;
        assert!(entries.len() == 4 && entries.iter().all(|entry| entry.problem.is_none()), "{entries:?}");
    });
}

#[test]
fn a_pin_that_was_moved_to_another_board_is_none_that_is_gone() {
    run(|world, ports| async move {
        let board = world.ask("boards?world=production&account=ada").await;
        let board =
            board["boards"].as_array().unwrap().iter().find(|board| board["name"] == "Garden").unwrap();
        let list = format!("/v5/boards/{}/pins", board["id"].as_str().unwrap());
        let empty = json!({"body": "{\"items\":[],\"bookmark\":null}", "status": 200, "content_type": "application/json"});
        world.tell("faults", json!({"match": {"path": list}, "act": empty})).await;
        let entries = confirmed(&world, &ports, 2).await;
        assert!(entries.len() == 2 && entries.iter().all(|entry| entry.problem.is_none()), "{entries:?}");
        assert_eq!(asked_for_pins(&world).await, 2);
    });
}

#[test]
fn a_second_pin_that_the_person_keeps_is_not_taken_back_with_the_first() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let entry = saved(&app, &ports, draft(&app, "Garden").await).await;
        // As it was told, and put out of sight.
        let key = format!("journal.v1.{}", entry.id);
        let record = ports.records_of(Area::Local, &key).concat();
        let mut record: serde_json::Value = serde_json::from_str(&record).unwrap();
        let other = saved(&app, &ports, Draft { title: "Kept".into(), ..draft(&app, "Garden").await }).await;
        record["twin"] = json!(other.pin.as_ref().unwrap().as_str());
        record["problem"] = serde_json::to_value(Problem::from(ProblemKind::PinDoubled)).unwrap();
        record["dismissed"] = json!(true);
        ports.put(Area::Local, &key, &record.to_string());
        app.on_request(Request::Undo { id: entry.id }, Page::Pins).await.unwrap();
        let left = world.ask("pins?world=production").await;
        assert_eq!(left["pins"].as_array().unwrap().len(), 1);
        assert_eq!(left["pins"][0]["id"], other.pin.unwrap().as_str());
    });
}
