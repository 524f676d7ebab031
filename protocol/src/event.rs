//! What the core tells open pages without being asked.

use serde::{Deserialize, Serialize};

use crate::{BoardList, ConnectionId, EntryView, Problem, Status};

/// News from the core to every open page of the extension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Account, relay or permissions changed.
    Status(Status),
    /// The boards of an account were read anew.
    Boards {
        /// Whose they are.
        connection: ConnectionId,
        /// The boards.
        list: BoardList,
    },
    /// An entry of the journal moved on.
    Entry(EntryView),
    /// Connecting ended without a connection.
    ConnectFailed(Problem),
}
