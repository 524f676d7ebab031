//! Connect and pin, natively: the core's own code against the real relay and the stand-in.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    unreachable_pub,
    reason = "the lints know tests as functions, and these are their helpers"
)]

#[allow(dead_code, reason = "shared with the chaos, and neither uses all")]
mod native;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use native::ports::{Native, Person, Trouble};
use native::steps::*;
use serde_json::json;
use tack::app::{App, MenuClick};
use tack::page::Sight;
use tack::ports::{Area, Badge, Clock, Http, HttpRequest, PointingEnd, ScanFailure, Storage};
use tack::rect::Rect;
use tack_protocol::limits::{CAPTURE_KEPT_MS, READ_APART_MS, UNDO_MS};
use tack_protocol::{
    Answer, Aside, Draft, EntryId, EntryState, EntryView, Environment, Event, ExportForm, Numbered, Page,
    PageOffer, PinId, Problem, ProblemKind, Request, SectionId, Settlement, Spot, Waiting,
};

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

#[test]
fn a_limit_is_waited_for_as_long_as_it_says() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let limit = |headers: serde_json::Value| json!({"status": 429, "code": 8, "message": "Slow down", "headers": headers});
        for (act, at_least, at_most) in [
            (limit(json!({"Retry-After": "90"})), 90_000.0, 400_000.0),
            (
                json!({"status": 409, "code": 1, "message": "Could not get exclusive access"}),
                1_000.0,
                400_000.0,
            ),
            (limit(json!({"Retry-After": "50000"})), 50_000_000.0, 50_400_000.0),
        ] {
            fault(&world, act.clone()).await;
            let began = ports.time().now();
            let draft = draft(&app, "Garden").await;
            assert_eq!(saved(&app, &ports, draft).await.state, EntryState::Done);
            let took = ports.time().now() - began;
            assert!((at_least..at_most).contains(&took), "{act}: {took}");
        }
        let told = |kind| {
            let events = ports.seen().events.borrow();
            events.iter().any(|event| {
                matches!(event, Event::Entry(e) if e.problem.as_ref().is_some_and(|p| p.kind == kind))
            })
        };
        assert!(told(ProblemKind::RateLimited) && told(ProblemKind::DailyLimit));
        assert!(ports.seen().badges.borrow().contains(&Badge::Waiting(1)));
        assert_eq!(pins(&world).await, 3);
    });
}

#[test]
fn a_spam_block_stops_the_queue_until_the_person_tries() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        world.tell("scripts", json!({"spam_block": true})).await;
        let person = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Person);
        let first = saved_until(&app, &ports, draft(&app, "Garden").await, person).await;
        let second = saved_until(&app, &ports, draft(&app, "Recipes").await, person).await;
        assert_eq!(second.problem.unwrap().kind, ProblemKind::SpamBlock);
        assert_eq!(posts(&world).await, 1, "the second one is not even tried");
        world.tell("scripts", json!({"spam_block": false})).await;
        app.on_request(Request::SendNow { id: second.id.clone() }, Page::Popup).await.unwrap();
        for id in [second.id, first.id] {
            news(&ports, &id, |e| e.state == EntryState::Done).await;
        }
        assert_eq!(pins(&world).await, 2);
    });
}

#[test]
fn without_a_network_pins_wait_and_go_on_by_themselves() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let drafts = [draft(&app, "Garden").await, draft(&app, "Recipes").await];
        ports.set_online(false);
        ports.trouble(Some(Rc::new(NoNetwork(ports.clone(), world.standin.clone()))));
        let mut ids = Vec::new();
        for draft in drafts {
            let offline = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Network);
            ids.push(saved_until(&app, &ports, draft, offline).await.id);
        }
        assert_eq!(posts(&world).await, 0);
        ports.set_online(true);
        // As the browser's own event does it.
        app.wake().await;
        for id in ids {
            news(&ports, &id, |e| e.state == EntryState::Done).await;
        }
        assert_eq!(pins(&world).await, 2);
    });
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

/// Nothing but that there is no network, as long as there is none.
struct NoNetwork(Native, String);

impl Trouble for NoNetwork {
    fn before<'a>(&'a self, _: &'a HttpRequest) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async { !self.0.online() })
    }

    fn hangs<'a>(&'a self) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(std::future::pending())
    }

    fn proxy(&self) -> String {
        self.1.clone()
    }
}

#[test]
fn pins_wait_for_the_account_to_be_connected_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        let waits = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Reconnect);
        let entry = saved_until(&app, &ports, draft, waits).await;
        assert_eq!(entry.problem.unwrap().kind, ProblemKind::NeedsReconnecting);
        world.tell("scripts", json!({"refuse_tokens": false})).await;
        connect(&app, &ports, Environment::Production).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn a_pin_for_later_is_sent_at_its_time() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let at = ports.time().now() + 7_200_000.0;
        let id = EntryId::new("test-entry-for-later");
        let request = Request::PinLater { id: id.clone(), draft: draft.clone(), at };
        let Ok(Answer::Entry(later)) = app.on_request(request, Page::Popup).await else { panic!("refused") };
        assert_eq!(later.state, EntryState::Waiting(Waiting::Until(at)));
        // It can be changed, and meanwhile others go.
        let change = Draft { title: "A cup".into(), ..draft.clone() };
        app.on_request(Request::Change { id: id.clone(), draft: change }, Page::Popup).await.unwrap();
        let other = Draft { title: "Another".into(), ..draft };
        assert_eq!(saved(&app, &ports, other).await.state, EntryState::Done);
        news(&ports, &id, |e| e.state == EntryState::Done).await;
        assert!(ports.time().now() >= at);
        assert_eq!(world.ask("pins?world=production").await["pins"][1]["title"], "A cup");
        assert!(!ports.seen().notices.borrow().iter().any(|notice| notice.starts_with("notice_late")));
    });
}

#[test]
fn undo_of_a_pin_that_is_gone_and_of_one_that_has_not_left() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let entry = saved(&app, &ports, draft(&app, "Garden").await).await;
        // Somebody else has deleted it meanwhile.
        let gone = json!({"status": 404, "code": 50, "message": "Pin not found."});
        world.tell("faults", json!({"match": {"method": "DELETE"}, "times": 1, "act": gone})).await;
        let undo = |id: EntryId| app.on_request(Request::Undo { id }, Page::Popup);
        assert!(matches!(undo(entry.id).await, Ok(Answer::Entry(e)) if e.state == EntryState::Withdrawn));
        let draft = draft(&app, "Garden").await;
        let at = ports.time().now() + 7_200_000.0;
        let id = EntryId::new("test-entry-withdrawn");
        app.on_request(Request::PinLater { id: id.clone(), draft, at }, Page::Popup).await.unwrap();
        assert!(matches!(undo(id).await, Ok(Answer::Entry(e)) if e.state == EntryState::Withdrawn));
        assert_eq!(posts(&world).await, 1);
    });
}

#[test]
fn the_history_knows_what_was_pinned() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        saved(&app, &ports, draft(&app, "Garden").await).await;
        let ask = async |request| app.on_request(request, Page::Pins).await.unwrap();
        let pictures = vec!["https://cdn.example/picture/teapot-800x600.jpg?utm_source=x".to_owned()];
        let known = app.on_request(Request::Known { pictures }, Page::Popup).await.unwrap();
        let Answer::Known(known) = known else { panic!("unknown") };
        assert_eq!(known[0].entry.board.as_ref().unwrap().name, "Garden");
        let found = async |words: &str| match ask(Request::History { search: words.into() }).await {
            Answer::Entries(entries) => entries.len(),
            other => panic!("{other:?}"),
        };
        assert_eq!((found("TEAPOT").await, found("lamp").await), (1, 0));
        let Answer::Text(csv) = ask(Request::Export { form: ExportForm::Csv, unsent_of: None }).await else {
            panic!("no file")
        };
        assert!(csv.contains("\"Garden\",\"A teapot\""), "{csv}");
        ask(Request::ClearHistory).await;
        assert_eq!(found("").await, 0);
    });
}

#[test]
fn several_with_one_press_are_each_one_pin() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let numbered =
            |n: usize, draft: Draft| Numbered { id: EntryId::new(format!("one-of-several-{n:02}")), draft };
        let titled = |n: usize| Draft { title: format!("Number {n}"), ..draft.clone() };
        let mut asked: Vec<Numbered> = (0..5).map(|n| numbered(n, titled(n))).collect();
        asked.push(numbered(5, Draft { board: None, ..titled(5) }));
        // Of the seventh nobody but a page has the bytes, and its tab is gone.
        asked.push(numbered(6, Draft { needs_upload: true, tab: None, ..titled(6) }));
        let request = Request::SaveAll { pins: asked };
        let Ok(Answer::Entries(entries)) = app.on_request(request.clone(), Page::Popup).await else {
            panic!("refused")
        };
        assert_eq!(entries.iter().filter(|entry| entry.state == EntryState::Queued).count(), 6);
        assert_eq!(entries[5].problem.as_ref().unwrap().kind, ProblemKind::DraftInvalid);
        // Since the answer got lost.
        app.on_request(request, Page::Popup).await.unwrap();
        news(&ports, &entries[4].id, |entry| entry.state == EntryState::Done).await;
        let gone = news(&ports, &entries[6].id, |entry| entry.state == EntryState::Failed).await;
        assert_eq!(gone.problem.unwrap().kind, ProblemKind::PicturePageGone);
        assert_eq!((posts(&world).await, pins(&world).await), (5, 5));
        let saved = |notice: &&String| notice.starts_with("notice_saved");
        until("one notice for all", || ports.seen().notices.borrow().iter().any(|n| saved(&n)).then_some(()))
            .await;
        let told: Vec<String> = ports.seen().notices.borrow().iter().filter(saved).cloned().collect();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains('5'), "{told:?}");
    });
}

#[test]
fn the_pictures_of_several_are_taken_by_the_next_background_too() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = Draft { needs_upload: true, ..unfetchable(&app).await };
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        // No network: nobody's turn comes.
        ports.set_online(false);
        let asked = vec![Numbered { id: EntryId::new("one-of-several-01"), draft }];
        app.on_request(Request::SaveAll { pins: asked }, Page::Popup).await.unwrap();
        let kept = || ports.records_of(Area::Pictures, "picture.v1.").len();
        until("the picture is taken", || (kept() == 1).then_some(())).await;
        // As if the background had been stopped before.
        ports.end_all().await;
        ports.remove(Area::Pictures, "picture.v1.one-of-several-01").await.unwrap();
        begun(&ports).wake().await;
        until("it is taken again", || (kept() == 1).then_some(())).await;
        // The page is gone by the time that it is sent.
        ports.page_gives(None);
        ports.set_online(true);
        begun(&ports).wake().await;
        let id = EntryId::new("one-of-several-01");
        news(&ports, &id, |entry| entry.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 1);
    });
}

#[test]
fn what_was_pinned_in_a_private_window_is_taken_for_nothing_else() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let time = Rc::clone(ports.time());
        ports.set_private(true);
        let draft = draft(&app, "Garden").await;
        let first = saved(&app, &ports, draft.clone()).await;
        ports.set_private(false);
        time.pass(UNDO_MS + 1_000.0);
        app.wake().await;
        let words = || ports.records_of(Area::Session, "journal.v1.").concat();
        until("its words are forgotten", || (!words().contains(&draft.title)).then_some(())).await;
        // The same once more, which never leaves: by its words it could be the one before.
        fault(&world, json!({"cut": "before"})).await;
        let second = saved(&app, &ports, draft.clone()).await;
        assert_eq!(second.state, EntryState::Done);
        assert_ne!(second.pin, first.pin);
        assert_eq!(pins(&world).await, 2);
    });
}

#[test]
fn what_was_pinned_can_be_pinned_again() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let first = saved(&app, &ports, draft(&app, "Garden").await).await;
        let request = Request::PinAgain { id: EntryId::new("pinned-once-more-01"), of: first.id };
        let Ok(Answer::Entry(again)) = app.on_request(request, Page::Pins).await else { panic!("refused") };
        news(&ports, &again.id, |entry| entry.state == EntryState::Done).await;
        assert_eq!(pins(&world).await, 2);
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

#[test]
fn a_site_without_tls_is_not_asked_for_and_the_screen_is_offered() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_withholds();
        for (picture, kind) in [
            ("https://nas.example/a.jpg", ProblemKind::PictureWithheld),
            ("http://10.0.0.5:8080/a.jpg", ProblemKind::SiteNotAllowed),
        ] {
            let draft = Draft { picture: picture.into(), needs_upload: true, ..unfetchable(&app).await };
            let request = Request::Save { id: EntryId::new("test-entry-withheld"), draft };
            let problem = app.on_request(request, Page::Popup).await.unwrap_err();
            let host = picture.split(['/', ':']).nth(3).map(str::to_owned);
            assert_eq!((problem.kind, problem.detail), (kind, host), "{picture}");
        }
    });
}

/// A page's view with one thing in it that its owner does not want pinned, so far down.
fn view(down: f64) -> Sight {
    Sight {
        url: "https://shop.example/".into(),
        closed: vec![Rect { x: 10.0, y: down, width: 40.0, height: 30.0 }],
        view: Rect::whole(80.0, 60.0),
        ..Sight::default()
    }
}

async fn captured(app: &Rc<App<Native>>) -> Result<PageOffer, Problem> {
    match app.on_request(Request::Capture { tab: Some(1) }, Page::Popup).await? {
        Answer::Page(offer) => Ok(offer),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_that_moves_while_it_is_taken_is_taken_twice_more_and_then_not() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(10.0), view(10.5)]);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Covered(1)], "it stands still");
        let still = [40.0, 40.0];
        ports.page_shows([10.0, 20.0, 20.0, 30.0].into_iter().chain(still).map(view));
        assert_eq!(
            captured(&app).await.unwrap().asides,
            [Aside::Covered(1)],
            "the third time, it stood still"
        );
        ports.page_shows([10.0, 20.0, 30.0, 40.0, 50.0, 60.0].map(view));
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::PageMoved);
        let other = Sight { url: "https://shop.example/other".into(), ..view(10.0) };
        ports.page_shows([view(10.0), other.clone(), view(10.0), other.clone(), view(10.0), other]);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::PageMoved);
        ports.page_shows([Sight { unsure: true, ..view(10.0) }]);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::CaptureUnsure);
    });
}

/// Chromium refuses the third in a second.
#[test]
fn a_screen_that_the_browser_will_not_give_just_now_is_asked_for_again() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(10.0)]);
        let since = ports.now();
        ports.screen_refuses(2);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Covered(1)]);
        assert!(ports.now() - since > 1_000.0, "the second is over");
        ports.screen_refuses(3);
        assert_eq!(captured(&app).await.unwrap_err().kind, ProblemKind::CaptureRefused);
    });
}

#[test]
fn a_frame_of_others_is_told_where_it_is_in_the_picture() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        let place = Rect { x: 60.0, y: 0.0, width: 20.0, height: 20.0 };
        let foreign = vec![("https://frame.example/a".into(), place)];
        let sight = Sight { foreign, closed: Vec::new(), ..view(0.0) };
        ports.page_shows([sight.clone()]);
        assert_eq!(captured(&app).await.unwrap().asides, [Aside::Foreign("frame.example".into())]);
        for (part, expected) in
            [(Rect::whole(80.0, 60.0), Some("frame.example")), (Rect::whole(50.0, 60.0), None)]
        {
            ports.page_shows([sight.clone()]);
            ports.pointing_is([
                Ok(PointingEnd::Waiting),
                Ok(PointingEnd::Area { part, scrolled: (0.0, 0.0) }),
            ]);
            app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
            let pointed = || ports.records_of(Area::Session, "pointed.v1").pop();
            let pointed = until("the area is taken", pointed).await;
            let pointed: serde_json::Value = serde_json::from_str(&pointed).unwrap();
            assert_eq!(pointed["capture"]["foreign"].as_str(), expected);
            // Whoever opens the popup takes it.
            app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap();
        }
    });
}

#[test]
fn an_area_of_a_page_that_was_scrolled_meanwhile_is_not_taken() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        let part = Rect::whole(40.0, 40.0);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Area { part, scrolled: (0.0, 120.0) })]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let notice = until("a notice", || ports.seen().notices.borrow().last().cloned()).await;
        assert!(notice.contains("problem_page_moved_title"), "{notice}");
    });
}

#[test]
fn pointing_that_cannot_begin_is_told_and_one_that_ends_is_not() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_shows([view(0.0)]);
        let point = || app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup);
        ports.pointing_is([Err(ScanFailure::Timeout), Ok(PointingEnd::Ended)]);
        assert_eq!(point().await.unwrap_err().kind, ProblemKind::PageTimeout);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Ended)]);
        point().await.unwrap();
        assert!(ports.seen().notices.borrow().is_empty(), "the person ended it");
    });
}

#[test]
fn what_was_taken_from_the_screen_goes_after_an_hour_without_any_event() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        for (private, area) in [(false, Area::Pictures), (true, Area::Session)] {
            ports.set_private(private);
            let before = ports.time().now();
            captured(&app).await.unwrap();
            until("it goes", || ports.records_of(area, "capture.v1.").is_empty().then_some(())).await;
            assert!(ports.time().now() - before >= CAPTURE_KEPT_MS, "not before");
        }
        let time = Rc::clone(ports.time());
        let it_stands = time.busy();
        let area = PointingEnd::Area { part: Rect::whole(40.0, 40.0), scrolled: (0.0, 0.0) };
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(area)]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let is_told = || !ports.records_of(Area::Session, "pointed.v1").is_empty();
        until("the area is taken", || is_told().then_some(())).await;
        drop(it_stands);
        until("it goes, and what tells of it", || (!is_told()).then_some(())).await;
        until("the picture too", || ports.records_of(Area::Session, "capture.v1.").is_empty().then_some(()))
            .await;
    });
}

#[test]
fn what_was_taken_in_a_private_window_goes_with_its_offer() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        ports.set_private(true);
        captured(&app).await.unwrap();
        let before = ports.time().now();
        // The popup opens anew.
        app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap_err();
        assert!(ports.records_of(Area::Session, "capture.v1.").is_empty());
        assert!(ports.time().now() - before < CAPTURE_KEPT_MS, "and not because an hour has passed");
    });
}

#[test]
fn what_was_right_clicked_is_remembered_with_its_page() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let app = begun(&ports);
        let click = MenuClick {
            item: "choose".into(),
            src_url: "https://cdn.example/a.jpg".into(),
            frame: String::new(),
            tab: 1,
            url: "https://shop.example/one".into(),
            private: false,
        };
        app.on_menu(click).await;
        let pointed = ports.records_of(Area::Session, "pointed.v1").pop().unwrap();
        let pointed: serde_json::Value = serde_json::from_str(&pointed).unwrap();
        assert_eq!(pointed["url"], "https://shop.example/one", "a popup on another page leaves it alone");
    });
}

#[test]
fn a_popup_that_waits_for_pictures_takes_nothing_that_was_pointed_at() {
    run(|world, ports| async move {
        let _until_the_end = world;
        let time = Rc::clone(ports.time());
        let _it_stands = time.busy();
        let app = begun(&ports);
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-80x60.jpg").await));
        ports.page_shows([view(0.0)]);
        let part = Rect::whole(40.0, 40.0);
        ports.pointing_is([Ok(PointingEnd::Waiting), Ok(PointingEnd::Area { part, scrolled: (0.0, 0.0) })]);
        app.on_request(Request::Point { tab: Some(1), area: true }, Page::Popup).await.unwrap();
        let pointed = || (!ports.records_of(Area::Session, "pointed.v1").is_empty()).then_some(());
        until("the area is taken", pointed).await;
        let growth = Request::Growth { tab: Some(1), mark: String::new() };
        app.on_request(growth, Page::Popup).await.unwrap();
        let page = app.on_request(Request::Page { tab: Some(1) }, Page::Popup).await.unwrap();
        let Answer::Page(offer) = page else { panic!("{page:?}") };
        assert!(offer.chosen.is_some_and(|chosen| chosen.starts_with("capture:")));
    });
}
