//! Settings, none of them secret.

use serde::{Deserialize, Serialize};

use crate::ports::{Area, Ports, Storage, StorageFailure};
use crate::record;

const KEY: &str = "settings.v1";

/// The relay that a build comes with; empty for none.
const DEFAULT_RELAY: &str = match option_env!("TACK_DEFAULT_RELAY") {
    Some(address) => address,
    None => "",
};

/// What the person set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The relay's address as [`crate::auth::relay_address::checked`] gives it; empty for none.
    pub relay: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { relay: crate::auth::relay_address::checked(DEFAULT_RELAY).unwrap_or_default() }
    }
}

/// The settings; those that a build comes with where there are none.
///
/// # Errors
/// The storage failed.
pub async fn load<P: Ports>(ports: &P) -> Result<Settings, StorageFailure> {
    let mut settings: Settings = record::read(ports, Area::Sync, KEY).await?.unwrap_or_default();
    // Another device, or an older version, may have put anything here.
    settings.relay = crate::auth::relay_address::checked(&settings.relay).unwrap_or_default();
    Ok(settings)
}

/// Stores the settings.
///
/// # Errors
/// The storage failed.
pub async fn store<P: Storage>(ports: &P, settings: &Settings) -> Result<(), StorageFailure> {
    record::write(ports, Area::Sync, KEY, settings).await
}
