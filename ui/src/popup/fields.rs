//! The words of the Pin.

use leptos::prelude::*;
use tack_protocol::Word;

use super::state::Popup;
use crate::model::pin_form::Field;
use crate::words::{Counted, say, say_count};

const LEFT: Counted = Counted { one: Word::CharactersLeftOne, other: Word::CharactersLeftOther };

pub(super) fn fields(popup: Popup) -> AnyView {
    let fields = Field::ALL.map(|field| one(popup, field));
    view! { <section class="fields">{fields.into_iter().collect::<Vec<_>>()}</section> }.into_any()
}

fn one(popup: Popup, field: Field) -> AnyView {
    let (label, id, note) = match field {
        Field::Title => (Word::FieldTitle, "field-title", "note-title"),
        Field::Description => (Word::FieldDescription, "field-description", "note-description"),
        Field::Link => (Word::FieldLink, "field-link", "note-link"),
        Field::AltText => (Word::FieldAltText, "field-alt", "note-alt"),
    };
    let value = move || popup.form.with(|form| form.value(field).to_owned());
    let typed = move |event| {
        popup.form.update(|form| form.edit(field, event_target_value(&event)));
        popup.another();
    };
    let left = Memo::new(move |_| popup.form.with(|form| form.few_left(field)));
    let left_words = move || left.get().map(|left| say_count(LEFT, left));
    let max = field.max().to_string();
    let control = match field {
        Field::Title => view! {
            <input type="text" id=id class="field" dir="auto" autocomplete="off" maxlength=max
                aria-describedby=note prop:value=value on:input=typed/>
        }
        .into_any(),
        Field::Link => view! {
            <input type="url" id=id class="field" dir="ltr" autocomplete="off" spellcheck="false" maxlength=max
                aria-describedby=note prop:value=value on:input=typed/>
        }
        .into_any(),
        Field::Description | Field::AltText => view! {
            <textarea id=id class="field" dir="auto" autocomplete="off" maxlength=max
                rows=if field == Field::Description { "3" } else { "2" }
                aria-describedby=note prop:value=value on:input=typed></textarea>
        }
        .into_any(),
    };
    let hint = (field == Field::AltText).then(|| say(Word::FieldAltTextHint));
    view! {
        <div class="field-row">
            <label for=id>{say(label)}</label>
            {control}
            <p class="field-note muted" id=note>{move || left_words().or(hint.clone())}</p>
        </div>
    }
    .into_any()
}
