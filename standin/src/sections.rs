//! Sections of boards.

use crate::api::{Caller, created, no_query};
use crate::boards;
use crate::exchange::{Answer, Ask};
use crate::fields::Fields;
use crate::house::House;
use crate::paging::{End, check_query, json as list_answer, page, shuffle};
use crate::problem::Problem;
use crate::scope;
use crate::world::Section;
use serde_json::{Value, json};

fn show(section: &Section) -> Value {
    json!({ "id": section.id, "name": section.name })
}

/// `GET /boards/{id}/sections`.
pub(crate) fn list(house: &House, caller: &Caller, ask: &Ask, board: &str) -> Result<Answer, Problem> {
    caller.require(scope::READ_BOARDS)?;
    check_query(ask, &["bookmark", "page_size"])?;
    let state = house.state();
    let mut sections: Vec<&Section> = boards::readable(&state, caller, board)?.sections.iter().collect();
    if state.scripts.shuffle_lists {
        shuffle(&mut sections, |section| &section.id);
    }
    let items = sections.into_iter().map(show).collect();
    let listing = state.world(caller.which).listing;
    Ok(list_answer(&page(ask, &format!("sections of {board}"), End::Absent, listing, items)?))
}

/// `POST /boards/{id}/sections`.
pub(crate) fn create(house: &House, caller: &Caller, ask: &Ask, board: &str) -> Result<Answer, Problem> {
    caller.require(scope::WRITE_BOARDS)?;
    no_query(ask)?;
    let mut fields = Fields::of_body(ask)?;
    let name = fields.needed_text("name", 180)?;
    fields.finish()?;
    if name.is_empty() {
        return Err(Problem::invalid("name is empty"));
    }
    let mut state = house.state();
    boards::sectionable(&state, caller, board)?;
    let (world, _) = state.world_mut(caller.which);
    let section = Section { id: world.id(), name };
    let shown = show(&section);
    if let Some(board) = world.board_mut(board) {
        board.sections.push(section);
    }
    Ok(created(&shown))
}
