//! Sites that a test puts up in place of the sample sites.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::World;
use serde_json::json;

fn starts_of(kind: &str) -> &'static [u8] {
    match kind {
        "jpeg" => b"\xff\xd8\xff",
        "png" => b"\x89PNG",
        "gif" => b"GIF89a",
        "webp" => b"RIFF",
        "bmp" => b"BM",
        "svg" => b"<svg",
        _ => panic!("{kind}"),
    }
}

#[tokio::test]
async fn documents_and_pictures_are_where_the_site_says() {
    let world = World::new().await;
    let mut pictures = serde_json::Map::new();
    for kind in ["jpeg", "png", "gif", "webp", "bmp", "svg"] {
        let picture = json!({"size": [60, 40], "of": "a lamp", "type": kind, "clear": true});
        pictures.insert(format!("https://cdn.example/{kind}?w=60"), picture);
    }
    let documents = json!({"https://shop.example/one#top": "<!doctype html><title>Mine</title>"});
    world.control("POST", "site", Some(json!({"documents": documents, "pictures": pictures}))).await;
    let page = world.send(world.client.get("https://shop.example/one")).await;
    assert!(page.text().contains("<title>Mine</title>"), "{}", page.text());
    for kind in ["jpeg", "png", "gif", "webp", "bmp", "svg"] {
        let address = format!("https://cdn.example/{kind}?w=60");
        let answer = world.send(world.client.get(address)).await;
        assert_eq!(answer.status, 200, "{kind}");
        assert!(answer.body.starts_with(starts_of(kind)), "{kind}");
    }
    // What the site does not have is as it was.
    assert_eq!(world.send(world.client.get("https://shop.example/empty")).await.status, 200);
    world.control("POST", "reset", None).await;
    let page = world.send(world.client.get("https://shop.example/one")).await;
    assert!(!page.text().contains("<title>Mine</title>"));
}

#[tokio::test]
async fn pictures_may_demand_something() {
    let world = World::new().await;
    let picture = |more: serde_json::Value| {
        let mut picture = json!({"size": [20, 20], "of": "x"});
        picture.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        picture
    };
    let pictures = json!({
        "https://cdn.example/guarded.jpg": picture(json!({"needs": "referrer"})),
        "https://cdn.example/mine.jpg": picture(json!({"needs": "cookie"})),
        "https://cdn.example/gone.jpg": picture(json!({"status": 410})),
    });
    let documents = json!({"https://shop.example/a": "<title>A</title>"});
    let site = json!({"documents": documents, "pictures": pictures, "cookie": "member=yes"});
    world.control("POST", "site", Some(site)).await;
    for (path, header, status) in [
        ("guarded", None, 403),
        ("guarded", Some(("referer", "https://shop.example/")), 200),
        ("mine", None, 403),
        ("mine", Some(("cookie", "a=b; member=yes")), 200),
        ("gone", None, 410),
    ] {
        let mut request = world.client.get(format!("https://cdn.example/{path}.jpg"));
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        assert_eq!(world.send(request).await.status, status, "{path} {header:?}");
    }
    let page = world.send(world.client.get("https://shop.example/a")).await;
    assert!(page.headers.get("set-cookie").unwrap().to_str().unwrap().starts_with("member=yes;"));
}
