//! The log: one line for each decision, `key=value`, on standard output.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tack_relay::answer::Decision;

/// Where lines go.
pub(crate) struct Journal(Mutex<Box<dyn Write + Send>>);

impl Journal {
    pub(crate) fn stdout() -> Self {
        Self(Mutex::new(Box::new(std::io::stdout())))
    }

    /// Writes one line, whole.
    pub(crate) fn line(&self, text: &str) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A reader that went away must not stop the relay.
        let _ = out.write_all(format!("{text}\n").as_bytes()).and_then(|()| out.flush());
    }

    /// Writes a decision.
    pub(crate) fn decision(&self, decision: &Decision, status: u16, latency: Duration, request_id: &str) {
        if decision.is_routine() {
            return;
        }
        self.line(&decision_line(decision, status, latency, request_id, SystemTime::now()));
    }
}

fn decision_line(
    decision: &Decision,
    status: u16,
    latency: Duration,
    request_id: &str,
    now: SystemTime,
) -> String {
    let time = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut line = format!("time={}.{:03}", time.as_secs(), time.subsec_millis());
    let mut add = |key: &str, value: &str| {
        let _ = write!(line, " {key}={}", quoted(value));
    };
    add("event", decision.event);
    add("outcome", decision.outcome.name());
    add("status", &status.to_string());
    if let Some(reason) = decision.reason {
        add("reason", reason);
    }
    if let Some(detail) = &decision.detail {
        add("detail", detail);
    }
    if let Some(environment) = decision.environment {
        add("environment", environment.name());
    }
    if let Some(status) = decision.pinterest_status {
        add("pinterest_status", &status.to_string());
    }
    if let Some(code) = decision.pinterest_code {
        add("pinterest_code", &code.to_string());
    }
    if let Some(id) = &decision.pinterest_request_id {
        add("pinterest_request_id", id);
    }
    add("latency_ms", &latency.as_millis().to_string());
    add("request_id", request_id);
    line
}

/// Plain words as they are, all else in quotes with escapes: nobody upstream starts a line of ours.
fn quoted(value: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b'/');
    if !value.is_empty() && value.bytes().all(plain) { value.to_owned() } else { format!("{value:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tack_relay::answer::Outcome;
    use tack_relay::environment::Environment;

    #[test]
    fn a_line() {
        let decision = Decision {
            event: "token",
            outcome: Outcome::Refused,
            reason: Some("pinterest_refused"),
            detail: Some("two words\nevent=forged".into()),
            environment: Some(Environment::Sandbox),
            pinterest_status: Some(401),
            pinterest_code: Some(2),
            pinterest_request_id: Some("12".into()),
        };
        let time = UNIX_EPOCH + Duration::from_millis(1_763_764_000_042);
        assert_eq!(
            decision_line(&decision, 401, Duration::from_millis(7), "ab", time),
            "time=1763764000.042 event=token outcome=refused status=401 reason=pinterest_refused \
             detail=\"two words\\nevent=forged\" environment=sandbox pinterest_status=401 pinterest_code=2 \
             pinterest_request_id=12 latency_ms=7 request_id=ab"
        );
    }
}
