//! `POST /v1/authorize`: where to send the browser, and the sealed state that it comes back with.

use form_urlencoded::byte_serialize;
use serde::Serialize;

use crate::answer::Answer;
use crate::body::Authorize;
use crate::environment::AUTHORIZE_URL;
use crate::error::{ErrorCode, Problem};
use crate::message::Request;
use crate::ports::{Clock, Random, Upstream};
use crate::relay::Relay;
use crate::state::{STATE_LIFETIME_S, SignIn};

#[derive(Serialize)]
struct Wire<'a> {
    authorize_url: String,
    state: &'a str,
    expires_in: u64,
}

pub(crate) fn authorize<C: Clock, R: Random, U: Upstream>(
    relay: &Relay<C, R, U>,
    request: &Request,
) -> Result<Answer, Problem> {
    let credentials = relay.credentials()?;
    let asked = Authorize::parse(request.json()?)?;
    let redirect = relay.config.redirects.exactly(&asked.redirect_uri).ok_or_else(|| {
        // Answered here and never by redirect: an address that is not on the list gets nothing sent to it.
        Problem::new(
            ErrorCode::RedirectUriNotAllowed,
            "This relay does not serve that extension: its redirect URI is not on the relay's list.",
        )
        .within(asked.environment)
    })?;
    let sign_in = SignIn {
        environment: asked.environment,
        scopes: asked.scopes,
        redirect,
        expires: relay.clock.now().saturating_add(STATE_LIFETIME_S),
        challenge: asked.challenge,
        jkt: asked.jkt,
    };
    let state = sign_in.seal(&relay.sealer, &relay.random)?;
    let encoded: String = byte_serialize(asked.redirect_uri.as_bytes()).collect();
    let authorize_url = format!(
        "{AUTHORIZE_URL}?client_id={}&redirect_uri={encoded}&response_type=code&scope={}&state={}",
        // Letters and digits, scopes of a closed set, base64url: none of these needs encoding.
        credentials.app_id,
        asked.scopes.join(","),
        state.expose(),
    );
    let wire = Wire { authorize_url, state: state.expose(), expires_in: STATE_LIFETIME_S };
    Ok(Answer::json("authorize", &wire).within(asked.environment))
}
