//! Items that move: what they are, and where everybody who looks together stands in them.
//!
//! A playback is a register of its item. Every command about it makes one event that holds the
//! whole register, so folding is copying and the last event by seq wins.

use serde::{Deserialize, Serialize};

use crate::ids::ParticipantId;
use crate::limits;
use crate::time::UnixMillis;

/// What plays in an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Moving {
    /// A file of ours.
    Clip {
        /// How long it is in milliseconds, as the browser that uploaded it told.
        duration_ms: u32,
    },
    /// A video in the player of somebody else. There is no file of ours behind the item.
    Player {
        /// Whose player.
        provider: Provider,
        /// Its name there.
        video: String,
    },
}

impl Moving {
    /// The last position there is, in milliseconds; for a player the largest that is believed.
    #[must_use]
    pub fn end_ms(&self) -> u32 {
        match self {
            Self::Clip { duration_ms } => *duration_ms,
            Self::Player { .. } => limits::FILM_MS,
        }
    }
}

/// Whose player shows a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Provider {
    /// YouTube; a video is named by 11 letters, digits, `-` and `_`.
    Youtube,
    /// Vimeo; a video is named by digits, an unlisted one by digits, `/` and a hash.
    Vimeo,
}

impl Provider {
    /// Whether `video` can be the name of a video there: it goes into an address.
    #[must_use]
    pub fn names(self, video: &str) -> bool {
        let digits = |text: &str| {
            (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let hash = |text: &str| {
            (6..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        match self {
            Self::Youtube => {
                let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                video.len() == 11 && video.bytes().all(letter)
            }
            Self::Vimeo => match video.split_once('/') {
                Some((id, secret)) => digits(id) && hash(secret),
                None => digits(video),
            },
        }
    }
}

/// Where everybody who looks together stands in a moving item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Playback {
    /// Whether people want it to play. While it waits it stands all the same.
    pub playing: bool,
    /// How fast it plays, in thousandths.
    pub rate: u32,
    /// The position at `at`, in milliseconds.
    pub pos_ms: u32,
    /// Room time. Up to half a second in the future, so that all begin together; until then it
    /// stands at `pos_ms`.
    pub at: UnixMillis,
    /// For whom it waits, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub waiting: Option<PlaybackWait>,
    /// Seq of the event that set it.
    pub rev: u32,
}

/// Everybody waits for somebody whose video is not ready.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlaybackWait {
    /// For whom; at least one.
    pub who: Vec<ParticipantId>,
    /// Room time at which it goes on without them.
    pub until: UnixMillis,
}

/// What changed a playback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PlaybackCause {
    /// Somebody pressed play.
    Play,
    /// Somebody pressed pause.
    Pause,
    /// Somebody chose another position.
    Seek,
    /// Somebody chose another rate.
    Rate,
    /// Somebody's video stalled, and the others wait.
    Wait,
    /// The wait is over.
    GoOn,
    /// The item left the stage or the conversation ended: it stands where it was.
    Left,
}

impl Playback {
    /// The playback of an item that has just come: at its beginning, paused.
    #[must_use]
    pub fn begin(at: UnixMillis, rev: u32) -> Self {
        Self { playing: false, rate: limits::RATE, pos_ms: 0, at, waiting: None, rev }
    }

    /// Where everybody should be at `now`, in milliseconds, at most `end_ms`.
    #[must_use]
    pub fn target(&self, now: UnixMillis, end_ms: u32) -> u32 {
        if !self.playing || self.waiting.is_some() {
            return self.pos_ms.min(end_ms);
        }
        let run = now.since(self.at).saturating_mul(i64::from(self.rate)) / i64::from(limits::RATE);
        let pos = i64::from(self.pos_ms).saturating_add(run).min(i64::from(end_ms));
        u32::try_from(pos).unwrap_or(end_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vd2_the_position_follows_from_the_register_and_the_time() {
        let at = UnixMillis(10_000);
        let plays =
            Playback { playing: true, pos_ms: 5_000, rate: 1_500, ..Playback::begin(at, 1) };
        assert_eq!(plays.target(UnixMillis(9_000), 60_000), 5_000, "not before its time");
        assert_eq!(plays.target(UnixMillis(12_000), 60_000), 8_000);
        assert_eq!(plays.target(UnixMillis(i64::MAX), 60_000), 60_000, "it ends");
        let wait = PlaybackWait { who: vec![], until: at };
        let waits = Playback { waiting: Some(wait), ..plays.clone() };
        assert_eq!(waits.target(UnixMillis(12_000), 60_000), 5_000);
        let paused = Playback { playing: false, ..plays };
        assert_eq!(paused.target(UnixMillis(12_000), 60_000), 5_000);
    }

    #[test]
    fn vd8_what_goes_into_a_players_address_is_a_name_and_nothing_else() {
        for good in ["dQw4w9WgXcQ", "___________", "a-b_c-d_e-f"] {
            assert!(Provider::Youtube.names(good), "{good}");
        }
        for bad in ["", "dQw4w9WgXc", "dQw4w9WgXcQ?", "dQw4w9WgXc/", "../../../..", "dQw4w9WgXcü"]
        {
            assert!(!Provider::Youtube.names(bad), "{bad}");
        }
        for good in ["1", "76979871", "76979871/abcdef0123"] {
            assert!(Provider::Vimeo.names(good), "{good}");
        }
        for bad in ["", "/", "76979871/", "76979871/../x", "1?a=b", "1234567890123", "1/abcdef/2"] {
            assert!(!Provider::Vimeo.names(bad), "{bad}");
        }
    }
}
