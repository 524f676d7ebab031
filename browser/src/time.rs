//! The clock.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;
}

/// Milliseconds since 1970, by this computer's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// Waits. A background that is stopped meanwhile never goes on: what must happen needs an alarm.
pub async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    // The promise has nothing that could reject it.
    let _ = JsFuture::from(promise).await;
}
