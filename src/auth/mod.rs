//! Connecting accounts, and keeping them connected: the relay, the sign-in window, tokens.

pub mod connect;
pub mod connection;
pub mod proof;
pub mod relay;
pub mod relay_address;
pub mod scopes;
pub mod tokens;
pub mod upkeep;

pub use connection::Connection;
