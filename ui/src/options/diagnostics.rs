//! What does not work, and the one thing to do about it: all that pinning needs, one after the other, up to a test Pin.

use std::ops::Deref;

use tack_browser::page;
use tack_protocol::{Answer, Board, BoardId, Problem, ProblemKind, Request, Word};

use super::card;
use super::log::Log;
use crate::core_client::ask;
use crate::element::{El, button, el, whenever};
use crate::icons::{Icon, icon};
use crate::live::{Live, forever};
use crate::model::diagnosis::{CHECKS, Checked, Diagnosis, about};
use crate::problem_card::problem_card;
use crate::site::Site;
use crate::words::say;

/// Pinterest's page that says what a token may do.
const DEBUGGER: &str = "https://developers.pinterest.com/docs/developer-tools/token-debugger/";
/// What is checked.
const NAMES: [Word; CHECKS] = [
    Word::CheckRelay,
    Word::CheckRelayReady,
    Word::CheckClock,
    Word::CheckAccount,
    Word::CheckScopes,
    Word::CheckToken,
    Word::CheckBoards,
];
const BOARD: &str = "test-board";

#[derive(Clone, Copy)]
struct Diagnostics(&'static Parts);

struct Parts {
    site: Site,
    log: Log,
    diagnosis: Live<Diagnosis>,
    problem: Live<Option<Problem>>,
    boards: Live<Vec<Board>>,
    /// The board for the test Pin; empty until one is chosen.
    board: Live<String>,
}

impl Deref for Diagnostics {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

pub(super) fn diagnostics(site: Site) -> El {
    let parts = Parts {
        site,
        log: Log::new(),
        diagnosis: Live::new(Diagnosis::Idle),
        problem: Live::new(None),
        boards: Live::new(Vec::new()),
        board: Live::new(String::new()),
    };
    let diagnostics = Diagnostics(forever(parts));
    let whose = Live::derived(move || {
        site.status.with(|_| ());
        site.connection()
    });
    whenever(move || {
        // What was found out was of another account.
        whose.with(|_| ());
        diagnostics.diagnosis.set(Diagnosis::Idle);
        diagnostics.problem.set(None);
    });
    diagnostics.view()
}

impl Diagnostics {
    fn begin(self) {
        self.ask(Diagnosis::At(0), Request::CheckRelay);
    }

    fn ask(self, diagnosis: Diagnosis, request: Request) {
        self.problem.set(None);
        self.diagnosis.set(diagnosis);
        ask(request, move |reply| {
            let found = match reply {
                Ok(Answer::Boards(list)) => {
                    self.board.set(String::new());
                    self.boards.set(list.boards);
                    // What is gone of the person's choices is in nobody's way here.
                    list.problem.filter(|problem| problem.kind != ProblemKind::DefaultBoardGone)
                }
                reply => reply.err(),
            };
            let next = match (diagnosis, &found) {
                (Diagnosis::At(place), Some(problem)) => Diagnosis::Wrong(about(place, problem.kind)),
                (Diagnosis::At(0), None) => return self.ask(Diagnosis::At(3), Request::CheckAccount),
                (Diagnosis::At(3), None) => {
                    return self.ask(Diagnosis::At(5), Request::Boards { refresh: true, connection: None });
                }
                (Diagnosis::Testing, None) => Diagnosis::Tested,
                _ => Diagnosis::Fine,
            };
            self.diagnosis.set(next);
            self.problem.set(found);
            self.log.load();
        });
    }

    fn view(self) -> El {
        let begin = button("button primary", Word::DiagnosisBegin)
            .on_while("disabled", move || self.diagnosis.get().is_running())
            .click(move || self.begin());
        let rows = NAMES.into_iter().enumerate().map(|(place, name)| self.row(place, name));
        let list = el("ol", "checks")
            .on_while("hidden", move || self.diagnosis.get() == Diagnosis::Idle)
            .children(rows);
        let debugger = el("a", "").attr("href", DEBUGGER).attr("target", "_blank").attr("rel", "noreferrer");
        card(Word::DiagnosisTitle)
            .attr("id", "diagnosis")
            .child(el("p", "muted").say(Word::DiagnosisText))
            .child(el("div", "form-line").child(begin).child(self.said(false)))
            .child(list)
            .child(self.problem())
            .child(self.test())
            .child(el("p", "").child(debugger.say(Word::Debugger)))
            .child(self.log.view())
    }

    /// What is read out when it changes: of the checks, or of the `test` Pin.
    fn said(self, test: bool) -> El {
        el("p", "").attr("role", "status").text_fn(move || match (self.diagnosis.get(), test) {
            (Diagnosis::At(_), false) | (Diagnosis::Testing, true) => say(Word::CheckRunning),
            (Diagnosis::Fine | Diagnosis::Testing | Diagnosis::Tested, false) => say(Word::DiagnosisFine),
            (Diagnosis::Tested, true) => say(Word::TestPinDone),
            _ => String::new(),
        })
    }

    fn row(self, place: usize, name: Word) -> El {
        el("li", "").content_fn(move || {
            let checked = self.diagnosis.get().of(place);
            let word = match checked {
                Checked::Untried => Word::CheckUntried,
                Checked::Running => Word::CheckRunning,
                Checked::Fine => Word::CheckFine,
                Checked::Wrong => Word::CheckWrong,
            };
            vec![mark(checked), el("span", "check-name").say(name), el("span", "muted").say(word)]
        })
    }

    fn problem(self) -> El {
        el("div", "").content_fn(move || {
            let Some(problem) = self.problem.with(Clone::clone) else { return Vec::new() };
            let card = problem_card(&problem, self.site.acting(move || self.begin()), None);
            let left = problem.detail.filter(|_| problem.kind == ProblemKind::TestPinLeft);
            let open = left.map(|address| {
                let open = button("button", Word::View).click(move || page::open_tab(&address));
                el("div", "form-line").child(open)
            });
            [card].into_iter().chain(open).collect()
        })
    }

    fn test(self) -> El {
        let select = el("select", "field")
            .attr("id", BOARD)
            .content_fn(move || {
                let option = |id: &str| el("option", "").attr("value", id);
                let named = |board: &Board| option(board.id.as_str()).text(&board.name);
                let none = option("").say(Word::ChooseBoard);
                self.boards.with(|boards| [none].into_iter().chain(boards.iter().map(named)).collect())
            })
            .on("change", move |event| self.board.set(event.value()));
        let make = button("button", Word::TestPin)
            .on_while("disabled", move || {
                self.board.with(String::is_empty) || self.diagnosis.get().is_running()
            })
            .click(move || {
                let board = BoardId::new(self.board.peek(Clone::clone));
                if let Some(connection) = self.site.connection() {
                    self.ask(Diagnosis::Testing, Request::TestPin { connection, board });
                }
            });
        el("div", "stack")
            .child(el("p", "").say(Word::TestPinText))
            .child(el("label", "").attr("for", BOARD).say(Word::TestPinBoard))
            .child(el("div", "form-line").child(select).child(make))
            .child(self.said(true))
            .on_while("hidden", move || self.diagnosis.get().of(CHECKS - 1) != Checked::Fine)
    }
}

/// How far something is, for the eye; beside it stands a word.
fn mark(checked: Checked) -> El {
    match checked {
        Checked::Running => el("span", "spinner"),
        Checked::Fine => el("span", "news-mark").child(icon(Icon::Done)),
        Checked::Wrong => el("span", "problem-mark").child(icon(Icon::Alert)),
        Checked::Untried => el("span", "muted").child(icon(Icon::Wait)),
    }
}
