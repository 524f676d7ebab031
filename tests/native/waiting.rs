//! Pins that wait, natively: for a limit, the network, the account, or a time; and what is undone before it leaves.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use serde_json::json;
use tack::ports::{Badge, Http, HttpRequest};
use tack_protocol::limits::LATE_MS;
use tack_protocol::{
    Answer, Draft, EntryId, EntryState, EntryView, Environment, Event, Page, ProblemKind, Request, Waiting,
};

use crate::harness::ports::{Native, Trouble};
use crate::harness::steps::*;

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

#[test]
fn the_badge_counts_what_waits_and_nothing_else() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let badge = || ports.seen().badges.borrow().last().copied();
        let offline = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Network);
        ports.trouble(Some(Rc::new(NoNetwork(ports.clone(), world.standin.clone()))));
        ports.set_online(false);
        let sent = saved_until(&app, &ports, draft(&app, "Garden").await, offline).await.id;
        until("it counts", || (badge() == Some(Badge::Waiting(1))).then_some(())).await;
        ports.set_online(true);
        ports.open_popup(true);
        app.wake().await;
        news(&ports, &sent, |e| e.state == EntryState::Done).await;
        until("it counts no more", || (badge() == Some(Badge::None)).then_some(())).await;
        // Nor what was withdrawn.
        ports.set_online(false);
        let id = saved_until(&app, &ports, draft(&app, "Recipes").await, offline).await.id;
        until("it counts", || (badge() == Some(Badge::Waiting(1))).then_some(())).await;
        app.on_request(Request::Undo { id }, Page::Popup).await.unwrap();
        until("it counts no more", || (badge() == Some(Badge::None)).then_some(())).await;
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
fn a_pin_for_later_that_is_sent_late_is_told_of() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft(&app, "Garden").await;
        let id = EntryId::new("test-entry-too-late");
        // The browser is closed meanwhile.
        ports.time().rings(|| {});
        let at = ports.time().now() + 7_200_000.0;
        app.on_request(Request::PinLater { id: id.clone(), draft, at }, Page::Popup).await.unwrap();
        ports.end_all().await;
        ports.quit();
        ports.time().pass(7_200_000.0 + LATE_MS + 1_000.0);
        begun(&ports).wake().await;
        news(&ports, &id, |e| e.state == EntryState::Done).await;
        let notices = ports.seen().notices.borrow().clone();
        assert_eq!(
            notices.iter().filter(|notice| notice.starts_with("notice_late")).count(),
            1,
            "{notices:?}"
        );
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
