//! `browser.permissions`: the hosts that the browser lets Tack talk to.

use js_sys::{Array, JsString, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "permissions"], js_name = request, catch)]
    fn permissions_request(wanted: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "permissions"], js_name = contains, catch)]
    fn permissions_contains(wanted: &JsValue) -> Result<Promise, JsValue>;
}

/// Asks the person for `origins`. The question is put before this returns, since browsers demand that it be put
/// within a click; await the future for the answer.
pub fn request_origins(origins: &[&str]) -> impl Future<Output = bool> + use<> {
    let asked = permissions_request(&wanted(origins));
    async move { is_true(asked).await }
}

/// Whether all of `origins` are allowed.
pub async fn has_origins(origins: &[&str]) -> bool {
    is_true(permissions_contains(&wanted(origins))).await
}

async fn is_true(answer: Result<Promise, JsValue>) -> bool {
    match answer {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
        Err(_) => false,
    }
}

fn wanted(origins: &[&str]) -> JsValue {
    let list: Array = origins.iter().map(|origin| JsString::from(*origin)).collect();
    let object = Object::new();
    // A plain object takes any property: there is nothing to fail.
    let _ = Reflect::set(&object, &"origins".into(), &list);
    object.into()
}
