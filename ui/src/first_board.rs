//! Where a board is made for whom has none.

use std::cell::RefCell;
use std::rc::Rc;

use tack_protocol::Word;
use tack_protocol::limits::NAME_MAX;

use crate::element::{El, el};

/// The form that tells the name of the board that is to be made.
pub(crate) fn first_board(make: impl Fn(String) + 'static) -> El {
    let name = Rc::new(RefCell::new(String::new()));
    let typed = Rc::clone(&name);
    let field = el("input", "field")
        .attr("type", "text")
        .attr("maxlength", &NAME_MAX.to_string())
        .attr("autocomplete", "off")
        .attr_say("aria-label", Word::BoardCreateLabel)
        .attr_say("placeholder", Word::BoardCreateLabel)
        .on("input", move |event| *typed.borrow_mut() = event.value());
    let submit = el("button", "button primary").attr("type", "submit").say(Word::BoardCreate);
    el("form", "form-line").child(field).child(submit).on("submit", move |event| {
        event.prevent_default();
        let name = name.borrow().trim().to_owned();
        if !name.is_empty() {
            make(name);
        }
    })
}
