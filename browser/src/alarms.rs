//! `browser.alarms`: waking the background. A cache only: Firefox forgets alarms when it ends.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "alarms"], js_name = create)]
    async fn create(name: &str, info: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "alarms"], js_name = clear)]
    async fn clear_alarm(name: &str) -> Result<JsValue, JsValue>;
}

/// Wakes the background at `when`, milliseconds since 1970; replaces an alarm of the same name.
pub async fn set(name: &str, when: f64) {
    let info = Object::new();
    if Reflect::set(&info, &"when".into(), &when.into()).is_ok() {
        let _ = create(name, &info).await;
    }
}

/// Removes an alarm.
pub async fn clear(name: &str) {
    let _ = clear_alarm(name).await;
}
