//! What Tack's pages and its core say to each other: the model, the messages, the problems, the limits.
//!
//! Pure: no input or output, no browser, no clock. Every field that arrives in a message is capped by
//! [`Bounded::bounded`] before anything reads it.

mod account;
mod board;
mod bounded;
mod candidate;
mod draft;
mod entry;
mod environment;
mod event;
mod ids;
pub mod limits;
mod phrase;
mod problem;
mod request;
mod shape;
mod snapshot;

pub use account::{Account, Ending};
pub use board::{Board, BoardChoice, BoardList, folded, matches_search};
pub use bounded::{Bounded, cut};
pub use candidate::{Aside, Candidate, Capture, PageOffer, Spot, Why};
pub use draft::{Draft, Numbered};
pub use entry::{EntryState, EntryView, Known, Settlement, Suspect, Waiting};
pub use environment::Environment;
pub use event::Event;
pub use ids::{BoardId, ConnectionId, EntryId, PinId, SectionId};
pub use phrase::{Phrase, Word};
pub use problem::{Action, Details, Problem, ProblemKind};
pub use request::{Answer, ExportForm, Page, Reply, Request};
pub use shape::same_shape;
pub use snapshot::{Snapshot, Status};
