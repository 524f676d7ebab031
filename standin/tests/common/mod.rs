//! A stand-in on a free port, and clients that reach it as browsers and relays do: through CONNECT, trusting its
//! authority.

#![allow(dead_code, reason = "each test file uses its own part")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Once;
use std::time::Duration;
use tack_standin::{Options, Standin, start};

pub(crate) const BASE: &str = "user_accounts:read boards:read boards:write pins:read pins:write";
pub(crate) const SECRET: &str = "boards:read_secret boards:write_secret pins:read_secret pins:write_secret";
pub(crate) const REDIRECT: &str = "https://abcdefgh.chromiumapp.org/pinterest";
pub(crate) const STATE: &str = "c3RhdGUtb2YtYS10ZXN0LWF0LWxlYXN0LTEyOC1iaXRz";
pub(crate) const PRODUCTION: &str = "https://api.pinterest.com/v5";
pub(crate) const SANDBOX: &str = "https://api-sandbox.pinterest.com/v5";

/// Waits until something holds; how long is only a guard against hanging.
pub(crate) async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..2000 {
        if let Some(seen) = look().await {
            return seen;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never came: {what}");
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Status and code of a documented error.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, i64) {
        let body = self.json();
        let fields: Vec<&String> = body.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["code", "message"]);
        (self.status, body["code"].as_i64().unwrap())
    }
}

pub(crate) struct World {
    pub(crate) standin: Standin,
    pub(crate) client: reqwest::Client,
    plain: reqwest::Client,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(false).await
    }

    pub(crate) async fn with(tick_free: bool) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let standin = start(Options { listen, tick_free }).await.unwrap();
        let client = reqwest::Client::builder()
            .proxy(reqwest::Proxy::all(format!("http://{}", standin.address())).unwrap())
            .tls_built_in_root_certs(false)
            .add_root_certificate(reqwest::Certificate::from_pem(standin.ca_pem().as_bytes()).unwrap())
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .user_agent("test/1")
            .build()
            .unwrap();
        let plain = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { standin, client, plain }
    }

    pub(crate) async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    pub(crate) async fn try_send(&self, request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.bytes().await?.to_vec() })
    }

    pub(crate) async fn control(&self, method: &str, call: &str, body: Option<Value>) -> Answer {
        let url = format!("http://{}/_standin/{call}", self.standin.address());
        let mut request = self.plain.request(method.parse().unwrap(), url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = self.send(request).await;
        assert_eq!(answer.status, 200, "{method} {call}: {}", answer.text());
        answer
    }

    pub(crate) async fn told(&self, call: &str) -> Value {
        self.control("GET", call, None).await.json()
    }

    pub(crate) async fn say(&self, call: &str, body: Value) -> Value {
        self.control("POST", call, Some(body)).await.json()
    }

    pub(crate) async fn violations(&self) -> Vec<String> {
        let told = self.told("violations").await;
        told["violations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|v| v["what"].as_str().unwrap().to_owned())
            .collect()
    }

    pub(crate) async fn pins(&self, world: &str) -> Vec<Value> {
        self.told(&format!("pins?world={world}")).await["pins"].as_array().unwrap().clone()
    }

    /// The id of a board of ada's.
    pub(crate) async fn board(&self, world: &str, name: &str) -> String {
        let told = self.told(&format!("boards?world={world}&account=ada")).await;
        let boards = told["boards"].as_array().unwrap();
        let board = boards.iter().find(|b| b["name"] == name).unwrap();
        board["id"].as_str().unwrap().to_owned()
    }

    /// Presses a button on the consent page; answers where the browser is sent.
    pub(crate) async fn consent(&self, account: &str, asked: &str, ticked: &str, decision: &str) -> url::Url {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_id", "1234567")
            .append_pair("redirect_uri", REDIRECT)
            .append_pair("response_type", "code")
            .append_pair("state", STATE)
            .append_pair("asked", asked)
            .append_pair("account", account)
            .append_pair("decision", decision);
        for scope in ticked.split(' ') {
            form.append_pair("scope", scope);
        }
        let request = self
            .client
            .post("https://www.pinterest.com/oauth/")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish());
        let answer = self.send(request).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").unwrap().parse().unwrap()
    }

    pub(crate) async fn code(&self, account: &str, scopes: &str) -> String {
        value(&self.consent(account, scopes, scopes, "allow").await, "code").unwrap()
    }

    pub(crate) fn token_request(&self, api: &str, form: &[(&str, &str)]) -> reqwest::RequestBuilder {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.client
            .post(format!("{api}/oauth/token"))
            .header("authorization", basic("1234567", "standin-app-secret"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    pub(crate) async fn exchange(&self, api: &str, code: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("continuous_refresh", "true"),
        ];
        self.send(self.token_request(api, &form)).await
    }

    pub(crate) async fn refresh(&self, api: &str, token: &str) -> Answer {
        self.send(self.token_request(api, &[("grant_type", "refresh_token"), ("refresh_token", token)])).await
    }

    /// An access token of a person, with scopes.
    pub(crate) async fn connect(&self, api: &str, account: &str, scopes: &str) -> String {
        let code = self.code(account, scopes).await;
        let answer = self.exchange(api, &code).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, token: &str, url: &str) -> Answer {
        self.send(self.client.get(url).header("authorization", format!("Bearer {token}"))).await
    }

    pub(crate) async fn delete(&self, token: &str, url: &str) -> Answer {
        self.send(self.client.delete(url).header("authorization", format!("Bearer {token}"))).await
    }

    pub(crate) fn post_request(&self, token: &str, url: &str, body: &Value) -> reqwest::RequestBuilder {
        self.client
            .post(url)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) async fn post(&self, token: &str, url: &str, body: &Value) -> Answer {
        self.send(self.post_request(token, url, body)).await
    }

    pub(crate) async fn pin(&self, token: &str, api: &str, board: &str, picture: &str) -> Answer {
        self.post(token, &format!("{api}/pins"), &pin_body(board, picture)).await
    }
}

pub(crate) fn pin_body(board: &str, picture: &str) -> Value {
    json!({
        "board_id": board,
        "title": "A thing",
        "media_source": { "source_type": "image_url", "url": format!("https://cdn.example/picture/{picture}") },
    })
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

/// A query value of an address.
pub(crate) fn value(url: &url::Url, key: &str) -> Option<String> {
    url.query_pairs().find(|(k, _)| k == key).map(|(_, v)| v.into_owned())
}
