//! Control: what tests and the demo say to the stand-in itself, under `/_standin/` on the plain port.

use crate::exchange::{Answer, Ask};
use crate::faults::Fault;
use crate::gallery;
use crate::house::{House, State};
use crate::scripts::Change;
use crate::site::Site;
use crate::world::{Board, Privacy, Which, person, plain};
use hyper::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// A board that is seeded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedBoard {
    name: String,
    privacy: Option<String>,
}

/// The body of `POST seed`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    world: Option<String>,
    account: Option<String>,
    boards: Option<usize>,
    boards_list: Option<Vec<SeedBoard>>,
    redirect_uris: Option<Vec<String>>,
    trial: Option<bool>,
    token_lifetime_s: Option<u64>,
    page_size_max: Option<usize>,
    repeat_bookmark: Option<bool>,
    board_without_name: Option<bool>,
}

/// The body of `POST clock`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Drive {
    now_ms: u64,
}

/// One fault, or a list.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum FaultsBody {
    Many(Vec<Fault>),
    One(Box<Fault>),
}

/// Answers a control call.
pub(crate) fn answer(house: &House, ask: &Ask) -> Answer {
    let Some(call) = ask.path.strip_prefix("/_standin/") else {
        return wrong(
            StatusCode::NOT_FOUND,
            "control is under /_standin/; everything else is behind CONNECT",
        );
    };
    let done = match (ask.method.as_str(), call) {
        ("GET", "") => return gallery::show(house),
        ("GET", "ready") => Ok(json!({ "ready": true })),
        ("POST", "reset") => {
            house.reset();
            Ok(json!({}))
        }
        ("POST", "seed") => body(ask).and_then(|seed| plant(house, seed)),
        ("GET", "pins") => which(ask).map(|which| pins(&house.state(), which)),
        ("GET", "boards") => {
            which(ask).map(|which| boards(&house.state(), which, ask.query_value("account")))
        }
        ("GET", "requests") => Ok(json!({ "requests": house.state().record.requests })),
        ("GET", "violations") => Ok(json!({ "violations": house.state().record.violations })),
        ("GET", "hosts") => {
            let state = house.state();
            Ok(json!({ "answered": state.record.answered, "refused": state.record.refused }))
        }
        ("GET", "secrets") => Ok(json!({ "secrets": house.state().secrets.all() })),
        ("GET", "handoffs") => Ok(json!({ "handoffs": house.state().record.handoffs })),
        ("POST", "faults") => body(ask).map(|faults| set_faults(house, faults)),
        ("DELETE", "faults") => {
            house.clear_faults();
            Ok(json!({}))
        }
        ("POST", "site") => body::<Site>(ask).and_then(Site::normal).map(|site| {
            house.state().site = Some(site);
            json!({})
        }),
        ("POST", "clock") => body::<Drive>(ask).map(|drive| {
            house.state().clock.drive(drive.now_ms);
            json!({})
        }),
        ("POST", "scripts") => body(ask).map(|change| set_scripts(house, change)),
        ("GET", picture) if picture.starts_with("picture/") => {
            return gallery::picture(house, picture.trim_start_matches("picture/"));
        }
        _ => return wrong(StatusCode::NOT_FOUND, "there is no such control call"),
    };
    match done {
        Ok(value) => Answer::json(StatusCode::OK, &value).with("cache-control", "no-store"),
        Err(what) => wrong(StatusCode::BAD_REQUEST, &what),
    }
}

fn wrong(status: StatusCode, what: &str) -> Answer {
    Answer::json(status, &json!({ "error": what }))
}

fn body<T: DeserializeOwned>(ask: &Ask) -> Result<T, String> {
    serde_json::from_slice(&ask.body).map_err(|error| error.to_string())
}

fn world_named(name: Option<&str>) -> Result<Which, String> {
    let name = name.unwrap_or("production");
    Which::of_name(name).ok_or_else(|| format!("{name} is neither production nor sandbox"))
}

fn which(ask: &Ask) -> Result<Which, String> {
    world_named(ask.query_value("world").as_deref())
}

fn plant(house: &House, seed: Seed) -> Result<Value, String> {
    let which = world_named(seed.world.as_deref())?;
    let account = seed.account.as_deref().unwrap_or("ada");
    let owner = person(account).ok_or_else(|| format!("there is no {account}"))?.username;
    let mut wanted: Vec<(String, Privacy)> = Vec::new();
    for board in seed.boards_list.iter().flatten() {
        let privacy = board.privacy.as_deref().unwrap_or("PUBLIC");
        let privacy = Privacy::of_name(privacy).ok_or_else(|| format!("{privacy} is not a privacy"))?;
        wanted.push((board.name.clone(), privacy));
    }
    wanted.extend((1..=seed.boards.unwrap_or(0)).map(|n| (format!("Board {n}"), Privacy::Public)));

    let mut state = house.state();
    if seed.boards.is_some() || seed.boards_list.is_some() {
        let (world, clock) = state.world_mut(which);
        world.clear_boards(owner);
        for (name, privacy) in wanted {
            world.add_board(owner, plain(&name, "", privacy), clock);
        }
    }
    if let Some(nameless) = seed.board_without_name {
        let (world, _) = state.world_mut(which);
        if let Some(first) = world.boards.iter_mut().find(|board| board.owner == owner) {
            first.nameless = nameless;
        }
    }
    // Without a world's name, how lists behave holds for both.
    for each in [Which::Production, Which::Sandbox] {
        if seed.world.is_none() || each == which {
            let listing = &mut state.world_mut(each).0.listing;
            listing.page_size_max = seed.page_size_max.unwrap_or(listing.page_size_max);
            listing.repeat_bookmark = seed.repeat_bookmark.unwrap_or(listing.repeat_bookmark);
        }
    }
    if let Some(uris) = seed.redirect_uris {
        state.redirect_uris = Some(uris);
    }
    if let Some(trial) = seed.trial {
        state.scripts.trial = trial;
    }
    if let Some(lifetime) = seed.token_lifetime_s {
        state.grants.access_lifetime_s = lifetime;
    }
    Ok(boards(&state, which, Some(owner.to_owned())))
}

fn boards(state: &State, which: Which, account: Option<String>) -> Value {
    let world = state.world(which);
    let shown: Vec<Value> = world
        .boards
        .iter()
        .filter(|board| account.as_deref().is_none_or(|account| account == board.owner))
        .map(|board: &Board| {
            json!({
                "id": board.id,
                "name": board.name,
                "privacy": board.privacy.name(),
                "pin_count": world.pin_count(&board.id),
                "account": board.owner,
                "sections": board.sections.iter().map(|s| json!({ "id": s.id, "name": s.name })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "boards": shown })
}

fn pins(state: &State, which: Which) -> Value {
    let world = state.world(which);
    let shown: Vec<Value> = world
        .pins
        .iter()
        .map(|pin| {
            json!({
                "id": pin.id,
                "account": pin.owner,
                "board_id": pin.board_id,
                "board_name": world.board(&pin.board_id).map(|board| &board.name),
                "board_section_id": pin.section_id,
                "title": pin.words.title,
                "description": pin.words.description,
                "alt_text": pin.words.alt_text,
                "link": pin.words.link,
                "dominant_color": pin.words.dominant_color,
                "parent_pin_id": pin.parent_pin_id,
                "media_source_type": pin.source_type,
                "media_url": pin.media_url,
                "width": pin.picture.width,
                "height": pin.picture.height,
                "sha256": pin.picture.sha256,
                "content_type": pin.picture.content_type,
                "created_at": crate::clock::date_time(pin.created_at),
            })
        })
        .collect();
    json!({ "pins": shown })
}

fn set_faults(house: &House, faults: FaultsBody) -> Value {
    let faults = match faults {
        FaultsBody::Many(faults) => faults,
        FaultsBody::One(fault) => vec![*fault],
    };
    let mut state = house.state();
    let ids: Vec<u64> = faults.into_iter().map(|fault| state.faults.add(fault)).collect();
    json!({ "ids": ids })
}

fn set_scripts(house: &House, change: Change) -> Value {
    let mut state = house.state();
    if change.expire_tokens == Some(true) {
        state.grants.expire_access();
    }
    if let Some(account) = &change.remove_app {
        state.grants.remove_account(account);
    }
    if let Some(secret) = &change.reset_secret {
        state.secrets.hold(secret);
    }
    state.scripts.apply(change);
    json!({})
}
