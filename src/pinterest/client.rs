//! One call of the API: method, path, token, deadline; the answer as JSON or as a [`Failed`].

use serde::de::DeserializeOwned;
use tack_protocol::limits::{READ_TIMEOUT_MS, UPLOAD_BYTES_PER_MS, WRITE_TIMEOUT_MS};
use tack_protocol::{Environment, ProblemKind};

use crate::date;
use crate::pinterest::error::{Failed, Fate, garbled, of_failure, of_response};
use crate::ports::{Clock, Http, HttpFailure, HttpRequest, HttpResponse};
use crate::secret::Secret;

/// What to call.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'static str,
    /// Path and query below `/v5/`.
    pub path: String,
    /// JSON.
    pub body: Option<String>,
}

/// Calls Pinterest's API with one token in one environment.
#[derive(Debug)]
pub struct Client<'a, P> {
    /// The world outside.
    pub ports: &'a P,
    /// Which API host.
    pub environment: Environment,
    /// The access token.
    pub token: &'a Secret,
}

/// The API's base address. Fixed here, so that nothing that a relay or a page says can change it.
fn base(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "https://api.pinterest.com/v5/",
        Environment::Sandbox => "https://api-sandbox.pinterest.com/v5/",
    }
}

impl<P: Http + Clock> Client<'_, P> {
    /// The answer's JSON.
    ///
    /// # Errors
    /// Whatever went wrong, and whether the call may have been carried out.
    pub async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, Failed> {
        let response = self.send(call).await?;
        response.json().ok_or_else(|| garbled(&response, self.ports.now()))
    }

    /// Like [`Client::json`], with Pinterest's time of the answer, milliseconds since 1970, where it says so.
    ///
    /// # Errors
    /// See [`Client::json`].
    pub async fn dated<T: DeserializeOwned>(&self, call: Call) -> Result<(T, Option<f64>), Failed> {
        let response = self.send(call).await?;
        let answer = response.json().ok_or_else(|| garbled(&response, self.ports.now()))?;
        Ok((answer, response.date.as_deref().and_then(date::of_header)))
    }

    /// Like [`Client::json`], for a call that answers without a body.
    ///
    /// # Errors
    /// See [`Client::json`].
    pub async fn nothing(&self, call: Call) -> Result<(), Failed> {
        self.send(call).await.map(drop)
    }

    async fn send(&self, call: Call) -> Result<HttpResponse, Failed> {
        let timeout_ms = match call.method {
            "GET" => READ_TIMEOUT_MS,
            _ => {
                let bytes = call.body.as_ref().map_or(0, String::len);
                WRITE_TIMEOUT_MS + u32::try_from(bytes).unwrap_or(u32::MAX / 2) / UPLOAD_BYTES_PER_MS
            }
        };
        let mut headers = vec![("Authorization", ["Bearer ", self.token.expose()].concat())];
        if call.body.is_some() {
            headers.push(("Content-Type", "application/json".into()));
        }
        let url = [base(self.environment), &call.path].concat();
        let request = HttpRequest { method: call.method, url, headers, body: call.body, timeout_ms };
        let allowed = || self.ports.pinterest_allowed(self.environment);
        let forbidden = Failed { problem: ProblemKind::HostPermissionMissing.into(), fate: Fate::NotDone };
        // Asked before a write, since afterwards nobody could tell whether it had left.
        if request.method != "GET" && !allowed().await {
            return Err(forbidden);
        }
        let reading = request.method == "GET";
        match self.ports.send(request).await {
            Ok(response) if (200..300).contains(&response.status) => Ok(response),
            Ok(response) => {
                let mut failed = of_response(&response, self.ports.now());
                // There an app on trial may make Pins: it is something else.
                if failed.problem.kind == ProblemKind::TrialAccess && self.environment == Environment::Sandbox
                {
                    failed.problem.kind = ProblemKind::NotPermitted;
                }
                Err(failed)
            }
            // Without the host permission every request breaks as CORS has it, before it leaves.
            Err(HttpFailure::Broken) if reading && !allowed().await => Err(forbidden),
            Err(failure) => Err(of_failure(failure)),
        }
    }
}
