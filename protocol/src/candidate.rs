//! What a page offers for pinning.

use serde::{Deserialize, Serialize};

/// A picture that a page offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its best source: the address that would be pinned. Unique within an offer.
    pub url: String,
    /// A source that the page has loaded already, for showing it.
    pub shown: String,
    /// Width in pixels; 0 if unknown.
    pub width: u32,
    /// Height in pixels; 0 if unknown.
    pub height: u32,
    /// The page has loaded this very file: its size is sure, and it is there.
    pub is_loaded: bool,
    /// Addresses at which a larger file of it may be, the most promising first: to be loaded before they are used.
    pub larger: Vec<String>,
    /// The words to begin with, within the API's limits.
    pub title: String,
    /// The description to begin with.
    pub description: String,
    /// The picture's alternative text.
    pub alt: String,
    /// Where the Pin shall lead.
    pub link: String,
}

/// What the popup needs to know of the page it was opened on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageOffer {
    /// The tab's number in the browser.
    pub tab: i32,
    /// The page's address, without fragment and credentials.
    pub page: String,
    /// The pictures, the best first; never empty in an answer.
    pub candidates: Vec<Candidate>,
    /// The `url` of the candidate that the person already chose by right-click.
    pub chosen: Option<String>,
    /// Pictures left out because their owner asked for it.
    pub opted_out: u32,
}
