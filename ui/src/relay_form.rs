//! The relay's address: where it is entered, and what became of it.

use tack_protocol::Word;

use crate::element::{El, button, el};
use crate::icons::{Icon, icon};
use crate::problem_card::problem_card;
use crate::site::{RelayNews, Site};

/// The field's id.
pub(crate) const FIELD: &str = "relay-address";
const HINT: &str = "relay-hint";

/// Field, button and outcome.
pub(crate) fn relay_form(site: Site) -> El {
    let field = el("input", "field")
        .attr("type", "url")
        .attr("id", FIELD)
        .attr("dir", "ltr")
        .attr("autocomplete", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", HINT)
        .value_fn(move || site.relay.with(Clone::clone))
        .on("input", move |event| site.relay.set(event.value()))
        .on("keydown", move |event| {
            if event.key() == "Enter" && !event.is_composing() {
                site.save_relay();
            }
        });
    let save = button("button", Word::RelaySave)
        .on_while("disabled", move || site.relay_news.with(|news| *news == RelayNews::Asking))
        .click(move || site.save_relay());
    let said = el("div", "form-said").attr("role", "status").content_fn(move || {
        site.relay_news.with(|news| match news {
            RelayNews::None | RelayNews::Problem(_) => Vec::new(),
            RelayNews::Asking => vec![el("span", "spinner"), el("span", "").say(Word::RelayChecking)],
            RelayNews::Saved => vec![icon(Icon::Done), el("span", "").say(Word::RelaySaved)],
            RelayNews::Removed => vec![icon(Icon::Done), el("span", "").say(Word::RelayRemoved)],
        })
    });
    let problem = el("div", "").content_fn(move || {
        site.relay_news.with(|news| match news {
            RelayNews::Problem(problem) => {
                let act = site.acting(move || site.save_relay());
                vec![problem_card(problem, act, None)]
            }
            _ => Vec::new(),
        })
    });
    el("div", "relay-form")
        .child(el("label", "").attr("for", FIELD).say(Word::FieldRelay))
        .child(el("div", "form-line").child(field).child(save))
        .child(el("p", "field-note muted").attr("id", HINT).say(Word::FieldRelayHint))
        .child(said)
        .child(problem)
}
