//! Which addresses Pinterest can reach: not those of this machine and its network.

use super::address::Address;

/// The address is in the public network, as far as its name tells.
pub(super) fn is_public(address: &Address) -> bool {
    let host = address.host().trim_end_matches('.');
    if let Some(v6) = host.strip_prefix('[') {
        let v6 = v6.trim_end_matches(']');
        // Loopback, unspecified and embedded IPv4; unique local; link local.
        return !(v6.starts_with("::")
            || ["fc", "fd", "fe8", "fe9", "fea", "feb", "64:ff9b:", "2002:"]
                .iter()
                .any(|p| v6.starts_with(p)));
    }
    // A host that ends in a number is an IPv4 address to browsers, octal and hexadecimal forms too
    // (<https://url.spec.whatwg.org/#ends-in-a-number-checker>); only the plain form is taken for public.
    let last = host.rsplit('.').next().unwrap_or("");
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if is_number(last) || last.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x")) {
        let plain = |part: &str| is_number(part) && (part == "0" || !part.starts_with('0'));
        if host.split('.').count() != 4 || !host.split('.').all(plain) {
            return false;
        }
        let mut parts = host.split('.').map(|part| part.parse::<u8>().ok());
        if parts.clone().any(|part| part.is_none()) {
            return false;
        }
        let (first, second) = (parts.next().flatten(), parts.next().flatten());
        return !matches!(
            (first, second),
            (None, _)
                | (_, None)
                | (Some(0 | 10 | 127), _)
                | (Some(100), Some(64..=127))
                | (Some(169), Some(254))
                | (Some(172), Some(16..=31))
                | (Some(192), Some(168))
                | (Some(224..), _)
        );
    }
    match host.rsplit_once('.') {
        None => false,
        Some((_, top)) => !["localhost", "local", "internal", "lan", "intranet", "arpa"].contains(&top),
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, is_public};

    #[test]
    fn knows_what_stays_inside() {
        for (host, expected) in [
            ("shop.example", true),
            ("8.8.8.8", true),
            ("172.32.0.1", true),
            ("100.128.0.1", true),
            ("[2a00:1450::1]:443", true),
            ("localhost:8080", false),
            ("app.localhost", false),
            ("intranet", false),
            ("nas.local", false),
            ("router.home.arpa", false),
            ("10.1.2.3", false),
            ("127.0.0.1:9400", false),
            ("172.16.0.1", false),
            ("192.168.1.1", false),
            ("169.254.169.254", false),
            ("100.64.0.1", false),
            ("2130706433", false),
            ("[::1]", false),
            ("[64:ff9b::a00:1]", false),
            ("[2002:a00:1::1]", false),
            ("0177.0.0.1:8080", false),
            ("0x7f.1", false),
            ("10.0x1.2.3", false),
            ("0300.0250.1.1", false),
            ("1.2.3.999", false),
            ("[fd12::1]", false),
            ("[fe80::1]", false),
            ("[::ffff:10.0.0.1]", false),
        ] {
            let address = Address::parse(&format!("http://{host}/x")).expect("an address");
            assert_eq!(is_public(&address), expected, "{host}");
        }
    }
}
