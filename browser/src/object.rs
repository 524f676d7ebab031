//! An object that comes from a page, of which nothing is sure.

use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// An object. What it lacks, or has of another kind than is asked for, is empty, 0 or false.
#[derive(Clone, Debug)]
pub struct Object(JsValue);

impl Object {
    /// The value, if it is an object.
    pub fn of(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// The text called `name`.
    pub fn text(&self, name: &str) -> String {
        self.get(name).as_string().unwrap_or_default()
    }

    /// The number called `name`.
    pub fn number(&self, name: &str) -> f64 {
        self.get(name).as_f64().unwrap_or_default()
    }

    /// The answer called `name`.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name).as_bool().unwrap_or_default()
    }

    /// The objects in the list called `name`.
    pub fn objects(&self, name: &str) -> impl Iterator<Item = Self> {
        let list: Array = self.get(name).dyn_into().unwrap_or_default();
        (0..list.length()).filter_map(move |at| Self::of(list.get(at)))
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or_default()
    }
}
