//! What the scan found, as it arrives. It comes from a page and is believed in nothing but its shape.

use serde::{Deserialize, Deserializer};
use tack_protocol::limits::{FACTS_MAX, PICTURE_URL_MAX};

use super::address::{Address, split_at_byte};

/// Entries of the head that are looked at.
const METAS_MAX: usize = 400;
/// `source`s of one picture that are looked at.
const SOURCES_MAX: usize = 20;
/// The facts of one document.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Facts {
    /// The document's address.
    #[serde(deserialize_with = "lenient")]
    pub url: String,
    /// What relative addresses are relative to.
    #[serde(deserialize_with = "lenient")]
    pub base: String,
    /// `document.title`.
    #[serde(deserialize_with = "lenient")]
    pub title: String,
    /// The document's language.
    #[serde(deserialize_with = "lenient")]
    pub lang: String,
    /// The document's content type.
    #[serde(deserialize_with = "lenient")]
    pub kind: String,
    /// The selected text.
    #[serde(deserialize_with = "lenient")]
    pub selection: String,
    /// What the head says, in order.
    #[serde(deserialize_with = "lenient")]
    pub metas: Vec<MetaFacts>,
    /// `link rel=canonical`, as written.
    #[serde(deserialize_with = "lenient")]
    pub canonical: String,
    /// Width of the viewport in CSS pixels.
    #[serde(deserialize_with = "lenient")]
    pub viewport_width: f64,
    /// Height of the viewport in CSS pixels.
    #[serde(deserialize_with = "lenient")]
    pub viewport_height: f64,
    /// `devicePixelRatio`.
    #[serde(deserialize_with = "lenient")]
    pub pixel_ratio: f64,
    /// The pictures, those in view first.
    #[serde(deserialize_with = "lenient")]
    pub pictures: Vec<PictureFacts>,
    /// There was more than the scan's limits allow.
    #[serde(deserialize_with = "lenient")]
    pub partial: bool,
}

/// One `meta` of the head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MetaFacts {
    /// `name` or `property`, in lower case.
    #[serde(deserialize_with = "lenient")]
    pub key: String,
    /// `content`.
    #[serde(deserialize_with = "lenient")]
    pub content: String,
    /// `description`, for `pinterest` alone.
    #[serde(deserialize_with = "lenient")]
    pub description: String,
}

/// One `img`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PictureFacts {
    /// Its place in the document.
    #[serde(deserialize_with = "lenient")]
    pub order: u32,
    /// `src`, absolute.
    #[serde(deserialize_with = "lenient")]
    pub src: String,
    /// `currentSrc`; empty if it equals `src`.
    #[serde(deserialize_with = "lenient")]
    pub current: String,
    /// `srcset`, as written.
    #[serde(deserialize_with = "lenient")]
    pub srcset: String,
    /// The `source`s of its `picture`.
    #[serde(deserialize_with = "lenient")]
    pub sources: Vec<SourceFacts>,
    /// `naturalWidth`: what the browser makes of density and `sizes`, so in CSS pixels.
    #[serde(deserialize_with = "lenient")]
    pub natural_width: f64,
    /// `naturalHeight`.
    #[serde(deserialize_with = "lenient")]
    pub natural_height: f64,
    /// It has not been loaded yet.
    #[serde(deserialize_with = "lenient")]
    pub loading: bool,
    /// Left edge in the viewport.
    #[serde(deserialize_with = "lenient")]
    pub x: f64,
    /// Upper edge in the viewport.
    #[serde(deserialize_with = "lenient")]
    pub y: f64,
    /// Width as shown.
    #[serde(deserialize_with = "lenient")]
    pub width: f64,
    /// Height as shown.
    #[serde(deserialize_with = "lenient")]
    pub height: f64,
    /// It is not rendered.
    #[serde(deserialize_with = "lenient")]
    pub hidden: bool,
    /// `alt`.
    #[serde(deserialize_with = "lenient")]
    pub alt: String,
    /// `title`.
    #[serde(deserialize_with = "lenient")]
    pub title: String,
    /// `data-pin-media`.
    #[serde(deserialize_with = "lenient")]
    pub pin_media: String,
    /// `data-pin-url`.
    #[serde(deserialize_with = "lenient")]
    pub pin_url: String,
    /// `data-pin-description`.
    #[serde(deserialize_with = "lenient")]
    pub pin_description: String,
    /// `nopin`, `data-pin-nopin` or `data-nopin`.
    #[serde(deserialize_with = "lenient")]
    pub no_pin: bool,
    /// The link around it, absolute.
    #[serde(deserialize_with = "lenient")]
    pub link: String,
    /// The caption of the figure around it.
    #[serde(deserialize_with = "lenient")]
    pub caption: String,
}

/// One `source` of a `picture`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SourceFacts {
    /// `srcset`, as written.
    #[serde(deserialize_with = "lenient")]
    pub srcset: String,
    /// `type`.
    #[serde(deserialize_with = "lenient")]
    pub kind: String,
    /// Its `media` does not match now: it may be another crop.
    #[serde(deserialize_with = "lenient")]
    pub unmatched: bool,
    /// `width`, for the shape.
    #[serde(deserialize_with = "lenient")]
    pub width: f64,
    /// `height`, for the shape.
    #[serde(deserialize_with = "lenient")]
    pub height: f64,
}

/// `null` and `undefined` are what is not there: no reason to refuse a whole page.
fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

impl Facts {
    /// The facts within their limits. The scan keeps to them as well, but a page's process may say anything.
    pub(super) fn bounded(mut self) -> Self {
        self.metas.truncate(METAS_MAX);
        self.pictures.truncate(FACTS_MAX);
        for picture in &mut self.pictures {
            picture.sources.truncate(SOURCES_MAX);
        }
        self
    }

    /// The document's address, if it is http(s).
    pub(super) fn page(&self) -> Option<Address> {
        Address::parse(&self.url)
    }

    /// What relative addresses are relative to.
    pub(super) fn base(&self) -> Option<Address> {
        Address::parse(&self.base).or_else(|| self.page())
    }

    /// The first that is not empty of the head's entries under these names, in the order of the names.
    pub(super) fn meta(&self, keys: &[&str]) -> &str {
        let of =
            |key: &&str| self.metas.iter().find(|meta| meta.key == **key && !meta.content.trim().is_empty());
        keys.iter().find_map(of).map_or("", |meta| meta.content.as_str())
    }

    /// The tab shows a picture and no page.
    pub(super) fn is_picture(&self) -> bool {
        self.kind.get(..6).is_some_and(|kind| kind.eq_ignore_ascii_case("image/"))
    }
}

impl PictureFacts {
    /// What the browser shows now.
    pub(super) fn shown(&self) -> &str {
        if self.current.is_empty() { &self.src } else { &self.current }
    }

    /// Loading it came to nothing.
    pub(super) fn is_broken(&self) -> bool {
        // An SVG without a size of its own has a natural width of 0 in Firefox.
        let path = || split_at_byte(self.shown(), |b| b == b'?' || b == b'#').0;
        !self.loading && self.natural_width < 1.0 && !path().ends_with(".svg")
    }
}

/// An address that is not too long.
pub(super) fn of_fair_length(address: &str) -> bool {
    address.len() <= PICTURE_URL_MAX
}
