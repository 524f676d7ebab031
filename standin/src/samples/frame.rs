//! `frame.example`: a page that others put into a frame.

use crate::exchange::{Answer, Ask};

const PAGE: &str = include_str!("../html/inner.html");

/// Answers the page.
pub(crate) fn answer(ask: &Ask) -> Answer {
    match ask.path.as_str() {
        "/" => super::page("Inside the frame", "", PAGE.to_owned()),
        _ => super::nothing(),
    }
}
