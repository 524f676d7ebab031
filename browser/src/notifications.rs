//! `browser.notifications`.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "notifications"], js_name = create)]
    async fn create(id: &str, options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Shows a notice; one with the same `id` is replaced. The person may have switched notices off: then nothing
/// is shown, which is what they asked for.
pub async fn show(id: &str, title: &str, message: &str) {
    let options = Object::new();
    for (name, value) in
        [("type", "basic"), ("iconUrl", "icons/icon-128.png"), ("title", title), ("message", message)]
    {
        if Reflect::set(&options, &name.into(), &value.into()).is_err() {
            return;
        }
    }
    let _ = create(id, &options).await;
}
