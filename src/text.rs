//! Small things about text, smaller in wasm than those of the standard library: its search for a text within a text,
//! and its reading of decimal numbers with their tables of powers of five, made 30 KB of the core.

/// Where `part`, which is not empty, first begins in `text`.
pub fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let (first, last) = (part.first()?, text.len().checked_sub(part.len())?);
    (0..=last).find(|&at| text.get(at) == Some(first) && text.get(at..at + part.len()) == Some(part))
}

/// Whether `part`, which is not empty, stands in `text`.
pub fn holds(text: &str, part: &str) -> bool {
    find(text, part).is_some()
}

/// Whether `word` is one of the words of a list, with spaces between them, in any case: smaller in wasm than a list of
/// texts.
pub fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed.eq_ignore_ascii_case(word))
}

/// Whether one of the words of such a list stands somewhere in `text`.
pub fn holds_any(text: &str, list: &str) -> bool {
    list.split(' ').any(|part| holds(text, part))
}

/// What stands before and behind `part`, which is not empty.
pub fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((text.get(..at)?, text.get(at + part.len()..)?))
}

/// A number as HTML writes one: digits, perhaps a point, more digits, an exponent. Of what has more than 18 digits, the
/// last may be off.
pub fn number(text: &str) -> Option<f64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 {
        return None;
    }
    let mut digits = 0_u64;
    let mut exponent: i32 = exponent.parse().ok()?;
    let (mut more, mut less) = (0, 0);
    for (place, byte) in whole.bytes().chain(fraction.bytes()).enumerate() {
        if !byte.is_ascii_digit() {
            return None;
        }
        if digits < 100_000_000_000_000_000 {
            digits = digits * 10 + u64::from(byte - b'0');
            less += i32::from(place >= whole.len());
        } else {
            more += i32::from(place < whole.len());
        }
    }
    exponent = exponent.saturating_add(more - less);
    // Both are exact for all numbers that anybody writes, and so is what comes of them.
    let power = 10_f64.powi(exponent.saturating_abs());
    let value = if exponent < 0 { digits as f64 / power } else { digits as f64 * power };
    Some(sign * if digits == 0 { 0.0 } else { value })
}

#[cfg(test)]
mod tests {
    use super::{find, holds, number, split_once};

    #[test]
    fn finds_texts() {
        assert_eq!(find("aab", "ab"), Some(1));
        assert_eq!(find("ab", "abc"), None);
        assert!(holds("ü%2Cx", "%2C") && !holds("", "a"));
        assert_eq!(split_once("https://x://y", "://"), Some(("https", "x://y")));
        assert_eq!(split_once("x", "://"), None);
    }

    #[test]
    fn reads_numbers_as_the_standard_library_does() {
        for text in [
            "0",
            "1",
            "1.5",
            "2.",
            ".5",
            "-0.25",
            "+3",
            "1e3",
            "1.25e-2",
            "0.1",
            "1200",
            "3.999",
            "1e22",
            "123456789012345",
            "0.000001",
            "1E2",
            "0e999",
            "1e-400",
            "007.50",
        ] {
            assert_eq!(number(text), text.parse::<f64>().ok(), "{text}");
        }
        for text in ["", ".", "-", "e5", "1e", "x", "1x", "1.2.3", "NaN", "inf", "1 ", "1e1e1", "--1", "+-1"]
        {
            assert_eq!(number(text), None, "{text}");
        }
        let long = number("123456789012345678901234.5").unwrap_or_default();
        assert!((long / 123_456_789_012_345_678_901_234.5 - 1.0).abs() < 1e-15, "{long}");
        assert_eq!(number("1e400"), Some(f64::INFINITY));
    }
}
