//! Pictures that were pinned before: said before they are pinned twice.

use tack_browser::i18n;
use tack_protocol::limits::CANDIDATES_MAX;
use tack_protocol::{Answer, EntryState, EntryView, Request, Word};

use super::state::{Offer, Popup};
use crate::core_client::ask;
use crate::element::{El, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::model::outcome::Outcome;
use crate::words::{say, say_with};

impl Popup {
    /// Asks which of the pictures the journal knows.
    pub(super) fn load_known(self) {
        let count = self.count();
        let pictures: Vec<String> = (0..count.min(CANDIDATES_MAX))
            .map(|place| self.offered(place).map(|picture| picture.url).unwrap_or_default())
            .collect();
        let Some(first) = pictures.first().cloned() else { return };
        ask(Request::Known { pictures }, move |reply| {
            // It is said to help; where it cannot be, nothing is worse than before. Of another offer it says nothing.
            if let Ok(Answer::Known(known)) = reply
                && self.count() >= count
                && self.offered(0).is_some_and(|now| now.url == first)
            {
                self.known.set(known);
            }
        });
    }

    /// Whether the picture at `place` was pinned.
    pub(super) fn is_known(self, place: usize) -> bool {
        self.known.with(|known| known.iter().any(|known| known.place as usize == place))
    }
}

/// What is known of the chosen picture.
pub(super) fn known(popup: Popup) -> El {
    let entry = Live::derived(move || {
        let place = popup.picture.get();
        let is_quiet = popup.outcome.with(|outcome| *outcome == Outcome::None)
            && popup.several.with(Option::is_none)
            && popup.batch.with(Option::is_none)
            && popup.offer.with(|offer| matches!(offer, Offer::Here(_)));
        let of_place = |known: &Vec<tack_protocol::Known>| {
            known.iter().find(|known| known.place as usize == place).map(|known| known.entry.clone())
        };
        popup.known.with(of_place).filter(|_| is_quiet)
    });
    el("div", "")
        .attr("aria-live", "polite")
        .content_fn(move || entry.with(|entry| entry.as_ref().map(line)).into_iter().collect())
}

fn line(entry: &EntryView) -> El {
    let board = entry.board.as_ref().map(|board| board.name.as_str()).unwrap_or_default();
    let (drawing, words) = match entry.state {
        EntryState::Done => (Icon::Done, say_with(Word::KnownDone, &[board, &i18n::day(entry.since)])),
        EntryState::Queued | EntryState::Waiting(_) if !entry.is_unsure() => {
            (Icon::Wait, say_with(Word::KnownWaiting, &[board]))
        }
        _ => (Icon::Alert, say_with(Word::KnownUnclear, &[board])),
    };
    let view = entry.pin_address().map(|address| {
        let link = el("a", "button small").attr("href", &address).attr("target", "_blank");
        link.attr("rel", "noreferrer").text(&say(Word::View))
    });
    el("div", "known").child(icon(drawing)).child(el("p", "known-words").text(&words)).children(view)
}
