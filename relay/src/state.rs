//! The state of a sign-in (RFC 6749 §10.12), sealed: everything the relay must know again when the code comes
//! back, carried by the browser.

use crate::environment::Environment;
use crate::pkce::Challenge;
use crate::ports::Random;
use crate::redirect::Fingerprint;
use crate::scope::ScopeSet;
use crate::seal::{Purpose, SealFailure, Sealer};
use crate::secret::SealedState;
use crate::thumbprint::Thumbprint;

/// How long a sign-in may take, in seconds: 10 minutes.
pub const STATE_LIFETIME_S: u64 = 600;

/// Longest state taken, in characters.
pub const STATE_TEXT_MAX: usize = 512;

/// Random bytes inside each state, so that it is unguessable (at least 128 bits) whatever else is in it.
const FLOW_ID_LEN: usize = 16;
const PLAIN_LEN: usize = FLOW_ID_LEN + 1 + 2 + Fingerprint::LEN + 8 + 32 + 32;

/// A sign-in under way.
#[derive(Debug, Clone, Copy)]
pub struct SignIn {
    /// Which world.
    pub environment: Environment,
    /// What was asked for.
    pub scopes: ScopeSet,
    /// Which redirect URI: the exchange must repeat it (RFC 6749 §4.1.3). Named by digest and not by its place in
    /// the allow-list, so a list that was reordered meanwhile cannot turn one address into another.
    pub redirect: Fingerprint,
    /// When it is over, in Unix seconds.
    pub expires: u64,
    /// The PKCE challenge.
    pub challenge: Challenge,
    /// The browser's key.
    pub jkt: Thumbprint,
}

impl SignIn {
    /// Seals it.
    ///
    /// # Errors
    /// [`SealFailure`] when there is no randomness.
    pub fn seal(&self, sealer: &Sealer, random: &impl Random) -> Result<SealedState, SealFailure> {
        let mut flow = [0; FLOW_ID_LEN];
        random.fill(&mut flow).map_err(|_| SealFailure)?;
        let mut plain = Vec::with_capacity(PLAIN_LEN);
        plain.extend_from_slice(&flow);
        plain.push(self.environment.to_byte());
        plain.extend_from_slice(&self.scopes.bits().to_be_bytes());
        plain.extend_from_slice(self.redirect.bytes());
        plain.extend_from_slice(&self.expires.to_be_bytes());
        plain.extend_from_slice(self.challenge.bytes());
        plain.extend_from_slice(self.jkt.bytes());
        sealer.seal(Purpose::State, &plain, random).map(SealedState::new)
    }

    /// Opens what [`Self::seal`] made, expired or not; `None` if this relay's keys did not seal it as a state.
    #[must_use]
    pub fn open(text: &SealedState, sealer: &Sealer) -> Option<Self> {
        let plain = sealer.open(Purpose::State, text.expose())?;
        if plain.len() != PLAIN_LEN {
            return None;
        }
        let mut reader = Reader(&plain);
        reader.take::<FLOW_ID_LEN>()?;
        Some(Self {
            environment: Environment::from_byte(reader.take::<1>()?[0])?,
            scopes: ScopeSet::from_bits(u16::from_be_bytes(reader.take()?))?,
            redirect: Fingerprint::from_bytes(reader.take()?),
            expires: u64::from_be_bytes(reader.take()?),
            challenge: Challenge::from_bytes(reader.take()?),
            jkt: Thumbprint::from_bytes(reader.take()?),
        })
    }
}

/// Reads fixed pieces off the front of a plain text.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (piece, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{FakeRandom, sealer};

    fn sign_in() -> SignIn {
        SignIn {
            environment: Environment::Sandbox,
            scopes: ScopeSet::parse("boards:read pins:write").unwrap(),
            redirect: Fingerprint::of("https://a.example/"),
            expires: 1_763_764_600,
            challenge: Challenge::from_bytes([7; 32]),
            jkt: Thumbprint::from_bytes([9; 32]),
        }
    }

    #[test]
    fn there_and_back() {
        let text = sign_in().seal(&sealer(), &FakeRandom::default()).unwrap();
        assert!(text.expose().len() <= STATE_TEXT_MAX, "{}", text.expose().len());
        let again = SignIn::open(&text, &sealer()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{:?}", sign_in()));
        assert!(again.jkt.matches(&sign_in().jkt));
        assert_eq!(again.challenge.bytes(), &[7; 32]);
    }

    #[test]
    fn two_states_of_the_same_sign_in_differ() {
        let random = FakeRandom::default();
        let one = sign_in().seal(&sealer(), &random).unwrap();
        assert_ne!(one.expose(), sign_in().seal(&sealer(), &random).unwrap().expose());
    }

    #[test]
    fn other_plain_texts_are_refused() {
        let random = FakeRandom::default();
        for plain in [&[0; PLAIN_LEN][..], &[0; PLAIN_LEN - 1], &[0xff; PLAIN_LEN]] {
            // All zero has an empty scope set, all ones no such environment.
            let text = SealedState::new(sealer().seal(Purpose::State, plain, &random).unwrap());
            assert!(SignIn::open(&text, &sealer()).is_none());
        }
    }
}
