//! All that was pinned, handed over, or failed: searched, taken along, forgotten.

use std::ops::Deref;

use tack_browser::page;
use tack_protocol::{Answer, EntryView, ExportForm, Problem, Request, Word};

use super::open::Open;
use super::replace;
use super::row::{Place, row};
use crate::core_client::ask;
use crate::element::{El, Question, button, el};
use crate::icons::{Icon, icon};
use crate::keyed::keyed;
use crate::live::{Live, forever};
use crate::words::{Counted, say, say_count, say_phrase, say_with};

const FOUND: Counted = Counted { one: Word::HistoryFoundOne, other: Word::HistoryFoundOther };
/// So many rows are shown before the person asks for more.
const FIRST: usize = 50;

/// The history, as far as it was searched for.
#[derive(Clone, Copy)]
pub(super) struct History(&'static Parts);

/// What it consists of.
pub(super) struct Parts {
    open: Open,
    search: Live<String>,
    /// What was found, and for which words.
    found: Live<Option<(String, Vec<EntryView>)>>,
    shown: Live<usize>,
    problem: Live<Option<Problem>>,
}

impl Deref for History {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl History {
    pub(super) fn new(open: Open) -> Self {
        Self(forever(Parts {
            open,
            search: Live::new(String::new()),
            found: Live::new(None),
            shown: Live::new(FIRST),
            problem: Live::new(None),
        }))
    }

    /// Searches for what stands in the field.
    pub(super) fn load(self) {
        let search = self.search.peek(Clone::clone);
        ask(Request::History { search: search.clone() }, move |reply| match reply {
            // The person may have typed on.
            Ok(Answer::Entries(entries)) if self.search.peek(|now| *now == search) => {
                self.problem.set(None);
                self.found.set(Some((search, entries)));
            }
            Ok(_) => {}
            Err(problem) => self.problem.set(Some(problem)),
        });
    }

    /// Takes news of an entry: what has just ended belongs here.
    pub(super) fn take(self, entry: EntryView) {
        let mut is_known = false;
        self.found.update(|found| {
            if let Some((_, entries)) = found {
                is_known = replace(entries, &entry);
            }
        });
        if !is_known && entry.state.is_final() {
            self.load();
        }
    }

    pub(super) fn card(self) -> El {
        let field = el("input", "search")
            .attr("type", "search")
            .attr("id", "history-search")
            .attr("autocomplete", "off")
            .attr_say("aria-label", Word::HistorySearch)
            .attr_say("placeholder", Word::HistorySearch)
            .on("input", move |event| {
                self.search.set(event.value());
                self.shown.set(FIRST);
                self.load();
            });
        let search = el("div", "picker-search").child(icon(Icon::Search)).child(field);
        let rows = move || {
            let count = self.shown.get();
            self.found.with(|found| {
                let found = found.as_ref().map(|(_, entries)| entries.as_slice()).unwrap_or_default();
                // What is not done stands above.
                found.iter().filter(|entry| entry.state.is_final()).take(count).cloned().collect()
            })
        };
        let list = keyed(
            el("ul", "entries").attr_say("aria-label", Word::HistoryTitle),
            rows,
            |entry: &EntryView| entry.id.as_str().to_owned(),
            move |entry| row(self.open, Place::History, entry),
        );
        let more = button("button", Word::HistoryMore)
            .on_while("hidden", move || self.count() <= self.shown.get())
            .click(move || self.shown.update(|shown| *shown += FIRST));
        el("section", "card")
            .child(el("h2", "").say(Word::HistoryTitle))
            .child(el("p", "muted").say(Word::HistoryNote))
            .child(el("div", "form-line").child(search).child(self.files()))
            .child(el("p", "muted").attr("role", "status").text_fn(move || self.words()))
            .child(list)
            .child(more)
            .child(self.clear())
    }

    fn count(self) -> usize {
        self.found.with(|found| found.as_ref().map_or(0, |(_, entries)| entries.len()))
    }

    fn words(self) -> String {
        if let Some(problem) = self.problem.with(Clone::clone) {
            return say_phrase(&problem.title());
        }
        let Some(search) =
            self.found.with(|found| found.as_ref().map(|(search, _)| search.trim().to_owned()))
        else {
            return String::new();
        };
        match (self.count(), search.as_str()) {
            (0, "") => say(Word::HistoryNone),
            (0, search) => say_with(Word::HistoryNoMatch, &[search]),
            (_, "") => String::new(),
            (count, _) => say_count(FOUND, count as u32),
        }
    }

    fn files(self) -> El {
        let file = move |word, form, name: &'static str, content_type: &'static str| {
            button("button", word).click(move || {
                ask(Request::Export { form, unsent_of: None }, move |reply| match reply {
                    Ok(Answer::Text(text)) => page::offer_file(name, content_type, &text),
                    Ok(_) => {}
                    Err(problem) => self.problem.set(Some(problem)),
                });
            })
        };
        el("div", "form-line")
            .child(file(Word::ExportCsv, ExportForm::Csv, "tack-pins.csv", "text/csv"))
            .child(file(Word::ExportJson, ExportForm::Json, "tack-pins.json", "application/json"))
    }

    fn clear(self) -> El {
        let none = Live::derived(move || self.search.with(String::is_empty) && self.count() == 0);
        let question = Question {
            button: Word::HistoryClear,
            title: Word::HistoryClearQuestion,
            text: Word::HistoryClearText,
            yes: Word::HistoryClearYes,
        };
        let clear = move || {
            ask(Request::ClearHistory, move |reply| match reply {
                Ok(_) => {
                    self.load();
                    super::load(self.open);
                }
                Err(problem) => self.problem.set(Some(problem)),
            });
        };
        question.element("form-line", clear).on_while("hidden", move || none.get())
    }
}
