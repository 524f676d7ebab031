//! The way to Pinterest: reqwest over rustls, with the system's certificates (or `SSL_CERT_FILE`) and proxy
//! (`HTTPS_PROXY`, `NO_PROXY`).

use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use tack_relay::ports::{TokenRequest, UPSTREAM_BODY_MAX, Upstream, UpstreamAnswer, UpstreamFailure};
use zeroize::Zeroizing;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);
// Well under what gateways keep idle connections for: a request written to one that is just being closed is lost, and
// must not be sent again.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);
const CAUSE_MAX: usize = 200;

/// Pinterest's token endpoints.
#[derive(Debug)]
pub(crate) struct Pinterest(reqwest::Client);

impl Pinterest {
    /// # Errors
    /// When the system's certificates or the proxy variables are unusable.
    pub(crate) fn new() -> Result<Self, String> {
        reqwest::Client::builder()
            .https_only(true)
            // A redirect would carry code or refresh token to whatever address it names.
            .redirect(reqwest::redirect::Policy::none())
            // Codes are single use, and refresh tokens may be: a retry could burn what the first try got.
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map(Self)
            .map_err(|cause| explain(&cause))
    }

    async fn exchange(&self, request: TokenRequest) -> Result<UpstreamAnswer, UpstreamFailure> {
        let mut authorization = HeaderValue::from_str(request.authorization.expose())
            .map_err(|_| UpstreamFailure::Unreachable("credentials do not fit a header".to_owned()))?;
        authorization.set_sensitive(true);
        let mut response = self
            .0
            .post(request.environment.token_url())
            .header(AUTHORIZATION, authorization)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("tack-relay/", env!("CARGO_PKG_VERSION")))
            .body(request.body.expose().to_owned())
            .send()
            .await
            .map_err(failure)?;
        let status = response.status().as_u16();
        let request_id =
            response.headers().get("x-pinterest-rid").and_then(|id| id.to_str().ok()).map(str::to_owned);
        let mut body = Zeroizing::new(Vec::with_capacity(4096));
        while let Some(piece) = response.chunk().await.map_err(failure)? {
            if body.len() + piece.len() > UPSTREAM_BODY_MAX {
                return Err(UpstreamFailure::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(UpstreamAnswer { status, request_id, body })
    }
}

impl Upstream for Pinterest {
    async fn send(&self, request: TokenRequest) -> Result<UpstreamAnswer, UpstreamFailure> {
        self.exchange(request).await
    }
}

fn failure(cause: reqwest::Error) -> UpstreamFailure {
    if cause.is_timeout() {
        return UpstreamFailure::TimedOut;
    }
    // The URL is one of two known ones; without it there is room for the cause.
    UpstreamFailure::Unreachable(explain(&cause.without_url()))
}

/// The chain of causes in one line, capped: "certificate expired" is at its end, and is what the administrator needs.
fn explain(cause: &dyn Error) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        let _ = write!(text, ": {cause}");
        next = cause.source();
    }
    text.chars().take(CAUSE_MAX).collect()
}
