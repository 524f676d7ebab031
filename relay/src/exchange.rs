//! `POST /v1/token` and `POST /v1/refresh`: what the app secret is for. Both demand the proof of the key that the
//! state or handle is bound to; neither is ever tried twice.

use serde::Serialize;

use crate::answer::Answer;
use crate::body::{Refresh, Token};
use crate::environment::Environment;
use crate::error::{ErrorCode, Problem};
use crate::handle::Handle;
use crate::message::Request;
use crate::pinterest::{self, Grant};
use crate::ports::{Clock, Random, Upstream};
use crate::proof::{Expected, Proof};
use crate::relay::Relay;
use crate::secret::SealedHandle;
use crate::state::SignIn;
use crate::thumbprint::Thumbprint;

pub(crate) async fn token<C: Clock, R: Random, U: Upstream>(
    relay: &Relay<C, R, U>,
    request: &Request,
) -> Result<Answer, Problem> {
    let credentials = relay.credentials()?;
    let asked = Token::parse(request.json()?)?;
    let now = relay.clock.now();
    let proof = relay.proof(request, now)?;

    let sign_in = SignIn::open(&asked.state, &relay.sealer).ok_or_else(|| {
        Problem::new(
            ErrorCode::StateInvalid,
            "This state is not one of this relay's. Start the sign-in anew.",
        )
    })?;
    let environment = sign_in.environment;
    let redirect_uri =
        relay.check_sign_in(&sign_in, &asked, &proof, now).map_err(|problem| problem.within(environment))?;

    let upstream = pinterest::exchange(environment, &credentials, &asked.code, redirect_uri);
    let came = relay.upstream.send(upstream).await;
    let known = [asked.code.expose(), asked.code_verifier.expose(), credentials.secret.expose()];
    let now = relay.clock.now();
    let grant = pinterest::read(came, &known, now).map_err(|problem| problem.within(environment))?;

    let handle = grant.refresh_token.as_ref().map(|token| Handle {
        environment,
        scopes: sign_in.scopes,
        jkt: sign_in.jkt,
        issued: now,
        expires: grant.refresh_expires_in.map(|left| now.saturating_add(left)),
        token: token.clone(),
    });
    // An answer without a scope grants what was asked for (RFC 6749 §5.1).
    let scope = grant.scope.clone().unwrap_or_else(|| sign_in.scopes.join(" "));
    relay.answer_grant("token", &grant, &scope, handle.as_ref(), environment, now)
}

pub(crate) async fn refresh<C: Clock, R: Random, U: Upstream>(
    relay: &Relay<C, R, U>,
    request: &Request,
) -> Result<Answer, Problem> {
    let credentials = relay.credentials()?;
    let asked = Refresh::parse(request.json()?)?;
    let now = relay.clock.now();
    let proof = relay.proof(request, now)?;

    let old = Handle::open(&asked.refresh_handle, &relay.sealer).ok_or_else(|| {
        Problem::new(
            ErrorCode::HandleInvalid,
            "This refresh handle is not one of this relay's. Connect again.",
        )
    })?;
    let environment = old.environment;
    relay.check_handle(&old, &proof, now).map_err(|problem| problem.within(environment))?;

    let upstream = pinterest::refresh(environment, &credentials, &old.token);
    let came = relay.upstream.send(upstream).await;
    let known = [old.token.expose(), credentials.secret.expose()];
    let now = relay.clock.now();
    let grant = pinterest::read(came, &known, now).map_err(|problem| problem.within(environment))?;

    let lifetime = grant.refresh_expires_in.map(|left| now.saturating_add(left));
    let handle = match &grant.refresh_token {
        Some(token) => Handle { issued: now, expires: lifetime, token: token.clone(), ..old },
        // No new one means that the old one goes on (RFC 6749 §6), as long as it did.
        None => Handle { expires: lifetime.or(old.expires), ..old },
    };
    let scope = grant.scope.clone().unwrap_or_else(|| handle.scopes.join(" "));
    relay.answer_grant("refresh", &grant, &scope, Some(&handle), environment, now)
}

#[derive(Serialize)]
struct Wire<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    scope: &'a str,
    refresh_handle: Option<&'a str>,
    refresh_expires_in: Option<u64>,
    environment: Environment,
    now: u64,
}

impl<C: Clock, R: Random, U: Upstream> Relay<C, R, U> {
    /// The request's proof, right in itself. Whether it is the right key's comes later.
    fn proof(&self, request: &Request, now: u64) -> Result<Proof, Problem> {
        let expected = Expected {
            method: request.method.as_str(),
            path: &request.path,
            host: request.host(),
            public: self.config.public_url.as_ref(),
            now,
        };
        Proof::verify(request.proof(now)?, &expected).map_err(|fault| Problem::proof(fault, now))
    }

    /// The proof is `bound`'s key's, and new.
    fn check_key(&self, proof: &Proof, bound: &Thumbprint, now: u64) -> Result<(), Problem> {
        if !proof.thumbprint.matches(bound) {
            return Err(Problem::new(
                ErrorCode::ProofInvalid,
                "The DPoP proof is of another key than the one that this was made for.",
            )
            .because("other_key"));
        }
        if self.replays.first_time(proof, now) {
            return Ok(());
        }
        Err(Problem::new(ErrorCode::ProofReplayed, "The DPoP proof was used before."))
    }

    /// The redirect URI of a sign-in in which everything fits.
    fn check_sign_in(
        &self,
        sign_in: &SignIn,
        asked: &Token,
        proof: &Proof,
        now: u64,
    ) -> Result<&str, Problem> {
        // The key before the rest: whoever merely found a state learns nothing from it.
        self.check_key(proof, &sign_in.jkt, now)?;
        if sign_in.expires <= now {
            return Err(Problem::new(
                ErrorCode::StateExpired,
                "The sign-in took longer than 10 minutes. Start it anew.",
            ));
        }
        if !sign_in.challenge.is_of(&asked.code_verifier) {
            return Err(Problem::new(
                ErrorCode::VerifierMismatch,
                "The code verifier is not the one of this sign-in.",
            ));
        }
        self.config.redirects.find(sign_in.redirect).ok_or_else(|| {
            Problem::new(
                ErrorCode::RedirectUriNotAllowed,
                "The redirect URI of this sign-in was taken off the relay's list meanwhile.",
            )
        })
    }

    fn check_handle(&self, handle: &Handle, proof: &Proof, now: u64) -> Result<(), Problem> {
        self.check_key(proof, &handle.jkt, now).map_err(|problem| {
            if problem.code != ErrorCode::ProofInvalid {
                return problem;
            }
            // Also of whoever lost the key that it was made for, as where a browser's storage was cleared: no other
            // proof will ever do.
            let message = "This refresh handle was made for another key. Connect again.";
            Problem::new(ErrorCode::HandleInvalid, message).because("other_key")
        })?;
        if handle.expires.is_some_and(|expires| expires <= now) {
            return Err(Problem::new(ErrorCode::HandleExpired, "The connection has expired. Connect again."));
        }
        Ok(())
    }

    fn answer_grant(
        &self,
        event: &'static str,
        grant: &Grant,
        scope: &str,
        handle: Option<&Handle>,
        environment: Environment,
        now: u64,
    ) -> Result<Answer, Problem> {
        let sealed = handle
            .map(|handle| handle.seal(&self.sealer, &self.random))
            .transpose()
            .map_err(|failure| Problem::from(failure).within(environment))?;
        let wire = Wire {
            access_token: grant.access_token.expose(),
            token_type: "bearer",
            expires_in: grant.expires_in,
            scope,
            refresh_handle: sealed.as_ref().map(SealedHandle::expose),
            refresh_expires_in: handle
                .and_then(|handle| handle.expires)
                .map(|expires| expires.saturating_sub(now)),
            environment,
            now,
        };
        Ok(Answer::json(event, &wire).within(environment))
    }
}
