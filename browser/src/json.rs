//! `JSON`: the platform's own reader and writer, which costs nothing in the wasm file.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::reader;

/// A document as a `T`.
pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    reader::read(js_sys::JSON::parse(text).ok()?).ok()
}

/// A `T` as a document; object keys in the order of the fields.
pub fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
    let value = value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).ok()?;
    js_sys::JSON::stringify(&value).ok().map(String::from)
}
