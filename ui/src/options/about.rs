//! What the browser allows, and what this is.

use tack_protocol::Word;

use super::card;
use crate::element::{El, button, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::site::Site;
use crate::words::say_with;

pub(super) fn access(site: Site) -> El {
    let granted = Live::derived(move || {
        site.status.with(|status| status.as_ref().is_none_or(|known| known.host_permissions))
    });
    let state = el("div", "").content_fn(move || {
        if granted.get() {
            return vec![
                el("p", "form-said").child(icon(Icon::Done)).child(el("span", "").say(Word::AccessGranted)),
            ];
        }
        let allow = button("button primary", Word::Allow).click(move || site.allow());
        vec![
            el("p", "form-said").child(icon(Icon::Alert)).child(el("span", "").say(Word::AccessMissing)),
            el("div", "form-line").child(allow),
        ]
    });
    card(Word::OptionsAccess).child(state)
}

pub(super) fn about(site: Site) -> El {
    let version = move || {
        site.status.with(|status| {
            say_with(Word::Version, &[status.as_ref().map_or("", |status| status.version.as_str())])
        })
    };
    card(Word::OptionsAbout)
        .child(el("p", "").text_fn(version))
        .child(el("p", "muted").say(Word::NotAffiliated))
        .child(el("p", "").child(el("a", "").attr("href", "help.html").say(Word::HelpTitle)))
        .child(el("p", "").child(el("a", "").attr("href", "welcome.html#privacy").say(Word::PrivacyLink)))
}
