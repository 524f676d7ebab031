//! Moving through a list with the keyboard.

/// A move within a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the first.
    First,
    /// Back by so many.
    Back(usize),
    /// On by so many.
    On(usize),
    /// To the last.
    Last,
}

impl Step {
    /// The move that a key means in a list that runs downwards and shows `page` rows at once.
    pub fn in_column(key: &str, page: usize) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::Back(1),
            "ArrowDown" => Self::On(1),
            "PageUp" => Self::Back(page),
            "PageDown" => Self::On(page),
            _ => return None,
        })
    }

    /// The move that a key means in a list whose rows hold `columns`; a strip is one row, where up and down do
    /// as left and right.
    pub fn in_grid(key: &str, columns: usize, right_to_left: bool) -> Option<Self> {
        Some(match (key, right_to_left) {
            ("Home", _) => Self::First,
            ("End", _) => Self::Last,
            ("ArrowLeft", false) | ("ArrowRight", true) => Self::Back(1),
            ("ArrowRight", false) | ("ArrowLeft", true) => Self::On(1),
            ("ArrowUp", _) => Self::Back(columns),
            ("ArrowDown", _) => Self::On(columns),
            _ => return None,
        })
    }

    /// Where the move leads from `at` in a list of `len`; it stops at the ends. From nowhere, it leads to an end.
    pub fn from(self, at: Option<usize>, len: usize) -> Option<usize> {
        let last = len.checked_sub(1)?;
        Some(match (self, at) {
            (Self::First, _) | (Self::On(_), None) => 0,
            (Self::Last, _) | (Self::Back(_), None) => last,
            (Self::Back(by), Some(at)) => at.saturating_sub(by).min(last),
            (Self::On(by), Some(at)) => at.saturating_add(by).min(last),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Step;

    #[test]
    fn stops_at_the_ends() {
        assert_eq!(Step::Back(1).from(Some(0), 3), Some(0));
        assert_eq!(Step::On(5).from(Some(1), 3), Some(2));
        assert_eq!(Step::On(1).from(None, 3), Some(0));
        assert_eq!(Step::Back(1).from(None, 3), Some(2));
        assert_eq!(Step::On(1).from(Some(7), 0), None);
    }

    #[test]
    fn left_and_right_change_places_from_right_to_left() {
        assert_eq!(Step::in_grid("ArrowLeft", 1, false), Some(Step::Back(1)));
        assert_eq!(Step::in_grid("ArrowLeft", 1, true), Some(Step::On(1)));
        assert_eq!(Step::in_grid("ArrowDown", 4, true), Some(Step::On(4)));
        assert_eq!(Step::in_grid("a", 4, true), None);
    }
}
