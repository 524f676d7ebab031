//! Pinterest's token endpoint: what is sent to it, and how its answers are read. Pinterest's documentation is not
//! trusted to be complete: what it promises may be missing, and what is not JSON becomes a clear problem.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::{Serializer, byte_serialize};
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::config::Credentials;
use crate::environment::Environment;
use crate::error::{ErrorCode, PinterestSaid, Problem};
use crate::handle::REFRESH_TOKEN_MAX;
use crate::ports::{TokenRequest, UpstreamAnswer, UpstreamFailure};
use crate::secret::{AccessToken, AuthorizationCode, BasicCredentials, FormBody, RefreshToken, redact};

/// Life of an access token when Pinterest names none, in seconds: the 30 days that it documents. One that dies
/// sooner only costs the client one 401 and a refresh.
const ACCESS_LIFETIME_S: u64 = 2_592_000;
const ACCESS_TOKEN_MAX: usize = 4096;
const MESSAGE_MAX: usize = 500;
const REQUEST_ID_MAX: usize = 128;

/// What Pinterest granted.
#[derive(Debug)]
pub struct Grant {
    /// The access token.
    pub access_token: AccessToken,
    /// Its life, in seconds.
    pub expires_in: u64,
    /// The granted scope, space separated, if Pinterest named it.
    pub scope: Option<String>,
    /// A new refresh token, if there is one.
    pub refresh_token: Option<RefreshToken>,
    /// The refresh token's life, in seconds, if Pinterest named it.
    pub refresh_expires_in: Option<u64>,
}

/// The exchange of a code (RFC 6749 §4.1.3).
#[must_use]
pub fn exchange(
    environment: Environment,
    credentials: &Credentials,
    code: &AuthorizationCode,
    redirect_uri: &str,
) -> TokenRequest {
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", redirect_uri),
        // Apps made before 2025-09-25 get a refresh token that can be renewed only with this; to others it is nothing.
        ("continuous_refresh", "true"),
    ]);
    TokenRequest { environment, authorization: basic(credentials), body }
}

/// A refresh (RFC 6749 §6).
#[must_use]
pub fn refresh(environment: Environment, credentials: &Credentials, token: &RefreshToken) -> TokenRequest {
    let body = form(&[("grant_type", "refresh_token"), ("refresh_token", token.expose())]);
    TokenRequest { environment, authorization: basic(credentials), body }
}

fn form(pairs: &[(&str, &str)]) -> FormBody {
    // Three bytes for each is the most that encoding makes of it: the buffer never grows and leaves no copy.
    let room = pairs.iter().map(|(name, value)| name.len() + value.len() * 3 + 2).sum();
    FormBody::new(Serializer::new(String::with_capacity(room)).extend_pairs(pairs).finish())
}

/// Both parts form-urlencoded before they are joined and encoded (RFC 6749 §2.3.1).
fn basic(credentials: &Credentials) -> BasicCredentials {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let secret = Zeroizing::new(encode(credentials.secret.expose()));
    let pair = Zeroizing::new(format!("{}:{}", encode(&credentials.app_id), secret.as_str()));
    BasicCredentials::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())))
}

/// Reads what came back. `known` are the secrets that were sent, to be erased from Pinterest's message should it
/// quote them; `now` is Unix seconds.
///
/// # Errors
/// One of the four `pinterest_*` problems.
pub fn read(
    came: Result<UpstreamAnswer, UpstreamFailure>,
    known: &[&str],
    now: u64,
) -> Result<Grant, Problem> {
    let answer = came.map_err(|failure| match failure {
        UpstreamFailure::Unreachable(cause) => {
            Problem::new(ErrorCode::PinterestUnreachable, "The relay could not reach Pinterest.")
                .because(cause)
        }
        UpstreamFailure::TimedOut => {
            Problem::new(ErrorCode::PinterestTimeout, "Pinterest did not answer the relay in time.")
        }
        UpstreamFailure::TooLarge => garbled("Pinterest's answer is too long to be one.", "too_large"),
    })?;
    match answer.status {
        200..=299 => grant(&answer, now).map_err(|problem| problem.said(said(&answer, None, known))),
        400..=499 => Err(refused(&answer, known)),
        500..=599 => {
            let said = said(&answer, Complaint::read(&answer.body), known);
            Err(Problem::new(
                ErrorCode::PinterestUnreachable,
                "Pinterest has a failure of its own at the moment.",
            )
            .said(said))
        }
        _ => Err(garbled("Pinterest's answer has a status that does not belong here.", "status")
            .said(said(&answer, None, known))),
    }
}

fn garbled(message: &'static str, detail: &'static str) -> Problem {
    Problem::new(ErrorCode::PinterestGarbled, message).because(detail)
}

// Everything but the tokens is a Value: a lifetime of the wrong type must not cost a token that was granted. The
// code is used up, and perhaps the old refresh token too.
#[derive(Deserialize)]
struct GrantWire {
    access_token: Option<AccessToken>,
    #[serde(default)]
    token_type: Value,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    scope: Value,
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    refresh_token_expires_in: Value,
    #[serde(default)]
    refresh_token_expires_at: Value,
}

fn grant(answer: &UpstreamAnswer, now: u64) -> Result<Grant, Problem> {
    let wire: GrantWire = serde_json::from_slice(&answer.body)
        .map_err(|_| garbled("Pinterest's answer is not a token answer.", "not_json"))?;
    let access_token = wire
        .access_token
        .filter(|token| token_like(token.expose(), ACCESS_TOKEN_MAX))
        .ok_or_else(|| garbled("Pinterest's answer has no usable access token.", "access_token"))?;
    if wire.token_type.as_str().is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(garbled("Pinterest's answer has a token of an unknown type.", "token_type"));
    }
    let refresh_token = wire.refresh_token.filter(|token| !token.expose().is_empty());
    if refresh_token.as_ref().is_some_and(|token| !token_like(token.expose(), REFRESH_TOKEN_MAX)) {
        return Err(garbled("Pinterest's answer has an unusable refresh token.", "refresh_token"));
    }
    let refresh_expires_in = seconds(&wire.refresh_token_expires_in)
        .or_else(|| seconds(&wire.refresh_token_expires_at).and_then(|at| at.checked_sub(now)));
    Ok(Grant {
        access_token,
        expires_in: seconds(&wire.expires_in).unwrap_or(ACCESS_LIFETIME_S),
        scope: wire.scope.as_str().and_then(scope),
        refresh_token,
        refresh_expires_in,
    })
}

/// Visible ASCII, as RFC 6749 appendix A.12 and A.17 have it: nothing that could break a header or a form.
fn token_like(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// A count of seconds, more than none and less than a century.
fn seconds(value: &Value) -> Option<u64> {
    const CENTURY_S: u64 = 100 * 366 * 86_400;
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
    (1..=CENTURY_S).contains(&number).then_some(number)
}

/// The scope list, space separated whatever separated it, without words that are no scope tokens (RFC 6749 §3.3).
fn scope(text: &str) -> Option<String> {
    const SCOPE_MAX: usize = 2048;
    let is_scope = |word: &&str| word.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty()).filter(is_scope).collect();
    let joined = words.join(" ");
    (1..=SCOPE_MAX).contains(&joined.len()).then_some(joined)
}

/// What an error body says: Pinterest's own shape, or RFC 6749 §5.2's.
struct Complaint {
    code: Option<i64>,
    message: Option<String>,
}

impl Complaint {
    fn read(body: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let code = value.get("code").and_then(Value::as_i64);
        let message = text("message").or_else(|| text("error_description")).or_else(|| text("error"));
        (code.is_some() || message.is_some()).then_some(Self { code, message })
    }
}

fn refused(answer: &UpstreamAnswer, known: &[&str]) -> Problem {
    let Some(complaint) = Complaint::read(&answer.body) else {
        // A gateway's page, not Pinterest's word. To call it a refusal would have people sign in again for nothing.
        return garbled("Something between the relay and Pinterest answered in its place.", "error_not_json")
            .said(said(answer, None, known));
    };
    Problem::new(ErrorCode::PinterestRefused, "Pinterest refused.").said(said(answer, Some(complaint), known))
}

fn said(answer: &UpstreamAnswer, complaint: Option<Complaint>, known: &[&str]) -> PinterestSaid {
    let (code, message) = complaint.map_or((None, None), |c| (c.code, c.message));
    let message = message.map(|text| {
        let clean = redact(&text, known);
        clean.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MESSAGE_MAX).collect()
    });
    let request_id = answer
        .request_id
        .as_ref()
        .map(|id| id.chars().filter(char::is_ascii_graphic).take(REQUEST_ID_MAX).collect());
    PinterestSaid { status: answer.status, code, message, request_id }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{NOW, answer, credentials};

    fn problem(status: u16, body: &str) -> Problem {
        read(Ok(answer(status, body)), &[], NOW).unwrap_err()
    }

    #[test]
    fn an_exchange_is_what_pinterest_documents() {
        let code = AuthorizationCode::new("c/1 &x".into());
        let request = exchange(Environment::Sandbox, &credentials(), &code, "https://a.example/?b=c");
        assert_eq!(request.environment.token_url(), "https://api-sandbox.pinterest.com/v5/oauth/token");
        assert_eq!(
            request.body.expose(),
            "grant_type=authorization_code&code=c%2F1+%26x&redirect_uri=https%3A%2F%2Fa.example%2F%3Fb%3Dc\
             &continuous_refresh=true"
        );
        // `1234567:s%3Acret+%2B%C3%A9`: urlencoded first, or the colon would move the border.
        let value = request.authorization.expose().strip_prefix("Basic ").unwrap();
        assert_eq!(STANDARD.decode(value).unwrap(), b"1234567:s%3Acret+%2B%C3%A9");
    }

    #[test]
    fn a_refresh_is_what_pinterest_documents() {
        let request = refresh(Environment::Production, &credentials(), &RefreshToken::new("pinr.1".into()));
        assert_eq!(request.environment.token_url(), "https://api.pinterest.com/v5/oauth/token");
        assert_eq!(request.body.expose(), "grant_type=refresh_token&refresh_token=pinr.1");
    }

    #[test]
    fn a_whole_grant() {
        let body = r#"{"access_token":"pina_1","token_type":"bearer","response_type":"authorization_code",
            "expires_in":2592000,"scope":"boards:read,pins:read","refresh_token":"pinr.1",
            "refresh_token_expires_in":5184000,"refresh_token_expires_at":1768948000,"new":{"x":1}}"#;
        let grant = read(Ok(answer(200, body)), &[], NOW).unwrap();
        assert_eq!(grant.access_token.expose(), "pina_1");
        assert_eq!(grant.expires_in, 2_592_000);
        assert_eq!(grant.scope.as_deref(), Some("boards:read pins:read"));
        assert_eq!(grant.refresh_token.unwrap().expose(), "pinr.1");
        assert_eq!(grant.refresh_expires_in, Some(5_184_000));
    }

    #[test]
    fn a_bare_grant_and_an_odd_one() {
        let grant = read(Ok(answer(201, r#"{"access_token":"a"}"#)), &[], NOW).unwrap();
        assert_eq!(grant.expires_in, ACCESS_LIFETIME_S);
        assert!(grant.scope.is_none() && grant.refresh_token.is_none() && grant.refresh_expires_in.is_none());
        let body = format!(
            r#"{{"access_token":"a","token_type":"Bearer","expires_in":"60","scope":7,"refresh_token":"",
                "refresh_token_expires_at":{}}}"#,
            NOW + 5
        );
        let grant = read(Ok(answer(200, &body)), &[], NOW).unwrap();
        assert_eq!((grant.expires_in, grant.refresh_expires_in), (60, Some(5)));
        assert!(grant.scope.is_none() && grant.refresh_token.is_none());
    }

    #[test]
    fn what_is_no_grant_is_garbled() {
        for body in [
            "",
            "<html>",
            "[]",
            "null",
            "{}",
            r#"{"access_token":""}"#,
            r#"{"access_token":7}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"access_token":"a","refresh_token":"a\nb"}"#,
        ] {
            let problem = problem(200, body);
            assert_eq!(problem.code, ErrorCode::PinterestGarbled, "{body}");
            assert_eq!(problem.pinterest.unwrap().status, 200);
        }
        assert_eq!(problem(302, "").code, ErrorCode::PinterestGarbled);
        let large = read(Err(UpstreamFailure::TooLarge), &[], NOW).unwrap_err();
        assert_eq!(large.code, ErrorCode::PinterestGarbled);
    }

    #[test]
    fn refusals_come_through() {
        let mut came = answer(401, r#"{"code":2,"message":"Authentication failed."}"#);
        came.request_id = Some("rid 1\n".into());
        let problem = read(Ok(came), &[], NOW).unwrap_err();
        assert_eq!((problem.code, problem.http_status()), (ErrorCode::PinterestRefused, 401));
        let said = problem.pinterest.unwrap();
        assert_eq!((said.status, said.code), (401, Some(2)));
        assert_eq!(said.message.as_deref(), Some("Authentication failed."));
        assert_eq!(said.request_id.as_deref(), Some("rid1"));

        let problem = self::problem(429, r#"{"code":8,"message":"slow down"}"#);
        assert_eq!((problem.code, problem.http_status()), (ErrorCode::PinterestRefused, 400));
        let problem = self::problem(400, r#"{"error":"invalid_grant","error_description":"old"}"#);
        assert_eq!(problem.pinterest.unwrap().message.as_deref(), Some("old"));
    }

    #[test]
    fn gateway_pages_and_failures_are_told_apart() {
        let page = problem(403, "<html>blocked</html>");
        assert_eq!((page.code, page.http_status()), (ErrorCode::PinterestGarbled, 502));
        assert_eq!(problem(401, "").code, ErrorCode::PinterestGarbled);
        let down = problem(503, "<html>");
        assert_eq!((down.code, down.http_status()), (ErrorCode::PinterestUnreachable, 502));
        assert_eq!(down.pinterest.unwrap().status, 503);
        let lost = read(Err(UpstreamFailure::Unreachable("dns".into())), &[], NOW).unwrap_err();
        assert_eq!(lost.code, ErrorCode::PinterestUnreachable);
        assert!(lost.pinterest.is_none() && !lost.message.contains("dns"));
        let late = read(Err(UpstreamFailure::TimedOut), &[], NOW).unwrap_err();
        assert_eq!((late.code, late.http_status()), (ErrorCode::PinterestTimeout, 504));
    }

    #[test]
    fn a_message_that_quotes_a_secret_is_redacted_and_capped() {
        let body = format!(r#"{{"code":1,"message":"bad code abcdef\u0007 {}"}}"#, "x".repeat(600));
        let problem = read(Ok(answer(400, &body)), &["abcdef"], NOW).unwrap_err();
        let message = problem.pinterest.unwrap().message.unwrap();
        assert!(message.starts_with("bad code [redacted]  xx"), "{message}");
        assert_eq!(message.chars().count(), MESSAGE_MAX);
    }
}
