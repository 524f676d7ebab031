//! Scopes: what Tack asks for, what it got, and how a person would say it.

use tack_protocol::{Problem, ProblemKind, Word};

use crate::ports::Surface;

/// What every connection needs; asked for at the first consent.
const BASE: [&str; 5] = ["user_accounts:read", "boards:read", "boards:write", "pins:read", "pins:write"];
/// What secret boards need beside; asked for when the person wants to see those.
const SECRET: [&str; 4] =
    ["boards:read_secret", "boards:write_secret", "pins:read_secret", "pins:write_secret"];

/// What is asked for.
pub fn wanted(secret_boards: bool) -> Vec<&'static str> {
    let secret = if secret_boards { &SECRET[..] } else { &[] };
    BASE.iter().chain(secret).copied().collect()
}

/// Whether what was granted is enough. Where Pinterest does not say what it granted, it granted what was asked for.
///
/// # Errors
/// What is missing, in words.
pub fn check<P: Surface>(ports: &P, secret_boards: bool, granted: &str) -> Result<(), Problem> {
    let missing = missing(&wanted(secret_boards), granted);
    if missing.is_empty() || granted.trim().is_empty() {
        return Ok(());
    }
    let words: Vec<String> = words(&missing).into_iter().map(|word| ports.text(&word.into())).collect();
    Err(Problem::from(ProblemKind::ScopeMissing).with_detail(words.join(", ")))
}

/// Those of `wanted` that `granted` (separated by spaces or commas) lacks. Pinterest may grant more than was asked.
fn missing(wanted: &[&'static str], granted: &str) -> Vec<&'static str> {
    let granted: Vec<&str> = granted.split([' ', ',']).collect();
    wanted.iter().filter(|scope| !granted.contains(scope)).copied().collect()
}

/// What the person has to allow for these, each once.
fn words(scopes: &[&str]) -> Vec<Word> {
    let mut words = Vec::new();
    for scope in scopes {
        let word = match *scope {
            "user_accounts:read" => Word::ScopeAccount,
            "boards:read" => Word::ScopeBoards,
            "boards:write" => Word::ScopeBoardsWrite,
            "pins:read" => Word::ScopePins,
            "pins:write" => Word::ScopePinsWrite,
            _ => Word::ScopeSecret,
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_superset_is_enough() {
        let all = "ads:read,pins:write pins:read boards:write boards:read user_accounts:read";
        assert!(missing(&wanted(false), all).is_empty());
        assert_eq!(missing(&wanted(true), all), SECRET);
        assert_eq!(
            missing(&wanted(false), "boards:read pins:read user_accounts:read pins:write"),
            ["boards:write"]
        );
        assert_eq!(missing(&wanted(false), ""), BASE);
    }

    #[test]
    fn each_is_said_once_in_words() {
        assert_eq!(words(&wanted(true)).len(), 6);
        assert_eq!(words(&["pins:write"]), [Word::ScopePinsWrite]);
        assert_eq!(words(&SECRET), [Word::ScopeSecret]);
    }
}
