//! A Pin as the person wants it.

use serde::{Deserialize, Serialize};

use crate::limits::{
    ALT_TEXT_MAX, DESCRIPTION_MAX, LINK_MAX, NAME_MAX, OWN_ID_MAX, PICTURE_URL_MAX, SHOWN_MAX, TITLE_MAX,
};
use crate::{BoardChoice, Bounded, ConnectionId, EntryId, PinId, SectionId, Spot, cut};

/// A Pin as the person wants it; sent by the popup on Save and on hand-off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The connection to pin with; none for a hand-off.
    pub connection: Option<ConnectionId>,
    /// The board; none for a hand-off.
    pub board: Option<BoardChoice>,
    /// A section of that board.
    pub section: Option<SectionId>,
    /// Address of the picture; of one that has none, what it is.
    pub picture: String,
    /// A smaller source of it for showing, at most [`SHOWN_MAX`].
    pub shown: String,
    /// The address that it has on its page, where it was taken from the screen instead; else empty. By that it is known
    /// again.
    #[serde(default)]
    pub seen: String,
    /// Where it was seen.
    #[serde(default)]
    pub spot: Option<Spot>,
    /// Its bytes are uploaded, instead of Pinterest fetching them.
    #[serde(default)]
    pub needs_upload: bool,
    /// The Pin that is saved as it is, where the picture is one already.
    #[serde(default)]
    pub repin: Option<PinId>,
    /// The page that it comes from, without secrets; empty if unknown. At most [`LINK_MAX`].
    #[serde(default)]
    pub page: String,
    /// Where the Pin leads; empty for nowhere. At most [`LINK_MAX`].
    pub link: String,
    /// At most [`TITLE_MAX`].
    pub title: String,
    /// At most [`DESCRIPTION_MAX`].
    pub description: String,
    /// At most [`ALT_TEXT_MAX`].
    pub alt_text: String,
    /// The tab that it comes from.
    pub tab: Option<i32>,
}

/// One of several Pins that are saved with one press.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbered {
    /// As of [`crate::Request::Save`].
    pub id: EntryId,
    /// What to pin.
    pub draft: Draft,
}

impl Bounded for Draft {
    fn bounded(mut self) -> Option<Self> {
        if self.picture.len() > PICTURE_URL_MAX || self.shown.len() > SHOWN_MAX || self.link.len() > LINK_MAX
        {
            return None;
        }
        if self.seen.len() > PICTURE_URL_MAX {
            self.seen.clear();
        }
        if self.page.len() > LINK_MAX {
            self.page.clear();
        }
        self.spot = self.spot.and_then(Spot::bounded);
        if self.connection.as_ref().is_some_and(|c| c.as_str().len() > OWN_ID_MAX) {
            return None;
        }
        if self.section.as_ref().is_some_and(|s| !s.is_valid()) {
            return None;
        }
        if self.repin.as_ref().is_some_and(|pin| !pin.is_valid()) {
            return None;
        }
        if let Some(board) = &mut self.board {
            if !board.id.is_valid() {
                return None;
            }
            board.name = cut(&board.name, NAME_MAX).to_owned();
        }
        self.title = cut(self.title.trim(), TITLE_MAX).to_owned();
        self.description = cut(self.description.trim(), DESCRIPTION_MAX).to_owned();
        self.alt_text = cut(self.alt_text.trim(), ALT_TEXT_MAX).to_owned();
        self.link = self.link.trim().to_owned();
        Some(self)
    }
}
