//! The scopes that Tack may ask for, and sets of them.

/// Every scope that this relay lets through, in canonical order. The position is the bit in a sealed set: append
/// only, never reorder, or live handles change their meaning.
pub const SCOPES: [&str; 9] = [
    "user_accounts:read",
    "boards:read",
    "boards:write",
    "pins:read",
    "pins:write",
    "boards:read_secret",
    "boards:write_secret",
    "pins:read_secret",
    "pins:write_secret",
];

/// Longest scope text taken, in characters.
pub const SCOPE_TEXT_MAX: usize = 512;

/// A set of known scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeSet(u16);

/// Why a scope text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScopeFault {
    /// Nothing in it, or longer than [`SCOPE_TEXT_MAX`].
    Malformed,
    /// It names a scope outside [`SCOPES`].
    Unknown,
}

impl ScopeSet {
    /// Reads a space separated list (RFC 6749 §3.3).
    ///
    /// # Errors
    /// [`ScopeFault`]: empty, too long, or a scope that Tack has no use for; least privilege is enforced here, so a
    /// tampered client cannot have people consent to more under this app's name.
    pub fn parse(text: &str) -> Result<Self, ScopeFault> {
        if text.len() > SCOPE_TEXT_MAX {
            return Err(ScopeFault::Malformed);
        }
        let mut bits = 0;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let place = SCOPES.iter().position(|known| *known == word).ok_or(ScopeFault::Unknown)?;
            bits |= 1 << place;
        }
        if bits == 0 { Err(ScopeFault::Malformed) } else { Ok(Self(bits)) }
    }

    /// The set as bits, for a seal.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Back from bits; `None` if a bit has no scope or none is set.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Option<Self> {
        if bits == 0 || bits >> SCOPES.len() != 0 { None } else { Some(Self(bits)) }
    }

    /// The names, joined by `separator`, in canonical order.
    #[must_use]
    pub fn join(self, separator: &str) -> String {
        let names: Vec<&str> = SCOPES
            .iter()
            .enumerate()
            .filter(|(place, _)| self.0 & (1 << place) != 0)
            .map(|(_, name)| *name)
            .collect();
        names.join(separator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_scopes_in_any_order_become_canonical() {
        let set = ScopeSet::parse("pins:write  boards:read pins:write").unwrap();
        assert_eq!(set.join(" "), "boards:read pins:write");
        assert_eq!(set.join(","), "boards:read,pins:write");
        assert_eq!(ScopeSet::from_bits(set.bits()), Some(set));
    }

    #[test]
    fn others_are_refused() {
        assert_eq!(ScopeSet::parse("boards:read ads:write"), Err(ScopeFault::Unknown));
        assert_eq!(ScopeSet::parse("boards:read,pins:read"), Err(ScopeFault::Unknown));
        assert_eq!(ScopeSet::parse("  "), Err(ScopeFault::Malformed));
        assert_eq!(ScopeSet::parse(&"boards:read ".repeat(60)), Err(ScopeFault::Malformed));
        assert_eq!(ScopeSet::from_bits(0), None);
        assert_eq!(ScopeSet::from_bits(1 << 9), None);
    }
}
