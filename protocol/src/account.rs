//! The connected account, as a person sees it.

use serde::{Deserialize, Serialize};

use crate::{ConnectionId, Environment};

/// A connected account (`GET /v5/user_account`), without anything secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Account {
    /// The name to show: the chosen one, else the user name.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().filter(|n| !n.is_empty()).unwrap_or(&self.username)
    }
}
