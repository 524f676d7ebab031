//! `browser.runtime`: the extension itself.

use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;

use crate::reader::{self, Unreadable};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "runtime"], js_name = id)]
    static ID: String;
    #[wasm_bindgen(js_namespace = ["browser", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["browser", "runtime"], js_name = getManifest)]
    fn get_manifest() -> JsValue;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = sendMessage)]
    async fn send_message(message: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = getContexts)]
    async fn get_contexts(filter: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = openOptionsPage)]
    async fn open_options_page() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "runtime"], js_name = getPlatformInfo)]
    async fn get_platform_info() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "extension"], js_name = isAllowedFileSchemeAccess)]
    async fn is_allowed_file_scheme_access() -> Result<JsValue, JsValue>;
}

/// The extension's own id.
pub fn id() -> String {
    ID.with(Clone::clone)
}

/// The address of a file of the extension.
pub fn address_of(path: &str) -> String {
    get_url(path)
}

/// The version in the manifest.
pub fn version() -> String {
    Reflect::get(&get_manifest(), &"version".into()).ok().and_then(|v| v.as_string()).unwrap_or_default()
}

/// Tells every open page of the extension, and waits for none. That none is open is no error.
pub fn broadcast<T: Serialize>(news: &T) {
    if let Ok(message) = to_js(news) {
        wasm_bindgen_futures::spawn_local(async move {
            let _ = send_message(&message).await;
        });
    }
}

/// Calls the browser for nothing: a background that does so within 30 s is not taken for idle.
pub fn touch() {
    wasm_bindgen_futures::spawn_local(async {
        let _ = get_platform_info().await;
    });
}

/// Whether a popup is open.
pub async fn popup_is_open() -> bool {
    let filter = Object::new();
    if Reflect::set(&filter, &"contextTypes".into(), &Array::of1(&"POPUP".into())).is_err() {
        return false;
    }
    get_contexts(&filter).await.is_ok_and(|found| found.unchecked_into::<Array>().length() > 0)
}

/// Whether the person lets the extension see files on this computer.
pub async fn may_see_files() -> bool {
    is_allowed_file_scheme_access().await.is_ok_and(|allowed| allowed.is_truthy())
}

/// Opens the options page, or shows the one that is open.
pub async fn open_options() {
    let _ = open_options_page().await;
}

/// A value in the form in which messages are sent: plain objects, `null` for nothing.
///
/// # Errors
/// The value has something that messages cannot hold.
pub fn to_js<T: Serialize>(value: &T) -> Result<JsValue, JsValue> {
    Ok(value.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// The value of a message.
///
/// # Errors
/// It is no `T`.
pub fn from_js<T: DeserializeOwned>(message: JsValue) -> Result<T, Unreadable> {
    reader::read(message)
}
