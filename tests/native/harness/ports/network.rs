//! Requests to Pinterest and the relay: real ones, and what a test lets go wrong.

use std::rc::Rc;
use std::time::Duration;

use tack::ports::{Http, HttpFailure, HttpRequest, HttpResponse};

use tack_protocol::Environment;

use super::Native;

/// An HTTP client that goes through a proxy, with a connection for each request.
pub(super) fn client(proxy: &str, authority: &[u8]) -> reqwest::Client {
    reqwest::Client::builder()
        .proxy(reqwest::Proxy::https(proxy).unwrap())
        .tls_built_in_root_certs(false)
        .add_root_certificate(reqwest::Certificate::from_pem(authority).unwrap())
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .build()
        .unwrap()
}

impl Native {
    async fn sent(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let time = Rc::clone(&self.0.time);
        let _busy = time.busy();
        let trouble = self.0.trouble.borrow().clone();
        let trouble = trouble.filter(|_| request.url.contains(".pinterest.com/"));
        if request.url.contains(".pinterest.com/") {
            self.tell_time().await;
        }
        if let Some((trouble, _)) = &trouble
            && trouble.before(&request).await
        {
            return Err(HttpFailure::Offline);
        }
        let timeout_ms = request.timeout_ms;
        let Some((trouble, client)) = trouble else { return self.asked(request, &self.0.client).await };
        tokio::select! {
            answer = self.asked(request, &client) => answer,
            () = trouble.hangs() => {
                time.pass(f64::from(timeout_ms));
                Err(HttpFailure::Timeout)
            }
        }
    }

    /// Sends a request as it is, once more.
    pub async fn once_more(&self, request: HttpRequest) {
        assert!(self.asked(request, &self.0.client).await.is_ok());
    }

    async fn asked(
        &self,
        request: HttpRequest,
        client: &reqwest::Client,
    ) -> Result<HttpResponse, HttpFailure> {
        let method = request.method.parse().map_err(|_| HttpFailure::NotSent)?;
        let mut sending =
            client.request(method, &request.url).timeout(Duration::from_millis(request.timeout_ms.into()));
        for (name, value) in &request.headers {
            sending = sending.header(*name, value);
        }
        if let Some(body) = request.body {
            sending = sending.body(body);
        }
        let failure =
            |e: reqwest::Error| if e.is_timeout() { HttpFailure::Timeout } else { HttpFailure::Broken };
        let response = sending.send().await.map_err(failure)?;
        let header =
            |name: &str| response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (request_id, retry_after) = (header("x-pinterest-rid"), header("retry-after"));
        let (rate_reset, date) = (header("x-ratelimit-reset"), header("date"));
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(failure)?.to_vec();
        if body.len() > tack_protocol::limits::BODY_MAX {
            return Err(HttpFailure::TooLarge);
        }
        Ok(HttpResponse { status, request_id, retry_after, rate_reset, date, body })
    }
}

impl Http for Native {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        self.step().await;
        let answer = self.sent(request).await;
        self.step().await;
        answer
    }

    fn online(&self) -> bool {
        self.0.online.get()
    }

    async fn pinterest_allowed(&self, environment: Environment) -> bool {
        self.0.forbidden.get() != Some(environment)
    }

    async fn site_allowed(&self, _host: &str) -> bool {
        false
    }

    async fn picture(&self, _url: &str) -> Option<Vec<u8>> {
        None
    }
}
