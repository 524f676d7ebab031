//! What the relay needs from outside, as traits: the server implements them over the machine, tests fake them.

use std::future::Future;

use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::secret::{BasicCredentials, FormBody};

/// Tells the time.
pub trait Clock {
    /// Seconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> u64;
}

/// The machine's cryptographic randomness did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomFailure;

/// Gives cryptographically strong random bytes.
pub trait Random {
    /// Fills `buffer` whole.
    ///
    /// # Errors
    /// [`RandomFailure`] when the source fails; nothing in `buffer` may be used then.
    fn fill(&self, buffer: &mut [u8]) -> Result<(), RandomFailure>;
}

/// One `POST` to a Pinterest token endpoint (RFC 6749 §4.1.3, §6), complete but for the transport.
#[derive(Debug)]
pub struct TokenRequest {
    /// Which world; it alone decides the address ([`Environment::token_url`]).
    pub environment: Environment,
    /// The `Authorization` header's value (RFC 6749 §2.3.1).
    pub authorization: BasicCredentials,
    /// The body, `application/x-www-form-urlencoded`.
    pub body: FormBody,
}

/// What came back, whatever its status.
pub struct UpstreamAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The `x-pinterest-rid` header, as received.
    pub request_id: Option<String>,
    /// The body: at most [`UPSTREAM_BODY_MAX`] bytes. Zeroed on drop, since it holds tokens.
    pub body: Zeroizing<Vec<u8>>,
}

/// Most bytes of an upstream body that are read: 64 KB.
pub const UPSTREAM_BODY_MAX: usize = 64 * 1024;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpstreamFailure {
    /// No connection, TLS refused, or the connection was lost. Carries the cause, for the log only.
    Unreachable(String),
    /// Connected or not, the time was up.
    TimedOut,
    /// The body was longer than [`UPSTREAM_BODY_MAX`].
    TooLarge,
}

/// Reaches Pinterest's token endpoint.
///
/// An implementation sends the request at most once, follows no redirect, and bounds time and size: a code is
/// single use and a refresh token may be, so a second try could burn what the first one got.
pub trait Upstream {
    /// Sends `request` once.
    fn send(
        &self,
        request: TokenRequest,
    ) -> impl Future<Output = Result<UpstreamAnswer, UpstreamFailure>> + Send;
}
