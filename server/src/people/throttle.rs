//! Failed sign-ins of late, by the name that was tried and by network address.
//!
//! A name is counted whether or not somebody has it, so that being slowed down tells nothing.
//! Whoever waits a quarter of an hour may try again: nobody is locked out for good.

use std::collections::VecDeque;
use std::net::IpAddr;

use dashmap::DashMap;
use vitrine_shared::time::UnixMillis;

use crate::auth::hash;
use crate::rate::household;
use crate::store::SecretHash;

/// How far back failures count, in milliseconds.
const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// Failures of one name within the window.
const PER_NAME: usize = 10;
/// Failures of one address within the window: an office shares one.
const PER_ADDRESS: usize = 50;
/// Names and addresses remembered; when there are more, an attack is going on and new ones wait.
const REMEMBERED: usize = 100_000;

/// Counts failed attempts.
#[derive(Debug, Default)]
pub struct Throttle {
    failures: DashMap<SecretHash, VecDeque<i64>>,
}

/// There were too many attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slowed {
    /// Seconds until the oldest of them counts no more.
    pub after_s: u32,
}

impl Slowed {
    fn until(oldest: Option<i64>, now: UnixMillis) -> Self {
        let left_ms = oldest.map_or(WINDOW_MS, |at| at + WINDOW_MS - now.0);
        // Rounded up: whoever comes back after it is not told to wait again.
        Self { after_s: u32::try_from((left_ms + 999) / 1_000).unwrap_or(1) }
    }
}

/// An attempt that counts as failed until it is forgiven.
#[derive(Debug)]
pub struct Attempt {
    keys: [SecretHash; 2],
    at: i64,
}

impl Throttle {
    /// Begins an attempt. It counts from now on, so that many at once are not more than many one
    /// after the other.
    ///
    /// # Errors
    /// [`Slowed`], after too many that failed.
    pub fn begin(&self, name: &str, address: IpAddr, now: UnixMillis) -> Result<Attempt, Slowed> {
        if self.failures.len() >= REMEMBERED {
            self.tidy(now);
        }
        if self.failures.len() >= REMEMBERED {
            return Err(Slowed::until(None, now));
        }
        let (name, address) = (format!("name {name}"), format!("from {}", household(address)));
        let attempt = Attempt { keys: [hash(&name), hash(&address)], at: now.0 };
        for (n, most) in [PER_NAME, PER_ADDRESS].into_iter().enumerate() {
            let mut failures = self.failures.entry(attempt.keys[n]).or_default();
            while failures.front().is_some_and(|at| now.0 - at >= WINDOW_MS) {
                failures.pop_front();
            }
            if failures.len() >= most {
                let oldest = failures.front().copied();
                drop(failures);
                attempt.keys[..n].iter().for_each(|key| self.take_back(key, now.0));
                return Err(Slowed::until(oldest, now));
            }
            failures.push_back(now.0);
        }
        Ok(attempt)
    }

    /// The attempt succeeded and does not count.
    pub fn forgive(&self, attempt: &Attempt) {
        attempt.keys.iter().for_each(|key| self.take_back(key, attempt.at));
    }

    fn take_back(&self, key: &SecretHash, at: i64) {
        self.failures.remove_if_mut(key, |_, failures| {
            if let Some(place) = failures.iter().rposition(|one| *one == at) {
                failures.remove(place);
            }
            failures.is_empty()
        });
    }

    /// Forgets what is older than the window.
    pub fn tidy(&self, now: UnixMillis) {
        self.failures
            .retain(|_, failures| failures.back().is_some_and(|at| now.0 - at < WINDOW_MS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock as _, ManualClock};

    fn home(n: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, n])
    }

    #[test]
    fn s19_ten_failures_of_a_name_in_a_quarter_of_an_hour_are_the_last() {
        let (throttle, clock) = (Throttle::default(), ManualClock::at(UnixMillis(1_000)));
        for n in 0..10 {
            assert!(throttle.begin("marta", home(n), clock.now()).is_ok());
            clock.advance(1_000);
        }
        assert!(throttle.begin("marta", home(99), clock.now()).is_err(), "from anywhere");
        assert!(throttle.begin("luis", home(99), clock.now()).is_ok(), "others are not kept out");
        let slowed = throttle.begin("marta", home(99), clock.now()).expect_err("still");
        assert_eq!(slowed.after_s, 15 * 60 - 10, "s73: until the first of the ten is forgotten");
        clock.advance(WINDOW_MS - 10_000);
        assert!(throttle.begin("marta", home(99), clock.now()).is_ok(), "nor is she for good");
        assert!(throttle.begin("marta", home(99), clock.now()).is_err(), "one place came free");
    }

    #[test]
    fn s19_fifty_failures_of_an_address_are_the_last() {
        let (throttle, clock) = (Throttle::default(), ManualClock::at(UnixMillis(1_000)));
        for n in 0..50 {
            assert!(throttle.begin(&format!("name {n}"), home(1), clock.now()).is_ok());
        }
        assert!(throttle.begin("another", home(1), clock.now()).is_err());
        assert!(throttle.begin("another", home(2), clock.now()).is_ok());
    }

    #[test]
    fn s19_what_succeeds_or_is_refused_does_not_count() {
        let (throttle, now) = (Throttle::default(), UnixMillis(1_000));
        for _ in 0..100 {
            let attempt = throttle.begin("marta", home(1), now).expect("none counts");
            throttle.forgive(&attempt);
        }
        assert!(throttle.failures.is_empty());
        for n in 0..50 {
            assert!(throttle.begin(&format!("name {n}"), home(1), now).is_ok());
        }
        for _ in 0..100 {
            assert!(throttle.begin("marta", home(1), now).is_err());
        }
        assert!(throttle.begin("marta", home(2), now).is_ok());
        throttle.tidy(UnixMillis(now.0 + WINDOW_MS));
        assert!(throttle.failures.is_empty());
    }
}
