//! `browser.identity`: the sign-in window.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "identity"], js_name = getRedirectURL)]
    fn get_redirect_url() -> String;
    #[wasm_bindgen(catch, js_namespace = ["browser", "identity"], js_name = launchWebAuthFlow)]
    async fn launch_web_auth_flow(details: &JsValue) -> Result<JsValue, JsValue>;
}

/// The address that a sign-in leads back to; the browser catches it before any request leaves.
pub fn redirect_uri() -> String {
    get_redirect_url()
}

/// Opens `url` in the browser's sign-in window, and gives the address that it led back to.
///
/// # Errors
/// The browser's own message.
pub async fn authorize(url: &str) -> Result<String, String> {
    let details = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&details, &name.into(), &value).map(drop);
    let launched = match set("url", url.into()).and_then(|()| set("interactive", JsValue::TRUE)) {
        Ok(()) => launch_web_auth_flow(&details).await,
        Err(e) => Err(e),
    };
    launched.map_err(|e| message_of(&e)).and_then(|back| back.as_string().ok_or_else(String::new))
}

/// What an exception says; browsers reject with errors and with plain objects alike.
pub fn message_of(exception: &JsValue) -> String {
    Reflect::get(exception, &"message".into())
        .ok()
        .and_then(|m| m.as_string())
        .or_else(|| exception.as_string())
        .unwrap_or_default()
}
