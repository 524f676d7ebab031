//! What pages ask of the core.

use serde::{Deserialize, Serialize};

use crate::limits::{CANDIDATES_MAX, OWN_ID_MAX, PICTURE_URL_MAX, RELAY_ADDRESS_MAX, SEVERAL_MAX};
use crate::{
    BoardChoice, BoardId, BoardList, Bounded, Capture, ConnectionId, Draft, EntryId, EntryView, Environment,
    Known, Numbered, PageOffer, Problem, Settlement, Spot, Status, Suspect,
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
    /// `pins.html`
    Pins,
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
        /// The tab, where the page knows it; else the active one.
        tab: Option<i32>,
        /// The mark of that offer; empty where nothing was offered.
        mark: String,
    },
    /// Let the person point at a picture of the page, or draw an area of it → [`Answer::Done`] once the page was looked
    /// at; the popup opens again with what came of it, unless the person ends it.
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
        /// Whose; without one, those of the active account.
        connection: Option<ConnectionId>,
    },
    /// Make a board at Pinterest → [`Answer::Boards`], with that board.
    CreateBoard {
        /// For whom.
        connection: ConnectionId,
        /// Its name, at most [`crate::limits::NAME_MAX`] characters.
        name: String,
    },
    /// Put a Pin into the journal and begin to send it → [`Answer::Entry`], at once; [`crate::Event::Entry`] follows.
    Save {
        /// Made by the page, random, 16 to [`OWN_ID_MAX`] letters, digits, `-` and `_`: the same Save asked for again
        /// has the same, and is one Pin.
        id: EntryId,
        /// What to pin.
        draft: Draft,
    },
    /// Put several Pins into the journal at once, and begin to send them → [`Answer::Entries`], in the same order; those
    /// that cannot be sent have failed.
    SaveAll {
        /// At most [`SEVERAL_MAX`].
        pins: Vec<Numbered>,
    },
    /// How an entry stands → [`Answer::Entry`].
    Entry {
        /// Which.
        id: EntryId,
    },
    /// Entries that have not ended, and those that ended badly and were not dismissed → [`Answer::Entries`], the newest
    /// first.
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
    /// Put a Pin into the journal that is sent at a time → [`Answer::Entry`].
    PinLater {
        /// As of [`Request::Save`].
        id: EntryId,
        /// What to pin.
        draft: Draft,
        /// When, milliseconds since 1970.
        at: f64,
    },
    /// Send an entry now that waits or failed → [`Answer::Entry`].
    SendNow {
        /// Which.
        id: EntryId,
    },
    /// What an entry pins → [`Answer::Draft`].
    Draft {
        /// Which.
        id: EntryId,
    },
    /// Pin once more what an entry has pinned → [`Answer::Entry`].
    PinAgain {
        /// As of [`Request::Save`].
        id: EntryId,
        /// The entry.
        of: EntryId,
    },
    /// Other words, or another board, for an entry that has not left → [`Answer::Entry`].
    Change {
        /// Which.
        id: EntryId,
        /// Its board, section, link and words are taken; the picture stays.
        draft: Draft,
    },
    /// The Pins on the board that an entry may be → [`Answer::Suspects`].
    Suspects {
        /// Which.
        id: EntryId,
    },
    /// What the person says of an entry of which only they can tell → [`Answer::Entry`].
    Settle {
        /// Which.
        id: EntryId,
        /// Their word.
        word: Settlement,
    },
    /// Delete the second Pin that an entry seems to have made ([`crate::ProblemKind::PinDoubled`]) → [`Answer::Entry`].
    DeleteTwin {
        /// Which.
        id: EntryId,
    },
    /// What was pinned, handed over, or failed → [`Answer::Entries`].
    History {
        /// Words that board, title, page or link have; empty for everything.
        search: String,
    },
    /// The history as a file → [`Answer::Text`].
    Export {
        /// In which form.
        form: ExportForm,
        /// Not the history, but what is not pinned yet of that connection.
        unsent_of: Option<ConnectionId>,
    },
    /// Forget what has ended → [`Answer::Done`].
    ClearHistory,
    /// Which of the pictures were pinned before, in any size, or wait to be → [`Answer::Known`].
    Known {
        /// Their addresses, at most [`CANDIDATES_MAX`].
        pictures: Vec<String>,
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
        /// The connection that is to be made anew: another account than its is told of.
        again: Option<ConnectionId>,
        /// Ask for secret boards too.
        secret_boards: bool,
        /// If the last one led nowhere: that one again, and not this.
        repeat: bool,
    },
    /// Make a connection the active one → [`Answer::Status`].
    Activate {
        /// Which.
        connection: ConnectionId,
    },
    /// Entries of a connection that are not pinned yet → [`Answer::Entries`].
    Unsent {
        /// Which.
        connection: ConnectionId,
    },
    /// The person has read why the last connect led nowhere → [`Answer::Done`].
    ForgetConnectProblem,
    /// Try to renew a connection that is about to end → [`Answer::Done`]; [`crate::Event::Status`] tells what came of it.
    Renew {
        /// Which.
        connection: ConnectionId,
    },
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
        /// Whose.
        connection: ConnectionId,
        /// Which; none to be asked each time.
        board: Option<BoardChoice>,
    },
    /// The person knows that the board that was preselected is gone → [`Answer::Done`].
    KnowOfLostBoard {
        /// Whose.
        connection: ConnectionId,
    },
    /// Whether the relay is in order → [`Answer::Done`], or what is not.
    CheckRelay,
    /// Whether the connection of the active account is in order, without asking Pinterest → [`Answer::Done`], or what is
    /// not.
    CheckAccount,
    /// Make a test Pin, and delete it again → [`Answer::Done`].
    TestPin {
        /// Whose.
        connection: ConnectionId,
        /// On which board of the active account.
        board: BoardId,
    },
    /// The log, one event a line, the newest first → [`Answer::Text`].
    Log,
    /// Delete the log → [`Answer::Done`].
    ClearLog,
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
            | Self::SaveAll { .. }
            | Self::PinLater { .. }
            | Self::Known { .. }
            | Self::HandOff { .. } => page == Page::Popup,
            Self::Entry { .. }
            | Self::Entries
            | Self::Undo { .. }
            | Self::Dismiss { .. }
            | Self::Draft { .. }
            | Self::Change { .. }
            | Self::Suspects { .. }
            | Self::Settle { .. }
            | Self::DeleteTwin { .. } => matches!(page, Page::Popup | Page::Pins),
            Self::SendNow { .. } => page != Page::Welcome,
            Self::Export { .. } => matches!(page, Page::Pins | Page::Options),
            Self::PinAgain { .. } | Self::History { .. } | Self::ClearHistory => page == Page::Pins,
            Self::Boards { .. } => page != Page::Welcome,
            Self::Renew { .. }
            | Self::Activate { .. }
            | Self::CreateBoard { .. }
            | Self::KnowOfLostBoard { .. } => matches!(page, Page::Popup | Page::Options),
            Self::SetRelay { .. } => matches!(page, Page::Options | Page::Welcome),
            Self::Disconnect { .. }
            | Self::SetDefaultBoard { .. }
            | Self::Unsent { .. }
            | Self::CheckRelay
            | Self::CheckAccount
            | Self::TestPin { .. }
            | Self::Log
            | Self::ClearLog => page == Page::Options,
        }
    }
}

impl Bounded for Request {
    fn bounded(self) -> Option<Self> {
        Some(match self {
            Self::Save { id, draft } if is_own_id(id.as_str()) => Self::Save { id, draft: draft.bounded()? },
            Self::PinLater { id, draft, at } if is_own_id(id.as_str()) && at.is_finite() => {
                Self::PinLater { id, draft: draft.bounded()?, at }
            }
            Self::SaveAll { pins } if pins.len() <= SEVERAL_MAX => {
                let bounded = |Numbered { id, draft }: Numbered| {
                    is_own_id(id.as_str()).then(|| draft.bounded().map(|draft| Numbered { id, draft }))?
                };
                Self::SaveAll { pins: pins.into_iter().map(bounded).collect::<Option<_>>()? }
            }
            Self::Save { .. } | Self::SaveAll { .. } | Self::PinLater { .. } => return None,
            Self::PinAgain { ref id, ref of }
                if !is_own_id(id.as_str()) || of.as_str().len() > OWN_ID_MAX =>
            {
                return None;
            }
            Self::Change { id, draft } if id.as_str().len() <= OWN_ID_MAX => {
                Self::Change { id, draft: draft.bounded()? }
            }
            Self::Change { .. } => return None,
            Self::Settle { word: Settlement::Is(ref pin), .. } if !pin.is_valid() => return None,
            Self::Settle { ref id, .. } if id.as_str().len() > OWN_ID_MAX => return None,
            Self::History { search } => {
                Self::History { search: crate::cut(&search, crate::limits::SEARCH_MAX).to_owned() }
            }
            Self::Known { ref pictures }
                if pictures.len() > CANDIDATES_MAX
                    || pictures.iter().any(|url| url.len() > PICTURE_URL_MAX) =>
            {
                return None;
            }
            Self::HandOff { draft } => Self::HandOff { draft: draft.bounded()? },
            Self::CaptureSpot { tab, spot } => Self::CaptureSpot { tab, spot: spot.bounded()? },
            Self::Growth { ref mark, .. } if mark.len() > OWN_ID_MAX => return None,
            Self::Entry { ref id }
            | Self::Undo { ref id }
            | Self::Dismiss { ref id }
            | Self::SendNow { ref id }
            | Self::Draft { ref id }
            | Self::Suspects { ref id }
            | Self::DeleteTwin { ref id }
                if id.as_str().len() > OWN_ID_MAX =>
            {
                return None;
            }
            Self::CreateBoard { connection, name } if connection.as_str().len() <= OWN_ID_MAX => {
                let name = crate::cut(&name, crate::limits::NAME_MAX).to_owned();
                Self::CreateBoard { connection, name }
            }
            Self::CreateBoard { .. } => return None,
            Self::Disconnect { ref connection }
            | Self::Renew { ref connection }
            | Self::Activate { ref connection }
            | Self::KnowOfLostBoard { ref connection }
            | Self::TestPin { ref connection, .. }
            | Self::Unsent { ref connection }
            | Self::Boards { connection: Some(ref connection), .. }
            | Self::Export { unsent_of: Some(ref connection), .. }
            | Self::Connect { again: Some(ref connection), .. }
                if connection.as_str().len() > OWN_ID_MAX =>
            {
                return None;
            }
            Self::TestPin { ref board, .. } if !board.is_valid() => return None,
            Self::SetRelay { ref address } if address.len() > RELAY_ADDRESS_MAX => return None,
            Self::SetDefaultBoard { connection, board: Some(board) } => {
                if !board.id.is_valid() || connection.as_str().len() > OWN_ID_MAX {
                    return None;
                }
                let name = crate::cut(&board.name, crate::limits::NAME_MAX).to_owned();
                Self::SetDefaultBoard { connection, board: Some(BoardChoice { id: board.id, name }) }
            }
            other => other,
        })
    }
}

fn is_own_id(id: &str) -> bool {
    (16..=OWN_ID_MAX).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportForm {
    /// For spreadsheets (RFC 4180).
    Csv,
    /// For programs.
    Json,
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
    /// Pins on the board.
    Suspects(Vec<Suspect>),
    /// A file.
    Text(String),
    /// What an entry pins.
    Draft(Box<Draft>),
    /// The pictures that the journal knows.
    Known(Vec<Known>),
}

/// An answer, or the problem in its place.
pub type Reply = Result<Answer, Problem>;
