//! An answer, and the decision behind it: the one goes to the client, the other to the log, and neither holds what
//! is the other's.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

use crate::environment::Environment;
use crate::error::Problem;

/// What goes back to the client.
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body. May hold tokens: write it to its client and nowhere else.
    pub body: Vec<u8>,
    /// What to log.
    pub decision: Decision,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// As asked.
    Granted,
    /// Refused for what the client sent, or by Pinterest for the same.
    Refused,
    /// Not done for something on this side or Pinterest's.
    Failed,
}

impl Outcome {
    /// The value in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// One decision, as the log has it. Every field is from a closed set, a number, or redacted and capped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Which call: `authorize`, `token`, `refresh`, `config`, `page`, `health`, `ready`, `preflight` or `unknown`.
    pub event: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// The error code.
    pub reason: Option<&'static str>,
    /// The cause.
    pub detail: Option<String>,
    /// The world concerned.
    pub environment: Option<Environment>,
    /// Pinterest's status.
    pub pinterest_status: Option<u16>,
    /// Pinterest's error code.
    pub pinterest_code: Option<i64>,
    /// Pinterest's request id.
    pub pinterest_request_id: Option<String>,
}

impl Decision {
    fn granted(event: &'static str) -> Self {
        Self {
            event,
            outcome: Outcome::Granted,
            reason: None,
            detail: None,
            environment: None,
            pinterest_status: None,
            pinterest_code: None,
            pinterest_request_id: None,
        }
    }

    /// Whether it is a probe that went well: those come every few seconds and tell nothing.
    #[must_use]
    pub fn is_routine(&self) -> bool {
        self.outcome == Outcome::Granted && matches!(self.event, "health" | "ready" | "preflight")
    }
}

impl Answer {
    /// `200` with a JSON body.
    pub(crate) fn json(event: &'static str, body: &impl Serialize) -> Self {
        // A token answer fits: a buffer that grows leaves copies of the tokens behind.
        let mut bytes = Vec::with_capacity(8 * 1024);
        match serde_json::to_writer(&mut bytes, body) {
            Ok(()) => Self::of(event, StatusCode::OK, "application/json", bytes),
            Err(_) => Self::problem(
                event,
                &Problem::new(crate::error::ErrorCode::Internal, "The relay failed.").because("serialize"),
            ),
        }
    }

    /// `200` with the administrator's page.
    pub(crate) fn html(event: &'static str, page: String, policy: &str) -> Self {
        let mut answer = Self::of(event, StatusCode::OK, "text/html; charset=utf-8", page.into_bytes());
        if let Ok(policy) = HeaderValue::from_str(policy) {
            answer.headers.insert(http::header::CONTENT_SECURITY_POLICY, policy);
        }
        answer
    }

    /// `204`.
    pub(crate) fn empty(event: &'static str) -> Self {
        let mut answer = Self::of(event, StatusCode::NO_CONTENT, "application/json", Vec::new());
        answer.headers.remove(CONTENT_TYPE);
        answer
    }

    /// A problem.
    pub(crate) fn problem(event: &'static str, problem: &Problem) -> Self {
        let status = StatusCode::from_u16(problem.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = Self::of(event, status, "application/json", problem.to_json());
        let said = problem.pinterest.as_ref();
        answer.decision = Decision {
            event,
            outcome: if status.is_server_error() { Outcome::Failed } else { Outcome::Refused },
            reason: Some(problem.code.name()),
            detail: problem.detail.as_ref().map(ToString::to_string),
            environment: problem.environment,
            pinterest_status: said.map(|said| said.status),
            pinterest_code: said.and_then(|said| said.code),
            pinterest_request_id: said.and_then(|said| said.request_id.clone()),
        };
        answer
    }

    /// With the world concerned, for the log.
    pub(crate) fn within(mut self, environment: Environment) -> Self {
        self.decision.environment = Some(environment);
        self
    }

    /// With a header whose value was made here or checked.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    fn of(event: &'static str, status: StatusCode, kind: &'static str, body: Vec<u8>) -> Self {
        let mut headers = HeaderMap::with_capacity(10);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        // On every answer, not only on those with tokens (RFC 6749 §5.1): none is worth a cache.
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        Self { status, headers, body, decision: Decision::granted(event) }
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("decision", &self.decision)
            .finish_non_exhaustive()
    }
}
