//! Tack's relay: the confidential OAuth client that stands between people's browsers and Pinterest's token
//! endpoint, so that the extension never holds the app secret (the token-mediating backend of RFC 10017 §6.2).
//!
//! The library does no I/O and names no runtime: time, randomness and the way to Pinterest are [`ports`], and
//! [`Relay::answer`] turns one [`Request`] into one [`Answer`]. The native server is the `tack-relay` binary.
//!
//! | file | noun |
//! |---|---|
//! | `relay` | which call a request is, and what goes around each answer |
//! | `authorize` · `exchange` | the calls themselves |
//! | `message` · `body` · `answer` | requests in, JSON bodies, answers and decisions out |
//! | `proof` · `address` · `thumbprint` · `replay` | DPoP (RFC 9449): the browser's key, and that it is used once |
//! | `pkce` · `state` · `handle` · `seal` | what is sealed, and what opens it |
//! | `pinterest` | the token endpoint: what is sent, how answers are read |
//! | `config` · `redirect` · `origin` · `scope` · `environment` | what is allowed |
//! | `error` · `secret` · `page` | problems, redaction, the administrator's page |

pub mod address;
pub mod answer;
mod authorize;
mod body;
pub mod config;
pub mod environment;
pub mod error;
mod exchange;
pub mod handle;
pub mod message;
pub mod origin;
mod page;
pub mod pinterest;
pub mod pkce;
pub mod ports;
pub mod proof;
pub mod redirect;
pub mod relay;
pub mod replay;
pub mod scope;
pub mod seal;
pub mod secret;
pub mod state;
pub mod thumbprint;

#[cfg(test)]
mod fakes;

pub use answer::Answer;
pub use config::Config;
pub use message::Request;
pub use relay::Relay;
