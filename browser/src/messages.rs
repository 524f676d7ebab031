//! A page's side of `runtime.sendMessage` and `runtime.onMessage`.

use js_sys::{Array, Function, Promise};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{reader, runtime, writer};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "runtime"], js_name = sendMessage, catch)]
    fn send_message(message: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "runtime", "onMessage"], js_name = addListener)]
    fn add_listener(listener: &Function);
    /// Of `pages.js`: what was asked already, before the wasm was there.
    #[wasm_bindgen(js_name = takeEarly, catch)]
    fn take_early(question: &JsValue) -> Result<Option<Promise>, JsValue>;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(what: &Function, millis: u32);
}

/// Why a message has no answer that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// The time was up, or nobody listens.
    Silent(String),
    /// What came is not what was expected.
    Garbled,
}

/// Sends `message` to the background and waits for its answer, at most `deadline_ms`.
pub async fn send<A: DeserializeOwned>(message: &impl Serialize, deadline_ms: u32) -> Result<A, NoAnswer> {
    let value = writer::write(message).map_err(|_| NoAnswer::Garbled)?;
    let answer = raced(&value, deadline_ms).await.map_err(|error| NoAnswer::Silent(said(&error)))?;
    if answer.is_undefined() {
        return Err(NoAnswer::Silent(String::new()));
    }
    reader::read(answer).map_err(|_| NoAnswer::Garbled)
}

/// Calls `handle` with every message that arrives from the extension's own pages and background and is an `E`; all
/// others are left to whom they are meant for. A content script has the extension's id as well, but not its address: a
/// page that took one over could make us show outcomes that never were.
pub fn on_message<E: DeserializeOwned + 'static>(mut handle: impl FnMut(E) + 'static) {
    // The listener returns undefined, so that it never answers a request in the background's place.
    let own = runtime::address_of("");
    let listener = Closure::<dyn FnMut(JsValue, JsValue)>::new(move |message: JsValue, sender: JsValue| {
        let from = js_sys::Reflect::get(&sender, &"url".into()).ok().and_then(|url| url.as_string());
        if from.is_some_and(|from| from.starts_with(&own))
            && let Ok(event) = reader::read(message)
        {
            handle(event);
        }
    });
    add_listener(listener.as_ref().unchecked_ref());
    // It lives as long as the page.
    listener.forget();
}

async fn raced(message: &JsValue, deadline_ms: u32) -> Result<JsValue, JsValue> {
    let answer = match early(message) {
        Some(answer) => answer,
        None => send_message(message)?,
    };
    let deadline = Promise::new(&mut |resolve, _| set_timeout(&resolve, deadline_ms));
    JsFuture::from(Promise::race(&Array::of2(&answer, &deadline))).await
}

/// The answer to a question that was put before the wasm was there.
pub(crate) fn early(question: &JsValue) -> Option<Promise> {
    take_early(question).ok().flatten()
}

/// What a rejection says; Firefox rejects with plain objects too.
pub(crate) fn said(error: &JsValue) -> String {
    js_sys::Reflect::get(error, &"message".into())
        .ok()
        .and_then(|message| message.as_string())
        .or_else(|| error.as_string())
        .unwrap_or_default()
}
