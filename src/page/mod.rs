//! What a page offers for pinning: from the raw facts that `extension/scan.js` reads to the pictures, best first.
//!
//! ```text
//! facts.rs     what the scan found
//! raw.rs       … and how it arrives
//! opt_out.rs   what the site's owner asks for; Pinterest's own pages
//! address.rs   http(s) addresses as text
//! query.rs     query parameters that are nobody's business: trackers, tokens
//! token.rs     what opens doors, by name or by look
//! reach.rs     which addresses Pinterest can reach
//! repin.rs     Pinterest's own pages
//! srcset.rs    srcset
//! css.rs       what a style paints
//! source.rs    the largest source of one picture
//! spare.rs     attributes and links that name another file of a picture
//! enlarge.rs   where a larger file may be, by the patterns of picture servers
//! shortlist.rs which pictures are looked at closely
//! sighting.rs  one place where a picture shows, and its address there
//! gather.rs    every place where a picture shows, with its best source
//! variant.rs   which addresses are sizes of one picture
//! merge.rs     the places of one picture become one
//! decoration.rs what serves the page rather than its reader
//! ranking.rs   which pictures come first
//! words.rs     title, description, alternative text
//! link.rs      where the Pin leads
//! restricted.rs why a page may not be looked at
//! sight.rs     what the owner does not want pinned, and where it shows, right now
//! shield.rs    what may be taken from the screen
//! captured.rs  the offer around what was taken from there
//! ```
//!
//! Nothing here names a site: a rule that holds for one shop only rots unseen.

mod address;
mod captured;
mod css;
mod decoration;
mod enlarge;
mod facts;
mod gather;
mod link;
mod merge;
mod opt_out;
mod query;
mod ranking;
mod raw;
mod reach;
mod repin;
mod restricted;
mod shield;
mod shortlist;
mod sight;
mod sighting;
mod source;
mod spare;
mod srcset;
mod token;
mod variant;
mod words;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

use tack_protocol::limits::CANDIDATES_MAX;
use tack_protocol::{Aside, Candidate, PageOffer, Problem, ProblemKind, Spot};

pub use captured::captured;
pub use facts::{Facts, FrameFacts, MetaFacts, PictureFacts, Place, SourceFacts, SpareFacts, ThingFacts};
pub use raw::Raw;
pub use restricted::restricted;
pub use shield::{Shield, may_be_named, shielded};
pub use sight::Sight;

pub use sighting::brief;

use address::Address;
use gather::Gathered;
use link::Links;
use merge::{Groups, merge};
use ranking::Ranked;
use sighting::Sighting;
use words::Words;

/// Addresses of one picture at which a larger one may be.
const LARGER_MAX: usize = 5;
/// Places of one picture that are asked for words.
const PLACES_MAX: usize = 16;

/// What the page of `tab` offers, the best picture first. `chosen` is the `srcUrl` of a right-click: that picture
/// comes first, whether or not the scan has seen it.
pub fn offer(facts: Facts, tab: i32, chosen: Option<&str>) -> Result<PageOffer, Problem> {
    let mut facts = facts.bounded();
    opt_out::of_frames(&mut facts);
    let page = facts.page();
    let at_pinterest = page.as_ref().is_some_and(opt_out::is_pinterest);
    if let Some(problem) = opt_out::of_page(&facts.metas).filter(|_| !at_pinterest) {
        return Err(problem);
    }

    let gathered = gather::gather(&facts, chosen)?;
    let groups = merge(&gathered.sightings);
    let chosen = gathered.chosen.and_then(|sighting| groups.of.get(sighting).copied());
    if chosen.and_then(|group| groups.all.get(group)).is_some_and(|group| group.opted_out) {
        return Err(ProblemKind::PictureOptedOut.into());
    }

    let ranked = ranking::rank(&facts, &gathered.sightings, &groups, chosen);
    if ranked.order.is_empty() && !at_pinterest {
        let kind = nothing(&facts, &gathered, ranked.opted_out);
        let frame = hosts(&facts).into_iter().next();
        return Err(match frame.filter(|_| kind == ProblemKind::NoPictures) {
            Some(host) => Problem { detail: Some(host), ..ProblemKind::PicturesInFrame.into() },
            None => kind.into(),
        });
    }
    let closed = closed(&gathered.sightings, &groups);
    let mut candidates = candidates(&facts, &gathered.sightings, &groups, &ranked, &closed);
    let closed = closed.into_iter().map(variant::key).collect();
    let chosen = chosen.and(candidates.first()).map(|candidate| candidate.url.clone());
    if at_pinterest {
        candidates = repin::pins(candidates);
        let is_first = |url: &String| candidates.first().is_some_and(|first| first.url == *url);
        if candidates.is_empty() || !chosen.as_ref().is_none_or(is_first) {
            return Err(ProblemKind::PinterestPage.into());
        }
    }
    let page = page.map(|page| link::without_secrets(&page)).unwrap_or_default();
    let foreign = hosts(&facts);
    let opted_out = ranked.opted_out;
    let missed = (facts.was_pointed && chosen.is_none()).then_some(Aside::Missed);
    let asides = missed.into_iter().collect();
    Ok(PageOffer { tab, page, candidates, chosen, opted_out, closed, foreign, asides, mark: facts.mark })
}

/// What says which picture an address is of, whatever its size and whoever follows it: two of one key are one picture.
/// `None` for what is no http(s) address.
pub fn picture_key(address: &str) -> Option<String> {
    let address = Address::parse(address)?;
    let address = address.with_query(&query::named(address.query()));
    Some(variant::key(&address))
}

/// The offer with one picture first, named by the `srcUrl` of a right-click: for pinning it without the popup.
pub fn offer_of(facts: Facts, src_url: &str) -> Result<PageOffer, Problem> {
    let mut offer = offer(facts, 0, Some(src_url))?;
    // Nobody is there to load what is only promised: then what shows.
    if let Some(first) = offer.candidates.first_mut().filter(|first| first.width == 0) {
        first.url.clone_from(&first.shown);
    }
    Ok(offer)
}

/// Whether a frame is Pinterest's own: what it shows is a Pin already, and not the page's.
pub fn is_pinterest_frame(address: &str) -> bool {
    Address::parse(address).is_some_and(|frame| opt_out::is_pinterest(&frame))
}

/// The host of the frame at `address`, if it is one that the scan could not look into.
pub fn unread(facts: &Facts, address: &str) -> Option<String> {
    let frame = Address::parse(address)?;
    let is_read = |url: &str| Address::parse(url).is_some_and(|read| read == frame);
    let read = facts.frames.iter().any(|frame| is_read(&frame.url)) || is_read(&facts.url);
    (!read).then(|| frame.host().to_owned())
}

/// The hosts of frames that may not be read, each once.
fn hosts(facts: &Facts) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    // One without an address of its own is the page's.
    for frame in facts.foreign.iter().filter_map(|frame| Address::parse(frame).or_else(|| facts.page())) {
        let host = frame.host();
        if !hosts.iter().any(|known| known == host) {
            hosts.push(host.to_owned());
        }
    }
    hosts
}

/// Why there is nothing to offer, the most telling reason first.
fn nothing(facts: &Facts, gathered: &Gathered<'_>, opted_out: u32) -> ProblemKind {
    if facts.kind.eq_ignore_ascii_case("application/pdf") {
        ProblemKind::PagePdf
    } else if opted_out > 0 {
        ProblemKind::PictureOptedOut
    } else if gathered.not_public > 0 {
        ProblemKind::PictureNotPublic
    } else {
        ProblemKind::NoPictures
    }
}

/// The files whose owner asks not to pin them.
fn closed<'a>(sightings: &'a [Sighting<'_>], groups: &Groups) -> Vec<&'a Address> {
    let places = sightings.iter().zip(&groups.of);
    places
        .filter(|(_, group)| groups.all.get(**group).is_some_and(|group| group.opted_out))
        .flat_map(|(sighting, _)| std::iter::once(&sighting.address).chain(&sighting.larger))
        .collect()
}

/// The candidates of the first pictures. `closed`: what is no larger file of any.
fn candidates(
    facts: &Facts,
    sightings: &[Sighting<'_>],
    groups: &Groups,
    ranked: &Ranked,
    closed: &[&Address],
) -> Vec<Candidate> {
    let order = &ranked.order;
    let words = Words::of(facts);
    let links = Links::of(facts);
    // Words that one place of a picture lacks, another may have. The place where it shows largest speaks first.
    let mut places: Vec<Vec<&Sighting<'_>>> = vec![Vec::new(); groups.all.len()];
    for &group in order.iter().take(CANDIDATES_MAX) {
        let lead = groups.all.get(group).and_then(|group| sightings.get(group.lead));
        if let Some(places) = places.get_mut(group) {
            places.extend(lead);
        }
    }
    for (sighting, &group) in sightings.iter().zip(&groups.of) {
        if let Some(places) = places.get_mut(group)
            && places.first().is_some_and(|lead| !std::ptr::eq(*lead, sighting))
            && places.len() < PLACES_MAX
        {
            places.push(sighting);
        }
    }

    let mut candidates: Vec<Candidate> = Vec::with_capacity(order.len().min(CANDIDATES_MAX));
    for (&index, why) in order.iter().zip(&ranked.why).take(CANDIDATES_MAX) {
        let (Some(group), Some(places)) = (groups.all.get(index), places.get(index)) else { continue };
        let Some(best) = sightings.get(group.best) else { continue };
        let url = best.address.as_str();
        if candidates.iter().any(|candidate| candidate.url == url) {
            continue;
        }
        // What the owner names instead of what shows is shown itself, lest another picture be pinned than seen.
        let loaded = places.iter().filter_map(|place| place.loaded());
        let shown = if group.explicit { None } else { loaded.max_by_key(|(width, _)| *width) };
        let unknown = places.iter().filter(|place| place.width == 0).map(|place| place.address.clone());
        let seen = best.picture.or_else(|| places.iter().find_map(|place| place.picture));
        // What the page only names can be fetched in its name all the same.
        // What the owner names instead of what shows is not what shows.
        let at = seen.filter(|_| !group.explicit).map_or(u32::MAX, |picture| picture.spot);
        let spot = Some(Spot { scan: facts.scan.clone(), at });
        let copy = best.picture.filter(|picture| best.needs_upload && picture.is_takable());
        let is_of_file = best.picture.is_some_and(PictureFacts::is_of_file);
        // The names that a head has for its one picture: which is the largest, nobody knows before they are loaded.
        let namesakes = sightings.iter().filter(|other| best.hint && seen.is_none() && other.hint);
        let namesakes = namesakes.filter(|other| other.picture.is_none()).map(|other| other.address.clone());
        let named = places.iter().flat_map(|place| place.larger.iter().cloned());
        let named = named.chain(unknown).chain(namesakes);
        let mut larger: Vec<String> = Vec::new();
        let guesses = named.chain(enlarge::guesses(&best.address)).filter_map(sighting::public);
        for guess in guesses.filter(|_| !best.needs_upload) {
            let guess = guess.as_str();
            if closed.iter().any(|address| address.as_str() == guess) {
                continue;
            }
            if larger.len() < LARGER_MAX && guess != url && !larger.iter().any(|known| known == guess) {
                larger.push(guess.to_owned());
            }
        }
        let link = links.to(places);
        candidates.push(Candidate {
            url: url.to_owned(),
            key: variant::key(&best.address),
            shown: match (copy, shown) {
                (Some(picture), _) => picture.thumb.clone(),
                (None, Some((_, shown))) => shown.as_str().to_owned(),
                // Nobody but the page asks a private network for anything.
                (None, None) if best.needs_upload && !is_of_file => String::new(),
                (None, None) => url.to_owned(),
            },
            spot,
            needs_upload: best.needs_upload,
            width: group.width,
            height: group.height,
            is_loaded: best.needs_upload || places.iter().any(|place| place.has_loaded(&best.address)),
            larger,
            title: words.title.clone(),
            description: words.description(places),
            alt: Words::alt(places),
            link: link.address,
            left_out: link.left_out,
            repin: None,
            why: why.clone(),
        });
    }
    candidates
}
