//! Pins that the journal has: in the popup those that are not done, on a page of their own those and the history.

mod edit;
mod history;
mod open;
mod row;
mod unsure;

use tack_browser::{messages, page};
use tack_protocol::limits::ENTRY_POLL_MS;
use tack_protocol::{Answer, EntryState, EntryView, Event, Request, Word};

use crate::core_client::ask;
use crate::element::{El, el, every};
use crate::icons::{Icon, icon};
use crate::words::say;
use history::History;
pub(crate) use open::Open;
pub(crate) use row::{Place, row, waiting_words};
pub(crate) use unsure::unsure;

/// The page with what is not done, and the history.
pub(crate) fn pins() -> El {
    page::set_title(&say(Word::PinsTitle));
    let open = Open::new();
    let history = History::new(open);
    messages::on_message(move |event| {
        if let Event::Entry(entry) = event
            && !entry.private
        {
            open.take(&entry);
            history.take(entry);
        }
    });
    load(open);
    history.load();
    // The background may be killed at any time; a question wakes it, and it goes on.
    let goes_on = |entry: &EntryView| {
        matches!(entry.state, EntryState::Queued | EntryState::Sending | EntryState::Unclear)
    };
    let look = move || {
        if open.entries.peek(|entries| entries.iter().any(goes_on)) {
            load(open);
        }
    };
    every(ENTRY_POLL_MS, look);
    let main = el("main", "site-main")
        .child(el("h1", "site-title").child(icon(Icon::Tack)).say(Word::PinsTitle))
        .child(open.card())
        .child(history.card());
    el("div", "site").child(main)
}

/// Asks the core for what is not done.
pub(crate) fn load(open: Open) {
    ask(Request::Entries, move |reply| match reply {
        Ok(Answer::Entries(entries)) => {
            open.entries.set(entries);
            open.loaded.set(Some(None));
        }
        Ok(_) => {}
        Err(problem) => open.loaded.set(Some(Some(problem))),
    });
}

/// Puts news of an entry into a list that has it.
fn replace(entries: &mut [EntryView], entry: &EntryView) -> bool {
    match entries.iter_mut().find(|known| known.id == entry.id) {
        Some(known) => {
            known.clone_from(entry);
            true
        }
        None => false,
    }
}
