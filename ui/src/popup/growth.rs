//! Pages that grow while the popup is open on them: what came later is offered behind what was there, and the choice
//! stays. Unless something was offered that is not to be pinned: then all is offered anew.

use tack_protocol::limits::CANDIDATES_MAX;
use tack_protocol::{Answer, Candidate, PageOffer, ProblemKind, Request};

use super::state::{Offer, Popup};
use crate::core_client::ask;
use crate::model::growth::{is_same, is_withdrawn};

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
                Err(problem) => {
                    self.growths.set(asked + 1);
                    // Else what was offered stays.
                    if matches!(problem.kind, ProblemKind::PageOptedOut | ProblemKind::PictureOptedOut) {
                        self.offer.set(Offer::Missing(problem));
                    }
                }
            }
        });
    }

    fn grow(self, offer: PageOffer) {
        if self.some(|known| is_withdrawn(known, &offer)) {
            let chosen = self.offered(self.picture.now()).map(|picture| picture.url);
            self.take_offer(PageOffer { chosen, ..offer });
            return;
        }
        self.mark.set(offer.mark);
        let mut new = offer.candidates;
        new.retain(|picture| !self.some(|known| is_same(known, picture)));
        let room = CANDIDATES_MAX.saturating_sub(self.count());
        new.truncate(room);
        if !new.is_empty() {
            self.later.update(|later| later.extend(new));
            self.load_known();
        }
    }

    /// Whether some picture that is offered is of that kind.
    fn some(self, is_it: impl Fn(&Candidate) -> bool) -> bool {
        self.offer.peek(|offer| matches!(offer, Offer::Here(offer) if offer.candidates.iter().any(&is_it)))
            || self.later.peek(|later| later.iter().any(&is_it))
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
