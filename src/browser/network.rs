//! What goes over the network, and the window in which a person signs in.

use tack_browser::http::{Fetch, FetchError, fetch};
use tack_browser::{http, identity, permissions};
use tack_protocol::Environment;
use tack_protocol::limits::{BODY_MAX, TAKE_TIMEOUT_MS, TAKEN_MAX};

use super::Browser;
use crate::ports::{AuthorizeFailure, Http, HttpFailure, HttpRequest, HttpResponse, Identity};
use crate::text::holds;

impl Http for Browser {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        if !http::online() && !is_loopback(&request.url) {
            return Err(HttpFailure::Offline);
        }
        let headers: Vec<(&str, &str)> =
            request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let fetched = fetch(Fetch {
            method: request.method,
            url: &request.url,
            headers: &headers,
            body: request.body.as_deref(),
            timeout_ms: request.timeout_ms,
            max_body: BODY_MAX,
            wanted: &["x-pinterest-rid", "retry-after", "x-ratelimit-reset", "date"],
            as_person: false,
        })
        .await
        .map_err(|e| match e {
            FetchError::Invalid => HttpFailure::NotSent,
            FetchError::Timeout => HttpFailure::Timeout,
            FetchError::Network => HttpFailure::Broken,
            FetchError::TooLarge => HttpFailure::TooLarge,
        })?;
        let header =
            |name: &str| fetched.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        Ok(HttpResponse {
            status: fetched.status,
            request_id: header("x-pinterest-rid"),
            retry_after: header("retry-after"),
            rate_reset: header("x-ratelimit-reset"),
            date: header("date"),
            body: fetched.body,
        })
    }

    fn online(&self) -> bool {
        http::online()
    }

    async fn pinterest_allowed(&self, environment: Environment) -> bool {
        let origin = match environment {
            Environment::Production => "https://api.pinterest.com/*",
            Environment::Sandbox => "https://api-sandbox.pinterest.com/*",
        };
        permissions::has_origins(&[origin]).await
    }

    async fn site_allowed(&self, host: &str) -> bool {
        permissions::has_origins(&[&["https://", host, "/*"].concat()]).await
    }

    async fn picture(&self, url: &str) -> Option<Vec<u8>> {
        let wanted = Fetch {
            method: "GET",
            url,
            headers: &[],
            body: None,
            timeout_ms: TAKE_TIMEOUT_MS,
            max_body: TAKEN_MAX,
            wanted: &[],
            as_person: true,
        };
        let fetched = fetch(wanted).await.ok()?;
        (fetched.status == 200).then_some(fetched.body)
    }
}

/// A relay on this computer answers without any network.
fn is_loopback(url: &str) -> bool {
    ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|prefix| url.starts_with(prefix))
}

impl Identity for Browser {
    fn redirect_uri(&self) -> String {
        identity::redirect_uri()
    }

    async fn authorize(&self, url: &str) -> Result<String, AuthorizeFailure> {
        identity::authorize(url).await.map_err(|said| authorize_failure(&said))
    }
}

/// The browsers' own words: Chromium's `identity_constants.cc`, Firefox's `ext-identity.js`.
fn authorize_failure(said: &str) -> AuthorizeFailure {
    let says = |words: &str| holds(said, words);
    if says("did not approve") || says("cancelled or denied") {
        AuthorizeFailure::Closed
    } else if says("could not be loaded") {
        AuthorizeFailure::NotLoaded
    } else if says("one web auth flow") {
        AuthorizeFailure::Busy
    } else if says("ncognito") || says("private") {
        AuthorizeFailure::Private
    } else {
        AuthorizeFailure::Other
    }
}
