//! What the scan found, as it arrives. It comes from a page and is believed in nothing but its shape.

use tack_protocol::limits::{FACTS_MAX, FOREIGN_MAX, PICTURE_URL_MAX, SHOWN_MAX};

use super::address::{Address, split_at_byte};
use crate::rect::Rect;

/// Entries of the head that are looked at.
pub(super) const METAS_MAX: usize = 400;
/// `source`s of one picture that are looked at.
pub(super) const SOURCES_MAX: usize = 20;
/// Further attributes of one picture that are looked at.
pub(super) const SPARE_MAX: usize = 12;
/// Frames whose documents may be read.
pub(super) const FRAMES_MAX: usize = 20;
/// Pictures that one click may have meant.
pub(super) const POINTED_MAX: usize = 60;
/// Things that the page describes.
pub(super) const THINGS_MAX: usize = 50;

/// The facts of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Names this look at the page.
    pub scan: String,
    /// The document's address.
    pub url: String,
    /// What relative addresses are relative to.
    pub base: String,
    /// `document.title`.
    pub title: String,
    /// The document's language.
    pub lang: String,
    /// The page reads from right to left.
    pub right_to_left: bool,
    /// The document's content type.
    pub kind: String,
    /// The selected text.
    pub selection: String,
    /// What the head says, in order.
    pub metas: Vec<MetaFacts>,
    /// `link rel=canonical`, as written.
    pub canonical: String,
    /// What the page describes in JSON-LD.
    pub things: Vec<ThingFacts>,
    /// The documents of frames of the same origin; a picture names its own by its place here, from 1.
    pub frames: Vec<FrameFacts>,
    /// Addresses of frames in view that may not be read.
    pub foreign: Vec<String>,
    /// How much the page shows.
    pub mark: String,
    /// The person has clicked on the page to say which picture is meant.
    pub was_pointed: bool,
    /// The numbers (`spot`) of the pictures that were clicked, the one that is most likely meant first.
    pub pointed: Vec<u32>,
    /// Width of the viewport in CSS pixels.
    pub viewport_width: f64,
    /// Height of the viewport in CSS pixels.
    pub viewport_height: f64,
    /// How far the page is scrolled down, CSS pixels.
    pub scrolled: f64,
    /// The pictures, those in view first.
    pub pictures: Vec<PictureFacts>,
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
    /// `imagesrcset`, for `link:preload` alone.
    pub srcset: String,
}

/// A thing that the page describes in JSON-LD (<https://schema.org>).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThingFacts {
    /// Its types, separated by spaces.
    pub types: String,
    /// `headline` or `name`.
    pub name: String,
    /// `caption`.
    pub caption: String,
    /// Addresses of its pictures, as written.
    pub pictures: Vec<String>,
}

/// The document of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameFacts {
    /// Where it is in the view.
    pub place: Rect,
    /// The document's address.
    pub url: String,
    /// What relative addresses are relative to.
    pub base: String,
    /// What its head says.
    pub metas: Vec<MetaFacts>,
}

/// What shows a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// An `img`.
    #[default]
    Img,
    /// The style of an element: its own background, or that of what stands before or behind it.
    Background,
    /// A `video`, by its poster.
    Video,
    /// An `image` in a drawing.
    Drawing,
    /// An `input type=image`.
    Button,
    /// What a `noscript` holds, where nothing else stands for it.
    Noscript,
    /// A `canvas`.
    Canvas,
    /// A `video`, by what it shows now.
    Film,
    /// An `svg` in the document.
    Sketch,
}

/// An attribute that may name another file of the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpareFacts {
    /// The attribute's name; `noscript-src` and `noscript-srcset` for the picture that stands in for this one.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// One picture of the page: an `img`, or what else shows one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PictureFacts {
    /// Its place in the document.
    pub order: u32,
    /// The number by which the page finds it again, at each look the same.
    pub spot: u32,
    /// What shows it.
    pub place: Place,
    /// The frame that it is in, from 1; 0 is the page itself.
    pub frame: u32,
    /// What the style paints, as computed; for a background.
    pub css: String,
    /// The style repeats its picture in the picture's own size.
    pub tiled: bool,
    /// Attributes that may name another file.
    pub spare: Vec<SpareFacts>,
    /// The part of the page that it is in: `header`, `main`, `navigation`, …
    pub region: String,
    /// How the page calls it: classes and names of the element and of those around it.
    pub marks: String,
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
    /// A layer over most of the view hides it.
    pub covered: bool,
    /// A small copy of a picture that has no address but can be taken from the page: a `data:` address.
    pub thumb: String,
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

impl Facts {
    /// The facts within their limits. The scan keeps to them as well, but a page's process may say anything.
    pub(super) fn bounded(mut self) -> Self {
        self.metas.truncate(METAS_MAX);
        self.pictures.truncate(FACTS_MAX);
        self.things.truncate(THINGS_MAX);
        self.frames.truncate(FRAMES_MAX);
        self.foreign.truncate(FOREIGN_MAX);
        self.pointed.truncate(POINTED_MAX);
        for picture in &mut self.pictures {
            picture.sources.truncate(SOURCES_MAX);
            picture.spare.truncate(SPARE_MAX);
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

    /// What relative addresses are relative to, in the page and in each of its frames.
    pub(super) fn bases(&self) -> Vec<Option<Address>> {
        let of = |frame: &FrameFacts| Address::parse(&frame.base).or_else(|| Address::parse(&frame.url));
        std::iter::once(self.base()).chain(self.frames.iter().map(of)).collect()
    }

    /// The things that the page is about: not who made it, and not where it stands.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &ThingFacts> {
        self.things.iter().filter(|thing| {
            !thing.types.split(' ').any(|kind| {
                [
                    "Organization",
                    "Corporation",
                    "Person",
                    "Brand",
                    "WebSite",
                    "SearchAction",
                    "Offer",
                    "Review",
                ]
                .contains(&kind)
                    || kind.ends_with("List")
            })
        })
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

    /// What shows stands in for a picture that is still to come: inline, or far too small for its place.
    pub(super) fn is_placeholder(&self) -> bool {
        let coarse =
            self.natural_width >= 1.0 && self.natural_width * 2.5 < self.width && self.natural_width < 200.0;
        let elsewhere = self.is_takable() || self.is_of_file();
        self.place == Place::Img && !elsewhere && (!self.shown().starts_with("http") || coarse)
    }

    /// It has no address, and its bytes can be taken from the page.
    pub(super) fn is_takable(&self) -> bool {
        self.thumb.starts_with("data:image/") && self.thumb.len() <= SHOWN_MAX && self.natural_width >= 1.0
    }

    /// It is a file on this computer, of a page that is one too: browsers show such to no other. The page may not read it,
    /// but the background may, while the person lets Tack look at that page.
    pub(super) fn is_of_file(&self) -> bool {
        self.shown().starts_with("file://") && self.natural_width >= 1.0 && of_fair_length(self.shown())
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
