//! Several accounts, and what each may do, natively: the core's own code against the real relay and the stand-in.

use std::rc::Rc;

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::{
    Account, Answer, BoardList, ConnectionId, EntryState, EntryView, Environment, Event, ExportForm, Page,
    Problem, ProblemKind, Request, Waiting,
};

use crate::harness::ports::{Native, Person};
use crate::harness::steps::*;
use crate::harness::world::World;

/// Connects whoever is signed in, and gives how that ended.
async fn connect_by(app: &Rc<App<Native>>, ports: &Native, request: Request) -> Result<(), Problem> {
    ports.seen().events.borrow_mut().clear();
    app.on_request(request, Page::Options).await?;
    until("the connect ends", || {
        let events = ports.seen().events.borrow();
        events.iter().rev().find_map(|event| match event {
            Event::Status(status) if !status.connecting => {
                Some(status.connect_problem.clone().map_or(Ok(()), Err))
            }
            _ => None,
        })
    })
    .await
}

fn another() -> Request {
    Request::Connect {
        environment: Environment::Production,
        again: None,
        secret_boards: false,
        repeat: false,
    }
}

fn again(account: &Account, secret_boards: bool) -> Request {
    let again = Some(account.connection.clone());
    Request::Connect { environment: account.environment, again, secret_boards, repeat: false }
}

async fn active(app: &Rc<App<Native>>) -> Account {
    status(app).await.snapshot.account.unwrap()
}

async fn activate(app: &Rc<App<Native>>, account: &Account) {
    let request = Request::Activate { connection: account.connection.clone() };
    app.on_request(request, Page::Popup).await.unwrap();
}

async fn boards_of(app: &Rc<App<Native>>, connection: &ConnectionId) -> Result<BoardList, Problem> {
    let request = Request::Boards { refresh: true, connection: Some(connection.clone()) };
    match app.on_request(request, Page::Pins).await? {
        Answer::Boards(list) => Ok(list),
        other => panic!("{other:?}"),
    }
}

/// Ada, and then ben, who is the active one.
async fn both(world: &World, ports: &Native) -> (Rc<App<Native>>, Account, Account) {
    let boards = json!({"account": "ben", "boards_list": [{"name": "Sheds", "privacy": "PUBLIC"}]});
    world.tell("seed", boards).await;
    let app = connected(world, ports).await;
    let ada = active(&app).await;
    ports.person(Person::AllowsAs("ben"));
    connect_by(&app, ports, another()).await.unwrap();
    let ben = active(&app).await;
    (app, ada, ben)
}

fn names(list: &BoardList) -> Vec<&str> {
    list.boards.iter().map(|board| board.name.as_str()).collect()
}

#[test]
fn two_accounts_stand_side_by_side() {
    run(|world, ports| async move {
        let (app, ada, ben) = both(&world, &ports).await;
        let snapshot = status(&app).await.snapshot;
        let known: Vec<&str> = snapshot.accounts.iter().map(|account| account.username.as_str()).collect();
        assert_eq!(known, ["ada", "ben"]);
        assert_eq!((ben.username.as_str(), ben.business), ("ben", false));
        assert_eq!(names(&boards(&app, true).await.unwrap()), ["Sheds"]);
        assert!(names(&boards_of(&app, &ada.connection).await.unwrap()).contains(&"Garden"));

        let of_ben = draft(&app, "Sheds").await;
        let default =
            Request::SetDefaultBoard { connection: ben.connection.clone(), board: of_ben.board.clone() };
        app.on_request(default, Page::Options).await.unwrap();
        activate(&app, &ada).await;
        assert_eq!(status(&app).await.snapshot.default_board, None, "each has one of its own");
        let of_ada = draft(&app, "Garden").await;
        for draft in [of_ben, of_ada] {
            saved_until(&app, &ports, draft, |e: &EntryView| e.state == EntryState::Done).await;
        }
        let pins = world.ask("pins?world=production").await;
        let by: Vec<_> = pins["pins"].as_array().unwrap().iter().map(|pin| pin["account"].clone()).collect();
        assert_eq!(by, ["ben", "ada"], "each by whom it was saved with");
        activate(&app, &ben).await;
        assert_eq!(status(&app).await.snapshot.default_board.unwrap().name, "Sheds");

        let disconnect = Request::Disconnect { connection: ben.connection.clone() };
        app.on_request(disconnect, Page::Options).await.unwrap();
        assert_eq!(active(&app).await.username, "ada");
        let none = Request::Activate { connection: ben.connection };
        assert_eq!(app.on_request(none, Page::Popup).await.unwrap_err().kind, ProblemKind::NotConnected);
        let gone = boards_of(&app, &ConnectionId::new("nobody-has-this-one")).await.unwrap_err();
        assert_eq!(gone.kind, ProblemKind::NotConnected);
    });
}

#[test]
fn another_account_than_the_one_to_be_connected_again_is_told_of() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let ada = active(&app).await;
        let draft = draft(&app, "Garden").await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        let waits = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Reconnect);
        let entry = saved_until(&app, &ports, draft, waits).await;
        world.tell("scripts", json!({"refuse_tokens": false})).await;

        ports.person(Person::AllowsAs("ben"));
        let other = connect_by(&app, &ports, again(&ada, false)).await.unwrap_err();
        assert_eq!(other.kind, ProblemKind::OtherAccount);
        assert_eq!(other.detail.as_deref(), Some(ada.shown_name()));
        let snapshot = status(&app).await.snapshot;
        assert_eq!(snapshot.account.unwrap().username, "ada", "nothing was moved");
        assert_eq!(snapshot.accounts.len(), 2, "it is there to switch to");
        assert_eq!(world.ask("pins?world=production").await["pins"], json!([]));

        // A page that was not there then asks for the same again, and knows no more than that.
        ports.end_all().await;
        let app = App::new(ports.clone());
        let repeat = Request::Connect {
            environment: Environment::Sandbox,
            again: None,
            secret_boards: false,
            repeat: true,
        };
        let other = connect_by(&app, &ports, repeat).await.unwrap_err();
        assert_eq!(other.kind, ProblemKind::OtherAccount);
        assert_eq!(other.detail.as_deref(), Some(ada.shown_name()));

        // Once more: what is connected well is left as it is.
        let before = ports.records_of(Area::Local, "connection.v1.");
        let other = connect_by(&app, &ports, again(&ada, true)).await.unwrap_err();
        assert_eq!(other.kind, ProblemKind::OtherAccount);
        assert_eq!(ports.records_of(Area::Local, "connection.v1."), before);

        ports.person(Person::Allows);
        connect_by(&app, &ports, again(&ada, false)).await.unwrap();
        news(&ports, &entry.id, |e| e.state == EntryState::Done).await;
        assert!(!active(&app).await.needs_reconnecting);
    });
}

#[test]
fn secret_boards_are_asked_for_and_given_back() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let ada = active(&app).await;
        assert!(!names(&boards(&app, true).await.unwrap()).contains(&"Reading nook"));
        connect_by(&app, &ports, again(&ada, true)).await.unwrap();
        assert!(active(&app).await.secret_boards);
        let list = boards(&app, true).await.unwrap();
        assert!(list.boards.iter().any(|board| board.name == "Reading nook" && board.secret));
        let draft = draft(&app, "Reading nook").await;
        saved_until(&app, &ports, draft, |e: &EntryView| e.state == EntryState::Done).await;

        ports.person(Person::Unticks("pins:write_secret"));
        let missing = connect_by(&app, &ports, again(&ada, true)).await.unwrap_err();
        assert_eq!(
            (missing.kind, missing.detail.as_deref()),
            (ProblemKind::ScopeMissing, Some("pins:write_secret"))
        );
        ports.person(Person::Allows);
        connect_by(&app, &ports, again(&ada, false)).await.unwrap();
        assert!(!active(&app).await.secret_boards);
        assert!(!names(&boards(&app, true).await.unwrap()).contains(&"Reading nook"));
    });
}

#[test]
fn a_default_board_that_is_gone_is_told_of_until_the_person_knows() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let board = draft(&app, "Garden").await.board;
        let connection = active(&app).await.connection;
        let default = Request::SetDefaultBoard { connection: connection.clone(), board };
        app.on_request(default, Page::Options).await.unwrap();
        world.tell("seed", json!({"boards_list": [{"name": "Recipes", "privacy": "PUBLIC"}]})).await;
        for _ in 0..2 {
            let problem = boards(&app, true).await.unwrap().problem.unwrap();
            assert_eq!(problem.kind, ProblemKind::DefaultBoardGone);
            assert_eq!(problem.detail.as_deref(), Some("Garden"));
        }
        assert_eq!(status(&app).await.snapshot.default_board, None);
        app.on_request(Request::KnowOfLostBoard { connection }, Page::Popup).await.unwrap();
        assert!(boards(&app, true).await.unwrap().problem.is_none());
    });
}

#[test]
fn whoever_has_no_boards_makes_one_here() {
    run(|world, ports| async move {
        ports.person(Person::AllowsAs("ben"));
        let app = begun(&ports);
        set_relay(&app, &world.relay).await.unwrap();
        connect_by(&app, &ports, another()).await.unwrap();
        assert_eq!(boards(&app, true).await.unwrap_err().kind, ProblemKind::NoBoards);
        let connection = active(&app).await.connection;
        let create = |name: &str| Request::CreateBoard { connection: connection.clone(), name: name.into() };
        let Answer::Boards(list) = app.on_request(create("Sheds"), Page::Popup).await.unwrap() else {
            panic!("no boards");
        };
        assert_eq!(names(&list), ["Sheds"]);
        // An answer that gets lost: the list tells.
        let cut =
            json!({"match": {"method": "POST", "path": "/v5/boards"}, "times": 1, "act": {"cut": "after"}});
        world.tell("faults", cut).await;
        let Answer::Boards(list) = app.on_request(create("Roofs"), Page::Popup).await.unwrap() else {
            panic!("no boards");
        };
        assert_eq!(names(&list), ["Roofs", "Sheds"]);
    });
}

#[test]
fn what_is_not_sent_yet_is_shown_and_can_be_exported_before_it_is_deleted() {
    run(|world, ports| async move {
        let app = connected(&world, &ports).await;
        let ada = active(&app).await;
        let mut draft = draft(&app, "Garden").await;
        saved_until(&app, &ports, draft.clone(), |e: &EntryView| e.state == EntryState::Done).await;
        world.tell("scripts", json!({"refuse_tokens": true})).await;
        draft.title = "Later".into();
        let waits = |e: &EntryView| e.state == EntryState::Waiting(Waiting::Reconnect);
        saved_until(&app, &ports, draft, waits).await;
        let unsent = Request::Unsent { connection: ada.connection.clone() };
        let Answer::Entries(unsent) = app.on_request(unsent, Page::Options).await.unwrap() else {
            panic!("no entries");
        };
        let titles: Vec<&str> = unsent.iter().map(|entry| entry.title.as_str()).collect();
        assert_eq!(titles, ["Later"]);
        let export = Request::Export { form: ExportForm::Json, unsent_of: Some(ada.connection.clone()) };
        let Answer::Text(file) = app.on_request(export, Page::Options).await.unwrap() else {
            panic!("no file")
        };
        let file: serde_json::Value = serde_json::from_str(&file).unwrap();
        assert_eq!((file.as_array().unwrap().len(), &file[0]["title"]), (1, &json!("Later")));
        let disconnect = Request::Disconnect { connection: ada.connection };
        app.on_request(disconnect, Page::Options).await.unwrap();
        let left = ports.keys_of(Area::Local);
        assert!(
            !left.iter().any(|key| key.starts_with("connection") || key.starts_with("journal")),
            "{left:?}"
        );
    });
}
