//! Which pictures come first.

use super::facts::{Facts, PictureFacts};
use super::gather::Sighting;
use super::merge::Groups;
use crate::order;

/// Smaller on every side is an icon or a tracker.
const ICON_MAX: f64 = 80.0;
/// Thinner is a rule or a sprite.
const THIN_MAX: f64 = 20.0;
/// Smaller on one side, or …
const SMALL_MIN: f64 = 90.0;
/// … smaller on every side is last.
const SMALL_MAX: f64 = 120.0;
/// Shown smaller than this it serves as an icon, whatever its file holds.
const SHOWN_MIN: f64 = 48.0;
/// What a picture that is only named is taken for.
const ASSUMED: (f64, f64) = (480.0, 320.0);
/// Taller than this many widths counts no more.
const TALL: f64 = 2.0;
/// Wider than this many heights is a banner.
const WIDE: f64 = 3.0;
/// More pixels than this are no reason to come first.
const AREA_MAX: f64 = 4_000_000.0;

/// The order.
pub(super) struct Ranked {
    /// Pictures that may be offered, the best first.
    pub(super) order: Vec<usize>,
    /// Pictures left out because their owner asks for it.
    pub(super) opted_out: u32,
}

/// What no number of pixels makes up for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    Out,
    Small,
    Fair,
    Explicit,
    Chosen,
}

/// What is looked at of a picture.
pub(super) struct Look<'a> {
    /// The place where it shows largest.
    pub(super) picture: Option<&'a PictureFacts>,
    /// The largest known size; 0 for what is unknown.
    pub(super) known: (u32, u32),
    /// The owner wants it pinned.
    pub(super) explicit: bool,
    /// The page names it as its picture.
    pub(super) hint: bool,
    /// It is a drawing that scales.
    pub(super) scalable: bool,
}

struct Place {
    tier: Tier,
    worth: f64,
    order: u32,
    group: usize,
}

/// Brings the pictures into order; the chosen one is first, whatever it is.
pub(super) fn rank(
    facts: &Facts,
    sightings: &[Sighting<'_>],
    groups: &Groups,
    chosen: Option<usize>,
) -> Ranked {
    let mut opted_out = 0;
    let mut places = Vec::with_capacity(groups.all.len());
    for (index, group) in groups.all.iter().enumerate() {
        let lead = sightings.get(group.lead);
        let picture = lead.and_then(|lead| lead.picture);
        let scalable = sightings.get(group.best).is_some_and(|best| best.address.path().ends_with(".svg"));
        let look = Look { picture, known: group.known, explicit: group.explicit, hint: group.hint, scalable };
        let tier = if chosen == Some(index) { Tier::Chosen } else { look.tier() };
        if tier == Tier::Out {
            continue;
        }
        if group.opted_out {
            opted_out += 1;
            continue;
        }
        let worth = look.worth(facts);
        let order = picture.map_or(u32::MAX, |picture| picture.order);
        places.push(Place { tier, worth, order, group: index });
    }
    let ordered = order::first(&places, usize::MAX, |a, b| {
        let by_worth = || b.worth.total_cmp(&a.worth);
        let by_order = || a.order.cmp(&b.order).then(a.group.cmp(&b.group));
        b.tier.cmp(&a.tier).then_with(by_worth).then_with(by_order)
    });
    Ranked { order: ordered.into_iter().map(|place| place.group).collect(), opted_out }
}

impl Look<'_> {
    /// Which tier it is of.
    pub(super) fn tier(&self) -> Tier {
        let Self { picture, known, .. } = *self;
        if self.explicit {
            return Tier::Explicit;
        }
        let shown = picture.filter(|picture| !picture.hidden && picture.width > 0.0 && picture.height > 0.0);
        let (width, height) = match (known, shown) {
            ((1.., 1..), _) => (f64::from(known.0), f64::from(known.1)),
            (_, Some(shown)) => (shown.width, shown.height),
            // Named by the head or by the person; or neither loaded nor shown.
            ((1.., 0), None) => (f64::from(known.0), f64::from(known.0)),
            _ if picture.is_none() => ASSUMED,
            _ => return Tier::Small,
        };
        let (less, more) = (width.min(height), width.max(height));
        let icon = shown.is_some_and(|shown| shown.width.max(shown.height) < SHOWN_MIN);
        if more < ICON_MAX || less < THIN_MAX {
            Tier::Out
        } else if less < SMALL_MIN || more < SMALL_MAX || icon {
            Tier::Small
        } else {
            Tier::Fair
        }
    }

    /// What it is worth within its tier.
    pub(super) fn worth(&self, facts: &Facts) -> f64 {
        let Self { picture, known, .. } = *self;
        let shape = picture.filter(|picture| picture.width > 0.0 && picture.height > 0.0);
        let (width, height) = match (known, shape) {
            ((1.., 1..), _) => (f64::from(known.0), f64::from(known.1)),
            // The width of the file in the shape of the place where it shows.
            ((1.., _), Some(shape)) => (f64::from(known.0), f64::from(known.0) * shape.height / shape.width),
            (_, Some(shape)) => (shape.width, shape.height),
            _ => ASSUMED,
        };
        let mut worth = (width.min(height * WIDE) * height.min(width * TALL)).min(AREA_MAX);
        if width > height * WIDE {
            worth /= 4.0;
        }
        // A drawing that scales is nearly always a logo.
        if self.scalable {
            worth /= 4.0;
        }
        if self.hint {
            worth *= 1.5;
        }
        match picture {
            Some(picture) if picture.hidden => worth / 5.0,
            Some(picture) => worth * (1.0 + attention(facts, picture)),
            None => worth,
        }
    }
}

/// 0 for what is out of view, 1 for what is in view, 1.5 for what lies over its middle. In steps: the pictures of a
/// grid shall stay in the order of the page.
fn attention(facts: &Facts, picture: &PictureFacts) -> f64 {
    let (wide, high) = (facts.viewport_width, facts.viewport_height);
    if !(wide > 0.0 && high > 0.0 && picture.width > 0.0 && picture.height > 0.0) {
        return 0.0;
    }
    let overlap =
        |start: f64, length: f64, whole: f64| ((start + length).min(whole) - start.max(0.0)).max(0.0);
    let seen = overlap(picture.x, picture.width, wide) * overlap(picture.y, picture.height, high);
    // A picture larger than the view is seen whole when it fills it.
    let whole = picture.width.min(wide) * picture.height.min(high);
    let covers = |start: f64, length: f64, middle: f64| start <= middle && middle <= start + length;
    let central =
        covers(picture.x, picture.width, wide / 2.0) && covers(picture.y, picture.height, high / 2.0);
    let seen = (2.0 * seen / whole).round() / 2.0;
    if central { seen + 0.5 } else { seen }
}
