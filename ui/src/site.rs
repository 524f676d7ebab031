//! What the options page and the welcome page know, and what both do with it.

use std::ops::Deref;
use std::rc::Rc;

use tack_browser::{messages, page, permissions};
use tack_protocol::{Action, ConnectionId, Environment, Event, Problem, Request, Status};
use wasm_bindgen_futures::spawn_local;

use crate::API_ORIGINS;
use crate::core_client::{ask, connecting, status_of};
use crate::live::{Live, forever};
use crate::model::standing::Standing;
use crate::problem_card::Act;

/// What became of the relay's address that the person entered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RelayNews {
    /// Nothing was entered.
    None,
    /// The relay is being asked.
    Asking,
    /// It answered, and its address is kept.
    Saved,
    /// There is no address any more.
    Removed,
    /// It did not do.
    Problem(Problem),
}

/// The state of the options page and of the welcome page.
#[derive(Clone, Copy)]
pub(crate) struct Site(&'static Parts);

/// What it consists of.
pub(crate) struct Parts {
    pub(crate) status: Live<Option<Status>>,
    pub(crate) standing: Live<Standing>,
    pub(crate) problem: Live<Option<Problem>>,
    /// What was last asked for, to ask for the same again.
    connecting: Live<Option<Rc<Request>>>,
    /// Where to connect to.
    pub(crate) environment: Live<Environment>,
    /// What stands in the field of the relay's address.
    pub(crate) relay: Live<String>,
    pub(crate) relay_news: Live<RelayNews>,
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        self.0
    }
}

impl Site {
    pub(crate) fn new() -> Self {
        Self(forever(Parts {
            status: Live::new(None),
            standing: Live::new(Standing::Unknown),
            problem: Live::new(None),
            connecting: Live::new(None),
            environment: Live::new(Environment::Production),
            relay: Live::new(String::new()),
            relay_news: Live::new(RelayNews::None),
        }))
    }

    /// Asks the core, and listens to its news; `heard` gets them too.
    pub(crate) fn begin(self, heard: impl Fn(&Event) + 'static) {
        messages::on_message(move |event| {
            heard(&event);
            match event {
                Event::Status(status) => self.take_status(status),
                Event::ConnectFailed(problem) => {
                    self.problem.set(Some(problem));
                    self.load();
                }
                Event::Boards { .. } | Event::Entry(_) => {}
            }
        });
        self.load();
    }

    /// Asks for everything anew.
    pub(crate) fn load(self) {
        self.ask_status(Request::Status);
    }

    /// Asks for something that is answered with the whole.
    pub(crate) fn ask_status(self, request: Request) {
        ask(request, move |reply| match status_of(reply) {
            Ok(status) => self.take_status(status),
            Err(problem) => self.problem.set(Some(problem)),
        });
    }

    fn take_status(self, status: Status) {
        // What the person is typing is left alone.
        let untouched = self.status.peek(|known| {
            let known = known.as_ref().map_or("", |known| known.relay.as_str());
            self.relay.peek(|typed| typed.trim() == known)
        });
        if untouched {
            self.relay.set(status.relay.clone());
        }
        let standing = Standing::of_status(&status);
        if status.connect_problem.is_some() && !status.connecting {
            self.problem.set(status.connect_problem.clone());
        } else if standing == Standing::Connected {
            self.problem.set(None);
        }
        if !status.connecting && status.connect_problem.is_none() {
            self.connecting.set(None);
        }
        self.standing.set(standing);
        self.status.set(Some(status));
    }

    /// The active connection.
    pub(crate) fn connection(self) -> Option<ConnectionId> {
        let of = |status: &Status| status.snapshot.account.as_ref().map(|account| account.connection.clone());
        self.status.peek(|status| status.as_ref().and_then(of))
    }

    /// Has the relay's address checked and kept.
    pub(crate) fn save_relay(self) {
        let address = self.relay.peek(|typed| typed.trim().to_owned());
        let removed = address.is_empty();
        self.relay_news.set(RelayNews::Asking);
        ask(Request::SetRelay { address }, move |reply| match status_of(reply) {
            Ok(status) => {
                self.relay.set(status.relay.clone());
                self.take_status(status);
                self.relay_news.set(if removed { RelayNews::Removed } else { RelayNews::Saved });
            }
            Err(problem) => self.relay_news.set(RelayNews::Problem(problem)),
        });
    }

    /// Begins to connect an account: the one that needs it in its own environment.
    pub(crate) fn connect(self) {
        self.connect_or(false);
    }

    /// The same again as before; also what was begun from a page that is gone.
    fn connect_again(self) {
        match self.connecting.peek(Clone::clone) {
            Some(request) => self.connect_by(request),
            None => self.connect_or(true),
        }
    }

    fn connect_or(self, repeat: bool) {
        let request = self.status.peek(|status| {
            let account = status.as_ref().and_then(|status| status.snapshot.account.as_ref());
            connecting(account, self.environment.now(), repeat)
        });
        self.connect_by(request);
    }

    /// Begins to connect an account by that [`Request::Connect`].
    pub(crate) fn connect_by(self, request: impl Into<Rc<Request>>) {
        self.connect_shared(request.into());
    }

    fn connect_shared(self, request: Rc<Request>) {
        let before = self.standing.now();
        self.problem.set(None);
        if matches!(before, Standing::NotConnected | Standing::NeedsReconnecting) {
            self.standing.set(Standing::Connecting);
        }
        self.connecting.set(Some(Rc::clone(&request)));
        ask(request, move |reply| {
            if let Err(problem) = reply {
                self.standing.set(before);
                self.problem.set(Some(problem));
            }
        });
    }

    /// The person has read what went wrong.
    pub(crate) fn dismiss(self) {
        self.problem.set(None);
        // If it is not forgotten, it is told once more.
        ask(Request::ForgetConnectProblem, |_| {});
    }

    /// The same again, after it went wrong: to connect, where that is what is missing.
    pub(crate) fn again(self) {
        let tried = |status: &Option<Status>| status.as_ref().is_some_and(|s| s.connect_problem.is_some());
        match self.standing.now() {
            Standing::NotConnected | Standing::NeedsReconnecting => self.connect_again(),
            _ if self.connecting.peek(Option::is_some) || self.status.peek(tried) => self.connect_again(),
            _ => self.load(),
        }
    }

    /// Asks the browser for Pinterest's hosts; to be called within a click.
    pub(crate) fn allow(self) {
        let allowed = permissions::request_origins(&API_ORIGINS);
        spawn_local(async move {
            if allowed.await {
                self.problem.set(None);
                self.load();
            }
        });
    }

    /// Does what a problem's button says; `again` is what went wrong.
    pub(crate) fn acting(self, again: impl Fn() + 'static) -> Act {
        self.acting_boxed(Box::new(again))
    }

    fn acting_boxed(self, again: Box<dyn Fn()>) -> Act {
        Box::new(move |action| self.act(action, &*again))
    }

    fn act(self, action: Action, again: &dyn Fn()) {
        match action {
            // What was tried before is repeated where its problem shows, and nowhere else.
            Action::Connect if self.problem.peek(Option::is_some) => self.connect_again(),
            Action::Connect => self.connect(),
            Action::AllowPinterest => self.allow(),
            Action::OpenSettings => page::focus(crate::relay_form::FIELD),
            Action::TryAgain => again(),
            Action::CreateBoard | Action::ViewBoard => page::open_tab(crate::PINTEREST),
            Action::ChooseBoard => page::focus(crate::board_picker::SEARCH),
            Action::None
            | Action::Details
            | Action::LookAgain
            | Action::HandOff
            | Action::AllowSite
            | Action::CaptureView
            | Action::CapturePicture
            | Action::OpenPage
            | Action::OpenExtension
            | Action::DeleteTwin => {}
        }
    }
}
