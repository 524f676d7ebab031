//! What the stand-in remembers of its visitors: requests, violations, hosts, hand-offs.

use crate::exchange::Ask;
use crate::world::Which;
use serde::Serialize;
use std::collections::BTreeMap;

/// A request inside a tunnel: no headers, no body, no query values.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Request {
    pub(crate) n: usize,
    pub(crate) host: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query_keys: Vec<String>,
    /// 0 until it is answered, and for ever if it is not.
    pub(crate) status: u16,
    pub(crate) world: Option<&'static str>,
    pub(crate) client: String,
}

/// A request that Pinterest's documentation does not allow.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Violation {
    n: usize,
    host: String,
    method: String,
    path: String,
    what: String,
}

/// What reached the Save dialog.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Handoff {
    pub(crate) url: String,
    pub(crate) media: String,
    pub(crate) description: String,
}

/// The memory.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) requests: Vec<Request>,
    pub(crate) violations: Vec<Violation>,
    pub(crate) answered: BTreeMap<String, usize>,
    pub(crate) refused: BTreeMap<String, usize>,
    pub(crate) handoffs: Vec<Handoff>,
}

impl Record {
    /// Remembers a request and answers its number, from 1.
    pub(crate) fn open(&mut self, ask: &Ask, shown_path: String) -> usize {
        let n = self.requests.len() + 1;
        self.requests.push(Request {
            n,
            host: ask.host.clone(),
            method: ask.method.to_string(),
            path: shown_path,
            query_keys: ask.query().into_iter().map(|(key, _)| key).collect(),
            status: 0,
            world: Which::of_host(&ask.host).map(Which::name),
            client: client(ask.header("user-agent").unwrap_or_default()),
        });
        n
    }

    /// Fills in how the request was answered.
    pub(crate) fn close(&mut self, n: usize, status: u16) {
        if let Some(request) = n.checked_sub(1).and_then(|i| self.requests.get_mut(i)) {
            request.status = status;
        }
    }

    /// Remembers what was wrong with a request.
    pub(crate) fn violate(&mut self, n: usize, what: String) {
        if let Some(request) = n.checked_sub(1).and_then(|i| self.requests.get(i)) {
            self.violations.push(Violation {
                n,
                host: request.host.clone(),
                method: request.method.clone(),
                path: request.path.clone(),
                what,
            });
        }
    }
}

/// `browser`, or the product name that the User-Agent begins with, or nothing.
fn client(user_agent: &str) -> String {
    if user_agent.starts_with("Mozilla/") {
        return "browser".to_owned();
    }
    user_agent.split(['/', ' ']).next().unwrap_or_default().chars().take(40).collect()
}
