//! The seam: thin bindings to the WebExtension and web APIs that Tack uses, and to no others. No logic.
//!
//! The only crate that names js-sys, web-sys, serde-wasm-bindgen and gloo-net. `browser.*` is called natively:
//! Chromium has had it since version 148, Firefox always.

pub mod action;
pub mod alarms;
pub mod canvas;
pub mod crypto;
mod database;
pub mod dom;
pub mod http;
pub mod i18n;
pub mod identity;
pub mod json;
pub mod locks;
pub mod menus;
pub mod messages;
pub mod notifications;
pub mod object;
pub mod page;
pub mod permissions;
pub mod reader;
pub mod runtime;
pub mod storage;
pub mod tabs;
pub mod time;
pub mod writer;

/// The memory of both WebAssembly files: half as much code as the standard library's.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
