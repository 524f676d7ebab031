//! One IndexedDB store for what `storage` cannot hold: keys.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static INDEXED_DB: IdbFactory;
}

const DATABASE: &str = "tack";
const VERSION: u32 = 1;
const STORE: &str = "keys";

/// The value under `key`.
///
/// # Errors
/// What the browser threw.
pub(crate) async fn get(key: &str) -> Result<Option<JsValue>, JsValue> {
    let found = settled(&store(IdbTransactionMode::Readonly).await?.get(&key.into())?).await?;
    Ok(Some(found).filter(|value| !value.is_undefined()))
}

/// Puts `value` under `key`, where there is none yet.
///
/// # Errors
/// There is one already, or storage is refused or full.
pub(crate) async fn add(key: &str, value: &JsValue) -> Result<(), JsValue> {
    let request = store(IdbTransactionMode::Readwrite).await?.add_with_key(value, &key.into())?;
    settled(&request).await.map(drop)
}

async fn store(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let request: IdbOpenDbRequest = INDEXED_DB.with(|factory| factory.open_with_u32(DATABASE, VERSION))?;
    let upgrading = request.clone();
    let upgrade = Closure::once(move || {
        if let Ok(database) = upgrading.result() {
            // A failure here fails the open request, which is where it is seen.
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = settled(&request).await?.unchecked_into();
    database.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
}

async fn settled(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise)
        .await
        .map_err(|_| request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from))?;
    request.result()
}
