//! `browser.tabs` and `browser.scripting`: the page that the person looks at.

use js_sys::{Array, Function, JsString, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::identity::message_of;
use crate::{object, writer};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn query(query: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = get)]
    async fn get_tab(id: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn create(properties: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "scripting"], js_name = executeScript)]
    fn execute_script(injection: &JsValue) -> Result<Promise, JsValue>;
    /// Of `background.js`: what is run in the page to take a picture.
    #[wasm_bindgen(thread_local_v2, js_name = tackTaking)]
    static TAKING: JsValue;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: u32) -> JsValue;
}

/// A tab, as far as it may be seen.
#[derive(Clone, Debug)]
pub struct Tab {
    /// The browser's number of it.
    pub id: i32,
    /// Whether its window is private.
    pub private: bool,
}

/// Why a script did not run.
#[derive(Clone, Debug)]
pub enum ScriptError {
    /// The browser does not allow it there; its own words.
    Refused(String),
    /// The page did not let it run in time.
    Timeout,
    /// It ran, and what it gave is no object.
    Unreadable,
}

/// The tab that the person looks at.
pub async fn active() -> Option<Tab> {
    let filter = Object::new();
    for name in ["active", "lastFocusedWindow"] {
        Reflect::set(&filter, &name.into(), &JsValue::TRUE).ok()?;
    }
    let tabs: Array = query(&filter).await.ok()?.unchecked_into();
    seen(&tabs.get(0))
}

/// The tab of that number, while it is open.
pub async fn get(id: i32) -> Option<Tab> {
    seen(&get_tab(id).await.ok()?)
}

fn seen(tab: &JsValue) -> Option<Tab> {
    let field = |name: &str| Reflect::get(tab, &name.into()).ok();
    Some(Tab { id: field("id")?.as_f64()? as i32, private: field("incognito")?.is_truthy() })
}

/// Opens `url` in a new tab.
///
/// # Errors
/// The browser's own message.
pub async fn open(url: &str) -> Result<(), String> {
    let properties = Object::new();
    let made = match Reflect::set(&properties, &"url".into(), &url.into()) {
        Ok(_) => create(&properties).await,
        Err(e) => Err(e),
    };
    made.map(drop).map_err(|e| message_of(&e))
}

fn refused(e: JsValue) -> ScriptError {
    ScriptError::Refused(message_of(&e))
}

fn set(object: &Object, name: &str, value: &JsValue) -> Result<(), ScriptError> {
    Reflect::set(object, &name.into(), value).map(drop).map_err(refused)
}

/// What is to be run in a tab's top document.
fn injection(tab: i32) -> Result<Object, ScriptError> {
    let target = Object::new();
    set(&target, "tabId", &tab.into())?;
    let injection = Object::new();
    set(&injection, "target", &target)?;
    Ok(injection)
}

/// What `take.js` is told: which picture.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Wanted<'a> {
    /// Which look at the page.
    pub scan: &'a str,
    /// Which place of that look.
    pub at: u32,
    /// The best source; empty for none.
    pub address: &'a str,
    /// Bytes that are taken at most.
    pub max: u32,
    /// How long one source may take, milliseconds.
    pub patience: u32,
}

/// Takes a picture from a tab, where `take.js` was run before.
///
/// # Errors
/// See [`ScriptError`].
pub async fn take(tab: i32, wanted: &Wanted<'_>, timeout_ms: u32) -> Result<object::Object, ScriptError> {
    let injection = injection(tab)?;
    let wanted = writer::write(wanted).map_err(|_| ScriptError::Unreadable)?;
    set(&injection, "func", &TAKING.with(JsValue::clone))?;
    set(&injection, "args", &Array::of1(&wanted))?;
    run(&injection, timeout_ms).await
}

/// Runs files of the extension in a tab's top document, one after the other, and reads what the last gives.
///
/// # Errors
/// See [`ScriptError`].
pub async fn run_files(tab: i32, files: &[&str], timeout_ms: u32) -> Result<object::Object, ScriptError> {
    let injection = injection(tab)?;
    let files: Array = files.iter().map(|file| JsString::from(*file)).collect();
    set(&injection, "files", &files)?;
    run(&injection, timeout_ms).await
}

async fn run(injection: &Object, timeout_ms: u32) -> Result<object::Object, ScriptError> {
    let deadline = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, timeout_ms);
    });
    let run = execute_script(injection).map_err(refused)?;
    let results = JsFuture::from(Promise::race(&Array::of2(&run, &deadline))).await.map_err(refused)?;
    // The deadline gives nothing; a script that ran always gives a list.
    if results.is_undefined() {
        return Err(ScriptError::Timeout);
    }
    let result =
        Reflect::get_u32(&results, 0).and_then(|r| Reflect::get(&r, &"result".into())).map_err(refused)?;
    object::Object::of(result).ok_or(ScriptError::Unreadable)
}
