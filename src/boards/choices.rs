//! The boards that a person chose: id and name, all that is kept of boards beyond the session.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::RECENT_BOARDS;
use tack_protocol::{Board, BoardChoice, ConnectionId};

use crate::auth::connection;
use crate::ports::{Area, Lock, Ports, StorageFailure};
use crate::record;

const PREFIX: &str = "choices.v1.";

/// What a person chose with one connection. Deleted with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// Preselected.
    pub default_board: Option<BoardChoice>,
    /// The name of the one that was preselected and is gone, until the person knows.
    pub lost: Option<String>,
    /// Last used, the latest first.
    pub recent: Vec<BoardChoice>,
}

impl Choices {
    /// Puts `board` first among the last used.
    pub fn used(&mut self, board: &BoardChoice) {
        self.recent.retain(|b| b.id != board.id);
        self.recent.insert(0, board.clone());
        self.recent.truncate(RECENT_BOARDS);
    }

    /// Takes over the names that `boards`, the whole list, has now, and forgets boards that are gone from it.
    pub fn refresh(&mut self, boards: &[Board]) {
        let now = |choice: &BoardChoice| {
            boards
                .iter()
                .find(|b| b.id == choice.id)
                .map(|b| BoardChoice { id: b.id.clone(), name: b.name.clone() })
        };
        if let Some(before) = &self.default_board {
            let still = now(before);
            if still.is_none() {
                self.lost = Some(before.name.clone());
            }
            self.default_board = still;
        }
        self.recent = self.recent.iter().filter_map(now).collect();
    }
}

/// The choices of a connection.
///
/// # Errors
/// The storage failed.
pub async fn load<P: Ports>(ports: &P, id: &ConnectionId) -> Result<Choices, StorageFailure> {
    Ok(record::read(ports, Area::Local, &[PREFIX, id.as_str()].concat()).await?.unwrap_or_default())
}

/// Changes the choices of a connection, and gives what they are then; nothing of one that is disconnected.
///
/// # Errors
/// The storage failed.
pub async fn change<P: Ports>(
    ports: &P,
    id: &ConnectionId,
    change: &mut dyn FnMut(&mut Choices),
) -> Result<Option<Choices>, StorageFailure> {
    let _held = ports.lock(Lock::Choices).await;
    if connection::load(ports, id).await?.is_none() {
        return Ok(None);
    }
    let mut chosen = load(ports, id).await?;
    let before = chosen.clone();
    change(&mut chosen);
    if chosen != before {
        record::write(ports, Area::Local, &[PREFIX, id.as_str()].concat(), &chosen).await?;
    }
    Ok(Some(chosen))
}

/// Deletes the choices of a connection.
///
/// # Errors
/// The storage failed.
pub async fn delete<P: Ports>(ports: &P, id: &ConnectionId) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Choices).await;
    ports.remove(Area::Local, &[PREFIX, id.as_str()].concat()).await
}

#[cfg(test)]
mod tests {
    use tack_protocol::BoardId;

    use super::*;

    fn choice(id: &str, name: &str) -> BoardChoice {
        BoardChoice { id: BoardId::new(id), name: name.into() }
    }

    #[test]
    fn the_latest_is_first_and_stands_once() {
        let mut choices = Choices::default();
        for id in ["1", "2", "3", "4", "5", "6", "2"] {
            choices.used(&choice(id, id));
        }
        let ids: Vec<&str> = choices.recent.iter().map(|b| b.id.as_str()).collect();
        assert_eq!(ids, ["2", "6", "5", "4", "3"]);
    }

    #[test]
    fn renamed_boards_are_renamed_and_gone_ones_forgotten() {
        let mut choices = Choices {
            default_board: Some(choice("1", "Old")),
            recent: vec![choice("2", "Gone"), choice("1", "Old")],
            lost: None,
        };
        let board = |id: &str, name: &str| Board {
            id: BoardId::new(id),
            name: name.into(),
            secret: false,
            pin_count: None,
            cover: None,
        };
        choices.refresh(&[board("1", "New")]);
        assert_eq!(choices.default_board, Some(choice("1", "New")));
        assert_eq!(choices.recent, [choice("1", "New")]);
        assert_eq!(choices.lost, None);
        choices.refresh(&[board("2", "Other")]);
        assert_eq!((choices.default_board, choices.lost.as_deref()), (None, Some("New")));
    }
}
