//! How much one participant may upload, and how full the disk may become.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::wire::ErrorCode;

/// Uploads within [`FILES_WITHIN`].
const FILES: usize = 40;
/// See [`FILES`].
const FILES_WITHIN: Duration = Duration::from_secs(10 * 60);
/// Bytes within [`BYTES_WITHIN`].
const BYTES: u64 = 200 * 1024 * 1024;
/// See [`BYTES`].
const BYTES_WITHIN: Duration = Duration::from_secs(24 * 60 * 60);
/// Participants that are remembered; beyond it those whose day is over are forgotten, and when
/// there are none, new ones have to wait.
const PARTICIPANTS: usize = 50_000;
/// Share of the disk that stays free for everything else, in per cent.
const RESERVE_PER_CENT: u64 = 5;

/// What participants have uploaded lately.
#[derive(Debug, Default)]
pub(super) struct Quota(HashMap<ParticipantId, Used>);

#[derive(Debug)]
struct Used {
    files: VecDeque<Instant>,
    bytes: u64,
    since: Instant,
}

impl Quota {
    /// Counts an upload of so many bytes.
    ///
    /// # Errors
    /// `Rate` or `Quota`, and then it is not counted.
    pub(super) fn take(
        &mut self,
        who: ParticipantId,
        bytes: u32,
        now: Instant,
    ) -> Result<(), ErrorCode> {
        if self.0.len() >= PARTICIPANTS && !self.0.contains_key(&who) {
            self.0.retain(|_, used| now.duration_since(used.since) < BYTES_WITHIN);
            if self.0.len() >= PARTICIPANTS {
                return Err(ErrorCode::Rate);
            }
        }
        let fresh = || Used { files: VecDeque::new(), bytes: 0, since: now };
        let used = self.0.entry(who).or_insert_with(fresh);
        if now.duration_since(used.since) >= BYTES_WITHIN {
            (used.bytes, used.since) = (0, now);
        }
        while used.files.front().is_some_and(|at| now.duration_since(*at) >= FILES_WITHIN) {
            used.files.pop_front();
        }
        if used.files.len() >= FILES {
            return Err(ErrorCode::Rate);
        }
        if used.bytes + u64::from(bytes) > BYTES {
            return Err(ErrorCode::Quota);
        }
        used.files.push_back(now);
        used.bytes += u64::from(bytes);
        Ok(())
    }
}

/// Whether the disk of `folder` has room for `bytes` more beside its reserve. A disk that cannot
/// be asked is taken to have.
pub(super) fn has_room(folder: &Path, bytes: u32) -> bool {
    rustix::fs::statvfs(folder).map_or(true, |disk| {
        let left = (disk.f_bavail * disk.f_frsize).saturating_sub(u64::from(bytes));
        leaves_reserve(left, disk.f_blocks * disk.f_frsize)
    })
}

fn leaves_reserve(left: u64, all: u64) -> bool {
    left >= all / 100 * RESERVE_PER_CENT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    #[test]
    fn s59_forty_files_in_ten_minutes_and_no_more() {
        let (mut quota, luis, begun) = (Quota::default(), new_id(), Instant::now());
        for _ in 0..FILES {
            assert_eq!(quota.take(luis, 1, begun), Ok(()));
        }
        assert_eq!(quota.take(luis, 1, begun), Err(ErrorCode::Rate));
        assert_eq!(quota.take(new_id(), 1, begun), Ok(()), "somebody else may");
        assert_eq!(quota.take(luis, 1, begun + FILES_WITHIN), Ok(()));
    }

    #[test]
    fn s59_two_hundred_mebibytes_a_day_and_no_more() {
        let (mut quota, luis, begun) = (Quota::default(), new_id(), Instant::now());
        let large = 15 * 1024 * 1024;
        for _ in 0..13 {
            assert_eq!(quota.take(luis, large, begun), Ok(()));
        }
        assert_eq!(quota.take(luis, large, begun), Err(ErrorCode::Quota));
        assert_eq!(quota.take(luis, 1024, begun), Ok(()), "what still fits does");
        assert_eq!(quota.take(luis, large, begun + BYTES_WITHIN), Ok(()));
    }

    #[test]
    fn s59_a_twentieth_of_the_disk_stays_free() {
        assert!(leaves_reserve(5_000, 100_000));
        assert!(!leaves_reserve(4_999, 100_000));
    }
}
