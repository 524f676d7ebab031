//! Problems: one closed set of codes, one shape on the wire, and what only the log may know.

use std::borrow::Cow;

use serde::Serialize;

use crate::environment::Environment;
use crate::ports::RandomFailure;
use crate::proof::ProofFault;
use crate::seal::SealFailure;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// The closed set of `error` values.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The value on the wire and in the log.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status that goes with it, unless the problem says otherwise.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// The body or a field is not what the call takes.
    InvalidRequest = "invalid_request", 400;
    /// The client speaks a protocol that this relay does not.
    UnsupportedProtocol = "unsupported_protocol", 400;
    /// The redirect URI is not on the allow-list, or no longer.
    RedirectUriNotAllowed = "redirect_uri_not_allowed", 400;
    /// A scope that this relay does not let through.
    ScopeNotAllowed = "scope_not_allowed", 400;
    /// The state was not sealed by this relay's keys.
    StateInvalid = "state_invalid", 400;
    /// The sign-in took longer than 10 minutes.
    StateExpired = "state_expired", 400;
    /// The verifier is not the challenge's (RFC 7636 §4.6).
    VerifierMismatch = "verifier_mismatch", 400;
    /// No `DPoP` header.
    ProofMissing = "proof_missing", 400;
    /// The proof is wrong (RFC 9449 §4.3), or of another key than the state's or handle's.
    ProofInvalid = "proof_invalid", 400;
    /// The proof was used before (RFC 9449 §11.1).
    ProofReplayed = "proof_replayed", 400;
    /// The handle was not sealed by this relay's keys.
    HandleInvalid = "handle_invalid", 400;
    /// The refresh token in the handle has expired.
    HandleExpired = "handle_expired", 400;
    /// The relay has no app id or secret.
    NotConfigured = "not_configured", 503;
    /// The administrator switched the relay off.
    Disabled = "disabled", 503;
    /// The body is larger than 16 KB.
    PayloadTooLarge = "payload_too_large", 413;
    /// The body is not `application/json`.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// No such address here.
    NotFound = "not_found", 404;
    /// The address does not take that method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// Pinterest answered with a 4xx and said why.
    PinterestRefused = "pinterest_refused", 400;
    /// Pinterest was not reached, broke off, or answered with a 5xx.
    PinterestUnreachable = "pinterest_unreachable", 502;
    /// Pinterest did not answer in time.
    PinterestTimeout = "pinterest_timeout", 504;
    /// Pinterest's answer is not one that it documents.
    PinterestGarbled = "pinterest_garbled", 502;
    /// The relay failed.
    Internal = "internal", 500;
}

/// What Pinterest itself said, redacted and capped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PinterestSaid {
    /// Its HTTP status.
    pub status: u16,
    /// Its own error code.
    pub code: Option<i64>,
    /// Its message, at most 500 characters, without anything that looks like a token.
    pub message: Option<String>,
    /// Its `x-pinterest-rid`, at most 128 characters.
    pub request_id: Option<String>,
}

/// Why a request was not granted.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Which one.
    pub code: ErrorCode,
    /// One or two sentences for the person's details view. Never echoes what was sent.
    pub message: Cow<'static, str>,
    /// Pinterest's part in it.
    pub pinterest: Option<Box<PinterestSaid>>,
    /// The relay's time, when the client's clock is what is wrong.
    pub now: Option<u64>,
    /// The HTTP status, when it is not the code's own.
    pub status: Option<u16>,
    /// For the log alone: the cause. Holds no secret.
    pub detail: Option<Cow<'static, str>>,
    /// The world concerned, once known; for the log.
    pub environment: Option<Environment>,
}

impl Problem {
    /// Of `code`, with `message`.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Self { code, message, pinterest: None, now: None, status: None, detail: None, environment: None }
    }

    /// An [`ErrorCode::InvalidRequest`].
    #[must_use]
    pub fn invalid(message: &'static str) -> Self {
        Self::new(ErrorCode::InvalidRequest, message)
    }

    /// With a cause for the log.
    #[must_use]
    pub fn because(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With the world concerned.
    #[must_use]
    pub fn within(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self
    }

    /// With what Pinterest said; a 401 of Pinterest's is the answer's status too.
    #[must_use]
    pub fn said(mut self, said: PinterestSaid) -> Self {
        if self.code == ErrorCode::PinterestRefused && said.status == 401 {
            self.status = Some(401);
        }
        self.pinterest = Some(Box::new(said));
        self
    }

    /// A wrong proof. Only a wrong time is answered with the right one: so the client corrects its clock exactly
    /// when that helps.
    #[must_use]
    pub fn proof(fault: ProofFault, now: u64) -> Self {
        let mut problem = Self::new(ErrorCode::ProofInvalid, fault.message()).because(match fault {
            ProofFault::Malformed => "malformed",
            ProofFault::Type => "typ",
            ProofFault::Algorithm => "alg",
            ProofFault::Critical => "crit",
            ProofFault::Key => "jwk",
            ProofFault::PrivateKey => "private_key",
            ProofFault::Signature => "signature",
            ProofFault::Method => "htm",
            ProofFault::Address => "htu",
            ProofFault::Clock => "iat",
            ProofFault::Id => "jti",
        });
        problem.now = (fault == ProofFault::Clock).then_some(now);
        problem
    }

    /// The HTTP status of the answer.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        self.status.unwrap_or(self.code.status())
    }

    /// The body of the answer: `{error, message, pinterest?, now?}`.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        #[derive(Serialize)]
        struct Wire<'a> {
            error: &'a str,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            pinterest: Option<&'a PinterestSaid>,
            #[serde(skip_serializing_if = "Option::is_none")]
            now: Option<u64>,
        }
        let wire = Wire {
            error: self.code.name(),
            message: &self.message,
            pinterest: self.pinterest.as_deref(),
            now: self.now,
        };
        // Strings and numbers always serialize; the fallback keeps the shape without a panic.
        serde_json::to_vec(&wire).unwrap_or_else(|_| br#"{"error":"internal","message":""}"#.to_vec())
    }
}

impl From<SealFailure> for Problem {
    fn from(SealFailure: SealFailure) -> Self {
        Self::new(ErrorCode::Internal, "The relay failed.").because("seal")
    }
}

impl From<RandomFailure> for Problem {
    fn from(RandomFailure: RandomFailure) -> Self {
        Self::new(ErrorCode::Internal, "The relay failed.").because("random")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_the_contracts() {
        let names: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(
            names.join(" "),
            "invalid_request unsupported_protocol redirect_uri_not_allowed scope_not_allowed state_invalid \
             state_expired verifier_mismatch proof_missing proof_invalid proof_replayed handle_invalid \
             handle_expired not_configured disabled payload_too_large unsupported_media_type not_found \
             method_not_allowed pinterest_refused pinterest_unreachable pinterest_timeout pinterest_garbled internal"
        );
        assert!(ErrorCode::ALL.iter().all(|code| (400..=599).contains(&code.status())));
    }

    #[test]
    fn the_shape() {
        let plain = Problem::invalid("No.").because("secret cause");
        assert_eq!(plain.to_json(), br#"{"error":"invalid_request","message":"No."}"#);
        let said = PinterestSaid { status: 401, code: Some(2), message: Some("x".into()), request_id: None };
        let refused = Problem::new(ErrorCode::PinterestRefused, "No.").said(said);
        assert_eq!(refused.http_status(), 401);
        assert_eq!(
            String::from_utf8(refused.to_json()).unwrap(),
            r#"{"error":"pinterest_refused","message":"No.","pinterest":{"status":401,"code":2,"message":"x","request_id":null}}"#
        );
    }

    #[test]
    fn only_a_wrong_clock_is_told_the_time() {
        assert_eq!(Problem::proof(ProofFault::Clock, 5).now, Some(5));
        assert_eq!(Problem::proof(ProofFault::Signature, 5).now, None);
    }
}
