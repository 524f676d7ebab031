//! Pins that are not done: one is shown as it is, several behind one line.

use tack_protocol::Word;

use super::state::Popup;
use crate::element::{El, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::model::outcome::Outcome;
use crate::pins::Place;
use crate::words::{Counted, say_count};

const OPEN: Counted = Counted { one: Word::OpenOne, other: Word::OpenOther };

pub(super) fn waiting(popup: Popup) -> El {
    let open = popup.open;
    let unfolded = Live::new(false);
    let count = Live::derived(move || open.entries.with(Vec::len));
    // What was just pressed comes first.
    let away = Live::derived(move || {
        count.get() == 0
            || popup.outcome.with(|outcome| *outcome != Outcome::None)
            || popup.batch.with(Option::is_some)
    });
    let words = move || say_count(OPEN, count.get() as u32);
    let line = el("button", "open-line")
        .attr("type", "button")
        .says("aria-expanded", move || unfolded.get())
        .on_while("hidden", move || count.get() < 2)
        .child(icon(Icon::Wait))
        .child(el("span", "").text_fn(words))
        .click(move || unfolded.update(|unfolded| *unfolded = !*unfolded));
    let list = el("div", "open-list")
        .on_while("hidden", move || count.get() > 1 && !unfolded.get())
        .child(open.list(Place::Popup))
        .child(el("div", "open-foot").child(open.retry_button()));
    el("div", "open").on_while("hidden", move || away.get()).child(line).child(list)
}
