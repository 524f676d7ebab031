//! http(s) addresses as text: taken apart, resolved, and brought into one form. The `url` crate would bring its
//! tables of Unicode into the wasm; what the browser has not resolved for us is little.

use std::fmt;

use super::facts::of_fair_length;
use crate::encoding::push_escape;
use crate::text::{holds, listed};

/// An absolute http(s) address without credentials and fragment.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Address {
    text: String,
    /// Where the host begins.
    host: usize,
    /// Where host and port end and the path begins.
    path: usize,
    /// Where the query's question mark is, or the end.
    query: usize,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Address {
    /// The address, if it is an absolute one of http or https.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(|c: char| c <= ' ');
        if !of_fair_length(text) {
            return None;
        }
        let (scheme, rest) = split_scheme(text)?;
        let scheme = if scheme.eq_ignore_ascii_case("https") {
            "https://"
        } else if scheme.eq_ignore_ascii_case("http") {
            "http://"
        } else {
            return None;
        };
        let rest = rest.strip_prefix("//")?;
        let (authority, rest) = split_at_byte(rest, |b| matches!(b, b'/' | b'?' | b'#' | b'\\'));
        // Credentials are nobody's business.
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let default_port = if scheme == "https://" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(authority);
        let authority = authority.strip_suffix(':').unwrap_or(authority);
        // A name outside ASCII would need the tables of IDNA; the browser's own addresses have it in ASCII.
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'[' | b']' | b':');
        if authority.is_empty() || authority.starts_with(':') || !authority.bytes().all(plain) {
            return None;
        }

        let mut out = String::with_capacity(text.len() + 1);
        out.push_str(scheme);
        let host = out.len();
        out.push_str(authority);
        out.make_ascii_lowercase();
        let path = out.len();
        let (rest, _) = split_at_byte(rest, |b| b == b'#');
        let (path_text, query_text) = split_at_byte(rest, |b| b == b'?');
        push_path(&mut out, path_text);
        let query = out.len();
        push_encoded(&mut out, query_text);
        of_fair_length(&out).then_some(Self { text: out, host, path, query })
    }

    /// What `reference` means in a document of this base.
    pub(super) fn resolve(base: Option<&Self>, reference: &str) -> Option<Self> {
        let reference = reference.trim_matches(|c: char| c <= ' ');
        if reference.is_empty() {
            return None;
        }
        if split_scheme(reference).is_some() {
            return Self::parse(reference);
        }
        let base = base?;
        let start = if reference.starts_with("//") {
            base.text.get(..base.host)?.strip_suffix("//")?
        } else if reference.starts_with(['/', '\\']) {
            base.text.get(..base.path)?
        } else if reference.starts_with('?') {
            base.text.get(..base.query)?
        } else if reference.starts_with('#') {
            return Some(base.clone());
        } else {
            let directory = base.path().rfind('/').unwrap_or(0) + 1;
            base.text.get(..base.path + directory)?
        };
        Self::parse(&[start, reference].concat())
    }

    /// Stands for a picture that has no address outside its page. It has no host, so that nobody takes it for
    /// reachable.
    pub(super) fn inner(text: String) -> Self {
        let end = text.len();
        Self { text, host: end, path: end, query: end }
    }

    /// It stands for a picture that has no address.
    pub(super) fn is_inner(&self) -> bool {
        self.host == self.text.len()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> &str {
        self.text.get(..self.path).unwrap_or("")
    }

    /// Host and port.
    pub(super) fn authority(&self) -> &str {
        self.text.get(self.host..self.path).unwrap_or("")
    }

    /// The host's name without the port.
    pub(super) fn host(&self) -> &str {
        let authority = self.authority();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => authority,
        }
    }

    /// The path, with its leading slash.
    pub(super) fn path(&self) -> &str {
        self.text.get(self.path..self.query).unwrap_or("/")
    }

    /// The query without its question mark.
    pub(super) fn query(&self) -> &str {
        self.text.get(self.query..).and_then(|query| query.strip_prefix('?')).unwrap_or("")
    }

    /// The same address with another query.
    pub(super) fn with_query(&self, query: &str) -> Self {
        let mut text = self.text.get(..self.query).unwrap_or("").to_owned();
        if !query.is_empty() {
            text.push('?');
            text.push_str(query);
        }
        Self { text, ..*self }
    }

    /// Its path names a picture file.
    pub(super) fn names_picture(&self) -> bool {
        is_picture_file(self.path())
    }
}

/// The text before the first of these bytes, and from it on. The bytes are ASCII. Patterns of characters, which read
/// the same more nicely, took half of the time of a large page.
pub(super) fn split_at_byte(text: &str, is_end: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(is_end).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The text ends like the name of a picture file.
pub(super) fn is_picture_file(name: &str) -> bool {
    const EXTENSIONS: &str = "jpg jpeg png webp gif avif svg bmp jxl heic tif tiff";
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    !stem.is_empty() && listed(EXTENSIONS, extension)
}

/// The scheme and what follows its colon, if the text begins with a scheme.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = split_at_byte(text, |b| b == b':' || b == b'/');
    let rest = rest.strip_prefix(':')?;
    let tail = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.bytes().all(tail);
    sound.then_some((scheme, rest))
}

/// The path, without `.` and `..`, and with its leading slash.
fn push_path(out: &mut String, path: &str) {
    let start = out.len();
    if !holds(path, "/.") && !path.contains('\\') {
        if !path.starts_with('/') {
            out.push('/');
        }
        push_encoded(out, path);
        return;
    }
    let mut segments = path.split(['/', '\\']).skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    let parent = out.get(start..).and_then(|path| path.rfind('/')).unwrap_or(0);
                    out.truncate(start + parent);
                }
                if last {
                    out.push('/');
                }
            }
            _ => {
                out.push('/');
                push_encoded(out, segment);
            }
        }
    }
    if out.len() == start {
        out.push('/');
    }
}

/// The text with what may not stand in an address as percent-escapes, as browsers do.
fn push_encoded(out: &mut String, text: &str) {
    let sound = |b: u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'`');
    if text.bytes().all(sound) {
        out.push_str(text);
        return;
    }
    for byte in text.bytes() {
        match byte {
            b'\t' | b'\n' | b'\r' => {}
            _ if sound(byte) => out.push(char::from(byte)),
            _ => push_escape(out, byte),
        }
    }
}

/// Both are of one site: the same host, but for the front doors that one site has.
pub(super) fn same_site(a: &Address, b: &Address) -> bool {
    fn door(host: &str) -> &str {
        ["www.", "m.", "mobile.", "amp."].iter().find_map(|door| host.strip_prefix(door)).unwrap_or(host)
    }
    door(a.authority()) == door(b.authority())
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn brings_addresses_into_one_form() {
        for (given, expected) in [
            ("https://shop.example", Some("https://shop.example/")),
            ("HTTPS://Shop.Example:443/A?b#c", Some("https://shop.example/A?b")),
            ("http://shop.example:80", Some("http://shop.example/")),
            ("http://shop.example:8080/x", Some("http://shop.example:8080/x")),
            ("https://anna:secret@shop.example/x", Some("https://shop.example/x")),
            ("https://a@b@shop.example/x", Some("https://shop.example/x")),
            ("https://shop.example?q=1", Some("https://shop.example/?q=1")),
            (" https://shop.example/a b\n.jpg ", Some("https://shop.example/a%20b.jpg")),
            ("https://shop.example/ü?ü", Some("https://shop.example/%C3%BC?%C3%BC")),
            ("https://shop.example/a/./b/../c", Some("https://shop.example/a/c")),
            ("https://shop.example/../../c/..", Some("https://shop.example/")),
            ("https://[::1]:8443/x", Some("https://[::1]:8443/x")),
            ("https://münchen.example/x", None),
            ("https:///x", None),
            ("https://:80/", None),
            ("ftp://shop.example/x", None),
            ("data:image/png;base64,AAAA", None),
            ("blob:https://shop.example/1", None),
            ("javascript:alert(1)", None),
            ("/x", None),
            ("", None),
        ] {
            assert_eq!(Address::parse(given).as_ref().map(Address::as_str), expected, "{given}");
        }
    }

    #[test]
    fn resolves_as_browsers_do() {
        let base = Address::parse("https://shop.example/a/b.html?q=1");
        for (given, expected) in [
            ("c.jpg", "https://shop.example/a/c.jpg"),
            ("./c.jpg", "https://shop.example/a/c.jpg"),
            ("../c.jpg", "https://shop.example/c.jpg"),
            ("/c.jpg", "https://shop.example/c.jpg"),
            ("//cdn.example/c.jpg", "https://cdn.example/c.jpg"),
            ("?q=2", "https://shop.example/a/b.html?q=2"),
            ("#x", "https://shop.example/a/b.html?q=1"),
            ("http://cdn.example/c.jpg", "http://cdn.example/c.jpg"),
            ("a,b:c.jpg", "https://shop.example/a/a,b:c.jpg"),
        ] {
            let resolved = Address::resolve(base.as_ref(), given);
            assert_eq!(resolved.as_ref().map(Address::as_str), Some(expected), "{given}");
        }
        assert_eq!(Address::resolve(None, "c.jpg"), None);
        assert_eq!(Address::resolve(base.as_ref(), "data:image/png,x"), None);
        assert_eq!(Address::resolve(base.as_ref(), "  "), None);
    }

    #[test]
    fn is_taken_apart() {
        let address = Address::parse("https://shop.example:8443/a/b.JPG?q=1&r");
        let address = address.expect("an address");
        assert_eq!(address.authority(), "shop.example:8443");
        assert_eq!(address.host(), "shop.example");
        assert_eq!(address.path(), "/a/b.JPG");
        assert_eq!(address.query(), "q=1&r");
        assert!(address.names_picture());
        assert_eq!(address.with_query("").as_str(), "https://shop.example:8443/a/b.JPG");
        assert_eq!(address.with_query("").with_query("x").as_str(), "https://shop.example:8443/a/b.JPG?x");
    }
}
