//! The page's pictures: the chosen one large, all of them in a strip.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use tack_browser::{i18n, page};
use tack_protocol::{Candidate, PageOffer, Word};

use super::state::{Offer, Popup};
use crate::icons::{Icon, icon};
use crate::model::step::Step;
use crate::problem_card::problem_card;
use crate::words::{say, say_with};

/// Pictures in a row of the grid; `tack.css` says the same.
const COLUMNS: usize = 4;

fn picture_id(place: usize) -> String {
    ["picture-", &place.to_string()].concat()
}

pub(super) fn pictures(popup: Popup) -> AnyView {
    let content = move || match popup.offer.get() {
        Offer::Coming => coming(),
        Offer::Here(offer) => chooser(popup, offer),
        Offer::Missing(problem) => {
            let act = Callback::new(move |action| popup.act(action, || popup.look()));
            view! { <div class="pictures-none">{problem_card(problem, act, None)}</div> }.into_any()
        }
    };
    view! { <section class="pictures">{content}</section> }.into_any()
}

fn coming() -> AnyView {
    view! {
        <div class="preview bone"></div>
        <div class="strip"><span class="bone"></span><span class="bone"></span><span class="bone"></span>
            <span class="bone"></span><span class="bone"></span></div>
        <p class="unseen" aria-live="polite">{say(Word::PicturesLoading)}</p>
    }
    .into_any()
}

fn chooser(popup: Popup, offer: PageOffer) -> AnyView {
    let count = offer.candidates.len();
    let grid = RwSignal::new(false);
    let chosen = popup.picture;
    let pictures = StoredValue::new(offer.candidates);
    let shown = move |field: fn(&Candidate) -> String| {
        pictures.with_value(|all| all.get(chosen.get()).map(field).unwrap_or_default())
    };
    let size = move || {
        pictures.with_value(|all| match all.get(chosen.get()) {
            Some(picture) if picture.width > 0 && picture.height > 0 => {
                say_with(Word::PictureSize, &[&picture.width.to_string(), &picture.height.to_string()])
            }
            _ => String::new(),
        })
    };
    let key = move |event: KeyboardEvent| {
        let key = event.key();
        if grid.get_untracked() && (key == "Escape" || key == "Enter") {
            event.prevent_default();
            grid.set(false);
            page::reveal(&picture_id(chosen.get_untracked()));
            return;
        }
        let columns = if grid.get_untracked() { COLUMNS } else { 1 };
        let step = Step::in_grid(&key, columns, page::is_right_to_left());
        if let Some(place) = step.and_then(|step| step.from(Some(chosen.get_untracked()), count)) {
            event.prevent_default();
            popup.choose_picture(place);
            page::reveal(&picture_id(place));
        }
    };
    let options = pictures.with_value(|all| {
        let mut options = Vec::with_capacity(all.len());
        for (place, picture) in all.iter().enumerate() {
            options.push(option(popup, place, picture, grid));
        }
        options
    });
    let more = (count > 1).then(|| {
        let label = move || say(if grid.get() { Word::PicturesFewer } else { Word::PicturesAll });
        let toggle = move |_| {
            grid.update(|grid| *grid = !*grid);
            page::reveal(&picture_id(chosen.get_untracked()));
        };
        let place = move || {
            say_with(
                Word::PicturePlace,
                &[&i18n::number(chosen.get() as u32 + 1), &i18n::number(count as u32)],
            )
        };
        view! {
            <button type="button" class="chip chip-button" aria-label=label title=label
                aria-pressed=move || if grid.get() { "true" } else { "false" } on:click=toggle>
                {icon(Icon::Grid)} <span>{place}</span>
            </button>
        }
    });
    view! {
        <div class="chooser" class:grid=move || grid.get()>
            <div class="preview">
                <img src=move || shown(|picture| picture.shown.clone()) alt="" decoding="async"
                    referrerpolicy="no-referrer"/>
                <span class="chip chip-size" dir="ltr" class:none=move || size().is_empty()>{size}</span>
                {more}
            </div>
            <div class="strip" role="listbox" aria-label=say(Word::Pictures) tabindex="0"
                aria-orientation=move || if grid.get() { "vertical" } else { "horizontal" }
                aria-activedescendant=move || picture_id(chosen.get()) on:keydown=key>
                {options}
            </div>
        </div>
    }
    .into_any()
}

fn option(popup: Popup, place: usize, picture: &Candidate, grid: RwSignal<bool>) -> AnyView {
    let number = i18n::number(place as u32 + 1);
    let mut name = if picture.width > 0 && picture.height > 0 {
        let (width, height) = (picture.width.to_string(), picture.height.to_string());
        say_with(Word::PictureNameSized, &[&number, &width, &height])
    } else {
        say_with(Word::PictureName, &[&number])
    };
    if !picture.alt.is_empty() {
        name.push_str(": ");
        name.push_str(&picture.alt);
    }
    let choose = move |_| {
        popup.choose_picture(place);
        grid.set(false);
        page::reveal(&picture_id(place));
    };
    view! {
        <div class="picture" role="option" id=picture_id(place) aria-label=name on:click=choose
            aria-selected=move || if popup.picture.get() == place { "true" } else { "false" }>
            <img src=picture.shown.clone() alt="" loading="lazy" decoding="async" referrerpolicy="no-referrer"/>
        </div>
    }
    .into_any()
}
