//! From what the scan says to facts.

use tack_protocol::limits::{FACTS_MAX, FOREIGN_MAX};

use super::facts::{
    FRAMES_MAX, Facts, FrameFacts, METAS_MAX, MetaFacts, POINTED_MAX, PictureFacts, Place, SOURCES_MAX,
    SPARE_MAX, SourceFacts, SpareFacts, THINGS_MAX, ThingFacts,
};
use crate::rect::Rect;

/// An object as the scan made it. What it lacks, or has of another kind than is asked for, is empty, 0 or false: no
/// reason to refuse a whole page.
pub trait Raw {
    /// The text called `name`.
    fn text(&self, name: &'static str) -> String;
    /// The number called `name`.
    fn number(&self, name: &'static str) -> f64;
    /// The answer called `name`.
    fn flag(&self, name: &'static str) -> bool;
    /// The first `max` objects of the list called `name`.
    fn list<T>(&self, name: &'static str, max: usize, read: impl Fn(&Self) -> T) -> Vec<T>;
}

pub(super) fn rect(raw: &impl Raw) -> Rect {
    let of = |name: &'static str| raw.number(name);
    Rect { x: of("x"), y: of("y"), width: of("width"), height: of("height") }
}

/// The address that an object has.
pub(super) fn address(raw: &impl Raw) -> String {
    raw.text("address")
}

impl Facts {
    /// What the scan found.
    pub fn read(raw: &impl Raw) -> Self {
        Self {
            scan: raw.text("scan"),
            url: raw.text("url"),
            base: raw.text("base"),
            title: raw.text("title"),
            lang: raw.text("lang"),
            right_to_left: raw.flag("rightToLeft"),
            kind: raw.text("kind"),
            selection: raw.text("selection"),
            metas: raw.list("metas", METAS_MAX, MetaFacts::read),
            canonical: raw.text("canonical"),
            things: raw.list("things", THINGS_MAX, ThingFacts::read),
            frames: raw.list("frames", FRAMES_MAX, FrameFacts::read),
            foreign: raw.list("foreign", FOREIGN_MAX, address),
            mark: raw.text("mark"),
            was_pointed: raw.flag("wasPointed"),
            pointed: raw.list("pointed", POINTED_MAX, |at| at.number("spot") as u32),
            viewport_width: raw.number("viewportWidth"),
            viewport_height: raw.number("viewportHeight"),
            scrolled: raw.number("scrolled"),
            pictures: raw.list("pictures", FACTS_MAX, PictureFacts::read),
        }
    }
}

impl PictureFacts {
    fn read(raw: &impl Raw) -> Self {
        Self {
            order: raw.number("order") as u32,
            spot: raw.number("spot") as u32,
            place: Place::of(&raw.text("place")),
            frame: raw.number("frame") as u32,
            css: raw.text("css"),
            tiled: raw.flag("tiled"),
            spare: raw.list("spare", SPARE_MAX, SpareFacts::read),
            region: raw.text("region"),
            marks: raw.text("marks"),
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
            covered: raw.flag("covered"),
            thumb: raw.text("thumb"),
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
}

impl MetaFacts {
    pub(super) fn read(raw: &impl Raw) -> Self {
        Self {
            key: raw.text("key"),
            content: raw.text("content"),
            description: raw.text("description"),
            srcset: raw.text("srcset"),
        }
    }
}

impl ThingFacts {
    fn read(raw: &impl Raw) -> Self {
        Self {
            types: raw.text("types"),
            name: raw.text("name"),
            caption: raw.text("caption"),
            pictures: raw.list("pictures", SOURCES_MAX, address),
        }
    }
}

impl FrameFacts {
    pub(super) fn read(raw: &impl Raw) -> Self {
        Self {
            place: rect(raw),
            url: raw.text("url"),
            base: raw.text("base"),
            metas: raw.list("metas", METAS_MAX, MetaFacts::read),
        }
    }
}

impl SpareFacts {
    fn read(raw: &impl Raw) -> Self {
        Self { name: raw.text("name"), value: raw.text("value") }
    }
}

impl Place {
    fn of(name: &str) -> Self {
        match name {
            "background" => Self::Background,
            "video" => Self::Video,
            "svg" => Self::Drawing,
            "button" => Self::Button,
            "noscript" => Self::Noscript,
            "canvas" => Self::Canvas,
            "film" => Self::Film,
            "sketch" => Self::Sketch,
            _ => Self::Img,
        }
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
