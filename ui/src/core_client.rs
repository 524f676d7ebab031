//! Asking the core.

use std::rc::Rc;

use tack_browser::messages::{self, NoAnswer};
use tack_browser::page::now_ms;
use tack_protocol::limits::CORE_TIMEOUT_MS;
use tack_protocol::{
    Account, Answer, BoardList, Details, EntryView, Environment, PageOffer, Problem, ProblemKind, Reply,
    Request, Status,
};
use wasm_bindgen_futures::spawn_local;

/// Asks the core, and goes on with its answer; silence and nonsense are problems as well.
pub(crate) fn ask(request: impl Into<Rc<Request>>, then: impl FnOnce(Reply) + 'static) {
    ask_boxed(request.into(), Box::new(then));
}

// One future for all requests, not one for each.
fn ask_boxed(request: Rc<Request>, then: Box<dyn FnOnce(Reply)>) {
    spawn_local(async move {
        then(match messages::send::<Reply>(&*request, CORE_TIMEOUT_MS).await {
            Ok(reply) => reply,
            Err(NoAnswer::Silent(said)) => Err(problem(ProblemKind::CoreSilent, said)),
            Err(NoAnswer::Garbled) => Err(unexpected()),
        });
    });
}

/// To connect `account` again, or if there is none, whoever is signed in at Pinterest.
/// Or else, with `repeat`, what was tried last and came to nothing.
pub(crate) fn connecting(account: Option<&Account>, environment: Environment, repeat: bool) -> Request {
    Request::Connect {
        environment: account.map_or(environment, |account| account.environment),
        again: account.map(|account| account.connection.clone()),
        secret_boards: account.is_some_and(|account| account.secret_boards),
        repeat,
    }
}

/// The answer to a question about the whole.
pub(crate) fn status_of(reply: Reply) -> Result<Status, Problem> {
    match reply? {
        Answer::Status(status) => Ok(status),
        _ => Err(unexpected()),
    }
}

/// The answer to the question what the page offers.
pub(crate) fn offer_of(reply: Reply) -> Result<PageOffer, Problem> {
    match reply? {
        Answer::Page(offer) if !offer.candidates.is_empty() => Ok(offer),
        Answer::Page(_) => Err(ProblemKind::NoPictures.into()),
        _ => Err(unexpected()),
    }
}

/// The answer to the question for the boards.
pub(crate) fn boards_of(reply: Reply) -> Result<BoardList, Problem> {
    match reply? {
        Answer::Boards(boards) => Ok(boards),
        _ => Err(unexpected()),
    }
}

/// The answer to what concerns an entry of the journal.
pub(crate) fn entry_of(reply: Reply) -> Result<EntryView, Problem> {
    match reply? {
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
