//! The tables of the architecture are the code's.

use crate::files::*;
use std::collections::BTreeSet;

use tack::pins::Entry;
use tack::pins::entry::Step;
use tack::pinterest::error::{of_failure, of_response};
use tack::pinterest::{Failed, Fate};
use tack::ports::{HttpFailure, HttpResponse};
use tack_protocol::{Draft, EntryId, EntryState, PinId, Problem, ProblemKind, Request, Waiting};

const ARCHITECTURE: &str = "docs/architecture.md";

#[test]
fn the_problems_are_those_of_the_architecture() {
    let documented: Names = table(ARCHITECTURE, "Problems", "about")
        .iter()
        .flat_map(|row| row[1].split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let known: Names = ProblemKind::ALL.iter().map(|kind| format!("{kind:?}")).collect();
    assert_eq!(documented, known);
}

/// Kind and fate, as the documents put them.
fn told(failed: &Failed) -> (String, &'static str) {
    let fate = match failed.fate {
        Fate::NotDone => "no",
        Fate::Unclear => "maybe",
    };
    (format!("{:?}", failed.problem.kind), fate)
}

#[test]
fn errors_mean_what_the_architecture_says() {
    let rows = table(ARCHITECTURE, "Errors", "HTTP");
    // What the code tells apart is tried as well, so that no row is missing.
    let source = without_comments("src/pinterest/error.rs");
    let source = source.split("#[cfg(test)]").next().unwrap();
    let said = rows.iter().map(|row| row[2].as_str()).filter(|m| *m != "any");
    let messages: BTreeSet<&str> =
        said.chain(after(source, "says(\"", |c| c != '"')).chain(["something else"]).collect();
    let numbers = rows.iter().flat_map(|row| row[1].split(", "));
    let numbers = numbers.chain(source.split(|c: char| !c.is_ascii_digit())).chain(["4711", "none"]);
    let codes: BTreeSet<Option<i64>> = numbers.map(|code| code.parse().ok()).collect();
    let mut reached = BTreeSet::new();
    for status in 300..600_u16 {
        for code in &codes {
            for message in &messages {
                let fits = |row: &&Vec<String>| {
                    (row[0] == status.to_string() || row[0] == format!("{}xx", status / 100))
                        && (row[1] == "any"
                            || row[1].split(", ").any(|c| c.parse().ok() == *code && code.is_some()))
                        && (row[2] == "any" || row[2] == *message)
                };
                // As in the code: the first that fits.
                let (place, row) = rows.iter().enumerate().find(|(_, row)| fits(row)).unwrap();
                let body =
                    serde_json::json!({ "code": code, "message": format!("Sorry: {message}.") }).to_string();
                let failed =
                    of_response(&HttpResponse { status, body: body.into(), ..HttpResponse::default() }, 0.0);
                let (kind, fate) = told(&failed);
                assert_eq!(
                    (row[3].as_str(), row[4].as_str()),
                    (kind.as_str(), fate),
                    "{status} {code:?} {message:?}"
                );
                reached.insert(place);
            }
        }
    }
    assert_eq!(reached.len(), rows.len(), "rows that nothing reaches");

    use HttpFailure as F;
    let failures = [F::NotSent, F::Offline, F::Timeout, F::Broken, F::TooLarge].map(|failure| {
        let (kind, fate) = told(&of_failure(failure));
        vec![format!("{failure:?}"), kind, fate.to_owned()]
    });
    let mut documented = table(ARCHITECTURE, "Errors", "failure");
    documented.iter_mut().for_each(|row| drop(row.remove(1)));
    assert_eq!(documented.into_iter().collect::<BTreeSet<_>>(), failures.into_iter().collect());
}

#[test]
fn the_journal_moves_as_the_architecture_says() {
    use EntryState as S;
    let problem = || ProblemKind::Offline.into();
    let states = [
        (S::Queued, None),
        (S::Sending, None),
        (S::Done, None),
        (S::Unclear, None),
        (S::Waiting(Waiting::Network), Some(ProblemKind::Offline)),
        (S::Waiting(Waiting::Person), Some(ProblemKind::OutcomeUnsure)),
        (S::Failed, Some(ProblemKind::BoardGone)),
        (S::Withdrawn, None),
        (S::HandedOver, None),
    ];
    let steps = [
        Step::Send,
        Step::Made(PinId::new("7")),
        Step::Refused(problem()),
        Step::Lost(problem()),
        Step::Absent,
        Step::Wait(Waiting::Network, problem()),
        Step::Wait(Waiting::Person, problem()),
        Step::Resume { ahead: false },
        Step::Retry,
        Step::GiveUp(problem()),
        Step::Withdraw,
    ];
    let name = |shown: String| shown.split(['(', ' ']).next().unwrap().to_owned();
    let mut arrows = BTreeSet::new();
    for (from, kind) in states {
        for step in &steps {
            let mut entry = entry(from);
            entry.problem = kind.map(Problem::from);
            if entry.step(step.clone(), 0.0).is_ok() {
                arrows.insert([from_name(from), name(format!("{step:?}")), from_name(entry.state)]);
            }
        }
    }
    let documented = table(ARCHITECTURE, "The journal", "from").into_iter();
    let documented: BTreeSet<[String; 3]> =
        documented.map(|row| [row[0].clone(), row[1].clone(), row[2].clone()]).collect();
    assert_eq!(documented, arrows);
}

/// The name of a state. Exhaustive, so that a new one is not forgotten above.
fn from_name(state: EntryState) -> String {
    match state {
        EntryState::Queued => "Queued",
        EntryState::Sending => "Sending",
        EntryState::Done => "Done",
        EntryState::Unclear => "Unclear",
        EntryState::Waiting(_) => "Waiting",
        EntryState::Failed => "Failed",
        EntryState::Withdrawn => "Withdrawn",
        EntryState::HandedOver => "HandedOver",
    }
    .to_owned()
}

fn entry(state: EntryState) -> Entry {
    let draft = Draft::default();
    Entry::new(EntryId::new("1"), draft, state, false, 0.0)
}

/// The popup takes the answers by its questions: one that is asked otherwise would be asked twice.
#[test]
fn what_is_asked_early_is_what_the_popup_asks() {
    let plain = |text: &str| text.replace([' ', '\n', '"'], "");
    let script = plain(&read("extension/pages.js"));
    for request in [Request::Boards { refresh: false, connection: None }, Request::Status, Request::Entries] {
        let asked = plain(&serde_json::to_string(&request).unwrap());
        assert!(script.contains(&[&asked, ","].concat()), "{asked}");
    }
    assert!(script.contains("{page:{tab:"), "the page");
}
