//! Boards: the list, and those that the person chose.

pub mod choices;
pub mod list;

pub use choices::Choices;
