//! Times as the clock on the wall shows them.

use std::time::SystemTime;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

fn local(at: SystemTime) -> Option<ZonedDateTime> {
    let at = Timestamp::try_from(at).ok()?;
    Some(at.to_zoned_datetime(TimeZone::system()))
}

/// `14:32`.
pub(crate) fn time(at: SystemTime) -> String {
    local(at).map_or_else(String::new, |at| at.strftime("%H:%M").to_string())
}

/// `2026-11-30 14:32`.
pub(crate) fn date_and_time(at: SystemTime) -> String {
    local(at).map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_by_day_hour_and_minute() {
        let told = date_and_time(SystemTime::now());
        assert_eq!(told.len(), "2026-11-30 14:32".len(), "{told}");
        assert!(told.ends_with(&time(SystemTime::now())) || told.len() == 16);
    }
}
