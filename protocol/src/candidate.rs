//! What a page offers for pinning.

use serde::{Deserialize, Serialize};

use crate::limits::OWN_ID_MAX;
use crate::{Bounded, PinId};

/// Where on a page a picture was seen: its bytes can be taken there while the page is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Which look at the page.
    pub scan: String,
    /// Which place of that look.
    pub at: u32,
}

impl Bounded for Spot {
    fn bounded(self) -> Option<Self> {
        (self.scan.len() <= OWN_ID_MAX).then_some(self)
    }
}

/// A picture that was taken from the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// What it is called in a draft, such as `capture:…`; its bytes are kept for [`crate::limits::CAPTURE_KEPT_MS`].
    pub url: String,
    /// A small copy of it: a `data:` address, at most [`crate::limits::SHOWN_MAX`].
    pub shown: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pictures in it that were painted over, because their owner asked that they not be pinned.
    pub covered: u32,
    /// The host of a frame that shows in it, into which the browser lets nobody look.
    pub foreign: Option<String>,
}

impl Capture {
    /// What the person has to know of it.
    pub fn asides(&self) -> Vec<Aside> {
        let covered = (self.covered > 0).then_some(Aside::Covered(self.covered));
        covered.into_iter().chain(self.foreign.clone().map(Aside::Foreign)).collect()
    }
}

/// A picture that a page offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its best source: the address that would be pinned. Of a picture that has no address, what it is, such as
    /// `canvas:17`. Unique within an offer.
    pub url: String,
    /// What says which picture it is, whatever its size: two of one key and shape are one.
    pub key: String,
    /// A source that the page has loaded already, for showing it; or a small copy of it as a `data:` address, at most
    /// [`crate::limits::SHOWN_MAX`].
    pub shown: String,
    /// Where it was seen; at no place of that look for one that the page only names.
    pub spot: Option<Spot>,
    /// Nobody but the page can fetch it: its bytes are taken there and uploaded.
    pub needs_upload: bool,
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
    /// Names of what was left out of that address: trackers, tokens.
    pub left_out: Vec<String>,
    /// The Pin that it is already, on Pinterest's own pages.
    pub repin: Option<PinId>,
    /// Why it stands where it stands.
    pub why: Vec<Why>,
}

/// What lifts a picture among those of its page, or lowers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The person pointed at it.
    Pointed,
    /// The person took it from the screen.
    Captured,
    /// The site's owner chose it for pinning.
    Owner,
    /// The page names it as its picture.
    Named,
    /// The person has scrolled to it.
    LookedAt,
    /// It lies in view.
    InView,
    /// It lies out of view.
    OutOfView,
    /// It shows nowhere on the page.
    NotShown,
    /// It is in a dialog over the page.
    Dialog,
    /// It is in the page's header, footer or margin.
    Edge,
    /// A layer over the page hides it.
    Covered,
    /// It is small.
    Small,
    /// It is called as icons, logos and advertisements are.
    Decoration,
}

/// What the person has to know of an offer beside its pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// The browser did not say which picture was right-clicked.
    Unnamed,
    /// There is no picture where the person pointed.
    Missed,
    /// The picture that was right-clicked is in a frame of this host, into which the browser lets nobody look: its words
    /// are those of the page around it, and what its owner says there was not heard.
    Unread(String),
    /// So many pictures in a capture were painted over, because their owner asked that they not be pinned.
    Covered(u32),
    /// A part of a capture is a frame of this host, into which the browser lets nobody look: what its owner says there was
    /// not heard.
    Foreign(String),
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
    /// The keys of these.
    pub closed: Vec<String>,
    /// Hosts of frames in view into which the browser lets nobody look; at most [`crate::limits::FOREIGN_MAX`].
    pub foreign: Vec<String>,
    /// What else the person has to know.
    pub asides: Vec<Aside>,
    /// How much the page showed, as it says itself: another mark, and there is more to see.
    pub mark: String,
}
