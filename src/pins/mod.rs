//! Pins: drafts, the journal, the one publisher, pictures to upload, hand-off, undo.

pub mod capture;
pub mod entry;
pub mod hand_off;
pub mod journal;
pub mod publisher;
pub mod undo;
pub mod upload;

pub use entry::Entry;
