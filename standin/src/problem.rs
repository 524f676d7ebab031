//! The documented error answer, `{"code", "message"}`, with the codes of Pinterest's error table.

use crate::exchange::Answer;
use hyper::StatusCode;
use serde_json::json;

/// A request that is not done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: i64,
    pub(crate) message: String,
    /// Set when Pinterest's documentation does not allow the request: the client is at fault.
    pub(crate) violation: Option<String>,
}

impl Problem {
    /// A problem that a well-behaved client can meet.
    pub(crate) fn met(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), violation: None }
    }

    /// 400, code 1: a request that the documentation does not allow.
    pub(crate) fn invalid(what: impl Into<String>) -> Self {
        let what = what.into();
        Self {
            status: StatusCode::BAD_REQUEST,
            code: 1,
            message: format!("Invalid request: {what}"),
            violation: Some(what),
        }
    }

    /// 401, code 2.
    pub(crate) fn unauthenticated() -> Self {
        Self::met(StatusCode::UNAUTHORIZED, 2, "Authentication failed.")
    }

    /// 401, code 3, with the scopes that are missing.
    pub(crate) fn scope_missing(missing: &[&str]) -> Self {
        Self::met(
            StatusCode::UNAUTHORIZED,
            3,
            format!(
                "Your token does not have sufficient permissions to do this. Missing: {}",
                missing.join(", ")
            ),
        )
    }

    /// 403, code 7.
    pub(crate) fn no_access() -> Self {
        Self::met(StatusCode::FORBIDDEN, 7, "Not authorized to access board or Pin.")
    }

    /// 403, code 29.
    pub(crate) fn not_permitted() -> Self {
        Self::met(StatusCode::FORBIDDEN, 29, "You are not permitted to access that resource.")
    }

    /// 403, code 29, in the words that Trial apps see.
    pub(crate) fn trial() -> Self {
        Self::met(
            StatusCode::FORBIDDEN,
            29,
            "Apps with Trial access may not create Pins in production. Use API Sandbox \
             https://api-sandbox.pinterest.com instead.",
        )
    }

    /// 429, code 8, the kind that must not be retried.
    pub(crate) fn spam() -> Self {
        Self::met(
            StatusCode::TOO_MANY_REQUESTS,
            8,
            "This was blocked because it looked like spam. Please try again later.",
        )
    }

    /// 404, code 40.
    pub(crate) fn no_board() -> Self {
        Self::met(StatusCode::NOT_FOUND, 40, "Board not found.")
    }

    /// 404, code 50.
    pub(crate) fn no_pin() -> Self {
        Self::met(StatusCode::NOT_FOUND, 50, "Pin not found.")
    }

    /// 404, code 2031.
    pub(crate) fn no_section() -> Self {
        Self::met(StatusCode::NOT_FOUND, 2031, "Sorry! We couldn't find this board section.")
    }

    /// 400, code 1, as reported for a board that is gone, where a Pin is to be made.
    pub(crate) fn board_invalid() -> Self {
        Self::met(StatusCode::BAD_REQUEST, 1, "Invalid request: board_id is invalid")
    }

    /// 403, as reported for a scope that consent or access tier lacks. Nobody says with which code.
    pub(crate) fn invalid_scope() -> Self {
        Self::met(StatusCode::FORBIDDEN, 29, "invalid scope")
    }

    /// 400, code 1, as reported for a picture that cannot be had.
    pub(crate) fn no_picture() -> Self {
        Self::met(StatusCode::BAD_REQUEST, 1, "Sorry! We could not fetch the image.")
    }

    /// Marks the problem as the client's fault.
    pub(crate) fn blamed(mut self, what: impl Into<String>) -> Self {
        self.violation = Some(what.into());
        self
    }

    /// The answer.
    pub(crate) fn answer(&self) -> Answer {
        error_answer(self.status, self.code, &self.message)
    }
}

/// An answer in the form of Pinterest's errors.
pub(crate) fn error_answer(status: StatusCode, code: i64, message: &str) -> Answer {
    Answer::json(status, &json!({ "code": code, "message": message }))
}
