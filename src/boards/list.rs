//! The boards of an account: from `storage.session`, or from Pinterest.

use serde::{Deserialize, Serialize};
use tack_protocol::limits::BOARDS_FRESH_MS;
use tack_protocol::{Board, BoardList, ConnectionId, Problem, ProblemKind};

use crate::auth::tokens::with_token;
use crate::boards::{Choices, choices};
use crate::log::{self, What};
use crate::pinterest::boards::Boards;
use crate::pinterest::{Failed, Fate, boards};
use crate::ports::{Area, Ports, Storage};
use crate::{json, order};

const PREFIX: &str = "boards.v1.";

/// As they were read; Pinterest does not allow keeping them beyond the session.
#[derive(Serialize, Deserialize)]
struct Kept {
    read_at: f64,
    boards: Vec<Board>,
}

/// The boards that are known without asking Pinterest, and whether they are old.
pub async fn known<P: Ports>(ports: &P, id: &ConnectionId) -> Option<(BoardList, bool)> {
    let text = ports.read(Area::Session, &[PREFIX, id.as_str()].concat()).await.ok()??;
    let kept: Kept = json::parse(&text)?;
    let age = ports.now() - kept.read_at;
    let chosen = choices::load(ports, id).await.unwrap_or_default();
    // A clock that was set back makes an age below zero: then nobody knows how old they are.
    Some((
        arranged(id, &kept.boards, &chosen, kept.read_at, |text| ports.folded(text)),
        !(0.0..BOARDS_FRESH_MS).contains(&age),
    ))
}

/// The boards as Pinterest has them now.
///
/// # Errors
/// What Pinterest said; [`ProblemKind::NoBoards`] when there are none. An incomplete list comes with its problem.
pub async fn read<P: Ports>(ports: &P, id: &ConnectionId) -> Result<BoardList, Failed> {
    let listed = with_token(ports, id, async |client| boards::list(client).await).await;
    if let Err(failed) = &listed {
        log::note(ports, What::BoardsFailed, Some(&failed.problem));
    }
    let Boards { boards, complete } = listed?;
    let problem = if complete { None } else { Some(Problem::from(ProblemKind::PinterestGarbled)) };
    let read_at = ports.now();
    let failed = |_| Failed { problem: ProblemKind::StorageFailed.into(), fate: Fate::NotDone };
    let mut refresh = |chosen: &mut choices::Choices| {
        // A board that an incomplete list lacks may be there all the same.
        if complete {
            chosen.refresh(&boards);
        }
    };
    // Not for an account that was disconnected meanwhile.
    let gone = || Failed { problem: ProblemKind::NotConnected.into(), fate: Fate::NotDone };
    let chosen = choices::change(ports, id, &mut refresh).await.map_err(failed)?.ok_or_else(gone)?;
    let kept = Kept { read_at, boards };
    if complete && let Some(text) = json::text(&kept) {
        // Without it the next popup asks Pinterest again, that is all.
        let _ = ports.write(Area::Session, &[PREFIX, id.as_str()].concat(), &text).await;
    }
    if kept.boards.is_empty() {
        let problem = problem.unwrap_or_else(|| ProblemKind::NoBoards.into());
        return Err(Failed { problem, fate: Fate::NotDone });
    }
    let list = arranged(id, &kept.boards, &chosen, read_at, |text| ports.folded(text));
    Ok(BoardList { problem: problem.or(list.problem), ..list })
}

/// Forgets the boards of a connection.
pub async fn forget<P: Storage>(ports: &P, id: &ConnectionId) {
    // The session ends by itself; what stays until then is seen by nobody.
    let _ = ports.remove(Area::Session, &[PREFIX, id.as_str()].concat()).await;
}

/// The last used first, then by name.
fn arranged(
    id: &ConnectionId,
    boards: &[Board],
    chosen: &Choices,
    read_at: f64,
    folded: impl Fn(&str) -> String,
) -> BoardList {
    let names: Vec<&str> = boards.iter().map(|board| board.name.as_str()).collect();
    // All at once, since each question to the browser takes its time.
    let folded = folded(&names.join("\n"));
    let used = |board: &Board| chosen.recent.iter().position(|c| c.id == board.id).unwrap_or(usize::MAX);
    let keyed: Vec<(usize, &str, &Board)> =
        boards.iter().zip(folded.split('\n')).map(|(board, name)| (used(board), name, board)).collect();
    let ordered = order::first(&keyed, usize::MAX, |a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(b.1)));
    let recent = ordered.iter().take_while(|(used, ..)| *used != usize::MAX).count();
    let boards = ordered.into_iter().map(|(_, _, board)| (*board).clone()).collect();
    let lost = |name: &String| Problem::from(ProblemKind::DefaultBoardGone).with_detail(name.clone());
    BoardList {
        connection: Some(id.clone()),
        boards,
        recent,
        read_at,
        problem: chosen.lost.as_ref().map(lost),
    }
}

#[cfg(test)]
mod tests {
    use tack_protocol::{BoardChoice, BoardId};

    use super::*;

    #[test]
    fn the_last_used_come_first_then_names() {
        let board = |id: &str, name: &str| Board {
            id: BoardId::new(id),
            name: name.into(),
            secret: false,
            pin_count: None,
            cover: None,
        };
        let chosen = Choices {
            default_board: None,
            lost: Some("Gone".into()),
            recent: vec![BoardChoice { id: BoardId::new("3"), name: "Zebra".into() }],
        };
        let list = arranged(
            &ConnectionId::new("c"),
            &[board("1", "beta"), board("2", "Alpha"), board("3", "Zebra")],
            &chosen,
            0.0,
            str::to_lowercase,
        );
        let names: Vec<&str> = list.boards.iter().map(|b| b.name.as_str()).collect();
        assert_eq!(names, ["Zebra", "Alpha", "beta"]);
        assert_eq!(list.recent, 1);
        assert_eq!(list.problem.map(|problem| problem.kind), Some(ProblemKind::DefaultBoardGone));
    }
}
