//! Other words, or another board, for a Pin that has not left.

use std::cell::RefCell;
use std::rc::Rc;

use tack_browser::page;
use tack_protocol::{Answer, BoardChoice, BoardId, Draft, EntryState, EntryView, Problem, Request, Word};

use super::open::Open;
use crate::core_client::{ask, boards_of, entry_of};
use crate::element::{El, button, el};
use crate::live::Live;
use crate::model::pin_form::Field;
use crate::words::say_phrase;

/// What the person is changing.
type Typed = Rc<RefCell<Draft>>;

/// The form; it stands in the row of its entry.
pub(super) fn edit(open: Open, entry: &EntryView) -> El {
    let draft: Live<Option<Draft>> = Live::new(None);
    let boards: Live<Vec<BoardChoice>> = Live::new(Vec::new());
    let problem: Live<Option<Problem>> = Live::new(None);
    ask(Request::Draft { id: entry.id.clone() }, move |reply| match reply {
        Ok(Answer::Draft(known)) => {
            // Of the account that it was saved with, whichever is the active one.
            let connection = known.connection.clone();
            ask(Request::Boards { refresh: false, connection }, move |reply| {
                // Without them the board stays as it is.
                if let Ok(list) = boards_of(reply) {
                    let choice = |board: tack_protocol::Board| BoardChoice { id: board.id, name: board.name };
                    boards.set(list.boards.into_iter().map(choice).collect());
                }
            });
            draft.set(Some(*known));
        }
        Ok(_) => {}
        Err(refused) => problem.set(Some(refused)),
    });
    let form = el("div", "").content_fn({
        let entry = entry.clone();
        move || {
            draft.with(|known| match known {
                Some(known) => filled(open, &entry, known, boards, problem),
                None => vec![el("div", "bone bone-row")],
            })
        }
    });
    let said = el("p", "entry-refused").attr("role", "alert").text_fn(move || {
        problem.with(|problem| {
            let title =
                problem.as_ref().map(|problem| [say_phrase(&problem.title()), say_phrase(&problem.how())]);
            title.map(|words| words.join(". ")).unwrap_or_default()
        })
    });
    el("div", "entry-edit").child(form).child(said)
}

fn filled(
    open: Open,
    entry: &EntryView,
    known: &Draft,
    boards: Live<Vec<BoardChoice>>,
    problem: Live<Option<Problem>>,
) -> Vec<El> {
    let typed: Typed = Rc::new(RefCell::new(known.clone()));
    let mut form = vec![board(&typed, boards)];
    if known.repin.is_none() {
        form.extend(Field::ALL.map(|field| one(&typed, field)));
    }
    let entry = entry.clone();
    let change = move || {
        let id = entry.id.clone();
        let request = Request::Change { id: id.clone(), draft: typed.borrow().clone() };
        // Whoever mends what failed wants it sent.
        let sends = entry.state == EntryState::Failed;
        ask(request, move |reply| match entry_of(reply) {
            Ok(entry) => {
                open.take(&entry);
                open.editing.set(None);
                if sends {
                    open.ask(&id, Request::SendNow { id: id.clone() });
                }
            }
            Err(refused) => problem.set(Some(refused)),
        });
    };
    let buttons = el("div", "entry-buttons")
        .child(button("button small primary", Word::EntryChange).click(change))
        .child(button("button small", Word::Cancel).click(move || open.editing.set(None)));
    form.push(buttons);
    form
}

fn board(typed: &Typed, boards: Live<Vec<BoardChoice>>) -> El {
    let now = typed.borrow().board.clone();
    let options = move || {
        let listed = boards.with(Clone::clone);
        let is_listed = |choice: &&BoardChoice| !listed.iter().any(|board| board.id == choice.id);
        let unlisted: Vec<BoardChoice> = now.iter().filter(is_listed).cloned().collect();
        let option = |choice: &BoardChoice| {
            let option = el("option", "").attr("value", choice.id.as_str()).text(&choice.name);
            if now.as_ref().is_some_and(|now| now.id == choice.id) {
                option.attr("selected", "")
            } else {
                option
            }
        };
        unlisted.iter().chain(&listed).map(option).collect()
    };
    let typed = typed.clone();
    let select =
        el("select", "field").attr("id", "edit-board").content_fn(options).on("change", move |event| {
            let id = BoardId::new(event.value());
            let chosen = boards.peek(|boards| boards.iter().find(|board| board.id == id).cloned());
            if let Some(chosen) = chosen {
                let mut draft = typed.borrow_mut();
                // A section is one of its board.
                (draft.board, draft.section) = (Some(chosen), None);
            }
        });
    labelled(Word::EntryBoard, "edit-board", select)
}

fn one(typed: &Typed, field: Field) -> El {
    let (label, id) = match field {
        Field::Title => (Word::FieldTitle, "edit-title"),
        Field::Description => (Word::FieldDescription, "edit-description"),
        Field::Link => (Word::FieldLink, "edit-link"),
        Field::AltText => (Word::FieldAltText, "edit-alt"),
    };
    let value = {
        let draft = typed.borrow();
        match field {
            Field::Title => draft.title.clone(),
            Field::Description => draft.description.clone(),
            Field::Link => draft.link.clone(),
            Field::AltText => draft.alt_text.clone(),
        }
    };
    let control = match field {
        Field::Description => el("textarea", "field").attr("rows", "2").attr("dir", "auto").text(&value),
        Field::Link => el("input", "field").attr("type", "url").attr("dir", "ltr").attr("value", &value),
        Field::Title | Field::AltText => {
            el("input", "field").attr("type", "text").attr("dir", "auto").attr("value", &value)
        }
    };
    let typed = typed.clone();
    let control = control
        .attr("id", id)
        .attr("autocomplete", "off")
        .attr("maxlength", &field.max().to_string())
        .on("input", move |event| {
            let mut draft = typed.borrow_mut();
            let place = match field {
                Field::Title => &mut draft.title,
                Field::Description => &mut draft.description,
                Field::Link => &mut draft.link,
                Field::AltText => &mut draft.alt_text,
            };
            *place = event.value();
        });
    if field == Field::Title {
        tack_browser::dom::before_paint(|| page::focus("edit-title"));
    }
    labelled(label, id, control)
}

fn labelled(label: Word, id: &str, control: El) -> El {
    el("div", "field-row").child(el("label", "").attr("for", id).say(label)).child(control)
}
