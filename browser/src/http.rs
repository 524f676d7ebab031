//! `fetch`, with a deadline and a cap on the answer.

use gloo_net::http::{Method, RequestBuilder};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestRedirect,
};

/// What to send.
#[derive(Clone, Copy, Debug)]
pub struct Fetch<'a> {
    /// `GET`, `POST` or `DELETE`.
    pub method: &'a str,
    /// The whole address.
    pub url: &'a str,
    /// Names and values.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body, where there is one.
    pub body: Option<&'a str>,
    /// From now to the last byte of the answer, milliseconds.
    pub timeout_ms: u32,
    /// The largest body that is read, bytes.
    pub max_body: usize,
    /// Headers of the answer to hand over.
    pub wanted: &'a [&'a str],
    /// With the person's cookies, from the browser's cache if it is there, and wherever it leads on to.
    pub as_person: bool,
}

/// What came.
#[derive(Debug)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// Those of the wanted headers that can be read.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Why nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchError {
    /// The address or a header is not valid: nothing was sent.
    Invalid,
    /// The deadline passed.
    Timeout,
    /// No connection, or it broke; or the server does not allow this origin (CORS).
    Network,
    /// The body is larger than allowed.
    TooLarge,
}

/// Sends without referrer; and without cookies or cache, and follows no redirect, unless [`Fetch::as_person`] says so.
///
/// # Errors
/// See [`FetchError`].
pub async fn fetch(f: Fetch<'_>) -> Result<Fetched, FetchError> {
    let mut builder = RequestBuilder::new(f.url)
        .method(method(f.method).ok_or(FetchError::Invalid)?)
        .credentials(if f.as_person { RequestCredentials::Include } else { RequestCredentials::Omit })
        .cache(if f.as_person { RequestCache::ForceCache } else { RequestCache::NoStore })
        .redirect(if f.as_person { RequestRedirect::Follow } else { RequestRedirect::Error })
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(&AbortSignal::timeout_with_u32(f.timeout_ms)));
    for (name, value) in f.headers {
        // gloo-net panics at a header that fetch refuses.
        let is_token = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_token || !value.bytes().all(|b| (0x20..0x7f).contains(&b)) {
            return Err(FetchError::Invalid);
        }
        builder = builder.header(name, value);
    }
    let request = match f.body {
        Some(body) => builder.body(body),
        None => builder.build(),
    }
    .map_err(|_| FetchError::Invalid)?;
    let response = request.send().await.map_err(|e| match e {
        gloo_net::Error::JsError(e) if e.name == "TimeoutError" || e.name == "AbortError" => {
            FetchError::Timeout
        }
        _ => FetchError::Network,
    })?;
    let headers = f
        .wanted
        .iter()
        .filter_map(|name| Some((String::from(*name), response.headers().get(name)?)))
        .collect();
    let body = match response.body() {
        Some(stream) => read_all(stream.get_reader().unchecked_into(), f.max_body).await?,
        None => Vec::new(),
    };
    Ok(Fetched { status: response.status(), headers, body })
}

/// Only the methods that are used: the crate's own reading of any text weighs 1 KB.
fn method(name: &str) -> Option<Method> {
    Some(match name {
        "GET" => Method::GET,
        "POST" => Method::POST,
        "DELETE" => Method::DELETE,
        _ => return None,
    })
}

async fn read_all(reader: ReadableStreamDefaultReader, max: usize) -> Result<Vec<u8>, FetchError> {
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|e| {
            let name = Reflect::get(&e, &"name".into()).ok().and_then(|n| n.as_string());
            match name.as_deref() {
                Some("TimeoutError" | "AbortError") => FetchError::Timeout,
                _ => FetchError::Network,
            }
        })?;
        let done = Reflect::get(&chunk, &"done".into()).is_ok_and(|d| d.is_truthy());
        if done {
            return Ok(body);
        }
        let bytes: Uint8Array =
            Reflect::get(&chunk, &"value".into()).map_err(|_| FetchError::Network)?.unchecked_into();
        if body.len() + bytes.length() as usize > max {
            // Nobody waits for the rest; a failure to stop it changes nothing here.
            let _ = JsFuture::from(reader.cancel()).await;
            return Err(FetchError::TooLarge);
        }
        let at = body.len();
        body.resize(at + bytes.length() as usize, 0);
        bytes.copy_to(&mut body[at..]);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: JsValue;
}

/// Whether the browser believes that there is a network. `false` is reliable, `true` is not.
pub fn online() -> bool {
    NAVIGATOR
        .with(|navigator| Reflect::get(navigator, &"onLine".into()))
        .ok()
        .and_then(|on| on.as_bool())
        .unwrap_or(true)
}
