//! Save, and the way by Pinterest's own dialog.

use leptos::prelude::*;
use tack_protocol::Word;

use super::state::{Offer, Popup};
use crate::model::outcome::Outcome;
use crate::model::standing::Standing;
use crate::words::say;

pub(super) fn footer(popup: Popup) -> AnyView {
    let standing = Memo::new(move |_| match popup.standing.get() {
        // The same buttons as when connected, until it is known.
        Standing::Unknown => true,
        standing => standing.can_save(),
    });
    let no_picture = Memo::new(move |_| popup.offer.with(|offer| !matches!(offer, Offer::Here(_))));
    let busy = Memo::new(move |_| popup.outcome.with(Outcome::is_busy));
    let content =
        move || if standing.get() { connected(popup, no_picture, busy) } else { alone(popup, no_picture) };
    view! { <footer class="popup-foot">{content}</footer> }.into_any()
}

fn connected(popup: Popup, no_picture: Memo<bool>, busy: Memo<bool>) -> AnyView {
    let board =
        Memo::new(move |_| popup.boards.with(|boards| boards.chosen().map(|board| board.name.clone())));
    let cover =
        move || popup.boards.with(|boards| boards.chosen_board().and_then(|board| board.cover.clone()));
    let not_yet = move || no_picture.get() || !popup.standing.get().can_save();
    let target = move || match board.get() {
        Some(name) => view! {
            <span class="unseen">{say(Word::SaveTo)}</span>
            {cover().map(|cover| view! {
                <img class="cover" src=cover alt="" decoding="async" referrerpolicy="no-referrer"/>
            })}
            <span class="target-name" dir="auto" title=name.clone()>{name.clone()}</span>
        }
        .into_any(),
        None => view! { <span class="muted">{say(Word::SaveNoBoard)}</span> }.into_any(),
    };
    view! {
        <p class="target" id="save-target">{target}</p>
        <button type="button" class="button quiet" prop:disabled=move || no_picture.get()
            on:click=move |_| popup.hand_off()>
            {say(Word::SaveOnPinterest)}
        </button>
        <button type="button" class="button primary" aria-describedby="save-target" class:busy=move || busy.get()
            prop:disabled=not_yet on:click=move |_| popup.save()>
            {say(Word::Save)}
        </button>
    }
    .into_any()
}

fn alone(popup: Popup, no_picture: Memo<bool>) -> AnyView {
    view! {
        <button type="button" class="button primary wide" prop:disabled=move || no_picture.get()
            on:click=move |_| popup.hand_off()>
            {say(Word::SaveOnPinterest)}
        </button>
    }
    .into_any()
}
