//! The words of the Pin.

use tack_protocol::Word;

use super::state::{Offer, Popup};
use crate::element::{El, el};
use crate::model::pin_form::Field;
use crate::words::{Counted, say, say_count, say_with};

const LEFT: Counted = Counted { one: Word::CharactersLeftOne, other: Word::CharactersLeftOther };

pub(super) fn fields(popup: Popup) -> El {
    // Where there is nothing to pin, there is nothing to say about it.
    let missing = move || popup.offer.with(|offer| matches!(offer, Offer::Missing(_)));
    let is_pin = move || {
        let place = popup.picture.get();
        popup.offer.with(|_| ());
        popup.offered(place).is_some_and(|picture| picture.repin.is_some())
    };
    let note = el("p", "muted").on_while("hidden", move || !is_pin()).say(Word::RepinNote);
    let all = el("div", "").on_while("hidden", is_pin).children(Field::ALL.map(|field| one(popup, field)));
    el("section", "fields").on_while("hidden", missing).child(note).child(all)
}

/// What was taken out of the link that stands there.
fn left_out(popup: Popup) -> String {
    let place = popup.picture.get();
    let Some(picture) = popup.offered(place).filter(|picture| !picture.left_out.is_empty()) else {
        return String::new();
    };
    let is_ours = popup.form.with(|form| form.value(Field::Link) == picture.link);
    if is_ours { say_with(Word::LinkLeftOut, &[&picture.left_out.join(", ")]) } else { String::new() }
}

fn one(popup: Popup, field: Field) -> El {
    let (label, id, note) = match field {
        Field::Title => (Word::FieldTitle, "field-title", "note-title"),
        Field::Description => (Word::FieldDescription, "field-description", "note-description"),
        Field::Link => (Word::FieldLink, "field-link", "note-link"),
        Field::AltText => (Word::FieldAltText, "field-alt", "note-alt"),
    };
    let control = match field {
        Field::Title => el("input", "field").attr("type", "text").attr("dir", "auto"),
        Field::Link => {
            el("input", "field").attr("type", "url").attr("dir", "ltr").attr("spellcheck", "false")
        }
        Field::Description => el("textarea", "field").attr("rows", "3").attr("dir", "auto"),
        Field::AltText => el("textarea", "field").attr("rows", "2").attr("dir", "auto"),
    };
    let control = control
        .attr("id", id)
        .attr("autocomplete", "off")
        .attr("maxlength", &field.max().to_string())
        .attr("aria-describedby", note)
        .value_fn(move || popup.form.with(|form| form.value(field).to_owned()))
        .on("input", move |event| {
            popup.form.update(|form| form.edit(field, event.value()));
            popup.another();
        });
    let words = move || match popup.form.with(|form| form.few_left(field)) {
        Some(left) => say_count(LEFT, left),
        None if field == Field::AltText => say(Word::FieldAltTextHint),
        None if field == Field::Link => left_out(popup),
        None => String::new(),
    };
    el("div", "field-row")
        .child(el("label", "").attr("for", id).say(label))
        .child(control)
        .child(el("p", "field-note muted").attr("id", note).text_fn(words))
}
