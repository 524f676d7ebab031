//! The menu "Pin image": on pictures with the last used boards and "Choose a board…"; elsewhere on a page, where the
//! browser names no picture, with the latter alone.

use tack_protocol::{BoardChoice, BoardId, Word};

use crate::ports::{MenuItem, Ports};

/// The item that opens the popup on the picture. The event shim knows it too: only there may a popup be opened.
pub const CHOOSE: &str = "choose";
const TOP: &str = "pin";
const BOARD: &str = "board:";
const LINE: &str = "line";

/// What an item of the menu stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// Pin to this board.
    Board(BoardId),
    /// Open the popup on the picture.
    Popup,
}

/// What the item `id` stands for.
pub fn chosen(id: &str) -> Option<Chosen> {
    if id == CHOOSE {
        return Some(Chosen::Popup);
    }
    let board = BoardId::new(id.strip_prefix(BOARD)?);
    board.is_valid().then_some(Chosen::Board(board))
}

/// Makes the menu anew; `boards` are the last used ones of a connected account, and of one that needs the person `top`
/// says so.
pub async fn show<P: Ports>(ports: &P, top: Word, boards: &[BoardChoice]) {
    let text = |word: Word| Some(ports.text(&word.into()));
    let mut items = vec![MenuItem { id: TOP.into(), title: text(top), nested: false, for_pictures: false }];
    items.extend(boards.iter().map(|board| MenuItem {
        id: [BOARD, board.id.as_str()].concat(),
        title: Some(board.name.clone()),
        nested: true,
        for_pictures: true,
    }));
    if !boards.is_empty() {
        items.push(MenuItem { id: LINE.into(), title: None, nested: true, for_pictures: true });
    }
    let title = text(Word::MenuChooseBoard);
    items.push(MenuItem { id: CHOOSE.into(), title, nested: true, for_pictures: false });
    ports.menu(&items).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_what_they_say() {
        assert_eq!(chosen("board:123"), Some(Chosen::Board(BoardId::new("123"))));
        assert_eq!(chosen("choose"), Some(Chosen::Popup));
        assert_eq!(chosen("board:../x"), None);
        assert_eq!(chosen("pin"), None);
    }
}
