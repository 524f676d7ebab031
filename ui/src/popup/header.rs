//! Who pins, and the way to the settings.

use leptos::prelude::*;
use tack_browser::page;
use tack_protocol::{Account, Environment, Word};

use super::state::Popup;
use crate::icons::{Icon, icon};
use crate::words::say;

pub(super) fn header(popup: Popup) -> AnyView {
    view! {
        <header class="popup-head">
            <h1 class="brand">{icon(Icon::Tack)} {say(Word::AppName)}</h1>
            {move || popup.account.get().map(account)}
            <button type="button" class="icon-button" aria-label=say(Word::Settings) title=say(Word::Settings)
                on:click=move |_| page::open_options()>
                {icon(Icon::Settings)}
            </button>
        </header>
    }
    .into_any()
}

fn account(account: Account) -> AnyView {
    let sandbox = (account.environment == Environment::Sandbox)
        .then(|| view! { <span class="badge">{say(Word::Sandbox)}</span> });
    let name = account.shown_name().to_owned();
    view! {
        <p class="who">
            {crate::avatar(&account)}
            <span class="who-name" dir="auto">{name}</span>
            {sandbox}
        </p>
    }
    .into_any()
}
