//! `GET /v5/boards`.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::{BOARDS_MAX, BOARDS_PAGE_SIZE, NAME_MAX};
use tack_protocol::{Board, BoardId};

use crate::encoding::percent;
use crate::json::{self, Perhaps};
use crate::pinterest::client::{Call, Client};
use crate::pinterest::error::Failed;
use crate::ports::{Clock, Http};
use crate::tidy::tidy;

#[derive(Deserialize)]
struct Listing {
    items: Vec<Perhaps<Item>>,
    #[serde(default)]
    bookmark: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    name: String,
    #[serde(default)]
    privacy: Option<String>,
    #[serde(default)]
    pin_count: Option<i64>,
    #[serde(default)]
    is_ads_only: Option<bool>,
    #[serde(default)]
    media: Option<Media>,
}

#[derive(Deserialize)]
struct Media {
    #[serde(default)]
    image_cover_url: Option<String>,
}

/// The boards that can be pinned to, in Pinterest's order.
#[derive(Debug)]
pub struct Boards {
    /// Those that were read.
    pub boards: Vec<Board>,
    /// Whether they are all: a bookmark that comes twice, or a list without end, ends the reading early.
    pub complete: bool,
}

/// Reads all boards by bookmark.
///
/// # Errors
/// See [`Client::json`].
pub async fn list<P: Http + Clock>(client: &Client<'_, P>) -> Result<Boards, Failed> {
    let mut boards = Vec::new();
    // In order, so that one is found quickly; a set would weigh more in wasm than it is worth.
    let mut known: Vec<BoardId> = Vec::new();
    let mut bookmarks: Vec<String> = Vec::new();
    let first = ["boards?page_size=", &BOARDS_PAGE_SIZE.to_string()].concat();
    let mut path = first.clone();
    loop {
        let listing: Listing = client.json(Call { method: "GET", path, body: None }).await?;
        // One board that cannot be read must not hide the others.
        let items = listing.items.into_iter().filter_map(|item| item.0);
        for board in items.filter_map(board) {
            if let Err(place) = known.binary_search(&board.id) {
                known.insert(place, board.id.clone());
                boards.push(board);
            }
        }
        let Some(bookmark) = listing.bookmark.filter(|b| !b.is_empty()) else {
            return Ok(Boards { boards, complete: true });
        };
        let endless = boards.len() > BOARDS_MAX || bookmarks.len() > BOARDS_MAX / BOARDS_PAGE_SIZE;
        if endless || bookmarks.contains(&bookmark) {
            return Ok(Boards { boards, complete: false });
        }
        path = [&first, "&bookmark=", &percent(&bookmark)].concat();
        bookmarks.push(bookmark);
    }
}

/// Makes a board that everybody sees (`POST /v5/boards`).
///
/// # Errors
/// See [`Client::nothing`].
pub async fn create<P: Http + Clock>(client: &Client<'_, P>, name: &str) -> Result<(), Failed> {
    #[derive(Serialize)]
    struct New<'a> {
        name: &'a str,
    }
    client.nothing(Call { method: "POST", path: "boards".into(), body: json::text(&New { name }) }).await
}

fn board(item: Item) -> Option<Board> {
    let id = BoardId::new(item.id);
    // A name may hold anything; it goes into menus and notices, which know no markup but do know direction.
    let name = tidy(&item.name, NAME_MAX);
    if item.is_ads_only == Some(true) || name.is_empty() || !id.is_valid() {
        return None;
    }
    Some(Board {
        id,
        name,
        secret: item.privacy.as_deref() == Some("SECRET"),
        pin_count: item.pin_count.and_then(|n| u32::try_from(n).ok()),
        cover: item
            .media
            .and_then(|m| m.image_cover_url)
            .filter(|u| u.starts_with("https://") && u.len() <= 2048),
    })
}
