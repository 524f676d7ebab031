//! A connection that will end: said before it does, with what keeps it from being renewed.

use std::rc::Rc;

use tack_browser::i18n;
use tack_protocol::{Account, Ending, Problem, ProblemKind, Request, Word};

use crate::core_client::{ask, connecting};
use crate::element::{El, button, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::words::{say_phrase, say_with};

/// The warning, while `account` is one that will end.
pub(crate) fn ending(account: Live<Option<Account>>) -> El {
    el("div", "").content_fn(move || account.with(|account| account.iter().filter_map(ending_of).collect()))
}

/// The same of an account as it is now.
pub(crate) fn ending_of(account: &Account) -> Option<El> {
    let Ending { at, since, problem } = account.ending.clone()?;
    let (is_for_good, problem) = (problem == ProblemKind::NeedsReconnecting, Problem::from(problem));
    let (connection, busy) = (account.connection.clone(), Live::new(false));
    let request: Rc<Request> = if is_for_good {
        connecting(Some(account), account.environment, false).into()
    } else {
        Request::Renew { connection }.into()
    };
    let again = button("button small", if is_for_good { Word::Connect } else { Word::TryAgain })
        .on_while("disabled", move || busy.get())
        .click(move || {
            busy.set(true);
            // What comes of it is told to every page.
            ask(Rc::clone(&request), move |_| busy.set(false));
        });
    let why = say_with(Word::EndingText, &[&i18n::day(since), &say_phrase(&problem.title())]);
    let body = el("div", "problem-body")
        .child(el("p", "problem-title").text(&say_with(Word::EndingTitle, &[&i18n::day(at)])))
        .children((!is_for_good).then(|| el("p", "").text(&why)))
        .child(el("p", "").text(&say_phrase(&problem.how())))
        .child(el("div", "problem-foot").child(again));
    let card = el("div", "problem").attr("role", "alert");
    Some(card.child(el("span", "problem-mark").child(icon(Icon::Alert))).child(body))
}
