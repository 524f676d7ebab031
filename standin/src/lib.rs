//! Pinterest on this machine, under its real names, for Tack's demo and tests.
//!
//! The map:
//! - [`start`] opens the one port: `port` speaks plain HTTP there, `tunnel` the TLS inside CONNECT tunnels, with
//!   certificates from `authority`.
//! - `router` takes each request to who answers it, by way of `faults`, and keeps the `record`.
//! - `house` is everything that is known, behind one lock: the `world`s, the `grants`, the `secrets`, the `scripts`.
//! - `api` and what it names (`token`, `account`, `boards`, `sections`, `pins`, `draft`, `fetch`) are the API;
//!   `scope`, `fields`, `paging` and `problem` its rules, and `rows` the noes of its error table, by name.
//! - `www` and what it names (`consent`, `save_dialog`, `pin_page`, `settings`) are the pages of Pinterest.
//! - `samples` are the sites with pictures to pin; `pictures`, `still_life` and `canvas` make those pictures.
//! - `control` and `gallery` answer under `/_standin/`.

mod account;
mod api;
mod authority;
mod boards;
mod canvas;
mod clock;
mod consent;
mod control;
mod draft;
mod exchange;
mod faults;
mod fetch;
mod fields;
mod gallery;
mod grants;
mod house;
mod pages;
mod paging;
mod pictures;
mod pin_page;
mod pins;
mod port;
mod problem;
mod record;
mod router;
mod rows;
mod samples;
mod save_dialog;
mod scope;
mod scripts;
mod secrets;
mod sections;
mod settings;
mod site;
mod still_life;
mod token;
mod tunnel;
mod world;
mod www;

pub use port::{Options, Standin, start};
