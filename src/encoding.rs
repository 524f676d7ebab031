//! Encodings: percent (RFC 3986), forms, base64url (RFC 4648, section 5).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// `text` as a component of an address.
pub fn percent(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The value of `name` in a query, decoded as a form has it; `None` when it is absent or given twice.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

/// base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_there_and_back() {
        assert_eq!(percent("a b&ü~"), "a%20b%26%C3%BC~");
        assert_eq!(parameter("x=1&state=a%20b%26%C3%BC~&y", "state").as_deref(), Some("a b&ü~"));
    }

    #[test]
    fn a_parameter_given_twice_counts_as_none() {
        assert_eq!(parameter("code=1&code=2", "code"), None);
        assert_eq!(parameter("", "code"), None);
    }
}
