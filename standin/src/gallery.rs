//! `GET /_standin/`: boards and Pins as pictures.

use crate::exchange::Answer;
use crate::house::{House, State};
use crate::pages::{self, Slot, escape, fill};
use crate::world::Which;
use hyper::StatusCode;

const PAGE: &str = include_str!("html/gallery.html");

/// The page.
pub(crate) fn show(house: &House) -> Answer {
    let state = house.state();
    let worlds = [Which::Production, Which::Sandbox].map(|which| world(&state, which)).concat();
    pages::page(StatusCode::OK, "What has been pinned", fill(PAGE, &[("worlds", Slot::Markup(worlds))]))
}

fn world(state: &State, which: Which) -> String {
    let world = state.world(which);
    let boards: String = world
        .boards
        .iter()
        .map(|board| {
            let pins: String = world
                .pins
                .iter()
                .rev()
                .filter(|pin| pin.board_id == board.id)
                .map(|pin| {
                    let words = pin.words.title.as_ref().or(pin.words.description.as_ref());
                    let link = pin.words.link.as_deref().unwrap_or_default();
                    format!(
                        "<figure data-pin=\"{}\"><img src=\"/_standin/picture/{}\" width=\"{}\" height=\"{}\" alt=\"{}\">\
                         <figcaption>{}<br><span class=\"soft\">{}</span></figcaption></figure>",
                        escape(&pin.id),
                        escape(&pin.picture.sha256),
                        pin.picture.width,
                        pin.picture.height,
                        escape(pin.words.alt_text.as_deref().unwrap_or_default()),
                        escape(words.map_or("(without words)", String::as_str)),
                        escape(link),
                    )
                })
                .collect();
            let inside = if pins.is_empty() {
                "<p class=\"soft\">Nothing yet.</p>".to_owned()
            } else {
                format!("<div class=\"pins\">{pins}</div>")
            };
            format!(
                "<section data-board=\"{}\"><h2>{} <span class=\"soft\">{}, {}</span></h2>{inside}</section>",
                escape(&board.id),
                escape(&board.name),
                escape(board.owner),
                board.privacy.name().to_ascii_lowercase(),
            )
        })
        .collect();
    format!(
        "<details{}><summary><b>{}</b>, {}</summary>{boards}</details>",
        if which == Which::Production || !world.pins.is_empty() { " open" } else { "" },
        which.name(),
        if world.pins.len() == 1 { "1 Pin".to_owned() } else { format!("{} Pins", world.pins.len()) }
    )
}

/// The bytes of a pinned picture.
pub(crate) fn picture(house: &House, sha256: &str) -> Answer {
    let state = house.state();
    let found =
        state.production.pins.iter().chain(&state.sandbox.pins).find(|pin| pin.picture.sha256 == sha256);
    match found {
        Some(pin) => Answer::new(StatusCode::OK, pin.picture.content_type, pin.picture.bytes.clone())
            .with("x-content-type-options", "nosniff"),
        None => Answer::bare(StatusCode::NOT_FOUND),
    }
}
