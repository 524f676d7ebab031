//! What is known without asking anybody.

use serde::{Deserialize, Serialize};

use crate::{Account, BoardChoice, Problem};

/// What the popup paints before the core has answered. Nothing secret; kept in `storage.local`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The active account.
    pub account: Option<Account>,
    /// All that are connected, that one too, by name.
    #[serde(default)]
    pub accounts: Vec<Account>,
    /// The board that is preselected.
    pub default_board: Option<BoardChoice>,
    /// The last used boards, the latest first; at most [`crate::limits::RECENT_BOARDS`].
    pub recent_boards: Vec<BoardChoice>,
    /// Whether a relay is set, without which no account can be connected.
    pub relay_set: bool,
}

impl Snapshot {
    /// Under which key of `storage.local` it stands, as JSON text.
    pub const KEY: &'static str = "snapshot.v1";
}

/// What pages need to know about the whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Account, default board, recents.
    pub snapshot: Snapshot,
    /// The relay's address; empty when none is set.
    pub relay: String,
    /// The address to register at Pinterest and at the relay.
    pub redirect_uri: String,
    /// Whether the browser lets Tack talk to the API for the active account, or without one, to that of production.
    pub host_permission: bool,
    /// The same for each of the accounts.
    pub host_permissions: bool,
    /// A connect is under way.
    pub connecting: bool,
    /// Why the last connect led nowhere, until the person closes it or connects again: the page that began it may be
    /// gone by then.
    pub connect_problem: Option<Problem>,
    /// The extension's version.
    pub version: String,
}
