//! Tack's pages: popup, options, welcome, pins, help. One wasm file for all; the body's `data-page` says which it is.

mod account;
mod board_picker;
mod core_client;
mod element;
mod ending;
mod first_board;
mod help;
mod icons;
mod kept;
mod keyed;
mod live;
pub mod model;
mod options;
mod pins;
mod popup;
mod problem_card;
mod relay_form;
mod site;
mod welcome;
mod words;

use tack_browser::page;
use tack_protocol::Snapshot;
use wasm_bindgen::prelude::wasm_bindgen;

/// Pinterest's API hosts, as a permission names them.
pub(crate) const API_ORIGINS: [&str; 2] =
    ["https://api.pinterest.com/*", "https://api-sandbox.pinterest.com/*"];
/// Pinterest, for people.
pub(crate) const PINTEREST: &str = "https://www.pinterest.com/";

/// The static skeleton's id in each page.
const SKELETON: &str = "skeleton";

/// Takes the page over from its skeleton.
#[wasm_bindgen(start)]
pub async fn start() {
    let name = page::body_data("page");
    let snapshot = match name.as_deref() {
        Some("popup") => page::local_json::<Snapshot>(Snapshot::KEY).await,
        _ => None,
    };
    page::remove(SKELETON);
    let page = move || match name.as_deref() {
        Some("options") => options::options(),
        Some("welcome") => welcome::welcome(),
        Some("pins") => pins::pins(),
        Some("help") => help::help(),
        _ => popup::popup(snapshot),
    };
    element::mount(page);
}
