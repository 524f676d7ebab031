//! A problem: what happened, why, what to do, one thing to press, and what whoever mends it wants to know.

use leptos::prelude::*;
use leptos::task::spawn_local;
use tack_browser::{i18n, page};
use tack_protocol::{Action, Details, Problem, Word};

use crate::icons::{Icon, icon};
use crate::words::{say, say_phrase, say_with};

/// Shows `problem`; `act` is called with what is pressed, `dismiss` puts it out of sight where that is possible.
pub(crate) fn problem_card(
    problem: Problem,
    act: Callback<Action>,
    dismiss: Option<Callback<()>>,
) -> AnyView {
    let action = problem.action();
    let button = label(action).map(|word| {
        view! {
            <button type="button" class="button small" on:click=move |_| act.run(action)>
                {say(word)}
            </button>
        }
    });
    let close = dismiss.map(|dismiss| {
        view! {
            <button type="button" class="icon-button" aria-label=say(Word::Dismiss) title=say(Word::Dismiss)
                on:click=move |_| dismiss.run(())>
                {icon(Icon::Close)}
            </button>
        }
    });
    let owner = problem.owner_message.clone().map(|message| {
        view! {
            <p class="problem-owner">
                <span class="muted">{say(Word::OwnerSays)}</span>
                <q dir="auto">{message}</q>
            </p>
        }
    });
    let from = problem
        .not_before
        .filter(|at| *at > page::now_ms())
        .map(|at| say_with(Word::TryAgainFrom, &[&i18n::clock_time(at)]));
    view! {
        <div class="problem" role="alert">
            <span class="problem-mark">{icon(Icon::Alert)}</span>
            <div class="problem-body">
                <p class="problem-title">{say_phrase(&problem.title())}</p>
                <p>{say_phrase(&problem.why())}</p>
                {owner}
                <p>{say_phrase(&problem.how())} {from.map(|from| [" ", &from].concat())}</p>
                <div class="problem-foot">{button} {problem.details.clone().map(|d| details(&problem, &d))}</div>
            </div>
            {close}
        </div>
    }
    .into_any()
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
        Action::HandOff => Word::SaveOnPinterest,
    })
}

/// The rows of the details, as they are shown and copied.
fn rows(problem: &Problem, details: &Details) -> Vec<(Word, String)> {
    let mut rows = vec![(Word::DetailsProblem, format!("{:?}", problem.kind))];
    rows.extend(details.status.map(|status| (Word::DetailsStatus, status.to_string())));
    rows.extend(details.code.map(|code| (Word::DetailsCode, code.to_string())));
    rows.extend(details.message.clone().map(|message| (Word::DetailsMessage, message)));
    rows.extend(details.request_id.clone().map(|id| (Word::DetailsRequest, id)));
    rows.push((Word::DetailsTime, i18n::date_and_time(details.at)));
    rows
}

fn details(problem: &Problem, details: &Details) -> AnyView {
    let rows = rows(problem, details);
    let mut text = String::new();
    for (word, value) in &rows {
        text.push_str(&[&say(*word), ": ", value, "\n"].concat());
    }
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move { copied.set(page::copy(&text).await) });
    };
    let list = rows
        .into_iter()
        .map(|(word, value)| view! { <dt>{say(word)}</dt><dd dir="auto">{value}</dd> })
        .collect::<Vec<_>>();
    view! {
        <details class="problem-details">
            <summary>{say(Word::Details)}</summary>
            <dl>{list}</dl>
            <button type="button" class="button small quiet" on:click=copy>
                {icon(Icon::Copy)} {move || say(if copied.get() { Word::Copied } else { Word::Copy })}
            </button>
        </details>
    }
    .into_any()
}
