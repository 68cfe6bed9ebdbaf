//! Time as the protocol carries it.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC, by the room clock, which never runs backwards.
///
/// The value stays below 2^53, so it is exact as a JavaScript number.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnixMillis(#[cfg_attr(test, ts(type = "number"))] pub i64);

impl UnixMillis {
    /// Milliseconds from `earlier` to `self`; zero when `earlier` lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).max(0)
    }
}
