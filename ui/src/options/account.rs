//! The connected accounts, connecting and disconnecting.

use tack_protocol::{Account, ConnectionId, Environment, Request, Word};

use super::card;
use super::leaving::leaving;
use crate::account::who;
use crate::element::{El, button, el};
use crate::ending::ending_of;
use crate::live::Live;
use crate::model::standing::Standing;
use crate::problem_card::problem_card;
use crate::site::Site;

/// Pinterest, where the person switches between accounts of theirs.
const PINTEREST: &str = "https://www.pinterest.com/";

pub(super) fn account(site: Site) -> El {
    // Only real changes make it anew: a button shall not be replaced under somebody's pointer.
    let standing = Live::derived(move || site.standing.get());
    let accounts = Live::derived(move || {
        let known = |status: &tack_protocol::Status| {
            let snapshot = &status.snapshot;
            (snapshot.account.as_ref().map(|active| active.connection.clone()), snapshot.accounts.clone())
        };
        site.status.with(|status| status.as_ref().map(known).unwrap_or_default())
    });
    let content = el("div", "").content_fn(move || match standing.get() {
        Standing::Unknown => vec![el("div", "bone bone-row")],
        Standing::Connecting => vec![under_way()],
        Standing::NoRelay => none(site, true),
        Standing::NotConnected => none(site, false),
        Standing::Connected | Standing::NeedsPermission | Standing::NeedsReconnecting => accounts
            .with(|(active, all)| all.iter().map(|one| connected(site, one, active.as_ref())).collect()),
    });
    let has_some = move || accounts.with(|(_, all)| !all.is_empty());
    card(Word::OptionsAccount).child(problem(site)).child(content).child(el("div", "").content_fn(
        move || {
            let shown = has_some() && standing.get() != Standing::Connecting;
            shown.then(|| another(site)).into_iter().collect()
        },
    ))
}

/// What went wrong last, if anything did.
pub(crate) fn problem(site: Site) -> El {
    let problem = Live::derived(move || site.problem.with(Clone::clone));
    el("div", "").content_fn(move || {
        problem.with(|problem| {
            let card = |problem| {
                let act = site.acting(move || site.again());
                problem_card(problem, act, Some(Box::new(move || site.dismiss())))
            };
            problem.as_ref().map(card).into_iter().collect()
        })
    })
}

fn under_way() -> El {
    el("p", "form-said").child(el("span", "spinner")).child(el("span", "").say(Word::Connecting))
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

/// To connect one more, or the right one.
fn another(site: Site) -> El {
    let connecting =
        Live::derived(move || site.status.with(|status| status.as_ref().is_some_and(|s| s.connecting)));
    let form = el("div", "").content_fn(move || {
        if connecting.get() {
            return vec![under_way()];
        }
        let connect = move || {
            let (environment, again) = (site.environment.now(), None);
            site.connect_by(Request::Connect { environment, again, secret_boards: false, repeat: false });
        };
        vec![
            environments(site),
            el("div", "form-line").child(button("button", Word::ConnectAnother).click(connect)).child(
                el("a", "")
                    .attr("href", PINTEREST)
                    .attr("target", "_blank")
                    .attr("rel", "noreferrer")
                    .say(Word::AccountOpenPinterest),
            ),
        ]
    });
    el("details", "account-more")
        .child(el("summary", "").say(Word::AccountNotYou))
        .child(el("p", "muted").say(Word::AccountNotYouText))
        .child(form)
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

fn connected(site: Site, account: &Account, active: Option<&ConnectionId>) -> El {
    let kind = if account.business { Word::OptionsAccountBusiness } else { Word::OptionsAccountPersonal };
    let is_active = active == Some(&account.connection);
    let state = if is_active {
        el("span", "badge").say(Word::AccountActive)
    } else {
        let connection = account.connection.clone();
        let activate = move || site.ask_status(Request::Activate { connection: connection.clone() });
        button("button small", Word::AccountUse).click(activate)
    };
    let again = account.needs_reconnecting.then(|| {
        let account = account.clone();
        let connect = move || site.connect_by(again(&account, account.secret_boards));
        let button = button("button primary", Word::Connect).click(connect);
        el("div", "stack")
            .child(el("p", "").say(Word::OptionsAccountExpired))
            .child(el("div", "").child(button))
    });
    let personal = (!account.business).then(|| el("p", "muted").say(Word::AccountPersonalText));
    let secret = (!account.needs_reconnecting).then(|| secret_boards(site, account));
    el("div", "account")
        .child(el("div", "account-head").child(who(account)).child(state))
        .children(ending_of(account))
        .child(el("p", "muted").text(&account.username).text(" · ").say(kind))
        .children(personal)
        .children(again)
        .children(secret)
        .child(leaving(site, account))
}

/// To connect the same account again.
fn again(account: &Account, secret_boards: bool) -> Request {
    let again = Some(account.connection.clone());
    Request::Connect { environment: account.environment, again, secret_boards, repeat: false }
}

/// More permissions, or less: Pinterest asks the person for either.
fn secret_boards(site: Site, account: &Account) -> El {
    let is_on = account.secret_boards;
    let account = account.clone();
    let input = el("input", "").attr("type", "checkbox");
    let input = if is_on { input.attr("checked", "") } else { input };
    let switched = input.on("click", move |event| {
        // It stands as it is until Pinterest has answered.
        event.prevent_default();
        site.connect_by(again(&account, !is_on));
    });
    let words = el("span", "")
        .child(el("strong", "").say(Word::SecretBoards))
        .child(el("span", "muted").say(Word::SecretBoardsText));
    el("label", "choice").child(switched).child(words)
}
