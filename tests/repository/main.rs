//! The repository tests itself: what the manifest, the words, the variables and the documents say is what the code
//! does, and the house rules that no compiler checks.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints know tests as functions, and these are their helpers"
)]

mod documents;
mod files;
mod house;
mod permissions;
mod tables;
mod words;
