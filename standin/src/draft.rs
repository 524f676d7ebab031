//! The body of `POST /pins`, held against the documentation.

use crate::exchange::Ask;
use crate::fields::{Fields, is_web_address};
use crate::problem::Problem;
use crate::world::Words;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::Value;

/// A picture as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Url(String),
    Data { content_type: String, bytes: Bytes },
}

/// A Pin that is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) board_id: String,
    pub(crate) section_id: Option<String>,
    pub(crate) parent_pin_id: Option<String>,
    pub(crate) words: Words,
    pub(crate) source_type: &'static str,
    pub(crate) sources: Vec<Source>,
}

impl Draft {
    /// Reads the body of a request.
    pub(crate) fn of_body(ask: &Ask) -> Result<Self, Problem> {
        let mut fields = Fields::of_body(ask)?;
        let board_id = fields.id("board_id")?.ok_or_else(|| Problem::invalid("board_id is missing"))?;
        let section_id = fields.id("board_section_id")?;
        let parent_pin_id = fields.id("parent_pin_id")?;
        let sponsor_id = fields.id("sponsor_id")?;
        let words = Words {
            title: fields.text("title", 100)?,
            description: fields.text("description", 800)?,
            alt_text: fields.text("alt_text", 500)?,
            link: fields.text("link", 2048)?,
            dominant_color: fields.text("dominant_color", 7)?,
        };
        let media =
            fields.value("media_source").ok_or_else(|| Problem::invalid("media_source is missing"))?;
        fields.finish()?;
        if words.link.as_deref().is_some_and(|link| !is_web_address(link)) {
            return Err(Problem::invalid("link is not an http or https address"));
        }
        if words.dominant_color.as_deref().is_some_and(|colour| !is_colour(colour)) {
            return Err(Problem::invalid("dominant_color is not of the form #RRGGBB"));
        }
        if sponsor_id.is_some() {
            // Documented as a closed beta.
            return Err(Problem::not_permitted().blamed("sponsor_id is for a closed beta"));
        }
        let (source_type, sources) = media_source(media)?;
        Ok(Self { board_id, section_id, parent_pin_id, words, source_type, sources })
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn media_source(value: Value) -> Result<(&'static str, Vec<Source>), Problem> {
    let mut fields = Fields::of_value(value, "media_source")?;
    let source_type = fields.needed_text("source_type", usize::MAX)?;
    match source_type.as_str() {
        "image_url" => {
            let source = url(&mut fields)?;
            fields.flag("is_standard")?;
            fields.finish()?;
            Ok(("image_url", vec![source]))
        }
        "image_base64" => {
            let source = data(&mut fields)?;
            fields.flag("is_standard")?;
            fields.finish()?;
            Ok(("image_base64", vec![source]))
        }
        "multiple_image_urls" => Ok(("multiple_image_urls", many(fields, url)?)),
        "multiple_image_base64" => Ok(("multiple_image_base64", many(fields, data)?)),
        "video_id" => {
            fields.id("media_id")?.ok_or_else(|| Problem::invalid("media_id is missing"))?;
            Err(Problem::not_permitted())
        }
        // Documented as a beta.
        "pin_url" => Err(Problem::not_permitted()),
        _ => Err(Problem::invalid("media_source.source_type is not a documented value")),
    }
}

fn many(
    mut fields: Fields,
    each: fn(&mut Fields) -> Result<Source, Problem>,
) -> Result<Vec<Source>, Problem> {
    let items = match fields.value("items") {
        Some(Value::Array(items)) if (2..=5).contains(&items.len()) => items,
        _ => return Err(Problem::invalid("media_source.items is not a list of 2 to 5")),
    };
    let index = match fields.value("index") {
        None => 0,
        Some(value) => value.as_u64().ok_or_else(|| Problem::invalid("index is not a number"))?,
    };
    fields.finish()?;
    let mut sources = Vec::new();
    for item in items {
        let mut item = Fields::of_value(item, "an item of media_source")?;
        let source = each(&mut item)?;
        for text in ["title", "description", "link"] {
            item.text(text, usize::MAX)?;
        }
        item.finish()?;
        sources.push(source);
    }
    // The first is the one that is shown.
    let shown = usize::try_from(index).ok().filter(|i| *i < sources.len());
    sources.rotate_left(shown.ok_or_else(|| Problem::invalid("index is past the last item"))?);
    Ok(sources)
}

fn url(fields: &mut Fields) -> Result<Source, Problem> {
    let url = fields.needed_text("url", usize::MAX)?;
    if !is_web_address(&url) {
        return Err(Problem::invalid("media_source.url is an invalid URL: neither http nor https"));
    }
    Ok(Source::Url(url))
}

fn data(fields: &mut Fields) -> Result<Source, Problem> {
    let content_type = fields.needed_text("content_type", usize::MAX)?;
    if !matches!(content_type.as_str(), "image/jpeg" | "image/png") {
        return Err(Problem::invalid("media_source.content_type is neither image/jpeg nor image/png"));
    }
    let data = fields.needed_text("data", usize::MAX)?;
    let in_alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    if data.is_empty() || !data.bytes().all(in_alphabet) {
        return Err(Problem::invalid("media_source.data does not match ^[a-zA-Z0-9+/=]+$"));
    }
    let bytes = STANDARD.decode(data).map_err(|_| Problem::invalid("media_source.data is not base64"))?;
    Ok(Source::Data { content_type, bytes: bytes.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Via;
    use serde_json::json;

    fn read(body: &Value) -> Result<Draft, Problem> {
        let mut headers = hyper::HeaderMap::new();
        headers.insert(
            "content-type",
            hyper::header::HeaderValue::from_static("application/json; charset=utf-8"),
        );
        Draft::of_body(&Ask {
            host: "api.pinterest.com".to_owned(),
            method: hyper::Method::POST,
            path: "/v5/pins".to_owned(),
            raw_query: String::new(),
            headers,
            body: body.to_string().into(),
            via: Via::Tunnel,
        })
    }

    fn with(name: &str, value: Value) -> Value {
        let mut body = json!({
            "board_id": "12",
            "media_source": { "source_type": "image_url", "url": "https://cdn.example/picture/a-1x1.png" },
        });
        body[name] = value;
        body
    }

    #[test]
    fn the_limits_of_the_documentation_hold_to_the_character() {
        for (field, longest) in [("title", 100), ("description", 800), ("alt_text", 500)] {
            // Characters, not bytes.
            assert!(read(&with(field, "é".repeat(longest).into())).is_ok(), "{field}");
            let problem = read(&with(field, "x".repeat(longest + 1).into())).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.code), (400, 1), "{field}");
            assert!(problem.violation.is_some(), "{field}");
        }
        let link = |n: usize| format!("https://shop.example/{}", "x".repeat(n - 21));
        assert!(read(&with("link", link(2048).into())).is_ok());
        assert!(read(&with("link", link(2049).into())).is_err());
    }

    #[test]
    fn what_is_not_documented_is_refused() {
        for (field, value) in [
            ("note", json!("hello")),
            ("board_id", json!("a12")),
            ("board_id", json!(12)),
            ("board_id", json!("")),
            ("board_section_id", json!("x")),
            ("title", json!(3)),
            ("link", json!("ftp://shop.example/")),
            ("link", json!("javascript:alert(1)")),
            ("dominant_color", json!("red")),
            ("dominant_color", json!("#12345g")),
            ("media_source", json!(null)),
            ("media_source", json!({ "source_type": "image", "url": "https://cdn.example/" })),
            ("media_source", json!({ "source_type": "image_url" })),
            ("media_source", json!({ "source_type": "image_url", "url": "data:image/png;base64,AA" })),
            ("media_source", json!({ "source_type": "image_url", "url": "https://a.example/", "extra": 1 })),
            (
                "media_source",
                json!({ "source_type": "image_base64", "content_type": "image/webp", "data": "AAAA" }),
            ),
            (
                "media_source",
                json!({ "source_type": "image_base64", "content_type": "image/png", "data": "AA-_" }),
            ),
            (
                "media_source",
                json!({ "source_type": "image_base64", "content_type": "image/png", "data": "AA\nAA" }),
            ),
            (
                "media_source",
                json!({ "source_type": "image_base64", "content_type": "image/png", "data": "AAA" }),
            ),
            (
                "media_source",
                json!({ "source_type": "multiple_image_urls", "items": [{ "url": "https://a.example/" }] }),
            ),
        ] {
            let problem = read(&with(field, value.clone())).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.code), (400, 1), "{field} {value}");
            assert!(problem.violation.is_some(), "{field} {value}");
        }
    }

    #[test]
    fn null_is_as_good_as_absent() {
        for field in ["board_section_id", "title", "description", "alt_text", "link", "dominant_color"] {
            assert_eq!(read(&with(field, Value::Null)).unwrap().words, Words::default(), "{field}");
        }
    }
}
