//! What tests of the whole core do, step by step, as pages do it.

use std::future::Future;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::{
    Answer, BoardChoice, BoardList, Draft, EntryId, EntryView, Environment, Event, Page, Problem, Request,
    Status,
};
use tokio::task::LocalSet;

use super::ports::Native;
use super::world::World;

static NEXT: AtomicU32 = AtomicU32::new(0);

fn new_id() -> EntryId {
    EntryId::new(format!("test-entry-{:06}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Runs one scenario, with a world and a core of its own.
pub fn run<F: Future<Output = ()>>(scenario: impl FnOnce(Rc<World>, Native) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, async {
        let world = Rc::new(World::start().await);
        let ports = Native::new(&world);
        tokio::task::spawn_local(Rc::clone(ports.time()).run());
        scenario(world, ports).await;
    });
}

/// Waits until `seen` gives something; the deadline is for a test that fails.
pub async fn until<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> T {
    for _ in 0..2000 {
        if let Some(found) = seen() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}

pub async fn status(app: &Rc<App<Native>>) -> Status {
    match app.on_request(Request::Status, Page::Options).await.unwrap() {
        Answer::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

pub async fn set_relay(app: &Rc<App<Native>>, address: &str) -> Result<Answer, Problem> {
    app.on_request(Request::SetRelay { address: address.into() }, Page::Options).await
}

/// Connects, and gives how that ended.
pub async fn connect(app: &Rc<App<Native>>, ports: &Native, environment: Environment) -> Result<(), Problem> {
    ports.seen().events.borrow_mut().clear();
    app.on_request(
        Request::Connect { environment, again: None, secret_boards: false, repeat: false },
        Page::Options,
    )
    .await?;
    until("the connect ends", || {
        ports.seen().events.borrow().iter().find_map(|event| match event {
            Event::Status(status) if !status.connecting && status.snapshot.account.is_some() => Some(Ok(())),
            Event::ConnectFailed(problem) => Some(Err(problem.clone())),
            _ => None,
        })
    })
    .await
}

/// A background that alarms wake.
pub fn begun(ports: &Native) -> Rc<App<Native>> {
    let app = App::new(ports.clone());
    let woken = Rc::clone(&app);
    ports.time().rings(move || {
        let app = Rc::clone(&woken);
        tokio::task::spawn_local(async move { app.wake().await });
    });
    app
}

pub async fn connected(world: &World, ports: &Native) -> Rc<App<Native>> {
    let app = begun(ports);
    set_relay(&app, &world.relay).await.unwrap();
    connect(&app, ports, Environment::Production).await.unwrap();
    // They are read ahead, beside everything else.
    let are_read = || ports.keys_of(Area::Session).iter().any(|key| key.starts_with("boards")).then_some(());
    until("the boards are read", are_read).await;
    app
}

pub async fn boards(app: &Rc<App<Native>>, refresh: bool) -> Result<BoardList, Problem> {
    match app.on_request(Request::Boards { refresh, connection: None }, Page::Popup).await? {
        Answer::Boards(list) => Ok(list),
        other => panic!("{other:?}"),
    }
}

/// So many readings at the same time.
pub async fn boards_at_once(app: &Rc<App<Native>>, count: usize) -> Vec<Result<BoardList, Problem>> {
    let read = |_| {
        let app = Rc::clone(app);
        tokio::task::spawn_local(async move { boards(&app, true).await })
    };
    let mut answers = Vec::new();
    for call in (0..count).map(read).collect::<Vec<_>>() {
        answers.push(call.await.unwrap());
    }
    answers
}

pub async fn draft(app: &Rc<App<Native>>, board: &str) -> Draft {
    let list = boards(app, false).await.unwrap();
    let board = list.boards.into_iter().find(|b| b.name == board).unwrap();
    Draft {
        connection: status(app).await.snapshot.account.map(|a| a.connection),
        board: Some(BoardChoice { id: board.id, name: board.name }),
        picture: "https://cdn.example/picture/teapot-800x600.jpg".into(),
        link: "https://shop.example/".into(),
        title: "A teapot".into(),
        description: "For the garden".into(),
        alt_text: "A blue teapot".into(),
        tab: Some(1),
        ..Draft::default()
    }
}

pub async fn saved(app: &Rc<App<Native>>, ports: &Native, draft: Draft) -> EntryView {
    let id = new_id();
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

/// How many Pins the stand-in has.
pub async fn pins(world: &World) -> usize {
    world.ask("pins?world=production").await["pins"].as_array().unwrap().len()
}

/// How often a Pin was asked for.
pub async fn posts(world: &World) -> usize {
    let requests = world.ask("requests").await;
    let requests = requests["requests"].as_array().unwrap();
    requests.iter().filter(|r| r["method"] == "POST" && r["path"] == "/v5/pins").count()
}

pub async fn fault(world: &World, act: serde_json::Value) {
    let matches = json!({"method": "POST", "path": "/v5/pins"});
    world.tell("faults", json!({"match": matches, "times": 1, "act": act})).await;
}

/// Saves, and gives the first news of the entry that `is_it`.
pub async fn saved_until(
    app: &Rc<App<Native>>,
    ports: &Native,
    draft: Draft,
    is_it: impl Fn(&EntryView) -> bool,
) -> EntryView {
    let id = new_id();
    app.on_request(Request::Save { id: id.clone(), draft }, Page::Popup).await.unwrap();
    news(ports, &id, is_it).await
}

pub async fn news(ports: &Native, id: &EntryId, is_it: impl Fn(&EntryView) -> bool) -> EntryView {
    until("the entry moves on", || {
        ports.seen().events.borrow().iter().rev().find_map(|event| match event {
            Event::Entry(e) if e.id == *id && is_it(e) => Some(e.clone()),
            _ => None,
        })
    })
    .await
}

/// Changes what is stored of the connection.
pub fn connection(ports: &Native, change: impl FnOnce(&mut serde_json::Value)) {
    let key = ports.keys_of(Area::Local).into_iter().find(|k| k.starts_with("connection.v1.")).unwrap();
    let mut stored = serde_json::from_str(&ports.records_of(Area::Local, &key)[0]).unwrap();
    change(&mut stored);
    ports.put(Area::Local, &key, &stored.to_string());
}

/// How often Pinterest was asked for fresh tokens.
pub async fn refreshes(world: &World) -> usize {
    let requests = world.ask("requests").await;
    let of_token = |r: &&serde_json::Value| r["path"] == "/v5/oauth/token";
    // The first was the exchange.
    requests["requests"].as_array().unwrap().iter().filter(of_token).count() - 1
}

/// An alarm rings.
pub async fn rung(app: &Rc<App<Native>>, ports: &Native) {
    *ports.seen().upkeep.borrow_mut() = None;
    app.wake().await;
    until("the next alarm is set", || ports.seen().upkeep.borrow().map(|_| ())).await;
}
