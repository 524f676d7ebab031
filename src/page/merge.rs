//! The places of one picture become one. Two pictures taken for one would hide one of them: in doubt they stay two.

use tack_protocol::same_shape;

use super::facts::PictureFacts;
use super::sighting::Sighting;
use super::variant::{Variant, key};

/// Groups of one key that a further place is compared with.
const NAMESAKES_MAX: usize = 8;

/// One picture.
pub(super) struct Group {
    /// The place where it shows largest.
    pub(super) lead: usize,
    /// The place that has its best source.
    pub(super) best: usize,
    /// Pixels of the best source; 0 if unknown.
    pub(super) width: u32,
    /// Pixels of the best source; 0 if unknown.
    pub(super) height: u32,
    /// The largest known size, of whatever source.
    pub(super) known: (u32, u32),
    /// The owner asks that it not be pinned. One place is enough.
    pub(super) opted_out: bool,
    /// The owner wants it pinned.
    pub(super) explicit: bool,
    /// The page names it as its picture.
    pub(super) hint: bool,
    /// How wide the best source is, as far as can be told.
    rank: u32,
    /// Width and height of the best source, as far as known or named.
    shape: (u32, u32),
    cropped: bool,
    worded: bool,
    /// Another picture with the same key.
    namesake: Option<usize>,
}

/// All pictures.
pub(super) struct Groups {
    /// The pictures.
    pub(super) all: Vec<Group>,
    /// The picture of each place.
    pub(super) of: Vec<usize>,
}

/// Brings the places of one picture together.
pub(super) fn merge(sightings: &[Sighting<'_>]) -> Groups {
    let mut all: Vec<Group> = Vec::with_capacity(sightings.len());
    let mut of = Vec::with_capacity(sightings.len());
    // In order of the keys. For the few hundred pictures that are looked at closely, no map is worth its weight in wasm.
    let mut by_key: Vec<Known> = Vec::with_capacity(sightings.len());
    let place_of =
        |by_key: &[Known], wanted: &str| by_key.binary_search_by(|known| known.key.as_str().cmp(wanted));
    for (index, sighting) in sightings.iter().enumerate() {
        let variant = Variant::of(&sighting.address, sighting.width);
        // What the page itself calls another file of the picture.
        let aliases: Vec<String> = sighting.larger.iter().map(key).collect();
        let known = |wanted: &str| place_of(&by_key, wanted).ok().and_then(|at| by_key.get(at));
        let own = known(&variant.key);
        let only_called = own.is_none_or(|own| own.only_called);
        let mut at = own.or_else(|| aliases.iter().find_map(|alias| known(alias))).map(|known| known.group);
        let mut last = None;
        for _ in 0..NAMESAKES_MAX {
            let Some(group) = at.and_then(|at| all.get(at)) else { break };
            let best = sightings.get(group.best);
            if best.is_some_and(|best| is_same(group, best, sighting, &variant)) {
                break;
            }
            last = at;
            at = group.namesake;
        }
        if let Some(group) = at.and_then(|at| all.get_mut(at))
            && last != at
        {
            group.take(index, sighting, &variant, sightings, only_called);
        } else {
            at = Some(all.len());
            if let Some(last) = last.and_then(|last| all.get_mut(last)) {
                last.namesake = last.namesake.or(at);
            }
            all.push(Group::new(index, sighting, &variant));
        }
        let group = at.unwrap_or_default();
        let keys = aliases.into_iter().map(|key| Known { key, group, only_called: true });
        for known in std::iter::once(Known { key: variant.key, group, only_called: false }).chain(keys) {
            if let Err(place) = place_of(&by_key, &known.key) {
                by_key.insert(place, known);
            }
        }
        of.push(group);
    }
    Groups { all, of }
}

/// Addresses that are known to show a picture.
struct Known {
    /// What says which picture, see [`Variant`].
    key: String,
    group: usize,
    /// The page calls it a file of the picture; its address does not say so.
    only_called: bool,
}

impl Group {
    fn new(index: usize, sighting: &Sighting<'_>, variant: &Variant) -> Self {
        Self {
            lead: index,
            best: index,
            width: sighting.width,
            height: sighting.height,
            known: (sighting.width, sighting.height),
            opted_out: sighting.picture.is_some_and(|picture| picture.no_pin),
            explicit: sighting.explicit,
            hint: sighting.hint,
            rank: rank(sighting, variant),
            shape: shape(sighting, variant),
            cropped: variant.cropped,
            worded: variant.worded,
            namesake: None,
        }
    }

    /// Takes a further place in. `only_called`: nothing but the page's word makes it the same picture.
    fn take(
        &mut self,
        index: usize,
        sighting: &Sighting<'_>,
        variant: &Variant,
        all: &[Sighting<'_>],
        only_called: bool,
    ) {
        self.opted_out |= sighting.picture.is_some_and(|picture| picture.no_pin);
        self.hint |= sighting.hint;
        if sighting.width > self.known.0 {
            self.known = (sighting.width, sighting.height);
        }
        if all.get(self.lead).is_none_or(|lead| area(sighting.picture) > area(lead.picture)) {
            self.lead = index;
        }
        let same = all.get(self.best).is_some_and(|best| best.address == sighting.address);
        let wide = rank(sighting, variant);
        let better = match (sighting.explicit, self.explicit) {
            (true, false) => true,
            (false, true) => false,
            // Of the same source, the place that knows its size.
            _ if same => self.width == 0 || (self.height == 0 && sighting.height > 0),
            // Unknown, and not the original of the others by its name: that has to be seen first.
            _ if only_called && sighting.width == 0 => false,
            // What was cut out for a card is not the whole, though it be wider; a thumbnail is no better than either.
            _ if variant.cropped != self.cropped
                && wide / 4 < self.rank
                && self.rank / 4 < wide
                && is_other_shape(self.shape, shape(sighting, variant)) =>
            {
                self.cropped
            }
            _ => wide > self.rank,
        };
        self.explicit |= sighting.explicit;
        if better {
            self.best = index;
            self.rank = wide;
            self.shape = shape(sighting, variant);
            if !same || sighting.width > 0 {
                (self.width, self.height) = (sighting.width, sighting.height);
            }
            self.cropped = variant.cropped;
            self.worded = variant.worded;
        }
    }
}

/// How wide a source is, as far as can be told. One whose size is unknown and not named is the original, of which
/// the others are sizes.
fn rank(sighting: &Sighting<'_>, variant: &Variant) -> u32 {
    match (sighting.width, variant.width) {
        (0, 0) if variant.worded => 0,
        (0, 0) => u32::MAX,
        (0, named) => named,
        (known, _) => known,
    }
}

fn shape(sighting: &Sighting<'_>, variant: &Variant) -> (u32, u32) {
    if sighting.height > 0 { (sighting.width, sighting.height) } else { (variant.width, variant.height) }
}

/// Both are known, and one has been cut.
fn is_other_shape(a: (u32, u32), b: (u32, u32)) -> bool {
    let sides = |(width, height): (u32, u32)| (f64::from(width), f64::from(height));
    a.0.min(a.1).min(b.0).min(b.1) > 0 && !same_shape(sides(a), sides(b))
}

/// Two places whose addresses have one key show one picture.
fn is_same(group: &Group, best: &Sighting<'_>, other: &Sighting<'_>, variant: &Variant) -> bool {
    if best.address == other.address || group.cropped || variant.cropped {
        return true;
    }
    let (width, other_width) = (u64::from(group.width), u64::from(other.width));
    if group.worded || variant.worded {
        // `shirt-small` and `shirt-large` that are equally large are two shirts.
        let (less, more) = (width.min(other_width), width.max(other_width));
        if more == 0 || less * 115 > more * 100 {
            return false;
        }
    }
    !is_other_shape((group.width, group.height), (other.width, other.height))
}

fn area(picture: Option<&PictureFacts>) -> f64 {
    picture.filter(|picture| !picture.hidden).map_or(0.0, |picture| picture.width * picture.height)
}
