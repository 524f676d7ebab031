//! Clock and randomness of this machine.

use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::SecureRandom;
use tack_relay::ports::{Clock, Random, RandomFailure};

/// The machine's clock.
#[derive(Debug)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        // A clock before 1970 is no clock; at zero every proof is refused, with the relay's time in the answer.
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}

/// The machine's randomness.
#[derive(Debug)]
pub(crate) struct SystemRandom(ring::rand::SystemRandom);

impl Default for SystemRandom {
    fn default() -> Self {
        Self(ring::rand::SystemRandom::new())
    }
}

impl Random for SystemRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomFailure> {
        self.0.fill(buffer).map_err(|_| RandomFailure)
    }
}
