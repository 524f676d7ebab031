//! What the scan found, as it arrives. It comes from a page and is believed in nothing but its shape.

use tack_protocol::limits::{FACTS_MAX, PICTURE_URL_MAX};

use super::address::{Address, split_at_byte};

/// Entries of the head that are looked at.
const METAS_MAX: usize = 400;
/// `source`s of one picture that are looked at.
const SOURCES_MAX: usize = 20;
/// An object as the scan made it. What it lacks, or has of another kind than is asked for, is empty, 0 or false: no
/// reason to refuse a whole page.
pub trait Raw {
    /// The text called `name`.
    fn text(&self, name: &str) -> String;
    /// The number called `name`.
    fn number(&self, name: &str) -> f64;
    /// The answer called `name`.
    fn flag(&self, name: &str) -> bool;
    /// The first `max` objects of the list called `name`.
    fn list<T>(&self, name: &str, max: usize, read: impl Fn(&Self) -> T) -> Vec<T>;
}

/// The facts of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The document's address.
    pub url: String,
    /// What relative addresses are relative to.
    pub base: String,
    /// `document.title`.
    pub title: String,
    /// The document's language.
    pub lang: String,
    /// The document's content type.
    pub kind: String,
    /// The selected text.
    pub selection: String,
    /// What the head says, in order.
    pub metas: Vec<MetaFacts>,
    /// `link rel=canonical`, as written.
    pub canonical: String,
    /// Width of the viewport in CSS pixels.
    pub viewport_width: f64,
    /// Height of the viewport in CSS pixels.
    pub viewport_height: f64,
    /// `devicePixelRatio`.
    pub pixel_ratio: f64,
    /// The pictures, those in view first.
    pub pictures: Vec<PictureFacts>,
    /// There was more than the scan's limits allow.
    pub partial: bool,
}

/// One `meta` of the head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetaFacts {
    /// `name` or `property`, in lower case.
    pub key: String,
    /// `content`.
    pub content: String,
    /// `description`, for `pinterest` alone.
    pub description: String,
}

/// One `img`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PictureFacts {
    /// Its place in the document.
    pub order: u32,
    /// `src`, absolute.
    pub src: String,
    /// `currentSrc`; empty if it equals `src`.
    pub current: String,
    /// `srcset`, as written.
    pub srcset: String,
    /// The `source`s of its `picture`.
    pub sources: Vec<SourceFacts>,
    /// `naturalWidth`: what the browser makes of density and `sizes`, so in CSS pixels.
    pub natural_width: f64,
    /// `naturalHeight`.
    pub natural_height: f64,
    /// It has not been loaded yet.
    pub loading: bool,
    /// Left edge in the viewport.
    pub x: f64,
    /// Upper edge in the viewport.
    pub y: f64,
    /// Width as shown.
    pub width: f64,
    /// Height as shown.
    pub height: f64,
    /// It is not rendered.
    pub hidden: bool,
    /// `alt`.
    pub alt: String,
    /// `title`.
    pub title: String,
    /// `data-pin-media`.
    pub pin_media: String,
    /// `data-pin-url`.
    pub pin_url: String,
    /// `data-pin-description`.
    pub pin_description: String,
    /// `nopin`, `data-pin-nopin` or `data-nopin`.
    pub no_pin: bool,
    /// The link around it, absolute.
    pub link: String,
    /// The caption of the figure around it.
    pub caption: String,
}

/// One `source` of a `picture`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceFacts {
    /// `srcset`, as written.
    pub srcset: String,
    /// `type`.
    pub kind: String,
    /// Its `media` does not match now: it may be another crop.
    pub unmatched: bool,
    /// `width`, for the shape.
    pub width: f64,
    /// `height`, for the shape.
    pub height: f64,
}

impl MetaFacts {
    fn read(raw: &impl Raw) -> Self {
        Self { key: raw.text("key"), content: raw.text("content"), description: raw.text("description") }
    }
}

impl SourceFacts {
    fn read(raw: &impl Raw) -> Self {
        Self {
            srcset: raw.text("srcset"),
            kind: raw.text("kind"),
            unmatched: raw.flag("unmatched"),
            width: raw.number("width"),
            height: raw.number("height"),
        }
    }
}

impl Facts {
    /// What the scan found.
    pub fn read(raw: &impl Raw) -> Self {
        Self {
            url: raw.text("url"),
            base: raw.text("base"),
            title: raw.text("title"),
            lang: raw.text("lang"),
            kind: raw.text("kind"),
            selection: raw.text("selection"),
            metas: raw.list("metas", METAS_MAX, MetaFacts::read),
            canonical: raw.text("canonical"),
            viewport_width: raw.number("viewportWidth"),
            viewport_height: raw.number("viewportHeight"),
            pixel_ratio: raw.number("pixelRatio"),
            pictures: raw.list("pictures", FACTS_MAX, PictureFacts::read),
            partial: raw.flag("partial"),
        }
    }

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
    fn read(raw: &impl Raw) -> Self {
        Self {
            order: raw.number("order") as u32,
            src: raw.text("src"),
            current: raw.text("current"),
            srcset: raw.text("srcset"),
            sources: raw.list("sources", SOURCES_MAX, SourceFacts::read),
            natural_width: raw.number("naturalWidth"),
            natural_height: raw.number("naturalHeight"),
            loading: raw.flag("loading"),
            x: raw.number("x"),
            y: raw.number("y"),
            width: raw.number("width"),
            height: raw.number("height"),
            hidden: raw.flag("hidden"),
            alt: raw.text("alt"),
            title: raw.text("title"),
            pin_media: raw.text("pinMedia"),
            pin_url: raw.text("pinUrl"),
            pin_description: raw.text("pinDescription"),
            no_pin: raw.flag("noPin"),
            link: raw.text("link"),
            caption: raw.text("caption"),
        }
    }

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
