//! The background is stopped after each of its steps while it connects or renews, natively: the core's own code against
//! the real relay and the stand-in. It never ends in two truths, a loop, or silence.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use serde_json::json;
use tack::app::App;
use tack::ports::Area;
use tack_protocol::{Environment, Page, ProblemKind, Request};

use crate::harness::ports::Native;
use crate::harness::steps::*;
use crate::harness::world::World;

/// More steps than any of these takes.
const STEPS_MAX: u64 = 300;

/// A background does `task`, and is stopped after so many steps; what came of it if it was done before.
async fn stopped_after<T: 'static, F: Future<Output = T> + 'static>(
    steps: u64,
    ports: &Native,
    task: impl FnOnce(Rc<App<Native>>) -> F,
) -> Option<T> {
    let (tell, told) = tokio::sync::oneshot::channel();
    ports.stop_in(Some(steps));
    let task = task(App::new(ports.clone()));
    ports.begin(async move {
        // Whoever waited may be gone.
        let _ = tell.send(task.await);
    });
    let done = tokio::select! {
        () = ports.stopped() => None,
        done = told => Some(done.unwrap()),
    };
    ports.stop_in(None);
    ports.end_all().await;
    done
}

/// How often Pinterest was asked for tokens.
async fn asked_for_tokens(world: &World) -> usize {
    let requests = world.ask("requests").await;
    let requests = requests["requests"].as_array().unwrap().iter();
    requests.filter(|request| request["path"] == "/v5/oauth/token").count()
}

fn connections(ports: &Native) -> usize {
    ports.records_of(Area::Local, "connection.v1.").len()
}

fn refreshed_under_stops(rotation: &'static str) {
    run(|world, ports| async move {
        world.tell("scripts", json!({"rotation": rotation})).await;
        drop(connected(&world, &ports).await);
        ports.end_all().await;
        let mut reconnects = 0;
        for steps in 0..STEPS_MAX {
            world.tell("scripts", json!({"expire_tokens": true})).await;
            let before = asked_for_tokens(&world).await;
            let done =
                stopped_after(steps, &ports, |app| async move { boards(&app, true).await.is_ok() }).await;

            let app = begun(&ports);
            let read = boards(&app, true).await;
            assert!(
                asked_for_tokens(&world).await - before <= 2,
                "after {steps} steps: one for each background"
            );
            let account = status(&app).await.snapshot.account.unwrap();
            assert_eq!(connections(&ports), 1, "after {steps} steps");
            match read.map_err(|problem| problem.kind) {
                Ok(list) => assert!(!list.boards.is_empty() && !account.needs_reconnecting),
                Err(kind) => {
                    assert_eq!(
                        (kind, rotation),
                        (ProblemKind::NeedsReconnecting, "kill"),
                        "after {steps} steps"
                    );
                    assert!(account.needs_reconnecting, "after {steps} steps: it is said");
                    let asked = asked_for_tokens(&world).await;
                    assert!(boards(&app, true).await.is_err());
                    assert_eq!(asked_for_tokens(&world).await, asked, "after {steps} steps: no loop");
                    connect(&app, &ports, Environment::Production).await.unwrap();
                    reconnects += 1;
                }
            }
            drop(app);
            ports.end_all().await;
            if done.is_some() {
                assert!(steps > 5, "{steps} steps: there were some");
                // The one token dies with the background only between Pinterest's answer and the write.
                assert!((reconnects > 0) == (rotation == "kill"), "{reconnects} of {steps}");
                assert!(reconnects < 10, "{reconnects} of {steps}");
                return;
            }
        }
        panic!("it never came to an end");
    });
}

#[test]
fn a_refresh_that_is_stopped_anywhere_ends_connected_where_the_old_token_lives() {
    refreshed_under_stops("keep");
}

#[test]
fn a_refresh_that_is_stopped_anywhere_ends_in_reconnect_where_its_only_token_died() {
    refreshed_under_stops("kill");
}

#[test]
fn a_connect_that_is_stopped_anywhere_is_told_of_and_can_be_done_again() {
    run(|world, _| async move {
        for steps in 0..STEPS_MAX {
            let ports = Native::new(&world);
            set_relay(&App::new(ports.clone()), &world.relay).await.unwrap();
            ports.end_all().await;
            let answered = Rc::new(Cell::new(false));
            let done = stopped_after(steps, &ports, |app| {
                let (answered, ports) = (Rc::clone(&answered), ports.clone());
                async move {
                    let request = Request::Connect {
                        environment: Environment::Production,
                        again: None,
                        secret_boards: false,
                        repeat: false,
                    };
                    app.on_request(request, Page::Options).await.unwrap();
                    answered.set(true);
                    // Asking the core would take steps, and more of them the slower the machine is.
                    while !ports.records_of(Area::Session, "connect.v1").is_empty() {
                        tokio::task::yield_now().await;
                    }
                }
            })
            .await;

            let app = App::new(ports.clone());
            let told = status(&app).await;
            assert!(!told.connecting, "after {steps} steps");
            assert_eq!(
                connections(&ports),
                usize::from(told.snapshot.account.is_some()),
                "after {steps} steps"
            );
            if told.snapshot.account.is_some() {
                // It is connected: nothing else is said of it.
                until("the attempt is over", || {
                    ports.records_of(Area::Session, "connect.v1").is_empty().then_some(())
                })
                .await;
                assert!(status(&app).await.connect_problem.is_none(), "after {steps} steps");
            }
            if answered.get() && told.snapshot.account.is_none() {
                let said = async {
                    loop {
                        if let Some(problem) = status(&app).await.connect_problem {
                            return problem.kind;
                        }
                        tokio::task::yield_now().await;
                    }
                };
                let said = tokio::time::timeout(std::time::Duration::from_secs(10), said).await;
                assert_eq!(said, Ok(ProblemKind::AuthWindowClosed), "after {steps} steps: it is said");
            }
            connect(&app, &ports, Environment::Production).await.unwrap();
            assert_eq!(connections(&ports), 1, "after {steps} steps");
            drop(app);
            ports.end_all().await;
            if done.is_some() {
                assert!(steps > 20, "{steps} steps: there were some");
                return;
            }
        }
        panic!("it never came to an end");
    });
}
