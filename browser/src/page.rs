//! What an extension page needs of its document and its browser.

use js_sys::{Function, Promise};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag};

use crate::messages::early;
use crate::reader;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "storage", "local"], js_name = get, catch)]
    fn local_get(key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "runtime"], js_name = openOptionsPage, catch)]
    fn open_options_page() -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "tabs"], js_name = create, catch)]
    fn tabs_create(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    fn write_text(text: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = Date)]
    fn now() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = randomUUID)]
    fn random_uuid() -> String;
    #[wasm_bindgen(js_namespace = window)]
    fn close();
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(what: &Function, millis: u32);

    #[wasm_bindgen(js_name = Image)]
    type Picture;
    #[wasm_bindgen(constructor, js_class = "Image")]
    fn new() -> Picture;
    #[wasm_bindgen(method, setter, js_name = referrerPolicy)]
    fn set_referrer_policy(this: &Picture, policy: &str);
    #[wasm_bindgen(method, setter)]
    fn set_onload(this: &Picture, handle: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_onerror(this: &Picture, handle: &Function);
    #[wasm_bindgen(method, setter)]
    fn set_src(this: &Picture, address: &str);
    #[wasm_bindgen(method, getter, js_name = naturalWidth)]
    fn natural_width(this: &Picture) -> u32;
    #[wasm_bindgen(method, getter, js_name = naturalHeight)]
    fn natural_height(this: &Picture) -> u32;

    type Location;
    #[wasm_bindgen(thread_local_v2, js_name = location)]
    static LOCATION: Location;
    #[wasm_bindgen(method, getter)]
    fn hash(this: &Location) -> String;
    #[wasm_bindgen(method, getter)]
    fn search(this: &Location) -> String;

    #[derive(PartialEq)]
    type Html;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = body)]
    static BODY: Html;
    #[wasm_bindgen(thread_local_v2, js_namespace = document, js_name = documentElement)]
    static ROOT: Html;
    #[wasm_bindgen(js_namespace = document, js_name = getElementById)]
    fn element(id: &str) -> Option<Html>;
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn get_attribute(this: &Html, name: &str) -> Option<String>;
    #[wasm_bindgen(method)]
    fn focus(this: &Html);
    #[wasm_bindgen(method)]
    fn remove(this: &Html);
    #[wasm_bindgen(method, js_name = scrollIntoView)]
    fn scroll_into_view(this: &Html, options: &JsValue);
    #[wasm_bindgen(method, getter, js_name = scrollTop)]
    fn scroll_top_of(this: &Html) -> f64;
    #[wasm_bindgen(method, setter, js_name = scrollTop)]
    fn set_scroll_top_of(this: &Html, top: f64);
    #[wasm_bindgen(method, getter, js_name = clientHeight)]
    fn client_height(this: &Html) -> f64;
    #[wasm_bindgen(thread_local_v2, js_name = document)]
    static DOCUMENT: Document;
    type Document;
    #[wasm_bindgen(extends = Html, js_name = HTMLAnchorElement)]
    type Anchor;
    #[wasm_bindgen(js_namespace = document, js_name = createElement)]
    fn create_element(name: &str) -> Anchor;
    #[wasm_bindgen(method, setter)]
    fn set_href(this: &Anchor, address: &str);
    #[wasm_bindgen(method, setter)]
    fn set_download(this: &Anchor, name: &str);
    #[wasm_bindgen(method)]
    fn click(this: &Anchor);
    #[wasm_bindgen(js_namespace = URL, js_name = createObjectURL)]
    fn create_object_url(blob: &Blob) -> String;
    #[wasm_bindgen(method, setter)]
    fn set_title(this: &Document, title: &str);
    #[wasm_bindgen(method, getter, js_name = activeElement)]
    fn active_element(this: &Document) -> Option<Html>;
    #[wasm_bindgen(method, getter, js_name = tabIndex)]
    fn tab_index(this: &Html) -> i32;
}

/// Gives the page its title.
pub fn set_title(title: &str) {
    DOCUMENT.with(|document| document.set_title(title));
}

/// Moves the focus to the element called `id`, if there is one.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        element.focus();
    }
}

/// Moves the focus to the element called `id`, unless the person has put it somewhere: the page itself has it where
/// nobody has, and what keeps it in place of something that is gone can be reached by no key.
pub fn focus_if_free(id: &str) {
    if DOCUMENT.with(Document::active_element).is_none_or(|active| active.tab_index() < 0) {
        focus(id);
    }
}

/// Takes the element called `id` out of the page.
pub fn remove(id: &str) {
    if let Some(element) = element(id) {
        element.remove();
    }
}

/// Scrolls as little as is needed to see the element called `id`.
pub fn reveal(id: &str) {
    if let Some(element) = element(id) {
        let options = js_sys::Object::new();
        // A plain object takes any property: there is nothing to fail.
        let _ = js_sys::Reflect::set(&options, &"block".into(), &"nearest".into());
        let _ = js_sys::Reflect::set(&options, &"inline".into(), &"nearest".into());
        element.scroll_into_view(&options);
    }
}

/// How far the element called `id` is scrolled, and how high it is, in CSS pixels.
pub fn scroll_of(id: &str) -> Option<(f64, f64)> {
    element(id).map(|element| (element.scroll_top_of(), element.client_height()))
}

/// Scrolls the element called `id`.
pub fn set_scroll(id: &str, top: f64) {
    if let Some(element) = element(id) {
        element.set_scroll_top_of(top);
    }
}

/// Waits.
pub async fn sleep(millis: u32) {
    let end = Promise::new(&mut |resolve, _| set_timeout(&resolve, millis));
    // A promise that is only resolved is never rejected.
    let _ = JsFuture::from(end).await;
}

/// Loads a picture beside the page, and tells its width and height in pixels; nothing if it cannot be loaded within
/// `deadline_ms`. Whoever has it is not told where it is shown; cookies of its own site may go along.
pub async fn picture_size(address: &str, deadline_ms: u32) -> Option<(u32, u32)> {
    let picture = Picture::new();
    picture.set_referrer_policy("no-referrer");
    let loaded = Promise::new(&mut |resolve, reject| {
        picture.set_onload(&resolve);
        picture.set_onerror(&reject);
        set_timeout(&reject, deadline_ms);
    });
    picture.set_src(address);
    let end = JsFuture::from(loaded).await;
    if end.is_err() {
        // Else it would go on loading.
        picture.set_src("");
    }
    end.ok().map(|_| (picture.natural_width(), picture.natural_height()))
}

/// Milliseconds since 1970.
pub fn now_ms() -> f64 {
    now()
}

/// An identifier that nobody else has.
pub fn random_id() -> String {
    random_uuid()
}

/// What the document's body says in `data-…`.
pub fn body_data(name: &str) -> Option<String> {
    let mut attribute = String::from("data-");
    attribute.push_str(name);
    BODY.with(|body| body.get_attribute(&attribute))
}

/// Whether the page reads from right to left.
pub fn is_right_to_left() -> bool {
    ROOT.with(|root| root.get_attribute("dir")).is_some_and(|direction| direction == "rtl")
}

/// The part of the page's address after `#`, with it.
pub fn address_hash() -> String {
    LOCATION.with(Location::hash)
}

/// The value of `name` in the page's own address.
pub fn address_parameter(name: &str) -> Option<String> {
    let search = LOCATION.with(Location::search);
    let pairs = search.strip_prefix('?')?;
    pairs.split('&').find_map(|pair| Some(pair.strip_prefix(name)?.strip_prefix('=')?.to_owned()))
}

/// The text that stands in `storage.local` under `key`, read as JSON.
pub async fn local_json<T: DeserializeOwned>(key: &str) -> Option<T> {
    let asked = early(&key.into()).or_else(|| local_get(key).ok())?;
    let record = JsFuture::from(asked).await.ok()?;
    let text = js_sys::Reflect::get(&record, &key.into()).ok()?.as_string()?;
    reader::read(js_sys::JSON::parse(&text).ok()?).ok()
}

/// Opens the options page.
pub fn open_options() {
    // Nobody waits for it: what could fail here is seen by the person.
    let _ = open_options_page();
}

/// Opens `address` in a new tab.
pub fn open_tab(address: &str) {
    let options = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&options, &"url".into(), &address.into());
    let _ = tabs_create(&options);
}

/// Puts `text` on the clipboard; says whether that worked.
pub async fn copy(text: &str) -> bool {
    match write_text(text) {
        Ok(written) => JsFuture::from(written).await.is_ok(),
        Err(_) => false,
    }
}

/// Offers `text` as a file to keep.
pub fn offer_file(name: &str, content_type: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(content_type);
    let parts = js_sys::Array::of1(&text.into());
    // Only what is no list of parts is refused.
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let link = create_element("a");
    link.set_href(&create_object_url(&blob));
    link.set_download(name);
    // The address lives as long as the page: a browser may come for the file later.
    link.click();
}

/// Milliseconds since 1970 of a local date and time (`YYYY-MM-DDTHH:MM`); nothing for what is none.
pub fn local_time(text: &str) -> Option<f64> {
    let at = js_sys::Date::new(&text.into()).get_time();
    at.is_finite().then_some(at)
}

/// The local date and time of milliseconds since 1970, as a field for them takes it: `YYYY-MM-DDTHH:MM`.
pub fn local_text(millis: f64) -> String {
    let date = js_sys::Date::new(&millis.into());
    let shifted = js_sys::Date::new(&(millis - date.get_timezone_offset() * 60_000.0).into());
    let text = String::from(shifted.to_iso_string());
    text.get(..16).unwrap_or_default().to_owned()
}

/// When it is `hour` o'clock here, the next time or, where `tomorrow`, on the day after that of `millis`.
pub fn at_hour(millis: f64, hour: u32, tomorrow: bool) -> f64 {
    let date = js_sys::Date::new(&millis.into());
    date.set_hours(hour);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    if tomorrow || date.get_time() <= millis {
        date.set_date(date.get_date() + 1);
    }
    date.get_time()
}

/// Closes the window: the popup.
pub fn close_window() {
    close();
}
