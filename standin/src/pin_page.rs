//! A Pin as people see it: `www.pinterest.com/pin/{id}/`.

use crate::exchange::Answer;
use crate::house::House;
use crate::pages::{self, Slot, escape, fill, text};
use crate::world::Privacy;
use hyper::StatusCode;

const PAGE: &str = include_str!("html/pin.html");

/// The page of a Pin, of either world.
pub(crate) fn show(house: &House, id: &str) -> Answer {
    let state = house.state();
    let found = [&state.production, &state.sandbox]
        .into_iter()
        .find_map(|world| world.pin(id).and_then(|pin| world.board(&pin.board_id).map(|board| (pin, board))));
    let Some((pin, board)) = found else {
        return pages::message(StatusCode::NOT_FOUND, "Nothing here", "This Pin is not there, or no longer.");
    };
    let words = |words: &Option<String>| text(words.clone().unwrap_or_default());
    let section = pin.section_id.as_ref().and_then(|id| board.sections.iter().find(|s| &s.id == id));
    let link = pin.words.link.as_ref().map_or_else(String::new, |link| {
        format!(
            "<p><a id=\"link\" class=\"button\" rel=\"noreferrer\" href=\"{}\">Visit</a></p>",
            escape(link)
        )
    });
    let title = pin.words.title.clone().unwrap_or_else(|| "A Pin".to_owned());
    let secret = if board.privacy == Privacy::Secret { " (secret)" } else { "" };
    let body = fill(
        PAGE,
        &[
            ("picture", text(format!("https://cdn.example/pinned/{}", pin.picture.sha256))),
            ("width", text(pin.picture.width.to_string())),
            ("height", text(pin.picture.height.to_string())),
            ("alt", words(&pin.words.alt_text)),
            ("title", text(&title)),
            ("description", words(&pin.words.description)),
            ("board", text(format!("{}{secret}", board.name))),
            ("owner", text(board.owner)),
            ("section", text(section.map_or_else(String::new, |s| format!(", in {}", s.name)))),
            ("link", Slot::Markup(link)),
        ],
    );
    pages::page(StatusCode::OK, &title, body)
}
