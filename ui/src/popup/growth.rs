//! Pages that grow while the popup is open on them: what came later is offered behind what was there, and the choice
//! stays.

use tack_protocol::limits::CANDIDATES_MAX;
use tack_protocol::{Answer, Candidate, PageOffer, ProblemKind, Request};

use super::state::{Offer, Popup};
use crate::core_client::ask;

/// So often a page is looked at anew.
const GROWTHS_MAX: u32 = 60;

impl Popup {
    /// Asks whether the page shows more by now.
    pub(super) fn look_for_growth(self) {
        // A page may take longer than the time between two questions, or change for ever.
        let asked = self.growths.now();
        if self.growing.now() || asked >= GROWTHS_MAX {
            return;
        }
        let known = self.offer.peek(|offer| match offer {
            Offer::Here(offer) => Some((Some(offer.tab), self.mark.peek(Clone::clone))),
            // Not as a popup that opens: what was pointed at is for that one.
            missing if is_empty(missing) => Some((self.tab(), String::new())),
            _ => None,
        });
        let Some((tab, mark)) = known else { return };
        self.growing.set(true);
        ask(Request::Growth { tab, mark }, move |reply| {
            self.growing.set(false);
            match reply {
                Ok(Answer::Growth(Some(offer))) => {
                    self.growths.set(asked + 1);
                    if self.offer.peek(is_empty) {
                        self.take_offer(offer);
                    } else {
                        self.grow(offer);
                    }
                }
                Ok(_) => {}
                // What was offered stays.
                Err(_) => self.growths.set(asked + 1),
            }
        });
    }

    fn grow(self, offer: PageOffer) {
        self.mark.set(offer.mark);
        let mut new: Vec<Candidate> = Vec::new();
        for picture in offer.candidates {
            let is_known = |known: &Candidate| {
                known.url == picture.url
                    || known.shown == picture.shown
                    || known.larger.contains(&picture.url)
            };
            let known = self.offer.peek(|offer| match offer {
                Offer::Here(offer) => offer.candidates.iter().any(is_known),
                _ => true,
            });
            if !known && !self.later.peek(|later| later.iter().any(is_known)) {
                new.push(picture);
            }
        }
        let room = CANDIDATES_MAX.saturating_sub(self.count());
        new.truncate(room);
        if !new.is_empty() {
            self.later.update(|later| later.extend(new));
            self.load_known();
        }
    }

    /// How many pictures are offered.
    pub(super) fn count(self) -> usize {
        let first = self.offer.peek(|offer| match offer {
            Offer::Here(offer) => offer.candidates.len(),
            _ => 0,
        });
        first + self.later.peek(Vec::len)
    }
}

fn is_empty(offer: &Offer) -> bool {
    let kind = match offer {
        Offer::Missing(problem) => problem.kind,
        _ => return false,
    };
    matches!(kind, ProblemKind::NoPictures | ProblemKind::PicturesInFrame)
}
