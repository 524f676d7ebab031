//! Looking for a larger file of the chosen picture. What the page or a pattern of addresses promises is loaded before
//! it is believed.

use tack_browser::page;
use tack_protocol::{Candidate, Capture, same_shape};
use wasm_bindgen_futures::spawn_local;

use super::state::{Offer, Popup};

/// How long a file may take, milliseconds.
const DEADLINE_MS: u32 = 15_000;

/// How long a picture stays chosen before anything is loaded for it, milliseconds.
const PATIENCE_MS: u32 = 250;

/// What became known of a picture by loading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Loaded {
    /// The picture's place in the offer.
    place: usize,
    /// Its best source; nothing while it is being looked for.
    best: Option<Source>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    url: String,
    width: u32,
    height: u32,
    /// What was taken from the screen in its stead, as it is shown.
    copy: Option<String>,
}

impl Popup {
    /// Looks for a larger file of the chosen picture, once.
    pub(super) fn look_for_larger(self) {
        self.look_for_larger_of(self.picture.now());
    }

    /// Looks for a larger file of the picture at `place`, once.
    fn look_for_larger_of(self, place: usize) {
        let Some(picture) = self.offered(place) else { return };
        if self.loaded.peek(|loaded| loaded.iter().any(|known| known.place == place))
            || (picture.larger.is_empty() && picture.is_loaded)
        {
            return;
        }
        self.loaded.update(|loaded| loaded.push(Loaded { place, best: None }));
        spawn_local(async move {
            // Whoever goes through the pictures by the arrow keys has not chosen each of them.
            page::sleep(PATIENCE_MS).await;
            let is_wanted = move || {
                let is_chosen = self.picture.now() == place
                    || self
                        .several
                        .peek(|several| several.as_ref().is_some_and(|several| several.has(place)));
                is_chosen && self.offered(place).is_some_and(|now| now.url == picture.url)
            };
            let found = match self.offered(place) {
                Some(picture) => best_of(&picture, &is_wanted).await,
                None => None,
            };
            self.loaded.update(|loaded| {
                // What was saved meanwhile stays what was saved.
                let open = loaded.iter().position(|known| known.place == place && known.best.is_none());
                if let Some(open) = open {
                    loaded.remove(open);
                    loaded.extend(found.map(|best| Loaded { place, best: Some(best) }));
                }
            });
        });
    }

    /// Looks for larger files of all pictures that are chosen, where they are several.
    pub(super) fn look_for_larger_of_all(self) {
        let places = self.several.peek(|several| several.as_ref().map(|several| several.places().to_vec()));
        for place in places.unwrap_or_default() {
            self.look_for_larger_of(place);
        }
    }

    /// From now on the chosen picture is pinned from the source that is known now: a better one that comes later would
    /// make another Pin of it.
    pub(super) fn settle_source(self) {
        self.settle_source_of(self.picture.now());
    }

    /// As of [`Popup::settle_source`], of the picture at `place`.
    pub(super) fn settle_source_of(self, place: usize) {
        let Some(picture) = self.known_picture(place) else { return };
        let copy = self.loaded.peek(|loaded| {
            let known = loaded.iter().find(|known| known.place == place)?;
            known.best.as_ref()?.copy.clone()
        });
        let best = Source { url: picture.url, width: picture.width, height: picture.height, copy };
        self.settle(place, best);
    }

    fn settle(self, place: usize, best: Source) {
        self.loaded.update(|loaded| {
            loaded.retain(|known| known.place != place);
            loaded.push(Loaded { place, best: Some(best) });
        });
    }

    /// From now on the picture at `place` is what was taken from the screen.
    pub(super) fn take_capture(self, place: usize, capture: Capture) {
        self.seen_in.set(Some((place, capture.asides())));
        let Capture { url, shown, width, height, .. } = capture;
        self.settle(place, Source { url, width, height, copy: Some(shown) });
    }

    /// Whether a larger file of the chosen picture is being looked for.
    pub(super) fn looks_for_larger(self) -> bool {
        let place = self.picture.get();
        self.loaded.with(|loaded| loaded.iter().any(|known| known.place == place && known.best.is_none()))
    }

    /// The picture at `place`, with the best source that is known by now.
    pub(super) fn known_picture(self, place: usize) -> Option<Candidate> {
        let mut picture = self.offered(place)?;
        self.loaded.peek(|loaded| {
            let known = loaded.iter().find(|known| known.place == place);
            match known.and_then(|known| known.best.as_ref()) {
                Some(best) => {
                    picture.url.clone_from(&best.url);
                    match &best.copy {
                        Some(copy) => {
                            picture.shown.clone_from(copy);
                            picture.needs_upload = true;
                        }
                        // Of what has no address, the copy is all that can be shown.
                        None if picture.needs_upload => {}
                        None => picture.shown.clone_from(&best.url),
                    }
                    (picture.width, picture.height) = (best.width, best.height);
                }
                // Of a file that nobody has seen yet, nothing is known: rather what shows.
                None if picture.width == 0 => picture.url.clone_from(&picture.shown),
                None => {}
            }
        });
        Some(picture)
    }

    /// The picture at `place`, as the page offers it: those that came later stand behind the first.
    pub(super) fn offered(self, place: usize) -> Option<Candidate> {
        self.offer.peek(|offer| match offer {
            Offer::Here(offer) => {
                let behind = place.checked_sub(offer.candidates.len());
                let later = || self.later.peek(|later| later.get(behind?).cloned());
                offer.candidates.get(place).cloned().or_else(later)
            }
            Offer::Coming | Offer::Missing(_) => None,
        })
    }
}

/// The largest source that loads, while `is_wanted`; nothing when it no longer is.
async fn best_of(picture: &Candidate, is_wanted: &impl Fn() -> bool) -> Option<Source> {
    let source = |url: &String, (width, height)| Source { url: url.clone(), width, height, copy: None };
    let mut best = source(&picture.url, (picture.width, picture.height));
    if !picture.is_loaded {
        // What the page only names may be of another size, or not there at all.
        for url in [&picture.url, &picture.shown] {
            if !is_wanted() {
                return None;
            }
            if let Some(size) = page::picture_size(url, DEADLINE_MS).await {
                best = source(url, size);
                break;
            }
        }
    }
    for url in &picture.larger {
        if !is_wanted() {
            return None;
        }
        if let Some(size) = page::picture_size(url, DEADLINE_MS).await
            && is_larger_of_the_same((best.width, best.height), size)
        {
            best = source(url, size);
        }
    }
    Some(best)
}

/// Whether a file of that size may be the same picture, only larger: of another shape it is another picture, or
/// another part of it.
fn is_larger_of_the_same(known: (u32, u32), found: (u32, u32)) -> bool {
    let (known, found) = ((f64::from(known.0), f64::from(known.1)), (f64::from(found.0), f64::from(found.1)));
    found.0 > known.0 && found.1 >= known.1 && same_shape(known, found)
}
