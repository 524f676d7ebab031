//! The token endpoint.

use crate::exchange::{Answer, Ask, form};
use crate::grants::IssuedRefresh;
use crate::house::{House, State};
use crate::paging::check_query;
use crate::problem::Problem;
use crate::scope::{self, Scopes};
use crate::scripts::Rotation;
use crate::secrets::APP_ID;
use crate::world::Which;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;
use serde_json::json;
use std::collections::BTreeMap;

/// `POST /oauth/token`.
pub(crate) fn answer(house: &House, which: Which, ask: &Ask) -> Result<Answer, Problem> {
    let mut state = house.state();
    authenticate(&mut state, ask)?;
    check_query(ask, &[])?;
    let mut form = Form::of_body(ask)?;
    match form.needed("grant_type")?.as_str() {
        "authorization_code" => by_code(&mut state, which, form),
        "refresh_token" => by_refresh(&mut state, which, form),
        "client_credentials" => by_credentials(&mut state, which, form),
        _ => Err(Problem::invalid("grant_type is not a documented value")),
    }
}

/// `POST /oauth/token/revoke`, which serves system users only.
pub(crate) fn refuse_revoke(house: &House, ask: &Ask) -> Result<Answer, Problem> {
    authenticate(&mut house.state(), ask)?;
    Err(Problem::not_permitted())
}

/// Basic credentials: id and secret, form-encoded (RFC 6749, section 2.3.1), then joined and encoded.
fn authenticate(state: &mut State, ask: &Ask) -> Result<(), Problem> {
    let malformed =
        || Problem::unauthenticated().blamed("there is no Authorization: Basic header with id and secret");
    let (scheme, encoded) =
        ask.header("authorization").and_then(|v| v.split_once(' ')).ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(malformed());
    }
    let plain = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(malformed)?;
    let (id, secret) = plain.split_once(':').ok_or_else(malformed)?;
    let decode = |text: &str| {
        form(format!("v={text}").as_bytes()).into_iter().next().map(|(_, v)| v).unwrap_or_default()
    };
    let (id, secret) = (decode(id), decode(secret));
    state.secrets.hold(&secret);
    if id != APP_ID || secret != state.scripts.app_secret {
        return Err(Problem::unauthenticated());
    }
    Ok(())
}

/// A form that is taken apart; what is left over is unknown.
struct Form {
    left: BTreeMap<String, String>,
}

impl Form {
    fn of_body(ask: &Ask) -> Result<Self, Problem> {
        match ask.content_type().as_deref() {
            Some("application/x-www-form-urlencoded") => {}
            Some(other) => {
                return Err(Problem::invalid(format!(
                    "Content-Type is {other}, not application/x-www-form-urlencoded"
                )));
            }
            None => return Err(Problem::invalid("Content-Type is missing")),
        }
        let mut left = BTreeMap::new();
        for (key, value) in form(&ask.body) {
            if left.insert(key.clone(), value).is_some() {
                return Err(Problem::invalid(format!("{key} is given twice")));
            }
        }
        Ok(Self { left })
    }

    fn take(&mut self, key: &str) -> Option<String> {
        self.left.remove(key)
    }

    fn needed(&mut self, key: &str) -> Result<String, Problem> {
        self.take(key)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Problem::invalid(format!("{key} is missing")))
    }

    fn flag(&mut self, key: &str) -> Result<bool, Problem> {
        match self.take(key).as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::invalid(format!("{key} is neither true nor false"))),
        }
    }

    fn finish(self) -> Result<(), Problem> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(key) => Err(Problem::invalid(format!("{key} is not a field of this grant"))),
        }
    }
}

fn by_code(state: &mut State, which: Which, mut form: Form) -> Result<Answer, Problem> {
    let code = form.needed("code")?;
    let redirect_uri = form.needed("redirect_uri")?;
    let continuous = form.flag("continuous_refresh")?;
    form.finish()?;
    let now = state.clock.now();
    let code = state.grants.redeem(&code, &redirect_uri, now)?;
    let refresh = state.grants.issue_refresh(
        which,
        code.account,
        code.scopes.clone(),
        continuous,
        now,
        &mut state.secrets,
    );
    Ok(issue(state, which, code.account, code.scopes, "authorization_code", Some(refresh)))
}

fn by_refresh(state: &mut State, which: Which, mut form: Form) -> Result<Answer, Problem> {
    let token = form.needed("refresh_token")?;
    let narrower = form.take("scope");
    // Documented for the exchange only, and without harm here.
    form.flag("continuous_refresh")?;
    form.finish()?;
    state.secrets.hold(&token);
    if state.scripts.refuse_tokens {
        return Err(Problem::unauthenticated());
    }
    let now = state.clock.now();
    let refresh = state.grants.refresh(&token, which, now)?;
    let scopes = match narrower.filter(|list| !list.is_empty()) {
        None => refresh.scopes.clone(),
        Some(list) => scope::parse(&list)
            .ok()
            .filter(|scopes| scopes.is_subset(&refresh.scopes))
            .ok_or_else(invalid_scope)?,
    };
    let next = refresh.continuous.then(|| {
        if state.scripts.rotation == Rotation::Kill {
            state.grants.kill_refresh(&token);
        }
        state.grants.issue_refresh(
            which,
            refresh.account,
            refresh.scopes.clone(),
            true,
            now,
            &mut state.secrets,
        )
    });
    Ok(issue(state, which, refresh.account, scopes, "refresh_token", next))
}

fn by_credentials(state: &mut State, which: Which, mut form: Form) -> Result<Answer, Problem> {
    let list = form.needed("scope")?;
    form.finish()?;
    let scopes = scope::parse(&list).ok().filter(|scopes| !scopes.is_empty()).ok_or_else(invalid_scope)?;
    // The app belongs to ada.
    Ok(issue(state, which, "ada", scopes, "client_credentials", None))
}

fn invalid_scope() -> Problem {
    Problem::invalid_scope().blamed("scope has a value that is not granted or does not exist")
}

fn issue(
    state: &mut State,
    which: Which,
    account: &'static str,
    scopes: Scopes,
    response_type: &str,
    refresh: Option<IssuedRefresh>,
) -> Answer {
    let prefix = if response_type == "client_credentials" { "pinc_" } else { "pina_" };
    let now = state.clock.now();
    let access = state.grants.issue_access(prefix, which, account, scopes.clone(), now, &mut state.secrets);
    let mut body = json!({
        "access_token": access,
        "token_type": "bearer",
        "response_type": response_type,
        "expires_in": state.grants.access_lifetime_s,
        "scope": scope::join(&scopes),
    });
    if let Some(refresh) = refresh {
        body["refresh_token"] = refresh.token.into();
        body["refresh_token_expires_in"] = refresh.expires_in.into();
        body["refresh_token_expires_at"] = refresh.expires_at.into();
    }
    Answer::json(StatusCode::OK, &body).with("cache-control", "no-store")
}
