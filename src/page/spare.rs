//! What else may name the file of a picture: attributes that the page's own scripts read, what stands there for
//! browsers without scripts, and the link around it.

use super::address::{Address, is_picture_file};
use super::enlarge::wrapped;
use super::facts::{PictureFacts, SpareFacts};
use super::srcset::{self, Size};
use crate::text::{holds, holds_any};

/// Parts of names of attributes that hold the real file, while something stands in for it.
const REAL: &str = "src original lazy defer bg background noscript";
/// Parts of names of attributes that hold a larger file than the one that shows.
const LARGER: &str = "zoom full large big hires hi-res high max retina original orig";
/// Parts of names of attributes that hold something else, or something smaller.
const OTHER: &str = "thumb small tiny lqip placeholder preview href share link title alt caption hover rollover second swap flip";

/// Other files of a picture.
#[derive(Default)]
pub(super) struct Spare {
    /// The real file, where what shows is only a placeholder; with its width in pixels, 0 if unknown.
    pub(super) real: Vec<(Address, u32)>,
    /// Files that may be larger.
    pub(super) larger: Vec<Address>,
}

/// What else names the picture.
pub(super) fn spare(picture: &PictureFacts, base: Option<&Address>) -> Spare {
    let mut found = Spare::default();
    for SpareFacts { name, value } in &picture.spare {
        let name = name.to_ascii_lowercase();
        let says = |parts: &str| holds_any(&name, parts);
        if says(OTHER) {
            continue;
        }
        if holds(&name, "srcset") {
            let sized = srcset::sources(value).map(|(written, size)| match size {
                Size::Width(width) => (written, width, f64::from(width)),
                Size::Density(density) => (written, 0, density),
            });
            let best = sized.fold(None, |best: Option<(&str, u32, f64)>, source| match best {
                Some(known) if known.2 >= source.2 => best,
                _ => Some(source),
            });
            let best = best.and_then(|(written, width, _)| Some((Address::resolve(base, written)?, width)));
            // A list of sizes knows more than a single address.
            if let Some(best) = best {
                found.real.insert(0, best);
            }
            continue;
        }
        let Some(address) = of_attribute(value, base) else { continue };
        if says(LARGER) {
            found.larger.push(address.clone());
        }
        if says(REAL) || address.names_picture() {
            found.real.push((address, 0));
        }
    }
    if let Some(link) = Address::parse(&picture.link) {
        if link.names_picture() {
            found.larger.push(link);
        } else if let Some(inner) = wrapped(&link).and_then(|inner| Address::parse(&inner)) {
            found.larger.push(inner);
        }
    }
    found
}

/// The address that an attribute holds, if it is one for sure: as a whole, or within a style.
fn of_attribute(value: &str, base: Option<&Address>) -> Option<Address> {
    let value = value.strip_prefix("url(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(value);
    let value = value.trim_matches(['"', '\'', ' ']);
    let is_one = value.starts_with("https://")
        || value.starts_with("http://")
        || value.starts_with('/')
        || (!value.contains([' ', '{', '[', '<', ',', ';'])
            && (value.contains('/') || is_picture_file(value)));
    let address = is_one.then(|| Address::resolve(base, value))??;
    Some(address)
}

#[cfg(test)]
mod tests {
    use super::{Address, PictureFacts, SpareFacts, spare};

    fn of(attributes: &[(&str, &str)], link: &str) -> (Vec<String>, Vec<String>) {
        let spare_facts = attributes
            .iter()
            .map(|(name, value)| SpareFacts { name: (*name).into(), value: (*value).into() });
        let picture =
            PictureFacts { spare: spare_facts.collect(), link: link.into(), ..PictureFacts::default() };
        let base = Address::parse("https://a.example/p/");
        let found = spare(&picture, base.as_ref());
        let text = |address: &Address| address.as_str().replace("https://a.example", "");
        (
            found.real.iter().map(|(address, _)| text(address)).collect(),
            found.larger.iter().map(text).collect(),
        )
    }

    #[test]
    fn tells_real_from_larger_and_other() {
        for (attributes, link, real, larger) in [
            (&[("data-src", "/x.jpg")][..], "", &["/x.jpg"][..], &[][..]),
            (
                &[("data-srcset", "/s.jpg 300w, /l.jpg 900w"), ("data-src", "/s.jpg")],
                "",
                &["/l.jpg", "/s.jpg"],
                &[],
            ),
            (&[("data-zoom-image", "/big/x.jpg")], "", &["/big/x.jpg"], &["/big/x.jpg"]),
            (&[("data-thumb", "/t.jpg"), ("data-placeholder", "/p.jpg")], "", &[], &[]),
            (&[("data-bg", "url('/b.webp')")], "", &["/b.webp"], &[]),
            (&[("data-count", "3/4"), ("data-options", "{\"a\": \"/x.jpg\"}")], "", &[], &[]),
            (&[("noscript-src", "x.jpg")], "", &["/p/x.jpg"], &[]),
            (&[], "https://a.example/full/x.JPG", &[], &["/full/x.JPG"]),
            (&[], "https://a.example/view?imgurl=https%3A%2F%2Fa.example%2Fy.png", &[], &["/y.png"]),
            (&[], "https://a.example/page", &[], &[]),
        ] {
            let expected = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
            assert_eq!(of(attributes, link), (expected(real), expected(larger)), "{attributes:?} {link}");
        }
    }
}
