//! The relay, and the address to register.

use tack_protocol::Word;

use super::card;
use crate::element::{El, el};
use crate::live::Live;
use crate::problem_card::copy_button;
use crate::relay_form::relay_form;
use crate::site::Site;

pub(super) fn relay(site: Site) -> El {
    let address = Live::derived(move || {
        site.status
            .with(|status| status.as_ref().map(|status| status.redirect_uri.clone()).unwrap_or_default())
    });
    let redirect = el("div", "form-line").content_fn(move || {
        address.with(|address| {
            vec![el("code", "code").attr("dir", "ltr").text(address), copy_button(address.clone())]
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
