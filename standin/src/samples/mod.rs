//! The sample sites: pages with pictures to pin, which stay the same because tests name them.

mod blog;
mod cdn;
mod frame;
mod shop;

use crate::exchange::{Answer, Ask};
use crate::house::House;
use crate::pages::{Slot, fill, text};
use hyper::{Method, StatusCode};
use std::sync::Arc;

const STYLE: &str = include_str!("../html/site.css");
const FRAME: &str = include_str!("../html/site.html");

/// Answers for a sample site.
pub(crate) async fn answer(house: &Arc<House>, ask: &Ask) -> Answer {
    if ask.method != Method::GET && ask.method != Method::HEAD {
        return Answer::bare(StatusCode::METHOD_NOT_ALLOWED).with("allow", "GET, HEAD");
    }
    match ask.host.as_str() {
        "shop.example" => shop::answer(ask),
        "blog.example" => blog::answer(ask),
        "frame.example" => frame::answer(ask),
        "cdn.example" => cdn::answer(house, ask).await,
        _ => nothing(),
    }
}

/// A page of a sample site: what stands in its head, and its body.
fn page(title: &str, head: &str, body: String) -> Answer {
    let slots = [
        ("title", text(title)),
        ("head", Slot::Markup(head.to_owned())),
        ("style", Slot::Markup(STYLE.to_owned())),
        ("body", Slot::Markup(body)),
    ];
    Answer::html(StatusCode::OK, fill(FRAME, &slots))
}

fn nothing() -> Answer {
    Answer::html(
        StatusCode::NOT_FOUND,
        "<!doctype html><title>Not found</title><h1>Not found</h1>".to_owned(),
    )
}
