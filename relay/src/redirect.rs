//! The allow-list of redirect URIs. Matching is exact, character by character (RFC 9700 §2.1, §4.1.3): anything
//! looser is how authorization codes get sent to strangers.

use url::{Host, Url};

use crate::thumbprint::sha256;

/// Longest redirect URI, in characters.
pub const REDIRECT_URI_MAX: usize = 512;

/// Most redirect URIs in the list.
pub const REDIRECT_URIS_MAX: usize = 64;

/// A redirect URI by its digest: 128 bits of SHA-256, to find it again inside a sealed state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; Self::LEN]);

impl Fingerprint {
    /// Bytes in a fingerprint.
    pub const LEN: usize = 16;

    /// Of a URI.
    #[must_use]
    pub fn of(uri: &str) -> Self {
        let mut bytes = [0; Self::LEN];
        bytes.copy_from_slice(&sha256(uri.as_bytes())[..Self::LEN]);
        Self(bytes)
    }

    /// From the bytes in a seal.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; Self::LEN]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; Self::LEN] {
        &self.0
    }
}

/// The redirect URIs that the administrator allows.
#[derive(Debug, Clone, Default)]
pub struct AllowList(Vec<(String, Fingerprint)>);

impl AllowList {
    /// Reads a list separated by commas and white space; a repeated URI counts once.
    ///
    /// # Errors
    /// One sentence for each URI that is no use, and one if there are more than [`REDIRECT_URIS_MAX`].
    pub fn parse(text: &str) -> Result<Self, Vec<String>> {
        let mut list = Self::default();
        let mut faults = Vec::new();
        for uri in text.split([',', ' ', '\t', '\r', '\n']).filter(|uri| !uri.is_empty()) {
            match check(uri) {
                Err(fault) => faults.push(format!("`{uri}` {fault}")),
                Ok(()) if list.exactly(uri).is_none() => list.0.push((uri.to_owned(), Fingerprint::of(uri))),
                Ok(()) => {}
            }
        }
        if list.0.len() > REDIRECT_URIS_MAX {
            faults.push(format!("holds {} URIs; at most {REDIRECT_URIS_MAX} are taken", list.0.len()));
        }
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// The fingerprint of `uri`, if it is in the list exactly as written.
    #[must_use]
    pub fn exactly(&self, uri: &str) -> Option<Fingerprint> {
        self.0.iter().find(|(allowed, _)| allowed == uri).map(|(_, print)| *print)
    }

    /// The URI of a fingerprint, if it is still in the list.
    #[must_use]
    pub fn find(&self, print: Fingerprint) -> Option<&str> {
        self.0.iter().find(|(_, known)| *known == print).map(|(uri, _)| uri.as_str())
    }

    /// All of them, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(uri, _)| uri.as_str())
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn check(uri: &str) -> Result<(), &'static str> {
    if uri.len() > REDIRECT_URI_MAX {
        return Err("is longer than 512 characters");
    }
    if !uri.bytes().all(|b| b.is_ascii_graphic()) {
        return Err("has characters outside visible ASCII");
    }
    if uri.contains('*') {
        return Err("has a wildcard; redirect URIs match exactly");
    }
    let Ok(url) = Url::parse(uri) else { return Err("is not a URL") };
    if uri.contains('#') {
        return Err("has a fragment, which RFC 6749 §3.1.2 forbids");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("has a user name or password");
    }
    match url.scheme() {
        "https" => Ok(()),
        "http" if is_loopback(&url) => Ok(()),
        _ => Err("is neither https nor http on a loopback address"),
    }
}

/// Whether the URL's host is this machine (RFC 8252 §7.3, §8.3).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHROME: &str = "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/";

    #[test]
    fn a_list_is_read_and_matched_exactly() {
        let list = AllowList::parse(&format!("{CHROME},http://127.0.0.1:9/cb\n{CHROME}")).unwrap();
        assert_eq!(list.len(), 2);
        let print = list.exactly(CHROME).unwrap();
        assert_eq!(list.find(print), Some(CHROME));
        for near in [
            CHROME.trim_end_matches('/').to_owned(),
            format!("{CHROME}x"),
            format!("{CHROME}?a"),
            CHROME.to_uppercase(),
            CHROME.replace("https", "http"),
            format!(" {CHROME}"),
            CHROME.replace(".org/", ".org.evil.example/"),
        ] {
            assert!(list.exactly(&near).is_none(), "{near}");
        }
        assert!(list.find(Fingerprint::of("https://other.example/")).is_none());
    }

    #[test]
    fn unsafe_uris_are_named_all_at_once() {
        let faults = AllowList::parse(
            "http://a.example/ https://*.chromiumapp.org/ https://u:p@a.example/ https://a.example/#f nonsense \
             javascript:alert(1) https://é.example/ http://127.0.0.1.evil.example/",
        )
        .unwrap_err();
        assert_eq!(faults.len(), 8, "{faults:?}");
        assert!(faults[0].contains("`http://a.example/` is neither https"), "{}", faults[0]);
    }

    #[test]
    fn loopback_http_is_allowed() {
        for uri in
            ["http://127.0.0.1:1/", "http://[::1]:1/", "http://localhost/cb", "https://a.example/cb?x=1"]
        {
            assert!(AllowList::parse(uri).is_ok(), "{uri}");
        }
    }

    #[test]
    fn the_list_has_an_end() {
        let many: Vec<String> = (0..65).map(|n| format!("https://h{n}.example/")).collect();
        assert!(AllowList::parse(&many.join(" ")).is_err());
        assert!(AllowList::parse(&many[1..].join(" ")).is_ok());
        assert!(AllowList::parse(" , ").unwrap().is_empty());
    }
}
