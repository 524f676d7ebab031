//! The help page: every problem with its why and its cure, found by its own words and by those of other tools.

use tack_browser::dom::before_paint;
use tack_browser::{i18n, page};
use tack_protocol::{Problem, ProblemKind, Word, matches_search};

use crate::element::{El, el};
use crate::icons::{Icon, icon};
use crate::live::Live;
use crate::words::{say, say_phrase};

/// What stands for the name or address that a problem speaks of.
const SOMETHING: &str = "…";

/// The help page; the part of its address behind `#` names a problem.
pub(crate) fn help() -> El {
    page::set_title(&say(Word::HelpTitle));
    let asked = page::address_hash();
    let items: Vec<(El, String)> = ProblemKind::ALL.iter().map(|kind| item(*kind, &asked)).collect();
    let list = el("div", "help-list").children(items.iter().map(|(item, _)| item.clone()));
    let found = Live::new(true);
    let none = el("p", "muted")
        .attr("role", "status")
        .text_fn(move || if found.get() { String::new() } else { say(Word::HelpNone) });
    let field = el("input", "search")
        .attr("type", "search")
        .attr("id", "help-search")
        .attr("autocomplete", "off")
        .attr_say("aria-label", Word::HelpSearch)
        .attr_say("placeholder", Word::HelpSearch)
        .on("input", move |event| {
            let wanted = i18n::folded(&event.value());
            let mut any = false;
            for (item, words) in &items {
                let is_it = matches_search(words, &wanted);
                item.hide(!is_it);
                any |= is_it;
            }
            found.set(any);
        });
    if let Some(id) = asked.strip_prefix('#').filter(|id| !id.is_empty()) {
        let id = id.to_owned();
        // The browser looked for it before it was there.
        before_paint(move || page::reveal(&id));
    }
    let search = el("div", "picker-search").child(icon(Icon::Search)).child(field);
    let problems = el("section", "card").child(search).child(none).child(list);
    let main = el("main", "site-main")
        .child(el("h1", "site-title").child(icon(Icon::Tack)).say(Word::HelpTitle))
        .child(problems)
        .child(part(Word::HelpOwners, Word::HelpOwnersText))
        .child(part(Word::HelpClients, Word::HelpClientsText))
        .child(part(Word::HelpAdmins, Word::HelpAdminsText));
    el("div", "site").child(main)
}

fn part(title: Word, text: Word) -> El {
    el("section", "card").child(el("h2", "").say(title)).child(el("p", "").say(text))
}

/// A problem, and the words by which it is found.
fn item(kind: ProblemKind, asked: &str) -> (El, String) {
    let problem = Problem::from(kind).with_detail(SOMETHING);
    let (title, why, how) =
        (say_phrase(&problem.title()), say_phrase(&problem.why()), say_phrase(&problem.how()));
    let (name, others) = (kind.name(), elsewhere(kind));
    let words = i18n::folded(&[&title, " ", &why, " ", &how, " ", others, " ", &name].concat());
    let item = el("details", "help-item")
        .attr("id", &name)
        .child(el("summary", "").text(&title))
        .child(el("p", "").text(&why))
        .child(el("p", "").text(&how));
    let is_asked = asked.strip_prefix('#') == Some(&name);
    (if is_asked { item.attr("open", "") } else { item }, words)
}

/// What other tools, and Pinterest itself, call it; in their own words, which nobody translates.
fn elsewhere(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::NeedsReconnecting => {
            "authentication failed session expired token expired invalid token log in again 401"
        }
        ProblemKind::SignInRefused => "authentication failed invalid client invalid grant",
        ProblemKind::ScopeMissing => {
            "invalid authorization/authentication level update required permission denied insufficient permissions"
        }
        ProblemKind::NotPermitted => "authorization failed not authorized permission denied 403",
        ProblemKind::OtherAccount => "wrong account",
        ProblemKind::NoBoards => "no boards found",
        ProblemKind::BoardGone => "board not found not authorized to access board",
        ProblemKind::InvalidRequest => "invalid parameters invalid request 400",
        ProblemKind::RateLimited => "too many requests rate limit exceeded 429",
        ProblemKind::SpamBlock => "blocked spam",
        ProblemKind::TrialAccess => "trial access not permitted to access that resource",
        ProblemKind::AppNotApproved => "application consumer type is not supported",
        ProblemKind::AccountSuspended => "account suspended under review",
        ProblemKind::PictureNotFetched => {
            "could not fetch the image unable to reach the url invalid image url"
        }
        ProblemKind::PinterestDown => "server error something went wrong 500 503",
        _ => "",
    }
}
