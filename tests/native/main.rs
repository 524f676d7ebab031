//! The native run: the core's own code over ports of this machine, against the real relay and the stand-in over real
//! sockets.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    unreachable_pub,
    reason = "the lints know tests as functions, and these are their helpers; the bench of the chaos prints its count"
)]

mod accounts;
mod captures;
mod chaos;
mod connecting;
mod diagnostics;
mod ends;
mod harness;
mod journal;
mod kills;
mod outcomes;
mod rows;
mod several;
mod tokens;
mod uploads;
mod waiting;
