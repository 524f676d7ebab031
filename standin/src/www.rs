//! `www.pinterest.com`: the pages that a browser sees.

use crate::exchange::{Answer, Ask};
use crate::house::House;
use crate::{consent, pages, pin_page, save_dialog, settings};
use hyper::{Method, StatusCode};

/// An answer, and what the documentation does not allow about the request.
pub(crate) type Page = (Answer, Option<String>);

/// Answers a page.
pub(crate) fn answer(house: &House, ask: &Ask) -> Page {
    let get = ask.method == Method::GET || ask.method == Method::HEAD;
    let post = ask.method == Method::POST;
    match ask.path.as_str() {
        "/oauth/" if get => consent::show(house, ask),
        "/oauth/" if post => consent::decide(house, ask),
        "/pin/create/button/" if get => save_dialog::show(house, ask),
        path if path.starts_with("/settings/") && get => (settings::show(house), None),
        "/settings/" if post => (settings::remove(house, ask), None),
        path if get => match path.strip_prefix("/pin/").map(|rest| rest.trim_end_matches('/')) {
            Some(id) if !id.is_empty() => (pin_page::show(house, id), None),
            _ => (nothing(), None),
        },
        _ => (
            pages::message(StatusCode::METHOD_NOT_ALLOWED, "Not here", "This page does not take that."),
            None,
        ),
    }
}

fn nothing() -> Answer {
    pages::message(StatusCode::NOT_FOUND, "Nothing here", "There is no such page.")
}
