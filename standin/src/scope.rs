//! Scopes: which exist, and which an operation needs.

use crate::problem::Problem;
use std::collections::BTreeSet;

/// What a token may do.
pub(crate) type Scopes = BTreeSet<String>;

/// Every scope that Pinterest documents, with its words for people.
pub(crate) const ALL: [(&str, &str); 19] = [
    ("ads:read", "See all of your advertising data, including ads, ad groups, campaigns etc."),
    ("ads:write", "Create, update, or delete ads, ad groups, campaigns etc."),
    ("billing:read", "See all of your billing data, billing profile, etc."),
    ("billing:write", "Create, update, or delete billing data, billing profiles, etc."),
    ("biz_access:read", "See business access data"),
    ("biz_access:write", "Create, update, or delete business access data"),
    ("boards:read", "See your public boards, including group boards you join"),
    ("boards:read_secret", "See your secret boards"),
    ("boards:write", "Create, update, or delete your public boards"),
    ("boards:write_secret", "Create, update, or delete your secret boards"),
    ("catalogs:read", "See all of your catalogs data"),
    ("catalogs:write", "Create, update, or delete your catalogs data"),
    ("msot:write", "Create measurement source of truth events"),
    ("pins:read", "See your public Pins"),
    ("pins:read_secret", "See your secret Pins"),
    ("pins:write", "Create, update, or delete your public Pins"),
    ("pins:write_secret", "Create, update, or delete your secret Pins"),
    ("user_accounts:read", "See your user accounts and followers"),
    ("user_accounts:write", "Update your user accounts and followers"),
];

/// GET /user_account.
pub(crate) const READ_ACCOUNT: &[&str] = &["user_accounts:read"];
/// GET /boards, /boards/{id}, /boards/{id}/sections.
pub(crate) const READ_BOARDS: &[&str] = &["boards:read"];
/// GET of Pins, wherever they are listed.
pub(crate) const READ_PINS: &[&str] = &["boards:read", "pins:read"];
/// POST /boards, POST /boards/{id}/sections.
pub(crate) const WRITE_BOARDS: &[&str] = &["boards:read", "boards:write"];
/// POST /pins, DELETE /pins/{id}, POST /pins/{id}/save.
pub(crate) const WRITE_PINS: &[&str] = &["boards:read", "boards:write", "pins:read", "pins:write"];

/// The documented words for a scope.
pub(crate) fn words(scope: &str) -> Option<&'static str> {
    ALL.iter().find(|(name, _)| *name == scope).map(|(_, words)| *words)
}

/// Splits a list of scopes at commas and spaces; the first one that does not exist is the error.
pub(crate) fn parse(list: &str) -> Result<Scopes, String> {
    let mut scopes = Scopes::new();
    for scope in list.split([',', ' ']).filter(|s| !s.is_empty()) {
        if words(scope).is_none() {
            return Err(scope.to_owned());
        }
        scopes.insert(scope.to_owned());
    }
    Ok(scopes)
}

/// Space separated, as the token endpoint answers.
pub(crate) fn join(scopes: &Scopes) -> String {
    scopes.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Refuses what the token does not allow.
pub(crate) fn require(granted: &Scopes, needed: &[&str]) -> Result<(), Problem> {
    let missing: Vec<&str> = needed.iter().copied().filter(|scope| !granted.contains(*scope)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Problem::scope_missing(&missing)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_split_at_commas_and_spaces() {
        let scopes = parse("pins:read,boards:read boards:write").unwrap();
        assert_eq!(join(&scopes), "boards:read boards:write pins:read");
        assert_eq!(parse("pins:read,pins:eat").unwrap_err(), "pins:eat");
    }

    #[test]
    fn a_missing_scope_is_named_with_401_and_code_3() {
        let problem = require(&parse("boards:read").unwrap(), WRITE_BOARDS).unwrap_err();
        assert_eq!((problem.status.as_u16(), problem.code), (401, 3));
        assert!(problem.message.contains("boards:write"));
        assert!(problem.violation.is_none());
    }
}
