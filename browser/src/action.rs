//! `browser.action`: the toolbar button's badge, and its popup.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeText)]
    async fn set_badge_text(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = setBadgeBackgroundColor)]
    async fn set_badge_background_color(details: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = openPopup)]
    async fn open_popup_in(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = create)]
    async fn create_window(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// The popup, and what a window has around it; `background.js` says the same.
const WINDOW_WIDTH: u32 = 416;
/// The same.
const WINDOW_HEIGHT: u32 = 660;

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

/// Opens the popup in a window of the browser.
///
/// # Errors
/// The browser does not open it there now.
pub async fn open_popup(window: i32) -> Result<(), JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"windowId".into(), &window.into())?;
    open_popup_in(&options).await.map(drop)
}

/// Opens a page of the extension in a small window of its own, of the popup's size.
///
/// # Errors
/// The browser opens none.
pub async fn open_window(url: &str, private: bool) -> Result<(), JsValue> {
    let options = Object::new();
    let set = |name: &str, value: JsValue| Reflect::set(&options, &name.into(), &value).map(drop);
    set("url", url.into())?;
    set("type", "popup".into())?;
    set("width", WINDOW_WIDTH.into())?;
    set("height", WINDOW_HEIGHT.into())?;
    set("incognito", private.into())?;
    create_window(&options).await.map(drop)
}
