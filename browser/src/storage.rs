//! `browser.storage`: texts under keys.

use js_sys::{Array, JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::database::{self, PICTURES};

#[wasm_bindgen]
extern "C" {
    type StorageArea;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "storage"], js_name = local)]
    static LOCAL: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "storage"], js_name = session)]
    static SESSION: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "storage"], js_name = sync)]
    static SYNC: StorageArea;

    #[wasm_bindgen(method, catch)]
    async fn get(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = getKeys)]
    async fn get_keys(this: &StorageArea) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn set(this: &StorageArea, items: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn remove(this: &StorageArea, keys: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = setAccessLevel)]
    async fn set_access_level(this: &StorageArea, level: &JsValue) -> Result<JsValue, JsValue>;
}

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// On this computer, until it is removed.
    Local,
    /// In memory, until the browser ends.
    Session,
    /// With the person's browser account.
    Sync,
    /// On this computer, in IndexedDB: `storage` itself refuses texts of some ten megabytes.
    Database,
}

impl Area {
    fn with<R>(self, f: impl FnOnce(&StorageArea) -> R) -> Option<R> {
        Some(match self {
            Self::Local => LOCAL.with(f),
            Self::Session => SESSION.with(f),
            Self::Sync => SYNC.with(f),
            Self::Database => return None,
        })
    }

    /// The area of `browser.storage`; none for [`Area::Database`].
    fn handle(self) -> Option<StorageArea> {
        self.with(|area| area.unchecked_ref::<JsValue>().clone().unchecked_into())
    }
}

/// The text under `key`; `None` when there is none or it is no text.
///
/// # Errors
/// What the browser threw.
pub async fn read(area: Area, key: &str) -> Result<Option<String>, JsValue> {
    let Some(area) = area.handle() else {
        return Ok(database::get(PICTURES, key).await?.and_then(|value| value.as_string()));
    };
    let found = area.get(&key.into()).await?;
    Ok(Reflect::get(&found, &key.into())?.as_string())
}

/// Puts `text` under `key`.
///
/// # Errors
/// What the browser threw: the quota is reached, the disk is full.
pub async fn write(area: Area, key: &str, text: &str) -> Result<(), JsValue> {
    let Some(area) = area.handle() else { return database::put(PICTURES, key, &text.into()).await };
    let items = Object::new();
    Reflect::set(&items, &key.into(), &text.into())?;
    area.set(&items).await.map(drop)
}

/// Removes `key`.
///
/// # Errors
/// What the browser threw.
pub async fn remove(area: Area, key: &str) -> Result<(), JsValue> {
    let Some(area) = area.handle() else { return database::delete(PICTURES, key).await };
    area.remove(&key.into()).await.map(drop)
}

/// All keys that begin with `prefix`, in no order.
///
/// # Errors
/// What the browser threw.
pub async fn keys(area: Area, prefix: &str) -> Result<Vec<String>, JsValue> {
    let keys = match area.handle() {
        Some(handle) => handle.get_keys().await?.unchecked_into(),
        None => database::keys(PICTURES).await?,
    };
    Ok(keys.iter().filter_map(|key| key.as_string()).filter(|key| key.starts_with(prefix)).collect())
}

/// All texts whose keys begin with `prefix`, in no order.
///
/// # Errors
/// What the browser threw.
pub async fn list(area: Area, prefix: &str) -> Result<Vec<(String, String)>, JsValue> {
    let Some(handle) = area.handle() else {
        let mut found = Vec::new();
        for key in database::keys(PICTURES).await?.iter().filter_map(|key| key.as_string()) {
            if key.starts_with(prefix)
                && let Some(text) = database::get(PICTURES, &key).await?.and_then(|value| value.as_string())
            {
                found.push((key, text));
            }
        }
        return Ok(found);
    };
    // Not all that is stored, of which most is not asked for.
    let keys: Array = keys(area, prefix).await?.into_iter().map(JsString::from).collect();
    let all: Object = handle.get(&keys).await?.unchecked_into();
    let entries = Object::entries(&all);
    let found = entries.iter().filter_map(|pair| {
        let pair: Array = pair.unchecked_into();
        let key = pair.get(0).as_string().filter(|key| key.starts_with(prefix))?;
        Some((key, pair.get(1).as_string()?))
    });
    Ok(found.collect())
}

/// Keeps storage from content scripts where the browser can (Chromium).
pub async fn restrict_to_trusted_contexts() {
    let options = Object::new();
    let level = JsValue::from_str("TRUSTED_CONTEXTS");
    if Reflect::set(&options, &"accessLevel".into(), &level).is_err() {
        return;
    }
    // Firefox has no such call; there the design alone keeps content scripts away from storage.
    for area in [Area::Local, Area::Sync].into_iter().filter_map(Area::handle) {
        if Reflect::has(&area, &"setAccessLevel".into()).unwrap_or(false) {
            let _ = area.set_access_level(&options).await;
        }
    }
}
