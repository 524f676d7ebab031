//! Dates as Pinterest writes them, in headers and in answers, as milliseconds since 1970: read and written by the platform
//! in a browser, natively by the crate `time`.

#[cfg(target_arch = "wasm32")]
use tack_browser::time::{date, parsed};

#[cfg(not(target_arch = "wasm32"))]
use native::{date, parsed};

/// The `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
pub fn of_header(text: &str) -> Option<f64> {
    parsed(Some(text.trim()).filter(|text| text.ends_with(" GMT"))?)
}

/// A date-time: `2026-03-01T12:00:00`, with or without parts of a second and a zone; without one it is UTC, and not of
/// this computer's zone.
pub fn of_text(text: &str) -> Option<f64> {
    let text = text.trim();
    let (_, time) = text.split_once('T')?;
    if time.contains(['Z', 'z', '+', '-']) { parsed(text) } else { parsed(&[text, "Z"].concat()) }
}

/// `2026-03-01T12:00:00Z`, in a browser with parts of a second; empty for what is no date.
pub fn text(ms: f64) -> String {
    date(ms).unwrap_or_default()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use time::OffsetDateTime;
    use time::format_description::well_known::{Rfc2822, Rfc3339};

    pub(super) fn parsed(text: &str) -> Option<f64> {
        let read = OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(text, &Rfc2822));
        read.ok().map(|date| (date.unix_timestamp_nanos() / 1_000_000) as f64)
    }

    pub(super) fn date(ms: f64) -> Option<String> {
        let date = OffsetDateTime::from_unix_timestamp((ms / 1000.0) as i64).ok()?;
        date.format(&Rfc3339).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        for seconds in [0_u32, 951_782_399, 951_782_400, 1_772_366_461, 4_102_444_799] {
            let ms = f64::from(seconds) * 1000.0;
            assert_eq!(of_text(&text(ms)), Some(ms), "{}", text(ms));
        }
        assert_eq!(text(f64::INFINITY), "");
    }

    #[test]
    fn reads_every_form() {
        let noon = 1_772_366_400_000.0;
        for form in [
            "2026-03-01T12:00:00",
            "2026-03-01T12:00:00Z",
            "2026-03-01T12:00:00.123",
            "2026-03-01T14:00:00+02:00",
            "2026-03-01T12:00:00-00:00",
        ] {
            assert_eq!(of_text(form).map(|ms| ms - ms % 1000.0), Some(noon), "{form}");
        }
        assert_eq!(of_header("Sun, 01 Mar 2026 12:00:00 GMT"), Some(noon));
        assert_eq!(of_header("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000.0));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for form in
            ["", "yesterday", "2026-13-01T12:00:00", "2026-03-01", "2026-03-01T25:00:00", "T", "é-é-éTé"]
        {
            assert_eq!(of_text(form), None, "{form}");
        }
        for form in ["", " GMT", "Sun, 01 Foo 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 CET", "anF"] {
            assert_eq!(of_header(form), None, "{form}");
        }
    }
}
