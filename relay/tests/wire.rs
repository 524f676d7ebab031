//! The binary as shipped, over real sockets: in front a client, behind it a proxy and a TLS server under
//! Pinterest's names, reached by `HTTPS_PROXY` and trusted by `SSL_CERT_FILE`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy knows test functions, not their helpers"
)]

#[path = "support/browser.rs"]
mod browser;
#[path = "support/process.rs"]
mod process;
#[path = "support/upstream.rs"]
mod upstream;

use std::net::TcpStream;
use std::sync::mpsc::channel;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use browser::{Browser, CHALLENGE, VERIFIER};
use process::{Process, Reply, command};
use upstream::{Script, Upstream};

const REDIRECT: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";
const SECRET: &str = "app-secret/+&%";
const SEAL_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A configured relay whose way to Pinterest leads to `upstream`.
fn relay(upstream: &Upstream, authority: &str) -> Process {
    Process::start(&[
        ("TACK_RELAY_REDIRECT_URIS", REDIRECT),
        ("TACK_RELAY_SEAL_KEYS", SEAL_KEY),
        ("PINTEREST_APP_ID", "1234567"),
        ("PINTEREST_APP_SECRET", SECRET),
        ("HTTPS_PROXY", &format!("http://{}", upstream.address)),
        ("SSL_CERT_FILE", authority),
    ])
}

fn trusting(upstream: &Upstream) -> Process {
    relay(upstream, upstream.authority.to_str().unwrap())
}

fn grant(n: u32) -> String {
    json!({"access_token": format!("pina_ACCESSACCESSACCESS{n}"), "token_type": "bearer", "expires_in": 2_592_000,
        "scope": "boards:read", "refresh_token": format!("pinr.REFRESHREFRESHREFRESH{n}"),
        "refresh_token_expires_in": 5_184_000})
    .to_string()
}

fn state(relay: &Process, browser: &Browser, environment: &str) -> String {
    let body = json!({"protocol": 1, "redirect_uri": REDIRECT, "code_challenge": CHALLENGE, "scope": "boards:read",
        "environment": environment, "jkt": browser.jkt()});
    let reply = relay.post("/v1/authorize", None, &body);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()["state"].as_str().unwrap().to_owned()
}

fn body(state: &str, code: &str) -> Value {
    json!({"code": code, "state": state, "code_verifier": VERIFIER})
}

fn error(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["error"].as_str().unwrap().to_owned())
}

#[test]
fn a_full_run_leaves_no_secret_in_the_output() {
    let upstream = Upstream::start("full");
    let relay = trusting(&upstream);
    let browser = Browser::at(&relay.base(), now());
    let mut secrets: Vec<String> = vec![SECRET.into(), "app-secret".into(), SEAL_KEY.into(), VERIFIER.into()];
    // The very header that carries the secret, urlencoded first (RFC 6749 §2.3.1).
    let basic = STANDARD.encode("1234567:app-secret%2F%2B%26%25");
    secrets.push(basic.clone());

    let mut token = |script: Script, code: &str| {
        upstream.will(script);
        let state = state(&relay, &browser, "production");
        let proof = browser.proof("/v1/token").sign();
        let reply = relay.post("/v1/token", Some(&proof), &body(&state, code));
        secrets.extend([state, proof, code.to_owned()]);
        reply
    };
    let granted = token(Script::Answer(200, grant(1)), "code-granted-1");
    assert_eq!(granted.status, 200, "{granted:?}");
    assert!(granted.head.contains("cache-control: no-store"));
    let quoting = r#"{"code":2,"message":"code-refused-2 with pina_ACCESSACCESSACCESS9 failed"}"#;
    let refused = token(Script::Answer(401, quoting.into()), "code-refused-2");
    assert_eq!(error(&refused), (401, "pinterest_refused".into()));
    assert_eq!(
        refused.json()["pinterest"],
        json!({"status": 401, "code": 2, "message": "[redacted] with [redacted] failed", "request_id": "778899"})
    );
    let page = token(Script::Answer(200, "<html>code-page-3</html>".into()), "code-page-3");
    assert_eq!(error(&page), (502, "pinterest_garbled".into()));
    let big = token(Script::Answer(200, "x".repeat(70_000)), "code-big-4");
    assert_eq!(error(&big), (502, "pinterest_garbled".into()));
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".iter().copied();
    let endless = token(Script::Raw(endless.chain(vec![b' '; 100_000]).collect()), "code-endless-5");
    assert_eq!(error(&endless), (502, "pinterest_garbled".into()));
    let cut = token(Script::Cut, "code-cut-6");
    assert_eq!(error(&cut), (502, "pinterest_unreachable".into()));
    let midway = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"access_token\":".to_vec();
    assert_eq!(error(&token(Script::Raw(midway), "code-midway-7")), (502, "pinterest_unreachable".into()));
    let elsewhere = "HTTP/1.1 307 X\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n";
    let moved = token(Script::Raw(elsewhere.into()), "code-moved-8");
    assert_eq!(error(&moved), (502, "pinterest_garbled".into()));
    assert_eq!(upstream.asked().len(), 8, "each exactly once: nothing retried, no redirect followed");

    // Refresh, in the handle's own world; then the same proof again.
    let handle = granted.json()["refresh_handle"].as_str().unwrap().to_owned();
    upstream.will(Script::Answer(200, grant(2)));
    let proof = browser.proof("/v1/refresh").sign();
    let renewed = relay.post("/v1/refresh", Some(&proof), &json!({"refresh_handle": handle}));
    assert_eq!(renewed.status, 200, "{renewed:?}");
    let again = relay.post("/v1/refresh", Some(&proof), &json!({"refresh_handle": handle}));
    assert_eq!(error(&again), (400, "proof_replayed".into()));
    // Junk in every place that a parser might quote.
    for junk in
        [json!({"code": "junk-code-a", "x": 1}), json!("junk-code-b"), json!({"refresh_handle": "junk!c"})]
    {
        assert_eq!(relay.post("/v1/token", Some("junk-proof-d"), &junk).status, 400);
        assert_eq!(relay.post("/v1/refresh", Some("junk-proof-d"), &junk).status, 400);
    }
    assert_eq!(relay.get("/v1/token?code=junk-code-e").status, 405);
    assert_eq!(relay.get("/junk-path-f").status, 404);
    secrets
        .extend(["junk-", "pina_ACCESS", "pinr.REFRESH", "code-page-3", "evil.example"].map(str::to_owned));
    secrets.extend([handle, proof, renewed.json()["refresh_handle"].as_str().unwrap().to_owned()]);

    let first = &upstream.asked()[0];
    assert_eq!(first.host, "api.pinterest.com");
    assert!(first.head.starts_with("POST /v5/oauth/token HTTP/1.1\r\n"), "{}", first.head);
    assert!(first.head.contains(&format!("authorization: Basic {basic}\r\n")), "{}", first.head);
    assert!(first.head.contains("content-type: application/x-www-form-urlencoded\r\n"));
    assert!(
        first
            .body
            .starts_with("grant_type=authorization_code&code=code-granted-1&redirect_uri=https%3A%2F%2F")
    );
    assert!(first.body.ends_with("&continuous_refresh=true"));
    let last = &upstream.asked()[8];
    assert_eq!(last.body, "grant_type=refresh_token&refresh_token=pinr.REFRESHREFRESHREFRESH1");
    assert!(upstream.connects().iter().all(|to| to == "api.pinterest.com:443"), "{:?}", upstream.connects());

    let (output, well) = relay.stop();
    assert!(
        well && output.contains("event=token outcome=granted status=200 environment=production latency_ms=")
    );
    assert!(output.contains("reason=proof_replayed") && output.ends_with("tack-relay stopped\n"), "{output}");
    for secret in secrets {
        assert!(!output.contains(&secret), "{secret:?} is in the output:\n{output}");
    }
}

#[test]
fn the_sandbox_has_its_own_host() {
    let upstream = Upstream::start("sandbox");
    let relay = trusting(&upstream);
    let browser = Browser::at(&relay.base(), now());
    upstream.will(Script::Answer(200, grant(1)));
    let state = state(&relay, &browser, "sandbox");
    let reply = relay.post("/v1/token", Some(&browser.proof("/v1/token").sign()), &body(&state, "c"));
    assert_eq!(reply.json()["environment"], "sandbox");
    assert_eq!(upstream.connects(), ["api-sandbox.pinterest.com:443"]);
}

#[test]
fn a_stranger_behind_the_name_gets_nothing() {
    let upstream = Upstream::start("stranger");
    let other = Upstream::start("stranger-other");
    let relay = relay(&upstream, other.authority.to_str().unwrap());
    let browser = Browser::at(&relay.base(), now());
    let state = state(&relay, &browser, "production");
    let reply = relay.post("/v1/token", Some(&browser.proof("/v1/token").sign()), &body(&state, "c"));
    assert_eq!(error(&reply), (502, "pinterest_unreachable".into()));
    assert!(!reply.body.to_lowercase().contains("certificate"), "causes are for the log: {reply:?}");
    assert!(upstream.asked().is_empty());
    let (output, _) = relay.stop();
    assert!(output.contains("certificate"), "{output}");
}

#[test]
fn a_request_under_way_outlives_the_order_to_stop() {
    let upstream = Upstream::start("stop");
    let relay = trusting(&upstream);
    let browser = Browser::at(&relay.base(), now());
    let state = state(&relay, &browser, "production");
    let ((there, is_there), (go, gone)) = (channel(), channel());
    upstream.will(Script::Hold(there, gone, grant(1)));
    let proof = browser.proof("/v1/token").sign();
    std::thread::scope(|scope| {
        let pending = scope.spawn(|| relay.post("/v1/token", Some(&proof), &body(&state, "c")));
        is_there.recv().unwrap();
        relay.terminate();
        // It stops listening as soon as it has heard.
        while TcpStream::connect(relay.address).is_ok() {
            std::thread::yield_now();
        }
        go.send(()).unwrap();
        assert_eq!(pending.join().unwrap().status, 200);
    });
    assert!(relay.stop().1);
}

#[test]
fn sizes_and_shapes_on_the_wire() {
    let relay = Process::start(&[
        ("PINTEREST_APP_ID", "1"),
        ("PINTEREST_APP_SECRET", "s"),
        ("TACK_RELAY_REDIRECT_URIS", REDIRECT),
    ]);
    let post = |headers: &str, body: &[u8]| {
        let head =
            format!("POST /v1/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{headers}\r\n");
        relay.raw(&[head.as_bytes(), body].concat())
    };
    let large = vec![b' '; 16 * 1024 + 1];
    let length = format!("Content-Length: {}\r\nConnection: close\r\n", large.len());
    assert_eq!(error(&post(&length, &large)), (413, "payload_too_large".into()));
    // Declared and not sent: it asked first, and is told at once.
    assert_eq!(
        error(&post("Content-Length: 99999999\r\nExpect: 100-continue\r\n", b"")),
        (413, "payload_too_large".into())
    );
    let chunk = [b"5000\r\n".as_slice(), &vec![b' '; 0x5000], b"\r\n0\r\n\r\n"].concat();
    assert_eq!(error(&post("Transfer-Encoding: chunked\r\nConnection: close\r\n", &chunk)).0, 413);
    let exact = format!("Content-Length: {}\r\nConnection: close\r\n", 16 * 1024);
    assert_eq!(error(&post(&exact, &large[1..])), (400, "invalid_request".into()));
    // A header line longer than any that belongs here.
    let long = format!("Content-Length: 0\r\nDPoP: {}\r\n", "x".repeat(40_000));
    assert_eq!(post(&long, b"").status, 431);
    assert_eq!(relay.raw(b"nonsense\r\n\r\n").status, 400);

    let page = relay.get("/");
    assert!(page.head.contains("content-security-policy: default-src 'none'"), "{}", page.head);
    assert!(page.body.contains(REDIRECT) && page.body.contains("will not survive a restart"));
    assert_eq!(relay.get("/readyz").status, 200);
    assert_eq!(relay.get("/healthz").status, 200);
}

#[test]
fn without_id_and_secret_it_runs_and_says_so() {
    let relay = Process::start(&[]);
    let words = "Pinterest integration disabled: app id/secret not configured";
    assert_eq!(error(&relay.get("/readyz")), (503, "not_configured".into()));
    assert_eq!(relay.get("/readyz").json()["message"], words);
    assert_eq!(error(&relay.post("/v1/authorize", None, &json!({}))), (503, "not_configured".into()));
    assert!(relay.get("/").body.contains(words));
    let (output, well) = relay.stop();
    assert!(well && output.contains(words), "{output}");
}

#[test]
fn a_wrong_configuration_is_told_whole_and_without_secrets() {
    let output = command(&[
        ("TACK_RELAY_LISTEN", "nowhere"),
        ("TACK_RELAY_REDIRECT_URIS", "http://a.example/"),
        ("TACK_RELAY_SEAL_KEYS", "hush-key"),
        ("PINTEREST_APP_SECRET", "hush-secret"),
        ("PINTEREST_APP_SECRET_FILE", "/nonexistent/file"),
    ])
    .output()
    .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(78));
    for variable in [
        "TACK_RELAY_LISTEN ",
        "TACK_RELAY_REDIRECT_URIS ",
        "TACK_RELAY_SEAL_KEYS ",
        "PINTEREST_APP_SECRET_FILE ",
    ] {
        assert!(said.contains(variable), "{variable}: {said}");
    }
    assert!(!said.contains("hush") && output.stdout.is_empty(), "{said}");
}
