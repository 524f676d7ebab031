//! `JSON`: the platform's own reader and writer, which costs nothing in the wasm file.

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::reader;

/// A document as a `T`.
pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    reader::read(parsed(text)?).ok()
}

/// A `T` as a document; object keys in the order of the fields.
pub fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    stringified(&value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?)
}

// The same for all types, and so not within functions that each type has anew.

fn parsed(text: &str) -> Option<JsValue> {
    js_sys::JSON::parse(text).ok()
}

fn stringified(value: &JsValue) -> Option<String> {
    js_sys::JSON::stringify(value).ok().map(String::from)
}
