//! The question before an account is disconnected, and what else can be done with what waits.

use tack_browser::page;
use tack_protocol::{Account, Answer, ConnectionId, EntryView, ExportForm, Request, Word};

use crate::core_client::ask;
use crate::element::{El, button, el};
use crate::live::Live;
use crate::site::Site;
use crate::words::say_with;

/// Where Pinterest lists the apps that a person has connected.
const CONNECTED_APPS: &str = "https://www.pinterest.com/settings/security";

/// The button, and the question in its place.
pub(super) fn leaving(site: Site, account: &Account) -> El {
    let (connection, can_send) = (account.connection.clone(), !account.needs_reconnecting);
    // What is not pinned yet, while the question is asked.
    let unsent: Live<Option<Vec<EntryView>>> = Live::new(None);
    el("div", "").content_fn(move || {
        let connection = connection.clone();
        let asked = unsent
            .with(|known| known.as_ref().map(|known| question(site, &connection, known, can_send, unsent)));
        match asked {
            Some(question) => vec![question],
            None => vec![button("button", Word::Disconnect).click(move || {
                ask(Request::Unsent { connection: connection.clone() }, move |reply| match reply {
                    Ok(Answer::Entries(entries)) => unsent.set(Some(entries)),
                    Ok(_) => {}
                    Err(problem) => site.problem.set(Some(problem)),
                });
            })],
        }
    })
}

fn question(
    site: Site,
    connection: &ConnectionId,
    unsent: &[EntryView],
    can_send: bool,
    asked: Live<Option<Vec<EntryView>>>,
) -> El {
    let no = button("button", Word::Cancel).click(move || asked.set(None));
    let of = connection.clone();
    let yes = button("button primary", Word::DisconnectConfirm)
        .click(move || site.ask_status(Request::Disconnect { connection: of.clone() }));
    let apps = el("a", "")
        .attr("href", CONNECTED_APPS)
        .attr("target", "_blank")
        .attr("rel", "noreferrer")
        .say(Word::DisconnectApps);
    let waits = (!unsent.is_empty()).then(|| waits(site, connection, unsent, can_send, asked));
    el("div", "question")
        .attr("role", "group")
        .attr_say("aria-label", Word::DisconnectQuestion)
        .child(el("p", "").child(el("strong", "").say(Word::DisconnectQuestion)))
        .child(el("p", "").say(Word::DisconnectText))
        .child(el("p", "").child(apps))
        .children(waits)
        .child(el("div", "form-line").child(yes).child(no))
}

/// What can be done with what waits, other than deleting it.
fn waits(
    site: Site,
    connection: &ConnectionId,
    unsent: &[EntryView],
    can_send: bool,
    asked: Live<Option<Vec<EntryView>>>,
) -> El {
    let ids: Vec<_> = unsent.iter().map(|entry| entry.id.clone()).collect();
    let send = move || {
        for id in &ids {
            // What comes of each is shown there.
            ask(Request::SendNow { id: id.clone() }, |_| {});
        }
        page::open_tab("pins.html");
        // What is asked here is not true any more, and to say yes to it would delete what is on its way.
        asked.set(None);
    };
    // Without a connection nothing can be sent; the button to connect again stands above.
    let send = can_send.then(|| button("button", Word::DisconnectSend).click(send));
    let unsent_of = Some(connection.clone());
    let export = button("button", Word::DisconnectExport).click(move || {
        let request = Request::Export { form: ExportForm::Json, unsent_of: unsent_of.clone() };
        ask(request, move |reply| match reply {
            Ok(Answer::Text(text)) => page::offer_file("tack-unsent.json", "application/json", &text),
            Ok(_) => {}
            Err(problem) => site.problem.set(Some(problem)),
        });
    });
    el("div", "stack")
        .child(
            el("p", "").child(
                el("strong", "").text(&say_with(Word::DisconnectUnsent, &[&unsent.len().to_string()])),
            ),
        )
        .child(el("div", "form-line").children(send).child(export))
}
