//! Reading a JSON body field by field, as documented and no further.

use crate::exchange::Ask;
use crate::problem::Problem;
use serde_json::{Map, Value};

/// An object that is taken apart; what is left over at the end is unknown.
#[derive(Debug)]
pub(crate) struct Fields {
    what: &'static str,
    left: Map<String, Value>,
}

impl Fields {
    /// The body of a request.
    pub(crate) fn of_body(ask: &Ask) -> Result<Self, Problem> {
        match ask.content_type().as_deref() {
            Some("application/json") => {}
            Some(other) => {
                return Err(Problem::invalid(format!("Content-Type is {other}, not application/json")));
            }
            None => return Err(Problem::invalid("Content-Type is missing")),
        }
        let value: Value =
            serde_json::from_slice(&ask.body).map_err(|_| Problem::invalid("the body is not JSON"))?;
        Self::of_value(value, "the body")
    }

    /// An object inside a body.
    pub(crate) fn of_value(value: Value, what: &'static str) -> Result<Self, Problem> {
        match value {
            Value::Object(left) => Ok(Self { what, left }),
            _ => Err(Problem::invalid(format!("{what} is not an object"))),
        }
    }

    /// Any value.
    pub(crate) fn value(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// A text that may be absent, or null.
    pub(crate) fn text(&mut self, name: &str, longest: usize) -> Result<Option<String>, Problem> {
        match self.left.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => {
                // JSON Schema counts characters, not bytes.
                let length = text.chars().count();
                if length > longest {
                    return Err(Problem::invalid(format!(
                        "{name} has {length} characters, more than {longest}"
                    )));
                }
                Ok(Some(text))
            }
            Some(_) => Err(Problem::invalid(format!("{name} is not a string"))),
        }
    }

    /// A text that must be there.
    pub(crate) fn needed_text(&mut self, name: &str, longest: usize) -> Result<String, Problem> {
        self.text(name, longest)?
            .ok_or_else(|| Problem::invalid(format!("{name} is missing from {}", self.what)))
    }

    /// An id: digits only; absent or null is fine.
    pub(crate) fn id(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.text(name, usize::MAX)? {
            Some(id) if !is_id(&id) => Err(Problem::invalid(format!("{name} does not match ^\\d+$"))),
            id => Ok(id),
        }
    }

    /// A boolean that may be absent.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Problem> {
        match self.left.remove(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(Problem::invalid(format!("{name} is not a boolean"))),
        }
    }

    /// Nothing may be left.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Problem::invalid(format!("{name} is not a field of {}", self.what))),
        }
    }
}

/// `^\d+$`.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// An http or https address with a host.
pub(crate) fn is_web_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
