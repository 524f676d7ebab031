//! Takes each request to who answers it, by way of the faults that are set, and keeps the record.

use crate::exchange::{Answer, Ask, Outcome, Via};
use crate::faults::{Act, Foreign, Seen, Where};
use crate::house::House;
use crate::problem::{Problem, error_answer};
use crate::scripts;
use crate::world::Which;
use crate::{api, faults, samples, site, www};
use hyper::StatusCode;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// The hosts that are answered for.
pub(crate) const HOSTS: [&str; 7] = [
    "www.pinterest.com",
    "api.pinterest.com",
    "api-sandbox.pinterest.com",
    "shop.example",
    "blog.example",
    "cdn.example",
    "frame.example",
];

/// Answers a request, as a future that others can hold: fetching a picture comes back here.
pub(crate) fn respond(house: &Arc<House>, ask: Ask) -> Pin<Box<dyn Future<Output = Outcome> + Send>> {
    let house = Arc::clone(house);
    Box::pin(async move {
        let (ticket, act) = arrive(&house, &ask);
        let outcome = with_fault(&house, &ask, ticket, act).await;
        let status = match &outcome {
            Outcome::Answer(answer) | Outcome::Midway(answer) => answer.status.as_u16(),
            Outcome::Cut => 0,
        };
        leave(&house, ticket, status);
        outcome
    })
}

/// A place in the record: the number of resets before it, and its number. Fetches of the stand-in have none.
type Ticket = Option<(u64, usize)>;

fn arrive(house: &House, ask: &Ask) -> (Ticket, Option<Act>) {
    let resets = house.tide().borrow().resets;
    let mut state = house.state();
    let act = state.faults.take(ask);
    if ask.via == Via::Fetcher {
        return (None, act);
    }
    if let Some(bearer) = ask
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(s, _)| s.eq_ignore_ascii_case("bearer"))
    {
        state.secrets.hold(bearer.1);
    }
    let address = format!("{}?{}", ask.path, ask.raw_query);
    let path = state.secrets.redact(&ask.path);
    let n = state.record.open(ask, path);
    if state.secrets.speaks(&address) {
        state.record.violate(n, "a token, code or secret stands in the address".to_owned());
    }
    (Some((resets, n)), act)
}

fn leave(house: &House, ticket: Ticket, status: u16) {
    if let Some((resets, n)) = ticket
        && house.tide().borrow().resets == resets
    {
        house.state().record.close(n, status);
    }
}

async fn with_fault(house: &Arc<House>, ask: &Ask, ticket: Ticket, act: Option<Act>) -> Outcome {
    match act {
        None => Outcome::Answer(usual(house, ask, ticket).await),
        Some(Act::Delay(delay)) => {
            tokio::time::sleep(Duration::from_millis(delay.delay_ms)).await;
            Outcome::Answer(usual(house, ask, ticket).await)
        }
        Some(Act::Hang(hang)) => {
            if hang.hang && !held(house).await {
                return Outcome::Cut;
            }
            Outcome::Answer(usual(house, ask, ticket).await)
        }
        Some(Act::Cut(cut)) => match cut.cut {
            Where::Before => Outcome::Cut,
            Where::After => {
                usual(house, ask, ticket).await;
                Outcome::Cut
            }
            Where::Midway => Outcome::Midway(usual(house, ask, ticket).await),
        },
        Some(Act::DoneBut(but)) => {
            usual(house, ask, ticket).await;
            Outcome::Answer(error(house, &but.done_but))
        }
        Some(Act::Seen(act)) => Outcome::Answer(seen(house, &act)),
        Some(Act::Error(act)) => Outcome::Answer(error(house, &act)),
        Some(Act::Foreign(act)) => Outcome::Answer(foreign(&act)),
        Some(Act::Big(act)) => {
            const FRAME: usize = r#"{"items":[],"padding":""}"#.len();
            let padding = "x".repeat(act.big.saturating_sub(FRAME));
            let body = format!(r#"{{"items":[],"padding":"{padding}"}}"#);
            Outcome::Answer(Answer::new(StatusCode::OK, "application/json", body))
        }
        Some(Act::Empty(act)) => Outcome::Answer(Answer::bare(status(act.empty))),
    }
}

/// Holds a request. True: faults were removed. False: the house was reset, and the request belongs to a past that is
/// gone.
async fn held(house: &House) -> bool {
    let mut tide = house.tide();
    let start = *tide.borrow();
    match tide.wait_for(|now| *now != start).await {
        Ok(now) => now.resets == start.resets,
        Err(_) => false,
    }
}

fn status(number: u16) -> StatusCode {
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn error(house: &House, act: &faults::Error) -> Answer {
    let message = act.message.as_deref().unwrap_or("Something went wrong on our end. Sorry about that.");
    let answer = error_answer(status(act.status), act.code.unwrap_or(0), message);
    let answer = act.headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value));
    dressed(house, answer)
}

fn seen(house: &House, act: &Seen) -> Answer {
    let answer = act.row.problem().answer();
    dressed(house, act.headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value)))
}

fn foreign(act: &Foreign) -> Answer {
    let mut answer = Answer::bare(status(act.status));
    answer.body = act.body.clone().into();
    let answer = act.headers.iter().fold(answer, |answer, (name, value)| answer.with(name, value));
    match &act.content_type {
        Some(content_type) => answer.with("content-type", content_type),
        None => answer,
    }
}

/// The answer as if nothing were scripted to go wrong.
async fn usual(house: &Arc<House>, ask: &Ask, ticket: Ticket) -> Answer {
    if !addressed_to_its_host(ask) {
        violate(house, ticket, "the Host header names another host than the tunnel".to_owned());
        return Answer::bare(StatusCode::MISDIRECTED_REQUEST);
    }
    if let Some(which) = Which::of_host(&ask.host) {
        let answer = match api::answer(house, which, ask).await {
            Ok(answer) => answer,
            Err(problem) => {
                blame(house, ticket, &problem);
                problem.answer()
            }
        };
        return dressed(house, answer);
    }
    if ask.host == "www.pinterest.com" {
        let (answer, violation) = www::answer(house, ask);
        if let Some(what) = violation {
            violate(house, ticket, what);
        }
        return answer;
    }
    match site::answer(house, ask).await {
        Some(answer) => answer,
        None => samples::answer(house, ask).await,
    }
}

fn addressed_to_its_host(ask: &Ask) -> bool {
    ask.via == Via::Fetcher
        || ask
            .header("host")
            .is_some_and(|host| host == ask.host || host.strip_suffix(":443") == Some(&ask.host))
}

fn blame(house: &House, ticket: Ticket, problem: &Problem) {
    if let Some(what) = &problem.violation {
        violate(house, ticket, what.clone());
    }
}

fn violate(house: &House, ticket: Ticket, what: String) {
    if let Some((_, n)) = ticket {
        let mut state = house.state();
        // The words may repeat what the request said.
        let what = state.secrets.redact(&what);
        state.record.violate(n, what);
    }
}

/// Adds the headers of every API answer. Never one for CORS.
fn dressed(house: &House, answer: Answer) -> Answer {
    let mut state = house.state();
    let id = state.secrets.request_id();
    let date = crate::clock::http_date(state.clock.now());
    let [limit, remaining, reset] = scripts::rate_limit_values(&state.scripts.rate_limit);
    // Where there is one, the port adds none of its own. Some gateways leave it out.
    let answer = if state.scripts.no_date { answer } else { answer.with("date", &date) };
    answer
        .with("x-pinterest-rid", &id)
        .with("x-ratelimit-limit", &limit)
        .with("x-ratelimit-remaining", &remaining)
        .with("x-ratelimit-reset", &reset)
}
