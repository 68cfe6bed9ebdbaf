//! Dates of ISO 8601 as feeds have them: `2026-11-24T11:07+01:00`, `2026-11-24`.

use vitrine_shared::time::UnixMillis;

const MINUTE_MS: i64 = 60_000;

/// The time, if the text is one. Without a zone it is UTC.
pub(super) fn read(text: &str) -> Option<UnixMillis> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, time),
        None => (text, "00:00Z"),
    };
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let valid = (1_970..=9_999).contains(&year) && (1..=12).contains(&month);
    if parts.next().is_some() || !valid || !(1..=days_of(year, month)).contains(&day) {
        return None;
    }
    let zone_at = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone_at);
    let mut parts = clock.split(':').map(|part| number(part.split('.').next()?));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if hour > 24 || minute > 59 || second > 60 {
        return None;
    }
    let minutes = days_since_1970(year, month, day) * 24 * 60 + hour * 60 + minute - offset(zone)?;
    Some(UnixMillis(minutes * MINUTE_MS + second * 1_000))
}

/// Minutes that a zone is ahead.
fn offset(zone: &str) -> Option<i64> {
    let Some(digits) = zone.strip_prefix(['+', '-']) else {
        return matches!(zone, "" | "Z" | "z").then_some(0);
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    let ahead = hours * 60 + minutes;
    Some(if zone.starts_with('-') { -ahead } else { ahead })
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    // Leap years before this one since the year 1.
    let leaps = |year: i64| (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    let years = (year - 1_970) * 365 + leaps(year) - leaps(1_970);
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    years + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_zone() {
        for (text, ms) in [
            ("1970-01-01", 0),
            ("2026-11-24T11:07+01:00", 1_795_514_820_000),
            ("2026-11-24T11:07+0100", 1_795_514_820_000),
            ("2026-11-24 10:07:00Z", 1_795_514_820_000),
            ("2024-02-29T00:00:00.5-05", 1_709_182_800_000),
        ] {
            assert_eq!(read(text), Some(UnixMillis(ms)), "{text}");
        }
        for text in
            ["", "2026-02-29", "2026-13-01", "24.11.2026", "2026-11-24T1", "2026-11-24T11:07+1"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
