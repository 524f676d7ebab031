//! Boards, and looking for one by typing.

use serde::{Deserialize, Serialize};

use crate::{BoardId, ConnectionId, Problem};

/// A board as Pinterest lists it (`GET /v5/boards`). Kept in memory and `storage.session` only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// Pinterest's number of the board.
    pub id: BoardId,
    /// The board's name.
    pub name: String,
    /// Only its owner sees it.
    pub secret: bool,
    /// Pins on it, where Pinterest says so.
    pub pin_count: Option<u32>,
    /// An https address of its cover.
    pub cover: Option<String>,
}

/// A board that the person chose: all that is kept of it beyond the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardChoice {
    /// Pinterest's number of the board.
    pub id: BoardId,
    /// Its name when it was last read.
    pub name: String,
}

/// All boards of an account.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BoardList {
    /// Whose.
    pub connection: Option<ConnectionId>,
    /// In the order to show: the last used first, then by name.
    pub boards: Vec<Board>,
    /// How many of them, from the start, are there because they were used last.
    pub recent: usize,
    /// When they were read from Pinterest, milliseconds since 1970.
    pub read_at: f64,
    /// What went wrong when they were to be read anew: then `boards` are the older ones.
    pub problem: Option<Problem>,
}

/// Whether `name` holds every word of `search`, both [`folded`].
pub fn matches_search(folded_name: &str, folded_search: &str) -> bool {
    // The standard library's search is large in wasm.
    let stands = |word: &str| folded_name.as_bytes().windows(word.len()).any(|part| part == word.as_bytes());
    folded_search.split_whitespace().all(stands)
}

/// `text` in lower case with white space made plain, for comparing what was typed.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() { out.push(' ') } else { out.extend(c.to_lowercase()) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_takes_words_in_any_order_and_case() {
        let name = folded("Summer Recipes");
        assert!(matches_search(&name, &folded("rec SUM")));
        assert!(matches_search(&name, ""));
        assert!(!matches_search(&name, "winter"));
    }
}
