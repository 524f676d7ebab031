//! The thumbprint of a browser's key (RFC 7638): what a state and a handle are bound to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use subtle::ConstantTimeEq;

/// SHA-256 over the key's canonical JSON.
#[derive(Clone, Copy)]
pub struct Thumbprint([u8; 32]);

impl Thumbprint {
    /// Of a P-256 key, by its coordinates as the JWK has them (RFC 7638 §3.2: members in lexicographic order, no
    /// white space). The coordinates must already be known to be plain base64url, or they could break out of the
    /// JSON; [`crate::proof`] checks that.
    #[must_use]
    pub fn of_p256(x: &str, y: &str) -> Self {
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        Self(sha256(canonical.as_bytes()))
    }

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

    /// Whether both are the same, in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A thumbprint is no secret, but it names one browser for as long as its key lives: keep it out of logs.
        f.write_str("Thumbprint(..)")
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, bytes).as_ref());
    out
}

/// Exactly 32 bytes as 43 characters of canonical base64url without padding.
pub(crate) fn decode_32(text: &str) -> Option<[u8; 32]> {
    if text.len() != 43 {
        return None;
    }
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_rfc_9449_has_the_thumbprint_it_says() {
        // RFC 9449 §4.1 (the key) and §6.1 (its jkt).
        let print = Thumbprint::of_p256(
            "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        );
        let said = Thumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I").unwrap();
        assert!(print.matches(&said));
    }

    #[test]
    fn only_canonical_text_is_read() {
        assert!(Thumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4").is_none());
        assert!(Thumbprint::parse("0ZcOCORZNYy+DWpqq30jZyJGHTN0d2HglBV3uiguA4I").is_none());
        // The last character has two bits that belong to no byte: they must be zero.
        assert!(Thumbprint::parse("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J").is_none());
    }
}
