//! Secrets are types: no `Display`, no `Serialize`, a `Debug` that says nothing, zeroed on drop. So a secret gets
//! into a log or an answer only where somebody wrote `expose`, and every `expose` can be found and judged.

use std::fmt;

use serde::Deserialize;
use zeroize::{Zeroize, ZeroizeOnDrop};

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Deserialize, Zeroize, ZeroizeOnDrop)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text over; the caller's copy, if any, is the caller's to erase.
            #[must_use]
            pub fn new(text: String) -> Self {
                Self(text)
            }

            /// The secret itself. Only for what must carry it: a request upstream, a seal, the answer to its owner.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}

secrets! {
    /// The Pinterest app's secret.
    AppSecret;
    /// An authorization code (RFC 6749 §1.3.1): single use, but until then as good as a token.
    AuthorizationCode;
    /// A PKCE verifier (RFC 7636 §4.1).
    CodeVerifier;
    /// An access token (RFC 6749 §1.4).
    AccessToken;
    /// A refresh token (RFC 6749 §1.5). Never leaves the relay but sealed.
    RefreshToken;
    /// A sealed state, as it travels.
    SealedState;
    /// A sealed refresh token, as it travels.
    SealedHandle;
    /// The value of an `Authorization: Basic` header (RFC 6749 §2.3.1).
    BasicCredentials;
    /// A form body that carries a code or a refresh token.
    FormBody;
}

/// Erases every occurrence of `secrets`, and every word that looks like a Pinterest token, from a text that
/// somebody else wrote: an upstream message may quote what it was sent.
#[must_use]
pub fn redact(text: &str, secrets: &[&str]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= 4) {
        clean = clean.replace(secret, "[redacted]");
    }
    // Prefixes that Pinterest's examples show. They serve to redact, never to validate.
    for prefix in ["pina_", "pinr", "pinc"] {
        clean = redact_words(&clean, prefix);
    }
    clean
}

/// Replaces each run of token characters that starts with `prefix` and is long enough to be a token.
fn redact_words(text: &str, prefix: &str) -> String {
    const TOKEN_MIN: usize = 16;
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(prefix) {
        let (before, word) = rest.split_at(start);
        let end = word
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')))
            .unwrap_or(word.len());
        clean.push_str(before);
        clean.push_str(if end >= TOKEN_MIN { "[redacted]" } else { &word[..end] });
        rest = &word[end..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_says_nothing() {
        let secret = AppSecret::new("hunter2-hunter2".into());
        assert_eq!(format!("{secret:?}"), "AppSecret([redacted])");
        assert!(!format!("{:?}", RefreshToken::new("pinr.abc".into())).contains("pinr"));
    }

    #[test]
    fn redaction_finds_known_secrets_and_token_shapes() {
        let text =
            "code abcd1234 is used; token pina_ABCDEFGHIJKLMNOP, pinr.0123456789abcdef! pincushion stays";
        let clean = redact(text, &["abcd1234", ""]);
        assert_eq!(clean, "code [redacted] is used; token [redacted], [redacted]! pincushion stays");
    }
}
