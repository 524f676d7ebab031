//! The rows of Pinterest's error table by name, in the words that were seen: who scripts one makes up none.

use crate::problem::Problem;
use hyper::StatusCode;
use serde::Deserialize;

/// A row of the table. Of several messages that were seen under one status and code, each is a row.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Row {
    InvalidField,
    BoardInvalid,
    PictureNotFetched,
    UrlNotReached,
    Unauthenticated,
    ScopeMissing,
    ConsumerType,
    NoAccess,
    NotPermitted,
    Trial,
    InvalidScope,
    NoUser,
    NoBoard,
    NoPin,
    NoSection,
    Disapproved,
    UnderReview,
    Busy,
    RateLimited,
    Spam,
    Down,
}

impl Row {
    /// The answer of that row.
    pub(crate) fn problem(self) -> Problem {
        let met = |status, code, message| Problem::met(status, code, message);
        match self {
            Self::InvalidField => {
                met(StatusCode::BAD_REQUEST, 1, "Invalid request: 'title' is too long (maximum is 100)")
            }
            Self::BoardInvalid => Problem::board_invalid(),
            Self::PictureNotFetched => Problem::no_picture(),
            Self::UrlNotReached => {
                met(StatusCode::BAD_REQUEST, 1, "Unable to reach the URL. Please check it and try again.")
            }
            Self::Unauthenticated => Problem::unauthenticated(),
            Self::ScopeMissing => Problem::scope_missing(&["pins:write"]),
            Self::ConsumerType => {
                met(StatusCode::UNAUTHORIZED, 3, "Your application consumer type is not supported.")
            }
            Self::NoAccess => Problem::no_access(),
            Self::NotPermitted => Problem::not_permitted(),
            Self::Trial => Problem::trial(),
            Self::InvalidScope => Problem::invalid_scope(),
            Self::NoUser => met(StatusCode::NOT_FOUND, 30, "User not found."),
            Self::NoBoard => Problem::no_board(),
            Self::NoPin => Problem::no_pin(),
            Self::NoSection => Problem::no_section(),
            Self::Disapproved => met(StatusCode::FORBIDDEN, 2625, "Your account has been disapproved."),
            Self::UnderReview => met(StatusCode::FORBIDDEN, 2626, "Your account is under review."),
            Self::Busy => met(StatusCode::CONFLICT, 1, "Could not get exclusive access to the board."),
            Self::RateLimited => {
                met(StatusCode::TOO_MANY_REQUESTS, 8, "You have exceeded your rate limit. Try again later.")
            }
            Self::Spam => Problem::spam(),
            Self::Down => met(
                StatusCode::INTERNAL_SERVER_ERROR,
                0,
                "Something went wrong on our end. Sorry about that.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_its_status_and_code_and_is_nobodys_fault() {
        for (name, status, code) in [
            ("invalid_field", 400, 1),
            ("board_invalid", 400, 1),
            ("picture_not_fetched", 400, 1),
            ("url_not_reached", 400, 1),
            ("unauthenticated", 401, 2),
            ("scope_missing", 401, 3),
            ("consumer_type", 401, 3),
            ("no_access", 403, 7),
            ("not_permitted", 403, 29),
            ("trial", 403, 29),
            ("invalid_scope", 403, 29),
            ("no_user", 404, 30),
            ("no_board", 404, 40),
            ("no_pin", 404, 50),
            ("no_section", 404, 2031),
            ("disapproved", 403, 2625),
            ("under_review", 403, 2626),
            ("busy", 409, 1),
            ("rate_limited", 429, 8),
            ("spam", 429, 8),
            ("down", 500, 0),
        ] {
            let row: Row = serde_json::from_value(name.into()).unwrap();
            let problem = row.problem();
            assert_eq!((problem.status.as_u16(), problem.code), (status, code), "{name}");
            assert_eq!(problem.violation, None, "{name}");
        }
    }

    #[test]
    fn two_kinds_of_429_are_told_apart_by_their_words_alone() {
        assert!(Row::Spam.problem().message.contains("spam"));
        assert!(!Row::RateLimited.problem().message.contains("spam"));
    }
}
