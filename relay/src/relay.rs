//! The relay: which call a request is, and what goes around every answer.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW, VARY,
};
use http::{HeaderValue, Method};
use serde::Serialize;

use crate::answer::Answer;
use crate::authorize::authorize;
use crate::body::{OLDEST_PROTOCOL, PROTOCOL};
use crate::config::{Config, Credentials, NOT_CONFIGURED};
use crate::environment::{AUTHORIZE_URL, Environment};
use crate::error::{ErrorCode, Problem};
use crate::exchange::{refresh, token};
use crate::message::Request;
use crate::origin::{Origins, Reader};
use crate::page;
use crate::ports::{Clock, Random, Upstream};
use crate::replay::{REPLAYS_MAX, Replays};
use crate::scope::SCOPES;
use crate::seal::{SealKey, Sealer};

/// The relay's version, as `/v1/config` announces it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A relay: configuration, ports, and no state but the bounded memory of used proofs.
#[derive(Debug)]
pub struct Relay<C, R, U> {
    pub(crate) config: Config,
    pub(crate) clock: C,
    pub(crate) random: R,
    pub(crate) upstream: U,
    pub(crate) sealer: Sealer,
    pub(crate) replays: Replays,
    origins: Origins,
    page: String,
}

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Page,
    Health,
    Ready,
    Config,
    Authorize,
    Token,
    Refresh,
}

impl Call {
    fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/" => Self::Page,
            "/healthz" => Self::Health,
            "/readyz" => Self::Ready,
            "/v1/config" => Self::Config,
            "/v1/authorize" => Self::Authorize,
            "/v1/token" => Self::Token,
            "/v1/refresh" => Self::Refresh,
            _ => return None,
        })
    }

    const fn event(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Health => "health",
            Self::Ready => "ready",
            Self::Config => "config",
            Self::Authorize => "authorize",
            Self::Token => "token",
            Self::Refresh => "refresh",
        }
    }

    const fn allow(self) -> &'static str {
        match self {
            Self::Authorize | Self::Token | Self::Refresh => "POST, OPTIONS",
            _ => "GET, HEAD, OPTIONS",
        }
    }

    fn takes(self, method: &Method) -> bool {
        match self {
            Self::Authorize | Self::Token | Self::Refresh => method == Method::POST,
            _ => method == Method::GET || method == Method::HEAD,
        }
    }
}

impl<C: Clock, R: Random, U: Upstream> Relay<C, R, U> {
    /// A relay of `config` over its ports. Without a configured sealing key it makes one, which dies with it.
    ///
    /// # Errors
    /// An `internal` problem when there is no randomness for that key.
    pub fn new(config: Config, clock: C, random: R, upstream: U) -> Result<Self, Problem> {
        let sealer = match config.seal_keys.split_first() {
            Some((first, others)) => Sealer::new(first, others)?,
            None => Sealer::new(&SealKey::generate(&random)?, &[])?,
        };
        let origins = Origins::of(&config.redirects);
        let page = page::render(&config);
        let replays = Replays::new(REPLAYS_MAX);
        Ok(Self { config, clock, random, upstream, sealer, replays, origins, page })
    }

    /// Answers one request. Never fails: what goes wrong is an answer too.
    pub async fn answer(&self, request: Request) -> Answer {
        let mut answer = self.dispatch(&request).await;
        // On every answer, or a cache would serve one origin's to another (Fetch §3.2.5).
        answer.headers.insert(VARY, HeaderValue::from_static("origin"));
        match request.origin() {
            Some(origin) if self.reader(&request) != Reader::Other => {
                answer.with(ACCESS_CONTROL_ALLOW_ORIGIN, origin)
            }
            _ => answer,
        }
    }

    fn reader(&self, request: &Request) -> Reader {
        request.origin().map_or(Reader::Other, |origin| self.origins.reader(origin))
    }

    async fn dispatch(&self, request: &Request) -> Answer {
        let Some(call) = Call::at(&request.path) else {
            return Answer::problem("unknown", &Problem::new(ErrorCode::NotFound, "There is nothing here."));
        };
        if request.method == Method::OPTIONS {
            return self.preflight(call, request);
        }
        if self.reader(request) == Reader::Stranger {
            let message = "This relay does not know that extension: its redirect URI is not on the list.";
            return Answer::problem(call.event(), &Problem::new(ErrorCode::RedirectUriNotAllowed, message));
        }
        if !call.takes(&request.method) {
            let message = "This address does not take that method.";
            return Answer::problem(call.event(), &Problem::new(ErrorCode::MethodNotAllowed, message))
                .with(ALLOW, call.allow());
        }
        let result = match call {
            Call::Page => Ok(Answer::html("page", self.page.clone(), &page::policy())),
            Call::Health => Ok(Answer::json("health", &Probe { healthy: Some(true), ready: None })),
            Call::Ready => {
                self.credentials().map(|_| Answer::json("ready", &Probe { healthy: None, ready: Some(true) }))
            }
            Call::Config => Ok(self.announce()),
            Call::Authorize => authorize(self, request),
            Call::Token => token(self, request).await,
            Call::Refresh => refresh(self, request).await,
        };
        result.unwrap_or_else(|problem| Answer::problem(call.event(), &problem))
    }

    fn preflight(&self, call: Call, request: &Request) -> Answer {
        let answer = Answer::empty("preflight").with(ALLOW, call.allow());
        if self.reader(request) == Reader::Other {
            return answer;
        }
        answer
            .with(ACCESS_CONTROL_ALLOW_METHODS, "GET, POST")
            .with(ACCESS_CONTROL_ALLOW_HEADERS, "content-type, dpop")
            .with(ACCESS_CONTROL_MAX_AGE, "600")
    }

    /// The app's credentials, if the relay may use them.
    pub(crate) fn credentials(&self) -> Result<Credentials, Problem> {
        if !self.config.enabled {
            return Err(Problem::new(
                ErrorCode::Disabled,
                "This relay is switched off by its administrator.",
            ));
        }
        self.config.credentials().ok_or_else(|| Problem::new(ErrorCode::NotConfigured, NOT_CONFIGURED))
    }

    fn announce(&self) -> Answer {
        #[derive(Serialize)]
        struct Wire<'a> {
            service: &'static str,
            protocol: u32,
            oldest_protocol: u32,
            version: &'static str,
            now: u64,
            configured: bool,
            app_id: Option<&'a str>,
            environments: [Environment; 2],
            scopes: [&'static str; SCOPES.len()],
            authorize_url: &'static str,
            redirect_uris_count: usize,
        }
        Answer::json(
            "config",
            &Wire {
                service: "tack-relay",
                protocol: PROTOCOL,
                oldest_protocol: OLDEST_PROTOCOL,
                version: VERSION,
                now: self.clock.now(),
                configured: self.config.enabled
                    && self.config.app_id.is_some()
                    && self.config.app_secret.is_some(),
                app_id: self.config.app_id.as_deref(),
                environments: Environment::ALL,
                scopes: SCOPES,
                authorize_url: AUTHORIZE_URL,
                redirect_uris_count: self.config.redirects.len(),
            },
        )
    }
}

#[derive(Serialize)]
struct Probe {
    #[serde(skip_serializing_if = "Option::is_none")]
    healthy: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ready: Option<bool>,
}

#[cfg(test)]
#[path = "relay_tests.rs"]
mod tests;
