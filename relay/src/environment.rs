//! Pinterest's two worlds. Each has a token endpoint, tokens, boards and Pins of its own.

use serde::{Deserialize, Serialize};

/// Which world a connection belongs to. The addresses are fixed here and nowhere configurable: whoever could
/// choose the upstream could have the app secret sent to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The real Pinterest.
    Production,
    /// The sandbox, where apps with Trial access may create Pins.
    Sandbox,
}

/// The authorize page (RFC 6749 §3.1). One for both worlds.
pub const AUTHORIZE_URL: &str = "https://www.pinterest.com/oauth/";

impl Environment {
    /// Both, in the order in which they are announced.
    pub const ALL: [Self; 2] = [Self::Production, Self::Sandbox];

    /// The name on the wire and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }

    /// The token endpoint (RFC 6749 §3.2).
    #[must_use]
    pub const fn token_url(self) -> &'static str {
        match self {
            Self::Production => "https://api.pinterest.com/v5/oauth/token",
            Self::Sandbox => "https://api-sandbox.pinterest.com/v5/oauth/token",
        }
    }

    /// As one byte, inside a seal.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Production => 0,
            Self::Sandbox => 1,
        }
    }

    /// Back from one byte; `None` for any other.
    #[must_use]
    pub const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0 => Some(Self::Production),
            1 => Some(Self::Sandbox),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_names_go_there_and_back() {
        for environment in Environment::ALL {
            assert_eq!(Environment::from_byte(environment.to_byte()), Some(environment));
            let json = serde_json::to_string(&environment).unwrap();
            assert_eq!(json, format!("{:?}", environment.name()));
            assert_eq!(serde_json::from_str::<Environment>(&json).unwrap(), environment);
        }
        assert_eq!(Environment::from_byte(2), None);
    }
}
