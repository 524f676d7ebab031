//! `GET /v5/boards/{id}/pins`, `GET /v5/boards/{id}/sections/{id}/pins`. Pinterest documents neither the order of
//! these lists, nor how far they lag behind, nor whether a board's has the Pins of its sections.

use serde::Deserialize;
use tack_protocol::limits::{IN_ORDER, PINS_PAGE_SIZE, PINS_READ_MAX};
use tack_protocol::{BoardId, PinId, SectionId};

use crate::date;
use crate::encoding::percent;
use crate::json::Perhaps;
use crate::pinterest::client::{Call, Client};
use crate::pinterest::error::Failed;
use crate::ports::{Clock, Http};

#[derive(Deserialize)]
struct Listing {
    items: Vec<Perhaps<Item>>,
    #[serde(default)]
    bookmark: Option<String>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    link: Option<String>,
    #[serde(default)]
    parent_pin_id: Option<String>,
    #[serde(default)]
    media: Option<Media>,
}

#[derive(Deserialize)]
struct Media {
    #[serde(default)]
    images: Option<Images>,
}

#[derive(Deserialize)]
struct Images {
    #[serde(default, rename = "400x300")]
    shown: Option<Image>,
}

#[derive(Deserialize)]
struct Image {
    url: String,
}

/// A Pin as lists have it. Pinterest does not allow storing it.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Which.
    pub id: PinId,
    /// When it was made, by Pinterest's clock, milliseconds since 1970.
    pub created_at: Option<f64>,
    /// Its title.
    pub title: String,
    /// Where it leads.
    pub link: String,
    /// The Pin that it was saved from.
    pub parent: Option<PinId>,
    /// An https address of its picture.
    pub picture: Option<String>,
}

/// The Pins of a board, or of a section of it.
#[derive(Debug, Default)]
pub struct PinList {
    /// Those that were read, each once.
    pub pins: Vec<Listed>,
    /// Pins that were looked for, and that Pinterest does not have.
    pub gone: Vec<PinId>,
    /// Whether none is missing of those that were asked for: a list without end ends the reading early.
    pub complete: bool,
    /// Pinterest's time of the last answer, milliseconds since 1970, where it says so.
    pub time: Option<f64>,
}

/// Reads the Pins that were made at `since` or later, and as many others as it takes to be sure of that. `since` is
/// told Pinterest's time, where an answer says so.
///
/// # Errors
/// See [`Client::json`].
pub async fn list<P: Http + Clock>(
    client: &Client<'_, P>,
    board: &BoardId,
    section: Option<&SectionId>,
    since: &dyn Fn(Option<f64>) -> f64,
) -> Result<PinList, Failed> {
    let mut path = ["boards/", board.as_str()].concat();
    if let Some(section) = section {
        path.push_str("/sections/");
        path.push_str(section.as_str());
    }
    path.push_str("/pins?page_size=");
    path.push_str(&PINS_PAGE_SIZE.to_string());
    let mut list = PinList::default();
    let mut bookmarks: Vec<String> = Vec::new();
    let (mut newest_first, mut unreadable) = (true, false);
    loop {
        let path = match bookmarks.last() {
            Some(bookmark) => [&path, "&bookmark=", &percent(bookmark)].concat(),
            None => path.clone(),
        };
        let (listing, time): (Listing, _) = client.dated(Call { method: "GET", path, body: None }).await?;
        list.time = time.or(list.time);
        for item in listing.items {
            let Some(pin) = item.0.and_then(listed) else {
                // It may be the one that is looked for.
                unreadable = true;
                continue;
            };
            let last = list.pins.last().and_then(|pin| pin.created_at);
            newest_first &= pin.created_at.is_some() && last.is_none_or(|last| pin.created_at <= Some(last));
            if !list.pins.iter().any(|known| known.id == pin.id) {
                list.pins.push(pin);
            }
        }
        let last = list.pins.last().and_then(|pin| pin.created_at);
        let in_order = newest_first && list.pins.len() >= IN_ORDER;
        let Some(bookmark) = listing.bookmark.filter(|bookmark| !bookmark.is_empty()) else {
            list.complete = !unreadable;
            return Ok(list);
        };
        if in_order && last.is_some_and(|last| last < since(list.time)) {
            list.complete = !unreadable;
            return Ok(list);
        }
        if list.pins.len() > PINS_READ_MAX || bookmarks.contains(&bookmark) || bookmarks.len() > PINS_READ_MAX
        {
            return Ok(list);
        }
        bookmarks.push(bookmark);
    }
}

fn listed(item: Item) -> Option<Listed> {
    let id = PinId::new(item.id);
    id.is_valid().then(|| Listed {
        id,
        created_at: item.created_at.as_deref().and_then(date::of_text),
        title: item.title.unwrap_or_default(),
        link: item.link.unwrap_or_default(),
        parent: item.parent_pin_id.map(PinId::new).filter(PinId::is_valid),
        picture: item
            .media
            .and_then(|media| media.images?.shown)
            .map(|image| image.url)
            .filter(|url| url.starts_with("https://") && url.len() <= 2048),
    })
}
