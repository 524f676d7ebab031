//! What the event shim `extension/background.js` calls: one function an event. Everything that arrives is taken as
//! untrusted.
#![cfg(target_arch = "wasm32")]

use std::rc::Rc;

use tack::app::{App, MenuClick};
use tack::browser::Browser;
use tack_browser::{runtime, storage};
use tack_protocol::{Bounded, Page, ProblemKind, Reply, Request};
use wasm_bindgen::prelude::*;

thread_local! {
    /// One for the life of this wasm instance.
    static APP: Rc<App<Browser>> = App::new(Browser);
}

fn app() -> Rc<App<Browser>> {
    APP.with(Rc::clone)
}

/// The browser started, the extension was installed or updated, or an alarm rang.
#[wasm_bindgen]
pub async fn on_wake() {
    storage::restrict_to_trusted_contexts().await;
    app().wake().await;
}

/// A message arrived. `sender_id` and `sender_url` are the browser's word for who sent it.
///
/// # Errors
/// Only when the answer cannot be put into a message.
#[wasm_bindgen]
pub async fn on_message(message: JsValue, sender_id: String, sender_url: String) -> Result<JsValue, JsValue> {
    let request = match page_of(&sender_id, &sender_url) {
        Some(page) => runtime::from_js::<Request>(message)
            .ok()
            .filter(|request| request.allowed_from(page))
            .and_then(Request::bounded)
            .map(|request| (request, page)),
        None => None,
    };
    let reply: Reply = match request {
        Some((request, page)) => app().on_request(request, page).await,
        None => Err(ProblemKind::Internal.into()),
    };
    runtime::to_js(&reply)
}

/// An item of the menu was chosen.
#[wasm_bindgen]
pub async fn on_menu(item: String, src_url: String, frame: String, tab: i32, url: String, private: bool) {
    app().on_menu(MenuClick { item, src_url, frame, tab, url, private }).await;
}

/// Which page of this extension sent a message. A content script has our id too, but the page's own address.
fn page_of(sender_id: &str, sender_url: &str) -> Option<Page> {
    if sender_id != runtime::id() {
        return None;
    }
    let path = sender_url.strip_prefix(&runtime::address_of(""))?;
    match path.split(['?', '#']).next()? {
        "popup.html" => Some(Page::Popup),
        "options.html" => Some(Page::Options),
        "welcome.html" => Some(Page::Welcome),
        "pins.html" => Some(Page::Pins),
        _ => None,
    }
}
