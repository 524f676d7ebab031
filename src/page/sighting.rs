//! One place where a picture shows or is named, and under which address it is known there.

use std::borrow::Cow;

use super::address::{Address, split_at_byte};
use super::facts::{Facts, PictureFacts, Place};
use super::query::without_credentials;
use super::reach::is_public;
use super::source::pixels;

/// A `data:` address that is longer is cut, bytes; `scan.js` says the same.
const DATA_MAX: usize = 2_048;
/// What of its beginning is left, bytes.
const DATA_HEAD: usize = 64;
/// What of its end is left, bytes.
const DATA_TAIL: usize = 512;

/// One place where a picture shows or is named.
pub(super) struct Sighting<'a> {
    /// The `img`, if it is one.
    pub(super) picture: Option<&'a PictureFacts>,
    /// Its best source.
    pub(super) address: Address,
    /// Pixels of that source; 0 if unknown.
    pub(super) width: u32,
    /// Pixels of that source; 0 if unknown.
    pub(super) height: u32,
    /// The owner wants this one pinned.
    pub(super) explicit: bool,
    /// The page names it as its picture.
    pub(super) hint: bool,
    /// Alternative text.
    pub(super) alt: &'a str,
    /// Addresses at which a larger file of it may be.
    pub(super) larger: Vec<Address>,
    /// Nobody but the page can fetch it.
    pub(super) needs_upload: bool,
}

impl<'a> Sighting<'a> {
    /// A picture that is named and not seen.
    pub(super) fn named(address: Address) -> Self {
        let (picture, larger) = (None, Vec::new());
        let (explicit, hint, needs_upload) = (false, false, false);
        Self { picture, address, width: 0, height: 0, explicit, hint, alt: "", larger, needs_upload }
    }

    /// A picture that nobody but the page can fetch, if it is one that the page has.
    pub(super) fn taken(picture: &'a PictureFacts, shown: Option<Address>) -> Option<Self> {
        let is_there = picture.natural_width >= 1.0 && !picture.is_placeholder();
        let address = match shown.filter(|_| is_there) {
            Some(address) => address,
            None if picture.is_takable() => Address::inner(what_it_is(picture)),
            None if picture.is_of_file() => Address::inner(picture.shown().to_owned()),
            None => return None,
        };
        let (width, height) = (pixels(picture.natural_width), pixels(picture.natural_height));
        let sighting = Self { width, height, needs_upload: true, ..Self::named(address) };
        Some(Self { picture: Some(picture), alt: &picture.alt, ..sighting })
    }

    /// What the page has loaded already and shows here, with its width.
    pub(super) fn loaded(&self) -> Option<(u32, Address)> {
        let real = |picture: &&PictureFacts| picture.natural_width >= 1.0 && !picture.is_placeholder();
        let picture = self.picture.filter(real)?;
        Address::parse(picture.shown())
            .and_then(public)
            .map(|address| (pixels(picture.natural_width), address))
    }

    /// Whether the page has loaded the file at `address` here, and told its true size.
    pub(super) fn has_loaded(&self, address: &Address) -> bool {
        // With widths in `srcset`, `naturalWidth` follows `sizes` and not the file.
        self.loaded()
            .is_some_and(|(width, shown)| shown == *address && width == self.width && self.height > 0)
    }

    #[cfg(test)]
    pub(super) fn for_tests(url: &str, picture: &'a PictureFacts) -> Self {
        let address = Address::parse(url).expect("an address");
        Self { picture: Some(picture), alt: &picture.alt, ..Self::named(address) }
    }
}

/// What a picture without an address is, and which: by what is written into the page, or by the number under which the
/// page finds it.
fn what_it_is(picture: &PictureFacts) -> String {
    let kind = match picture.place {
        Place::Canvas => "canvas:",
        Place::Film => "video:",
        Place::Sketch => "svg:",
        _ if picture.shown().len() <= DATA_MAX => return picture.shown().to_owned(),
        _ => "data:",
    };
    [kind, &picture.spot.to_string()].concat()
}

/// The address of a picture that Pinterest can reach, without what opens doors for a person.
pub(super) fn public(address: Address) -> Option<Address> {
    Some(bare(address).0).filter(is_public)
}

/// An address without what opens doors for a person, and whether it had something of the kind.
pub(super) fn bare(address: Address) -> (Address, bool) {
    match without_credentials(address.query()) {
        Some(query) => (address.with_query(&query), true),
        None => (address, false),
    }
}

/// A long `data:` address as the scan gives it: its beginning and its end, which hold what tells it from others.
pub fn brief(address: &str) -> Cow<'_, str> {
    let long = address.starts_with("data:") && address.len() > DATA_MAX;
    let parts = address.get(..DATA_HEAD).zip(address.get(address.len().saturating_sub(DATA_TAIL)..));
    match parts.filter(|_| long) {
        Some((head, tail)) => Cow::Owned([head, tail].concat()),
        None => Cow::Borrowed(address),
    }
}

pub(super) fn without_fragment(address: &str) -> &str {
    // The fragment of a `data:` address is part of it in older pages: `#` unescaped in an SVG.
    if address.starts_with("data:") { address } else { split_at_byte(address, |b| b == b'#').0 }
}

/// Whether the scan saw this very source somewhere.
pub(super) fn is_seen(facts: &Facts, chosen: &str) -> bool {
    !places_of(facts, chosen).is_empty()
}

/// The places where the browser shows this very source.
pub(super) fn places_of(facts: &Facts, chosen: &str) -> Vec<usize> {
    let chosen = brief(chosen);
    let chosen = chosen.as_ref();
    let is_it = |address: &str| address.starts_with(chosen) && without_fragment(address) == chosen;
    let places = facts.pictures.iter().enumerate();
    let places = places.filter(|(_, picture)| is_it(picture.shown()) || is_it(&picture.src));
    places.map(|(index, _)| index).collect()
}
