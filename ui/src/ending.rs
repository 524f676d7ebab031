//! A connection that will end: said before it does, with what keeps it from being renewed.

use tack_browser::i18n;
use tack_protocol::{Account, Ending, Problem, ProblemKind, Request, Word};

use crate::core_client::ask;
use crate::element::{El, button, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::words::{say_phrase, say_with};

/// The warning, while `account` is one that will end.
pub(crate) fn ending(account: Live<Option<Account>>) -> El {
    el("div", "").content_fn(move || {
        account.with(|account| {
            let shown = account.iter().filter_map(|account| Some(card(account, account.ending.as_ref()?)));
            shown.collect()
        })
    })
}

fn card(account: &Account, ending: &Ending) -> El {
    let problem = Problem::from(ending.problem);
    let (since, title) = (i18n::day(ending.since), say_phrase(&problem.title()));
    let connection = account.connection.clone();
    // What comes of it is told to every page.
    let again = match ending.problem {
        ProblemKind::NeedsReconnecting => {
            let (environment, secret_boards) = (account.environment, account.secret_boards);
            button("button small", Word::Connect).click(move || {
                let again = Some(connection.clone());
                ask(Request::Connect { environment, again, secret_boards, repeat: false }, |_| {});
            })
        }
        _ => button("button small", Word::TryAgain)
            .click(move || ask(Request::Renew { connection: connection.clone() }, |_| {})),
    };
    let body = el("div", "problem-body")
        .child(el("p", "problem-title").text(&say_with(Word::EndingTitle, &[&i18n::day(ending.at)])))
        .child(el("p", "").text(&say_with(Word::EndingText, &[&since, &title])))
        .child(el("p", "").text(&say_phrase(&problem.how())))
        .child(el("div", "problem-foot").child(again));
    el("div", "problem")
        .attr("role", "alert")
        .child(el("span", "problem-mark").child(icon(Icon::Alert)))
        .child(body)
}
