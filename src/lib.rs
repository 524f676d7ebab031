//! Tack's core. It runs in the extension's background, owns all state and all traffic, and is told of events by
//! `events/`, which makes the WebAssembly file of it.
//!
//! ```text
//! app/        an event comes in: which feature handles it
//! auth/       connecting accounts, and keeping them connected
//! boards/     the list, and the boards that the person chose
//! page/       what a page offers for pinning
//! pins/       drafts, the journal, the one publisher, hand-off, undo
//! log, menus, notices, settings
//! pinterest/  the API: requests, answers, limits, errors
//! text, order, rect, encoding, json, date
//! ports       the world outside, as traits
//! browser     the ports in a real browser
//! ```
//! Dependencies point down; the features know the world through [`ports`] alone, so that all of it runs natively in
//! tests.

pub mod app;
pub mod auth;
pub mod boards;
#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod date;
pub mod encoding;
pub mod json;
pub mod log;
pub mod menus;
pub mod notices;
pub mod order;
pub mod page;
pub mod picture;
pub mod pins;
pub mod pinterest;
pub mod ports;
pub mod record;
pub mod rect;
pub mod secret;
pub mod settings;
pub mod text;
pub mod tidy;
