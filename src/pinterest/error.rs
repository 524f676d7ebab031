//! What Pinterest's errors mean. The table that this follows: docs/architecture.md, "Errors".

use serde::Deserialize;
use tack_protocol::limits::ERROR_MESSAGE_MAX;
use tack_protocol::{Details, Problem, ProblemKind, cut};

use crate::date;
use crate::ports::{HttpFailure, HttpResponse};
use crate::text::holds;

/// Whether a call that failed may have done something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It certainly did nothing.
    NotDone,
    /// It may have done what it was to do.
    Unclear,
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failed {
    /// What to tell the person.
    pub problem: Problem,
    /// Whether it may have done something all the same.
    pub fate: Fate,
}

impl Failed {
    fn certain(problem: impl Into<Problem>) -> Self {
        Self { problem: problem.into(), fate: Fate::NotDone }
    }

    fn unclear(problem: impl Into<Problem>) -> Self {
        Self { problem: problem.into(), fate: Fate::Unclear }
    }
}

/// Pinterest's error body: `{"code": int, "message": string}`.
#[derive(Debug, Default, Deserialize)]
struct Body {
    #[serde(default)]
    code: Option<i64>,
    #[serde(default)]
    message: Option<String>,
}

/// What to make of no answer at all.
pub fn of_failure(failure: HttpFailure) -> Failed {
    match failure {
        HttpFailure::NotSent => Failed::certain(ProblemKind::Internal),
        HttpFailure::Offline => Failed::certain(ProblemKind::Offline),
        HttpFailure::Timeout => Failed::unclear(ProblemKind::PinterestTimeout),
        HttpFailure::Broken => Failed::unclear(ProblemKind::PinterestUnreachable),
        HttpFailure::TooLarge => Failed::unclear(ProblemKind::PinterestGarbled),
    }
}

/// An answer that says 2xx but cannot be read.
pub fn garbled(response: &HttpResponse, now: f64) -> Failed {
    let details = Details {
        status: Some(response.status),
        request_id: response.request_id.as_deref().map(shortened),
        at: now,
        ..Details::default()
    };
    Failed::unclear(Problem::from(ProblemKind::PinterestGarbled).with_details(details))
}

/// What to make of an answer other than 2xx.
pub fn of_response(response: &HttpResponse, now: f64) -> Failed {
    let parsed: Option<Body> = response.json();
    let is_pinterests = parsed.as_ref().is_some_and(|body| body.code.is_some() || body.message.is_some());
    let body = parsed.unwrap_or_default();
    let message = body.message.unwrap_or_default();
    let kind = match response.status {
        // The page of a gateway, not Pinterest's word: nobody has to sign in again for it.
        400..500 if !is_pinterests && response.status != 429 => ProblemKind::PinterestGarbled,
        status => kind_of(status, body.code, &message),
    };
    let mut problem = Problem::from(kind).with_details(Details {
        status: Some(response.status),
        code: body.code,
        message: Some(shortened(&message)).filter(|m| !m.is_empty()),
        request_id: response.request_id.as_deref().map(shortened),
        at: now,
    });
    match kind {
        ProblemKind::InvalidRequest => problem.detail = Some(shortened(&message)),
        ProblemKind::ScopeMissing => problem.detail = Some(scopes_in(&message)),
        ProblemKind::RateLimited => {
            problem.not_before = waits(response, now).map(|ms| now + ms);
        }
        _ => {}
    }
    // What is not Pinterest's own word, and 5xx, may come from a gateway in front of a Pin that was made; only a rate
    // limit stops requests wherever it is set.
    let refused = (400..500).contains(&response.status) && response.status != 408;
    if refused && (is_pinterests || response.status == 429) {
        Failed::certain(problem)
    } else {
        Failed::unclear(problem)
    }
}

/// How long an answer asks to wait, milliseconds: by `Retry-After`, else by `x-ratelimit-reset`, whose value can be a
/// list.
fn waits(response: &HttpResponse, now: f64) -> Option<f64> {
    let seconds = |text: &Option<String>| {
        let first = text.as_deref()?.split([',', ';']).next()?.trim();
        first.parse::<u32>().ok().map(|seconds| f64::from(seconds) * 1000.0)
    };
    let at = || response.retry_after.as_deref().and_then(date::of_header).map(|at| at - now);
    // A reset may be meant as a time.
    let reset =
        seconds(&response.rate_reset).map(|reset| if reset > now / 2.0 { reset - now } else { reset });
    seconds(&response.retry_after).or_else(at).or(reset).filter(|wait| *wait >= 0.0)
}

fn kind_of(status: u16, code: Option<i64>, message: &str) -> ProblemKind {
    let says = |what: &str| holds(&message.to_ascii_lowercase(), what);
    match (status, code) {
        (400, _) if says("board_id") => ProblemKind::BoardGone,
        (400, _) if says("fetch the image") || says("reach the url") => ProblemKind::PictureNotFetched,
        (400, _) => ProblemKind::InvalidRequest,
        (401, Some(3)) if says("consumer type") => ProblemKind::AppNotApproved,
        (401, Some(3)) => ProblemKind::ScopeMissing,
        (401, _) => ProblemKind::NeedsReconnecting,
        (403, Some(7)) => ProblemKind::BoardGone,
        (403, Some(2625 | 2626)) => ProblemKind::AccountSuspended,
        (403, _) if says("scope") => ProblemKind::ScopeMissing,
        (403, Some(29)) => ProblemKind::TrialAccess,
        (403, _) => ProblemKind::NotPermitted,
        (404, Some(50)) => ProblemKind::PinGone,
        (404, Some(30 | 40 | 2031)) => ProblemKind::BoardGone,
        (404, _) => ProblemKind::PinterestGarbled,
        (429, _) if says("spam") => ProblemKind::SpamBlock,
        (429, _) => ProblemKind::RateLimited,
        (409, _) => ProblemKind::RateLimited,
        (400..500, _) => ProblemKind::InvalidRequest,
        (500.., _) => ProblemKind::PinterestDown,
        _ => ProblemKind::PinterestGarbled,
    }
}

/// The scopes that a message names, else the message's own words.
fn scopes_in(message: &str) -> String {
    let named: Vec<&str> = message
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '_'))
        .filter(|word| word.contains(':') && !word.ends_with(':'))
        .collect();
    if named.is_empty() { shortened(message) } else { named.join(", ") }
}

/// Cut to its limit, and without anything that looks like a token.
pub fn shortened(message: &str) -> String {
    let kept: Vec<&str> =
        message
            .split_whitespace()
            .map(|word| {
                if holds(word, "pina_") || holds(word, "pinr") || holds(word, "pinc") {
                    "[…]"
                } else {
                    word
                }
            })
            .collect();
    cut(&kept.join(" "), ERROR_MESSAGE_MAX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Failed {
        of_response(&HttpResponse { status, body: body.into(), ..HttpResponse::default() }, 0.0)
    }

    #[test]
    fn each_row_of_the_table() {
        let table = [
            (400, r#"{"code":1,"message":"Invalid request: board_id is invalid"}"#, ProblemKind::BoardGone),
            (
                400,
                r#"{"code":1,"message":"Invalid request: title is too long"}"#,
                ProblemKind::InvalidRequest,
            ),
            (
                400,
                r#"{"code":235,"message":"Sorry, we could not fetch the image."}"#,
                ProblemKind::PictureNotFetched,
            ),
            (400, r#"{"code":1,"message":"Unable to reach the URL"}"#, ProblemKind::PictureNotFetched),
            (401, r#"{"code":2,"message":"Authentication failed."}"#, ProblemKind::NeedsReconnecting),
            (
                401,
                r#"{"code":3,"message":"Your token does not have sufficient permissions: pins:write"}"#,
                ProblemKind::ScopeMissing,
            ),
            (
                401,
                r#"{"code":3,"message":"application consumer type is not supported"}"#,
                ProblemKind::AppNotApproved,
            ),
            (403, r#"{"code":7,"message":"Not authorized to access board or Pin."}"#, ProblemKind::BoardGone),
            (
                403,
                r#"{"code":29,"message":"You are not permitted to access that resource."}"#,
                ProblemKind::TrialAccess,
            ),
            (403, r#"{"code":9,"message":"invalid scope"}"#, ProblemKind::ScopeMissing),
            (403, r#"{"code":29,"message":"invalid scope"}"#, ProblemKind::ScopeMissing),
            (403, r#"{"code":2625,"message":"disapproved"}"#, ProblemKind::AccountSuspended),
            (404, r#"{"code":30,"message":"User not found."}"#, ProblemKind::BoardGone),
            (404, r#"{"code":40,"message":"Board not found."}"#, ProblemKind::BoardGone),
            (404, r#"{"code":50,"message":"Pin not found."}"#, ProblemKind::PinGone),
            (429, r#"{"code":8,"message":"You have exceeded your rate limit."}"#, ProblemKind::RateLimited),
            (429, r#"{"code":8,"message":"blocked for Spam"}"#, ProblemKind::SpamBlock),
            (500, "<html>", ProblemKind::PinterestDown),
            (502, "", ProblemKind::PinterestDown),
        ];
        for (status, body, kind) in table {
            let failed = answer(status, body);
            assert_eq!(failed.problem.kind, kind, "{status} {body}");
            assert_eq!(
                failed.fate,
                if status < 500 { Fate::NotDone } else { Fate::Unclear },
                "{status} {body}"
            );
        }
    }

    #[test]
    fn waits_as_long_as_it_says() {
        let now = 1_772_366_400_000.0;
        for (retry_after, rate_reset, wait) in [
            (Some("7"), None, Some(7_000.0)),
            (Some("7"), Some("1"), Some(7_000.0)),
            (None, Some("12, 1;w=1, 60;w=60"), Some(12_000.0)),
            (None, Some("1772366460"), Some(60_000.0)),
            (Some("Sun, 01 Mar 2026 12:01:00 GMT"), None, Some(60_000.0)),
            (Some("Sun, 01 Mar 2026 11:59:00 GMT"), None, None),
            (None, Some("soon"), None),
            (None, None, None),
        ] {
            let response = HttpResponse {
                status: 429,
                retry_after: retry_after.map(str::to_owned),
                rate_reset: rate_reset.map(str::to_owned),
                ..HttpResponse::default()
            };
            let told = of_response(&response, now).problem.not_before;
            assert_eq!(told, wait.map(|wait| now + wait), "{retry_after:?} {rate_reset:?}");
        }
    }

    #[test]
    fn names_the_missing_scope() {
        let failed = answer(
            401,
            r#"{"code":3,"message":"Your token does not have sufficient permissions. Missing: ['pins:write']"}"#,
        );
        assert_eq!(failed.problem.detail.as_deref(), Some("pins:write"));
    }

    #[test]
    fn details_hold_no_token() {
        let failed = answer(400, r#"{"code":1,"message":"bad token pina_SECRET given"}"#);
        assert!(!format!("{failed:?}").contains("SECRET"));
    }
}
