//! Looking for a larger file of the chosen picture. What the page or a pattern of addresses promises is loaded before
//! it is believed.

use leptos::task::spawn_local;
use tack_browser::page;
use tack_protocol::Candidate;

use super::state::{Offer, Popup};

/// How long a file may take, milliseconds.
const DEADLINE_MS: u32 = 15_000;

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
}

impl Popup {
    /// Looks for a larger file of the chosen picture, once.
    pub(super) fn look_for_larger(self) {
        let place = self.picture.now();
        if self.loaded.peek(|loaded| loaded.iter().any(|known| known.place == place)) {
            return;
        }
        let Some(picture) = self.offered(place) else { return };
        if picture.larger.is_empty() && picture.is_loaded {
            return;
        }
        self.loaded.update(|loaded| loaded.push(Loaded { place, best: None }));
        spawn_local(async move {
            let best = best_of(&picture).await;
            // The page may have been looked at anew meanwhile.
            if self.offered(place).is_some_and(|now| now.url == picture.url) {
                self.loaded.update(|loaded| {
                    loaded.retain(|known| known.place != place);
                    loaded.push(Loaded { place, best: Some(best) });
                });
            }
        });
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
            if let Some(best) = known.and_then(|known| known.best.as_ref()) {
                picture.url.clone_from(&best.url);
                (picture.width, picture.height) = (best.width, best.height);
            }
        });
        Some(picture)
    }

    fn offered(self, place: usize) -> Option<Candidate> {
        self.offer.peek(|offer| match offer {
            Offer::Here(offer) => offer.candidates.get(place).cloned(),
            Offer::Coming | Offer::Missing(_) => None,
        })
    }
}

async fn best_of(picture: &Candidate) -> Source {
    let mut best = Source { url: picture.url.clone(), width: picture.width, height: picture.height };
    if !picture.is_loaded {
        // What the page only names may be of another size, or not there at all.
        for url in [&picture.url, &picture.shown] {
            if let Some((width, height)) = page::picture_size(url, DEADLINE_MS).await {
                best = Source { url: url.clone(), width, height };
                break;
            }
        }
    }
    for url in &picture.larger {
        if let Some((width, height)) = page::picture_size(url, DEADLINE_MS).await
            && width > best.width
            && height >= best.height
        {
            return Source { url: url.clone(), width, height };
        }
    }
    best
}
