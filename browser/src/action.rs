//! `browser.action`: the toolbar button's badge.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeText)]
    async fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeBackgroundColor)]
    async fn set_badge_background_color(details: &JsValue) -> Result<JsValue, JsValue>;
}

/// Shows `text` on the button, on a ground of `color`; empty removes it. A failure leaves the button as it was.
pub async fn badge(text: &str, color: &str) {
    for (name, value) in [("text", text), ("color", color)] {
        let details = Object::new();
        if Reflect::set(&details, &name.into(), &value.into()).is_err() {
            return;
        }
        let _ = match name {
            "text" => set_badge_text(&details).await,
            _ => set_badge_background_color(&details).await,
        };
    }
}
