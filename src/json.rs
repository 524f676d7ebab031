//! JSON: the platform's own in a browser, serde_json natively. Two readers of the same types; what both must agree
//! on, the native run and the tests in browsers see alike.

#[cfg(target_arch = "wasm32")]
pub use tack_browser::json::{Value, parse, text};

#[cfg(not(target_arch = "wasm32"))]
pub use native::{Value, parse, text};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use serde::de::DeserializeOwned;
    use serde::{Deserialize, Serialize};

    /// A part of a document that is read later, or not at all.
    #[derive(Clone, Debug, Deserialize)]
    #[serde(transparent)]
    pub struct Value(serde_json::Value);

    impl Value {
        /// The part as a `T`.
        pub fn read<T: DeserializeOwned>(self) -> Option<T> {
            serde_json::from_value(self.0).ok()
        }
    }

    /// A document as a `T`.
    pub fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
        serde_json::from_str(text).ok()
    }

    /// A `T` as a document; object keys in the order of the fields.
    pub fn text<T: Serialize + ?Sized>(value: &T) -> Option<String> {
        serde_json::to_string(value).ok()
    }
}
