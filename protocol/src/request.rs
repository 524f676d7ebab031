//! What pages ask of the core.

use serde::{Deserialize, Serialize};

use crate::limits::{OWN_ID_MAX, RELAY_ADDRESS_MAX};
use crate::{
    BoardChoice, BoardList, Bounded, Capture, ConnectionId, Draft, EntryId, EntryView, Environment,
    PageOffer, Problem, Spot, Status,
};

/// A page of the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// `popup.html`
    Popup,
    /// `options.html`
    Options,
    /// `welcome.html`
    Welcome,
}

/// What a page asks; each request says in [`Request::allowed_from`] which pages may send it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// → [`Answer::Status`].
    Status,
    /// The pictures of the page that the popup was opened on → [`Answer::Page`].
    Page {
        /// The tab, where the page knows it; else the active one.
        tab: Option<i32>,
    },
    /// What the page shows by now, where it shows more than an offer of it did → [`Answer::Growth`].
    Growth {
        /// The tab of that offer.
        tab: i32,
        /// The mark of that offer.
        mark: String,
    },
    /// Let the person point at a picture of the page, or draw an area of it → [`Answer::Done`] once the page is ready
    /// for it; the popup opens again with what came of it, unless the person ends it.
    Point {
        /// The tab, where the page knows it; else the active one.
        tab: Option<i32>,
        /// An area is drawn, instead of a picture clicked.
        area: bool,
    },
    /// What a tab shows, taken from the screen, before the pictures of its page → [`Answer::Page`].
    Capture {
        /// The tab, where the page knows it; else the active one.
        tab: Option<i32>,
    },
    /// One picture of a page, taken from the screen → [`Answer::Capture`].
    CaptureSpot {
        /// The tab.
        tab: i32,
        /// Where it was seen.
        spot: Spot,
    },
    /// The boards: at once those that are known, else from Pinterest → [`Answer::Boards`]. When the known ones
    /// are old, [`crate::Event::Boards`] follows.
    Boards {
        /// Read them from Pinterest in any case, and answer then.
        refresh: bool,
    },
    /// Put a Pin into the journal and begin to send it → [`Answer::Entry`], at once; [`crate::Event::Entry`] follows.
    Save {
        /// Made by the page, random, 16 to [`OWN_ID_MAX`] letters, digits, `-` and `_`: the same Save asked for again
        /// has the same, and is one Pin.
        id: EntryId,
        /// What to pin.
        draft: Draft,
    },
    /// How an entry stands → [`Answer::Entry`].
    Entry {
        /// Which.
        id: EntryId,
    },
    /// Entries that have not ended, and those that ended badly and were not dismissed → [`Answer::Entries`].
    Entries,
    /// Delete the Pin that an entry made, or withdraw an entry that has not left → [`Answer::Entry`].
    Undo {
        /// Which.
        id: EntryId,
    },
    /// Put a failed entry out of sight → [`Answer::Done`].
    Dismiss {
        /// Which.
        id: EntryId,
    },
    /// Open Pinterest's own Save dialog on a draft → [`Answer::Entry`].
    HandOff {
        /// What to hand over.
        draft: Draft,
    },
    /// Begin to connect an account → [`Answer::Done`] once the window was asked for; [`crate::Event::Status`] or
    /// [`crate::Event::ConnectFailed`] follows.
    Connect {
        /// The world to connect to.
        environment: Environment,
    },
    /// The person has read why the last connect led nowhere → [`Answer::Done`].
    ForgetConnectProblem,
    /// Delete a connection and all that belongs to it → [`Answer::Status`].
    Disconnect {
        /// Which.
        connection: ConnectionId,
    },
    /// Set the relay's address, after it answered as a relay; empty removes it → [`Answer::Status`].
    SetRelay {
        /// An https address or loopback.
        address: String,
    },
    /// Choose the board that is preselected → [`Answer::Status`].
    SetDefaultBoard {
        /// Which; none to be asked each time.
        board: Option<BoardChoice>,
    },
}

impl Request {
    /// Whether `page` may send this.
    pub fn allowed_from(&self, page: Page) -> bool {
        match self {
            Self::Status | Self::Connect { .. } | Self::ForgetConnectProblem => true,
            Self::Page { .. }
            | Self::Growth { .. }
            | Self::Point { .. }
            | Self::Capture { .. }
            | Self::CaptureSpot { .. }
            | Self::Save { .. }
            | Self::Entry { .. }
            | Self::Entries
            | Self::Undo { .. }
            | Self::Dismiss { .. }
            | Self::HandOff { .. } => page == Page::Popup,
            Self::Boards { .. } => page != Page::Welcome,
            Self::SetRelay { .. } => page != Page::Popup,
            Self::Disconnect { .. } | Self::SetDefaultBoard { .. } => page == Page::Options,
        }
    }
}

impl Bounded for Request {
    fn bounded(self) -> Option<Self> {
        Some(match self {
            Self::Save { id, draft } if is_own_id(id.as_str()) => Self::Save { id, draft: draft.bounded()? },
            Self::Save { .. } => return None,
            Self::HandOff { draft } => Self::HandOff { draft: draft.bounded()? },
            Self::CaptureSpot { tab, spot } => Self::CaptureSpot { tab, spot: spot.bounded()? },
            Self::Growth { ref mark, .. } if mark.len() > OWN_ID_MAX => return None,
            Self::Entry { ref id } | Self::Undo { ref id } | Self::Dismiss { ref id }
                if id.as_str().len() > OWN_ID_MAX =>
            {
                return None;
            }
            Self::Disconnect { ref connection } if connection.as_str().len() > OWN_ID_MAX => return None,
            Self::SetRelay { ref address } if address.len() > RELAY_ADDRESS_MAX => return None,
            Self::SetDefaultBoard { board: Some(board) } => {
                if !board.id.is_valid() {
                    return None;
                }
                let name = crate::cut(&board.name, crate::limits::NAME_MAX).to_owned();
                Self::SetDefaultBoard { board: Some(BoardChoice { id: board.id, name }) }
            }
            other => other,
        })
    }
}

fn is_own_id(id: &str) -> bool {
    (16..=OWN_ID_MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// What the core answers; which one is said at each [`Request`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It was done; there is nothing to tell.
    Done,
    /// The whole.
    Status(Status),
    /// What a page offers.
    Page(PageOffer),
    /// What a page offers by now; nothing if it is as it was.
    Growth(Option<PageOffer>),
    /// What was taken from the screen.
    Capture(Capture),
    /// The boards.
    Boards(BoardList),
    /// One entry.
    Entry(EntryView),
    /// Several entries, the newest first.
    Entries(Vec<EntryView>),
}

/// An answer, or the problem in its place.
pub type Reply = Result<Answer, Problem>;
