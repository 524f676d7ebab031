//! Fake ports for the unit tests, and a way to run a future without a runtime: that there is one proves that the
//! library needs none.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use zeroize::Zeroizing;

use crate::config::Credentials;
use crate::ports::{Clock, Random, RandomFailure, TokenRequest, Upstream, UpstreamAnswer, UpstreamFailure};
use crate::seal::{SealKey, Sealer};
use crate::secret::AppSecret;

#[path = "../tests/support/browser.rs"]
mod browser;
pub(crate) use browser::{Browser as SigningBrowser, CHALLENGE, VERIFIER};

/// The time at which tests begin.
pub(crate) const NOW: u64 = 1_763_764_000;

/// A browser of the relay at `https://relay.example`.
pub(crate) struct Browser;

impl Browser {
    #[expect(clippy::new_ret_no_self, reason = "fixes the arguments of the shared one")]
    pub(crate) fn new() -> browser::Browser {
        browser::Browser::at("https://relay.example", NOW)
    }
}

pub(crate) struct FakeClock(pub(crate) AtomicU64);

impl Clock for FakeClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts, so that no two draws are alike.
#[derive(Default)]
pub(crate) struct FakeRandom {
    next: AtomicU64,
    broken: bool,
}

impl FakeRandom {
    pub(crate) fn broken() -> Self {
        Self { next: AtomicU64::default(), broken: true }
    }
}

impl Random for FakeRandom {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomFailure> {
        if self.broken {
            return Err(RandomFailure);
        }
        for byte in buffer {
            *byte = self.next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed).to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Gives the answers that it was given, and remembers what it was asked.
#[derive(Default)]
pub(crate) struct FakeUpstream {
    pub(crate) answers: Mutex<VecDeque<Result<UpstreamAnswer, UpstreamFailure>>>,
    pub(crate) asked: Mutex<Vec<TokenRequest>>,
}

impl Upstream for FakeUpstream {
    async fn send(&self, request: TokenRequest) -> Result<UpstreamAnswer, UpstreamFailure> {
        self.asked.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().expect("the test gave no answer for this request")
    }
}

pub(crate) fn answer(status: u16, body: &str) -> UpstreamAnswer {
    UpstreamAnswer { status, request_id: None, body: Zeroizing::new(body.as_bytes().to_vec()) }
}

pub(crate) fn credentials() -> Credentials {
    Credentials { app_id: "1234567".into(), secret: AppSecret::new("s:cret +é".into()) }
}

pub(crate) fn seal_key() -> SealKey {
    SealKey::parse("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap()
}

pub(crate) fn sealer() -> Sealer {
    Sealer::new(&seal_key(), &[]).unwrap()
}

/// Runs a future that never has to wait.
pub(crate) fn now_or_never<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for something that no fake gives"),
    }
}
