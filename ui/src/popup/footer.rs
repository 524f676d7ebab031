//! Save, and the way by Pinterest's own dialog.

use tack_protocol::Word;

use super::state::{Offer, Popup};
use super::{later, several};
use crate::board_picker::cover;
use crate::element::{El, button, el};
use crate::icons::{Icon, icon_button};
use crate::live::Live;
use crate::model::board_filter::BoardFilter;
use crate::model::outcome::Outcome;
use crate::model::standing::Standing;

pub(super) fn footer(popup: Popup) -> El {
    let connected = Live::derived(move || match popup.standing.get() {
        // The same buttons as when connected, until it is known.
        Standing::Unknown => true,
        standing => standing.can_save(),
    });
    let several = Live::derived(move || popup.several.with(Option::is_some));
    el("div", "popup-foot").content_fn(move || {
        if connected.get() {
            match several.get() {
                true => vec![target(popup), several::save_button(popup)],
                false => {
                    vec![target(popup), hand_off_icon(popup), later::later_button(popup), save(popup)]
                }
            }
        } else {
            vec![hand_off(popup)]
        }
    })
}

fn no_picture(popup: Popup) -> bool {
    popup.offer.with(|offer| !matches!(offer, Offer::Here(_)))
}

/// Pinterest's own dialog makes new Pins, and fetches their pictures: it can have none that only the page has.
fn cannot_hand_off(popup: Popup) -> bool {
    let place = popup.picture.get();
    popup.offer.with(|_| ());
    let is_coming = popup.capturing.get();
    is_coming || popup.offered(place).is_none_or(|picture| picture.needs_upload || picture.repin.is_some())
}

fn hand_off(popup: Popup) -> El {
    button("button primary wide", Word::SaveOnPinterest)
        .on_while("disabled", move || cannot_hand_off(popup))
        .click(move || popup.hand_off())
}

/// The same where it is not the main way: small, so that the board's name has room.
fn hand_off_icon(popup: Popup) -> El {
    icon_button(Icon::Leave, Word::SaveOnPinterest)
        .on_while("disabled", move || cannot_hand_off(popup))
        .click(move || popup.hand_off())
}

fn save(popup: Popup) -> El {
    button("button primary", Word::Save)
        .attr("aria-describedby", "save-target")
        .says("aria-busy", move || popup.outcome.with(Outcome::is_busy))
        .on_while("disabled", move || cannot_save(popup))
        .click(move || popup.save())
}

/// Nor while another picture comes in place of the one that shows.
fn cannot_save(popup: Popup) -> bool {
    no_picture(popup)
        || popup.capturing.get()
        || !popup.standing.get().can_save()
        || popup.boards.with(BoardFilter::has_none)
}

/// The board that it goes to.
fn target(popup: Popup) -> El {
    el("p", "target").attr("id", "save-target").content_fn(move || {
        if let Some(missing) = several::missing_words(popup) {
            return vec![el("span", "muted").text(&missing)];
        }
        popup.boards.with(|boards| match boards.chosen() {
            Some(choice) => {
                let known = boards.chosen_board().and_then(|board| board.cover.as_deref());
                let name = el("span", "target-name").attr("dir", "auto").attr("title", &choice.name);
                vec![el("span", "unseen").say(Word::SaveTo), cover(known), name.text(&choice.name)]
            }
            None => vec![el("span", "muted").say(Word::SaveNoBoard)],
        })
    })
}
