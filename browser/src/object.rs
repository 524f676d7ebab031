//! An object that comes from a page, of which nothing is sure.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    // js-sys takes the text as ours: it would be copied here and back.
    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse(text: &JsValue) -> Result<JsValue, JsValue>;
}

thread_local! {
    /// The names that were asked for, as the platform's own texts: making one anew takes longer than reading by it.
    static NAMES: RefCell<Vec<(&'static str, JsValue)>> = const { RefCell::new(Vec::new()) };
    /// Where the last one stands: the next is mostly asked for after it.
    static LAST: Cell<usize> = const { Cell::new(0) };
}

/// An object. What it lacks, or has of another kind than is asked for, is empty, 0 or false.
#[derive(Clone, Debug)]
pub struct Object(JsValue);

impl Object {
    /// The value, if it is an object.
    pub fn of(value: JsValue) -> Option<Self> {
        value.is_object().then_some(Self(value))
    }

    /// The value, if it is an object or the text of one in JSON.
    pub fn told(value: JsValue) -> Option<Self> {
        Self::of(if value.is_string() { parse(&value).ok()? } else { value })
    }

    /// The text called `name`.
    pub fn text(&self, name: &'static str) -> String {
        self.get(name).as_string().unwrap_or_default()
    }

    /// The number called `name`.
    pub fn number(&self, name: &'static str) -> f64 {
        self.get(name).as_f64().unwrap_or_default()
    }

    /// The answer called `name`.
    pub fn flag(&self, name: &'static str) -> bool {
        self.get(name).as_bool().unwrap_or_default()
    }

    /// The objects in the list called `name`.
    pub fn objects(&self, name: &'static str) -> impl Iterator<Item = Self> {
        let list: Array = self.get(name).dyn_into().unwrap_or_default();
        (0..list.length()).filter_map(move |at| Self::of(list.get(at)))
    }

    fn get(&self, name: &'static str) -> JsValue {
        let at = place_of(name);
        LAST.set(at);
        NAMES.with_borrow(|names| {
            let name = names.get(at).map(|(_, name)| name);
            name.and_then(|name| Reflect::get(&self.0, name).ok()).unwrap_or_default()
        })
    }
}

/// Where a name stands among those that were asked for.
fn place_of(name: &'static str) -> usize {
    let known = NAMES.with_borrow(|names| {
        let is_it = |(known, _): &(&'static str, JsValue)| std::ptr::eq(*known, name);
        let next = LAST.get() + 1;
        if names.get(next).is_some_and(is_it) { Some(next) } else { names.iter().position(is_it) }
    });
    known.unwrap_or_else(|| {
        NAMES.with_borrow_mut(|names| {
            names.push((name, JsValue::from_str(name)));
            names.len() - 1
        })
    })
}
