//! `JSON`: the platform's own reader and writer, which costs nothing in the wasm file.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// A part of a document that is read later, or not at all.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Value(#[serde(with = "serde_wasm_bindgen::preserve")] JsValue);

impl Value {
    /// The part as a `T`.
    pub fn read<T: DeserializeOwned>(self) -> Option<T> {
        serde_wasm_bindgen::from_value(self.0).ok()
    }
}

/// A document as a `T`.
pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_wasm_bindgen::from_value(js_sys::JSON::parse(text).ok()?).ok()
}

/// A `T` as a document; object keys in the order of the fields.
pub fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok().map(String::from)
}
