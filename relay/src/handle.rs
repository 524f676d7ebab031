//! The refresh handle: a refresh token sealed for one browser's key. A stolen one is useless without that key and
//! without this relay; a stolen refresh token would be useless to nobody.

use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::ports::Random;
use crate::scope::ScopeSet;
use crate::seal::{Purpose, SealFailure, Sealer};
use crate::secret::{RefreshToken, SealedHandle};
use crate::state::Reader;
use crate::thumbprint::Thumbprint;

/// Longest refresh token that is sealed, in bytes. Pinterest's have about a hundred.
pub const REFRESH_TOKEN_MAX: usize = 2048;

/// Longest handle taken, in characters: room for [`REFRESH_TOKEN_MAX`].
pub const HANDLE_TEXT_MAX: usize = 3072;

const FIXED_LEN: usize = 1 + 2 + 8 + 8 + 32;

/// What a handle holds.
#[derive(Debug, Clone)]
pub struct Handle {
    /// Which world's token endpoint takes it.
    pub environment: Environment,
    /// What was asked for at sign-in: the granted scope when a refresh answer names none (RFC 6749 §5.1).
    pub scopes: ScopeSet,
    /// The browser's key.
    pub jkt: Thumbprint,
    /// When Pinterest issued the refresh token, in Unix seconds.
    pub issued: u64,
    /// When it expires, in Unix seconds; `None` if Pinterest did not say.
    pub expires: Option<u64>,
    /// The refresh token.
    pub token: RefreshToken,
}

impl Handle {
    /// Seals it.
    ///
    /// # Errors
    /// [`SealFailure`] when there is no randomness.
    pub fn seal(&self, sealer: &Sealer, random: &impl Random) -> Result<SealedHandle, SealFailure> {
        let token = self.token.expose().as_bytes();
        let mut plain = Zeroizing::new(Vec::with_capacity(FIXED_LEN + token.len()));
        plain.push(self.environment.to_byte());
        plain.extend_from_slice(&self.scopes.bits().to_be_bytes());
        plain.extend_from_slice(&self.issued.to_be_bytes());
        plain.extend_from_slice(&self.expires.unwrap_or(0).to_be_bytes());
        plain.extend_from_slice(self.jkt.bytes());
        plain.extend_from_slice(token);
        sealer.seal(Purpose::Handle, &plain, random).map(SealedHandle::new)
    }

    /// Opens what [`Self::seal`] made, expired or not; `None` if this relay's keys did not seal it as a handle.
    #[must_use]
    pub fn open(text: &SealedHandle, sealer: &Sealer) -> Option<Self> {
        let plain = sealer.open(Purpose::Handle, text.expose())?;
        let mut reader = Reader(&plain);
        Some(Self {
            environment: Environment::from_byte(reader.take::<1>()?[0])?,
            scopes: ScopeSet::from_bits(u16::from_be_bytes(reader.take()?))?,
            issued: u64::from_be_bytes(reader.take()?),
            expires: Some(u64::from_be_bytes(reader.take()?)).filter(|expires| *expires != 0),
            jkt: Thumbprint::from_bytes(reader.take()?),
            token: RefreshToken::new(
                std::str::from_utf8(reader.0).ok().filter(|t| !t.is_empty())?.to_owned(),
            ),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{FakeRandom, sealer};

    fn handle(token: &str, expires: Option<u64>) -> Handle {
        Handle {
            environment: Environment::Production,
            scopes: ScopeSet::parse("boards:read").unwrap(),
            jkt: Thumbprint::from_bytes([3; 32]),
            issued: 1_763_764_000,
            expires,
            token: RefreshToken::new(token.into()),
        }
    }

    #[test]
    fn there_and_back() {
        for expires in [None, Some(1_768_948_000)] {
            let text = handle("pinr.secret", expires).seal(&sealer(), &FakeRandom::default()).unwrap();
            let again = Handle::open(&text, &sealer()).unwrap();
            assert_eq!(again.token.expose(), "pinr.secret");
            assert_eq!((again.issued, again.expires), (1_763_764_000, expires));
            assert_eq!(again.environment, Environment::Production);
            assert_eq!(again.scopes.join(" "), "boards:read");
            assert!(again.jkt.matches(&Thumbprint::from_bytes([3; 32])));
        }
    }

    #[test]
    fn the_longest_token_fits_the_longest_handle() {
        let long = "r".repeat(REFRESH_TOKEN_MAX);
        let text = handle(&long, None).seal(&sealer(), &FakeRandom::default()).unwrap();
        assert!(text.expose().len() <= HANDLE_TEXT_MAX, "{}", text.expose().len());
    }

    #[test]
    fn a_handle_without_a_token_or_from_elsewhere_is_refused() {
        let random = FakeRandom::default();
        let empty = handle("", None).seal(&sealer(), &random).unwrap();
        assert!(Handle::open(&empty, &sealer()).is_none());
        let state = SealedHandle::new(sealer().seal(Purpose::State, &[0; 99], &random).unwrap());
        assert!(Handle::open(&state, &sealer()).is_none());
        let short = SealedHandle::new(sealer().seal(Purpose::Handle, &[0; 20], &random).unwrap());
        assert!(Handle::open(&short, &sealer()).is_none());
    }
}
