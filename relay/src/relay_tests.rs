//! The relay as a whole, over fake ports: every rule of the contract and every error.

use std::sync::atomic::{AtomicU64, Ordering};

use http::HeaderMap;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::*;
use crate::fakes::{
    Browser, CHALLENGE, FakeClock, FakeRandom, FakeUpstream, NOW, SigningBrowser, VERIFIER, answer,
    credentials, now_or_never, seal_key,
};
use crate::message::Body;
use crate::ports::{UpstreamAnswer, UpstreamFailure};
use crate::redirect::AllowList;

const CHROME: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
const ORIGIN_CHROME: &str = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
const GRANT: &str = r#"{"access_token":"pina_access","token_type":"bearer","expires_in":2592000,
    "scope":"boards:read pins:read extra:scope","refresh_token":"pinr.refresh","refresh_token_expires_in":5184000}"#;

type TestRelay = Relay<FakeClock, FakeRandom, FakeUpstream>;

fn config() -> Config {
    Config {
        redirects: AllowList::parse(CHROME).unwrap(),
        seal_keys: vec![seal_key()],
        app_id: Some("1234567".into()),
        app_secret: Some(credentials().secret),
        ..Config::default()
    }
}

fn relay_of(config: Config) -> TestRelay {
    Relay::new(config, FakeClock(AtomicU64::new(NOW)), FakeRandom::default(), FakeUpstream::default())
        .unwrap()
}

fn relay() -> TestRelay {
    relay_of(config())
}

impl TestRelay {
    fn will(self, came: Result<UpstreamAnswer, UpstreamFailure>) -> Self {
        self.upstream.answers.lock().unwrap().push_back(came);
        self
    }

    fn at(&self, now: u64) -> &Self {
        self.clock.0.store(now, Ordering::Relaxed);
        self
    }

    fn asked(&self) -> Vec<String> {
        self.upstream.asked.lock().unwrap().iter().map(|request| request.body.expose().to_owned()).collect()
    }

    fn send(&self, method: Method, path: &str, headers: &[(&'static str, &str)], body: &[u8]) -> Answer {
        let mut map = HeaderMap::new();
        map.insert("host", "relay.example".parse().unwrap());
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        let body = Body::Whole(Zeroizing::new(body.to_vec()));
        now_or_never(self.answer(Request { method, path: path.into(), headers: map, body }))
    }

    fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], b"")
    }

    fn post(&self, path: &str, proof: Option<&str>, body: &Value) -> Answer {
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(proof.map(|proof| ("dpop", proof)));
        self.send(Method::POST, path, &headers, body.to_string().as_bytes())
    }

    fn state(&self, browser: &SigningBrowser) -> String {
        let answer = self.post("/v1/authorize", None, &authorize(browser));
        assert_eq!(answer.status, 200, "{answer:?}");
        json_of(&answer)["state"].as_str().unwrap().to_owned()
    }

    fn exchange(&self, browser: &SigningBrowser, state: &str) -> Answer {
        self.post("/v1/token", Some(&browser.proof("/v1/token").sign()), &exchange(state))
    }

    fn handle(&self, browser: &SigningBrowser) -> String {
        let answer = self.exchange(browser, &self.state(browser));
        assert_eq!(answer.status, 200, "{answer:?}");
        json_of(&answer)["refresh_handle"].as_str().unwrap().to_owned()
    }

    fn renew(&self, browser: &SigningBrowser, handle: &str) -> Answer {
        self.post(
            "/v1/refresh",
            Some(&browser.proof("/v1/refresh").sign()),
            &json!({"refresh_handle": handle}),
        )
    }
}

fn authorize(browser: &SigningBrowser) -> Value {
    json!({"protocol": 1, "redirect_uri": CHROME, "code_challenge": CHALLENGE, "scope": "pins:read boards:read",
        "environment": "production", "jkt": browser.jkt()})
}

fn exchange(state: &str) -> Value {
    json!({"code": "the-code", "state": state, "code_verifier": VERIFIER})
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

fn error(answer: &Answer) -> (u16, String) {
    let body = json_of(answer);
    assert!(!body["message"].as_str().unwrap().is_empty());
    assert_eq!(answer.decision.reason, body["error"].as_str());
    (answer.status.as_u16(), body["error"].as_str().unwrap().to_owned())
}

fn is(answer: &Answer, status: u16, code: &str) {
    assert_eq!(error(answer), (status, code.to_owned()), "{answer:?}");
}

#[test]
fn a_sign_in_and_a_refresh() {
    let relay = relay().will(Ok(answer(200, GRANT))).will(Ok(answer(200, GRANT)));
    let browser = Browser::new();

    let answer = relay.post("/v1/authorize", None, &authorize(&browser));
    let body = json_of(&answer);
    let state = body["state"].as_str().unwrap();
    assert!(state.len() <= 512);
    assert_eq!(body["expires_in"], 600);
    assert_eq!(
        body["authorize_url"],
        format!(
            "https://www.pinterest.com/oauth/?client_id=1234567&redirect_uri=https%3A%2F%2F\
             abcdefghijklmnopabcdefghijklmnop.chromiumapp.org%2F&response_type=code&scope=boards:read,pins:read\
             &state={state}"
        )
    );

    let answer = relay.at(NOW + 30).exchange(&browser, state);
    let mut body = json_of(&answer);
    let handle = body["refresh_handle"].take();
    assert_eq!(
        body,
        json!({"access_token": "pina_access", "token_type": "bearer", "expires_in": 2_592_000,
            "scope": "boards:read pins:read extra:scope", "refresh_handle": null, "refresh_expires_in": 5_184_000,
            "environment": "production", "now": NOW + 30})
    );
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(!handle.as_str().unwrap().contains("pinr"));

    let answer = relay.renew(&browser, handle.as_str().unwrap());
    assert_eq!(answer.status, 200);
    assert_ne!(json_of(&answer)["refresh_handle"], handle);
    assert_eq!(
        relay.asked(),
        [
            "grant_type=authorization_code&code=the-code&redirect_uri=https%3A%2F%2F\
             abcdefghijklmnopabcdefghijklmnop.chromiumapp.org%2F&continuous_refresh=true",
            "grant_type=refresh_token&refresh_token=pinr.refresh",
        ]
    );
    assert_eq!(relay.upstream.asked.lock().unwrap()[0].environment, Environment::Production);
}

#[test]
fn the_sandbox_is_a_world_of_its_own() {
    let relay = relay().will(Ok(answer(200, GRANT))).will(Ok(answer(200, GRANT)));
    let browser = Browser::new();
    let mut body = authorize(&browser);
    body["environment"] = json!("sandbox");
    let state = json_of(&relay.post("/v1/authorize", None, &body))["state"].clone();
    let answer = relay.exchange(&browser, state.as_str().unwrap());
    assert_eq!(json_of(&answer)["environment"], "sandbox");
    let answer = relay.renew(&browser, json_of(&answer)["refresh_handle"].as_str().unwrap());
    assert_eq!(json_of(&answer)["environment"], "sandbox");
    assert_eq!(answer.decision.environment, Some(Environment::Sandbox));
    assert!(relay.upstream.asked.lock().unwrap().iter().all(|r| r.environment == Environment::Sandbox));
}

#[test]
fn authorize_serves_the_list_and_nothing_near_it() {
    let relay = relay();
    let browser = Browser::new();
    for uri in ["https://evil.example/", &CHROME[..CHROME.len() - 1], &format!("{CHROME}x"), ""] {
        let mut body = authorize(&browser);
        body["redirect_uri"] = json!(uri);
        let answer = relay.post("/v1/authorize", None, &body);
        is(&answer, 400, "redirect_uri_not_allowed");
        assert!(!answer.headers.contains_key("location"));
    }
    let mut body = authorize(&browser);
    body["scope"] = json!("boards:read ads:write");
    is(&relay.post("/v1/authorize", None, &body), 400, "scope_not_allowed");
    body["protocol"] = json!(9);
    is(&relay.post("/v1/authorize", None, &body), 400, "unsupported_protocol");
}

#[test]
fn a_stolen_state_is_worth_nothing() {
    let relay = relay();
    let browser = Browser::new();
    let state = relay.state(&browser);
    let thief = Browser::new();
    let answer = relay.exchange(&thief, &state);
    is(&answer, 400, "proof_invalid");
    assert_eq!(answer.decision.detail.as_deref(), Some("other_key"));

    let mut body = exchange(&state);
    body["code_verifier"] = json!("x".repeat(43));
    let proof = browser.proof("/v1/token").sign();
    is(&relay.post("/v1/token", Some(&proof), &body), 400, "verifier_mismatch");

    is(&relay.exchange(&browser, "AAAA"), 400, "state_invalid");
    let mut forged = state.clone();
    forged.replace_range(40..41, if &forged[40..41] == "A" { "B" } else { "A" });
    is(&relay.exchange(&browser, &forged), 400, "state_invalid");
    assert!(relay.asked().is_empty(), "nothing of this may reach Pinterest");
}

#[test]
fn a_state_lives_ten_minutes() {
    let relay = relay().will(Ok(answer(200, GRANT)));
    let mut browser = Browser::new();
    let state = relay.state(&browser);
    browser.now = NOW + 600;
    is(&relay.at(NOW + 600).exchange(&browser, &state), 400, "state_expired");
    assert_eq!(relay.at(NOW + 599).exchange(&browser, &state).status, 200);
}

#[test]
fn states_and_handles_are_not_interchangeable() {
    let relay = relay().will(Ok(answer(200, GRANT)));
    let browser = Browser::new();
    let state = relay.state(&browser);
    is(&relay.renew(&browser, &state), 400, "handle_invalid");
    let handle = relay.handle(&browser);
    is(&relay.exchange(&browser, &handle), 400, "state_invalid");
}

#[test]
fn proofs_are_demanded_checked_and_used_once() {
    let relay = relay().will(Ok(answer(200, GRANT)));
    let browser = Browser::new();
    let body = exchange(&relay.state(&browser));
    is(&relay.post("/v1/token", None, &body), 400, "proof_missing");
    is(&relay.post("/v1/token", Some("nonsense"), &body), 400, "proof_invalid");
    let elsewhere = browser.proof("/v1/refresh").sign();
    is(&relay.post("/v1/token", Some(&elsewhere), &body), 400, "proof_invalid");

    let proof = browser.proof("/v1/token").sign();
    let twice = [("content-type", "application/json"), ("dpop", proof.as_str()), ("dpop", proof.as_str())];
    let bytes = body.to_string();
    is(&relay.send(Method::POST, "/v1/token", &twice, bytes.as_bytes()), 400, "proof_invalid");

    assert_eq!(relay.post("/v1/token", Some(&proof), &body).status, 200);
    is(&relay.post("/v1/token", Some(&proof), &body), 400, "proof_replayed");
    assert_eq!(relay.asked().len(), 1);
}

#[test]
fn a_wrong_clock_is_told_the_time() {
    let relay = relay();
    let browser = Browser::new();
    let proof = browser.proof("/v1/token").claim("iat", (NOW - 4000).into()).sign();
    let answer = relay.post("/v1/token", Some(&proof), &exchange(&relay.state(&browser)));
    is(&answer, 400, "proof_invalid");
    assert_eq!(json_of(&answer)["now"], NOW);
    let other = relay.post("/v1/token", Some("nonsense"), &exchange(&relay.state(&browser)));
    assert!(json_of(&other).get("now").is_none());
}

#[test]
fn a_redirect_uri_taken_off_the_list_ends_its_sign_ins() {
    let before = relay();
    let browser = Browser::new();
    let state = before.state(&browser);
    let after =
        relay_of(Config { redirects: AllowList::parse("https://other.example/").unwrap(), ..config() });
    is(&after.exchange(&browser, &state), 400, "redirect_uri_not_allowed");
}

#[test]
fn any_replica_finishes_what_another_began() {
    let browser = Browser::new();
    let state = relay().state(&browser);
    let reordered = AllowList::parse(&format!("https://other.example/ {CHROME}")).unwrap();
    let other = relay_of(Config { redirects: reordered, ..config() }).will(Ok(answer(200, GRANT)));
    assert_eq!(other.exchange(&browser, &state).status, 200);
    assert!(other.asked()[0].contains("chromiumapp"));
}

#[test]
fn keys_rotate_without_signing_anyone_out() {
    let browser = Browser::new();
    let new = SealKey::parse("AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=").unwrap();
    let handle = relay().will(Ok(answer(200, GRANT))).handle(&browser);
    let rotated = relay_of(Config { seal_keys: vec![new.clone(), seal_key()], ..config() })
        .will(Ok(answer(200, GRANT)));
    let renewed = rotated.renew(&browser, &handle);
    assert_eq!(renewed.status, 200);
    let done = relay_of(Config { seal_keys: vec![new], ..config() }).will(Ok(answer(200, GRANT)));
    assert_eq!(done.renew(&browser, json_of(&renewed)["refresh_handle"].as_str().unwrap()).status, 200);
    is(&done.renew(&browser, &handle), 400, "handle_invalid");
}

#[test]
fn without_a_configured_key_handles_die_with_the_process() {
    let none = || relay_of(Config { seal_keys: Vec::new(), ..config() });
    let browser = Browser::new();
    let first = none().will(Ok(answer(200, GRANT)));
    let handle = first.handle(&browser);
    let second = none();
    // The fake's randomness repeats itself from relay to relay; advance it as time would.
    let second =
        Relay { sealer: Sealer::new(&SealKey::generate(&second.random).unwrap(), &[]).unwrap(), ..second };
    is(&second.renew(&browser, &handle), 400, "handle_invalid");
}

#[test]
fn a_stolen_handle_is_worth_nothing() {
    let relay = relay().will(Ok(answer(200, GRANT)));
    let browser = Browser::new();
    let handle = relay.handle(&browser);
    // To whoever lost the key it says at once that only connecting again helps.
    let other = relay.renew(&Browser::new(), &handle);
    is(&other, 400, "handle_invalid");
    assert_eq!(other.decision.detail.as_deref(), Some("other_key"));
    is(&relay.renew(&browser, "AAAA"), 400, "handle_invalid");
    is(&relay.post("/v1/refresh", None, &json!({"refresh_handle": handle})), 400, "proof_missing");
    assert_eq!(relay.asked().len(), 1);
}

#[test]
fn a_handle_expires_with_its_token() {
    let relay = relay().will(Ok(answer(200, GRANT)));
    let mut browser = Browser::new();
    let handle = relay.handle(&browser);
    browser.now = NOW + 5_184_000;
    is(&relay.at(browser.now).renew(&browser, &handle), 400, "handle_expired");
}

#[test]
fn no_new_refresh_token_means_that_the_old_one_is_sealed_anew() {
    let bare = r#"{"access_token":"pina_2","token_type":"bearer","expires_in":60}"#;
    let relay = relay().will(Ok(answer(200, GRANT))).will(Ok(answer(200, bare))).will(Ok(answer(200, bare)));
    let mut browser = Browser::new();
    let handle = relay.handle(&browser);
    browser.now = NOW + 1000;
    let body = json_of(&relay.at(NOW + 1000).renew(&browser, &handle));
    let second = body["refresh_handle"].as_str().unwrap();
    assert_ne!(second, handle);
    assert_eq!(body["refresh_expires_in"], 5_184_000 - 1000);
    assert_eq!(body["scope"], "boards:read pins:read", "what was asked for, when the answer names none");
    assert_eq!(relay.renew(&browser, second).status, 200);
    assert_eq!(relay.asked()[1..], ["grant_type=refresh_token&refresh_token=pinr.refresh"; 2]);
}

#[test]
fn no_refresh_token_at_all_means_no_handle() {
    let relay =
        relay().will(Ok(answer(200, r#"{"access_token":"a","token_type":"bearer","expires_in":60}"#)));
    let browser = Browser::new();
    let body = json_of(&relay.exchange(&browser, &relay.state(&browser)));
    assert_eq!((&body["refresh_handle"], &body["refresh_expires_in"]), (&Value::Null, &Value::Null));
    assert_eq!(body["scope"], "boards:read pins:read");
}

#[test]
fn a_life_that_pinterest_does_not_name_is_unknown() {
    let open = r#"{"access_token":"a","expires_in":60,"refresh_token":"pinr.open"}"#;
    let relay = relay().will(Ok(answer(200, open))).will(Ok(answer(200, open)));
    let mut browser = Browser::new();
    let body = json_of(&relay.exchange(&browser, &relay.state(&browser)));
    assert_eq!(body["refresh_expires_in"], Value::Null);
    browser.now = NOW + 90 * 86_400;
    let later = relay.at(browser.now).renew(&browser, body["refresh_handle"].as_str().unwrap());
    assert_eq!(later.status, 200, "Pinterest decides, not the relay");
}

#[test]
fn pinterests_problems_come_through_in_one_shape() {
    let browser = Browser::new();
    let said = r#"{"code":2,"message":"Authentication failed."}"#;
    for (came, status, code) in [
        (Ok(answer(401, said)), 401, "pinterest_refused"),
        (Ok(answer(400, said)), 400, "pinterest_refused"),
        (Ok(answer(429, said)), 400, "pinterest_refused"),
        (Ok(answer(403, "<html>")), 502, "pinterest_garbled"),
        (Ok(answer(200, "<html>")), 502, "pinterest_garbled"),
        (Ok(answer(302, "")), 502, "pinterest_garbled"),
        (Ok(answer(500, said)), 502, "pinterest_unreachable"),
        (Err(UpstreamFailure::Unreachable("dns error".into())), 502, "pinterest_unreachable"),
        (Err(UpstreamFailure::TimedOut), 504, "pinterest_timeout"),
        (Err(UpstreamFailure::TooLarge), 502, "pinterest_garbled"),
    ] {
        let said_status = came.as_ref().ok().map(|answer| answer.status);
        let relay = relay().will(came);
        let answer = relay.exchange(&browser, &relay.state(&browser));
        is(&answer, status, code);
        assert_eq!(json_of(&answer)["pinterest"]["status"].as_u64(), said_status.map(u64::from));
        assert_eq!(answer.decision.environment, Some(Environment::Production));
        assert_eq!(answer.decision.pinterest_status, said_status);
        assert_eq!(relay.asked().len(), 1, "never tried twice");
        assert!(!String::from_utf8_lossy(&answer.body).contains("dns"), "causes are for the log");
    }
}

#[test]
fn a_missing_id_or_secret_does_not_stop_the_relay() {
    let browser = Browser::new();
    for config in
        [Config { app_id: None, ..config() }, Config { app_secret: None, ..config() }, Config::default()]
    {
        let relay = relay_of(config);
        for path in ["/v1/authorize", "/v1/token", "/v1/refresh"] {
            is(&relay.post(path, None, &authorize(&browser)), 503, "not_configured");
        }
        is(&relay.get("/readyz"), 503, "not_configured");
        assert_eq!(json_of(&relay.get("/readyz"))["message"], NOT_CONFIGURED);
        assert_eq!(relay.get("/healthz").status, 200);
        assert_eq!(json_of(&relay.get("/v1/config"))["configured"], false);
        let page = String::from_utf8(relay.get("/").body).unwrap();
        assert!(page.contains(NOT_CONFIGURED));
    }
}

#[test]
fn switched_off() {
    let relay = relay_of(Config { enabled: false, ..config() });
    for path in ["/v1/authorize", "/v1/token", "/v1/refresh"] {
        is(&relay.post(path, None, &json!({})), 503, "disabled");
    }
    is(&relay.get("/readyz"), 503, "disabled");
    assert_eq!(relay.get("/healthz").status, 200);
    assert_eq!(json_of(&relay.get("/v1/config"))["configured"], false);
}

#[test]
fn the_announcement() {
    let answer = relay().get("/v1/config");
    assert_eq!(
        json_of(&answer),
        json!({"service": "tack-relay", "protocol": 1, "oldest_protocol": 1, "version": "0.1.0", "now": NOW,
            "configured": true, "app_id": "1234567", "environments": ["production", "sandbox"],
            "scopes": ["user_accounts:read", "boards:read", "boards:write", "pins:read", "pins:write",
                "boards:read_secret", "boards:write_secret", "pins:read_secret", "pins:write_secret"],
            "authorize_url": "https://www.pinterest.com/oauth/", "redirect_uris_count": 1})
    );
    assert_eq!(answer.headers["cache-control"], "no-store");
}

#[test]
fn addresses_and_methods() {
    let relay = relay();
    is(&relay.get("/nothing"), 404, "not_found");
    is(&relay.get("/v1/token/"), 404, "not_found");
    let answer = relay.get("/v1/token");
    is(&answer, 405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "POST, OPTIONS");
    is(&relay.post("/v1/config", None, &json!({})), 405, "method_not_allowed");
    is(&relay.send(Method::DELETE, "/", &[], b""), 405, "method_not_allowed");
    assert_eq!(relay.send(Method::HEAD, "/", &[], b"").status, 200);
    assert_eq!(json_of(&relay.get("/readyz"))["ready"], true);
    assert!(relay.get("/readyz").decision.is_routine() && !relay.get("/nothing").decision.is_routine());
}

#[test]
fn bodies_are_json_and_small() {
    let relay = relay();
    let body = authorize(&Browser::new()).to_string();
    let form = [("content-type", "text/plain")];
    is(&relay.send(Method::POST, "/v1/authorize", &form, body.as_bytes()), 415, "unsupported_media_type");
    for (body, status, code) in
        [(Body::TooLarge, 413, "payload_too_large"), (Body::Incomplete, 408, "invalid_request")]
    {
        let headers = HeaderMap::new();
        let request = Request { method: Method::POST, path: "/v1/authorize".into(), headers, body };
        is(&now_or_never(relay.answer(request)), status, code);
    }
}

#[test]
fn cors_reflects_extensions_and_nobody_else() {
    let relay = relay();
    let preflight = |origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        relay.send(Method::OPTIONS, "/v1/token", &headers, b"")
    };
    for origin in [ORIGIN_CHROME, "moz-extension://6d6c1b1e-0f5e-4e7b-9c5a-0123456789ab"] {
        let answer = preflight(origin);
        assert_eq!(answer.status, 204);
        assert_eq!(answer.headers["access-control-allow-origin"], origin);
        assert_eq!(answer.headers["access-control-allow-headers"], "content-type, dpop");
        let answer = relay.send(Method::GET, "/v1/nothing", &[("origin", origin)], b"");
        assert_eq!(answer.headers["access-control-allow-origin"], origin, "errors must be readable too");
    }
    for origin in ["https://evil.example", "null", "chrome-extension://short"] {
        let answer = preflight(origin);
        assert!(!answer.headers.keys().any(|name| name.as_str().starts_with("access-control")), "{origin}");
        assert_eq!(answer.headers["vary"], "origin");
    }
    assert_eq!(relay.get("/v1/config").headers["vary"], "origin");
}

#[test]
fn an_extension_that_is_not_on_the_list_reads_that_and_nothing_else() {
    let relay = relay();
    let origin = "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba";
    let asked = [("origin", origin), ("access-control-request-method", "POST")];
    let preflight = relay.send(Method::OPTIONS, "/v1/token", &asked, b"");
    assert_eq!(preflight.headers["access-control-allow-origin"], origin);
    // In all else as good as one that is let in.
    let browser = Browser::new();
    let state = relay.state(&browser);
    let proof = browser.proof("/v1/token").sign();
    for (method, path, body) in [
        (Method::GET, "/v1/config", Value::Null),
        (Method::GET, "/", Value::Null),
        (Method::POST, "/v1/authorize", authorize(&browser)),
        (Method::POST, "/v1/token", exchange(&state)),
        (Method::POST, "/v1/refresh", json!({"refresh_handle": "a-handle"})),
    ] {
        let headers = [("origin", origin), ("content-type", "application/json"), ("dpop", &proof)];
        let answer = relay.send(method, path, &headers, body.to_string().as_bytes());
        is(&answer, 400, "redirect_uri_not_allowed");
        assert_eq!(answer.headers["access-control-allow-origin"], origin, "{path}");
        assert_eq!(json_of(&answer).as_object().unwrap().len(), 2, "a code and its words: {answer:?}");
    }
    assert!(relay.upstream.asked.lock().unwrap().is_empty());
}

#[test]
fn the_page_is_guarded() {
    let answer = relay().get("/");
    let policy = answer.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    assert!(String::from_utf8(answer.body).unwrap().contains(CHROME));
}

#[test]
fn without_randomness_nothing_is_sealed() {
    let broken = Relay { random: FakeRandom::broken(), ..relay() };
    let answer = broken.post("/v1/authorize", None, &authorize(&Browser::new()));
    is(&answer, 500, "internal");
    let config = Config { seal_keys: Vec::new(), ..config() };
    let clock = FakeClock(AtomicU64::new(NOW));
    assert!(Relay::new(config, clock, FakeRandom::broken(), FakeUpstream::default()).is_err());
}

#[test]
fn decisions_and_debug_hold_no_secret() {
    let relay =
        relay().will(Ok(answer(200, GRANT))).will(Ok(answer(400, r#"{"code":1,"message":"the-code?"}"#)));
    let browser = Browser::new();
    let state = relay.state(&browser);
    let granted = relay.exchange(&browser, &state);
    let refused = relay.exchange(&browser, &state);
    let body = json_of(&granted);
    assert_eq!(json_of(&refused)["pinterest"]["message"], "[redacted]?");
    let requests = relay.upstream.asked.lock().unwrap();
    let shown = format!("{:?} {:?} {requests:?} {granted:?} {refused:?}", granted.decision, refused.decision);
    for secret in [
        "the-code",
        VERIFIER,
        state.as_str(),
        "pina_access",
        "pinr.refresh",
        body["refresh_handle"].as_str().unwrap(),
        credentials().secret.expose(),
    ] {
        assert!(!shown.contains(secret), "{secret}");
    }
}
