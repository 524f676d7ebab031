//! The consent page and the token endpoint.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{BASE, PRODUCTION, REDIRECT, SANDBOX, STATE, World, basic, value};
use serde_json::json;

#[tokio::test]
async fn allow_leads_back_with_a_code_that_makes_one_token() {
    let world = World::new().await;
    let back = world.consent("ada", BASE, BASE, "allow").await;
    assert!(back.as_str().starts_with(REDIRECT));
    assert_eq!(value(&back, "state").unwrap(), STATE);
    let code = value(&back, "code").unwrap();

    let answer = world.exchange(PRODUCTION, &code).await;
    assert_eq!(answer.status, 200);
    let token = answer.json();
    assert_eq!(token["token_type"], "bearer");
    assert_eq!(token["response_type"], "authorization_code");
    assert_eq!(token["expires_in"], 2_592_000);
    assert_eq!(token["refresh_token_expires_in"], 5_184_000);
    assert!(token["refresh_token_expires_at"].as_u64().unwrap() > 1_700_000_000);
    let mut granted: Vec<&str> = token["scope"].as_str().unwrap().split(' ').collect();
    let mut asked: Vec<&str> = BASE.split(' ').collect();
    granted.sort_unstable();
    asked.sort_unstable();
    assert_eq!(granted, asked);
    assert!(answer.header("x-pinterest-rid").is_some());

    assert_eq!(world.exchange(PRODUCTION, &code).await.problem(), (401, 2), "a code is used once");
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn deny_and_unticked_scopes() {
    let world = World::new().await;
    let back = world.consent("ada", BASE, BASE, "deny").await;
    assert_eq!(value(&back, "error").unwrap(), "access_denied");
    assert_eq!(value(&back, "state").unwrap(), STATE);
    assert_eq!(value(&back, "code"), None);

    let back = world.consent("ada", BASE, "boards:read pins:read", "allow").await;
    let token = world.exchange(PRODUCTION, &value(&back, "code").unwrap()).await.json();
    assert_eq!(token["scope"], "boards:read pins:read");
}

#[tokio::test]
async fn the_exchange_must_repeat_the_redirect_uri_exactly() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let with_slash = format!("{REDIRECT}/");
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", &with_slash)];
    assert_eq!(world.send(world.token_request(PRODUCTION, &form)).await.problem(), (401, 2));
    assert_eq!(world.violations().await.len(), 1);
}

#[tokio::test]
async fn what_the_token_endpoint_does_not_take() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let good = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    for form in [
        &[("code", "x"), ("redirect_uri", REDIRECT)][..],
        &[("grant_type", "password"), ("username", "ada")],
        &[("grant_type", "authorization_code"), ("redirect_uri", REDIRECT)],
        &[("grant_type", "authorization_code"), ("code", "x")],
        &[good[0], good[1], good[2], ("client_id", "1234567")],
        &[good[0], good[1], good[2], ("continuous_refresh", "yes")],
        &[good[0], good[1], good[1], good[2]],
        &[("grant_type", "refresh_token")],
        &[("grant_type", "client_credentials")],
    ] {
        let before = world.violations().await.len();
        assert_eq!(world.send(world.token_request(PRODUCTION, form)).await.problem(), (400, 1), "{form:?}");
        assert_eq!(world.violations().await.len(), before + 1, "{form:?}");
    }
    let as_json = world
        .client
        .post(format!("{PRODUCTION}/oauth/token"))
        .header("authorization", basic("1234567", "standin-app-secret"))
        .header("content-type", "application/json")
        .body(
            json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT }).to_string(),
        );
    assert_eq!(world.send(as_json).await.problem(), (400, 1));
    let before = world.violations().await.len();
    let no_type = world
        .client
        .post(format!("{PRODUCTION}/oauth/token"))
        .header("authorization", basic("1234567", "standin-app-secret"))
        .body("grant_type=client_credentials&scope=boards:read");
    assert_eq!(world.send(no_type).await.problem(), (400, 1));
    assert_eq!(world.violations().await.len(), before + 1, "a missing Content-Type");
    // None of it has used the code up.
    assert_eq!(world.exchange(PRODUCTION, &code).await.status, 200);
}

#[tokio::test]
async fn wrong_credentials_are_401_and_missing_ones_a_violation() {
    let world = World::new().await;
    for (credentials, blamed) in [
        (Some(basic("1234567", "another-secret")), 0),
        (Some(basic("7654321", "standin-app-secret")), 0),
        (Some("Bearer something".to_owned()), 1),
        (Some("Basic !!!".to_owned()), 1),
        (None, 1),
    ] {
        let before = world.violations().await.len();
        let mut request = world
            .client
            .post(format!("{PRODUCTION}/oauth/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials&scope=boards:read");
        if let Some(credentials) = &credentials {
            request = request.header("authorization", credentials);
        }
        assert_eq!(world.send(request).await.problem(), (401, 2), "{credentials:?}");
        assert_eq!(world.violations().await.len(), before + blamed, "{credentials:?}");
    }
}

#[tokio::test]
async fn client_credentials_serve_the_owner_of_the_app() {
    let world = World::new().await;
    let form = [("grant_type", "client_credentials"), ("scope", "user_accounts:read")];
    let token = world.send(world.token_request(PRODUCTION, &form)).await.json();
    assert_eq!(token["response_type"], "client_credentials");
    assert!(token.get("refresh_token").is_none());
    let account =
        world.get(token["access_token"].as_str().unwrap(), &format!("{PRODUCTION}/user_account")).await;
    assert_eq!(account.json()["username"], "ada");
    let form = [("grant_type", "client_credentials"), ("scope", "everything:read")];
    assert_eq!(world.send(world.token_request(PRODUCTION, &form)).await.status, 403);
}

#[tokio::test]
async fn a_refresh_gives_both_tokens_anew_and_rotation_is_scripted() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let first = world.exchange(PRODUCTION, &code).await.json();
    let old = first["refresh_token"].as_str().unwrap();

    let second = world.refresh(PRODUCTION, old).await.json();
    assert_eq!(second["response_type"], "refresh_token");
    assert_eq!(second["scope"], first["scope"]);
    assert_ne!(second["access_token"], first["access_token"]);
    let new = second["refresh_token"].as_str().unwrap();
    assert_ne!(new, old);
    assert_eq!(world.refresh(PRODUCTION, old).await.problem(), (401, 2), "the old one dies");

    world.say("scripts", json!({ "rotation": "keep" })).await;
    assert_eq!(world.refresh(PRODUCTION, new).await.status, 200);
    assert_eq!(world.refresh(PRODUCTION, new).await.status, 200, "the old one lives");
    assert_eq!(world.violations().await, Vec::<String>::new());
}

#[tokio::test]
async fn without_continuous_refresh_a_refresh_brings_no_refresh_token() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    let first = world.send(world.token_request(PRODUCTION, &form)).await.json();
    let second = world.refresh(PRODUCTION, first["refresh_token"].as_str().unwrap()).await;
    assert_eq!(second.status, 200);
    assert!(second.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn a_reset_secret_leaves_live_tokens_working() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let code = world.code("ada", BASE).await;
    world.say("scripts", json!({ "reset_secret": "a-new-secret" })).await;
    assert_eq!(world.exchange(PRODUCTION, &code).await.problem(), (401, 2));
    assert_eq!(world.get(&token, &format!("{PRODUCTION}/boards")).await.status, 200);
}

#[tokio::test]
async fn tokens_expire_by_time_by_script_and_are_refused() {
    let world = World::new().await;
    let boards = format!("{PRODUCTION}/boards");
    let code = world.code("ada", BASE).await;
    let grant = world.exchange(PRODUCTION, &code).await.json();
    let (access, refresh) =
        (grant["access_token"].as_str().unwrap(), grant["refresh_token"].as_str().unwrap());
    world.say("scripts", json!({ "expire_tokens": true })).await;
    assert_eq!(world.get(access, &boards).await.problem(), (401, 2));
    let renewed = world.refresh(PRODUCTION, refresh).await.json();
    let access = renewed["access_token"].as_str().unwrap();
    assert_eq!(world.get(access, &boards).await.status, 200, "new ones work");

    world.say("scripts", json!({ "refuse_tokens": true })).await;
    assert_eq!(world.get(access, &boards).await.problem(), (401, 2));
    let next = renewed["refresh_token"].as_str().unwrap();
    assert_eq!(world.refresh(PRODUCTION, next).await.problem(), (401, 2));
    world.say("scripts", json!({ "refuse_tokens": false })).await;
    assert_eq!(world.get(access, &boards).await.status, 200);

    world.say("seed", json!({ "token_lifetime_s": 0 })).await;
    let code = world.code("ada", BASE).await;
    let grant = world.exchange(PRODUCTION, &code).await.json();
    assert_eq!(grant["expires_in"], 0);
    assert_eq!(world.get(grant["access_token"].as_str().unwrap(), &boards).await.problem(), (401, 2));
    assert_eq!(world.violations().await, Vec::<String>::new(), "an expired token is no violation");
}

#[tokio::test]
async fn a_removed_app_loses_all_its_tokens() {
    let world = World::new().await;
    let token = world.connect(PRODUCTION, "ada", BASE).await;
    let other = world.connect(PRODUCTION, "ben", BASE).await;
    let settings = || world.client.get("https://www.pinterest.com/settings/");
    assert!(world.send(settings()).await.text().contains("remove-ada"));
    let request = world
        .client
        .post("https://www.pinterest.com/settings/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body("account=ada");
    assert_eq!(world.send(request).await.status, 303);
    let boards = format!("{PRODUCTION}/boards");
    assert_eq!(world.get(&token, &boards).await.problem(), (401, 2));
    assert_eq!(world.get(&other, &boards).await.status, 200);
    world.say("scripts", json!({ "remove_app": "ben" })).await;
    assert_eq!(world.get(&other, &boards).await.problem(), (401, 2), "as by the button");
}

#[tokio::test]
async fn the_worlds_know_nothing_of_each_other() {
    let world = World::new().await;
    let code = world.code("ada", BASE).await;
    let grant = world.exchange(SANDBOX, &code).await.json();
    let access = grant["access_token"].as_str().unwrap();
    assert_eq!(world.get(access, &format!("{PRODUCTION}/boards")).await.problem(), (401, 2));
    let refresh = grant["refresh_token"].as_str().unwrap();
    assert_eq!(world.refresh(PRODUCTION, refresh).await.problem(), (401, 2));
    assert_eq!(world.exchange(PRODUCTION, &code).await.problem(), (401, 2));

    let board = world.board("sandbox", "Garden").await;
    assert_ne!(board, world.board("production", "Garden").await);
    assert_eq!(world.pin(access, SANDBOX, &board, "cup-40x40.png").await.status, 201);
    assert_eq!(world.pins("sandbox").await.len(), 1);
    assert_eq!(world.pins("production").await.len(), 0);
    world.say("seed", json!({ "world": "sandbox", "boards": 3 })).await;
    assert_eq!(world.told("boards?world=sandbox").await["boards"].as_array().unwrap().len(), 3);
    assert_eq!(world.told("boards?world=production").await["boards"].as_array().unwrap().len(), 5);
}
