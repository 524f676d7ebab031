//! PKCE (RFC 7636), which Pinterest lacks and the relay therefore enforces itself: a state is good only with the
//! verifier of the browser that began it.
//!
//! It is weaker than PKCE at an authorization server. Pinterest does not bind the code to the challenge, so whoever
//! steals a fresh code can begin a sign-in of their own here and exchange it with that; see docs/relay.md, "What it
//! guards against". Nothing that the relay could check tells the two apart.

use subtle::ConstantTimeEq;

use crate::secret::CodeVerifier;
use crate::thumbprint::{decode_32, sha256};

/// A code challenge of method S256 (RFC 7636 §4.2). `plain` is not served.
#[derive(Debug, Clone, Copy)]
pub struct Challenge([u8; 32]);

impl Challenge {
    /// Reads 43 characters of base64url; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode_32(text).map(Self)
    }

    /// From the bytes in a seal.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this is the S256 of `verifier` (RFC 7636 §4.6), in constant time.
    #[must_use]
    pub fn is_of(&self, verifier: &CodeVerifier) -> bool {
        self.0.ct_eq(&sha256(verifier.expose().as_bytes())).into()
    }
}

/// Whether `verifier` is 43 to 128 unreserved characters (RFC 7636 §4.1).
#[must_use]
pub fn well_formed(verifier: &CodeVerifier) -> bool {
    let text = verifier.expose();
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b() {
        let challenge = Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap();
        assert!(challenge.is_of(&CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into())));
        assert!(!challenge.is_of(&CodeVerifier::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl".into())));
    }

    #[test]
    fn verifier_alphabet_and_length() {
        let fits = |text: &str| well_formed(&CodeVerifier::new(text.into()));
        assert!(fits(&"a".repeat(43)));
        assert!(fits(&"~".repeat(128)));
        assert!(!fits(&"a".repeat(42)));
        assert!(!fits(&"a".repeat(129)));
        assert!(!fits(&"a+".repeat(30)));
        assert!(!fits(&"é".repeat(30)));
    }
}
