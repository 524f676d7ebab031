//! The page's pictures: the chosen one large, all of them in a strip or a grid.

use tack_browser::{i18n, page};
use tack_protocol::{Candidate, PageOffer, Word};

use super::state::{Offer, Popup};
use super::ways;
use crate::element::{El, Happening, el, picture, place, whenever};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::model::step::Step;
use crate::problem_card::problem_card;
use crate::words::say_with;

/// Pictures in a row of the grid; `tack.css` says the same.
const COLUMNS: usize = 4;

fn picture_id(place: usize) -> String {
    ["picture-", &place.to_string()].concat()
}

pub(super) fn pictures(popup: Popup) -> El {
    el("section", "pictures").content_fn(move || {
        popup.offer.with(|offer| match offer {
            Offer::Coming => coming(),
            Offer::Here(offer) => vec![chooser(popup, offer)],
            Offer::Missing(problem) => {
                let act = popup.acting(move || popup.look());
                let none = el("div", "pictures-none").child(problem_card(problem, act, None));
                vec![none.children(ways::instead(popup, problem.kind))]
            }
        })
    })
}

fn coming() -> Vec<El> {
    let strip = el("div", "strip").children((0..5).map(|_| el("span", "bone")));
    let said = el("p", "unseen").attr("aria-live", "polite").say(Word::PicturesLoading);
    vec![el("div", "preview bone"), strip, said]
}

fn chooser(popup: Popup, offer: &PageOffer) -> El {
    let count = offer.candidates.len();
    let grid = popup.grid;
    grid.set(false);
    let options: Vec<El> =
        offer.candidates.iter().enumerate().map(|(place, picture)| option(place, picture)).collect();
    let large = el("img", "").attr("alt", "").attr("decoding", "async").attr("referrerpolicy", "no-referrer");
    let size = el("span", "").attr("dir", "ltr").text_fn(move || size_words(popup));
    let list = el("div", "strip")
        .attr("role", "listbox")
        .attr_say("aria-label", Word::Pictures)
        .attr("tabindex", "0")
        .attr_fn("aria-orientation", move || {
            Some(String::from(if grid.get() { "vertical" } else { "horizontal" }))
        })
        .children(options.iter().cloned())
        .child(later(popup, count))
        .on("keydown", move |event| key(popup, grid, &event))
        .attr_fn("aria-multiselectable", move || {
            popup.several.with(Option::is_some).then(|| String::from("true"))
        })
        .on("click", move |event| {
            let Some(place) = place(&event) else { return };
            if popup.several.peek(Option::is_some) {
                popup.pick(place, event.is_shift());
            } else {
                popup.choose_picture(place);
                grid.set(false);
            }
            page::reveal(&picture_id(place));
        });
    let more = grid_button(popup, grid);
    // One picture needs no strip to choose from; to those who do not see it, the list stays.
    let is_one = move || {
        popup.later.with(|_| ());
        popup.count() == 1
    };
    let chooser = el("div", "chooser").says("data-grid", move || grid.get()).says("data-one", is_one);
    let chip = el("span", "chip chip-size")
        .says("aria-busy", move || popup.looks_for_larger())
        .attr_fn("title", move || source_of(popup))
        .child(size);
    let preview = el("div", "preview").child(large.clone()).child(chip);
    let followed = list.clone();
    whenever(move || {
        let chosen = popup.picture.get();
        popup.loaded.with(|_| ());
        for (place, option) in options.iter().enumerate() {
            option.set("aria-selected", Some(if is_selected(popup, place) { "true" } else { "false" }));
            option.set("data-now", (place == chosen).then_some(""));
            option.set("data-known", popup.is_known(place).then_some(""));
        }
        followed.set("aria-activedescendant", Some(&picture_id(chosen)));
        popup.with_picture(|picture| {
            large.set("src", Some(picture.shown.as_str()).filter(|shown| !shown.is_empty()));
        });
    });
    chooser.child(preview.child(more).child(ways::ways(popup)).child(ways::aside(popup))).child(list)
}

/// Pictures that came while the page was looked at; `first` were there before.
fn later(popup: Popup, first: usize) -> El {
    el("div", "later").attr("role", "none").content_fn(move || {
        popup.later.with(|later| {
            let all = later.iter().enumerate().map(|(behind, picture)| {
                let place = first + behind;
                option(place, picture)
                    .says("aria-selected", move || is_selected(popup, place))
                    .on_while("data-now", move || popup.picture.get() == place)
                    .on_while("data-known", move || popup.is_known(place))
            });
            all.collect()
        })
    })
}

/// Whether a picture is chosen: the one that is looked at, or one of several.
fn is_selected(popup: Popup, place: usize) -> bool {
    let now = popup.picture.get();
    popup.several.with(|several| several.as_ref().map_or(now == place, |several| several.has(place)))
}

fn grid_button(popup: Popup, grid: Live<bool>) -> El {
    let count = move || {
        popup.later.with(|_| ());
        popup.count()
    };
    let place = move || {
        let chosen = i18n::number(popup.picture.get() as u32 + 1);
        say_with(Word::PicturePlace, &[&chosen, &i18n::number(count() as u32)])
    };
    el("button", "chip chip-button")
        .on_while("hidden", move || count() < 2)
        .attr("type", "button")
        .attr_say("title", Word::PicturesAll)
        .says("aria-expanded", move || grid.get())
        .child(icon(Icon::Grid))
        .child(el("span", "unseen").say(Word::PicturesAll).text(" "))
        .child(el("span", "").text_fn(place))
        .click(move || {
            grid.update(|grid| *grid = !*grid);
            page::reveal(&picture_id(popup.picture.now()));
        })
}

/// The address that is pinned.
fn source_of(popup: Popup) -> Option<String> {
    popup.picture.get();
    popup.loaded.with(|_| ());
    popup.known_picture(popup.picture.now()).map(|picture| picture.url)
}

fn size_words(popup: Popup) -> String {
    popup.picture.get();
    popup.loaded.with(|_| ());
    let mut words = String::new();
    popup.with_picture(|picture| {
        if picture.width > 0 && picture.height > 0 {
            words = say_with(Word::PictureSize, &[&picture.width.to_string(), &picture.height.to_string()]);
        }
    });
    words
}

fn key(popup: Popup, grid: Live<bool>, event: &Happening) {
    let key = event.key();
    let chosen = popup.picture.now();
    let in_grid = grid.now();
    if in_grid && (key == "Escape" || key == "Enter") {
        event.prevent_default();
        grid.set(false);
        page::reveal(&picture_id(chosen));
        return;
    }
    if popup.several.peek(Option::is_some) {
        match key.as_str() {
            " " => {
                event.prevent_default();
                popup.pick(chosen, event.is_shift());
                return;
            }
            "a" if event.is_command() => {
                event.prevent_default();
                popup.pick_all();
                return;
            }
            _ => {}
        }
    }
    let step = Step::in_grid(&key, if in_grid { COLUMNS } else { 1 }, page::is_right_to_left());
    if let Some(place) = step.and_then(|step| step.from(Some(chosen), popup.count())) {
        event.prevent_default();
        popup.choose_picture(place);
        if event.is_shift() && popup.several.peek(|several| several.as_ref().is_some_and(|s| !s.has(place))) {
            popup.pick(place, true);
        }
        page::reveal(&picture_id(place));
    }
}

fn option(place: usize, candidate: &Candidate) -> El {
    let number = i18n::number(place as u32 + 1);
    let mut name = if candidate.width > 0 && candidate.height > 0 {
        let (width, height) = (candidate.width.to_string(), candidate.height.to_string());
        say_with(Word::PictureNameSized, &[&number, &width, &height])
    } else {
        say_with(Word::PictureName, &[&number])
    };
    if !candidate.alt.is_empty() {
        name.push_str(": ");
        name.push_str(&candidate.alt);
    }
    el("div", "picture")
        .attr("role", "option")
        .attr("id", &picture_id(place))
        .attr("data-place", &place.to_string())
        .attr("aria-label", &name)
        .child(picture("", &candidate.shown))
}
