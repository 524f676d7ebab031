//! Codes and tokens: how they are made, and the memory of every one that was issued or seen.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use std::collections::BTreeSet;

/// The app's id.
pub(crate) const APP_ID: &str = "1234567";
/// The app's secret at start.
pub(crate) const APP_SECRET: &str = "standin-app-secret";

/// Shorter values are not remembered: a search of logs for them would find them everywhere.
const SHORTEST: usize = 8;

/// Makes unguessable strings, and remembers every secret of the run: a reset does not clear it.
#[derive(Debug)]
pub(crate) struct Secrets {
    seed: [u8; 32],
    made: u64,
    known: BTreeSet<String>,
    /// What must never stand in an address: tokens and app secrets, but not `state`.
    unspeakable: BTreeSet<String>,
}

impl Secrets {
    /// Starts from a random seed.
    pub(crate) fn new(seed: [u8; 32]) -> Self {
        let mut secrets = Self { seed, made: 0, known: BTreeSet::new(), unspeakable: BTreeSet::new() };
        secrets.hold(APP_SECRET);
        secrets
    }

    fn next(&mut self) -> digest::Digest {
        self.made += 1;
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&self.seed);
        context.update(&self.made.to_be_bytes());
        context.finish()
    }

    /// A new token with the given prefix.
    pub(crate) fn token(&mut self, prefix: &str) -> String {
        let token = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(self.next()));
        self.hold(&token);
        token
    }

    /// A new authorization code.
    pub(crate) fn code(&mut self) -> String {
        let code: String = self.next().as_ref().iter().take(20).map(|b| format!("{b:02x}")).collect();
        self.hold(&code);
        code
    }

    /// A request id: sixteen digits, and no secret.
    pub(crate) fn request_id(&mut self) -> String {
        let digest = self.next();
        let number = digest.as_ref().iter().take(8).fold(0_u64, |n, b| n << 8 | u64::from(*b));
        format!("{:016}", number % 10_000_000_000_000_000)
    }

    /// Remembers a value that was seen, such as a `state`.
    pub(crate) fn see(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.known.insert(value.to_owned());
        }
    }

    /// Remembers a value that must not appear in any address.
    pub(crate) fn hold(&mut self, value: &str) {
        if value.len() >= SHORTEST {
            self.see(value);
            self.unspeakable.insert(value.to_owned());
        }
    }

    /// Whether an address carries a token, a code or the app secret.
    pub(crate) fn speaks(&self, address: &str) -> bool {
        self.unspeakable.iter().any(|secret| address.contains(secret.as_str()))
    }

    /// The text, with every known secret blacked out.
    pub(crate) fn redact(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.known {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), "[secret]");
            }
        }
        text
    }

    /// All of them, in alphabetical order.
    pub(crate) fn all(&self) -> Vec<String> {
        self.known.iter().cloned().collect()
    }
}

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
