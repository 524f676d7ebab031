//! `cdn.example`: the pictures, made for a name and a size.

use crate::exchange::{Answer, Ask};
use crate::gallery;
use crate::house::House;
use crate::pictures::Order;
use hyper::StatusCode;
use std::sync::Arc;
use std::time::Duration;

/// How long a slow picture takes.
const SLOW: Duration = Duration::from_secs(3);

/// Answers a picture.
pub(crate) async fn answer(house: &Arc<House>, ask: &Ask) -> Answer {
    if let Some(sha256) = ask.path.strip_prefix("/pinned/") {
        return gallery::picture(house, sha256);
    }
    let Some(rest) = ask.path.strip_prefix("/picture/") else {
        return super::nothing();
    };
    let file = match rest.split_once('/') {
        None => rest,
        Some(("slow", file)) => {
            tokio::time::sleep(SLOW).await;
            file
        }
        // Hotlink protection: a page that shows the picture sends a Referer, Pinterest's fetch does not.
        Some(("forbidden", file)) if ask.header("referer").is_some() => file,
        Some(("forbidden", _)) => {
            return Answer::new(StatusCode::FORBIDDEN, "text/plain; charset=utf-8", "No hotlinking.\n");
        }
        // One of thousands: an address of its own, and few pictures to draw.
        Some((copy, file)) if copy.starts_with("copy-") => file,
        // `missing` and whatever else there is not.
        Some(_) => return super::nothing(),
    };
    let Some(order) = Order::of_file(file) else {
        return super::nothing();
    };
    let content_type = order.kind.content_type();
    Answer::new(StatusCode::OK, content_type, house.studio.file(order).await)
        .with("cache-control", "public, max-age=3600")
        .with("x-content-type-options", "nosniff")
}
