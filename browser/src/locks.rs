//! Web Locks: one holder at a time in all contexts of the extension. The browser frees a lock whose context it stops.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request(name: &str, callback: &JsValue) -> Result<Promise, JsValue>;
}

/// A lock that is held until this is dropped.
#[derive(Debug)]
pub struct Held(Option<Function>);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            // A promise's own resolve function has nothing to throw.
            let _ = release.call0(&JsValue::NULL);
        }
    }
}

/// Waits for the lock `name`.
///
/// # Errors
/// The browser refused: the context is going away.
pub async fn hold(name: &str) -> Result<Held, JsValue> {
    let mut release = None;
    let released = Promise::new(&mut |resolve, _| release = Some(resolve));
    let mut refused = Ok(());
    let granted = Promise::new(&mut |resolve: Function, _| {
        let released = released.clone();
        let callback = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::NULL);
            released
        });
        refused = request(name, &callback).map(drop);
    });
    refused?;
    JsFuture::from(granted).await?;
    Ok(Held(release))
}
