//! What time it is, in the worlds.

use std::time::{SystemTime, UNIX_EPOCH};

/// The worlds' clock. Frozen, it stands at the moment of the start and moves only by [`Clock::stamp`]; driven, it is
/// where a test has put it.
#[derive(Debug)]
pub(crate) struct Clock {
    frozen_at: Option<u64>,
    stamps: u64,
    driven_ms: Option<u64>,
}

impl Clock {
    /// A clock that runs, or one that stands still.
    pub(crate) fn new(frozen: bool) -> Self {
        Self { frozen_at: frozen.then(|| wall_ms() / 1000), stamps: 0, driven_ms: None }
    }

    /// Puts it to a moment, milliseconds since 1970, where it stays until it is put on.
    pub(crate) fn drive(&mut self, ms: u64) {
        self.driven_ms = Some(ms);
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        match (self.driven_ms, self.frozen_at) {
            (Some(ms), _) => ms / 1000,
            (None, Some(at)) => at + self.stamps,
            (None, None) => wall_ms() / 1000,
        }
    }

    /// Milliseconds since 1970 as they pass, even while the clock stands still: delays are measured by these.
    pub(crate) fn passing_ms(&self) -> u64 {
        self.driven_ms.unwrap_or_else(wall_ms)
    }

    /// The moment of something that is made: on a frozen clock a second after what was made before it, so that
    /// creation times still tell the order.
    pub(crate) fn stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.now()
    }
}

fn wall_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

/// The civil date of a day number since 1970 (Howard Hinnant's algorithm): year, month, day.
pub(crate) fn civil(days: u64) -> (i32, u8, u8) {
    let z = days + 719_468;
    let era = z / 146_097;
    let doe = z % 146_097;
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = doy - (153 * mp + 2) / 5 + 1;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    let year = yoe + era * 400 + u64::from(month <= 2);
    (i32::try_from(year).unwrap_or(i32::MAX), month as u8, day as u8)
}

/// `Sun, 01 Mar 2026 12:00:00 GMT`, the form of the `Date` header.
pub(crate) fn http_date(seconds: u64) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = seconds / 86_400;
    let (year, month, day) = civil(days);
    let name = DAYS.get((days % 7) as usize).copied().unwrap_or_default();
    let month = MONTHS.get(usize::from(month) - 1).copied().unwrap_or_default();
    let rest = seconds % 86_400;
    format!(
        "{name}, {day:02} {month} {year:04} {:02}:{:02}:{:02} GMT",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// `2026-03-01T12:00:00`, the form of Pinterest's date-times.
pub(crate) fn date_time(seconds: u64) -> String {
    let (year, month, day) = civil(seconds / 86_400);
    let rest = seconds % 86_400;
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_civil() {
        assert_eq!(date_time(0), "1970-01-01T00:00:00");
        assert_eq!(date_time(951_782_400), "2000-02-29T00:00:00");
        assert_eq!(date_time(1_772_366_400 + 3661), "2026-03-01T13:01:01");
    }

    #[test]
    fn dates_of_headers() {
        assert_eq!(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(http_date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn a_driven_clock_stays_where_it_is_put() {
        let mut clock = Clock::new(true);
        clock.drive(1_772_366_461_500);
        assert_eq!(
            (clock.now(), clock.stamp(), clock.passing_ms()),
            (1_772_366_461, 1_772_366_461, 1_772_366_461_500)
        );
    }

    #[test]
    fn a_frozen_clock_moves_by_stamps_only() {
        let mut clock = Clock::new(true);
        let start = clock.now();
        assert_eq!(clock.stamp(), start + 1);
        assert_eq!(clock.now(), start + 1);
    }
}
