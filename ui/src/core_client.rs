//! Asking the core.

use tack_browser::messages::{self, NoAnswer};
use tack_browser::page::now_ms;
use tack_protocol::limits::CORE_TIMEOUT_MS;
use tack_protocol::{
    Answer, BoardList, Details, EntryView, PageOffer, Problem, ProblemKind, Reply, Request, Status,
};

/// Asks the core; silence and nonsense are problems as well.
pub(crate) async fn ask(request: Request) -> Reply {
    match messages::send::<Reply>(&request, CORE_TIMEOUT_MS).await {
        Ok(reply) => reply,
        Err(NoAnswer::Silent(said)) => Err(problem(ProblemKind::CoreSilent, said)),
        Err(NoAnswer::Garbled(said)) => Err(problem(ProblemKind::Internal, said)),
    }
}

/// Asks for something that is answered with the whole.
pub(crate) async fn ask_status(request: Request) -> Result<Status, Problem> {
    match ask(request).await? {
        Answer::Status(status) => Ok(status),
        _ => Err(unexpected()),
    }
}

/// Asks what the page offers.
pub(crate) async fn ask_page(tab: Option<i32>) -> Result<PageOffer, Problem> {
    match ask(Request::Page { tab }).await? {
        Answer::Page(offer) if !offer.candidates.is_empty() => Ok(offer),
        Answer::Page(_) => Err(ProblemKind::NoPictures.into()),
        _ => Err(unexpected()),
    }
}

/// Asks for the boards.
pub(crate) async fn ask_boards(refresh: bool) -> Result<BoardList, Problem> {
    match ask(Request::Boards { refresh }).await? {
        Answer::Boards(boards) => Ok(boards),
        _ => Err(unexpected()),
    }
}

/// Asks for something that is answered with an entry of the journal.
pub(crate) async fn ask_entry(request: Request) -> Result<EntryView, Problem> {
    match ask(request).await? {
        Answer::Entry(entry) => Ok(entry),
        _ => Err(unexpected()),
    }
}

fn unexpected() -> Problem {
    problem(ProblemKind::Internal, String::new())
}

fn problem(kind: ProblemKind, said: String) -> Problem {
    let message = (!said.is_empty()).then_some(said);
    Problem::from(kind).with_details(Details { message, at: now_ms(), ..Details::default() })
}
