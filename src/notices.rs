//! Badge and notice: how the person learns of an outcome when no popup is open.

use tack_protocol::{Account, Ending, EntryState, Phrase, Problem, ProblemKind, Word};

use crate::pins::Entry;
use crate::ports::{Badge, Ports};

/// Tells what was pinned, unless an open popup shows it: in one notice, however many they are.
pub async fn saved<P: Ports>(ports: &P, entries: &[&Entry]) {
    let Some(first) = entries.first() else { return };
    if ports.popup_is_open().await {
        return;
    }
    let (word, arg) = match entries.len() {
        1 => (Word::NoticeSavedTitle, board_of(first)),
        count => (Word::NoticeSavedMany, count.to_string()),
    };
    ports.badge(Badge::Done).await;
    let title = Phrase { word, args: vec![arg] };
    ports.notify(first.id.as_str(), &ports.text(&title), &title_of(first)).await;
}

fn board_of(entry: &Entry) -> String {
    entry.draft.board.as_ref().map(|board| board.name.clone()).unwrap_or_default()
}

/// Tells that an entry ended otherwise, or waits for the person, unless an open popup shows it.
pub async fn outcome<P: Ports>(ports: &P, entry: &Entry) {
    let (title, message) = match (entry.state, &entry.problem) {
        (EntryState::Failed, Some(problem)) => {
            // Of an unclear outcome "not pinned" would say more than anybody knows.
            let title = match problem.kind {
                ProblemKind::OutcomeUnclear => problem.title(),
                _ => Phrase { word: Word::NoticeFailedTitle, args: vec![ports.text(&problem.title())] },
            };
            (title, ports.text(&problem.how()))
        }
        // Told of the connection, not of each Pin.
        (_, Some(problem)) if problem.kind == ProblemKind::NeedsReconnecting => return,
        // What the person alone can end.
        (EntryState::Done | EntryState::Waiting(_), Some(problem)) => {
            (problem.title(), ports.text(&problem.how()))
        }
        _ => return,
    };
    // The popup may show something else just now; the list that it has is behind that.
    ports.badge(Badge::Trouble).await;
    if !ports.popup_is_open().await {
        // Pinterest may take many away at once: one notice for all of them.
        let gone = entry.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::PinGone);
        let id = if gone { "gone" } else { entry.id.as_str() };
        ports.notify(id, &ports.text(&title), &message).await;
    }
}

/// Tells that an entry is sent later than the person chose.
pub async fn late<P: Ports>(ports: &P, entry: &Entry) {
    let title = Phrase { word: Word::NoticeLateTitle, args: vec![board_of(entry)] };
    ports.notify(entry.id.as_str(), &ports.text(&title), &ports.text(&Word::NoticeLateText.into())).await;
}

/// The title for a notice, which the system may keep; none of what was seen in a private window.
fn title_of(entry: &Entry) -> String {
    if entry.private { String::new() } else { entry.draft.title.clone() }
}

/// Tells that only the person can keep a connection: one notice for it, however many Pins wait.
pub async fn reconnect<P: Ports>(ports: &P, account: &Account) {
    let problem = Problem::from(ProblemKind::NeedsReconnecting);
    ports.badge(Badge::Trouble).await;
    if !ports.popup_is_open().await {
        ports.notify("tack", &named(ports, account, &problem.title()), &ports.text(&problem.how())).await;
    }
}

/// What is said of one account of several.
fn named<P: Ports>(ports: &P, account: &Account, said: &Phrase) -> String {
    [&account.label(), ": ", &ports.text(said)].concat()
}

/// Tells that a connection will end, before it does.
pub async fn ending<P: Ports>(ports: &P, account: &Account, ending: &Ending) {
    let title = Phrase { word: Word::EndingTitle, args: vec![ports.day(ending.at)] };
    let why = vec![ports.day(ending.since), ports.text(&Problem::from(ending.problem).title())];
    let why = Phrase { word: Word::EndingText, args: why };
    ports.badge(Badge::Trouble).await;
    ports.notify("tack", &named(ports, account, &title), &ports.text(&why)).await;
}

/// Tells of a problem that no page shows.
pub async fn trouble<P: Ports>(ports: &P, problem: &Problem) {
    ports.badge(Badge::Trouble).await;
    // In quotation marks: what a page says is not Tack's word.
    let how = match &problem.owner_message {
        Some(said) => ["“", said, "”"].concat(),
        None => ports.text(&problem.how()),
    };
    ports.notify("tack", &ports.text(&problem.title()), &how).await;
}

/// Tells something that is not about an entry.
pub async fn say<P: Ports>(ports: &P, title: &Phrase, message: &Phrase) {
    ports.notify("tack", &ports.text(title), &ports.text(message)).await;
}
