//! Sealing: how the relay hands its own memory to the browser and gets it back unread and unchanged, so that it
//! needs none itself.
//!
//! ChaCha20-Poly1305 (RFC 8439) with a random 96-bit nonce. Text: base64url of
//! `version (1) · key id (4) · nonce (12) · ciphertext · tag (16)`. The additional data names purpose, version and
//! key, so a handle never opens as a state.
//!
//! With random nonces a key is good for 2³² seals (NIST SP 800-38D §8.3, whose bound carries over): at a hundred
//! sign-ins a second, a year and more.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ports::{Random, RandomFailure};
use crate::thumbprint::sha256;

const VERSION: u8 = 1;
const KEY_ID_LEN: usize = 4;
const HEAD_LEN: usize = 1 + KEY_ID_LEN + NONCE_LEN;

/// What a seal is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A pending sign-in ([`crate::state`]).
    State,
    /// A refresh token ([`crate::handle`]).
    Handle,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::State => b"tack-relay state",
            Self::Handle => b"tack-relay refresh handle",
        }
    }
}

/// A 32-byte sealing key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SealKey([u8; 32]);

impl SealKey {
    /// Reads 32 bytes of base64, of either alphabet, with or without padding; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|engine| engine.decode(text).ok().map(Zeroizing::new))?;
        Some(Self(bytes.as_slice().try_into().ok()?))
    }

    /// A new one.
    ///
    /// # Errors
    /// [`RandomFailure`] from the source.
    pub fn generate(random: &impl Random) -> Result<Self, RandomFailure> {
        let mut key = Self([0; 32]);
        random.fill(&mut key.0)?;
        Ok(key)
    }

    /// Whether both are the same, in constant time.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey([redacted])")
    }
}

/// Why nothing was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealFailure;

struct Slot {
    id: [u8; KEY_ID_LEN],
    // ring does not erase its expanded key on drop. It lives as long as the process, so nothing is left behind
    // that the process does not hold anyway.
    key: LessSafeKey,
}

/// Seals with its first key, opens with any of its keys: so keys rotate without signing anyone out.
pub struct Sealer {
    first: Slot,
    others: Vec<Slot>,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer([redacted])")
    }
}

impl Sealer {
    /// Over `first`, which seals, and `others`, which only open.
    ///
    /// # Errors
    /// [`SealFailure`] if the cipher refuses a key; with 32 bytes it never does.
    pub fn new(first: &SealKey, others: &[SealKey]) -> Result<Self, SealFailure> {
        Ok(Self { first: slot(first)?, others: others.iter().map(slot).collect::<Result<_, _>>()? })
    }

    /// Seals `plain`; the text is base64url without padding, `⌈(len + 33) · 4 / 3⌉` characters long.
    ///
    /// # Errors
    /// [`SealFailure`] when there is no randomness for a nonce.
    pub fn seal(&self, purpose: Purpose, plain: &[u8], random: &impl Random) -> Result<String, SealFailure> {
        let slot = &self.first;
        let mut nonce = [0; NONCE_LEN];
        random.fill(&mut nonce).map_err(|RandomFailure| SealFailure)?;
        // Room for the tag from the start: a vector that grows leaves a copy of the plain text behind.
        let mut sealed = Zeroizing::new(Vec::with_capacity(plain.len() + CHACHA20_POLY1305.tag_len()));
        sealed.extend_from_slice(plain);
        let aad = Aad::from(additional(purpose, slot.id));
        slot.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut *sealed)
            .map_err(|_| SealFailure)?;
        let mut whole = Vec::with_capacity(HEAD_LEN + sealed.len());
        whole.push(VERSION);
        whole.extend_from_slice(&slot.id);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(URL_SAFE_NO_PAD.encode(whole))
    }

    /// Opens what [`Self::seal`] made for the same purpose; `None` for anything else, without saying why: the
    /// difference would only serve somebody who guesses.
    #[must_use]
    pub fn open(&self, purpose: Purpose, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        let mut whole = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let (head, sealed) = whole.split_at_mut_checked(HEAD_LEN)?;
        let (version, rest) = head.split_first()?;
        let (id, nonce) = rest.split_at_checked(KEY_ID_LEN)?;
        if *version != VERSION {
            return None;
        }
        let slot = std::iter::once(&self.first).chain(&self.others).find(|slot| slot.id == id)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let plain = slot.key.open_in_place(nonce, Aad::from(additional(purpose, slot.id)), sealed).ok()?;
        Some(Zeroizing::new(plain.to_vec()))
    }
}

fn slot(key: &SealKey) -> Result<Slot, SealFailure> {
    let mut named = Zeroizing::new(b"tack-relay key id ".to_vec());
    named.reserve_exact(key.0.len());
    named.extend_from_slice(&key.0);
    let mut id = [0; KEY_ID_LEN];
    id.copy_from_slice(&sha256(&named)[..KEY_ID_LEN]);
    let unbound = UnboundKey::new(&CHACHA20_POLY1305, &key.0).map_err(|_| SealFailure)?;
    Ok(Slot { id, key: LessSafeKey::new(unbound) })
}

fn additional(purpose: Purpose, id: [u8; KEY_ID_LEN]) -> Vec<u8> {
    [purpose.label(), &[0, VERSION], &id].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::FakeRandom;

    fn key(byte: u8) -> SealKey {
        SealKey([byte; 32])
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only() {
        let sealer = Sealer::new(&key(1), &[]).unwrap();
        let text = sealer.seal(Purpose::State, b"hello", &FakeRandom::default()).unwrap();
        assert_eq!(sealer.open(Purpose::State, &text).unwrap().as_slice(), b"hello");
        assert!(sealer.open(Purpose::Handle, &text).is_none());
    }

    #[test]
    fn the_older_key_opens_and_does_not_seal() {
        let random = FakeRandom::default();
        let before = Sealer::new(&key(1), &[]).unwrap();
        let after = Sealer::new(&key(2), &[key(1)]).unwrap();
        let old = before.seal(Purpose::Handle, b"x", &random).unwrap();
        let new = after.seal(Purpose::Handle, b"x", &random).unwrap();
        assert!(after.open(Purpose::Handle, &old).is_some());
        assert!(before.open(Purpose::Handle, &new).is_none());
        assert!(Sealer::new(&key(3), &[]).unwrap().open(Purpose::Handle, &old).is_none());
    }

    #[test]
    fn every_changed_bit_is_noticed() {
        let sealer = Sealer::new(&key(1), &[key(2)]).unwrap();
        let text = sealer.seal(Purpose::State, b"payload", &FakeRandom::default()).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap();
        for place in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[place / 8] ^= 1 << (place % 8);
            assert!(sealer.open(Purpose::State, &URL_SAFE_NO_PAD.encode(changed)).is_none(), "bit {place}");
        }
        for cut in 0..bytes.len() {
            assert!(sealer.open(Purpose::State, &URL_SAFE_NO_PAD.encode(&bytes[..cut])).is_none());
        }
        assert!(sealer.open(Purpose::State, "not base64!").is_none());
    }

    #[test]
    fn no_randomness_no_seal() {
        let sealer = Sealer::new(&key(1), &[]).unwrap();
        assert_eq!(sealer.seal(Purpose::State, b"x", &FakeRandom::broken()), Err(SealFailure));
    }

    #[test]
    fn keys_are_read_in_either_alphabet() {
        let text = STANDARD.encode([0xfb; 32]);
        for form in [
            text.clone(),
            text.replace('=', ""),
            URL_SAFE.encode([0xfb; 32]),
            URL_SAFE_NO_PAD.encode([0xfb; 32]),
        ] {
            assert!(SealKey::parse(&form).unwrap().matches(&key(0xfb)), "{form}");
        }
        assert!(SealKey::parse("c2hvcnQ=").is_none());
        assert!(SealKey::parse("").is_none());
        assert_eq!(format!("{:?}", key(1)), "SealKey([redacted])");
    }
}
