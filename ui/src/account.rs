//! An account, as it is shown: picture, name, and where it lives.

use tack_protocol::{Account, Environment, Word};

use crate::element::{El, el, picture};

/// The account in one line.
pub(crate) fn who(account: &Account) -> El {
    let sandbox = account.environment == Environment::Sandbox;
    el("p", "who")
        .child(avatar(account))
        .child(el("span", "who-name").attr("dir", "auto").text(account.shown_name()))
        .children(sandbox.then(|| el("span", "badge").say(Word::Sandbox)))
}

/// An account's picture, or the first letter of its name.
pub(crate) fn avatar(account: &Account) -> El {
    match account.picture.as_deref().filter(|picture| picture.starts_with("https://")) {
        Some(source) => picture("avatar", source),
        None => {
            let letter: String = account.shown_name().chars().take(1).collect();
            el("span", "avatar").attr("aria-hidden", "true").text(&letter)
        }
    }
}
