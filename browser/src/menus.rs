//! `browser.contextMenus`.

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "contextMenus"], js_name = removeAll)]
    async fn remove_all() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "contextMenus"], js_name = create)]
    fn create(properties: &JsValue) -> Result<JsValue, JsValue>;
}

/// An item of the menu.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Comes back when it is chosen.
    pub id: &'a str,
    /// What it says; `None` for a separating line.
    pub title: Option<&'a str>,
    /// The item that it hangs under.
    pub parent: Option<&'a str>,
    /// The kinds of places that it is there for.
    pub contexts: &'a [&'a str],
}

/// Puts `items` in place of all that there were.
///
/// # Errors
/// What the browser threw.
pub async fn replace(items: &[Item<'_>]) -> Result<(), JsValue> {
    remove_all().await?;
    for item in items {
        let properties = Object::new();
        let set = |name: &str, value: &JsValue| Reflect::set(&properties, &name.into(), value).map(drop);
        set("id", &item.id.into())?;
        let contexts: Array = item.contexts.iter().map(|context| JsString::from(*context)).collect();
        set("contexts", &contexts)?;
        match item.title {
            Some(title) => set("title", &plain(title).into())?,
            None => set("type", &"separator".into())?,
        }
        if let Some(parent) = item.parent {
            set("parentId", &parent.into())?;
        }
        create(&properties)?;
    }
    Ok(())
}

/// `&` marks an access key and `%s` stands for a selection: neither is meant in a board's name.
fn plain(title: &str) -> String {
    let mut plain = String::with_capacity(title.len() + 2);
    for c in title.chars() {
        match c {
            '&' => plain.push('&'),
            's' if plain.ends_with('%') => plain.push(' '),
            _ => {}
        }
        plain.push(c);
    }
    plain
}
