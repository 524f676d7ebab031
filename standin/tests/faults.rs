//! What goes wrong on purpose.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{BASE, PRODUCTION, World, pin_body, until};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

struct Scene {
    world: World,
    token: String,
    board: String,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let token = world.connect(PRODUCTION, "ada", BASE).await;
        let board = world.board("production", "Garden").await;
        Self { world, token, board }
    }

    async fn fault(&self, act: Value) {
        let fault = json!({ "match": { "host": "api.pinterest.com", "method": "POST", "path": "/v5/pins" }, "times": 1, "act": act });
        self.world.say("faults", fault).await;
    }

    async fn pin(&self) -> Result<common::Answer, reqwest::Error> {
        let body = pin_body(&self.board, "cup-40x30.png");
        self.world.try_send(self.world.post_request(&self.token, &format!("{PRODUCTION}/pins"), &body)).await
    }

    async fn pins(&self) -> usize {
        self.world.pins("production").await.len()
    }

    async fn last_status(&self) -> Value {
        self.world.told("requests").await["requests"].as_array().unwrap().last().unwrap()["status"].clone()
    }
}

#[tokio::test]
async fn a_status_with_headers_once() {
    let scene = Scene::new().await;
    scene
        .fault(json!({ "status": 429, "code": 8, "message": "slow down", "headers": { "Retry-After": "2" } }))
        .await;
    let answer = scene.pin().await.unwrap();
    assert_eq!(answer.problem(), (429, 8));
    assert_eq!(answer.json()["message"], "slow down");
    assert_eq!(answer.header("retry-after"), Some("2"));
    assert_eq!(scene.pins().await, 0);
    assert_eq!(scene.pin().await.unwrap().status, 201, "it was set once");
}

#[tokio::test]
async fn a_row_of_the_table_in_its_own_words() {
    let scene = Scene::new().await;
    scene.fault(json!({ "row": "rate_limited", "headers": { "Retry-After": "2" } })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!((answer.problem(), answer.header("retry-after")), ((429, 8), Some("2")));
    assert!(answer.header("x-pinterest-rid").is_some(), "dressed as each answer of the API");
    scene.fault(json!({ "row": "scope_missing" })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!(answer.problem(), (401, 3));
    assert!(answer.json()["message"].as_str().unwrap().ends_with("pins:write"));
    assert_eq!(scene.pins().await, 0);
    assert_eq!(scene.pin().await.unwrap().status, 201, "each was set once");
}

#[tokio::test]
async fn a_fault_meets_what_it_matches_and_nothing_else() {
    let scene = Scene::new().await;
    let ids = scene
        .world
        .say(
            "faults",
            json!([
                { "match": { "host": "api-sandbox.pinterest.com" }, "act": { "empty": 500 } },
                { "match": { "method": "DELETE" }, "act": { "empty": 500 } },
                { "match": { "path": "/v5/boards" }, "act": { "empty": 503 } },
            ]),
        )
        .await;
    assert_eq!(ids["ids"].as_array().unwrap().len(), 3);
    assert_eq!(scene.pin().await.unwrap().status, 201);
    for _ in 0..3 {
        let answer = scene.world.get(&scene.token, &format!("{PRODUCTION}/boards?page_size=5")).await;
        assert_eq!((answer.status, answer.body.len()), (503, 0), "for ever");
    }
    scene.world.control("DELETE", "faults", None).await;
    assert_eq!(scene.world.get(&scene.token, &format!("{PRODUCTION}/boards")).await.status, 200);
}

#[tokio::test]
async fn cut_before_after_and_midway() {
    for (place, made) in [("before", 0), ("after", 1), ("midway", 1)] {
        let scene = Scene::new().await;
        scene.fault(json!({ "cut": place })).await;
        assert!(scene.pin().await.is_err(), "{place}");
        assert_eq!(scene.pins().await, made, "{place}");
        assert_eq!(scene.last_status().await, if place == "midway" { 201 } else { 0 }, "{place}");
    }
}

#[tokio::test]
async fn done_but_told_otherwise() {
    let scene = Scene::new().await;
    scene.fault(json!({ "done_but": { "status": 500 } })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!(answer.problem().0, 500);
    assert_eq!(scene.pins().await, 1);
}

#[tokio::test]
async fn foreign_big_and_empty_answers() {
    let scene = Scene::new().await;
    scene.fault(json!({ "body": "<html>Gateway</html>", "status": 502, "content_type": "text/html" })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (502, Some("text/html")));
    assert_eq!(answer.text(), "<html>Gateway</html>");
    scene.fault(json!({ "big": 3_000_000 })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 3_000_000));
    assert!(answer.json().is_object());
    scene.fault(json!({ "empty": 200 })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!((answer.status, answer.body.len()), (200, 0));
    assert_eq!(scene.pins().await, 0);
}

#[tokio::test]
async fn a_delay_answers_as_usual_later() {
    let scene = Scene::new().await;
    scene.fault(json!({ "delay_ms": 300 })).await;
    let start = Instant::now();
    assert_eq!(scene.pin().await.unwrap().status, 201);
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[tokio::test]
async fn a_hang_lasts_until_faults_are_removed() {
    let scene = Arc::new(Scene::new().await);
    scene.fault(json!({ "hang": true })).await;
    let held = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.pin().await }
    });
    until("the request", async || (scene.last_status().await == 0).then_some(())).await;
    assert_eq!(scene.pins().await, 0);
    assert!(!held.is_finished());
    scene.world.control("DELETE", "faults", None).await;
    assert_eq!(held.await.unwrap().unwrap().status, 201);
    assert_eq!(scene.pins().await, 1);
}

#[tokio::test]
async fn a_hang_whose_world_is_reset_does_nothing() {
    let scene = Arc::new(Scene::new().await);
    scene.fault(json!({ "hang": true })).await;
    let held = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.pin().await.map(|answer| answer.status) }
    });
    until("the request", async || (scene.last_status().await == 0).then_some(())).await;
    scene.world.say("reset", Value::Null).await;
    assert!(held.await.unwrap().is_err());
    assert_eq!(scene.pins().await, 0);
}

#[tokio::test]
async fn faults_meet_the_fetch_of_a_picture_too() {
    let scene = Scene::new().await;
    scene
        .world
        .say("faults", json!({ "match": { "host": "cdn.example" }, "times": 1, "act": { "cut": "before" } }))
        .await;
    assert_eq!(scene.pin().await.unwrap().problem(), (400, 1));
    assert_eq!(scene.pin().await.unwrap().status, 201);
}

#[tokio::test]
async fn trial_spam_and_rate_limits() {
    let scene = Scene::new().await;
    scene
        .world
        .say("scripts", json!({ "spam_block": true, "rate_limit_headers": "100, 100;w=1, 1000;w=60" }))
        .await;
    let answer = scene.pin().await.unwrap();
    assert_eq!(answer.problem(), (429, 8));
    assert!(answer.json()["message"].as_str().unwrap().contains("spam"));
    assert_eq!(answer.header("x-ratelimit-limit"), Some("100, 100;w=1, 1000;w=60"));
    scene.world.say("scripts", json!({ "spam_block": false, "trial": true })).await;
    let answer = scene.pin().await.unwrap();
    assert_eq!(answer.problem(), (403, 29));
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("Apps with Trial access may not create Pins in production"), "{message}");
    assert!(message.contains("https://api-sandbox.pinterest.com"), "{message}");
    let sandbox = scene.world.connect(common::SANDBOX, "ada", BASE).await;
    let board = scene.world.board("sandbox", "Garden").await;
    assert_eq!(scene.world.pin(&sandbox, common::SANDBOX, &board, "cup-40x30.png").await.status, 201);
}
