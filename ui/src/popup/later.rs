//! Pinning at a time that the person chooses.

use tack_browser::page;
use tack_protocol::limits::LATER_MAX_MS;
use tack_protocol::{EntryId, Request, Word};

use super::state::Popup;
use crate::element::{El, button, el};
use crate::icons::{Icon, icon_button};
use crate::live::Live;
use crate::words::say;

const HOUR_MS: f64 = 3_600_000.0;
const EVENING: u32 = 20;
const MORNING: u32 = 9;
const FIELD: &str = "later-at";

impl Popup {
    /// Puts the Pin into the journal, to be sent at a time.
    fn save_at(self, at: f64) {
        let Some((draft, board)) = self.ready() else { return };
        self.choosing_time.set(false);
        self.begin_save(Request::PinLater { id: EntryId::new(page::random_id()), draft, at }, board);
    }
}

/// The button that opens the choice.
pub(super) fn later_button(popup: Popup) -> El {
    icon_button(Icon::Wait, Word::Later)
        .says("aria-expanded", move || popup.choosing_time.get())
        .on_while("hidden", move || popup.several.with(Option::is_some))
        .click(move || popup.choosing_time.update(|choosing| *choosing = !*choosing))
}

/// The choice of a time.
pub(super) fn later(popup: Popup) -> El {
    el("div", "").content_fn(move || match popup.choosing_time.get() {
        true => vec![choice(popup)],
        false => Vec::new(),
    })
}

fn choice(popup: Popup) -> El {
    let now = page::now_ms();
    let typed = Live::new(page::local_text(now + HOUR_MS));
    let wrong = Live::new(false);
    let evening = page::at_hour(now, EVENING, false);
    // From when it is pressed: a popup that is a window of its own may stand open for long.
    let quick = |word, at: fn(f64) -> f64| {
        button("button small", word).click(move || popup.save_at(at(page::now_ms())))
    };
    let pin = move || {
        let at = typed.peek(|typed| page::local_time(typed));
        let now = page::now_ms();
        match at.filter(|at| *at > now && at - now <= LATER_MAX_MS) {
            Some(at) => popup.save_at(at),
            None => wrong.set(true),
        }
    };
    let field = el("input", "field")
        .attr("type", "datetime-local")
        .attr("id", FIELD)
        .attr("min", &page::local_text(now))
        .attr("value", &typed.peek(Clone::clone))
        .on("input", move |event| {
            typed.set(event.value());
            wrong.set(false);
        });
    let own = el("div", "later-own")
        .child(el("label", "").attr("for", FIELD).say(Word::LaterAt))
        .child(field)
        .child(button("button small primary", Word::LaterPin).click(pin));
    // After eight in the evening, "this evening" would be tomorrow's.
    let is_today = page::local_text(evening).get(..10) == page::local_text(now).get(..10);
    let quick = el("div", "ways-instead")
        .child(quick(Word::LaterHour, |now| now + HOUR_MS))
        .children(is_today.then(|| quick(Word::LaterEvening, |now| page::at_hour(now, EVENING, false))))
        .child(quick(Word::LaterTomorrow, |now| page::at_hour(now, MORNING, true)));
    let said = move || if wrong.get() { say(Word::LaterPast) } else { String::new() };
    el("section", "later-choice")
        .attr_say("aria-label", Word::Later)
        .child(quick)
        .child(own)
        .child(el("p", "entry-refused").attr("role", "alert").text_fn(said))
}
