//! `GET /v5/user_account`.

use serde::Deserialize;
use tack_protocol::ProblemKind;
use tack_protocol::limits::{NAME_MAX, OWN_ID_MAX};

use crate::pinterest::client::{Call, Client};
use crate::pinterest::error::{Failed, Fate};
use crate::ports::{Clock, Http};
use crate::tidy::tidy;

/// The account that a token belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct UserAccount {
    /// Stays when the name changes.
    #[serde(default)]
    pub id: String,
    /// The user name.
    #[serde(default)]
    pub username: String,
    /// The business's name.
    #[serde(default)]
    pub business_name: Option<String>,
    /// An https address of a picture.
    #[serde(default)]
    pub profile_image: Option<String>,
    /// `PINNER` or `BUSINESS`; open.
    #[serde(default)]
    pub account_type: Option<String>,
}

/// Reads the account.
///
/// # Errors
/// See [`Client::json`]; an answer without a user name is garbled.
pub async fn get<P: Http + Clock>(client: &Client<'_, P>) -> Result<UserAccount, Failed> {
    let mut account: UserAccount =
        client.json(Call { method: "GET", path: "user_account".into(), body: None }).await?;
    if account.username.is_empty() {
        return Err(Failed { problem: ProblemKind::PinterestGarbled.into(), fate: Fate::NotDone });
    }
    // Only told apart by it.
    account.id = tidy(&account.id, OWN_ID_MAX);
    account.username = tidy(&account.username, NAME_MAX);
    account.business_name = account.business_name.map(|name| tidy(&name, NAME_MAX));
    account.profile_image =
        account.profile_image.filter(|url| url.starts_with("https://") && url.len() <= 2048);
    Ok(account)
}
