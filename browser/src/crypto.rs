//! WebCrypto: randomness, SHA-256, and one P-256 key that never leaves this browser.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey};

use crate::database::{self, KEYS};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = crypto)]
    static CRYPTO: Crypto;
}

const KEY_NAME: &str = "proof";

/// Fills `bytes` from the browser's cryptographic source.
///
/// # Errors
/// More than 65,536 bytes are asked for.
pub fn random(bytes: &mut [u8]) -> Result<(), JsValue> {
    CRYPTO.with(|c| c.get_random_values_with_u8_array(bytes)).map(drop)
}

/// SHA-256 of `bytes`.
///
/// # Errors
/// What the browser threw.
pub async fn sha256(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let data = Uint8Array::from(bytes);
    let digest = CRYPTO.with(|c| c.subtle().digest_with_str_and_buffer_source("SHA-256", &data))?;
    Ok(Uint8Array::new(&JsFuture::from(digest).await?).to_vec())
}

/// The public half of a P-256 key as a JWK's coordinates, base64url (RFC 7518, section 6.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// `x`
    pub x: String,
    /// `y`
    pub y: String,
}

/// The public half of this browser's proof key; the key is made at the first call and kept in IndexedDB.
/// The private half is not extractable.
///
/// # Errors
/// What the browser threw: storage is refused or full.
pub async fn public_key() -> Result<PublicKey, JsValue> {
    let public: CryptoKey = Reflect::get(&key_pair().await?, &"publicKey".into())?.unchecked_into();
    let exported = CRYPTO.with(|c| c.subtle().export_key("jwk", &public))?;
    let jwk = JsFuture::from(exported).await?;
    let field = |name: &str| {
        Reflect::get(&jwk, &name.into())?
            .as_string()
            .ok_or_else(|| JsValue::from_str("a JWK lacks a coordinate"))
    };
    Ok(PublicKey { x: field("x")?, y: field("y")? })
}

/// ECDSA with SHA-256 over `message` by this browser's proof key: r and s, 32 bytes each (RFC 7518, section 3.4).
///
/// # Errors
/// What the browser threw.
pub async fn sign(message: &[u8]) -> Result<Vec<u8>, JsValue> {
    let private: CryptoKey = Reflect::get(&key_pair().await?, &"privateKey".into())?.unchecked_into();
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"ECDSA".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    let data = Uint8Array::from(message);
    let signed =
        CRYPTO.with(|c| c.subtle().sign_with_object_and_buffer_source(&algorithm, &private, &data))?;
    Ok(Uint8Array::new(&JsFuture::from(signed).await?).to_vec())
}

async fn key_pair() -> Result<JsValue, JsValue> {
    if let Some(found) = database::get(KEYS, KEY_NAME).await? {
        return Ok(found);
    }
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"ECDSA".into())?;
    Reflect::set(&algorithm, &"namedCurve".into(), &"P-256".into())?;
    let usages = Array::of2(&"sign".into(), &"verify".into());
    let made = CRYPTO.with(|c| c.subtle().generate_key_with_object(&algorithm, false, &usages))?;
    let pair = JsFuture::from(made).await?;
    // `add` fails where another context was faster: then that one's key counts.
    if database::add(KEYS, KEY_NAME, &pair).await.is_err()
        && let Some(found) = database::get(KEYS, KEY_NAME).await?
    {
        return Ok(found);
    }
    Ok(pair)
}
