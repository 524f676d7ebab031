//! Which pictures are looked at closely. A page may hold thousands; all that follows works on text, and so costs far
//! more than the numbers that tell which pictures can be among the first.

use tack_protocol::limits::CANDIDATES_MAX;

use super::decoration::Decoration;
use super::facts::{Facts, PictureFacts, Place};
use super::ranking::{Look, Tier};
use super::source::pixels;
use crate::order;
use crate::text::holds;

/// Several places may show one picture, so that there are fewer pictures than places.
const CLOSELY: usize = 2 * CANDIDATES_MAX;
/// Below this on both sides a picture without a public address is not missed.
const MISSED_MIN: f64 = 80.0;

/// The pictures that are looked at closely.
pub(super) struct Shortlist {
    /// Their places among the facts, ascending.
    pub(super) pictures: Vec<usize>,
    /// Pictures that have no address and would have been offered if they had.
    pub(super) missed: usize,
}

#[derive(Clone, Copy)]
struct Promise {
    tier: Tier,
    worth: f64,
    index: usize,
}

impl Shortlist {
    /// The most promising pictures, those that `chosen` names, and all that their owner asks not to pin.
    pub(super) fn of(facts: &Facts, chosen: &[usize]) -> Self {
        let mut offered = Vec::with_capacity(facts.pictures.len());
        let mut opted_out = Vec::new();
        let mut missed = 0;
        for (index, picture) in facts.pictures.iter().enumerate() {
            if !has_address(picture) {
                missed += usize::from(is_missed(picture));
            } else if picture.no_pin {
                // Wherever else the same picture shows or is named, it is not offered: so all of them count, broken ones too.
                opted_out.push(index);
            } else if picture.pin_media.is_empty() && picture.is_broken() && picture.spare.is_empty() {
                // Nobody sees it, nor can Pinterest.
            } else {
                let look = Look {
                    picture: Some(picture),
                    known: known(picture),
                    explicit: !picture.pin_media.is_empty(),
                    hint: false,
                    scalable: picture.place == Place::Sketch,
                    larger: !picture.spare.is_empty(),
                    decoration: Decoration::No,
                };
                offered.push(Promise { tier: look.tier(), worth: look.worth(facts), index });
            }
        }
        let mut wanted = vec![false; facts.pictures.len()];
        for index in most_promising(&offered).into_iter().chain(opted_out).chain(chosen.iter().copied()) {
            if let Some(wanted) = wanted.get_mut(index) {
                *wanted = true;
            }
        }
        let pictures =
            wanted.iter().enumerate().filter_map(|(index, wanted)| wanted.then_some(index)).collect();
        Self { pictures, missed }
    }
}

fn most_promising(promises: &[Promise]) -> Vec<usize> {
    // Nothing needs an order where all are wanted.
    if promises.len() <= CLOSELY {
        return promises.iter().map(|promise| promise.index).collect();
    }
    let best = order::first(promises, CLOSELY, |a, b| {
        b.tier.cmp(&a.tier).then_with(|| b.worth.total_cmp(&a.worth)).then(a.index.cmp(&b.index))
    });
    best.into_iter().map(|promise| promise.index).collect()
}

/// Something of it may be on the web, or be taken from the page.
fn has_address(picture: &PictureFacts) -> bool {
    !picture.srcset.is_empty()
        || !picture.sources.is_empty()
        || !picture.pin_media.is_empty()
        || picture.shown().starts_with("http")
        || picture.src.starts_with("http")
        || holds(&picture.css, "http")
        || !picture.spare.is_empty()
        || picture.is_takable()
        || picture.is_of_file()
}

/// The size of a placeholder says nothing.
fn known(picture: &PictureFacts) -> (u32, u32) {
    let real = picture.shown().starts_with("http") || picture.is_takable() || picture.is_of_file();
    if real { (pixels(picture.natural_width), pixels(picture.natural_height)) } else { (0, 0) }
}

/// It would have been offered if only it had an address.
pub(super) fn is_missed(picture: &PictureFacts) -> bool {
    let large = |width: f64, height: f64| width >= MISSED_MIN || height >= MISSED_MIN;
    !picture.shown().is_empty()
        && (large(picture.natural_width, picture.natural_height) || large(picture.width, picture.height))
}
