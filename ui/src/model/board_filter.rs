//! The boards, what was typed to find one, and the one that is chosen.

use tack_protocol::{Board, BoardChoice, BoardList, ProblemKind};

use super::step::Step;

/// Height of a board in the list, in CSS pixels; `tack.css` says the same.
pub const ROW: f64 = 44.0;
/// Height of a heading in the list; `tack.css` says the same.
pub const HEADING: f64 = 26.0;
/// How much of the list is rendered around what is seen, at most what any page shows of it.
const SEEN: f64 = 360.0;
const BEYOND: f64 = 2.0 * ROW;

/// A board as it stands in the list at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its place among those shown, from 0.
    pub place: usize,
    /// How far down it stands, in CSS pixels.
    pub top: f64,
    /// The board.
    pub board: Board,
}

/// Makes texts comparable: the platform's way in a page.
pub type Fold = fn(&str) -> String;

/// The boards, what was typed, and which are shown.
#[derive(Clone, Debug)]
pub struct BoardFilter {
    fold: Fold,
    boards: Vec<(String, Board)>,
    recent: usize,
    search: String,
    shown: Vec<u32>,
    chosen: Option<BoardChoice>,
    chosen_before: Option<BoardChoice>,
}

impl BoardFilter {
    /// Before the boards are known: those that were used last, and the one to begin with.
    pub fn remembered(recent: &[BoardChoice], default: Option<&BoardChoice>, fold: Fold) -> Self {
        let mut known: Vec<&BoardChoice> = default.into_iter().collect();
        known.extend(recent.iter().filter(|choice| default.is_none_or(|first| first.id != choice.id)));
        let boards = known
            .into_iter()
            .map(|choice| Board {
                id: choice.id.clone(),
                name: choice.name.clone(),
                secret: false,
                pin_count: None,
                cover: None,
            })
            .collect::<Vec<_>>();
        let mut filter = Self {
            fold,
            boards: Vec::new(),
            recent: 0,
            search: String::new(),
            shown: Vec::new(),
            chosen: default.or(recent.first()).cloned(),
            chosen_before: None,
        };
        filter.fill(boards, usize::MAX);
        filter
    }

    /// Takes the boards as Pinterest lists them. What was chosen stays chosen while it exists.
    pub fn take(&mut self, list: &BoardList) {
        self.fill(list.boards.clone(), list.recent);
        // An older list with a problem proves nothing about a board that it lacks; that a board is gone is none of these.
        if list.problem.as_ref().is_none_or(|problem| problem.kind == ProblemKind::DefaultBoardGone) {
            let boards = &self.boards;
            let current = |choice: BoardChoice| {
                let board = boards.iter().map(|(_, board)| board).find(|board| board.id == choice.id)?;
                Some(BoardChoice { id: choice.id, name: board.name.clone() })
            };
            self.chosen = self.chosen.take().and_then(current);
            self.chosen_before = self.chosen_before.take().and_then(current);
        }
        // Something may have been typed before the boards were there.
        if self.chosen.is_none() && (!self.search.is_empty() || self.recent > 0) {
            self.choose(0);
        }
    }

    fn fill(&mut self, boards: Vec<Board>, recent: usize) {
        self.recent = recent.min(boards.len());
        // All names at once: one call to the platform instead of thousands.
        let names: Vec<&str> = boards.iter().map(|board| board.name.as_str()).collect();
        let folded = (self.fold)(&names.join("\n"));
        let mut lines = folded.split('\n');
        self.boards =
            boards.into_iter().map(|board| (lines.next().unwrap_or_default().to_owned(), board)).collect();
        self.find();
    }

    /// Shows only the boards that match `text`, those that begin with it first, and chooses the first of them.
    /// Without text, what was chosen before it was typed is chosen again.
    pub fn search(&mut self, text: &str) {
        let search = (self.fold)(text.trim());
        if search == self.search {
            return;
        }
        if self.search.is_empty() {
            self.chosen_before = self.chosen.clone();
        }
        self.search = search;
        self.find();
        if self.search.is_empty() {
            self.chosen = self.chosen_before.take();
        } else if !self.choose(0) {
            self.chosen = None;
        }
    }

    fn find(&mut self) {
        let search = &self.search;
        let matching = |begins: bool| {
            let of = move |(index, (name, _)): (usize, &(String, Board))| {
                let fits = holds_words(name, search) && name.starts_with(search.as_str()) == begins;
                fits.then_some(index as u32)
            };
            self.boards.iter().enumerate().filter_map(of)
        };
        self.shown = matching(true).chain(matching(false)).collect();
    }

    /// Chooses the board at `place`; says whether there is one.
    pub fn choose(&mut self, place: usize) -> bool {
        let Some(board) = self.at(place) else { return false };
        self.chosen = Some(BoardChoice { id: board.id.clone(), name: board.name.clone() });
        true
    }

    /// Keeps what is chosen although the search is emptied next: the person pointed at it.
    pub fn confirm(&mut self) {
        self.chosen_before = self.chosen.clone();
    }

    /// Chooses `board` wherever it stands.
    pub fn choose_board(&mut self, board: Option<BoardChoice>) {
        self.chosen = board;
    }

    /// Moves the choice; returns its new place.
    pub fn step(&mut self, step: Step) -> Option<usize> {
        let place = step.from(self.place(), self.shown.len())?;
        self.choose(place);
        Some(place)
    }

    /// The chosen board.
    pub fn chosen(&self) -> Option<&BoardChoice> {
        self.chosen.as_ref()
    }

    /// What is known of the chosen board.
    pub fn chosen_board(&self) -> Option<&Board> {
        let id = &self.chosen.as_ref()?.id;
        self.boards.iter().map(|(_, board)| board).find(|board| board.id == *id)
    }

    /// The place of the chosen board among those shown.
    pub fn place(&self) -> Option<usize> {
        let id = &self.chosen.as_ref()?.id;
        (0..self.shown.len()).find(|place| self.at(*place).is_some_and(|board| board.id == *id))
    }

    fn at(&self, place: usize) -> Option<&Board> {
        let index = *self.shown.get(place)?;
        self.boards.get(index as usize).map(|(_, board)| board)
    }

    /// How many boards are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Whether no board is known at all.
    pub fn has_none(&self) -> bool {
        self.boards.is_empty()
    }

    /// What was typed, folded.
    pub fn searched(&self) -> &str {
        &self.search
    }

    /// How many of those shown stand under "Recent": none while something is typed.
    pub fn recent_shown(&self) -> usize {
        if self.search.is_empty() { self.recent } else { 0 }
    }

    fn heading_above(&self, place: usize) -> f64 {
        match self.recent_shown() {
            0 => 0.0,
            recent if place < recent => HEADING,
            _ => 2.0 * HEADING,
        }
    }

    /// How far down the board at `place` stands.
    pub fn top(&self, place: usize) -> f64 {
        place as f64 * ROW + self.heading_above(place)
    }

    /// How far down the heading of the boards after the recent ones stands, if there are such.
    pub fn second_heading(&self) -> Option<f64> {
        let recent = self.recent_shown();
        (recent > 0 && recent < self.len()).then(|| self.top(recent) - HEADING)
    }

    /// How high the whole list is.
    pub fn height(&self) -> f64 {
        self.len().checked_sub(1).map_or(0.0, |last| self.top(last) + ROW)
    }

    /// The boards that stand around what is seen when the list is scrolled to `scroll`: the recent ones, or those
    /// after them.
    pub fn window(&self, scroll: f64, recent: bool) -> Vec<Row> {
        let border = self.recent_shown();
        let first = (((scroll - BEYOND - 2.0 * HEADING) / ROW).floor().max(0.0)) as usize;
        let end = (((scroll + SEEN + BEYOND) / ROW).ceil().max(0.0)) as usize;
        let end = end.min(self.len());
        let range = if recent { first..end.min(border) } else { first.max(border)..end };
        range
            .filter_map(|place| Some(Row { place, top: self.top(place), board: self.at(place)?.clone() }))
            .collect()
    }

    /// Where to scroll, so that the board at `place` is seen in a list of which `height` is seen from `scroll`.
    pub fn scroll_to_see(&self, place: usize, scroll: f64, height: f64) -> Option<f64> {
        let top = if place == 0 { 0.0 } else { self.top(place) };
        let bottom = self.top(place) + ROW;
        if top < scroll {
            Some(top)
        } else if bottom > scroll + height {
            Some(bottom - height)
        } else {
            None
        }
    }
}

/// Whether `name` holds every word of `search`. Byte by byte, which is the same in UTF-8: the search of the standard
/// library is quicker on long texts, but weighs a good part of this page.
fn holds_words(name: &str, search: &str) -> bool {
    let holds = |word: &str| name.as_bytes().windows(word.len()).any(|part| part == word.as_bytes());
    search.split(' ').filter(|word| !word.is_empty()).all(holds)
}

#[cfg(test)]
mod tests {
    use tack_protocol::BoardId;

    use super::*;

    fn lines_folded(text: &str) -> String {
        text.to_lowercase()
    }

    fn board(id: usize, name: &str) -> Board {
        Board {
            id: BoardId::new(id.to_string()),
            name: name.to_owned(),
            secret: false,
            pin_count: None,
            cover: None,
        }
    }

    fn filter(names: &[&str], recent: usize) -> BoardFilter {
        let boards = names.iter().enumerate().map(|(id, name)| board(id, name)).collect();
        let mut filter = BoardFilter::remembered(&[], None, lines_folded);
        filter.take(&BoardList { boards, recent, ..BoardList::default() });
        filter
    }

    fn shown(filter: &BoardFilter) -> Vec<&str> {
        (0..filter.len()).filter_map(|place| filter.at(place)).map(|board| board.name.as_str()).collect()
    }

    fn chosen(filter: &BoardFilter) -> Option<&str> {
        filter.chosen().map(|choice| choice.name.as_str())
    }

    #[test]
    fn typing_chooses_the_first_match_and_names_that_begin_so_come_first() {
        let mut boards = filter(&["My recipes", "Garden", "Recipes"], 1);
        assert_eq!(chosen(&boards), Some("My recipes"));
        boards.search("rec");
        assert_eq!(shown(&boards), ["Recipes", "My recipes"]);
        assert_eq!(chosen(&boards), Some("Recipes"));
        boards.search("");
        assert_eq!(chosen(&boards), Some("My recipes"), "what was chosen before the typing");
        boards.search("nothing like it");
        assert_eq!(chosen(&boards), None);
    }

    #[test]
    fn what_was_typed_before_the_boards_were_there_counts() {
        let mut boards = BoardFilter::remembered(&[], None, lines_folded);
        boards.search("gar");
        assert_eq!(chosen(&boards), None);
        boards.take(&BoardList { boards: vec![board(1, "A"), board(2, "Garden")], ..BoardList::default() });
        assert_eq!(chosen(&boards), Some("Garden"));
    }

    #[test]
    fn words_match_in_any_order() {
        assert!(holds_words("summer recipes", "rec sum"));
        assert!(holds_words("summer recipes", ""));
        assert!(!holds_words("summer recipes", "winter"));
        assert!(!holds_words("a", "ab"));
    }

    #[test]
    fn a_click_outlives_the_search() {
        let mut boards = filter(&["A", "B", "C"], 1);
        boards.search("c");
        boards.choose(0);
        boards.confirm();
        boards.search("");
        assert_eq!(chosen(&boards), Some("C"));
    }

    #[test]
    fn a_choice_stays_while_its_board_exists() {
        let default = BoardChoice { id: BoardId::new("7"), name: "Old name".into() };
        let mut boards = BoardFilter::remembered(&[], Some(&default), lines_folded);
        assert_eq!(chosen(&boards), Some("Old name"));
        boards.take(&BoardList {
            boards: vec![board(1, "A")],
            problem: Some(ProblemKind::Offline.into()),
            ..BoardList::default()
        });
        assert_eq!(chosen(&boards), Some("Old name"), "an older list proves nothing");
        boards.take(&BoardList { boards: vec![board(7, "New name")], ..BoardList::default() });
        assert_eq!(chosen(&boards), Some("New name"));
        let gone = BoardList {
            boards: vec![board(1, "A")],
            problem: Some(ProblemKind::DefaultBoardGone.into()),
            ..BoardList::default()
        };
        boards.take(&gone);
        assert_eq!(chosen(&boards), None);
    }

    #[test]
    fn steps_stop_at_the_ends() {
        let mut boards = filter(&["A", "B", "C"], 1);
        assert_eq!(boards.step(Step::Back(1)), Some(0));
        assert_eq!(boards.step(Step::On(1)), Some(1));
        assert_eq!(boards.step(Step::On(9)), Some(2));
        assert_eq!(chosen(&boards), Some("C"));
    }

    #[test]
    fn only_what_is_seen_is_rendered() {
        let names: Vec<String> = (0..2_000).map(|n| format!("Board {n}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let boards = filter(&names, 3);
        let top = boards.window(0.0, false);
        assert!(top.len() < 16, "{}", top.len());
        assert_eq!(top[0].place, 3);
        assert_eq!(top[0].top, 3.0 * ROW + 2.0 * HEADING);
        assert_eq!(boards.window(0.0, true).len(), 3);
        let scroll = boards.height() - 180.0;
        let end = boards.window(scroll, false);
        assert_eq!(end.last().map(|row| row.place), Some(1_999));
        assert!(end[0].top <= scroll, "no gap at the top");
        assert!(boards.window(scroll, true).is_empty());
    }

    #[test]
    fn scrolls_only_as_far_as_needed() {
        let boards = filter(&["A", "B", "C", "D", "E", "F"], 1);
        assert_eq!(boards.scroll_to_see(0, 100.0, 180.0), Some(0.0), "with its heading");
        assert_eq!(boards.scroll_to_see(1, 0.0, 180.0), None);
        let last = boards.scroll_to_see(5, 0.0, 180.0);
        assert_eq!(last, Some(boards.height() - 180.0));
    }
}
