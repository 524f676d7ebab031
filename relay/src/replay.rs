//! Proofs that were seen (RFC 9449 §11.1): each is good once.
//!
//! Bounded, in memory, and each replica's own: a replay at another replica, or after this memory overflowed, passes
//! here. What still stands then: a proof dies 60 seconds after its time, is worth nothing without the sealed state
//! or handle that came with it, and a code is single use at Pinterest. Only ids of proofs whose key matches what
//! they came with are remembered, so strangers' keys cannot fill the memory.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::proof::Proof;
use crate::thumbprint::sha256;

/// Proofs remembered: with the window of 60 seconds either way, room for 136 a second.
pub const REPLAYS_MAX: usize = 16_384;

type Key = [u8; 16];

/// The memory of proofs.
#[derive(Debug)]
pub struct Replays {
    most: usize,
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    keys: HashSet<Key>,
    order: VecDeque<(u64, Key)>,
}

impl Seen {
    fn forget_oldest(&mut self) {
        if let Some((_, old)) = self.order.pop_front() {
            self.keys.remove(&old);
        }
    }
}

impl Replays {
    /// Empty, for at most `most` proofs.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, seen: Mutex::default() }
    }

    /// Remembers `proof`; false if it was seen before. The oldest goes when there is no room.
    pub fn first_time(&self, proof: &Proof, now: u64) -> bool {
        let mut bytes = proof.thumbprint.bytes().to_vec();
        bytes.extend_from_slice(proof.id.as_bytes());
        let mut key = Key::default();
        key.copy_from_slice(&sha256(&bytes)[..16]);

        // Poisoned means that another request panicked in here: the set is at worst one entry off.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.order.front().is_some_and(|(last, _)| *last < now) {
            seen.forget_oldest();
        }
        // Before room is made: or a replay would push out what convicts it.
        if seen.keys.contains(&key) {
            return false;
        }
        while seen.order.len() >= self.most.max(1) {
            seen.forget_oldest();
        }
        seen.keys.insert(key);
        seen.order.push_back((proof.last_second, key));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::thumbprint::Thumbprint;

    fn proof(key: u8, id: &str, last_second: u64) -> Proof {
        Proof { thumbprint: Thumbprint::from_bytes([key; 32]), id: id.into(), last_second }
    }

    #[test]
    fn once_for_each_key() {
        let replays = Replays::new(10);
        assert!(replays.first_time(&proof(1, "a", 100), 40));
        assert!(!replays.first_time(&proof(1, "a", 100), 100));
        assert!(replays.first_time(&proof(2, "a", 100), 40));
        assert!(replays.first_time(&proof(1, "b", 100), 40));
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_dead() {
        let replays = Replays::new(2);
        assert!(replays.first_time(&proof(1, "a", 100), 40));
        assert!(replays.first_time(&proof(1, "b", 100), 40));
        assert!(!replays.first_time(&proof(1, "a", 100), 40), "the oldest, with no room left");
        assert!(replays.first_time(&proof(1, "c", 100), 40));
        assert_eq!(replays.seen.lock().unwrap().order.len(), 2);
        assert!(replays.first_time(&proof(1, "d", 300), 240));
        let seen = replays.seen.lock().unwrap();
        assert_eq!((seen.order.len(), seen.keys.len()), (1, 1));
    }
}
