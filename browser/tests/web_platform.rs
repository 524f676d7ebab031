//! The adapters of the web platform, in a real browser. Those of `browser.*` are proved in the loaded extension: a test
//! page has no such thing.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "the lint does not know these functions for tests")]

use serde::{Deserialize, Deserializer, Serialize};
use tack_browser::http::{Fetch, FetchError, fetch};
use tack_browser::object::Object;
use tack_browser::{crypto, json, time};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn get(url: &str) -> Fetch<'_> {
    Fetch {
        method: "GET",
        url,
        headers: &[],
        body: None,
        timeout_ms: 10_000,
        max_body: 1_000_000,
        wanted: &[],
        as_person: false,
    }
}

#[wasm_bindgen_test]
fn dates_are_read_as_pinterest_writes_them() {
    let noon = 1_772_366_400_000.0;
    for form in ["2026-03-01T12:00:00Z", "2026-03-01T14:00:00+02:00", "Sun, 01 Mar 2026 12:00:00 GMT"] {
        assert_eq!(time::parsed(form), Some(noon), "{form}");
    }
    for form in ["", "yesterday", "2026-13-01T12:00:00Z"] {
        assert_eq!(time::parsed(form), None, "{form}");
    }
    assert_eq!(time::date(noon).unwrap(), "2026-03-01T12:00:00.000Z");
    assert_eq!(time::date(f64::NAN), None);
}

#[wasm_bindgen_test]
async fn sha256_is_sha256() {
    // FIPS 180-2, appendix B.1.
    let digest = crypto::sha256(b"abc").await.unwrap();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[wasm_bindgen_test]
fn randomness_is_not_twice_the_same() {
    let (mut one, mut two) = ([0_u8; 32], [0_u8; 32]);
    crypto::random(&mut one).unwrap();
    crypto::random(&mut two).unwrap();
    assert_ne!(one, two);
}

#[wasm_bindgen_test]
async fn the_proof_key_stays_and_signs() {
    let first = crypto::public_key().await.unwrap();
    let again = crypto::public_key().await.unwrap();
    assert_eq!(first, again, "the key is made once");
    assert_eq!((first.x.len(), first.y.len()), (43, 43), "32 bytes each, base64url");
    assert_eq!(crypto::sign(b"message").await.unwrap().len(), 64, "r and s");
}

#[wasm_bindgen_test]
async fn a_fetch_hands_over_status_body_and_wanted_headers() {
    let mut request = get("data:text/plain,hello");
    request.wanted = &["content-type", "x-none"];
    let fetched = fetch(request).await.unwrap();
    assert_eq!((fetched.status, fetched.body.as_slice()), (200, &b"hello"[..]));
    assert_eq!(fetched.headers, [("content-type".to_owned(), "text/plain".to_owned())]);
}

#[wasm_bindgen_test]
async fn a_body_over_the_cap_is_refused() {
    let mut request = get("data:text/plain,hello");
    request.max_body = 4;
    assert_eq!(fetch(request).await.unwrap_err(), FetchError::TooLarge);
    let mut request = get("data:text/plain,hello");
    request.max_body = 5;
    assert_eq!(fetch(request).await.unwrap().body, b"hello");
}

#[wasm_bindgen_test]
async fn failures_are_told_apart() {
    // Port 1 is blocked by every browser: nothing is sent.
    assert_eq!(fetch(get("http://127.0.0.1:1/")).await.unwrap_err(), FetchError::Network);
    let mut request = get("data:text/plain,x");
    request.headers = &[("a header\n", "x")];
    assert_eq!(fetch(request).await.unwrap_err(), FetchError::Invalid);
    let mut request = get("/");
    request.timeout_ms = 0;
    assert_eq!(fetch(request).await.unwrap_err(), FetchError::Timeout);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Record {
    b: String,
    a: Option<f64>,
    list: Vec<u8>,
}

#[wasm_bindgen_test]
fn json_keeps_the_order_of_fields() {
    let record = Record { b: "ü\"\u{1f4cc}".into(), a: None, list: vec![1, 2] };
    let text = json::text(&record).unwrap();
    assert_eq!(text, "{\"b\":\"ü\\\"\u{1f4cc}\",\"a\":null,\"list\":[1,2]}");
    assert_eq!(json::parse::<Record>(&text), Some(record));
    assert_eq!(json::parse::<Record>("{\"b\":5}"), None);
    assert_eq!(json::parse::<Record>("<html>"), None);
}

/// A record, or anything else.
struct Perhaps(Option<Record>);

impl<'de> Deserialize<'de> for Perhaps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Record::deserialize(deserializer).ok()))
    }
}

#[wasm_bindgen_test]
fn one_bad_item_hides_no_other() {
    let items: Vec<Perhaps> =
        json::parse(r#"[{"b":1},{"b":"x","list":[]},null,{"b":"y","list":[3]}]"#).unwrap();
    let read: Vec<String> = items.into_iter().filter_map(|item| Some(item.0?.b)).collect();
    assert_eq!(read, ["x", "y"]);
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Lenient {
    text: String,
    number: u8,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Plain,
    OfRecord(Record),
    WithFields { whole: i64, inner: Option<Lenient> },
}

#[wasm_bindgen_test]
fn values_are_read_as_serde_writes_them() {
    let inner = Lenient { text: "t".into(), number: 255 };
    for kind in [
        Kind::Plain,
        Kind::OfRecord(Record { b: String::new(), a: Some(-0.5), list: vec![0, 255] }),
        Kind::WithFields { whole: -9_007_199_254_740_991, inner: Some(inner) },
        Kind::WithFields { whole: 0, inner: None },
    ] {
        let text = json::text(&kind).unwrap();
        assert_eq!(json::parse(&text), Some(kind), "{text}");
    }
    assert_eq!(json::parse::<Lenient>("{}"), Some(Lenient::default()));
    assert_eq!(
        json::parse(r#"{"with_fields":{"whole":1}}"#),
        Some(Kind::WithFields { whole: 1, inner: None })
    );
}

#[wasm_bindgen_test]
fn what_is_of_another_shape_is_refused() {
    for text in [
        r#"{"text":null}"#,
        r#"{"text":5}"#,
        r#"{"number":256}"#,
        r#"{"number":-1}"#,
        r#"{"number":1.5}"#,
        r#"{"number":"1"}"#,
        "null",
        "5",
    ] {
        assert_eq!(json::parse::<Lenient>(text), None, "{text}");
    }
    for text in [
        r#""other""#,
        r#"{"other":1}"#,
        "{}",
        "[]",
        "null",
        r#"{"plain":null,"of_record":null}"#,
        r#"{"with_fields":{"whole":9007199254740992}}"#,
        r#"{"with_fields":{}}"#,
        r#"{"of_record":{"b":"x","list":{}}}"#,
    ] {
        assert_eq!(json::parse::<Kind>(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn what_an_object_lacks_is_empty() {
    let parsed = |text: &str| js_sys::JSON::parse(text).unwrap();
    let object =
        Object::of(parsed(r#"{"t":"x","n":1.5,"f":true,"l":[{"t":"a"},null,5,{"t":"b"}],"z":null}"#))
            .unwrap();
    assert_eq!((object.text("t"), object.number("n"), object.flag("f")), ("x".to_owned(), 1.5, true));
    let texts: Vec<String> = object.objects("l").map(|inner| inner.text("t")).collect();
    assert_eq!(texts, ["a", "b"]);
    for name in ["none", "z", "l"] {
        assert_eq!((object.text(name), object.number(name), object.flag(name)), (String::new(), 0.0, false));
    }
    assert_eq!(object.objects("t").count(), 0);
    assert!(Object::of(parsed("null")).is_none() && Object::of(parsed("\"x\"")).is_none());
    let told = |text: &str| Object::told(JsValue::from_str(text));
    assert_eq!(told(r#"{"t":"x"}"#).unwrap().text("t"), "x");
    assert!(told("").is_none() && told("5").is_none() && Object::of("{}".into()).is_none());
    assert_eq!(told(r#"{"l":["{}"]}"#).unwrap().objects("l").count(), 0);
}

#[wasm_bindgen_test]
async fn the_clock_goes_on_while_sleeping() {
    let before = time::now();
    time::sleep(20).await;
    // A timer may fire a little early against the clock.
    assert!(time::now() - before >= 15.0);
}

#[wasm_bindgen_test]
fn what_an_exception_says() {
    use tack_browser::identity::message_of;
    assert_eq!(message_of(&js_sys::Error::new("no").into()), "no");
    assert_eq!(message_of(&JsValue::from_str("plain")), "plain");
    assert_eq!(message_of(&JsValue::NULL), "");
}
