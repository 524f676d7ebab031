//! Every place where a picture shows, or is named, with its best source.

use tack_protocol::{Problem, ProblemKind};

use super::address::Address;
use super::css;
use super::facts::{Facts, PictureFacts, SourceFacts};
use super::opt_out;
use super::shortlist::{Shortlist, is_missed};
use super::sighting::{Sighting, bare, places_of, public, without_fragment};
use super::source::{format_worth, largest, pixels};
use super::spare::{Spare, spare};
use super::srcset;
use super::variant::key;
use crate::text;

/// Pictures that a head may name.
const NAMED_MAX: usize = 20;
/// Places of the picture that the person chose, beyond which no more are looked at closely.
const POINTED_AT_MAX: usize = 16;

/// What was gathered.
pub(super) struct Gathered<'a> {
    /// The places, those in view first, those that are only named last.
    pub(super) sightings: Vec<Sighting<'a>>,
    /// The place of the picture that the person chose.
    pub(super) chosen: Option<usize>,
    /// Pictures that exist nowhere but in the page.
    pub(super) not_public: usize,
}

/// Gathers the places. `chosen` that cannot be pinned is a problem.
pub(super) fn gather<'a>(facts: &'a Facts, chosen: Option<&'a str>) -> Result<Gathered<'a>, Problem> {
    let bases = facts.bases();
    let base = bases.first().and_then(Option::as_ref);
    let chosen = chosen.map(without_fragment);
    let mut pointed_at = match chosen {
        Some(chosen) => places_of(facts, chosen),
        None => clicked(facts).into_iter().collect(),
    };
    let mut pictures = pointed_at.iter().filter_map(|&at| facts.pictures.get(at));
    if let Some(picture) = pictures.find(|picture| picture.no_pin) {
        return Err(opt_out::of_picture(facts, picture));
    }

    pointed_at.truncate(POINTED_AT_MAX);
    let shortlist = Shortlist::of(facts, &pointed_at);
    let mut gathered = Gathered {
        sightings: Vec::with_capacity(shortlist.pictures.len() + 8),
        chosen: None,
        not_public: shortlist.missed,
    };
    for index in shortlist.pictures {
        let Some(picture) = facts.pictures.get(index) else { continue };
        let own_base = bases.get(picture.frame as usize).and_then(Option::as_ref);
        let Some(sighting) = of_picture(picture, own_base) else {
            gathered.not_public += usize::from(is_missed(picture));
            continue;
        };
        if gathered.chosen.is_none() && pointed_at.contains(&index) {
            gathered.chosen = Some(gathered.sightings.len());
        }
        gathered.sightings.push(sighting);
    }
    named(facts, base, &mut gathered.sightings);
    if facts.is_picture()
        && let Some(address) = facts.page().and_then(public)
    {
        gathered.sightings.push(Sighting::named(address));
    }
    if let (Some(chosen), None) = (chosen, gathered.chosen) {
        // What the scan has not seen cannot be taken from the page: then Pinterest has to fetch it.
        let address = Address::parse(chosen).and_then(public).ok_or(ProblemKind::PictureNotPublic)?;
        gathered.chosen = Some(gathered.sightings.len());
        gathered.sightings.push(Sighting::named(address));
    }
    Ok(gathered)
}

/// The place of the picture that the person clicked on the page.
fn clicked(facts: &Facts) -> Option<usize> {
    let place_of = |spot: &u32| facts.pictures.iter().position(|picture| picture.spot == *spot);
    facts.pointed.iter().find_map(place_of)
}

fn of_picture<'a>(picture: &'a PictureFacts, base: Option<&Address>) -> Option<Sighting<'a>> {
    let (shown, is_personal) = Address::parse(picture.shown()).map(bare).unzip();
    let natural = (pixels(picture.natural_width), pixels(picture.natural_height));
    if let Some(address) = Address::resolve(base, &picture.pin_media).and_then(public) {
        let (width, height) = if shown.as_ref() == Some(&address) { natural } else { (0, 0) };
        // What the owner closed is closed under the name that shows, too.
        let larger = shown.filter(|_| picture.no_pin).into_iter().collect();
        let explicit = Sighting { explicit: true, width, height, larger, ..Sighting::named(address) };
        return Some(Sighting { picture: Some(picture), alt: &picture.alt, ..explicit });
    }
    if is_personal == Some(true)
        && let Some(taken) = Sighting::taken(picture, shown.clone())
    {
        // Without what was taken from its address, nobody else gets it.
        return Some(taken);
    }
    let shown_is_public = shown.is_some();
    let (address, width) = match largest(picture, shown_is_public) {
        Some((written, width)) if written != picture.shown() => {
            (Address::resolve(base, written).or_else(|| shown.clone()), pixels(width))
        }
        Some((_, width)) => (shown.clone(), pixels(width)),
        None => (shown.clone(), 0),
    };
    let largest = address.clone().map(|address| bare(address).0);
    let Spare { mut real, mut larger } = spare(picture, base);
    larger.extend(for_other_screens(picture, base));
    real = real.into_iter().filter_map(|(address, width)| Some((public(address)?, width))).collect();
    let painted = painted(&picture.css).and_then(|written| Address::resolve(base, written)).and_then(public);
    let src = if picture.current.is_empty() { shown.clone() } else { Address::parse(&picture.src) };
    let own = address.and_then(public).or_else(|| src.clone().and_then(public)).or(painted);
    let placeholder = picture.is_placeholder();
    let (address, width) = match (own, real.is_empty()) {
        (Some(own), false) if !placeholder || width > 0 && shown.as_ref() != Some(&own) => {
            larger.extend(real.into_iter().map(|(address, _)| address));
            (own, width)
        }
        (Some(own), true) => (own, width),
        (own, _) => match real.into_iter().next() {
            Some((address, width)) => {
                let sighting = Sighting { width, larger, ..Sighting::named(address) };
                return Some(Sighting { picture: Some(picture), alt: &picture.alt, ..sighting });
            }
            None => match own.or_else(|| larger.first().cloned().and_then(public)) {
                Some(own) => (own, 0),
                None => {
                    // What the owner closed is closed under the name that shows, too.
                    let larger = shown.filter(|_| picture.no_pin).into_iter().collect();
                    return Sighting::taken(picture, largest).map(|taken| Sighting { larger, ..taken });
                }
            },
        },
    };
    // The fall-back of a `picture` may be larger than what this browser took.
    let src = src.filter(|src| *src != address && !placeholder).and_then(public);
    larger.extend(src.filter(|src| *src != address));
    // The shape is that of the loaded picture; what a layout makes of one that is not loaded is no fact about it.
    let height = match natural {
        (1.., 1..) if shown_is_public => {
            pixels(f64::from(width) * f64::from(natural.1) / f64::from(natural.0))
        }
        _ => 0,
    };
    let sighting = Sighting { width, height, larger, ..Sighting::named(address) };
    Some(Sighting { picture: Some(picture), alt: &picture.alt, ..sighting })
}

/// Sources for other screens that are the same picture by their addresses, the widest of each.
fn for_other_screens(picture: &PictureFacts, base: Option<&Address>) -> Vec<Address> {
    let unmatched: Vec<&SourceFacts> = picture.sources.iter().filter(|source| source.unmatched).collect();
    if unmatched.is_empty() {
        return Vec::new();
    }
    let own = Address::parse(picture.shown()).as_ref().map(key);
    let widest = unmatched.into_iter().filter_map(|source| Address::resolve(base, widest(&source.srcset)?.0));
    widest.filter(|address| own.is_some() && Some(key(address)) == own).collect()
}

/// The best source of the first picture that a style paints.
fn painted(style: &str) -> Option<&str> {
    let sources = css::sources(style);
    let first = sources.iter().find(|source| source.address.starts_with("http"))?;
    let worth = |source: &css::Source<'_>| source.density * format_worth(source.kind, source.address);
    let of_layer =
        sources.iter().filter(|source| source.layer == first.layer && source.address.starts_with("http"));
    // The first of the largest: `max_by` would take the last.
    let best = of_layer.fold(first, |best, source| if worth(source) > worth(best) { source } else { best });
    Some(best.address)
}

/// The pictures that the head names.
fn named<'a>(facts: &'a Facts, base: Option<&Address>, sightings: &mut Vec<Sighting<'a>>) {
    let mut left = NAMED_MAX;
    // What follows an `og:image` is about it.
    let mut latest = None;
    for meta in &facts.metas {
        let number = || text::number(meta.content.trim()).map_or(0, pixels);
        let latest_sighting = latest.and_then(|at: usize| sightings.get_mut(at));
        match (meta.key.as_str(), latest_sighting) {
            ("og:image:width", Some(image)) => image.width = number(),
            ("og:image:height", Some(image)) => image.height = number(),
            ("og:image:alt" | "twitter:image:alt", Some(image)) => image.alt = &meta.content,
            (
                "og:image"
                | "og:image:url"
                | "og:image:secure_url"
                | "twitter:image"
                | "twitter:image:src"
                | "link:image_src"
                | "itemprop:image"
                | "link:preload"
                | "pin:media",
                _,
            ) if left > 0 => {
                let widest = widest(&meta.srcset);
                let written = widest.map_or(meta.content.as_str(), |(written, _)| written);
                let Some(address) = Address::resolve(base, written).and_then(public) else { continue };
                left -= 1;
                latest = Some(sightings.len());
                let explicit = meta.key == "pin:media";
                let width = widest.map_or(0, |(_, width)| width);
                let sizes = srcset::sources(&meta.srcset).map(|(written, _)| written);
                let larger = sizes.filter_map(|written| Address::resolve(base, written)).collect();
                let hint = !explicit;
                sightings.push(Sighting { explicit, hint, width, larger, ..Sighting::named(address) });
            }
            _ => {}
        }
    }
    for thing in facts.subjects() {
        for written in &thing.pictures {
            let address = Address::resolve(base, written).and_then(public);
            if let (Some(address), 1..) = (address, left) {
                left -= 1;
                sightings.push(Sighting { hint: true, alt: &thing.caption, ..Sighting::named(address) });
            }
        }
    }
}

/// The widest source of a `srcset` with widths.
fn widest(srcset: &str) -> Option<(&str, u32)> {
    let wide = srcset::sources(srcset).filter_map(|(written, size)| match size {
        srcset::Size::Width(width) => Some((written, width)),
        srcset::Size::Density(_) => None,
    });
    wide.max_by_key(|(_, width)| *width)
}

#[cfg(test)]
mod tests {
    use super::{Address, of_picture};
    use crate::page::{PictureFacts, SourceFacts};

    fn source(srcset: &str, kind: &str, unmatched: bool, shape: (f64, f64)) -> SourceFacts {
        SourceFacts { srcset: srcset.into(), kind: kind.into(), unmatched, width: shape.0, height: shape.1 }
    }

    #[test]
    fn takes_the_largest_source() {
        let base = Address::parse("https://shop.example/a/");
        let loaded = |src: &str, width: f64, height: f64| PictureFacts {
            src: src.into(),
            natural_width: width,
            natural_height: height,
            ..PictureFacts::default()
        };
        let plain = || loaded("https://shop.example/a/s.jpg", 300.0, 200.0);
        let table = [
            (plain(), "https://shop.example/a/s.jpg", 300, 200),
            (
                PictureFacts { srcset: "s.jpg 300w, l.jpg 1200w, m.jpg 600w".into(), ..plain() },
                "https://shop.example/a/l.jpg",
                1200,
                800,
            ),
            (
                PictureFacts { srcset: "s.jpg, l.jpg 2x".into(), ..plain() },
                "https://shop.example/a/l.jpg",
                600,
                400,
            ),
            // `sizes` made 300 of a file that has 100.
            (
                PictureFacts { srcset: "t.jpg 100w".into(), ..plain() },
                "https://shop.example/a/t.jpg",
                100,
                67,
            ),
            (
                PictureFacts { srcset: "data:image/png;base64,AA 5000w, m.jpg 600w".into(), ..plain() },
                "https://shop.example/a/m.jpg",
                600,
                400,
            ),
            (
                PictureFacts {
                    srcset: "l.jpg 1200w".into(),
                    sources: vec![source("l.avif 1200w", "image/avif", false, (0.0, 0.0))],
                    ..plain()
                },
                "https://shop.example/a/l.jpg",
                1200,
                800,
            ),
            (
                PictureFacts {
                    sources: vec![source("l.webp 2400w", "image/webp", false, (0.0, 0.0))],
                    ..plain()
                },
                "https://shop.example/a/l.webp",
                2400,
                1600,
            ),
            // Another screen's crop, and another screen's size of the same.
            (
                PictureFacts { sources: vec![source("tall.jpg 900w", "", true, (900.0, 1600.0))], ..plain() },
                "https://shop.example/a/s.jpg",
                300,
                200,
            ),
            (
                PictureFacts { sources: vec![source("wide.jpg 900w", "", true, (900.0, 600.0))], ..plain() },
                "https://shop.example/a/wide.jpg",
                900,
                600,
            ),
            // A placeholder with real sources; its own shape says nothing of theirs.
            (
                PictureFacts { srcset: "l.jpg 1200w".into(), ..loaded("data:image/gif;base64,R0", 1.0, 1.0) },
                "https://shop.example/a/l.jpg",
                1200,
                0,
            ),
            // Not loaded yet.
            (
                PictureFacts {
                    loading: true,
                    width: 400.0,
                    ..loaded("https://shop.example/lazy.jpg", 0.0, 0.0)
                },
                "https://shop.example/lazy.jpg",
                0,
                0,
            ),
            (
                PictureFacts {
                    loading: true,
                    width: 400.0,
                    srcset: "l.jpg 2x".into(),
                    ..loaded("https://shop.example/lazy.jpg", 0.0, 0.0)
                },
                "https://shop.example/a/l.jpg",
                0,
                0,
            ),
            (
                PictureFacts { pin_media: "/tall.jpg".into(), ..plain() },
                "https://shop.example/tall.jpg",
                0,
                0,
            ),
        ];
        for (picture, url, width, height) in table {
            let sighting = of_picture(&picture, base.as_ref()).expect("a sighting");
            let found = (sighting.address.as_str(), sighting.width, sighting.height);
            assert_eq!(found, (url, width, height), "{picture:?}");
        }
    }

    #[test]
    fn what_opened_a_door_leaves_the_address_and_the_page_takes_the_picture() {
        for (src, url, needs_upload) in [
            ("https://shop.example/a.jpg?w=300", "https://shop.example/a.jpg?w=300", false),
            (
                "https://shop.example/a.jpg?X-Amz-Signature=1",
                "https://shop.example/a.jpg?X-Amz-Signature=1",
                false,
            ),
            ("https://shop.example/a.jpg?access_token=1&w=300", "https://shop.example/a.jpg?w=300", true),
            ("https://shop.example/a.jpg?w=300;bearer=1", "https://shop.example/a.jpg?w=300", true),
            ("http://10.0.0.5/a.jpg?access_token=1", "http://10.0.0.5/a.jpg", true),
        ] {
            // The larger one would not be had either.
            let srcset = if needs_upload { "l.jpg?access_token=1 1200w" } else { "" };
            let picture = PictureFacts {
                src: src.into(),
                srcset: srcset.into(),
                natural_width: 300.0,
                natural_height: 200.0,
                ..PictureFacts::default()
            };
            let found = of_picture(&picture, None).expect("a sighting");
            assert_eq!((found.address.as_str(), found.needs_upload), (url, needs_upload), "{src}");
        }
    }

    #[test]
    fn leaves_out_what_has_no_address() {
        for src in ["", "data:image/png;base64,AAAA", "blob:https://shop.example/1", "chrome://favicon/"] {
            let picture = PictureFacts { src: src.into(), natural_width: 500.0, ..PictureFacts::default() };
            assert!(of_picture(&picture, None).is_none(), "{src}");
        }
    }
}
