//! What is known of the chosen picture, and why it stands where it stands.

use tack_protocol::{Why, Word};

use super::state::{Offer, Popup};
use crate::element::{El, el, whenever};
use crate::live::Live;
use crate::words::{Counted, say, say_count, say_with};

const LEFT_OUT: Counted = Counted { one: Word::LeftOutOne, other: Word::LeftOutOther };

pub(super) fn about(popup: Popup) -> El {
    el("section", "about-section").child(foreign(popup)).child(left_out(popup)).child(picture(popup))
}

/// Parts of the page into which nobody may look.
fn foreign(popup: Popup) -> El {
    let words = move || {
        popup.offer.with(|offer| match offer {
            Offer::Here(offer) => offer.foreign.first().map(|host| say_with(Word::PicturesInFrame, &[host])),
            Offer::Coming | Offer::Missing(_) => None,
        })
    };
    el("p", "muted").text_fn(move || words().unwrap_or_default())
}

/// Pictures that are not offered because their owner asked for it.
fn left_out(popup: Popup) -> El {
    let words = move || {
        popup.offer.with(|offer| match offer {
            Offer::Here(offer) if offer.opted_out > 0 => say_count(LEFT_OUT, offer.opted_out),
            Offer::Here(_) | Offer::Coming | Offer::Missing(_) => String::new(),
        })
    };
    el("p", "muted").text_fn(words)
}

fn picture(popup: Popup) -> El {
    let rows = el("dl", "about-rows").content_fn(move || rows(popup));
    let about = el("details", "about muted").child(el("summary", "").say(Word::AboutPicture)).child(rows);
    let none = Live::derived(move || {
        let place = popup.picture.get();
        popup.offer.with(|_| ());
        popup.offered(place).is_none()
    });
    let followed = about.clone();
    whenever(move || followed.hide(none.get()));
    about
}

fn rows(popup: Popup) -> Vec<El> {
    let place = popup.picture.get();
    popup.offer.with(|_| ());
    popup.loaded.with(|_| ());
    let Some(picture) = popup.known_picture(place) else { return Vec::new() };
    let has_address = picture.url.starts_with("http");
    let source = match picture.url.split(':').next() {
        _ if has_address => picture.url.clone(),
        Some("capture") => say(Word::AboutCapture),
        _ => say(Word::AboutUpload),
    };
    let source = el("dd", "about-source").attr("dir", if has_address { "ltr" } else { "auto" }).text(&source);
    let why = picture.why.iter().map(|why| el("li", "").say(word(*why)));
    vec![
        el("dt", "").say(Word::AboutSource),
        source,
        el("dt", "").say(Word::AboutWhy),
        el("dd", "").child(el("ul", "about-why").children(why)),
    ]
}

fn word(why: Why) -> Word {
    match why {
        Why::Pointed => Word::WhyPointed,
        Why::Captured => Word::WhyCaptured,
        Why::Owner => Word::WhyOwner,
        Why::Named => Word::WhyNamed,
        Why::LookedAt => Word::WhyLookedAt,
        Why::InView => Word::WhyInView,
        Why::OutOfView => Word::WhyOutOfView,
        Why::NotShown => Word::WhyNotShown,
        Why::Dialog => Word::WhyDialog,
        Why::Edge => Word::WhyEdge,
        Why::Covered => Word::WhyCovered,
        Why::Small => Word::WhySmall,
        Why::Decoration => Word::WhyDecoration,
    }
}
