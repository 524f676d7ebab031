//! JSON: the platform's own in a browser, serde_json natively. Two readers of the same types; what both must agree
//! on, the native run and the tests in browsers see alike.

use serde::{Deserialize, Deserializer};

#[cfg(target_arch = "wasm32")]
pub use tack_browser::json::{parse, text};

#[cfg(not(target_arch = "wasm32"))]
pub use native::{parse, text};

/// A part of a document that may be anything: a `T`, or nothing that can be read.
#[derive(Clone, Copy, Debug)]
pub struct Perhaps<T>(pub Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Perhaps<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::deserialize(deserializer).ok()))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use serde::Serialize;
    use serde::de::DeserializeOwned;

    /// A document as a `T`. As a tree first: of a text, nothing can be read behind a part that cannot.
    pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
        let tree: serde_json::Value = serde_json::from_str(text).ok()?;
        serde_json::from_value(tree).ok()
    }

    /// A `T` as a document; object keys in the order of the fields.
    pub fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
        serde_json::to_string(value).ok()
    }
}
