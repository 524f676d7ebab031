//! A site that a test puts up in place of the sample sites: its documents and its pictures, by address.

use crate::exchange::{Answer, Ask};
use crate::house::House;
use crate::pictures::{Kind, Order};
use hyper::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// A site.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Site {
    /// Documents: address, HTML.
    documents: HashMap<String, String>,
    /// Pictures: address, what is there.
    pictures: HashMap<String, Picture>,
    /// `NAME=VALUE`, set with each document.
    cookie: Option<String>,
}

/// What a picture demands of whoever asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Needs {
    Cookie,
    Referrer,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Picture {
    /// Width and height in pixels.
    size: [u32; 2],
    /// What it shows: two pictures of the same show the same.
    of: String,
    #[serde(rename = "type", default)]
    kind: Kind,
    /// Partly transparent.
    #[serde(default)]
    clear: bool,
    needs: Option<Needs>,
    #[serde(default)]
    delay_ms: u64,
    status: Option<u16>,
}

impl Site {
    /// The site with its addresses as browsers write them.
    pub(crate) fn normal(self) -> Result<Self, String> {
        Ok(Self { documents: normal(self.documents)?, pictures: normal(self.pictures)?, cookie: self.cookie })
    }

    /// Whether the site has something at a host.
    pub(crate) fn has_host(&self, host: &str) -> bool {
        let at = |address: &String| Url::parse(address).is_ok_and(|url| url.host_str() == Some(host));
        self.documents.keys().chain(self.pictures.keys()).any(at)
    }
}

fn normal<T>(by_address: HashMap<String, T>) -> Result<HashMap<String, T>, String> {
    let parse = |(address, what): (String, T)| {
        let mut url = Url::parse(&address).map_err(|error| format!("{address}: {error}"))?;
        url.set_fragment(None);
        Ok((url.into(), what))
    };
    by_address.into_iter().map(parse).collect()
}

/// Answers for the site that was put up, if it has something there.
pub(crate) async fn answer(house: &Arc<House>, ask: &Ask) -> Option<Answer> {
    let query = if ask.raw_query.is_empty() { String::new() } else { format!("?{}", ask.raw_query) };
    let address = format!("https://{}{}{query}", ask.host, ask.path);
    let (picture, cookie) = {
        let state = house.state();
        let site = state.site.as_ref()?;
        if let Some(document) = site.documents.get(&address) {
            let page = Answer::html(StatusCode::OK, document.clone());
            return Some(match &site.cookie {
                Some(cookie) => page.with("set-cookie", &format!("{cookie}; Path=/; Secure; SameSite=None")),
                None => page,
            });
        }
        (site.pictures.get(&address)?.clone(), site.cookie.clone())
    };
    tokio::time::sleep(Duration::from_millis(picture.delay_ms)).await;
    let allowed = match (picture.needs, cookie) {
        (None, _) => true,
        (Some(Needs::Referrer), _) => ask.header("referer").is_some(),
        (Some(Needs::Cookie), None) => false,
        (Some(Needs::Cookie), Some(cookie)) => {
            ask.header("cookie").is_some_and(|sent| sent.split("; ").any(|one| one == cookie))
        }
    };
    if !allowed {
        return Some(Answer::bare(StatusCode::FORBIDDEN));
    }
    if let Some(status) = picture.status {
        return Some(Answer::bare(StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND)));
    }
    let [width, height] = picture.size;
    let order = Order::new(picture.of, width, height, picture.kind, picture.clear)?;
    let content_type = order.kind.content_type();
    let file = house.studio.file(order).await;
    // Other sites have other pictures at the same addresses.
    let answer = Answer::new(StatusCode::OK, content_type, file).with("cache-control", "no-store");
    // As most picture servers do, except where not everyone may have it.
    Some(if picture.needs.is_none() { answer.with("access-control-allow-origin", "*") } else { answer })
}
