//! How Pinterest gets a picture: it fetches the address, or decodes what it was given.

use crate::draft::Source;
use crate::exchange::{Ask, Outcome, Via};
use crate::house::House;
use crate::pictures::Picture;
use crate::problem::Problem;
use crate::router;
use bytes::Bytes;
use hyper::header::{ACCEPT, HeaderMap, HeaderValue, USER_AGENT};
use hyper::{Method, StatusCode};
use std::sync::Arc;
use std::time::Duration;

/// How long Pinterest waits for a picture.
const PATIENCE: Duration = Duration::from_secs(10);
/// Reported: larger uploads fail in processing.
const LARGEST_UPLOAD: usize = 8 * 1024 * 1024;
/// Pinterest's own name when it fetches. It sends no Referer.
const AGENT: &str = "Mozilla/5.0 (compatible; Pinterestbot/1.0; +https://www.pinterest.com/bot.html)";

/// The picture of a source.
pub(crate) async fn picture(house: &Arc<House>, source: &Source) -> Result<Picture, Problem> {
    match source {
        Source::Url(url) => {
            let bytes = get(house, url).await.ok_or_else(Problem::no_picture)?;
            decode(bytes).await.ok_or_else(Problem::no_picture)
        }
        Source::Data { content_type, bytes } => {
            if bytes.len() > LARGEST_UPLOAD {
                return Err(Problem::met(
                    StatusCode::BAD_REQUEST,
                    1,
                    "Invalid request: the image is too large.",
                ));
            }
            let picture = decode(bytes.clone())
                .await
                .ok_or_else(|| Problem::invalid("media_source.data is not a picture that can be decoded"))?;
            if picture.content_type != content_type {
                return Err(Problem::invalid(format!(
                    "media_source.content_type is {content_type}, but the picture is {}",
                    picture.content_type
                )));
            }
            Ok(picture)
        }
    }
}

async fn get(house: &Arc<House>, url: &str) -> Option<Bytes> {
    let url = url::Url::parse(url).ok()?;
    let host = url.host_str()?.to_owned();
    // Only the sample sites are reachable: everything else is as unreachable as a private host.
    if url.scheme() != "https" || url.port_or_known_default() != Some(443) || !host.ends_with(".example") {
        return None;
    }
    if !router::HOSTS.contains(&host.as_str()) {
        return None;
    }
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    headers.insert(ACCEPT, HeaderValue::from_static("image/*"));
    let ask = Ask {
        host,
        method: Method::GET,
        path: url.path().to_owned(),
        raw_query: url.query().unwrap_or_default().to_owned(),
        headers,
        body: Bytes::new(),
        via: Via::Fetcher,
    };
    match tokio::time::timeout(PATIENCE, router::respond(house, ask)).await {
        Ok(Outcome::Answer(answer)) if answer.status == StatusCode::OK => Some(answer.body),
        _ => None,
    }
}

async fn decode(bytes: Bytes) -> Option<Picture> {
    // Decoding takes the processor for a while: not on the threads that serve.
    tokio::task::spawn_blocking(move || Picture::decode(bytes)).await.ok().flatten()
}
