//! The relay's client: config, authorize, token, refresh.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tack_protocol::limits::RELAY_TIMEOUT_MS;
use tack_protocol::{Details, Environment, Problem, ProblemKind};

use crate::auth::proof;
use crate::json;
use crate::pinterest::error::shortened;
use crate::ports::{Clock, Http, HttpFailure, HttpRequest, HttpResponse, Proof, Random};
use crate::secret::Secret;

/// The protocol that this client speaks.
pub const PROTOCOL: u32 = 1;
/// The longest token or handle that is taken, bytes.
const TOKEN_MAX: usize = 8_192;

/// The relay does not know this extension.
const REFUSES: &str = "redirect_uri_not_allowed";

/// `GET /v1/config`.
#[derive(Clone, Debug, Deserialize)]
pub struct Config {
    service: String,
    protocol: u32,
    oldest_protocol: u32,
    now: f64,
    configured: bool,
}

/// What `POST /v1/authorize` is sent.
#[derive(Debug, Serialize)]
pub struct Authorize<'a> {
    /// [`PROTOCOL`]
    pub protocol: u32,
    /// Where Pinterest shall lead back to.
    pub redirect_uri: &'a str,
    /// PKCE, S256 (RFC 7636, section 4.2).
    pub code_challenge: &'a str,
    /// Separated by spaces.
    pub scope: &'a str,
    /// The world.
    pub environment: Environment,
    /// Thumbprint of the proof key (RFC 7638).
    pub jkt: &'a str,
}

/// What it answers.
#[derive(Debug, Deserialize)]
pub struct Authorized {
    /// Pinterest's page with all parameters.
    pub authorize_url: String,
    /// The `state` in it.
    pub state: String,
}

/// What `POST /v1/token` is sent.
#[derive(Debug, Serialize)]
pub struct Exchange<'a> {
    /// The authorization code.
    pub code: &'a Secret,
    /// The `state` that came back.
    pub state: &'a str,
    /// PKCE (RFC 7636, section 4.1).
    pub code_verifier: &'a Secret,
}

/// What `POST /v1/refresh` is sent.
#[derive(Debug, Serialize)]
pub struct Refresh<'a> {
    /// The refresh token, sealed by the relay.
    pub refresh_handle: &'a Secret,
}

/// What both answer.
#[derive(Debug, Deserialize)]
pub struct Tokens {
    /// For the API.
    pub access_token: Secret,
    /// Seconds.
    #[serde(default)]
    pub expires_in: Option<f64>,
    /// Granted scopes.
    #[serde(default)]
    pub scope: Option<String>,
    /// The refresh token, sealed.
    #[serde(default)]
    pub refresh_handle: Option<Secret>,
    /// Seconds.
    #[serde(default)]
    pub refresh_expires_in: Option<f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RelayError {
    error: String,
    message: Option<String>,
    now: Option<f64>,
    pinterest: Option<PinterestError>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PinterestError {
    status: Option<u16>,
    code: Option<i64>,
    message: Option<String>,
    request_id: Option<String>,
}

/// Talks to one relay.
#[derive(Debug)]
pub struct Relay<'a, P> {
    ports: &'a P,
    address: &'a str,
    /// The relay's clock less ours, milliseconds: proofs are dated by the relay's.
    skew_ms: Cell<f64>,
}

impl<'a, P: Http + Clock + Proof + Random> Relay<'a, P> {
    /// `address` is [`crate::auth::relay_address::checked`].
    pub fn new(ports: &'a P, address: &'a str) -> Self {
        Self { ports, address, skew_ms: Cell::new(0.0) }
    }

    /// Asks who is there, and whether both sides can talk.
    ///
    /// # Errors
    /// Not reachable, no relay, one that does not know this extension, too old on either side, or not configured.
    pub async fn config(&self) -> Result<(), Problem> {
        let request = HttpRequest {
            method: "GET",
            url: [self.address, "/v1/config"].concat(),
            headers: Vec::new(),
            body: None,
            timeout_ms: RELAY_TIMEOUT_MS,
        };
        let response = self.ports.send(request).await.map_err(|failure| self.unreachable(failure))?;
        let refusal = response.json().filter(|error: &RelayError| error.error == REFUSES);
        if let Some(refusal) = refusal {
            return Err(self.problem(&response, refusal));
        }
        let config: Config = self.parsed(&response)?;
        if config.service != "tack-relay" {
            return Err(self.garbled(&response));
        }
        self.set_clock(config.now);
        if config.protocol < PROTOCOL {
            return Err(ProblemKind::RelayTooOld.into());
        }
        if config.oldest_protocol > PROTOCOL {
            return Err(ProblemKind::ExtensionTooOld.into());
        }
        if config.configured { Ok(()) } else { Err(ProblemKind::RelayNotConfigured.into()) }
    }

    /// By how much the relay's clock is ahead of this computer's, milliseconds, once it has answered.
    pub fn skew_ms(&self) -> f64 {
        self.skew_ms.get()
    }

    /// Begins a connect.
    ///
    /// # Errors
    /// A relay problem.
    pub async fn authorize(&self, request: &Authorize<'_>) -> Result<Authorized, Problem> {
        self.post("/v1/authorize", request, false).await
    }

    /// Exchanges a code.
    ///
    /// # Errors
    /// A relay problem, or what Pinterest said.
    pub async fn token(&self, request: &Exchange<'_>) -> Result<Tokens, Problem> {
        self.checked(self.post("/v1/token", request, true).await?)
    }

    /// Refreshes.
    ///
    /// # Errors
    /// A relay problem, or [`ProblemKind::NeedsReconnecting`] when nothing but the person can help.
    pub async fn refresh(&self, request: &Refresh<'_>) -> Result<Tokens, Problem> {
        let answer = self.post("/v1/refresh", request, true).await.map_err(|mut problem: Problem| {
            problem.kind = match problem.kind {
                ProblemKind::SignInRefused => ProblemKind::NeedsReconnecting,
                // Nothing that was asked for is unclear by it: it is tried again.
                ProblemKind::PinterestGarbled => ProblemKind::PinterestDown,
                kind => kind,
            };
            problem
        });
        self.checked(answer?)
    }

    /// Refuses what could not be sent on in a header or a body of a reasonable size.
    fn checked(&self, tokens: Tokens) -> Result<Tokens, Problem> {
        let visible = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
        let fits = |secret: &Secret| secret.expose().len() <= TOKEN_MAX && visible(secret.expose());
        let scope = tokens.scope.as_deref().unwrap_or_default();
        if fits(&tokens.access_token)
            && tokens.refresh_handle.as_ref().is_none_or(fits)
            && scope.len() <= TOKEN_MAX
        {
            Ok(tokens)
        } else {
            Err(Problem::from(ProblemKind::RelayGarbled).with_detail(self.address))
        }
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        proved: bool,
    ) -> Result<T, Problem> {
        let body = json::text(body).ok_or(ProblemKind::Internal)?;
        self.parsed(&self.answer(path, body, proved).await?)
    }

    /// The answer to `body`; of any type, so that this long way stands in the wasm file once.
    async fn answer(&self, path: &str, body: String, proved: bool) -> Result<HttpResponse, Problem> {
        let url = [self.address, path].concat();
        for last_try in [false, true] {
            let mut headers = vec![("Content-Type", "application/json".to_owned())];
            if proved {
                let now = ((self.ports.now() + self.skew_ms.get()) / 1000.0) as i64;
                let proof = proof::proof(self.ports, "POST", &url, now)
                    .await
                    .map_err(|_| ProblemKind::StorageFailed)?;
                headers.push(("DPoP", proof));
            }
            let request = HttpRequest {
                method: "POST",
                url: url.clone(),
                headers,
                body: Some(body.clone()),
                timeout_ms: RELAY_TIMEOUT_MS,
            };
            let response = self.ports.send(request).await.map_err(|failure| self.unreachable(failure))?;
            if (200..300).contains(&response.status) {
                return Ok(response);
            }
            let error: RelayError = self.parsed(&response)?;
            // A proof that is refused for its date was refused before anything else was done: one more try with
            // the relay's own time cannot use a code or handle twice.
            match error.now {
                Some(now) if proved && !last_try && error.error == "proof_invalid" => {
                    self.set_clock(now);
                }
                _ => return Err(self.problem(&response, error)),
            }
        }
        Err(ProblemKind::RelayProofRefused.into())
    }

    fn parsed<T: DeserializeOwned>(&self, response: &HttpResponse) -> Result<T, Problem> {
        response.json().ok_or_else(|| self.garbled(response))
    }

    /// Takes over the relay's time: by that it judges a proof, however far off this computer's clock is. A proof is good
    /// for this relay alone, so that one which it has dated ahead is of use to nobody else.
    fn set_clock(&self, relay_now_s: f64) {
        let skew_ms = relay_now_s * 1000.0 - self.ports.now();
        if skew_ms.is_finite() {
            self.skew_ms.set(skew_ms);
        }
    }

    fn garbled(&self, response: &HttpResponse) -> Problem {
        let details = Details { status: Some(response.status), at: self.ports.now(), ..Details::default() };
        // The page of a proxy before a relay that is away.
        let is_away = response.status >= 500;
        let kind = if is_away { ProblemKind::RelayUnreachable } else { ProblemKind::RelayGarbled };
        Problem::from(kind).with_detail(self.address).with_details(details)
    }

    fn unreachable(&self, failure: HttpFailure) -> Problem {
        let kind = match failure {
            HttpFailure::Offline => ProblemKind::Offline,
            HttpFailure::Timeout => ProblemKind::RelayTimeout,
            HttpFailure::TooLarge => ProblemKind::RelayGarbled,
            HttpFailure::NotSent | HttpFailure::Broken => ProblemKind::RelayUnreachable,
        };
        Problem::from(kind).with_detail(self.address)
    }

    fn problem(&self, response: &HttpResponse, error: RelayError) -> Problem {
        let theirs = error.pinterest.unwrap_or_default();
        let kind = match error.error.as_str() {
            "not_configured" | "disabled" => ProblemKind::RelayNotConfigured,
            REFUSES => ProblemKind::RelayRefusesExtension,
            "unsupported_protocol" => ProblemKind::ExtensionTooOld,
            "proof_missing" | "proof_invalid" | "proof_replayed" => ProblemKind::RelayProofRefused,
            "state_invalid" | "state_expired" | "verifier_mismatch" => ProblemKind::StateMismatch,
            "handle_invalid" | "handle_expired" => ProblemKind::NeedsReconnecting,
            // The app's users share one limit: none of them has to sign in again for it.
            "pinterest_refused" if theirs.status == Some(429) => ProblemKind::RateLimited,
            "pinterest_refused" => ProblemKind::SignInRefused,
            "pinterest_unreachable" => ProblemKind::PinterestUnreachable,
            "pinterest_timeout" => ProblemKind::PinterestTimeout,
            "pinterest_garbled" => ProblemKind::PinterestGarbled,
            _ if response.status >= 500 => ProblemKind::RelayUnreachable,
            _ => ProblemKind::RelayGarbled,
        };
        let message = theirs.message.or(error.message);
        Problem::from(kind).with_detail(self.address).with_details(Details {
            status: theirs.status.or(Some(response.status)),
            code: theirs.code,
            message: message.as_deref().map(shortened),
            request_id: theirs.request_id.as_deref().map(shortened),
            at: self.ports.now(),
        })
    }
}
