//! Boards: list, get, create, delete; and which of them a token may touch.

use crate::api::{Caller, created, found, no_query, owner};
use crate::clock::date_time;
use crate::exchange::{Answer, Ask};
use crate::fields::Fields;
use crate::house::{House, State};
use crate::paging::{End, check_query, json as list_answer, page, shuffle};
use crate::problem::Problem;
use crate::scope;
use crate::world::{Board, NewBoard, Privacy, World};
use hyper::StatusCode;
use serde_json::{Value, json};

/// A board as the API shows it.
pub(crate) fn show(world: &World, board: &Board) -> Value {
    let pictures: Vec<&str> = world
        .pins
        .iter()
        .rev()
        .filter(|pin| pin.board_id == board.id)
        .take(4)
        .map(|pin| pin.picture.sha256.as_str())
        .collect();
    let thumbnails: Vec<String> =
        pictures.iter().map(|sha| format!("https://cdn.example/pinned/{sha}")).collect();
    let mut shown = json!({
        "id": board.id,
        "name": board.name,
        "description": board.description,
        "privacy": board.privacy.name(),
        "owner": owner(board.owner),
        "is_ads_only": board.ads_only,
        "media": {
            "image_cover_url": format!("https://cdn.example/picture/{}-400x300.jpg", slug(&board.name)),
            "pin_thumbnail_urls": thumbnails,
        },
        "pin_count": world.pin_count(&board.id),
        "follower_count": 0,
        "collaborator_count": 0,
        "created_at": date_time(board.created_at),
        "board_pins_modified_at": date_time(board.modified_at),
    });
    if let (true, Some(shown)) = (board.nameless, shown.as_object_mut()) {
        shown.remove("name");
    }
    shown
}

/// A name as part of an address.
fn slug(name: &str) -> String {
    let slug: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(60)
        .collect();
    format!("board-{slug}")
}

/// A board of the caller's that the caller may see. Someone else's public board is there, but not theirs.
pub(crate) fn readable<'a>(state: &'a State, caller: &Caller, id: &str) -> Result<&'a Board, Problem> {
    let board = state.world(caller.which).board(id).ok_or_else(Problem::no_board)?;
    if board.owner != caller.access.account {
        return Err(Problem::no_access());
    }
    if board.privacy == Privacy::Secret && !caller.may("boards:read_secret") {
        return Err(Problem::no_access());
    }
    Ok(board)
}

/// A board that the caller may put Pins on.
pub(crate) fn pinnable<'a>(state: &'a State, caller: &Caller, id: &str) -> Result<&'a Board, Problem> {
    // A board that is gone is reported here in other words than elsewhere.
    if state.world(caller.which).board(id).is_none() {
        return Err(Problem::board_invalid());
    }
    let board = readable(state, caller, id)?;
    if board.privacy == Privacy::Secret {
        caller.require(&["pins:write_secret"])?;
    }
    if board.ads_only {
        return Err(Problem::not_permitted());
    }
    Ok(board)
}

/// A board that the caller may change.
fn writable<'a>(state: &'a State, caller: &Caller, id: &str) -> Result<&'a Board, Problem> {
    let board = readable(state, caller, id)?;
    if board.privacy == Privacy::Secret {
        caller.require(&["boards:write_secret"])?;
    }
    Ok(board)
}

/// `GET /boards`.
pub(crate) fn list(house: &House, caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::READ_BOARDS)?;
    check_query(ask, &["privacy", "bookmark", "page_size"])?;
    let privacy = ask.query_value("privacy").unwrap_or_else(|| "ALL".to_owned());
    let wanted: &[Privacy] = match privacy.as_str() {
        "ALL" => &[Privacy::Public, Privacy::Protected, Privacy::Secret],
        "PUBLIC" => &[Privacy::Public],
        "PROTECTED" => &[Privacy::Protected],
        "SECRET" => &[Privacy::Secret],
        "PUBLIC_AND_SECRET" => &[Privacy::Public, Privacy::Secret],
        _ => return Err(Problem::invalid("privacy is not a documented value")),
    };
    let state = house.state();
    let world = state.world(caller.which);
    let mut boards: Vec<&Board> = world
        .boards
        .iter()
        .filter(|board| board.owner == caller.access.account && wanted.contains(&board.privacy))
        .filter(|board| board.privacy != Privacy::Secret || caller.may("boards:read_secret"))
        .collect();
    if state.scripts.shuffle_lists {
        shuffle(&mut boards, |board| &board.id);
    }
    let items = boards.into_iter().map(|board| show(world, board)).collect();
    Ok(list_answer(&page(ask, "boards", End::Null, world.listing, items)?))
}

/// `GET /boards/{id}`.
pub(crate) fn get(house: &House, caller: &Caller, ask: &Ask, id: &str) -> Result<Answer, Problem> {
    caller.require(scope::READ_BOARDS)?;
    no_query(ask)?;
    let state = house.state();
    let board = readable(&state, caller, id)?;
    Ok(found(&show(state.world(caller.which), board)))
}

/// `POST /boards`.
pub(crate) fn create(house: &House, caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_BOARDS)?;
    no_query(ask)?;
    let mut fields = Fields::of_body(ask)?;
    let name = fields.needed_text("name", usize::MAX)?;
    let description = fields.text("description", usize::MAX)?;
    let privacy = fields.text("privacy", usize::MAX)?.unwrap_or_else(|| "PUBLIC".to_owned());
    let ads_only = fields.flag("is_ads_only")?.unwrap_or(false);
    fields.finish()?;
    let privacy = Privacy::of_name(&privacy)
        .ok_or_else(|| Problem::invalid("privacy is not PUBLIC, PROTECTED or SECRET"))?;
    if name.trim().is_empty() {
        return Err(Problem::invalid("name is empty"));
    }
    if privacy == Privacy::Secret {
        caller.require(&["boards:write_secret"])?;
    }
    let new = if ads_only {
        // Documented: both become so by themselves.
        NewBoard { name: "Ad-only Pins".to_owned(), description, privacy: Privacy::Protected, ads_only }
    } else {
        NewBoard { name, description, privacy, ads_only }
    };
    let mut state = house.state();
    let (world, clock) = state.world_mut(caller.which);
    let board = world.add_board(caller.access.account, new, clock);
    Ok(created(&show(world, &board)))
}

/// `DELETE /boards/{id}`, with its Pins.
pub(crate) fn delete(house: &House, caller: &Caller, ask: &Ask, id: &str) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_BOARDS)?;
    no_query(ask)?;
    let mut state = house.state();
    writable(&state, caller, id)?;
    let (world, _) = state.world_mut(caller.which);
    world.boards.retain(|board| board.id != id);
    world.pins.retain(|pin| pin.board_id != id);
    Ok(Answer::bare(StatusCode::NO_CONTENT))
}

/// A board that the caller may add sections to.
pub(crate) fn sectionable<'a>(state: &'a State, caller: &Caller, id: &str) -> Result<&'a Board, Problem> {
    writable(state, caller, id)
}
