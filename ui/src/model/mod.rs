//! What the pages show, apart from how: pure, and tested natively.

pub mod board_filter;
pub mod diagnosis;
pub mod growth;
pub mod outcome;
pub mod pin_form;
pub mod several;
pub mod standing;
pub mod step;
