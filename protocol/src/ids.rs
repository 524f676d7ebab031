//! Identifiers, each a type of its own so that none is taken for another.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier as it came.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id!(
    /// A Pinterest board (`^\d+$`).
    BoardId
);
id!(
    /// A section of a Pinterest board (`^\d+$`).
    SectionId
);
id!(
    /// A Pinterest Pin (`^\d+$`).
    PinId
);
id!(
    /// One connected account in one environment; made by Tack, random.
    ConnectionId
);
id!(
    /// One entry of the journal; made by Tack, random, ordered by time of making.
    EntryId
);

macro_rules! numeric {
    ($($name:ident),*) => {$(
        impl $name {
            /// Whether this is a number of at most 32 digits, as Pinterest's identifiers are. Only such an
            /// identifier may go into the path of an address.
            pub fn is_valid(&self) -> bool {
                (1..=32).contains(&self.0.len()) && self.0.bytes().all(|b| b.is_ascii_digit())
            }
        }
    )*};
}
numeric!(BoardId, SectionId, PinId);
