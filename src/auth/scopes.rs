//! Scopes: what Tack asks for, and what it got. Pages say them in words.

use tack_protocol::{Problem, ProblemKind};

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
/// What is missing.
pub fn check(secret_boards: bool, granted: &str) -> Result<(), Problem> {
    let missing = missing(&wanted(secret_boards), granted);
    if missing.is_empty() || granted.trim().is_empty() {
        return Ok(());
    }
    Err(Problem::from(ProblemKind::ScopeMissing).with_detail(missing.join(", ")))
}

/// Those of `wanted` that `granted` (separated by spaces or commas) lacks. Pinterest may grant more than was asked.
fn missing(wanted: &[&'static str], granted: &str) -> Vec<&'static str> {
    let granted: Vec<&str> = granted.split([' ', ',']).collect();
    wanted.iter().filter(|scope| !granted.contains(scope)).copied().collect()
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
}
