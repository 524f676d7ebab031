//! A problem: what happened, why, what to do, one thing to press, and what whoever mends it wants to know.

use tack_browser::{i18n, page};
use tack_protocol::{Action, Details, Problem, ProblemKind, Word};
use wasm_bindgen_futures::spawn_local;

use crate::element::{El, button, el};
use crate::icons::{Icon, icon, icon_button};
use crate::live::Live;
use crate::words::{say, say_phrase, say_with};

/// What is called with the button that was pressed.
pub(crate) type Act = Box<dyn Fn(Action)>;
/// What puts a problem out of sight.
pub(crate) type Dismiss = Box<dyn Fn()>;

/// Shows `problem`; `act` is called with what is pressed, `dismiss` puts it out of sight where that is possible.
pub(crate) fn problem_card(problem: &Problem, act: Act, dismiss: Option<Dismiss>) -> El {
    // Elsewhere there is no page with pictures to go on with.
    let of_popup = matches!(
        problem.action(),
        Action::HandOff
            | Action::LookAgain
            | Action::AllowSite
            | Action::CaptureView
            | Action::CapturePicture
    );
    let is_popup = page::body_data("page").as_deref() == Some("popup");
    let action = if of_popup && !is_popup { Action::None } else { problem.action() };
    let owner = problem.owner_message.as_deref().map(|message| {
        let quote = el("q", "").attr("dir", "auto").text(message);
        el("p", "problem-owner").child(el("span", "").say(Word::OwnerSays)).child(quote)
    });
    let mut how = say_phrase(&problem.how());
    if let Some(at) = problem.not_before.filter(|at| *at > page::now_ms()) {
        how.push(' ');
        how.push_str(&say_with(Word::TryAgainFrom, &[&i18n::time_ahead(at, page::now_ms())]));
    }
    let foot = el("div", "problem-foot")
        .children(label(action).map(|word| button("button small", word).click(move || act(action))))
        .child(help(problem))
        .child(details(problem));
    let body = el("div", "problem-body")
        .child(el("p", "problem-title").text(&say_phrase(&problem.title())))
        .child(el("p", "").text(&why(problem)))
        .children(owner)
        .child(el("p", "").text(&how))
        .child(foot);
    let close = dismiss.map(|dismiss| icon_button(Icon::Close, Word::Dismiss).click(dismiss));
    el("div", "problem")
        .attr("role", "alert")
        .child(el("span", "problem-mark").child(icon(Icon::Alert)))
        .child(body)
        .children(close)
}

/// Why it happened. Permissions are said in words, each once; of those that Tack never asks for, the name.
fn why(problem: &Problem) -> String {
    let (ProblemKind::ScopeMissing, Some(named)) = (problem.kind, &problem.detail) else {
        return say_phrase(&problem.why());
    };
    let mut said: Vec<String> = Vec::new();
    // By a character: the standard library's search for texts is large in wasm.
    for scope in named.split(',').map(str::trim) {
        let words = permission(scope).map_or_else(|| scope.to_owned(), say);
        if !said.contains(&words) {
            said.push(words);
        }
    }
    say_with(Word::ProblemScopeMissingWhy, &[&said.join(", ")])
}

fn permission(scope: &str) -> Option<Word> {
    Some(match scope {
        "user_accounts:read" => Word::ScopeAccount,
        "boards:read" => Word::ScopeBoards,
        "boards:write" => Word::ScopeBoardsWrite,
        "pins:read" => Word::ScopePins,
        "pins:write" => Word::ScopePinsWrite,
        _ if scope.ends_with("_secret") => Word::ScopeSecret,
        // It says something else.
        _ if !scope.contains(':') => Word::ScopeAny,
        _ => return None,
    })
}

/// Leads to what the help page says of it.
fn help(problem: &Problem) -> El {
    let address = ["help.html#", &problem.kind.name()].concat();
    el("a", "problem-help").attr("href", &address).attr("target", "_blank").say(Word::Help)
}

fn label(action: Action) -> Option<Word> {
    Some(match action {
        Action::None | Action::Details => return None,
        Action::Connect => Word::Connect,
        Action::AllowPinterest => Word::Allow,
        Action::ChooseBoard => Word::ChooseBoard,
        Action::CreateBoard => Word::CreateBoard,
        Action::ViewBoard => Word::ViewBoard,
        Action::TryAgain => Word::TryAgain,
        Action::LookAgain => Word::LookAgain,
        Action::OpenSettings => Word::Settings,
        Action::AllowSite => Word::AllowSite,
        Action::CaptureView => Word::WayView,
        Action::CapturePicture => Word::WayPicture,
        Action::OpenPage => Word::OpenPage,
        Action::OpenExtension => Word::OpenExtension,
        Action::DeleteTwin => Word::TwinDelete,
        Action::HandOff => Word::SaveOnPinterest,
    })
}

/// The rows of the details, as they are shown and copied.
fn rows(problem: &Problem, details: &Details) -> Vec<(Word, String)> {
    let mut rows = vec![(Word::DetailsProblem, problem.kind.name())];
    rows.extend(details.status.map(|status| (Word::DetailsStatus, status.to_string())));
    rows.extend(details.code.map(|code| (Word::DetailsCode, code.to_string())));
    rows.extend(details.message.clone().map(|message| (Word::DetailsMessage, message)));
    rows.extend(details.request_id.clone().map(|id| (Word::DetailsRequest, id)));
    if details.at > 0.0 {
        rows.push((Word::DetailsTime, i18n::date_and_time(details.at)));
    }
    rows
}

fn details(problem: &Problem) -> El {
    // Of what is known without asking anybody, there is its name.
    let details = problem.details.clone().unwrap_or_default();
    let mut text = String::new();
    let mut list = el("dl", "");
    for (word, value) in rows(problem, &details) {
        let name = say(word);
        text.push_str(&[&name, ": ", &value, "\n"].concat());
        list = list.child(el("dt", "").text(&name)).child(el("dd", "").attr("dir", "auto").text(&value));
    }
    el("details", "problem-details")
        .child(el("summary", "").say(Word::Details))
        .child(list)
        .child(copy_button(text))
}

/// A button that copies `text`, and says so.
pub(crate) fn copy_button(text: String) -> El {
    let copied = Live::new(false);
    el("button", "button small quiet")
        .attr("type", "button")
        .child(icon(Icon::Copy))
        .child(
            el("span", "")
                .attr("aria-live", "polite")
                .text_fn(move || say(if copied.get() { Word::Copied } else { Word::Copy })),
        )
        .click(move || {
            let text = text.clone();
            spawn_local(async move { copied.set(page::copy(&text).await) });
        })
}
