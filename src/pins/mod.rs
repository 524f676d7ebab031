//! Pins: drafts, the journal, the one publisher, pictures to upload, hand-off, undo, a test Pin.
//!
//! ```text
//! entry.rs      one request of the person's, and the arrows along which it moves
//! plan.rs       what comes next, from the journal and the clock
//! wait.rs       for what a Pin waits after a no
//! reading.rs    what a board says of a Pin whose answer got lost
//! journal.rs    entries on disk
//! publisher.rs  does what the plan says
//! sending.rs    one request, and what its answer means
//! outcome.rs    what became of an entry: on disk, then told
//! upload.rs     pictures that are sent along
//! capture.rs    pictures taken from the screen
//! read_back.rs  reading boards for it
//! settle.rs     what the person says of an entry
//! history.rs    what was pinned: search, export, and whether a picture was
//! undo.rs       taking back
//! test_pin.rs   made and deleted, to see whether that works
//! hand_off.rs   Pinterest's own dialog
//! ```
//! The first four are pure, and their properties are tested as such.

pub mod capture;
pub mod entry;
pub mod hand_off;
pub mod history;
pub mod journal;
mod outcome;
pub mod plan;
pub mod publisher;
pub mod read_back;
pub mod reading;
pub mod sending;
pub mod settle;
pub mod test_pin;
pub mod undo;
pub mod upload;
pub mod wait;

#[cfg(test)]
mod properties;

pub use entry::Entry;
