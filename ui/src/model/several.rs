//! Several pictures that are saved with one press: which, with what words, and to which board.

use tack_protocol::limits::SEVERAL_MAX;
use tack_protocol::{BoardChoice, Candidate};

use crate::model::pin_form::PinForm;

/// Which pictures are chosen, by their places, and what of each is its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Several {
    /// In the order of the page.
    chosen: Vec<usize>,
    /// Where the last choice was made: a range begins there.
    anchor: Option<usize>,
    /// Each picture goes to a board of its own.
    each_board: bool,
    /// Each picture has words of its own.
    pub each_words: bool,
    forms: Vec<(usize, PinForm)>,
    boards: Vec<(usize, BoardChoice)>,
    /// The board of those that were given none of their own.
    other_board: Option<BoardChoice>,
}

impl Several {
    /// With one picture chosen.
    pub fn of(place: usize) -> Self {
        Self { chosen: vec![place], anchor: Some(place), ..Self::default() }
    }

    /// The places, in the order of the page.
    pub fn places(&self) -> &[usize] {
        &self.chosen
    }

    /// Whether a picture is chosen.
    pub fn has(&self, place: usize) -> bool {
        self.chosen.contains(&place)
    }

    /// Boards of another account are none of this one's.
    pub fn forget_boards(&mut self) {
        self.boards.clear();
        self.other_board = None;
    }

    /// Whether each picture goes to a board of its own.
    pub fn has_each_board(&self) -> bool {
        self.each_board
    }

    /// Whether no more can be chosen.
    pub fn is_full(&self) -> bool {
        self.chosen.len() >= SEVERAL_MAX
    }

    fn add(&mut self, place: usize) {
        if !self.is_full()
            && let Err(at) = self.chosen.binary_search(&place)
        {
            self.chosen.insert(at, place);
        }
    }

    /// Takes a picture in, or out.
    pub fn toggle(&mut self, place: usize) {
        if self.has(place) {
            self.chosen.retain(|known| *known != place);
        } else {
            self.add(place);
        }
        self.anchor = Some(place);
    }

    /// Takes in all from the last choice to `place`, as many as there may be.
    pub fn range(&mut self, place: usize) {
        let from = self.anchor.unwrap_or(place);
        let (first, last) = (from.min(place), from.max(place));
        // From where the range begins, should it be too long.
        if from <= place {
            (first..=last).for_each(|place| self.add(place));
        } else {
            (first..=last).rev().for_each(|place| self.add(place));
        }
    }

    /// Takes in the first of `count` pictures, as many as there may be.
    pub fn all(&mut self, count: usize) {
        (0..count).for_each(|place| self.add(place));
    }

    /// From now on each picture goes to a board of its own, or not; until it is given another, to `board`.
    pub fn set_each_board(&mut self, each: bool, board: Option<BoardChoice>) {
        (self.each_board, self.other_board) = (each, board);
    }

    /// The board of a picture, where each has its own.
    pub fn board(&self, place: usize) -> Option<&BoardChoice> {
        let own = self.boards.iter().find(|(known, _)| *known == place).map(|(_, board)| board);
        own.or(self.other_board.as_ref())
    }

    /// Gives a picture a board of its own.
    pub fn set_board(&mut self, place: usize, board: BoardChoice) {
        self.boards.retain(|(known, _)| *known != place);
        self.boards.push((place, board));
    }

    /// How many of the chosen ones have no board yet, where each needs its own.
    pub fn without_board(&self) -> usize {
        if !self.each_board {
            return 0;
        }
        self.chosen.iter().filter(|place| self.board(**place).is_none()).count()
    }

    /// Keeps the words of a picture, where each has its own.
    pub fn keep_words(&mut self, place: usize, form: PinForm) {
        self.forms.retain(|(known, _)| *known != place);
        self.forms.push((place, form));
    }

    /// The words of the picture at `place`: its own, or what the person wrote for all, with what its page says beside.
    pub fn words(&self, place: usize, picture: &Candidate, shared: &PinForm) -> PinForm {
        let own = self.forms.iter().find(|(known, _)| *known == place).filter(|_| self.each_words);
        let mut form = match own {
            Some((_, form)) => form.clone(),
            None if self.each_words => PinForm::default(),
            None => shared.clone(),
        };
        form.offer(picture);
        form
    }
}

#[cfg(test)]
mod tests {
    use tack_protocol::BoardId;

    use super::*;
    use crate::model::pin_form::Field;
    use crate::model::pin_form::tests::picture;

    #[test]
    fn is_chosen_one_by_one_and_by_ranges() {
        let mut several = Several::of(3);
        several.toggle(1);
        several.range(4);
        assert_eq!(several.places(), [1, 2, 3, 4]);
        several.toggle(3);
        several.range(2);
        assert_eq!(several.places(), [1, 2, 3, 4]);
        several.toggle(9);
        several.range(7);
        assert_eq!(several.places(), [1, 2, 3, 4, 7, 8, 9]);
    }

    #[test]
    fn no_more_than_twenty_are_chosen() {
        let mut several = Several::of(30);
        several.all(200);
        assert_eq!(several.places().len(), SEVERAL_MAX);
        assert!(several.is_full() && several.has(30) && several.has(18) && !several.has(19));
        several.toggle(50);
        assert!(!several.has(50));
        let mut several = Several::of(100);
        several.range(0);
        assert_eq!((several.places().first(), several.places().last()), (Some(&81), Some(&100)));
    }

    #[test]
    fn words_and_boards_are_shared_until_each_has_its_own() {
        let mut several = Several::of(0);
        several.toggle(1);
        let mut shared = PinForm::default();
        shared.edit(Field::Title, "For all".into());
        let second = picture("Second", "https://shop.example/2");
        let words = several.words(1, &second, &shared);
        assert_eq!(
            (words.value(Field::Title), words.value(Field::Link)),
            ("For all", "https://shop.example/2")
        );
        several.each_words = true;
        assert_eq!(several.words(1, &second, &shared).value(Field::Title), "Second");
        let mut own = PinForm::default();
        own.edit(Field::Title, "My own".into());
        several.keep_words(1, own);
        assert_eq!(several.words(1, &second, &shared).value(Field::Title), "My own");
        assert_eq!(several.without_board(), 0);
        several.set_each_board(true, None);
        several.set_board(1, BoardChoice { id: BoardId::new("5"), name: "Recipes".into() });
        assert_eq!(several.without_board(), 1);
        several.set_each_board(true, Some(BoardChoice { id: BoardId::new("6"), name: "Garden".into() }));
        assert_eq!(several.without_board(), 0);
        assert_eq!(several.board(0).map(|board| board.name.as_str()), Some("Garden"));
        assert_eq!(several.board(1).map(|board| board.name.as_str()), Some("Recipes"));
        several.forget_boards();
        assert_eq!(several.without_board(), 2, "those of another account");
    }
}
