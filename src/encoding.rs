//! Encodings: percent (RFC 3986), forms, base64 and base64url (RFC 4648, sections 4 and 5). Own code, since the crates for them, made for
//! any alphabet and any amount, weigh 8 KB in the wasm file.

/// `text` as a component of an address: all but the unreserved characters of RFC 3986, section 2.3, is escaped.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => push_escape(&mut out, byte),
        }
    }
    out
}

/// `byte` as a percent-escape.
pub fn push_escape(out: &mut String, byte: u8) {
    let digit = |value: u8| char::from(if value < 10 { b'0' + value } else { b'A' - 10 + value });
    out.push('%');
    out.push(digit(byte >> 4));
    out.push(digit(byte & 15));
}

/// The value of `name` in a query, decoded as a form has it; `None` when it is absent, given twice, or no text.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let mut values = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(key, _)| decoded(key) == name.as_bytes());
    let (_, value) = values.next()?;
    if values.next().is_some() {
        return None;
    }
    String::from_utf8(decoded(value)).ok()
}

/// A value of a query, decoded as a form has it; empty if that is no text.
pub fn decoded_text(text: &str) -> String {
    String::from_utf8(decoded(text)).unwrap_or_default()
}

/// A name or value of a query, decoded as a form has it: what need not be text.
pub fn decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        out.push(match (byte, behind) {
            (b'+', _) => b' ',
            (b'%', [high, low, behind @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = behind;
                    high << 4 | low
                }
                _ => byte,
            },
            _ => byte,
        });
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

/// base64url without padding.
pub fn base64url(bytes: &[u8]) -> String {
    encoded(bytes, b"-_")
}

/// base64 with padding, without line breaks.
pub fn base64(bytes: &[u8]) -> String {
    let mut out = encoded(bytes, b"+/");
    while !out.len().is_multiple_of(4) {
        out.push('=');
    }
    out
}

/// The bytes of a base64 text with its padding; `None` if it is none.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut bits, mut held) = (0_u32, 0);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    Some(out)
}

fn encoded(bytes: &[u8], last: &[u8; 2]) -> String {
    let digit = |value: u8| match value {
        0..26 => b'A' + value,
        26..52 => b'a' + value - 26,
        52..62 => b'0' + value - 52,
        62 => last[0],
        _ => last[1],
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..=chunk.len() {
            out.push(char::from(digit((bits >> (18 - 6 * place) & 63) as u8)));
        }
    }
    out
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

    #[test]
    fn decodes_as_forms_do() {
        for (query, expected) in [
            ("a=1+2", Some("1 2")),
            ("b&a", Some("")),
            ("%61=x", Some("x")),
            ("a=%zz%4", Some("%zz%4")),
            ("a=%C3%BC", Some("ü")),
            ("a=%FF", None),
            ("a=b=c", Some("b=c")),
        ] {
            assert_eq!(parameter(query, "a").as_deref(), expected, "{query}");
        }
    }

    #[test]
    fn base64url_is_that_of_rfc_4648() {
        // Section 10, without the padding; and the two signs that are of base64url alone.
        let table =
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")];
        for (bytes, expected) in table {
            assert_eq!(base64url(bytes.as_bytes()), expected);
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn base64_there_and_back() {
        let table = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (bytes, expected) in table {
            assert_eq!(base64(bytes.as_bytes()), expected);
            assert_eq!(from_base64(expected).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
        for wrong in ["Zg=", "Z", "Zm9v=", "Zm 9", "====", "Zm-_"] {
            assert_eq!(from_base64(wrong), None, "{wrong}");
        }
    }
}
