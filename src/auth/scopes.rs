//! Scopes: what Tack asks for, and what it got.

/// What every connection needs; asked for at the first consent. Secret boards would need four more.
pub const BASE: [&str; 5] = ["user_accounts:read", "boards:read", "boards:write", "pins:read", "pins:write"];

/// Those of [`BASE`] that `granted` (separated by spaces or commas) lacks. Pinterest may grant more than was asked.
pub fn missing(granted: &str) -> Vec<&'static str> {
    let granted: Vec<&str> = granted.split([' ', ',']).collect();
    BASE.into_iter().filter(|scope| !granted.contains(scope)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_superset_is_enough() {
        assert!(
            missing("ads:read,pins:write pins:read boards:write boards:read user_accounts:read").is_empty()
        );
        assert_eq!(missing("boards:read pins:read user_accounts:read pins:write"), ["boards:write"]);
        assert_eq!(missing(""), BASE);
    }
}
