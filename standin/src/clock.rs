//! What time it is, in the worlds.

use std::time::{SystemTime, UNIX_EPOCH};

/// The worlds' clock. Frozen, it stands at the moment of the start and moves only by [`Clock::stamp`].
#[derive(Debug)]
pub(crate) struct Clock {
    frozen_at: Option<u64>,
    stamps: u64,
}

impl Clock {
    /// A clock that runs, or one that stands still.
    pub(crate) fn new(frozen: bool) -> Self {
        Self { frozen_at: frozen.then(wall), stamps: 0 }
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.frozen_at.map_or_else(wall, |at| at + self.stamps)
    }

    /// The moment of something that is made: on a frozen clock a second after what was made before it, so that
    /// creation times still tell the order.
    pub(crate) fn stamp(&mut self) -> u64 {
        self.stamps += 1;
        self.now()
    }
}

fn wall() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs())
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
    fn a_frozen_clock_moves_by_stamps_only() {
        let mut clock = Clock::new(true);
        let start = clock.now();
        assert_eq!(clock.stamp(), start + 1);
        assert_eq!(clock.now(), start + 1);
    }
}
