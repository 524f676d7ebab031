//! Scripts: behaviour that lasts until it is set otherwise.

use serde::Deserialize;
use std::time::Duration;

/// Whether a refresh token survives its use.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rotation {
    Kill,
    Keep,
}

/// What `POST scripts` carries. What is absent stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) refuse_tokens: Option<bool>,
    pub(crate) expire_tokens: Option<bool>,
    pub(crate) remove_app: Option<String>,
    pub(crate) rotation: Option<Rotation>,
    pub(crate) reset_secret: Option<String>,
    pub(crate) rate_limit_headers: Option<String>,
    pub(crate) spam_block: Option<bool>,
    pub(crate) trial: Option<bool>,
    pub(crate) read_lag_ms: Option<u64>,
    pub(crate) shuffle_lists: Option<bool>,
    pub(crate) section_only_listing: Option<bool>,
    pub(crate) no_date: Option<bool>,
}

/// The behaviour in force.
#[derive(Clone, Debug)]
pub(crate) struct Scripts {
    pub(crate) refuse_tokens: bool,
    pub(crate) rotation: Rotation,
    pub(crate) app_secret: String,
    pub(crate) rate_limit: String,
    pub(crate) spam_block: bool,
    pub(crate) trial: bool,
    pub(crate) read_lag: Duration,
    pub(crate) shuffle_lists: bool,
    pub(crate) section_only_listing: bool,
    pub(crate) no_date: bool,
}

impl Scripts {
    /// The behaviour at start.
    pub(crate) fn new() -> Self {
        Self {
            refuse_tokens: false,
            rotation: Rotation::Kill,
            app_secret: crate::secrets::APP_SECRET.to_owned(),
            rate_limit: "1000".to_owned(),
            spam_block: false,
            trial: false,
            read_lag: Duration::ZERO,
            shuffle_lists: false,
            section_only_listing: false,
            no_date: false,
        }
    }

    /// Takes a change over. `expire_tokens` and `remove_app` are acts, not states: the house does them.
    pub(crate) fn apply(&mut self, change: Change) {
        let set = |to: &mut bool, from: Option<bool>| *to = from.unwrap_or(*to);
        set(&mut self.refuse_tokens, change.refuse_tokens);
        set(&mut self.spam_block, change.spam_block);
        set(&mut self.trial, change.trial);
        set(&mut self.shuffle_lists, change.shuffle_lists);
        set(&mut self.section_only_listing, change.section_only_listing);
        set(&mut self.no_date, change.no_date);
        if let Some(rotation) = change.rotation {
            self.rotation = rotation;
        }
        if let Some(secret) = change.reset_secret {
            self.app_secret = secret;
        }
        if let Some(headers) = change.rate_limit_headers {
            self.rate_limit = headers;
        }
        if let Some(lag) = change.read_lag_ms {
            self.read_lag = Duration::from_millis(lag);
        }
    }
}

/// The values of `x-ratelimit-limit`, `-remaining` and `-reset` for a limit that may be a list.
pub(crate) fn rate_limit_values(limit: &str) -> [String; 3] {
    let parts: Vec<(u64, Option<u64>)> = limit
        .split(',')
        .map(|part| {
            let mut pieces = part.trim().split(";w=");
            let count = pieces.next().and_then(|n| n.trim().parse().ok()).unwrap_or(0);
            (count, pieces.next().and_then(|w| w.trim().parse().ok()))
        })
        .collect();
    let list = |each: &dyn Fn(u64, Option<u64>) -> u64| {
        parts.iter().map(|(count, window)| each(*count, *window).to_string()).collect::<Vec<_>>().join(", ")
    };
    [limit.to_owned(), list(&|count, _| count.saturating_sub(1)), list(&|_, window| window.unwrap_or(1))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_valued_limits_keep_their_shape() {
        let [limit, remaining, reset] = rate_limit_values("100, 100;w=1, 1000;w=60");
        assert_eq!(limit, "100, 100;w=1, 1000;w=60");
        assert_eq!(remaining, "99, 99, 999");
        assert_eq!(reset, "1, 1, 60");
    }
}
