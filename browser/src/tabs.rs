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
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = captureVisibleTab)]
    async fn capture_visible_tab(window: i32, options: &JsValue) -> Result<JsValue, JsValue>;
    // Of `background.js`: what is run in the page once a file of that name was run there.
    #[wasm_bindgen(thread_local_v2, js_name = tackTaking)]
    static TAKING: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = tackPointing)]
    static POINTING: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = tackRevealing)]
    static REVEALING: JsValue;
    #[wasm_bindgen(thread_local_v2, js_name = tackRecalling)]
    static RECALLING: JsValue;
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
    /// The browser's number of its window.
    pub window: i32,
    /// Whether it is the one in front there.
    pub active: bool,
    /// The address that it shows; empty where the browser does not tell it.
    pub url: String,
    /// Its title; empty where the browser does not tell it.
    pub title: String,
    /// The address of its icon; empty where the browser does not tell it.
    pub icon: String,
}

/// Why a script did not run.
#[derive(Clone, Debug)]
pub enum ScriptError {
    /// The browser does not allow it there; its own words.
    Refused(String),
    /// The page did not let it run in time.
    Timeout,
    /// It ran, and what it gave is no object, nor the text of one.
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
    let text = |name: &str| field(name).and_then(|value| value.as_string()).unwrap_or_default();
    Some(Tab {
        id: field("id")?.as_f64()? as i32,
        private: field("incognito")?.is_truthy(),
        window: field("windowId")?.as_f64()? as i32,
        active: field("active")?.is_truthy(),
        url: text("url"),
        title: text("title"),
        icon: text("favIconUrl"),
    })
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

/// What `point.js` is told.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pointing<'a> {
    /// Names this time.
    pub id: &'a str,
    /// It begins; else it goes on.
    pub begin: bool,
    /// An area is drawn, instead of a picture clicked.
    pub area: bool,
    /// What the page tells the person.
    pub words: &'a str,
    /// What the button says that ends it.
    pub cancel: &'a str,
    /// After so many milliseconds it ends.
    pub patience: f64,
    /// `ltr` or `rtl`, of those words.
    pub direction: &'a str,
}

/// What `reveal.js` is told: which picture, and what to do.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Revealing<'a> {
    /// Which look at the page.
    pub scan: &'a str,
    /// Which place of that look.
    pub at: u32,
    /// `reveal`, `look` or `back`.
    pub step: &'a str,
}

/// Takes a picture from a tab, where `take.js` was run before.
///
/// # Errors
/// See [`ScriptError`].
pub async fn take(tab: i32, wanted: &Wanted<'_>, timeout_ms: u32) -> Result<object::Object, ScriptError> {
    call(tab, TAKING.with(JsValue::clone), writer::write(wanted), timeout_ms).await
}

/// Lets the person point at something on a page, where `point.js` was run before.
///
/// # Errors
/// See [`ScriptError`].
pub async fn point(
    tab: i32,
    pointing: &Pointing<'_>,
    timeout_ms: u32,
) -> Result<object::Object, ScriptError> {
    call(tab, POINTING.with(JsValue::clone), writer::write(pointing), timeout_ms).await
}

/// Scrolls a picture into view, or back, or only tells where it is, where `reveal.js` was run before.
///
/// # Errors
/// See [`ScriptError`].
pub async fn reveal(
    tab: i32,
    revealing: &Revealing<'_>,
    timeout_ms: u32,
) -> Result<object::Object, ScriptError> {
    call(tab, REVEALING.with(JsValue::clone), writer::write(revealing), timeout_ms).await
}

/// Has the next scan of a tab tell what the person clicked in the pointing of that name.
///
/// # Errors
/// See [`ScriptError`].
pub async fn recall(tab: i32, pointing: &str, timeout_ms: u32) -> Result<object::Object, ScriptError> {
    call(tab, RECALLING.with(JsValue::clone), Ok::<_, ()>(pointing.into()), timeout_ms).await
}

async fn call<E>(
    tab: i32,
    function: JsValue,
    argument: Result<JsValue, E>,
    timeout_ms: u32,
) -> Result<object::Object, ScriptError> {
    let injection = injection(tab)?;
    let argument = argument.map_err(|_| ScriptError::Unreadable)?;
    set(&injection, "func", &function)?;
    set(&injection, "args", &Array::of1(&argument))?;
    run(&injection, timeout_ms).await
}

/// What the tab in front of a window shows, as the `data:` address of a PNG.
///
/// # Errors
/// The browser's own message.
pub async fn capture(window: i32) -> Result<String, String> {
    let options = Object::new();
    let taken = match Reflect::set(&options, &"format".into(), &"png".into()) {
        Ok(_) => capture_visible_tab(window, &options).await,
        Err(e) => Err(e),
    };
    taken.map_err(|e| message_of(&e)).map(|address| address.as_string().unwrap_or_default())
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
    object::Object::told(result).ok_or(ScriptError::Unreadable)
}
