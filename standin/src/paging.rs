//! Pages and bookmarks.

use crate::exchange::Ask;
use crate::fields::is_id;
use crate::problem::Problem;
use crate::secrets::sha256_hex;
use crate::world::Listing;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::StatusCode;
use serde_json::{Map, Value};

/// The documented default of `page_size`.
const PAGE_SIZE: usize = 25;

/// How a list says that it has no more. Pinterest is known for all three, so each list here has its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    Null,
    Absent,
    Empty,
}

/// Refuses query keys that are not documented, and values that are not allowed.
pub(crate) fn check_query(ask: &Ask, allowed: &[&str]) -> Result<(), Problem> {
    let mut seen: Vec<String> = Vec::new();
    for (key, value) in ask.query() {
        if matches!(key.as_str(), "access_token" | "refresh_token" | "client_secret" | "token" | "code") {
            return Err(Problem::invalid(format!("{key} stands in the address")));
        }
        if key != "ad_account_id" && !allowed.contains(&key.as_str()) {
            return Err(Problem::invalid(format!("{key} is not a parameter of this operation")));
        }
        if key == "ad_account_id" && !(is_id(&value) && value.len() <= 18) {
            return Err(Problem::invalid("ad_account_id does not match ^\\d+$"));
        }
        if key != "creative_types" && seen.contains(&key) {
            return Err(Problem::invalid(format!("{key} is given twice")));
        }
        seen.push(key);
    }
    Ok(())
}

/// Cuts the page out of a list that the query asks for.
pub(crate) fn page(
    ask: &Ask,
    list: &str,
    end: End,
    listing: Listing,
    items: Vec<Value>,
) -> Result<Value, Problem> {
    let asked =
        match ask.query_value("page_size") {
            None => PAGE_SIZE,
            Some(text) => text.parse().ok().filter(|n| (1..=250).contains(n)).ok_or_else(|| {
                Problem::invalid(format!("page_size is {text}, not a number from 1 to 250"))
            })?,
        };
    let from = match ask.query_value("bookmark").filter(|b| !b.is_empty()) {
        None => 0,
        Some(bookmark) => open(list, &bookmark)
            .ok_or_else(|| Problem::invalid("bookmark is not one that this list has given"))?,
    };
    let size = asked.min(listing.page_size_max).max(1);
    let more = items.len() > from + size;
    let next = if listing.repeat_bookmark && (more || from > 0) {
        // The same for ever: the mark of the second page.
        Some(seal(list, if from > 0 { from } else { size }))
    } else {
        more.then(|| seal(list, from + size))
    };
    let mut answer = Map::new();
    answer.insert("items".to_owned(), items.into_iter().skip(from).take(size).collect());
    match (next, end) {
        (Some(bookmark), _) => answer.insert("bookmark".to_owned(), bookmark.into()),
        (None, End::Null) => answer.insert("bookmark".to_owned(), Value::Null),
        (None, End::Empty) => answer.insert("bookmark".to_owned(), "".into()),
        (None, End::Absent) => None,
    };
    Ok(Value::Object(answer))
}

/// A list as the answer.
pub(crate) fn json(value: &Value) -> crate::exchange::Answer {
    crate::exchange::Answer::json(StatusCode::OK, value)
}

/// Puts a list into another order, the same one each time.
pub(crate) fn shuffle<T>(items: &mut [T], id: impl Fn(&T) -> &str) {
    items.sort_by_cached_key(|item| sha256_hex(id(item).as_bytes()));
}

fn seal(list: &str, from: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("{from}|{list}"))
}

fn open(list: &str, bookmark: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(bookmark).ok()?).ok()?;
    let (from, of) = text.split_once('|')?;
    if of == list { from.parse().ok() } else { None }
}
