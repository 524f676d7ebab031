//! The clock.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Beyond this, milliseconds from 1970, there are no dates (ECMA-262, section 21.4.1.1).
const DATE_MAX_MS: f64 = 8.64e15;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;
}

/// Milliseconds since 1970, by this computer's clock.
pub fn now() -> f64 {
    js_sys::Date::now()
}

/// A date as the platform reads it, as milliseconds since 1970; nothing for what is none.
pub fn parsed(text: &str) -> Option<f64> {
    Some(js_sys::Date::parse(text)).filter(|ms| ms.is_finite())
}

/// A time as text, such as `2026-03-01T12:00:00.000Z`; nothing for what is no time.
pub fn date(ms: f64) -> Option<String> {
    let is_date = ms.abs() <= DATE_MAX_MS;
    is_date.then(|| js_sys::Date::new(&ms.into()).to_iso_string().into())
}

/// Waits. A background that is stopped meanwhile never goes on: what must happen needs an alarm.
pub async fn sleep(ms: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, ms);
    });
    // The promise has nothing that could reject it.
    let _ = JsFuture::from(promise).await;
}
