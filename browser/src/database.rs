//! IndexedDB for what `storage` cannot hold: keys, and pictures.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransactionMode};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static INDEXED_DB: IdbFactory;
}

const DATABASE: &str = "tack";
/// 1: [`KEYS`]. 2: [`PICTURES`] as well.
const VERSION: u32 = 2;
/// Cryptographic keys.
pub(crate) const KEYS: &str = "keys";
/// Pictures, as texts.
pub(crate) const PICTURES: &str = "pictures";

/// The value under `key`.
///
/// # Errors
/// What the browser threw.
pub(crate) async fn get(store: &str, key: &str) -> Result<Option<JsValue>, JsValue> {
    let found = settled(&open(store, IdbTransactionMode::Readonly).await?.get(&key.into())?).await?;
    Ok(Some(found).filter(|value| !value.is_undefined()))
}

/// Puts `value` under `key`, where there is none yet.
///
/// # Errors
/// There is one already, or storage is refused or full.
pub(crate) async fn add(store: &str, key: &str, value: &JsValue) -> Result<(), JsValue> {
    let store = open(store, IdbTransactionMode::Readwrite).await?;
    store.add_with_key(value, &key.into())?;
    written(&store).await
}

/// Puts `value` under `key`, whatever is there.
///
/// # Errors
/// Storage is refused or full.
pub(crate) async fn put(store: &str, key: &str, value: &JsValue) -> Result<(), JsValue> {
    let store = open(store, IdbTransactionMode::Readwrite).await?;
    store.put_with_key(value, &key.into())?;
    written(&store).await
}

/// Removes what is under `key`.
///
/// # Errors
/// What the browser threw.
pub(crate) async fn delete(store: &str, key: &str) -> Result<(), JsValue> {
    let store = open(store, IdbTransactionMode::Readwrite).await?;
    store.delete(&key.into())?;
    written(&store).await
}

/// All keys.
///
/// # Errors
/// What the browser threw.
pub(crate) async fn keys(store: &str) -> Result<Array, JsValue> {
    settled(&open(store, IdbTransactionMode::Readonly).await?.get_all_keys()?)
        .await
        .map(JsCast::unchecked_into)
}

async fn open(store: &str, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let request: IdbOpenDbRequest = INDEXED_DB.with(|factory| factory.open_with_u32(DATABASE, VERSION))?;
    let upgrading = request.clone();
    let upgrade = Closure::once(move || {
        if let Ok(database) = upgrading.result() {
            let database: IdbDatabase = database.unchecked_into();
            // One that is there already stays; any other failure fails the open request, which is where it is seen.
            for store in [KEYS, PICTURES] {
                let _ = database.create_object_store(store);
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = settled(&request).await?.unchecked_into();
    let store = database.transaction_with_str_and_mode(store, mode)?.object_store(store);
    // Closed once its transactions are over, so that it is in nobody's way when a later version opens it.
    database.close();
    store
}

/// Waits until the transaction is over: a request that succeeded may still be undone, as by a full disk.
async fn written(store: &IdbObjectStore) -> Result<(), JsValue> {
    let transaction = store.transaction();
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
        transaction.set_onerror(Some(&reject));
    });
    JsFuture::from(promise)
        .await
        .map(drop)
        .map_err(|_| transaction.error().map_or(JsValue::NULL, JsValue::from))
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
