//! The room clock: the only place that reads the time of day.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::time::Instant;
use uuid::Uuid;
use vitrine_shared::time::UnixMillis;

/// Tells room time, which never runs backwards.
pub trait Clock: Send + Sync + 'static {
    /// Room time now.
    fn now(&self) -> UnixMillis;
}

/// The time of day at start, then monotonic time.
///
/// A clock that is set back while the server runs, or between two runs, cannot make an event
/// older than one stored before it.
#[derive(Debug)]
pub struct SystemClock {
    base: i64,
    started: Instant,
}

impl SystemClock {
    /// Starts at the time of day, or just above `last`, the newest stored time.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one reader of the time of day")]
    pub fn starting_after(last: UnixMillis) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
        Self::starting_at(UnixMillis(wall), last)
    }

    /// The same with a time of day that somebody else has read.
    #[must_use]
    pub fn starting_at(wall: UnixMillis, last: UnixMillis) -> Self {
        Self { base: wall.0.max(last.0 + 1), started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixMillis {
        let elapsed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        UnixMillis(self.base.saturating_add(elapsed))
    }
}

/// A clock that stands until it is told to move, for tests.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// Stands at `now`.
    #[must_use]
    pub fn at(now: UnixMillis) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves on by so many milliseconds.
    pub fn advance(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> UnixMillis {
        UnixMillis(self.0.load(Ordering::SeqCst))
    }
}

/// A fresh UUIDv7.
#[must_use]
pub fn new_id<T: From<Uuid>>() -> T {
    T::from(Uuid::now_v7())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_clock_starts_above_the_newest_stored_time() {
        let future = UnixMillis(9_000_000_000_000);
        assert!(SystemClock::starting_after(future).now() > future);
    }
}
