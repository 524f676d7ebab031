//! Which pictures come first: what the owner names, then what lies before the person's eyes, the larger the sooner;
//! what is about equally large stays in the order in which people read.

use tack_protocol::Why;

use super::decoration::{Decoration, decoration};
use super::facts::{Facts, PictureFacts, Place};
use super::merge::Groups;
use super::sighting::Sighting;
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
const SHOWN_MIN: f64 = 72.0;
/// Small ones of which no side is longer are left out where there is anything better.
const TRIFLE_MAX: f64 = 200.0;
/// What a picture that is only named is taken for, CSS pixels.
const ASSUMED: (f64, f64) = (260.0, 180.0);
/// Furniture is shown smaller than this, CSS pixels.
const FURNITURE_MAX: f64 = 300.0;
/// Wider than this many heights is a banner.
const WIDE: f64 = 6.0;
/// A drawing that is shown smaller is a logo.
const DRAWING_MIN: f64 = 60_000.0;
/// Pictures that are worth this part of the best of them are equally good.
const ALIKE: f64 = 0.62;
/// So many squares are a map.
const TILES_MIN: usize = 6;
/// Upper edges within so many CSS pixels are one row.
const ROW: f64 = 48.0;

/// The order.
pub(super) struct Ranked {
    /// Pictures that may be offered, the best first.
    pub(super) order: Vec<usize>,
    /// Why each of those stands where it stands.
    pub(super) why: Vec<Vec<Why>>,
    /// Pictures left out because their owner asks for it.
    pub(super) opted_out: u32,
}

/// What no size makes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    Out,
    /// Small, and only worth a place where there is nothing better.
    Trifle,
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
    /// A larger file of it may be elsewhere.
    pub(super) larger: bool,
    /// It serves the page.
    pub(super) decoration: Decoration,
}

#[derive(Clone)]
struct Standing {
    tier: Tier,
    worth: f64,
    /// Row and column as people read.
    row: f64,
    column: f64,
    order: u32,
    group: usize,
    why: Vec<Why>,
}

/// Brings the pictures into order; the chosen one is first, whatever it is.
pub(super) fn rank(
    facts: &Facts,
    sightings: &[Sighting<'_>],
    groups: &Groups,
    chosen: Option<usize>,
) -> Ranked {
    let (tiles, page) = (has_tiles(facts), facts.page());
    let mut opted_out = 0;
    let mut standings = Vec::with_capacity(groups.all.len());
    for (index, group) in groups.all.iter().enumerate() {
        let lead = sightings.get(group.lead);
        let picture = lead.and_then(|lead| lead.picture);
        let best = sightings.get(group.best);
        let look = Look {
            picture,
            known: group.known,
            explicit: group.explicit,
            hint: group.hint,
            scalable: picture.is_some_and(|picture| picture.place == Place::Sketch)
                || best.is_some_and(|best| best.address.path().ends_with(".svg")),
            larger: lead.is_some_and(|lead| !lead.larger.is_empty()),
            decoration: lead.map_or(Decoration::No, |lead| decoration(picture, &lead.address, page.as_ref())),
        };
        let tier = match look.tier() {
            _ if chosen == Some(index) => Tier::Chosen,
            tier if tier > Tier::Trifle && tiles && picture.is_some_and(is_tile) => Tier::Trifle,
            tier => tier,
        };
        if tier == Tier::Out {
            continue;
        }
        if group.opted_out {
            opted_out += 1;
            continue;
        }
        let worth = look.worth(facts);
        let order = picture.map_or(u32::MAX, |picture| picture.order);
        let (row, column) = picture.map_or((f64::MAX, 0.0), |picture| (picture.y, picture.x));
        // From right to left where the page reads so.
        let column = if facts.right_to_left { -column } else { column };
        let why = look.why(facts, tier);
        standings.push(Standing { tier, worth, row, column, order, group: index, why });
    }
    if standings.iter().any(|standing| standing.tier > Tier::Small) {
        standings.retain(|standing| standing.tier > Tier::Trifle);
    }
    let (order, why) = ordered(&standings).into_iter().map(|standing| (standing.group, standing.why)).unzip();
    Ranked { order, why, opted_out }
}

/// Whether the page shows a map, or a picture in pieces.
fn has_tiles(facts: &Facts) -> bool {
    facts.pictures.iter().filter(|picture| is_tile(picture)).count() >= TILES_MIN
}

/// A square of the size that maps are made of, shown so, of which nothing is said and which leads nowhere.
fn is_tile(picture: &PictureFacts) -> bool {
    // On a screen of twice the density, in half the size.
    let side = |width: &f64| [128.0, 256.0, 512.0].contains(width);
    side(&picture.natural_width)
        && side(&picture.width)
        && picture.natural_height.total_cmp(&picture.natural_width).is_eq()
        && picture.alt.is_empty()
        && picture.link.is_empty()
        && picture.caption.is_empty()
}

/// By tier and worth; those that are worth about the same, as people read.
fn ordered(standings: &[Standing]) -> Vec<Standing> {
    let by_worth = order::first(standings, usize::MAX, |a, b| {
        b.tier.cmp(&a.tier).then_with(|| b.worth.total_cmp(&a.worth)).then(a.order.cmp(&b.order))
    });
    let by_worth: Vec<Standing> = by_worth.into_iter().cloned().collect();
    let mut all = Vec::with_capacity(by_worth.len());
    let mut rest = by_worth.as_slice();
    while let Some(leader) = rest.first() {
        let alike = |other: &Standing| other.tier == leader.tier && other.worth >= ALIKE * leader.worth;
        let count = rest.iter().take_while(|other| alike(other)).count();
        let (equals, others) = rest.split_at_checked(count.max(1)).unwrap_or((rest, &[]));
        let read = order::first(equals, usize::MAX, |a, b| {
            let row = |standing: &Standing| (standing.row / ROW).floor();
            let by_row = row(a).total_cmp(&row(b));
            by_row
                .then_with(|| a.column.total_cmp(&b.column))
                .then(a.order.cmp(&b.order))
                .then(a.group.cmp(&b.group))
        });
        all.extend(read.into_iter().cloned());
        rest = others;
    }
    all
}

impl Look<'_> {
    fn shown(&self) -> Option<&PictureFacts> {
        self.picture.filter(|picture| !picture.hidden && picture.width > 0.0 && picture.height > 0.0)
    }

    /// Which tier it is of.
    pub(super) fn tier(&self) -> Tier {
        let Self { picture, known, .. } = *self;
        if self.explicit {
            return Tier::Explicit;
        }
        let shown = self.shown();
        let (width, height) = match (known, shown) {
            ((1.., 1..), _) => (f64::from(known.0), f64::from(known.1)),
            (_, Some(shown)) => (shown.width, shown.height),
            // Named by the head or by the person; or neither loaded nor shown.
            ((1.., 0), None) => (f64::from(known.0), f64::from(known.0)),
            _ if picture.is_none() => (f64::MAX, f64::MAX),
            _ => return Tier::Small,
        };
        let (less, more) = (width.min(height), width.max(height));
        let icon = shown.is_some_and(|shown| shown.width.max(shown.height) < SHOWN_MIN) && !self.larger;
        let tiled = picture.is_some_and(|picture| picture.tiled);
        let trifle = more <= TRIFLE_MAX && !self.larger && !self.hint;
        let tiny = (more < ICON_MAX || less < THIN_MAX) && !self.larger;
        let wanted = self.hint || self.larger;
        // A large picture is not furniture, whatever it is called.
        let shown_small = shown.is_none_or(|shown| shown.width.max(shown.height) < FURNITURE_MAX);
        if tiny || (self.decoration >= Decoration::Furniture && trifle) {
            Tier::Out
        } else if self.decoration == Decoration::Advertisement && !wanted
            || self.decoration == Decoration::Furniture && !wanted && shown_small
            || tiled
        {
            Tier::Trifle
        } else if less < SMALL_MIN || more < SMALL_MAX || icon {
            if trifle { Tier::Trifle } else { Tier::Small }
        } else if self.decoration == Decoration::Maybe && trifle {
            Tier::Trifle
        } else {
            Tier::Fair
        }
    }

    /// What it is worth within its tier: CSS pixels before the person's eyes.
    pub(super) fn worth(&self, facts: &Facts) -> f64 {
        let shape = self.shown();
        let (width, height) = match (shape, self.known) {
            (Some(shape), _) => (shape.width, shape.height),
            (None, (1.., 1..)) if self.picture.is_some() => {
                (f64::from(self.known.0), f64::from(self.known.1))
            }
            _ => ASSUMED,
        };
        let view = (facts.viewport_width.max(320.0), facts.viewport_height.max(240.0));
        let mut worth = width.min(view.0) * height.min(view.1);
        if width > height * WIDE {
            worth /= 4.0;
        }
        // Such a drawing is nearly always a logo.
        if self.scalable && worth < DRAWING_MIN {
            worth /= 8.0;
        }
        if self.hint {
            worth *= 1.7;
        }
        if self.decoration != Decoration::No {
            worth /= 4.0;
        }
        let Some(picture) = self.picture else { return worth };
        if shape.is_none() {
            return worth.min(ASSUMED.0 * ASSUMED.1) / 8.0;
        }
        worth *= match region(&picture.region) {
            Region::Edge => 0.3,
            Region::Aside => 0.5,
            Region::Dialog => 4.0,
            Region::Body => 1.0,
        };
        if picture.place == Place::Background {
            worth *= 0.7;
        }
        if picture.covered {
            worth /= 10.0;
        }
        worth * attention(facts, picture)
    }
}

impl Look<'_> {
    /// What lifted or lowered it, in words for the person.
    fn why(&self, facts: &Facts, tier: Tier) -> Vec<Why> {
        let picture = self.shown();
        let attention = picture.map_or(0.0, |picture| attention(facts, picture));
        let seen = match picture {
            None => Why::NotShown,
            Some(_) if attention > 1.0 => Why::LookedAt,
            Some(_) if attention >= 0.6 => Why::InView,
            Some(_) => Why::OutOfView,
        };
        let region = picture.map_or(Region::Body, |picture| region(&picture.region));
        [
            (tier == Tier::Chosen).then_some(Why::Pointed),
            self.explicit.then_some(Why::Owner),
            self.hint.then_some(Why::Named),
            Some(seen),
            (region == Region::Dialog).then_some(Why::Dialog),
            matches!(region, Region::Edge | Region::Aside).then_some(Why::Edge),
            picture.is_some_and(|picture| picture.covered).then_some(Why::Covered),
            (tier <= Tier::Small).then_some(Why::Small),
            (self.decoration != Decoration::No).then_some(Why::Decoration),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Which part of the page it is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Body,
    Edge,
    Aside,
    Dialog,
}

fn region(name: &str) -> Region {
    match name {
        "header" | "footer" | "nav" | "banner" | "contentinfo" | "navigation" => Region::Edge,
        "aside" | "complementary" => Region::Aside,
        "dialog" => Region::Dialog,
        _ => Region::Body,
    }
}

/// 0.2 for what is out of view, 1 for what is in view, and more for what lies over its middle once the person has
/// scrolled there.
fn attention(facts: &Facts, picture: &PictureFacts) -> f64 {
    let (wide, high) = (facts.viewport_width, facts.viewport_height);
    if !(wide > 0.0 && high > 0.0 && picture.width > 0.0 && picture.height > 0.0) {
        return 0.2;
    }
    let overlap =
        |start: f64, length: f64, whole: f64| ((start + length).min(whole) - start.max(0.0)).max(0.0);
    let seen = overlap(picture.x, picture.width, wide) * overlap(picture.y, picture.height, high);
    // A picture larger than the view is seen whole when it fills it.
    let whole = picture.width.min(wide) * picture.height.min(high);
    let middle = picture.y <= high / 2.0 && high / 2.0 <= picture.y + picture.height;
    let looked_at = if facts.scrolled > 0.0 && middle { 1.7 } else { 1.0 };
    let share = seen / whole;
    // Nearly whole is whole.
    (0.2 + 0.8 * (share / 0.8).min(1.0)) * looked_at
}
