//! Pins whose outcome is not known, natively: found, sent again, or asked about; once in each case.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use serde_json::json;
use tack::app::App;
use tack::ports::{Area, Badge, HttpRequest};
use tack_protocol::limits::READ_APART_MS;
use tack_protocol::{
    Answer, Draft, EntryId, EntryState, EntryView, Event, Page, PinId, ProblemKind, Request, SectionId,
    Settlement, Waiting,
};

use crate::harness::ports::{Native, Trouble};
use crate::harness::steps::*;

#[test]
fn what_was_pinned_though_the_answer_got_lost_is_found() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        // Pinterest's clock is another one.
        ports.skew(-40.0 * 3_600_000.0);
        for (made, script) in [
            json!({}),
            json!({"shuffle_lists": true}),
            json!({"read_lag_ms": 200_000}),
            json!({"section_only_listing": true}),
            // Then by the Pins before, of which both times are known.
            json!({"no_date": true}),
        ]
        .into_iter()
        .enumerate()
        {
            world.tell("scripts", script.clone()).await;
            fault(&world, json!({"cut": "after"})).await;
            let mut draft = draft(&app, "Recipes").await;
            draft.link = format!("https://shop.example/{made}");
            let sections = world.ask("boards?world=production&account=ada").await;
            let sections = &sections["boards"][0]["sections"];
            draft.section = Some(SectionId::new(sections[made % 2]["id"].as_str().unwrap()));
            let entry = saved(&app, &ports, draft).await;
            assert_eq!(entry.state, EntryState::Done, "{script}");
            let all = world.ask("pins?world=production").await;
            let all = all["pins"].as_array().unwrap();
            assert_eq!(all.len(), made + 1, "{script}");
            assert_eq!(all[made]["id"], entry.pin.unwrap().as_str(), "{script}");
        }
        assert_eq!(world.ask("violations").await["violations"], json!([]));
    });
}

#[test]
fn what_was_not_pinned_is_sent_again_after_two_readings() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        for (made, act) in [
            json!({"cut": "before"}),
            json!({"status": 502, "code": 0, "message": "no"}),
            json!({"body": "<html>", "status": 200, "content_type": "text/html"}),
        ]
        .into_iter()
        .enumerate()
        {
            fault(&world, act).await;
            let began = ports.time().now();
            let draft = draft(&app, "Garden").await;
            let entry = saved(&app, &ports, draft).await;
            assert_eq!(entry.state, EntryState::Done);
            assert!(ports.time().now() - began >= READ_APART_MS);
            assert_eq!((pins(&world).await, posts(&world).await), (made + 1, 2 * made + 2));
        }
    });
}

#[test]
fn a_network_that_is_away_for_hours_ends_in_no_question() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let garden = boards(&app, false).await.unwrap().boards[0].id.clone();
        let draft = draft(&app, "Garden").await;
        fault(&world, json!({"cut": "before"})).await;
        let pins_of_board = format!("/v5/boards/{garden}/pins");
        let away = json!({"match": {"path": pins_of_board}, "times": 60, "act": {"cut": "before"}});
        world.tell("faults", away).await;
        let began = ports.time().now();
        let entry = saved(&app, &ports, draft).await;
        assert_eq!((entry.state, pins(&world).await, posts(&world).await), (EntryState::Done, 1, 2));
        // It was asked for until it was back, and every few minutes.
        let minutes = (ports.time().now() - began) / 60_000.0;
        assert!((60.0..300.0).contains(&minutes), "{minutes}");
        assert_eq!(ports.seen().notices.borrow().len(), 1, "that it was pinned");
    });
}

#[test]
fn of_what_nobody_can_tell_the_person_is_asked() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let unsure = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Person);
        let mut nameless = draft(&app, "Garden").await;
        (nameless.link, nameless.title) = (String::new(), String::new());
        fault(&world, json!({"done_but": {"status": 500}})).await;
        let entry = saved_until(&app, &ports, nameless.clone(), unsure).await;
        assert_eq!(entry.problem.as_ref().unwrap().kind, ProblemKind::OutcomeUnsure);
        assert_eq!(ports.seen().notices.borrow().len(), 1);
        // It is neither taken back nor sent again.
        let undone = app.on_request(Request::Undo { id: entry.id.clone() }, Page::Popup).await;
        assert!(matches!(undone, Ok(Answer::Entry(e)) if unsure(&e)));
        assert!(app.on_request(Request::SendNow { id: entry.id.clone() }, Page::Popup).await.is_err());
        let asked = async |app: &Rc<App<Native>>| match app
            .on_request(Request::Suspects { id: entry.id.clone() }, Page::Popup)
            .await
        {
            Ok(Answer::Suspects(suspects)) => suspects,
            other => panic!("{other:?}"),
        };
        let suspects = asked(&app).await;
        assert!(suspects[0].picture.as_deref().unwrap().starts_with("https://cdn.example/pinned/"));
        assert!(!ports.keys_of(Area::Local).iter().any(|key| key.starts_with("suspects")), "in memory only");
        // After the browser was closed, they are read anew.
        ports.quit();
        assert_eq!(asked(&app).await, suspects);
        let is = Settlement::Is(suspects[0].pin.clone());
        let settle = |word| Request::Settle { id: entry.id.clone(), word };
        let Ok(Answer::Entry(settled)) = app.on_request(settle(is.clone()), Page::Popup).await else {
            panic!("not settled")
        };
        assert_eq!((settled.state, pins(&world).await), (EntryState::Done, 1));
        assert!(app.on_request(settle(is), Page::Popup).await.is_err(), "a Pin closes one entry");
        // And what the person does not find, is sent again.
        fault(&world, json!({"done_but": {"status": 500}})).await;
        let entry = saved_until(&app, &ports, nameless, unsure).await;
        let pin = world.ask("pins?world=production").await["pins"][1]["id"].clone();
        assert_eq!(asked_of(&app, &entry.id).await[0].as_str(), pin.as_str().unwrap());
        let request = Request::Settle { id: entry.id.clone(), word: Settlement::IsNot };
        app.on_request(request, Page::Popup).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert_eq!((pins(&world).await, posts(&world).await), (3, 3));
    });
}

async fn asked_of(app: &Rc<App<Native>>, id: &EntryId) -> Vec<PinId> {
    match app.on_request(Request::Suspects { id: id.clone() }, Page::Popup).await {
        Ok(Answer::Suspects(suspects)) => suspects.into_iter().map(|suspect| suspect.pin).collect(),
        other => panic!("{other:?}"),
    }
}

/// Each Pin is sent twice, as browsers do by themselves when a connection breaks that was used before.
struct Twice(Native, String);

impl Trouble for Twice {
    fn before<'a>(&'a self, request: &'a HttpRequest) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async {
            if request.method == "POST" {
                self.0.once_more(request.clone()).await;
            }
            false
        })
    }

    fn hangs<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(std::future::pending())
    }

    fn proxy(&self) -> String {
        self.1.clone()
    }
}

#[test]
fn what_a_browser_sent_twice_is_told_and_deleted_at_a_word() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let [first, second] = [draft(&app, "Garden").await, draft(&app, "Garden").await];
        assert_eq!(saved(&app, &ports, first).await.state, EntryState::Done);
        ports.trouble(Some(Rc::new(Twice(ports.clone(), world.standin.clone()))));
        let second = Draft { title: "Another".into(), ..second };
        let doubled = |e: &EntryView| e.problem.as_ref().is_some_and(|p| p.kind == ProblemKind::PinDoubled);
        let entry = saved_until(&app, &ports, second, doubled).await;
        assert_eq!((entry.state, pins(&world).await), (EntryState::Done, 3));
        let request = Request::DeleteTwin { id: entry.id };
        let Ok(Answer::Entry(entry)) = app.on_request(request, Page::Popup).await else { panic!("refused") };
        assert!(entry.problem.is_none());
        let left = world.ask("pins?world=production").await;
        let left: Vec<_> = left["pins"].as_array().unwrap().iter().map(|pin| pin["id"].clone()).collect();
        assert_eq!((left.len(), &left[1]), (2, &json!(entry.pin.unwrap().as_str())));
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
        let next = begun(&ports);
        let Answer::Entry(found) =
            next.on_request(Request::Entry { id: entry.id }, Page::Popup).await.unwrap()
        else {
            panic!("not an entry")
        };
        assert_eq!(found.state, EntryState::Unclear);
        assert_eq!(found.problem.unwrap().kind, ProblemKind::OutcomeSought);
        // Found on the board, which the person is told.
        news(&ports, &found.id, |e| e.state == EntryState::Done).await;
        until("a notice", || (ports.seen().notices.borrow().len() == 1).then_some(())).await;
        assert_eq!(pins(&world).await, 1);
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
        // Told so, or by now as unclear.
        match app.on_request(Request::Entry { id: id.clone() }, Page::Popup).await {
            Ok(Answer::Entry(entry)) => assert_eq!(entry.state, EntryState::Unclear),
            other => assert!(other.is_err_and(|problem| problem.kind == ProblemKind::StorageFailed)),
        }
        ports.refuse(None);
        let next = begun(&ports);
        next.wake().await;
        news(&ports, &id, |e| e.state == EntryState::Done).await;
        assert_eq!((pins(&world).await, posts(&world).await), (1, 1), "sent once");
    });
}
