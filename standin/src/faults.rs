//! Faults: what goes wrong on purpose, for which requests, and how often.

use crate::exchange::Ask;
use crate::rows::Row;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which requests a fault meets. What is absent matches everything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Match {
    host: Option<String>,
    method: Option<String>,
    path: Option<String>,
}

impl Match {
    fn meets(&self, ask: &Ask) -> bool {
        self.host.as_deref().is_none_or(|host| host == ask.host)
            && self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(ask.method.as_str()))
            && self.path.as_deref().is_none_or(|path| ask.path.starts_with(path))
    }
}

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Where {
    Before,
    After,
    Midway,
}

/// An answer in Pinterest's error form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Error {
    pub(crate) status: u16,
    pub(crate) code: Option<i64>,
    pub(crate) message: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
}

/// A row of Pinterest's error table, in the words that were seen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seen {
    pub(crate) row: Row,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
}

/// An answer that is not Pinterest's.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Foreign {
    pub(crate) body: String,
    #[serde(default = "ok")]
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
}

fn ok() -> u16 {
    200
}

/// What happens instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Act {
    Delay(Delay),
    Hang(Hang),
    Cut(Cut),
    Big(Big),
    Empty(Empty),
    DoneBut(DoneBut),
    Foreign(Foreign),
    Seen(Seen),
    Error(Error),
}

/// Answers as usual, later.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Delay {
    pub(crate) delay_ms: u64,
}

/// Holds the request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hang {
    pub(crate) hang: bool,
}

/// Closes the connection.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cut {
    pub(crate) cut: Where,
}

/// A JSON answer of that many bytes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Big {
    pub(crate) big: usize,
}

/// A status without a body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Empty {
    pub(crate) empty: u16,
}

/// The act is done; the answer says that it was not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DoneBut {
    pub(crate) done_but: Error,
}

/// One fault, as it is posted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    #[serde(rename = "match", default)]
    matches: Match,
    times: Option<u64>,
    act: Act,
}

/// The faults that are set, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    set: Vec<(u64, Fault)>,
    next_id: u64,
}

impl Faults {
    /// Sets a fault and answers its id.
    pub(crate) fn add(&mut self, fault: Fault) -> u64 {
        self.next_id += 1;
        self.set.push((self.next_id, fault));
        self.next_id
    }

    /// Removes all.
    pub(crate) fn clear(&mut self) {
        self.set.clear();
    }

    /// The first fault that meets a request, used once.
    pub(crate) fn take(&mut self, ask: &Ask) -> Option<Act> {
        let at = self.set.iter().position(|(_, fault)| fault.times != Some(0) && fault.matches.meets(ask))?;
        let (_, fault) = self.set.get_mut(at)?;
        let act = fault.act.clone();
        if let Some(times) = &mut fault.times {
            *times -= 1;
            if *times == 0 {
                self.set.remove(at);
            }
        }
        Some(act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn act(value: serde_json::Value) -> Act {
        serde_json::from_value::<Fault>(json!({ "match": {}, "act": value })).unwrap().act
    }

    #[test]
    fn every_act_of_the_contract_parses_as_itself() {
        assert!(matches!(
            act(json!({"status":429,"code":8,"message":"slow","headers":{"Retry-After":"2"}})),
            Act::Error(_)
        ));
        assert!(matches!(act(json!({"delay_ms":5000})), Act::Delay(_)));
        assert!(matches!(act(json!({"hang":true})), Act::Hang(_)));
        assert!(matches!(act(json!({"cut":"before"})), Act::Cut(Cut { cut: Where::Before })));
        assert!(matches!(act(json!({"cut":"after"})), Act::Cut(Cut { cut: Where::After })));
        assert!(matches!(act(json!({"cut":"midway"})), Act::Cut(Cut { cut: Where::Midway })));
        assert!(matches!(
            act(json!({"body":"<html>","status":200,"content_type":"text/html"})),
            Act::Foreign(_)
        ));
        let headers = json!({"Retry-After": "2"});
        assert!(matches!(
            act(json!({"row":"rate_limited","headers":headers})),
            Act::Seen(Seen { row: Row::RateLimited, .. })
        ));
        assert!(matches!(act(json!({"big":3000000})), Act::Big(_)));
        assert!(matches!(act(json!({"empty":200})), Act::Empty(_)));
        assert!(matches!(act(json!({"done_but":{"status":500}})), Act::DoneBut(_)));
    }
}
