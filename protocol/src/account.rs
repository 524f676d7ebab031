//! The connected account, as a person sees it.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, Environment, ProblemKind};

/// A connected account (`GET /v5/user_account`), without anything secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// The connection it belongs to.
    pub connection: ConnectionId,
    /// The account's user name at Pinterest.
    pub username: String,
    /// The name that the person or business shows, if any.
    pub name: Option<String>,
    /// An https address of the account's picture.
    pub picture: Option<String>,
    /// Whether Pinterest says that this is a business account.
    pub business: bool,
    /// The world the account lives in.
    pub environment: Environment,
    /// Pinterest no longer accepts the tokens: only the person can mend it.
    pub needs_reconnecting: bool,
    /// The tokens cannot be renewed, and that is to be told before they end.
    #[serde(default)]
    pub ending: Option<Ending>,
    /// The person let Tack see and use secret boards, and Pinterest granted it.
    #[serde(default)]
    pub secret_boards: bool,
}

/// A connection that ends unless what keeps it from being renewed is mended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// When it ends, milliseconds since 1970.
    pub at: f64,
    /// Since when renewing it fails, milliseconds since 1970.
    pub since: f64,
    /// Why.
    pub problem: ProblemKind,
}

impl Account {
    /// The name to show where accounts are told apart, with the world if that is not production.
    pub fn label(&self) -> String {
        let world = if self.environment == Environment::Sandbox { " (Sandbox)" } else { "" };
        [self.shown_name(), world].concat()
    }

    /// The name to show: the chosen one, else the user name.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().filter(|n| !n.is_empty()).unwrap_or(&self.username)
    }
}
