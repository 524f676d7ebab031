//! Which addresses may be a relay's.

use tack_protocol::ProblemKind;
use tack_protocol::limits::RELAY_ADDRESS_MAX;

use crate::text;

/// The address as it is kept: without white space around and slashes behind.
///
/// # Errors
/// [`ProblemKind::RelayAddressInvalid`] unless it is https, or http on loopback, without credentials, query or
/// fragment. Tokens go there: anything else could be read on the way.
pub fn checked(address: &str) -> Result<String, ProblemKind> {
    let address = address.trim().trim_end_matches('/');
    let invalid = || ProblemKind::RelayAddressInvalid;
    if address.len() > RELAY_ADDRESS_MAX
        || address.contains(['@', '?', '#', '\\'])
        || address.chars().any(|c| c.is_whitespace() || c.is_control())
    {
        return Err(invalid());
    }
    let (scheme, rest) = text::split_once(address, "://").ok_or_else(invalid)?;
    let (authority, path) = rest.split_once('/').map_or((rest, ""), |(authority, path)| (authority, path));
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']').ok_or_else(invalid)?.0,
        None => authority.split(':').next().unwrap_or_default(),
    };
    let secure = match scheme.to_ascii_lowercase().as_str() {
        "https" => !host.is_empty(),
        "http" => ["127.0.0.1", "localhost"].contains(&host.to_ascii_lowercase().as_str()),
        _ => false,
    };
    if !secure {
        return Err(invalid());
    }
    let slash = if path.is_empty() { "" } else { "/" };
    Ok([&scheme.to_ascii_lowercase(), "://", &authority.to_ascii_lowercase(), slash, path].concat())
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn https_and_loopback_only() {
        let table = [
            (" https://Relay.Example/ ", Some("https://relay.example")),
            ("https://relay.example:8443/tack/", Some("https://relay.example:8443/tack")),
            ("http://127.0.0.1:8787", Some("http://127.0.0.1:8787")),
            ("HTTP://localhost:8787/", Some("http://localhost:8787")),
            // A policy for extension pages can name no IPv6 address.
            ("http://[::1]:8787", None),
            ("http://relay.example", None),
            ("http://127.0.0.1.evil.example", None),
            ("http://localhost@evil.example", None),
            ("https://", None),
            ("relay.example", None),
            ("javascript://x", None),
            ("https://relay.example/?x", None),
            ("https://relay example", None),
        ];
        for (given, expected) in table {
            assert_eq!(checked(given).ok().as_deref(), expected, "{given}");
        }
    }
}
