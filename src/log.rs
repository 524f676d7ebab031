//! A log for whoever looks into what does not work: what became of connecting, renewing and pinning. It stays on this
//! computer unless the person takes it along.
//!
//! Each event is one line, written when it happens: `2026-03-01T12:00:00Z content pin_refused picture_not_fetched
//! http=400 code=1 rid=…`. What a line can hold is closed by type: of a problem its kind and Pinterest's numbers are
//! taken, never its words. So there is no place for a name, an address, a token, or the number of a Pin. As lines, since
//! nobody but a person reads them: no version of Tack has to understand what another wrote.

use tack_protocol::limits::{LOG_LINE_MAX, LOG_MAX};
use tack_protocol::{EntryState, Problem, ProblemKind};

use crate::date;
use crate::pins::Entry;
use crate::ports::{Area, Lock, Ports, StorageFailure};

const KEY: &str = "log.v1";
/// The longest request id that is taken; Pinterest's have at most 20 digits.
const REQUEST_ID_MAX: usize = 40;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A relay's address was entered.
    RelayChecked,
    /// The person began to connect an account.
    ConnectBegun,
    /// It is connected.
    Connected,
    /// It is not.
    ConnectFailed,
    /// Pinterest refused a token.
    TokenRefused,
    /// A token was renewed.
    Renewed,
    /// It was not.
    RenewFailed,
    /// Only the person can help from now on.
    ReconnectNeeded,
    /// The person disconnected an account.
    Disconnected,
    /// The person had everything checked, and this was wrong.
    Diagnosed,
    /// The boards could not be read.
    BoardsFailed,
    /// There is a Pin.
    PinMade,
    /// There is none.
    PinRefused,
    /// There may be one.
    PinUnclear,
    /// It is sent later.
    PinWaits,
    /// A test Pin was asked for.
    TestPin,
}

impl What {
    /// Area and name, as they stand in the log: what concerns the connection apart from what concerns Pins.
    pub fn name(self) -> &'static str {
        match self {
            Self::RelayChecked => "authentication relay_checked",
            Self::ConnectBegun => "authentication connect_begun",
            Self::Connected => "authentication connected",
            Self::ConnectFailed => "authentication connect_failed",
            Self::TokenRefused => "authentication token_refused",
            Self::Renewed => "authentication renewed",
            Self::RenewFailed => "authentication renew_failed",
            Self::ReconnectNeeded => "authentication reconnect_needed",
            Self::Disconnected => "authentication disconnected",
            Self::Diagnosed => "authentication diagnosed",
            Self::BoardsFailed => "content boards_failed",
            Self::PinMade => "content pin_made",
            Self::PinRefused => "content pin_refused",
            Self::PinUnclear => "content pin_unclear",
            Self::PinWaits => "content pin_waits",
            Self::TestPin => "content test_pin",
        }
    }
}

/// Notes an event beside everything else: nobody waits for it, and where it cannot be stored nothing else fails.
pub fn note<P: Ports>(ports: &P, what: What, problem: Option<&Problem>) {
    let line = line(ports.now(), what, problem);
    let own = ports.clone();
    ports.spawn(Box::pin(async move {
        let _ = append(&own, line).await;
    }));
}

/// Notes how far an entry has come; nothing of private windows.
pub fn note_entry<P: Ports>(ports: &P, entry: &Entry) {
    let what = match entry.state {
        EntryState::Done => What::PinMade,
        EntryState::Failed => What::PinRefused,
        EntryState::Unclear => What::PinUnclear,
        EntryState::Waiting(_) => What::PinWaits,
        _ => return,
    };
    if !entry.private {
        note(ports, what, entry.problem.as_ref());
    }
}

fn line(at: f64, what: What, problem: Option<&Problem>) -> String {
    let mut line = date::text(at);
    let mut add = |parts: [&str; 2]| {
        line.push(' ');
        line.push_str(parts[0]);
        line.push_str(parts[1]);
    };
    // Whatever was asked for: it failed as the connection did.
    let of_connection = problem.is_some_and(|problem| problem.kind == ProblemKind::NeedsReconnecting);
    match what.name().strip_prefix("content ").filter(|_| of_connection) {
        Some(of_content) => add(["authentication ", of_content]),
        None => add([what.name(), ""]),
    }
    if let Some(problem) = problem {
        add([&problem.kind.name(), ""]);
        if let Some(details) = problem.details.as_deref() {
            if let Some(status) = details.status {
                add(["http=", &usize::from(status).to_string()]);
            }
            if let Some(code) = details.code {
                add(["code=", &code.to_string()]);
            }
            // Whatever stands there instead may be a token that a relay put there.
            let is_id = |id: &&str| {
                id.len() <= REQUEST_ID_MAX && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
            };
            if let Some(id) = details.request_id.as_deref().filter(is_id) {
                add(["rid=", id]);
            }
        }
    }
    line.push('\n');
    line
}

async fn append<P: Ports>(ports: &P, line: String) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Log).await;
    let text = [line, read(ports).await?].concat();
    ports.write(Area::Local, KEY, &bounded(&text)).await
}

/// The log, the newest event first; at most [`LOG_MAX`] lines, each with its end.
///
/// # Errors
/// The storage failed.
pub async fn read<P: Ports>(ports: &P) -> Result<String, StorageFailure> {
    Ok(bounded(&ports.read(Area::Local, KEY).await?.unwrap_or_default()))
}

/// Deletes the log.
///
/// # Errors
/// The storage failed.
pub async fn clear<P: Ports>(ports: &P) -> Result<(), StorageFailure> {
    let _held = ports.lock(Lock::Log).await;
    ports.remove(Area::Local, KEY).await
}

/// What of a stored text can be a log: anything may stand there once a disk has failed.
fn bounded(text: &str) -> String {
    let is_line = |line: &&str| {
        (2..=LOG_LINE_MAX).contains(&line.len())
            && line.bytes().all(|b| b.is_ascii_graphic() || b" \n".contains(&b))
    };
    text.split_inclusive('\n').filter(is_line).take(LOG_MAX).collect()
}

#[cfg(test)]
mod tests {
    use tack_protocol::{Details, ProblemKind};

    use super::*;

    #[test]
    fn a_line_holds_kinds_and_numbers_and_nothing_else() {
        let mut problem =
            Problem::from(ProblemKind::PictureNotFetched).with_detail("https://secret.example/");
        assert_eq!(
            line(0.0, What::PinRefused, Some(&problem)),
            "1970-01-01T00:00:00Z content pin_refused picture_not_fetched\n"
        );
        let told = |id: &str| Details {
            status: Some(400),
            code: Some(-1),
            message: Some("secret words".into()),
            request_id: Some(id.into()),
            at: 0.0,
        };
        problem = problem.with_details(told("1234567890123456"));
        assert_eq!(
            line(0.0, What::PinRefused, Some(&problem)),
            "1970-01-01T00:00:00Z content pin_refused picture_not_fetched http=400 code=-1 rid=1234567890123456\n"
        );
        for id in ["pina_0123456789", "a name", &"1".repeat(REQUEST_ID_MAX + 1)] {
            let line = line(0.0, What::PinRefused, Some(&problem.clone().with_details(told(id))));
            assert!(line.ends_with(" http=400 code=-1\n"), "{line}");
        }
    }

    #[test]
    fn the_longest_line_is_one() {
        let details = Details {
            status: Some(u16::MAX),
            code: Some(i64::MIN),
            request_id: Some("f".repeat(REQUEST_ID_MAX)),
            ..Details::default()
        };
        for kind in ProblemKind::ALL {
            let problem = Problem::from(*kind).with_details(details.clone());
            let line = line(8.64e15, What::ReconnectNeeded, Some(&problem));
            assert_eq!(bounded(&line), line);
        }
    }

    #[test]
    fn what_cannot_be_a_log_is_left_out() {
        let long = "x".repeat(LOG_LINE_MAX + 1);
        assert_eq!(bounded(&["a b", "", "né", "a\tb", &long, "c\n"].join("\n")), "a b\nc\n");
        assert_eq!(bounded(&"a\n".repeat(LOG_MAX + 5)).lines().count(), LOG_MAX);
    }
}
