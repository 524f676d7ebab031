//! The API: which operation a request is, and whether its token may.

use crate::exchange::{Answer, Ask};
use crate::fields::is_id;
use crate::grants::Access;
use crate::house::House;
use crate::paging::check_query;
use crate::problem::Problem;
use crate::scope;
use crate::world::Which;
use crate::{account, boards, pins, sections, token};
use hyper::{Method, StatusCode};
use serde_json::json;
use std::sync::Arc;

/// Who calls, and in which world.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) which: Which,
    pub(crate) access: Access,
}

impl Caller {
    /// Refuses what the token does not allow.
    pub(crate) fn require(&self, needed: &[&str]) -> Result<(), Problem> {
        scope::require(&self.access.scopes, needed)
    }

    /// Whether the token has a scope.
    pub(crate) fn may(&self, scope: &str) -> bool {
        self.access.scopes.contains(scope)
    }
}

/// Answers an API request.
pub(crate) async fn answer(house: &Arc<House>, which: Which, ask: &Ask) -> Result<Answer, Problem> {
    let Some(path) = ask.path.strip_prefix("/v5/") else {
        return Err(undocumented(ask));
    };
    let segments: Vec<&str> = path.split('/').collect();
    let get = ask.method == Method::GET;
    let post = ask.method == Method::POST;
    let delete = ask.method == Method::DELETE;
    let patch = ask.method == Method::PATCH;
    match segments.as_slice() {
        ["oauth", "token"] if post => return token::answer(house, which, ask),
        ["oauth", "token", "revoke"] if post => return token::refuse_revoke(house, ask),
        _ => {}
    }
    let caller = || admit(house, which, ask);
    match segments.as_slice() {
        ["user_account"] if get => account::get(house, &caller()?, ask),
        ["user_account", "businesses"] if get => account::businesses(&caller()?, ask),
        ["boards"] if get => boards::list(house, &caller()?, ask),
        ["boards"] if post => boards::create(house, &caller()?, ask),
        ["boards", board] if get => boards::get(house, &caller()?, ask, id("board_id", board)?),
        ["boards", board] if delete => boards::delete(house, &caller()?, ask, id("board_id", board)?),
        ["boards", board, "pins"] if get => pins::of_board(house, &caller()?, ask, id("board_id", board)?),
        ["boards", board, "sections"] if get => {
            sections::list(house, &caller()?, ask, id("board_id", board)?)
        }
        ["boards", board, "sections"] if post => {
            sections::create(house, &caller()?, ask, id("board_id", board)?)
        }
        ["boards", board, "sections", section, "pins"] if get => {
            let (board, section) = (id("board_id", board)?, id("section_id", section)?);
            pins::of_section(house, &caller()?, ask, board, section)
        }
        ["pins"] if get => pins::list(house, &caller()?, ask),
        ["pins"] if post => pins::create(house, &caller()?, ask).await,
        ["pins", pin] if get => pins::get(house, &caller()?, ask, id("pin_id", pin)?),
        ["pins", pin] if delete => pins::delete(house, &caller()?, ask, id("pin_id", pin)?),
        ["pins", pin, "save"] if post => pins::save(house, &caller()?, ask, id("pin_id", pin)?),
        // Documented, but beta or of no use to Pins of pictures: this app may not.
        ["pins" | "boards", _] if patch => caller().and(Err(Problem::not_permitted())),
        ["media"] if get || post => caller().and(Err(Problem::not_permitted())),
        ["media", _] if get => caller().and(Err(Problem::not_permitted())),
        _ => Err(undocumented(ask)),
    }
}

fn undocumented(ask: &Ask) -> Problem {
    let known = ["pins", "boards", "user_account", "oauth", "media"];
    let first = ask.path.strip_prefix("/v5/").and_then(|path| path.split('/').next()).unwrap_or_default();
    let status = if known.contains(&first) { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND };
    Problem::met(status, 1, "Invalid request: there is no such operation.")
        .blamed(format!("{} {} is not a documented operation", ask.method, ask.path))
}

fn id<'a>(name: &str, text: &'a str) -> Result<&'a str, Problem> {
    if is_id(text) { Ok(text) } else { Err(Problem::invalid(format!("{name} does not match ^\\d+$"))) }
}

/// Opens the bearer token.
fn admit(house: &House, which: Which, ask: &Ask) -> Result<Caller, Problem> {
    let token = ask
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
        .map(|(_, token)| token)
        .ok_or_else(|| Problem::unauthenticated().blamed("there is no Authorization: Bearer header"))?;
    let state = house.state();
    if state.scripts.refuse_tokens {
        return Err(Problem::unauthenticated());
    }
    let access = state.grants.access(token, which, state.clock.now())?;
    Ok(Caller { which, access })
}

/// An answer that makes something.
pub(crate) fn created(value: &serde_json::Value) -> Answer {
    Answer::json(StatusCode::CREATED, value)
}

/// An answer that reads something.
pub(crate) fn found(value: &serde_json::Value) -> Answer {
    Answer::json(StatusCode::OK, value)
}

/// Refuses query keys on an operation that has none of its own.
pub(crate) fn no_query(ask: &Ask) -> Result<(), Problem> {
    check_query(ask, &[])
}

/// An owner, as boards and Pins name it.
pub(crate) fn owner(username: &str) -> serde_json::Value {
    json!({ "username": username })
}
