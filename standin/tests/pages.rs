//! What a browser sees and what control tells: consent page, Save dialog, Pins, sample sites, hosts, secrets.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{BASE, PRODUCTION, REDIRECT, STATE, World, basic, value};
use serde_json::{Value, json};

fn authorize(pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("https://www.pinterest.com/oauth/?{query}")
}

const GOOD: [(&str, &str); 5] = [
    ("client_id", "1234567"),
    ("redirect_uri", REDIRECT),
    ("response_type", "code"),
    ("scope", "boards:read,pins:read"),
    ("state", STATE),
];

#[tokio::test]
async fn the_consent_page_has_what_a_test_clicks() {
    let world = World::new().await;
    let answer = world.send(world.client.get(authorize(&GOOD))).await;
    assert_eq!(answer.status, 200);
    let page = answer.text();
    for part in [
        "id=\"account\"",
        "value=\"ada\"",
        "value=\"ben\"",
        "id=\"allow\"",
        "id=\"deny\"",
        "name=\"scope\" value=\"boards:read\"",
        "name=\"scope\" value=\"pins:read\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_authorize_request_stays_on_an_error_page() {
    let world = World::new().await;
    let with = |key: &str, value: &'static str| {
        let mut pairs = GOOD.to_vec();
        pairs.retain(|(k, _)| *k != key);
        if !value.is_empty() {
            pairs.push((GOOD.iter().find(|(k, _)| *k == key).map_or("extra", |(k, _)| k), value));
        }
        authorize(&pairs)
    };
    for (address, blamed) in [
        (with("client_id", "99"), 1),
        (with("redirect_uri", "https://evil.example/"), 0),
        (with("redirect_uri", "http://127.0.0.1:5000/elsewhere"), 0),
        (with("redirect_uri", "https://chromiumapp.org.evil.example/"), 0),
        (with("response_type", "token"), 1),
        (with("scope", "boards:read,boards:burn"), 1),
        (with("scope", ""), 1),
        (with("state", ""), 1),
        (with("nonce", "1"), 1),
    ] {
        let before = world.violations().await.len();
        let answer = world.send(world.client.get(&address)).await;
        assert_eq!(answer.status, 400, "{address}");
        assert_eq!(answer.header("location"), None, "{address}");
        assert_eq!(world.violations().await.len(), before + blamed, "{address}");
    }
    world.say("seed", json!({ "redirect_uris": ["https://one.example/back/"] })).await;
    assert_eq!(
        world.send(world.client.get(with("redirect_uri", "https://one.example/back"))).await.status,
        400
    );
    assert_eq!(
        world.send(world.client.get(with("redirect_uri", "https://one.example/back/"))).await.status,
        200
    );
    assert_eq!(
        world.send(world.client.get(authorize(&GOOD))).await.status,
        400,
        "the seeded list is all there is"
    );
}

#[tokio::test]
async fn the_save_dialog_remembers_what_reached_it() {
    let world = World::new().await;
    let dialog = "https://www.pinterest.com/pin/create/button/";
    let address = format!(
        "{dialog}?url=https%3A%2F%2Fshop.example%2Fone&media=https%3A%2F%2Fcdn.example%2Fpicture%2Fred-chair-40x30.jpg&description=%3Cb%3Ered%3C%2Fb%3E%20chair"
    );
    let page = world.send(world.client.get(address)).await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("&lt;b&gt;red&lt;/b&gt; chair"));
    let expected = json!([{
        "url": "https://shop.example/one",
        "media": "https://cdn.example/picture/red-chair-40x30.jpg",
        "description": "<b>red</b> chair",
    }]);
    assert_eq!(world.told("handoffs").await["handoffs"], expected);
    assert_eq!(world.violations().await.len(), 0);
    assert_eq!(
        world.send(world.client.get(format!("{dialog}?url=https%3A%2F%2Fshop.example%2F"))).await.status,
        400
    );
    assert_eq!(world.violations().await.len(), 1);
}

#[tokio::test]
async fn a_pin_has_a_page_and_a_place_in_the_gallery() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    let body = json!({
        "board_id": board,
        "title": "<script>alert(1)</script>",
        "media_source": { "source_type": "image_url", "url": "https://cdn.example/picture/cup-40x30.png" },
    });
    let id = world.post(&token, &format!("{PRODUCTION}/pins"), &body).await.json()["id"].clone();
    let address = format!("https://www.pinterest.com/pin/{}/", id.as_str().unwrap());
    let page = world.send(world.client.get(address)).await;
    assert_eq!(page.status, 200);
    let sha256 = world.pins("production").await[0]["sha256"].as_str().unwrap().to_owned();
    for page in [page.text(), world.control("GET", "", None).await.text()] {
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!page.contains("<script>alert"));
        assert!(page.contains(&sha256));
    }
    let picture = world.control("GET", &format!("picture/{sha256}"), None).await;
    assert_eq!(picture.header("content-type"), Some("image/png"));
    let original = world.send(world.client.get("https://cdn.example/picture/cup-40x30.png")).await;
    assert_eq!(picture.body, original.body);
    assert_eq!(world.send(world.client.get("https://www.pinterest.com/pin/1/")).await.status, 404);
}

#[tokio::test]
async fn other_hosts_and_ports_are_refused_and_remembered() {
    let world = World::new().await;
    assert_eq!(world.send(world.client.get("https://shop.example/")).await.status, 200);
    for address in ["https://evil.example/", "https://shop.example:8443/", "https://pinterest.com/"] {
        assert!(world.try_send(world.client.get(address)).await.is_err(), "{address}");
    }
    assert_eq!(world.send(world.client.get("http://shop.example/plain")).await.status, 403);
    let hosts = world.told("hosts").await;
    assert_eq!(hosts["answered"], json!({ "shop.example": 1 }));
    let expected = json!({ "evil.example:443": 1, "shop.example:8443": 1, "pinterest.com:443": 1, "shop.example:80": 1 });
    assert_eq!(hosts["refused"], expected);
}

#[tokio::test]
async fn requests_are_remembered_without_values() {
    let world = World::new().await;
    world.get("a-token-that-nobody-issued", &format!("{PRODUCTION}/boards?page_size=10&bookmark=x")).await;
    let expected = json!([{
        "n": 1, "host": "api.pinterest.com", "method": "GET", "path": "/v5/boards", "query_keys": ["page_size", "bookmark"],
        "status": 401, "world": "production", "client": "test",
    }]);
    assert_eq!(world.told("requests").await["requests"], expected);
}

#[tokio::test]
async fn every_secret_is_known_and_survives_a_reset() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let grant = world.exchange(PRODUCTION, &code).await.json();
    let request = world
        .client
        .post(format!("{PRODUCTION}/oauth/token"))
        .header("authorization", basic("1234567", "a-mistyped-secret"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("");
    world.send(request).await;
    world.say("scripts", json!({ "reset_secret": "a-later-secret" })).await;
    world.say("reset", Value::Null).await;
    let told = world.told("secrets").await;
    let secrets: Vec<&str> =
        told["secrets"].as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    let text = |key: &str| grant[key].as_str().unwrap();
    for secret in [
        code.as_str(),
        text("access_token"),
        text("refresh_token"),
        STATE,
        "standin-app-secret",
        "a-mistyped-secret",
        "a-later-secret",
    ] {
        assert!(secrets.contains(&secret), "{secret}");
    }
}

#[tokio::test]
async fn a_reset_brings_the_start_back() {
    let world = World::new().await;
    let start = world.told("boards?world=production").await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    world.pin(&token, PRODUCTION, &board, "cup-40x30.png").await;
    world.get(&token, &format!("{PRODUCTION}/boards?page_size=300")).await;
    world.say("seed", json!({ "boards": 2, "trial": true })).await;
    world.say("faults", json!({ "match": {}, "act": { "empty": 500 } })).await;
    world.say("reset", Value::Null).await;
    assert_eq!(world.told("boards?world=production").await, start);
    for (call, empty) in [
        ("pins?world=production", json!({ "pins": [] })),
        ("requests", json!({ "requests": [] })),
        ("violations", json!({ "violations": [] })),
        ("handoffs", json!({ "handoffs": [] })),
        ("hosts", json!({ "answered": {}, "refused": {} })),
    ] {
        assert_eq!(world.told(call).await, empty, "{call}");
    }
    assert_eq!(world.get(&token, &format!("{PRODUCTION}/boards")).await.problem(), (401, 2));
}

#[tokio::test]
async fn a_secret_in_an_address_is_a_violation_and_not_repeated() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    world.get(&token, &format!("{PRODUCTION}/boards?access_token={token}")).await;
    world.send(world.client.get(format!("https://shop.example/{token}"))).await;
    assert!(world.violations().await.len() >= 2);
    for call in ["requests", "violations"] {
        assert!(!world.told(call).await.to_string().contains(&token), "{call}");
    }
}

#[tokio::test]
async fn the_api_has_no_favours_for_cors() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let preflight = world
        .client
        .request(reqwest::Method::OPTIONS, format!("{PRODUCTION}/pins"))
        .header("origin", "chrome-extension://abc")
        .header("access-control-request-method", "POST");
    let read = world
        .client
        .get(format!("{PRODUCTION}/boards"))
        .header("origin", "chrome-extension://abc")
        .header("authorization", format!("Bearer {token}"));
    let (preflight, read) = (world.send(preflight).await, world.send(read).await);
    assert_eq!((preflight.status, read.status), (405, 200));
    for answer in [preflight, read] {
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
    }
}

#[tokio::test]
async fn the_sample_pages_have_what_tests_name() {
    let world = World::new().await;
    let page = async |address: &str| {
        let answer = world.send(world.client.get(address)).await;
        assert_eq!(answer.status, 200, "{address}");
        (answer.text(), answer.header("content-security-policy").map(str::to_owned))
    };
    let (shop, _) = page("https://shop.example/").await;
    for part in ["<picture>", " 1600w", "data-pin-nopin", "og:image", "og:title", "rel=\"canonical\""] {
        assert!(shop.contains(part), "{part}");
    }
    assert_eq!(shop.matches("<li><a href=\"/product/").count(), 12);
    assert!(!page("https://shop.example/empty").await.0.contains("<img"));
    assert_eq!(page("https://shop.example/many?n=5000").await.0.matches("<img ").count(), 5000);
    assert!(page("https://shop.example/broken").await.0.contains("/picture/missing/"));
    let (one, _) = page("https://shop.example/one").await;
    assert!(
        one.contains("id=\"hero\"")
            && one.contains("1600x1200")
            && one.contains("alt=\"A red chair by a window\"")
    );
    let (nopin, _) = page("https://blog.example/nopin").await;
    let meta =
        r#"<meta name="pinterest" content="nopin" description="Please ask me first: anna@blog.example">"#;
    assert!(nopin.contains(meta));
    assert_eq!(page("https://blog.example/post").await.0.matches("<figcaption>").count(), 3);
    let (hostile, policy) = page("https://blog.example/hostile").await;
    assert_eq!(policy.as_deref(), Some("default-src 'none'; img-src *"));
    assert!(hostile.contains("alt=\"&lt;img src=x onerror="));
    assert!(hostile.contains("<form name=\"title\"") && hostile.contains("&#x202e;"));
    assert!(page("https://frame.example/").await.0.contains("<img"));
}

#[tokio::test]
async fn pictures_of_the_sample_host() {
    let world = World::new().await;
    let get = |path: &str| world.client.get(format!("https://cdn.example/picture/{path}"));
    let one = world.send(get("vase-60x40.jpg")).await;
    assert_eq!((one.status, one.header("content-type")), (200, Some("image/jpeg")));
    assert_eq!(one.body, world.send(get("vase-60x40.jpg")).await.body);
    assert_ne!(one.body, world.send(get("another-vase-60x40.jpg")).await.body);
    assert_eq!(world.send(get("missing/vase-60x40.jpg")).await.status, 404);
    assert_eq!(world.send(get("forbidden/vase-60x40.jpg")).await.status, 403);
    let with_referer = get("forbidden/vase-60x40.jpg").header("referer", "https://shop.example/");
    assert_eq!(world.send(with_referer).await.body, one.body);
}

#[tokio::test]
async fn a_redirect_address_keeps_its_own_query() {
    let world = World::new().await;
    world.say("seed", json!({ "redirect_uris": ["https://one.example/back?a=b"] })).await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "1234567"),
            ("redirect_uri", "https://one.example/back?a=b"),
            ("response_type", "code"),
            ("state", "with space&and=signs"),
            ("asked", "pins:read"),
            ("scope", "pins:read"),
            ("account", "ben"),
            ("decision", "allow"),
        ])
        .finish();
    let request = world
        .client
        .post("https://www.pinterest.com/oauth/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let back: url::Url = world.send(request).await.header("location").unwrap().parse().unwrap();
    assert_eq!(value(&back, "a").unwrap(), "b");
    assert_eq!(value(&back, "state").unwrap(), "with space&and=signs");
    assert!(value(&back, "code").is_some());
}
