//! Accounts, boards, sections and Pins: answers, scopes, validation, paging.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{BASE, PRODUCTION, SECRET, World, pin_body, until};
use serde_json::{Value, json};

fn url(path: &str) -> String {
    format!("{PRODUCTION}{path}")
}

fn names(answer: &common::Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["name"].as_str().unwrap_or("-").to_owned()).collect()
}

fn ids(answer: &common::Answer) -> Vec<String> {
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn accounts() {
    let world = World::new().await;
    let ada = world.connect(PRODUCTION, "ada", BASE).await;
    let ben = world.connect(PRODUCTION, "ben", BASE).await;
    let account = world.get(&ada, &url("/user_account")).await.json();
    assert_eq!((&account["username"], &account["account_type"]), (&json!("ada"), &json!("BUSINESS")));
    assert!(account["profile_image"].as_str().unwrap().starts_with("https://cdn.example/picture/"));
    let portrait = world.send(world.client.get(account["profile_image"].as_str().unwrap())).await;
    assert_eq!(portrait.status, 200);
    assert_eq!(world.get(&ben, &url("/user_account")).await.json()["account_type"], "PINNER");
    assert_eq!(names(&world.get(&ben, &url("/boards")).await), Vec::<String>::new());
}

#[tokio::test]
async fn secret_boards_need_their_own_scopes() {
    let world = World::new().await;
    let base = world.connect(PRODUCTION, "ada", BASE).await;
    let all = world.connect(PRODUCTION, "ada", &format!("{BASE} {SECRET}")).await;
    let reader = world.connect(PRODUCTION, "ada", &format!("{BASE} boards:read_secret")).await;
    let public = ["Recipes", "Garden", "Travel plans", "Ad-only Pins"];
    assert_eq!(names(&world.get(&base, &url("/boards")).await), public);
    let mut with_secret = public.to_vec();
    with_secret.insert(3, "Reading nook");
    assert_eq!(names(&world.get(&all, &url("/boards")).await), with_secret);

    let nook = world.board("production", "Reading nook").await;
    let board = url(&format!("/boards/{nook}"));
    assert_eq!(world.get(&base, &board).await.problem(), (403, 7));
    assert_eq!(world.get(&all, &board).await.json()["privacy"], "SECRET");
    assert_eq!(world.get(&base, &format!("{board}/sections")).await.problem(), (403, 7));
    assert_eq!(world.get(&reader, &format!("{board}/sections")).await.status, 200);
    assert_eq!(world.get(&reader, &format!("{board}/pins")).await.problem(), (401, 3));
    assert_eq!(world.pin(&base, PRODUCTION, &nook, "cup-40x30.png").await.problem(), (403, 7));
    assert_eq!(world.pin(&reader, PRODUCTION, &nook, "cup-40x30.png").await.problem(), (401, 3));
    assert_eq!(world.pin(&all, PRODUCTION, &nook, "cup-40x30.png").await.status, 201);
    let secret = json!({ "name": "Presents", "privacy": "SECRET" });
    assert_eq!(world.post(&base, &url("/boards"), &secret).await.problem(), (401, 3));
    assert_eq!(world.post(&all, &url("/boards"), &secret).await.status, 201);
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn each_operation_needs_its_scopes() {
    let world = World::new().await;
    let recipes = world.board("production", "Recipes").await;
    let full = world.connect(PRODUCTION, "ada", BASE).await;
    let section = ids(&world.get(&full, &url(&format!("/boards/{recipes}/sections"))).await)[0].clone();
    let pin = world.pin(&full, PRODUCTION, &recipes, "cup-40x30.png").await.json()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let read_account = "user_accounts:read";
    let read_boards = "boards:read";
    let read_pins = "boards:read pins:read";
    let write_boards = "boards:read boards:write";
    let write_pins = "boards:read boards:write pins:read pins:write";
    let section_pins = format!("/boards/{recipes}/sections/{section}/pins");
    // The order matters at the end: the Pin is saved before it is deleted.
    for (method, path, needed, body) in [
        ("GET", "/user_account".to_owned(), read_account, Value::Null),
        ("GET", "/boards".to_owned(), read_boards, Value::Null),
        ("GET", format!("/boards/{recipes}"), read_boards, Value::Null),
        ("GET", format!("/boards/{recipes}/sections"), read_boards, Value::Null),
        ("GET", format!("/boards/{recipes}/pins"), read_pins, Value::Null),
        ("GET", section_pins, read_pins, Value::Null),
        ("GET", format!("/pins/{pin}"), read_pins, Value::Null),
        ("POST", "/boards".to_owned(), write_boards, json!({ "name": "New" })),
        ("POST", format!("/boards/{recipes}/sections"), write_boards, json!({ "name": "New" })),
        ("POST", "/pins".to_owned(), write_pins, pin_body(&recipes, "cup-40x30.png")),
        ("POST", format!("/pins/{pin}/save"), write_pins, json!({ "board_id": recipes })),
        ("DELETE", format!("/pins/{pin}"), write_pins, Value::Null),
    ] {
        let send = async |scopes: &str| {
            let token = world.connect(PRODUCTION, "ada", scopes).await;
            match method {
                "GET" => world.get(&token, &url(&path)).await,
                "DELETE" => world.delete(&token, &url(&path)).await,
                _ => world.post(&token, &url(&path), &body).await,
            }
        };
        for missing in needed.split(' ') {
            // All scopes there are, but one.
            let others = format!("{BASE} {SECRET}");
            let without: Vec<&str> = others.split(' ').filter(|scope| *scope != missing).collect();
            let answer = send(&without.join(" ")).await;
            assert_eq!(answer.problem(), (401, 3), "{method} {path} without {missing}");
            assert!(answer.json()["message"].as_str().unwrap().contains(missing), "{method} {path}");
        }
        let status = send(needed).await.status;
        assert!((200..300).contains(&status), "{method} {path}: {status}");
    }
}

#[tokio::test]
async fn a_request_without_a_usable_token() {
    let world = World::new().await;
    let boards = url("/boards");
    assert_eq!(world.get("nobody-issued-this", &boards).await.problem(), (401, 2));
    assert_eq!(world.violations().await.len(), 0);
    assert_eq!(world.send(world.client.get(&boards)).await.problem(), (401, 2));
    assert_eq!(
        world.send(world.client.get(&boards).header("authorization", "Basic abc")).await.problem(),
        (401, 2)
    );
    assert_eq!(world.violations().await.len(), 2);
}

#[tokio::test]
async fn pages_of_boards() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    world.say("seed", json!({ "boards": 600 })).await;
    assert_eq!(names(&world.get(&token, &url("/boards")).await).len(), 25, "the documented default");
    let (mut all, mut bookmark, mut calls) = (Vec::new(), String::new(), 0);
    loop {
        let query = if bookmark.is_empty() { String::new() } else { format!("&bookmark={bookmark}") };
        let answer = world.get(&token, &url(&format!("/boards?page_size=250{query}"))).await;
        all.extend(names(&answer));
        calls += 1;
        match answer.json()["bookmark"].as_str() {
            Some(next) => bookmark = next.to_owned(),
            None => break,
        }
    }
    let expected: Vec<String> = (1..=600).map(|n| format!("Board {n}")).collect();
    assert_eq!((all, calls), (expected, 3));
    world.say("seed", json!({ "page_size_max": 100 })).await;
    assert_eq!(names(&world.get(&token, &url("/boards?page_size=250")).await).len(), 100);
    assert_eq!(world.violations().await.len(), 0);
    for (n, query) in [
        "page_size=0",
        "page_size=251",
        "page_size=300",
        "page_size=x",
        "page_size=",
        "bookmark=made-up",
        "order=name",
        "privacy=NONE",
        "page_size=5&page_size=5",
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(world.get(&token, &url(&format!("/boards?{query}"))).await.problem(), (400, 1), "{query}");
        assert_eq!(world.violations().await.len(), n + 1, "{query}");
    }
}

#[tokio::test]
async fn lists_that_misbehave() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    world.say("seed", json!({ "boards": 60, "repeat_bookmark": true, "board_without_name": true })).await;
    let first = world.get(&token, &url("/boards")).await;
    let bookmark = first.json()["bookmark"].as_str().unwrap().to_owned();
    let second = world.get(&token, &url(&format!("/boards?bookmark={bookmark}"))).await;
    assert_eq!(second.json()["bookmark"].as_str(), Some(bookmark.as_str()));
    assert!(first.json()["items"][0].get("name").is_none());
    world.say("seed", json!({ "repeat_bookmark": false })).await;
    let straight = ids(&world.get(&token, &url("/boards?page_size=60")).await);
    world.say("scripts", json!({ "shuffle_lists": true })).await;
    let mut shuffled = ids(&world.get(&token, &url("/boards?page_size=60")).await);
    assert_ne!(shuffled, straight);
    shuffled.sort();
    assert_eq!(shuffled, straight);
}

#[tokio::test]
async fn boards_and_sections_are_made() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.post(&token, &url("/boards"), &json!({ "name": "Winter", "description": null })).await;
    assert_eq!(board.status, 201);
    let board = board.json();
    assert_eq!((&board["name"], &board["privacy"]), (&json!("Winter"), &json!("PUBLIC")));
    let sections = url(&format!("/boards/{}/sections", board["id"].as_str().unwrap()));
    let made = world.post(&token, &sections, &json!({ "name": "x".repeat(180) })).await;
    assert_eq!(made.status, 201);
    assert_eq!(ids(&world.get(&token, &sections).await), [made.json()["id"].as_str().unwrap()]);
    let cover =
        world.get(&token, &url("/boards")).await.json()["items"][0]["media"]["image_cover_url"].clone();
    assert_eq!(world.send(world.client.get(cover.as_str().unwrap())).await.status, 200);
    for (n, (path, body)) in [
        (sections.clone(), json!({ "name": "x".repeat(181) })),
        (sections.clone(), json!({ "name": "" })),
        (sections.clone(), json!({})),
        (sections, json!({ "id": "5", "name": "x" })),
        (url("/boards"), json!({ "name": "x", "privacy": "HIDDEN" })),
        (url("/boards"), json!({ "title": "x" })),
        (url("/boards"), json!({})),
        (url("/boards"), json!([])),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(world.post(&token, &path, &body).await.problem(), (400, 1), "{path} {body}");
        assert_eq!(world.violations().await.len(), n + 1, "{path} {body}");
    }
}

#[tokio::test]
async fn a_pin_by_address_is_really_fetched() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    let body = json!({
        "board_id": board,
        "title": "Red chair",
        "description": "By the window",
        "alt_text": "A red chair",
        "link": "https://shop.example/one",
        "dominant_color": "#a4573F",
        "media_source": { "source_type": "image_url", "url": "https://cdn.example/picture/red-chair-80x60.jpg" },
    });
    let answer = world.post(&token, &url("/pins"), &body).await;
    assert_eq!(answer.status, 201);
    let made = answer.json();
    assert_eq!(made["board_id"], board.as_str());
    assert!(!answer.text().contains("red-chair-80x60"), "answers carry no source address");
    let pins = world.pins("production").await;
    let pin = &pins[0];
    assert_eq!(pin["id"], made["id"]);
    assert_eq!(
        (&pin["width"], &pin["height"], &pin["content_type"]),
        (&json!(80), &json!(60), &json!("image/jpeg"))
    );
    assert_eq!(pin["media_source_type"], "image_url");
    assert_eq!(pin["media_url"], "https://cdn.example/picture/red-chair-80x60.jpg");
    assert_eq!(pin["board_name"], "Garden");
    for field in ["title", "description", "alt_text", "link"] {
        assert_eq!(pin[field], body[field], "{field}");
        assert_eq!(made[field], body[field], "{field}");
    }
    let hosts = world.told("hosts").await;
    assert!(hosts["answered"].get("cdn.example").is_none(), "Pinterest fetched it, not the client");
}

#[tokio::test]
async fn what_cannot_be_fetched_is_told_without_blame() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    for address in [
        "https://cdn.example/picture/missing/a-10x10.png",
        "https://cdn.example/picture/forbidden/a-10x10.png",
        "https://shop.example/",
        "https://elsewhere.example/a.png",
        "https://127.0.0.1/a.png",
        "https://cdn.example:8443/picture/a-10x10.png",
    ] {
        let mut body = pin_body(&board, "");
        body["media_source"]["url"] = address.into();
        let answer = world.post(&token, &url("/pins"), &body).await;
        assert_eq!(answer.problem(), (400, 1), "{address}");
        assert!(answer.text().contains("could not fetch the image"), "{address}");
    }
    assert_eq!(world.pins("production").await.len(), 0);
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_pin_by_data_is_really_decoded() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    let file = world.send(world.client.get("https://cdn.example/picture/cup-50x70.png")).await.body;
    let body = |content_type: &str, bytes: &[u8]| {
        json!({
            "board_id": board,
            "media_source": { "source_type": "image_base64", "content_type": content_type, "data": STANDARD.encode(bytes) },
        })
    };
    assert_eq!(world.post(&token, &url("/pins"), &body("image/png", &file)).await.status, 201);
    let pins = world.pins("production").await;
    assert_eq!((&pins[0]["width"], &pins[0]["height"]), (&json!(50), &json!(70)));
    assert_eq!(pins[0]["media_url"], Value::Null);
    let picture =
        world.control("GET", &format!("picture/{}", pins[0]["sha256"].as_str().unwrap()), None).await;
    assert_eq!(picture.body, file, "to the byte");
    assert_eq!(world.violations().await.len(), 0);
    for (n, wrong) in
        [body("image/jpeg", &file), body("image/png", &file[..file.len() / 2]), body("image/png", b"hello")]
            .iter()
            .enumerate()
    {
        assert_eq!(world.post(&token, &url("/pins"), wrong).await.problem(), (400, 1));
        assert_eq!(world.violations().await.len(), n + 1);
    }
    let two = json!({
        "board_id": board,
        "media_source": { "source_type": "multiple_image_urls", "items": [
            { "url": "https://cdn.example/picture/cup-50x70.png" }, { "url": "https://cdn.example/picture/jug-50x70.png" },
        ] },
    });
    assert_eq!(world.post(&token, &url("/pins"), &two).await.status, 201);
}

#[tokio::test]
async fn the_body_of_a_pin_is_held_against_the_documentation() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let board = world.board("production", "Garden").await;
    let with = |field: &str, value: Value| {
        let mut body = pin_body(&board, "cup-40x30.png");
        body[field] = value;
        body
    };
    for (n, body) in [
        with("title", "x".repeat(101).into()),
        with("description", "x".repeat(801).into()),
        with("note", "hello".into()),
        with("link", "file:///etc/passwd".into()),
        with("board_id", "twelve".into()),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(world.post(&token, &url("/pins"), body).await.problem(), (400, 1), "{body}");
        assert_eq!(world.violations().await.len(), n + 1, "{body}");
    }
    let request = |content_type: Option<&str>, body: String| {
        let request =
            world.client.post(url("/pins")).header("authorization", format!("Bearer {token}")).body(body);
        match content_type {
            Some(content_type) => request.header("content-type", content_type),
            None => request,
        }
    };
    let good = pin_body(&board, "cup-40x30.png").to_string();
    assert_eq!(world.send(request(None, good.clone())).await.problem(), (400, 1));
    assert_eq!(world.send(request(Some("text/plain"), good)).await.problem(), (400, 1));
    assert_eq!(world.send(request(Some("application/json"), "{".to_owned())).await.problem(), (400, 1));
    assert_eq!(world.violations().await.len(), 8);
    assert_eq!(world.pins("production").await.len(), 0);
}

#[tokio::test]
async fn where_a_pin_cannot_go() {
    let world = World::new().await;
    let ada = world.connect(PRODUCTION, "ada", BASE).await;
    let ben = world.connect(PRODUCTION, "ben", BASE).await;
    let garden = world.board("production", "Garden").await;
    let recipes = world.board("production", "Recipes").await;
    let ads = world.board("production", "Ad-only Pins").await;
    let dinner = ids(&world.get(&ada, &url(&format!("/boards/{recipes}/sections"))).await)[1].clone();
    let gone = world.pin(&ada, PRODUCTION, "123", "cup-40x30.png").await;
    assert_eq!(gone.problem(), (400, 1));
    assert!(gone.text().contains("board_id is invalid"));
    assert_eq!(world.pin(&ada, PRODUCTION, &ads, "cup-40x30.png").await.problem(), (403, 29));
    assert_eq!(world.pin(&ben, PRODUCTION, &garden, "cup-40x30.png").await.problem(), (403, 7));
    let mut body = pin_body(&garden, "cup-40x30.png");
    body["board_section_id"] = dinner.as_str().into();
    assert_eq!(world.post(&ada, &url("/pins"), &body).await.problem(), (404, 2031));
    assert_eq!(world.get(&ada, &url("/boards/123")).await.problem(), (404, 40));
    assert_eq!(world.get(&ada, &url("/pins/123")).await.problem(), (404, 50));
    assert_eq!(world.delete(&ada, &url("/pins/123")).await.problem(), (404, 50));
    assert_eq!(world.violations().await, Vec::<String>::new(), "a board that is gone is no violation");
}

#[tokio::test]
async fn pins_are_listed_newest_first_saved_and_deleted() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let recipes = world.board("production", "Recipes").await;
    let sections = url(&format!("/boards/{recipes}/sections"));
    let dinner = ids(&world.get(&token, &sections).await)[1].clone();
    let id = |answer: &common::Answer| answer.json()["id"].as_str().unwrap().to_owned();
    let first = id(&world.pin(&token, PRODUCTION, &recipes, "cup-40x30.png").await);
    let mut body = pin_body(&recipes, "bowl-40x30.png");
    body["board_section_id"] = dinner.as_str().into();
    let second = id(&world.post(&token, &url("/pins"), &body).await);
    let board_pins = url(&format!("/boards/{recipes}/pins"));
    let both = [second.clone(), first.clone()];
    assert_eq!(ids(&world.get(&token, &board_pins).await), both);
    assert_eq!(ids(&world.get(&token, &url("/pins")).await), both);
    assert_eq!(ids(&world.get(&token, &format!("{sections}/{dinner}/pins")).await), [second.as_str()]);
    world.say("scripts", json!({ "section_only_listing": true })).await;
    assert_eq!(ids(&world.get(&token, &board_pins).await), [first.as_str()]);
    world.say("scripts", json!({ "section_only_listing": false })).await;

    let garden = world.board("production", "Garden").await;
    let saved =
        world.post(&token, &url(&format!("/pins/{first}/save")), &json!({ "board_id": garden })).await;
    assert_eq!(saved.status, 201);
    assert_eq!(saved.json()["parent_pin_id"], first.as_str());
    let nowhere =
        world.post(&token, &url(&format!("/pins/{first}/save")), &json!({ "board_id": "123" })).await;
    assert_eq!(nowhere.problem(), (404, 40));

    let pin = url(&format!("/pins/{first}"));
    assert_eq!(world.get(&token, &pin).await.json()["board_id"], recipes.as_str());
    let deleted = world.delete(&token, &pin).await;
    assert_eq!((deleted.status, deleted.body.len()), (204, 0));
    assert_eq!(world.get(&token, &pin).await.problem(), (404, 50));
    assert_eq!(world.pins("production").await.len(), 2);
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn reads_may_lag_behind_writes() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let garden = world.board("production", "Garden").await;
    let list = url(&format!("/boards/{garden}/pins"));
    world.say("scripts", json!({ "read_lag_ms": 3_600_000 })).await;
    assert_eq!(world.pin(&token, PRODUCTION, &garden, "cup-40x30.png").await.status, 201);
    assert_eq!(world.pins("production").await.len(), 1, "control sees it");
    assert_eq!(ids(&world.get(&token, &list).await).len(), 0, "the API does not yet");
    world.say("scripts", json!({ "read_lag_ms": 1 })).await;
    assert_eq!(world.pin(&token, PRODUCTION, &garden, "jug-40x30.png").await.status, 201);
    until("the second Pin", async || (ids(&world.get(&token, &list).await).len() == 1).then_some(())).await;
}

#[tokio::test]
async fn what_is_not_documented_is_not_there() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    for (n, path) in
        ["/me", "/boards/abc", "/pins/abc", "/boards/1/likes", "/search?query=x"].iter().enumerate()
    {
        let answer = world.get(&token, &url(path)).await;
        assert!((400..500).contains(&answer.status), "{path}");
        answer.problem();
        assert_eq!(world.violations().await.len(), n + 1, "{path}");
    }
    assert_eq!(world.send(world.client.get("https://api.pinterest.com/v3/boards")).await.status, 404);
}

#[tokio::test]
async fn on_a_clock_that_stands_still_the_order_still_shows() {
    let world = World::with(true).await;
    world.say("seed", json!({ "token_lifetime_s": 1000 })).await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let garden = world.board("production", "Garden").await;
    for picture in ["cup-40x30.png", "jug-40x30.png"] {
        assert_eq!(world.pin(&token, PRODUCTION, &garden, picture).await.status, 201);
    }
    let pins = world.pins("production").await;
    assert!(pins[0]["created_at"].as_str().unwrap() < pins[1]["created_at"].as_str().unwrap());
}
