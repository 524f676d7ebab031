//! `browser.storage`: texts under keys.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

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
}

impl Area {
    fn with<R>(self, f: impl FnOnce(&StorageArea) -> R) -> R {
        match self {
            Self::Local => LOCAL.with(f),
            Self::Session => SESSION.with(f),
            Self::Sync => SYNC.with(f),
        }
    }

    fn handle(self) -> StorageArea {
        self.with(|area| area.unchecked_ref::<JsValue>().clone().unchecked_into())
    }
}

/// The text under `key`; `None` when there is none or it is no text.
///
/// # Errors
/// What the browser threw.
pub async fn read(area: Area, key: &str) -> Result<Option<String>, JsValue> {
    let found = area.handle().get(&key.into()).await?;
    Ok(Reflect::get(&found, &key.into())?.as_string())
}

/// Puts `text` under `key`.
///
/// # Errors
/// What the browser threw: the quota is reached, the disk is full.
pub async fn write(area: Area, key: &str, text: &str) -> Result<(), JsValue> {
    let items = Object::new();
    Reflect::set(&items, &key.into(), &text.into())?;
    area.handle().set(&items).await.map(drop)
}

/// Removes `key`.
///
/// # Errors
/// What the browser threw.
pub async fn remove(area: Area, key: &str) -> Result<(), JsValue> {
    area.handle().remove(&key.into()).await.map(drop)
}

/// All texts whose keys begin with `prefix`, in no order.
///
/// # Errors
/// What the browser threw.
pub async fn list(area: Area, prefix: &str) -> Result<Vec<(String, String)>, JsValue> {
    let all: Object = area.handle().get(&JsValue::NULL).await?.unchecked_into();
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
    for area in [Area::Local, Area::Sync] {
        let area = area.handle();
        if Reflect::has(&area, &"setAccessLevel".into()).unwrap_or(false) {
            let _ = area.set_access_level(&options).await;
        }
    }
}
