//! The JSON bodies that the calls take. Unknown and repeated fields are refused, every field is capped, and no
//! fault repeats what was sent.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::environment::Environment;
use crate::error::{ErrorCode, Problem};
use crate::handle::HANDLE_TEXT_MAX;
use crate::pkce::{self, Challenge};
use crate::redirect::REDIRECT_URI_MAX;
use crate::scope::{ScopeFault, ScopeSet};
use crate::secret::{AuthorizationCode, CodeVerifier, SealedHandle, SealedState};
use crate::state::STATE_TEXT_MAX;
use crate::thumbprint::Thumbprint;

/// The protocol that this relay speaks.
pub(crate) const PROTOCOL: u32 = 1;
/// The oldest that it still speaks.
pub(crate) const OLDEST_PROTOCOL: u32 = 1;

/// Longest authorization code taken, in characters.
const CODE_MAX: usize = 1024;

/// What `POST /v1/authorize` asks.
pub(crate) struct Authorize {
    pub(crate) redirect_uri: String,
    pub(crate) challenge: Challenge,
    pub(crate) scopes: ScopeSet,
    pub(crate) environment: Environment,
    pub(crate) jkt: Thumbprint,
}

#[derive(Deserialize)]
struct Version {
    protocol: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthorizeWire {
    #[expect(
        dead_code,
        reason = "looked at before, by Version; named here because unknown fields are refused"
    )]
    protocol: u32,
    redirect_uri: String,
    code_challenge: String,
    scope: String,
    environment: Environment,
    jkt: String,
}

impl Authorize {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        const TAKES: &str = "The body must be a JSON object with protocol, redirect_uri, code_challenge, scope, \
                             environment (production or sandbox) and jkt, and nothing else.";
        // The version first, and leniently: a newer client may send fields that this relay does not know, and must
        // hear that the relay is too old, not that its request is wrong.
        let version: Version = parse(bytes, TAKES)?;
        if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&version.protocol) {
            let message = if version.protocol > PROTOCOL {
                "This relay is older than the extension: it speaks protocol 1 only."
            } else {
                "The extension is older than this relay, which speaks protocol 1 only."
            };
            return Err(Problem::new(ErrorCode::UnsupportedProtocol, message));
        }
        let wire: AuthorizeWire = parse(bytes, TAKES)?;
        if wire.redirect_uri.len() > REDIRECT_URI_MAX {
            return Err(Problem::invalid("redirect_uri is longer than 512 characters."));
        }
        let challenge = Challenge::parse(&wire.code_challenge)
            .ok_or_else(|| Problem::invalid("code_challenge is not 43 characters of base64url."))?;
        let jkt = Thumbprint::parse(&wire.jkt)
            .ok_or_else(|| Problem::invalid("jkt is not 43 characters of base64url."))?;
        let scopes = ScopeSet::parse(&wire.scope).map_err(|fault| match fault {
            ScopeFault::Malformed => Problem::invalid("scope is empty or longer than 512 characters."),
            ScopeFault::Unknown => Problem::new(
                ErrorCode::ScopeNotAllowed,
                "This relay does not let one of these scopes through.",
            ),
        })?;
        Ok(Self { redirect_uri: wire.redirect_uri, challenge, scopes, environment: wire.environment, jkt })
    }
}

/// What `POST /v1/token` asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Token {
    pub(crate) code: AuthorizationCode,
    pub(crate) state: SealedState,
    pub(crate) code_verifier: CodeVerifier,
}

impl Token {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let body: Self = parse(
            bytes,
            "The body must be a JSON object with code, state and code_verifier, all text, and nothing else.",
        )?;
        let code = body.code.expose();
        if !(1..=CODE_MAX).contains(&code.len()) || !code.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err(Problem::invalid("code is not 1 to 1024 printable characters."));
        }
        if !base64url(body.state.expose(), STATE_TEXT_MAX) {
            return Err(Problem::invalid("state is not base64url of at most 512 characters."));
        }
        if !pkce::well_formed(&body.code_verifier) {
            return Err(Problem::invalid("code_verifier is not 43 to 128 unreserved characters."));
        }
        Ok(body)
    }
}

/// What `POST /v1/refresh` asks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    pub(crate) refresh_handle: SealedHandle,
}

impl Refresh {
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let body: Self =
            parse(bytes, "The body must be a JSON object with refresh_handle, a text, and nothing else.")?;
        if !base64url(body.refresh_handle.expose(), HANDLE_TEXT_MAX) {
            return Err(Problem::invalid("refresh_handle is not base64url of at most 3072 characters."));
        }
        Ok(body)
    }
}

// serde's own words are dropped: they quote the body, and the body holds secrets.
fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8], takes: &'static str) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|_| Problem::invalid(takes))
}

fn base64url(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && URL_SAFE_NO_PAD.decode(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::{CHALLENGE, VERIFIER};
    use serde_json::{Value, json};

    fn authorize() -> Value {
        json!({"protocol": 1, "redirect_uri": "https://a.example/", "code_challenge": CHALLENGE,
            "scope": "boards:read", "environment": "sandbox", "jkt": CHALLENGE})
    }

    fn with(mut body: Value, name: &str, value: Value) -> Vec<u8> {
        body[name] = value;
        body.to_string().into_bytes()
    }

    fn without(mut body: Value, name: &str) -> Vec<u8> {
        body.as_object_mut().unwrap().remove(name);
        body.to_string().into_bytes()
    }

    fn code<T>(result: Result<T, Problem>) -> Option<ErrorCode> {
        result.err().map(|problem| problem.code)
    }

    #[test]
    fn authorize_takes_its_fields_and_no_others() {
        let invalid = Some(ErrorCode::InvalidRequest);
        assert_eq!(code(Authorize::parse(authorize().to_string().as_bytes())), None);
        for name in ["protocol", "redirect_uri", "code_challenge", "scope", "environment", "jkt"] {
            assert_eq!(code(Authorize::parse(&without(authorize(), name))), invalid, "{name}");
            assert_eq!(code(Authorize::parse(&with(authorize(), name, json!([])))), invalid, "{name}");
        }
        for (name, value) in [
            ("extra", json!(1)),
            ("protocol", json!("1")),
            ("protocol", json!(-1)),
            ("redirect_uri", json!("h".repeat(513))),
            ("code_challenge", json!("short")),
            ("jkt", json!("short")),
            ("scope", json!("")),
            ("environment", json!("test")),
        ] {
            assert_eq!(code(Authorize::parse(&with(authorize(), name, value))), invalid, "{name}");
        }
        let scope = with(authorize(), "scope", json!("ads:write"));
        assert_eq!(code(Authorize::parse(&scope)), Some(ErrorCode::ScopeNotAllowed));
        for nonsense in ["", "[]", "null", "{", "{\"protocol\":1}{}"] {
            assert_eq!(code(Authorize::parse(nonsense.as_bytes())), invalid);
        }
        let twice = authorize().to_string().replacen('{', "{\"jkt\":\"x\",", 1);
        assert_eq!(code(Authorize::parse(twice.as_bytes())), invalid);
        assert_eq!(code(Authorize::parse("[".repeat(16_000).as_bytes())), invalid);
    }

    #[test]
    fn a_newer_client_hears_that_the_relay_is_old() {
        let mut newer = authorize();
        newer["protocol"] = json!(2);
        newer["something_new"] = json!(true);
        let problem = Authorize::parse(newer.to_string().as_bytes()).err().unwrap();
        assert_eq!(problem.code, ErrorCode::UnsupportedProtocol);
        assert!(problem.message.contains("relay is older"));
        newer["protocol"] = json!(0);
        let problem = Authorize::parse(newer.to_string().as_bytes()).err().unwrap();
        assert!(problem.message.contains("extension is older"));
    }

    #[test]
    fn token_takes_its_fields_and_no_others() {
        let body = json!({"code": "c", "state": "AAAA", "code_verifier": VERIFIER});
        let invalid = Some(ErrorCode::InvalidRequest);
        assert_eq!(code(Token::parse(body.to_string().as_bytes())), None);
        for name in ["code", "state", "code_verifier"] {
            assert_eq!(code(Token::parse(&without(body.clone(), name))), invalid);
            assert_eq!(code(Token::parse(&with(body.clone(), name, json!("")))), invalid);
        }
        for (name, value) in [
            ("extra", json!(1)),
            ("code", json!("c".repeat(1025))),
            ("code", json!("a\nb")),
            ("state", json!("A".repeat(513))),
            ("state", json!("not base64url")),
            ("code_verifier", json!("a".repeat(129))),
        ] {
            assert_eq!(code(Token::parse(&with(body.clone(), name, value))), invalid, "{name}");
        }
    }

    #[test]
    fn refresh_takes_its_field_and_no_other() {
        let invalid = Some(ErrorCode::InvalidRequest);
        assert_eq!(code(Refresh::parse(br#"{"refresh_handle":"AAAA"}"#)), None);
        assert_eq!(code(Refresh::parse(br#"{"refresh_handle":"AAAA","x":1}"#)), invalid);
        assert_eq!(code(Refresh::parse(br#"{"refresh_handle":null}"#)), invalid);
        let long = json!({"refresh_handle": "A".repeat(3073)});
        assert_eq!(code(Refresh::parse(long.to_string().as_bytes())), invalid);
    }

    #[test]
    fn faults_do_not_quote_the_body() {
        let problem = Token::parse(br#"{"code":"secret-code","secret-field":1}"#).unwrap_err();
        assert!(!format!("{problem:?}").contains("secret"));
        let body = json!({"code": "secret-code", "state": "AAAA", "code_verifier": VERIFIER});
        let body = Token::parse(body.to_string().as_bytes()).unwrap();
        assert!(!format!("{body:?}").contains("secret-code"));
    }
}
