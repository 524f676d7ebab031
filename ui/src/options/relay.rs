//! The relay, and the address to register.

use tack_protocol::Word;

use super::card;
use crate::element::{El, el};
use crate::problem_card::copy_button;
use crate::relay_form::relay_form;
use crate::site::Site;

pub(super) fn relay(site: Site) -> El {
    let redirect = el("div", "form-line").content_fn(move || {
        site.status.with(|status| {
            let address = status.as_ref().map_or("", |status| status.redirect_uri.as_str());
            vec![el("code", "code").attr("dir", "ltr").text(address), copy_button(address.to_owned())]
        })
    });
    card(Word::OptionsRelay)
        .attr("id", "relay")
        .child(el("p", "").say(Word::RelayText))
        .child(el("p", "").say(Word::RelayTrust))
        .child(relay_form(site))
        .child(el("h3", "").say(Word::OptionsRedirect))
        .child(redirect)
        .child(el("p", "field-note muted").say(Word::OptionsRedirectText))
}
