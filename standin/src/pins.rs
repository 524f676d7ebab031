//! Pins: create, get, list, delete, save.

use crate::api::{Caller, created, found, no_query, owner};
use crate::boards;
use crate::clock::date_time;
use crate::draft::{Draft, Source};
use crate::exchange::{Answer, Ask};
use crate::fetch;
use crate::fields::Fields;
use crate::house::{House, State};
use crate::paging::{End, check_query, json as list_answer, page, shuffle};
use crate::problem::Problem;
use crate::scope;
use crate::world::{Pin, Privacy, Which, Words};
use hyper::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;

/// The query keys of lists of Pins, beyond those of all lists.
const LIST_KEYS: &[&str] = &[
    "bookmark",
    "page_size",
    "creative_types",
    "pin_metrics",
    "pin_filter",
    "include_protected_pins",
    "pin_type",
];

fn show(caller: &Caller, pin: &Pin) -> Value {
    // As Pinterest does, the answer names its own copies, never the address that the picture came from.
    let copy = |width: u32| {
        let height =
            (u64::from(pin.picture.height) * u64::from(width) / u64::from(pin.picture.width.max(1))).max(1);
        json!({ "width": width, "height": height, "url": format!("https://cdn.example/pinned/{}", pin.picture.sha256) })
    };
    let media_type = if pin.source_type.starts_with("multiple") { "multiple_images" } else { "image" };
    json!({
        "id": pin.id,
        "created_at": date_time(pin.created_at),
        "title": pin.words.title,
        "description": pin.words.description,
        "alt_text": pin.words.alt_text,
        "link": pin.words.link,
        "dominant_color": pin.words.dominant_color,
        "creative_type": "REGULAR",
        "media": {
            "media_type": media_type,
            "images": { "150x150": copy(150), "400x300": copy(400), "600x": copy(600), "1200x": copy(1200) },
        },
        "board_id": pin.board_id,
        "board_section_id": pin.section_id,
        "board_owner": owner(pin.owner),
        "is_owner": pin.owner == caller.access.account,
        "is_standard": true,
        "has_been_promoted": false,
        "parent_pin_id": pin.parent_pin_id,
        "pin_metrics": null,
    })
}

/// What the scripts allow at all.
fn check_scripts(state: &State, caller: &Caller) -> Result<(), Problem> {
    if state.scripts.trial && caller.which == Which::Production {
        return Err(Problem::trial());
    }
    if state.scripts.spam_block {
        return Err(Problem::spam());
    }
    Ok(())
}

/// Whether the board takes Pins from the caller, and has the section.
fn check_place(state: &State, caller: &Caller, board: &str, section: Option<&str>) -> Result<(), Problem> {
    let board = boards::pinnable(state, caller, board)?;
    match section {
        Some(id) if !board.sections.iter().any(|section| section.id == id) => Err(Problem::no_section()),
        _ => Ok(()),
    }
}

/// Whether the token may see the Pins of a board.
fn check_sight(state: &State, caller: &Caller, board: &str) -> Result<(), Problem> {
    if boards::readable(state, caller, board)?.privacy == Privacy::Secret {
        caller.require(&["pins:read_secret"])?;
    }
    Ok(())
}

/// `POST /pins`.
pub(crate) async fn create(house: &Arc<House>, caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_PINS)?;
    no_query(ask)?;
    let draft = Draft::of_body(ask)?;
    let check = |state: &State| {
        check_scripts(state, caller)?;
        check_place(state, caller, &draft.board_id, draft.section_id.as_deref())
    };
    check(&house.state())?;
    let mut pictures = Vec::new();
    for source in &draft.sources {
        pictures.push(fetch::picture(house, source).await?);
    }
    let picture = pictures.into_iter().next().ok_or_else(Problem::no_picture)?;
    let mut state = house.state();
    // The board may have gone while the picture came.
    check(&state)?;
    let media_url = match draft.sources.first() {
        Some(Source::Url(url)) => Some(url.clone()),
        _ => None,
    };
    let pin = Pin {
        id: String::new(),
        owner: caller.access.account,
        board_id: draft.board_id,
        section_id: draft.section_id,
        words: draft.words,
        source_type: draft.source_type,
        media_url,
        picture: Arc::new(picture),
        parent_pin_id: draft.parent_pin_id,
        created_at: 0,
        visible_from: 0,
    };
    Ok(created(&show(caller, &put(&mut state, caller, pin))))
}

/// Gives a Pin its id and its place.
fn put(state: &mut State, caller: &Caller, mut pin: Pin) -> Pin {
    let lag = state.scripts.read_lag;
    let (world, clock) = state.world_mut(caller.which);
    pin.id = world.id();
    pin.created_at = clock.stamp();
    pin.visible_from = clock.passing_ms() + u64::try_from(lag.as_millis()).unwrap_or(u64::MAX / 2);
    if let Some(board) = world.board_mut(&pin.board_id) {
        board.modified_at = pin.created_at;
    }
    world.pins.push(pin.clone());
    pin
}

fn visible<'a>(state: &'a State, caller: &Caller, id: &str) -> Result<&'a Pin, Problem> {
    let pin = state.world(caller.which).pin(id).filter(|pin| pin.visible_from <= state.clock.passing_ms());
    let pin = pin.ok_or_else(Problem::no_pin)?;
    if pin.owner == caller.access.account {
        check_sight(state, caller, &pin.board_id)?;
    } else if state.world(caller.which).board(&pin.board_id).is_none_or(|b| b.privacy != Privacy::Public) {
        return Err(Problem::no_access());
    }
    Ok(pin)
}

/// `GET /pins/{id}`.
pub(crate) fn get(house: &House, caller: &Caller, ask: &Ask, id: &str) -> Result<Answer, Problem> {
    caller.require(scope::READ_PINS)?;
    check_query(ask, &["pin_metrics"])?;
    let state = house.state();
    Ok(found(&show(caller, visible(&state, caller, id)?)))
}

/// `DELETE /pins/{id}`.
pub(crate) fn delete(house: &House, caller: &Caller, ask: &Ask, id: &str) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_PINS)?;
    no_query(ask)?;
    let mut state = house.state();
    let world = state.world(caller.which);
    let pin = world.pin(id).ok_or_else(Problem::no_pin)?;
    if pin.owner != caller.access.account {
        return Err(Problem::no_access());
    }
    if world.board(&pin.board_id).is_some_and(|board| board.privacy == Privacy::Secret) {
        boards::readable(&state, caller, &pin.board_id)?;
        caller.require(&["pins:write_secret"])?;
    }
    state.world_mut(caller.which).0.pins.retain(|pin| pin.id != id);
    Ok(Answer::bare(StatusCode::NO_CONTENT))
}

/// `POST /pins/{id}/save`: a repin.
pub(crate) fn save(house: &House, caller: &Caller, ask: &Ask, id: &str) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_PINS)?;
    no_query(ask)?;
    let mut fields = Fields::of_body(ask)?;
    let board = fields.id("board_id")?;
    let section = fields.id("board_section_id")?;
    fields.finish()?;
    let mut state = house.state();
    check_scripts(&state, caller)?;
    let source = visible(&state, caller, id)?.clone();
    // The documentation lets the board be null, and does not say where the Pin goes then.
    let board = board.ok_or_else(Problem::no_board)?;
    if state.world(caller.which).board(&board).is_none() {
        return Err(Problem::no_board());
    }
    check_place(&state, caller, &board, section.as_deref())?;
    let words = Words { ..source.words.clone() };
    let pin = Pin {
        owner: caller.access.account,
        board_id: board,
        section_id: section,
        words,
        parent_pin_id: Some(source.id.clone()),
        ..source
    };
    Ok(created(&show(caller, &put(&mut state, caller, pin))))
}

/// Answers the Pins that a list has, newest first.
fn answer_list(
    state: &State,
    caller: &Caller,
    ask: &Ask,
    list: &str,
    keep: impl Fn(&Pin) -> bool,
) -> Result<Answer, Problem> {
    let now = state.clock.passing_ms();
    let world = state.world(caller.which);
    let mut pins: Vec<&Pin> =
        world.pins.iter().rev().filter(|pin| pin.visible_from <= now && keep(pin)).collect();
    if state.scripts.shuffle_lists {
        shuffle(&mut pins, |pin| &pin.id);
    }
    let items = pins.into_iter().map(|pin| show(caller, pin)).collect();
    Ok(list_answer(&page(ask, list, End::Empty, world.listing, items)?))
}

/// `GET /pins`.
pub(crate) fn list(house: &House, caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::READ_PINS)?;
    check_query(ask, LIST_KEYS)?;
    let state = house.state();
    let world = state.world(caller.which);
    let sees_secret = caller.may("boards:read_secret") && caller.may("pins:read_secret");
    answer_list(&state, caller, ask, "pins", |pin| {
        let secret = world.board(&pin.board_id).is_some_and(|board| board.privacy == Privacy::Secret);
        pin.owner == caller.access.account && (!secret || sees_secret)
    })
}

/// `GET /boards/{id}/pins`.
pub(crate) fn of_board(house: &House, caller: &Caller, ask: &Ask, board: &str) -> Result<Answer, Problem> {
    caller.require(scope::READ_PINS)?;
    check_query(ask, &["bookmark", "page_size", "creative_types", "pin_metrics"])?;
    let state = house.state();
    check_sight(&state, caller, board)?;
    let without_sections = state.scripts.section_only_listing;
    answer_list(&state, caller, ask, &format!("pins of {board}"), |pin| {
        pin.board_id == board && !(without_sections && pin.section_id.is_some())
    })
}

/// `GET /boards/{id}/sections/{id}/pins`.
pub(crate) fn of_section(
    house: &House,
    caller: &Caller,
    ask: &Ask,
    board: &str,
    section: &str,
) -> Result<Answer, Problem> {
    caller.require(scope::READ_PINS)?;
    check_query(ask, &["bookmark", "page_size"])?;
    let state = house.state();
    check_sight(&state, caller, board)?;
    let has = |b: &crate::world::Board| b.sections.iter().any(|s| s.id == section);
    if !state.world(caller.which).board(board).is_some_and(has) {
        return Err(Problem::no_section());
    }
    answer_list(&state, caller, ask, &format!("pins of {board} in {section}"), |pin| {
        pin.board_id == board && pin.section_id.as_deref() == Some(section)
    })
}
