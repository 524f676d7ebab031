//! The relay's own address, as a proof's `htu` must name it (RFC 9449 §4.3, check 9).
//!
//! Without `TACK_RELAY_PUBLIC_URL` the relay knows its name only from the `Host` header. That binds a proof to the
//! name under which the browser reached this relay, as long as the TLS proxy in front passes `Host` on and serves
//! this relay under its own names only. Whoever talks to the relay directly chooses `Host` themselves: then a
//! proof made for another relay passes this check, and what stands against its use is that nothing sealed here was
//! bound to it. `X-Forwarded-Host` and `-Proto` are never looked at: anybody can send them. With
//! `TACK_RELAY_PUBLIC_URL` the comparison is with that URL alone, and nothing depends on headers.

use url::Url;

use crate::redirect::is_loopback;

/// Longest `htu` taken, in characters.
pub const HTU_MAX: usize = 512;

/// The base URL under which browsers reach the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// Reads a base URL: https, or http on loopback; a path is a prefix that the proxy strips.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "is not a URL")?;
        if !plain(&url) {
            return Err("must be https, or http on a loopback address, without user name, query or fragment");
        }
        Ok(Self(url))
    }

    /// The URL.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Whether `htu` names `path` on this relay. `host` is the `Host` header.
#[must_use]
pub fn is_here(htu: &str, path: &str, public: Option<&PublicUrl>, host: Option<&str>) -> bool {
    if htu.len() > HTU_MAX {
        return false;
    }
    let Ok(said) = Url::parse(htu) else { return false };
    if !plain(&said) {
        return false;
    }
    if let Some(PublicUrl(base)) = public {
        let whole = format!("{}{path}", base.path().trim_end_matches('/'));
        return same_origin(&said, base) && said.path() == whole;
    }
    // The scheme is taken from the claim: behind a proxy that ends TLS the relay cannot see it.
    let Some(here) = host.and_then(|host| Url::parse(&format!("{}://{host}/", said.scheme())).ok()) else {
        return false;
    };
    plain(&here) && here.path() == "/" && same_origin(&said, &here) && said.path() == path
}

fn plain(url: &Url) -> bool {
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    let user = url.username().is_empty() && url.password().is_none();
    scheme && user && url.query().is_none() && url.fragment().is_none()
}

fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_host_header() {
        let here = |htu: &str, host: &str| is_here(htu, "/v1/token", None, Some(host));
        assert!(here("https://relay.example/v1/token", "relay.example"));
        assert!(here("https://relay.example:443/v1/token", "Relay.Example"));
        assert!(here("https://relay.example/v1/token", "relay.example:443"));
        assert!(here("https://relay.example:8443/v1/token", "relay.example:8443"));
        assert!(here("http://127.0.0.1:8787/v1/token", "127.0.0.1:8787"));
        assert!(here("http://[::1]:8787/v1/token", "[::1]:8787"));
        assert!(!here("https://evil.example/v1/token", "relay.example"));
        assert!(!here("https://relay.example:8443/v1/token", "relay.example"));
        assert!(!here("https://relay.example/v1/refresh", "relay.example"));
        assert!(!here("https://relay.example/v1/token/", "relay.example"));
        assert!(!here("https://relay.example/v1/token?x=1", "relay.example"));
        assert!(!here("https://relay.example/v1/token#x", "relay.example"));
        assert!(!here("https://u@relay.example/v1/token", "relay.example"));
        // Plain http to anywhere but this machine: the handle would have crossed the network in the clear.
        assert!(!here("http://relay.example/v1/token", "relay.example"));
        assert!(!here("https://relay.example/v1/token", "relay.example/v1/token?"));
        assert!(!here("https://relay.example/v1/token", "u@relay.example"));
        assert!(!here("https://relay.example/v1/token", ""));
        assert!(!here("v1/token", "relay.example"));
        assert!(!is_here("https://relay.example/v1/token", "/v1/token", None, None));
        let long = format!("https://relay.example/{}/v1/token", "a".repeat(HTU_MAX));
        assert!(!here(&long, "relay.example"));
    }

    #[test]
    fn by_public_url() {
        let base = PublicUrl::parse("https://example.org/tack/").unwrap();
        let here = |htu: &str| is_here(htu, "/v1/token", Some(&base), Some("evil.example"));
        assert!(here("https://example.org/tack/v1/token"));
        assert!(!here("https://example.org/v1/token"));
        assert!(!here("https://evil.example/v1/token"));
        assert!(!here("https://evil.example/tack/v1/token"));
        let root = PublicUrl::parse("https://example.org").unwrap();
        assert!(is_here("https://example.org/v1/token", "/v1/token", Some(&root), None));
    }

    #[test]
    fn public_urls_that_are_refused() {
        for bad in [
            "http://example.org",
            "https://u@example.org",
            "https://example.org/?q",
            "ftp://x",
            "example.org",
        ] {
            assert!(PublicUrl::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(PublicUrl::parse("http://localhost:8787").unwrap().as_str(), "http://localhost:8787/");
    }
}
