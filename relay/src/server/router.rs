//! From HTTP to the library and back: bodies are read within their limits, answers get a request id, decisions
//! are logged.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use http_body_util::BodyExt;
use ring::rand::SecureRandom;
use tack_relay::Request;
use tack_relay::message::{BODY_MAX, Body};
use zeroize::Zeroizing;

use super::NativeRelay;
use super::journal::Journal;

/// A body must have arrived within this time.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
/// Of a body that is too large, this much is read and thrown away: a client that is cut off while it sends never
/// sees the answer that says why.
const DISCARD_MAX: usize = 1024 * 1024;

#[derive(Clone)]
struct Shared {
    relay: Arc<NativeRelay>,
    journal: Arc<Journal>,
}

/// Everything goes to the library, which knows the addresses: so a wrong one gets the same shape of answer.
pub(crate) fn router(relay: Arc<NativeRelay>, journal: Arc<Journal>) -> Router {
    Router::new().fallback(answer).with_state(Shared { relay, journal })
}

async fn answer(State(shared): State<Shared>, request: HttpRequest) -> Response {
    let start = Instant::now();
    let request_id = request_id();
    let (parts, body) = request.into_parts();
    let body = read(&parts.headers, body).await;
    let unread = !matches!(body, Body::Whole(_));
    let request =
        Request { method: parts.method, path: parts.uri.path().to_owned(), headers: parts.headers, body };
    let answer = shared.relay.answer(request).await;
    shared.journal.decision(&answer.decision, answer.status.as_u16(), start.elapsed(), &request_id);

    let mut response = Response::new(HttpBody::from(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", id);
    }
    if unread {
        // What is left of the body would be taken for the next request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn read(headers: &HeaderMap, mut body: HttpBody) -> Body {
    let length =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    let declared_too_large = length.is_some_and(|length| length > BODY_MAX);
    if declared_too_large && headers.contains_key(header::EXPECT) {
        // It asked first, and is told before it sends.
        return Body::TooLarge;
    }
    let whole = async {
        let room = length.filter(|length| *length <= BODY_MAX).unwrap_or_default();
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        let mut seen = 0_usize;
        while let Some(frame) = body.frame().await {
            let Ok(frame) = frame else { return Body::Incomplete };
            let Some(piece) = frame.data_ref() else { continue };
            seen = seen.saturating_add(piece.len());
            if seen > DISCARD_MAX {
                return Body::TooLarge;
            }
            if seen <= BODY_MAX {
                bytes.extend_from_slice(piece);
            }
        }
        if seen > BODY_MAX { Body::TooLarge } else { Body::Whole(bytes) }
    };
    let late = if declared_too_large { Body::TooLarge } else { Body::Incomplete };
    tokio::time::timeout(BODY_TIMEOUT, whole).await.unwrap_or(late)
}

/// Sixteen hexadecimal digits. Made here and never taken from the client, who could forge log lines with it.
fn request_id() -> String {
    let mut bytes = [0; 8];
    // It names a line and guards nothing: zeros from a broken source do no harm.
    let _ = ring::rand::SystemRandom::new().fill(&mut bytes);
    format!("{:016x}", u64::from_be_bytes(bytes))
}
