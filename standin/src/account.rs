//! `GET /user_account`.

use crate::api::{Caller, found, no_query};
use crate::exchange::{Answer, Ask};
use crate::house::House;
use crate::problem::Problem;
use crate::scope;
use crate::world::person;
use hyper::StatusCode;
use serde_json::{Value, json};

/// The account of the token.
pub(crate) fn get(house: &House, caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::READ_ACCOUNT)?;
    no_query(ask)?;
    let username = caller.access.account;
    let person =
        person(username).ok_or_else(|| Problem::met(StatusCode::NOT_FOUND, 30, "User not found."))?;
    let state = house.state();
    let world = state.world(caller.which);
    Ok(found(&json!({
        "account_type": if person.business { "BUSINESS" } else { "PINNER" },
        "id": person.id,
        "username": username,
        "business_name": if person.business { Value::from("Ada's table") } else { Value::Null },
        "about": person.about,
        "website_url": person.website,
        "profile_image": format!("https://cdn.example/picture/portrait-{username}-150x150.jpg"),
        "board_count": world.boards.iter().filter(|b| b.owner == username).count(),
        "pin_count": world.pins.iter().filter(|p| p.owner == username).count(),
        "follower_count": 12,
        "following_count": 34,
        "monthly_views": 560,
    })))
}

/// Nobody here has linked businesses.
pub(crate) fn businesses(caller: &Caller, ask: &Ask) -> Result<Answer, Problem> {
    caller.require(scope::READ_ACCOUNT)?;
    no_query(ask)?;
    Ok(found(&json!([])))
}
