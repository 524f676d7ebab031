//! Pinterest's two worlds.

use serde::{Deserialize, Serialize};

/// Which of Pinterest's worlds a connection belongs to: each has tokens, boards and Pins of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// What everybody sees.
    #[default]
    Production,
    /// Pinterest's place for trying; the only one where an app with Trial access may create Pins.
    Sandbox,
}

impl Environment {
    /// The name that the relay knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Sandbox => "sandbox",
        }
    }
}
