//! Whether Tack can pin by itself, and if not, what is missing.

use tack_protocol::{Snapshot, Status};

/// Whether Tack can pin by itself, and if not, what is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is known yet.
    #[default]
    Unknown,
    /// No relay is set: only the hand-off works.
    NoRelay,
    /// A relay is set, but no account is connected.
    NotConnected,
    /// The person is in Pinterest's window.
    Connecting,
    /// Pinterest no longer accepts the connection.
    NeedsReconnecting,
    /// The browser does not let Tack talk to Pinterest.
    NeedsPermission,
    /// Everything is there.
    Connected,
}

impl Standing {
    /// From what stands in storage, before the core has answered.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        match &snapshot.account {
            Some(account) if account.needs_reconnecting => Self::NeedsReconnecting,
            Some(_) => Self::Connected,
            None if snapshot.relay_set => Self::NotConnected,
            None => Self::NoRelay,
        }
    }

    /// From what the core says.
    pub fn of_status(status: &Status) -> Self {
        match Self::of_snapshot(&status.snapshot) {
            Self::NotConnected | Self::NeedsReconnecting if status.connecting => Self::Connecting,
            Self::Connected if !status.host_permission => Self::NeedsPermission,
            other => other,
        }
    }

    /// Whether Save can be offered.
    pub fn can_save(self) -> bool {
        self == Self::Connected
    }
}

#[cfg(test)]
mod tests {
    use tack_protocol::{Account, ConnectionId, Environment};

    use super::*;

    fn status(account: Option<bool>) -> Status {
        let account = account.map(|needs_reconnecting| Account {
            connection: ConnectionId::new("c"),
            username: "anna".into(),
            name: None,
            picture: None,
            business: false,
            environment: Environment::Production,
            needs_reconnecting,
            ending: None,
            secret_boards: false,
        });
        Status {
            snapshot: Snapshot { account, relay_set: true, ..Snapshot::default() },
            host_permission: true,
            ..Status::default()
        }
    }

    #[test]
    fn says_what_is_missing() {
        assert_eq!(Standing::of_status(&Status::default()), Standing::NoRelay);
        assert_eq!(Standing::of_status(&status(None)), Standing::NotConnected);
        assert_eq!(Standing::of_status(&Status { connecting: true, ..status(None) }), Standing::Connecting);
        assert_eq!(Standing::of_status(&status(Some(true))), Standing::NeedsReconnecting);
        assert_eq!(
            Standing::of_status(&Status { host_permission: false, ..status(Some(false)) }),
            Standing::NeedsPermission
        );
        assert!(Standing::of_status(&status(Some(false))).can_save());
    }
}
