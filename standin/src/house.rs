//! The house: everything that the stand-in knows, behind one lock.

use crate::clock::Clock;
use crate::faults::Faults;
use crate::grants::Grants;
use crate::pictures::Studio;
use crate::record::Record;
use crate::scripts::Scripts;
use crate::secrets::Secrets;
use crate::site::Site;
use crate::world::{Which, World};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What a request that is held waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tide {
    /// Counts the times that faults were removed.
    pub(crate) cleared: u64,
    /// Counts resets.
    pub(crate) resets: u64,
}

/// All that a reset takes back, and the secrets, which it does not.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) secrets: Secrets,
    pub(crate) redirect_uris: Option<Vec<String>>,
    pub(crate) scripts: Scripts,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) record: Record,
    /// What stands in place of the sample sites.
    pub(crate) site: Option<Site>,
    pub(crate) production: World,
    pub(crate) sandbox: World,
}

impl State {
    fn new(mut clock: Clock, secrets: Secrets) -> Self {
        Self {
            production: World::new(Which::Production, &mut clock),
            sandbox: World::new(Which::Sandbox, &mut clock),
            clock,
            secrets,
            redirect_uris: None,
            scripts: Scripts::new(),
            grants: Grants::new(),
            faults: Faults::default(),
            record: Record::default(),
            site: None,
        }
    }

    /// A world, to read.
    pub(crate) fn world(&self, which: Which) -> &World {
        match which {
            Which::Production => &self.production,
            Which::Sandbox => &self.sandbox,
        }
    }

    /// A world and the clock, to change it.
    pub(crate) fn world_mut(&mut self, which: Which) -> (&mut World, &mut Clock) {
        match which {
            Which::Production => (&mut self.production, &mut self.clock),
            Which::Sandbox => (&mut self.sandbox, &mut self.clock),
        }
    }
}

/// The house.
#[derive(Debug)]
pub(crate) struct House {
    state: Mutex<State>,
    pub(crate) studio: Arc<Studio>,
    tide: watch::Sender<Tide>,
    frozen: bool,
}

impl House {
    /// A house as it is at the start.
    pub(crate) fn new(seed: [u8; 32], frozen: bool) -> Self {
        Self {
            state: Mutex::new(State::new(Clock::new(frozen), Secrets::new(seed))),
            studio: Arc::new(Studio::new()),
            tide: watch::Sender::new(Tide::default()),
            frozen,
        }
    }

    /// The state, for a moment. A lock that a panic left behind is taken over: the state is a test's, and whoever
    /// panicked has already failed it.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything back to what it was, except the memory of secrets.
    pub(crate) fn reset(&self) {
        {
            let mut state = self.state();
            let seed = Secrets::new([0; 32]);
            let secrets = std::mem::replace(&mut state.secrets, seed);
            *state = State::new(Clock::new(self.frozen), secrets);
        }
        self.tide.send_modify(|tide| tide.resets += 1);
    }

    /// Removes all faults and lets go of what they hold.
    pub(crate) fn clear_faults(&self) {
        self.state().faults.clear();
        self.tide.send_modify(|tide| tide.cleared += 1);
    }

    /// To wait for removed faults and resets.
    pub(crate) fn tide(&self) -> watch::Receiver<Tide> {
        self.tide.subscribe()
    }
}
