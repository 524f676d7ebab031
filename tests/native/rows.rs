//! Each row of Pinterest's error table, and each thing that befalls a connection: what the core makes of it, and what
//! becomes of a Pin that was being saved. Natively: the core's own code against the real relay and the stand-in.
//!
//! What is told of a consent that was denied or given in part stands in `connecting.rs`; of another account than was
//! meant, in `accounts.rs`; of limits that say how long, in `waiting.rs`.

use std::rc::Rc;

use serde_json::{Value, json};
use tack::app::App;
use tack::ports::AuthorizeFailure;
use tack_protocol::{
    Action, Draft, EntryId, EntryState, EntryView, Environment, Event, Page, ProblemKind as K, Request, Spot,
    Waiting,
};

use crate::harness::ports::{Native, Person};
use crate::harness::steps::*;
use crate::harness::world::World;

/// What becomes of a Pin when its `POST /pins` is answered so, once.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pin {
    /// It failed. Nothing is sent again unless the person says so.
    Fails,
    /// Asked once more at once, it is made.
    Made,
    /// It waits, and goes by itself.
    Waits,
    /// It waits for the person, and is not sent before they say so.
    Person,
    /// Nobody can tell: the board is read, twice, and then it is sent again.
    Sought,
    /// As that, but it is on the board.
    Found,
}

struct Row {
    /// As the stand-in is told.
    act: Value,
    kind: K,
    /// What the problem names.
    names: &'static str,
    /// What the person may press.
    action: Action,
    pin: Pin,
}

fn row(act: Value, kind: K, names: &'static str, action: Action, pin: Pin) -> Row {
    Row { act, kind, names, action, pin }
}

/// The table, from top to bottom.
fn table() -> Vec<Row> {
    let no = |name: &str| json!({"row": name});
    vec![
        // 400: name the field, no retry. A board: choose again. A picture: once with its bytes.
        row(no("invalid_field"), K::InvalidRequest, "title", Action::Details, Pin::Fails),
        row(no("board_invalid"), K::BoardGone, "", Action::ChooseBoard, Pin::Fails),
        row(no("picture_not_fetched"), K::PictureNotFetched, "", Action::HandOff, Pin::Made),
        row(no("url_not_reached"), K::PictureNotFetched, "", Action::HandOff, Pin::Made),
        // 401: refresh once. A missing scope is named; an app that is not approved is told.
        row(no("unauthenticated"), K::NeedsReconnecting, "", Action::Connect, Pin::Made),
        row(no("scope_missing"), K::ScopeMissing, "pins:write", Action::Connect, Pin::Fails),
        row(no("consumer_type"), K::AppNotApproved, "", Action::HandOff, Pin::Fails),
        // 403
        row(no("no_access"), K::BoardGone, "", Action::ChooseBoard, Pin::Fails),
        row(no("not_permitted"), K::TrialAccess, "", Action::HandOff, Pin::Fails),
        row(no("trial"), K::TrialAccess, "", Action::HandOff, Pin::Fails),
        row(no("invalid_scope"), K::ScopeMissing, "scope", Action::Connect, Pin::Fails),
        row(no("disapproved"), K::AccountSuspended, "", Action::ViewBoard, Pin::Fails),
        row(no("under_review"), K::AccountSuspended, "", Action::ViewBoard, Pin::Fails),
        // 404: choose again. Of a Pin that is gone there is nothing to choose.
        row(no("no_user"), K::BoardGone, "", Action::ChooseBoard, Pin::Fails),
        row(no("no_board"), K::BoardGone, "", Action::ChooseBoard, Pin::Fails),
        row(no("no_pin"), K::PinGone, "", Action::Details, Pin::Fails),
        row(no("no_section"), K::BoardGone, "", Action::ChooseBoard, Pin::Fails),
        // 409: again after a pause. 429: again when it says, or not at all.
        row(no("busy"), K::RateLimited, "", Action::TryAgain, Pin::Waits),
        row(no("rate_limited"), K::RateLimited, "", Action::TryAgain, Pin::Waits),
        row(no("spam"), K::SpamBlock, "", Action::Details, Pin::Person),
        // 5xx, no answer, not JSON: never blindly again.
        row(no("down"), K::PinterestDown, "", Action::TryAgain, Pin::Sought),
        row(json!({"status": 503}), K::PinterestDown, "", Action::TryAgain, Pin::Sought),
        row(json!({"done_but": {"status": 500}}), K::PinterestDown, "", Action::TryAgain, Pin::Found),
        row(json!({"cut": "before"}), K::PinterestUnreachable, "", Action::TryAgain, Pin::Sought),
        row(json!({"cut": "after"}), K::PinterestUnreachable, "", Action::TryAgain, Pin::Found),
        row(json!({"cut": "midway"}), K::PinterestUnreachable, "", Action::TryAgain, Pin::Found),
        row(json!({"body": "<html>"}), K::PinterestGarbled, "", Action::TryAgain, Pin::Sought),
        row(json!({"body": "<html>", "status": 502}), K::PinterestDown, "", Action::TryAgain, Pin::Sought),
    ]
}

/// A draft that no other is like, of a picture that its page can give.
async fn draft_of(app: &Rc<App<Native>>, n: usize) -> Draft {
    let spot = Some(Spot { scan: "1".into(), at: 7 });
    Draft { title: format!("Number {n}"), spot, ..draft(app, "Garden").await }
}

/// What the journal said of an entry, one state after the other, without those that each goes through.
fn way(ports: &Native, id: &EntryId) -> Vec<EntryView> {
    let events = ports.seen().events.borrow();
    let of_it = events.iter().filter_map(|event| match event {
        Event::Entry(entry) if entry.id == *id => Some(entry),
        _ => None,
    });
    of_it.filter(|e| !matches!(e.state, EntryState::Queued | EntryState::Sending)).cloned().collect()
}

/// Saves, and gives the entry once nothing but the person moves it.
async fn rested(app: &Rc<App<Native>>, ports: &Native, draft: Draft) -> EntryView {
    let rests = |e: &EntryView| {
        e.state.is_final() || matches!(e.state, EntryState::Waiting(Waiting::Reconnect | Waiting::Person))
    };
    saved_until(app, ports, draft, rests).await
}

#[test]
fn what_becomes_of_a_pin_at_each_row() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        ports.page_gives(Some(ports.file("https://cdn.example/picture/teapot-800x600.jpg").await));
        for (n, Row { act, kind, names, action, pin }) in table().into_iter().enumerate() {
            let (asked, made) = (posts(&world).await, pins(&world).await);
            fault(&world, act.clone()).await;
            let entry = rested(&app, &ports, draft_of(&app, n).await).await;
            let way = way(&ports, &entry.id);
            let first = &way[0];
            let problem = first.problem.as_ref().map(|problem| problem.kind);
            let asked = posts(&world).await - asked;
            let made = pins(&world).await - made;
            let told = (problem, first.state, entry.state, asked, made);
            let fits = match pin {
                Pin::Fails => told == (Some(kind), EntryState::Failed, EntryState::Failed, 1, 0),
                Pin::Made => told == (None, EntryState::Done, EntryState::Done, 2, 1),
                Pin::Waits => {
                    let until = matches!(first.state, EntryState::Waiting(Waiting::Until(_)));
                    until && told == (Some(kind), first.state, EntryState::Done, 2, 1)
                }
                Pin::Person => {
                    let waits = EntryState::Waiting(Waiting::Person);
                    told == (Some(kind), waits, waits, 1, 0)
                }
                Pin::Sought => told == (Some(K::OutcomeSought), EntryState::Unclear, EntryState::Done, 2, 1),
                Pin::Found => told == (Some(K::OutcomeSought), EntryState::Unclear, EntryState::Done, 1, 1),
            };
            assert!(fits, "{act}: {told:?}");
            if let (Pin::Fails, Some(problem)) = (pin, &first.problem) {
                assert_eq!(problem.action(), action, "{act}");
                assert!(problem.detail.as_deref().unwrap_or_default().contains(names), "{act}: {problem:?}");
            }
            if pin == Pin::Person {
                // Nothing stands in the way of the next row.
                app.on_request(Request::SendNow { id: entry.id.clone() }, Page::Popup).await.unwrap();
                news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
            }
        }
        let account = status(&app).await.snapshot.account.unwrap();
        assert!(!account.needs_reconnecting, "none of it costs the connection");
        assert_eq!(world.ask("violations").await["violations"], json!([]));
    });
}

#[test]
fn what_a_reading_says_at_each_row() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        for Row { act, kind, names, action, .. } in table() {
            if act.get("done_but").is_some() || act == json!({"row": "unauthenticated"}) {
                // The first is about what is made; the second is refreshed, as is shown below.
                continue;
            }
            let matches = json!({"method": "GET", "path": "/v5/boards"});
            world.tell("faults", json!({"match": matches, "times": 1, "act": act})).await;
            let problem = boards(&app, true).await.unwrap_err();
            assert_eq!((problem.kind, problem.action()), (kind, action), "{act}");
            assert!(problem.detail.as_deref().unwrap_or_default().contains(names), "{act}: {problem:?}");
            assert!(!boards(&app, true).await.unwrap().boards.is_empty(), "{act}: it was that once");
        }
    });
}

/// What ends a connection, for the next time that its token has to be renewed.
#[derive(Clone, Copy, Debug)]
enum End {
    /// Pinterest no longer takes the refresh token.
    RefreshRefused,
    /// The person removed the app at Pinterest, or changed their password.
    AppRemoved,
    /// The relay opens by other keys than it sealed with.
    OtherRelay,
    /// The browser has another proof key.
    OtherKey,
    /// The app's secret was made anew at Pinterest, and the relay does not know it.
    SecretReset,
}

const TOKENS: &str = "/v5/oauth/token";

impl End {
    async fn comes(self, world: &World, ports: &Native) {
        match self {
            Self::RefreshRefused => {
                let act = json!({"row": "unauthenticated"});
                world.tell("faults", json!({"match": {"path": TOKENS}, "times": 1, "act": act})).await;
            }
            Self::AppRemoved => world.tell("scripts", json!({"remove_app": "ada"})).await,
            Self::OtherRelay => world.another_relay("standin-app-secret").await,
            Self::OtherKey => ports.another_key(),
            Self::SecretReset => world.tell("scripts", json!({"reset_secret": "made-anew"})).await,
        }
    }
}

#[test]
fn a_pin_waits_whatever_ended_its_connection_and_goes_once_it_is_connected_again() {
    for end in [End::RefreshRefused, End::AppRemoved, End::OtherRelay, End::OtherKey, End::SecretReset] {
        run(|world, ports| async move {
            let app = connected(&world, &ports).await;
            let draft = draft_of(&app, 0).await;
            end.comes(&world, &ports).await;
            world.tell("scripts", json!({"expire_tokens": true})).await;
            let waits = |e: &EntryView| matches!(e.state, EntryState::Waiting(_));
            let entry = saved_until(&app, &ports, draft, waits).await;
            let problem = entry.problem.unwrap();
            assert_eq!((problem.kind, problem.action()), (K::NeedsReconnecting, Action::Connect), "{end:?}");
            // Pinterest's or the relay's clear no: nothing is asked before the person has connected.
            assert!(status(&app).await.snapshot.account.unwrap().needs_reconnecting, "{end:?}");
            if let End::SecretReset = end {
                let refused = connect(&app, &ports, Environment::Production).await.unwrap_err();
                assert_eq!(refused.kind, K::SignInRefused, "whoever runs the relay has to mend it");
                assert_eq!(refused.details.unwrap().status, Some(401), "in Pinterest's own words");
                world.another_relay("made-anew").await;
            }
            connect(&app, &ports, Environment::Production).await.unwrap();
            news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
            assert_eq!(pins(&world).await, 1, "{end:?}");
        });
    }
}

#[test]
fn a_token_lives_on_where_only_its_renewal_ended() {
    for end in [End::RefreshRefused, End::OtherRelay, End::OtherKey, End::SecretReset] {
        run(|world, ports| async move {
            let app = connected(&world, &ports).await;
            end.comes(&world, &ports).await;
            let entry = rested(&app, &ports, draft_of(&app, 0).await).await;
            assert_eq!((entry.state, pins(&world).await), (EntryState::Done, 1), "{end:?}");
        });
    }
}

#[test]
fn a_pin_waits_while_its_token_cannot_be_renewed_and_goes_by_itself() {
    for act in [
        json!({"row": "down"}),
        json!({"cut": "before"}),
        json!({"row": "rate_limited"}),
        json!({"body": "<html>A gateway</html>"}),
    ] {
        run(|world, ports| async move {
            let app = connected(&world, &ports).await;
            let draft = draft_of(&app, 0).await;
            world.tell("faults", json!({"match": {"path": TOKENS}, "times": 1, "act": act})).await;
            world.tell("scripts", json!({"expire_tokens": true})).await;
            let entry = rested(&app, &ports, draft).await;
            let first = way(&ports, &entry.id).remove(0);
            assert!(matches!(first.state, EntryState::Waiting(Waiting::Until(_))), "{act}: {first:?}");
            assert_eq!((entry.state, pins(&world).await), (EntryState::Done, 1), "{act}");
            assert!(!status(&app).await.snapshot.account.unwrap().needs_reconnecting);
        });
    }
}

#[test]
fn what_refuses_a_token_for_good_is_asked_once_more_and_then_not() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let draft = draft_of(&app, 0).await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        let entry = rested(&app, &ports, draft.clone()).await;
        assert_eq!(entry.state, EntryState::Waiting(Waiting::Reconnect));
        let other = rested(&app, &ports, Draft { title: "Another".into(), ..draft }).await;
        assert_eq!(other.state, EntryState::Waiting(Waiting::Reconnect));
        assert_eq!(posts(&world).await, 1, "no loop, and no other Pin is tried");
    });
}

#[test]
fn each_reason_why_a_sign_in_does_not_come_about_has_its_problem() {
    run(|world, ports| async move {
        let app = begun(&ports);
        set_relay(&app, &world.relay).await.unwrap();
        for (failure, kind) in [
            (AuthorizeFailure::Closed, K::AuthWindowClosed),
            (AuthorizeFailure::NotLoaded, K::AuthWindowFailed),
            (AuthorizeFailure::Other, K::AuthWindowFailed),
            (AuthorizeFailure::Busy, K::AuthWindowBusy),
            (AuthorizeFailure::Private, K::PrivateWindow),
        ] {
            ports.person(Person::Fails(failure));
            let problem = connect(&app, &ports, Environment::Production).await.unwrap_err();
            assert_eq!(problem.kind, kind, "{failure:?}");
            assert_eq!(status(&app).await.connect_problem.map(|told| told.kind), Some(kind), "{failure:?}");
        }
        ports.person(Person::Allows);
        // A proof that has been used is somebody else's.
        ports.sticks(true);
        connect(&app, &ports, Environment::Production).await.unwrap();
        let problem = connect(&app, &ports, Environment::Production).await.unwrap_err();
        assert_eq!(problem.kind, K::RelayProofRefused);
        ports.sticks(false);
        world.another_relay_for("standin-app-secret", "https://other.extensions.allizom.org/").await;
        let problem = connect(&app, &ports, Environment::Production).await.unwrap_err();
        assert_eq!(problem.kind, K::RelayRefusesExtension);
    });
}
