//! The connected account, connecting and disconnecting.

use tack_protocol::{Account, ConnectionId, Environment, Request, Word};

use super::card;
use crate::account::who;
use crate::element::{El, Question, button, el};
use crate::ending::ending;
use crate::live::Live;
use crate::model::standing::Standing;
use crate::problem_card::problem_card;
use crate::site::Site;

pub(super) fn account(site: Site) -> El {
    // Only real changes make it anew: a button shall not be replaced under somebody's pointer.
    let standing = Live::derived(move || site.standing.get());
    let account = Live::derived(move || {
        site.status.with(|status| status.as_ref().and_then(|status| status.snapshot.account.clone()))
    });
    let content = el("div", "").content_fn(move || match standing.get() {
        Standing::Unknown => vec![el("div", "bone bone-row")],
        Standing::Connecting => {
            vec![
                el("p", "form-said").child(el("span", "spinner")).child(el("span", "").say(Word::Connecting)),
            ]
        }
        Standing::NoRelay => none(site, true),
        Standing::NotConnected => none(site, false),
        Standing::Connected | Standing::NeedsPermission | Standing::NeedsReconnecting => account
            .with(|account| account.as_ref().map(|account| connected(site, account)).unwrap_or_default()),
    });
    card(Word::OptionsAccount).child(content).child(ending(account)).child(problem(site))
}

/// What went wrong last, if anything did.
pub(crate) fn problem(site: Site) -> El {
    let problem = Live::derived(move || site.problem.with(Clone::clone));
    el("div", "").content_fn(move || {
        problem.with(|problem| {
            let card = |problem| {
                let act = site.acting(move || site.again());
                problem_card(problem, act, Some(Box::new(move || site.problem.set(None))))
            };
            problem.as_ref().map(card).into_iter().collect()
        })
    })
}

fn none(site: Site, no_relay: bool) -> Vec<El> {
    let connect = button("button primary", Word::Connect).click(move || site.connect());
    let note = no_relay.then(|| el("p", "muted").say(Word::ConnectNeedsRelay));
    let connect = if no_relay { connect.attr("disabled", "") } else { connect };
    vec![
        el("p", "").say(Word::OptionsAccountNone),
        environments(site),
        el("div", "form-line").child(connect).children(note),
    ]
}

fn environments(site: Site) -> El {
    let choice = |environment: Environment, name: Word, text: Word| {
        let radio = el("input", "").attr("type", "radio").attr("name", "environment");
        let radio = if site.environment.now() == environment { radio.attr("checked", "") } else { radio };
        let words = el("span", "").child(el("strong", "").say(name)).child(el("span", "muted").say(text));
        el("label", "choice")
            .child(radio.on("change", move |_| site.environment.set(environment)))
            .child(words)
    };
    el("fieldset", "choices")
        .child(el("legend", "").say(Word::OptionsEnvironment))
        .child(choice(Environment::Production, Word::EnvironmentProduction, Word::EnvironmentProductionText))
        .child(choice(Environment::Sandbox, Word::EnvironmentSandbox, Word::EnvironmentSandboxText))
}

fn connected(site: Site, account: &Account) -> Vec<El> {
    let kind = if account.business { Word::OptionsAccountBusiness } else { Word::OptionsAccountPersonal };
    let again = account.needs_reconnecting.then(|| {
        let button = button("button primary", Word::Connect).click(move || site.connect());
        el("div", "stack")
            .child(el("p", "").say(Word::OptionsAccountExpired))
            .child(el("div", "").child(button))
    });
    let mut content = vec![who(account), el("p", "muted").text(&account.username).text(" · ").say(kind)];
    content.extend(again);
    content.push(disconnect(site, account.connection.clone()));
    content
}

fn disconnect(site: Site, connection: ConnectionId) -> El {
    let question = Question {
        button: Word::Disconnect,
        title: Word::DisconnectQuestion,
        text: Word::DisconnectText,
        yes: Word::DisconnectConfirm,
    };
    question.element("", move || site.ask_status(Request::Disconnect { connection: connection.clone() }))
}
