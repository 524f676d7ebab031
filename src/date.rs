//! Dates as Pinterest writes them, in headers and in answers, as milliseconds since 1970. A crate for dates would weigh
//! more than all of the journal.

const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
const DAY_MS: f64 = 86_400_000.0;

/// The `Date` header: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
pub fn of_header(text: &str) -> Option<f64> {
    let mut parts = text.trim().strip_suffix("GMT")?.split_whitespace().skip(1);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    Some(day_of(number(year)?, month as u32, number(day)?)? + time_of(parts.next()?)?)
}

/// A date-time: `2026-03-01T12:00:00`, with or without parts of a second and a zone; without one it is UTC.
pub fn of_text(text: &str) -> Option<f64> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let mut parts = date.splitn(3, '-');
    let day = day_of(number(parts.next()?)?, number(parts.next()?)?, number(parts.next()?)?)?;
    let (time, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at_checked(at)?,
        None => (time, ""),
    };
    Some(day + time_of(time.split('.').next()?)? - zone_of(zone)?)
}

/// `2026-03-01T12:00:00Z`.
pub fn text(ms: f64) -> String {
    let seconds = (ms / 1000.0) as i64;
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    let rest = seconds.rem_euclid(86_400);
    let mut out = String::new();
    for (value, width, sign) in [
        (year, 4, "-"),
        (month, 2, "-"),
        (day, 2, "T"),
        (rest / 3600, 2, ":"),
        (rest / 60 % 60, 2, ":"),
        (rest % 60, 2, "Z"),
    ] {
        let digits = value.to_string();
        (digits.len()..width).for_each(|_| out.push('0'));
        out.push_str(&digits);
        out.push_str(sign);
    }
    out
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}

/// `08:49:37`
fn time_of(text: &str) -> Option<f64> {
    let mut parts = text.splitn(3, ':').map(number);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    // A leap second has the number 60.
    let sound = hour < 24 && minute < 60 && second <= 60;
    sound.then_some(f64::from(hour * 3600 + minute * 60 + second) * 1000.0)
}

/// `+02:00`, `-0700`, `Z`, or nothing.
fn zone_of(text: &str) -> Option<f64> {
    let sign = match text.chars().next() {
        None | Some('Z' | 'z') => return Some(0.0),
        Some('-') => -1.0,
        Some(_) => 1.0,
    };
    let digits = text.get(1..)?.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * f64::from(number(hours)? * 60 + number(minutes).unwrap_or(0)) * 60_000.0)
}

/// The beginning of a day (Howard Hinnant's `days_from_civil`).
fn day_of(year: u32, month: u32, day: u32) -> Option<f64> {
    if !(1970..10_000).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year / 400, year % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    Some((f64::from(days) - 719_468.0) * DAY_MS)
}

/// Year, month and day of a day since 1970 (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
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
        assert_eq!(text(1_772_370_061_000.0), "2026-03-01T13:01:01Z");
    }

    #[test]
    fn reads_every_form() {
        let noon = 1_772_366_400_000.0;
        for form in [
            "2026-03-01T12:00:00",
            "2026-03-01T12:00:00Z",
            "2026-03-01T12:00:00.123456",
            "2026-03-01T14:00:00+02:00",
            "2026-03-01T05:00:00-0700",
            "2026-03-01 12:00:00",
        ] {
            assert_eq!(of_text(form), Some(noon), "{form}");
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
        for form in ["", "GMT", "Sun, 01 Foo 2026 12:00:00 GMT", "Sun, 01 Mar 2026 12:00:00 CET", "anF"] {
            assert_eq!(of_header(form), None, "{form}");
        }
    }
}
