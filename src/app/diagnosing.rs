//! What is not in order, as the options page asks: of the relay, then of the account. Nothing is changed by it, but a
//! token is renewed that could not be before.

use std::rc::Rc;

use tack_protocol::limits::CLOCK_WRONG_MS;
use tack_protocol::{BoardId, ConnectionId, Problem, ProblemKind};

use crate::app::App;
use crate::auth::relay::Relay;
use crate::auth::{connection, scopes};
use crate::log::{self, What};
use crate::pins::test_pin;
use crate::ports::{Lock, Ports};
use crate::settings;

impl<P: Ports> App<P> {
    /// Notes what is not in order.
    pub(super) fn diagnosed(&self, found: Result<(), Problem>) -> Result<(), Problem> {
        if let Err(problem) = &found {
            log::note(&self.ports, What::Diagnosed, Some(problem));
        }
        found
    }

    /// Whether the relay answers, can be talked to, is set up, and has the same time.
    pub(super) async fn check_relay(&self) -> Result<(), Problem> {
        let address = settings::load(&self.ports).await?.relay;
        if address.is_empty() {
            return Err(ProblemKind::RelayNotSet.into());
        }
        let relay = Relay::new(&self.ports, &address);
        relay.config().await?;
        let off = relay.skew_ms().abs();
        if off > CLOCK_WRONG_MS {
            let minutes = (off / 60_000.0) as usize;
            return Err(Problem::from(ProblemKind::ClockWrong).with_detail(minutes.to_string()));
        }
        Ok(())
    }

    /// Whether an account is connected, will stay so, and gave the permissions that Tack needs.
    pub(super) async fn check_account(&self) -> Result<(), Problem> {
        let active = connection::active(&self.ports).await?.ok_or(ProblemKind::NotConnected)?;
        if active.account.needs_reconnecting {
            return Err(ProblemKind::NeedsReconnecting.into());
        }
        // What could not be renewed is tried now: so the problem is one of now.
        if active.ailing.is_some() {
            self.renew(&active.account.connection).await?;
        }
        scopes::check(active.account.secret_boards, &active.scope)
    }

    /// Makes a test Pin on a board of an account, and deletes it again.
    pub(super) async fn test_pin(self: &Rc<Self>, id: &ConnectionId, board: BoardId) -> Result<(), Problem> {
        // Not beside others, as Pins in quick succession look like spam. Nor later, when nobody waits for it any more.
        if self.publishing.get() {
            return Err(ProblemKind::Busy.into());
        }
        let only_one = self.ports.lock(Lock::Publisher).await;
        let tested = test_pin::test(&self.ports, id, &board).await;
        drop(only_one);
        log::note(&self.ports, What::TestPin, tested.as_ref().err());
        // What was saved meanwhile goes on.
        self.publish();
        tested
    }
}
