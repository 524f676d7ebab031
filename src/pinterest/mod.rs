//! Pinterest's API v5: requests, answers, limits, errors. Knows HTTP and JSON, and nothing of Tack's features.

pub mod boards;
pub mod client;
pub mod error;
pub mod pin_list;
pub mod pins;
pub mod user_account;

pub use client::{Call, Client};
pub use error::{Failed, Fate};
