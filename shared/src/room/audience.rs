//! Who looks at a moving item on this node, and whether their video is ready.
//!
//! Nothing of it is stored: a decision may look at it, a replay never needs it.

use serde::{Deserialize, Serialize};

use super::event::{Event, EventBody};
use super::playback::{PlaybackCause, PlaybackWait};
use super::state::{Role, RoomState};
use crate::ids::{ItemId, ParticipantId, SessionId};
use crate::limits;
use crate::time::UnixMillis;

/// How the moving item on somebody's stage is doing; a register of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Readiness {
    /// Which item.
    pub item: ItemId,
    /// Whether it could play.
    pub state: ReadyState,
    /// Where this stage stands in it, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub pos_ms: Option<u32>,
    /// The round trip this client measured, in milliseconds.
    pub rtt_ms: u32,
}

/// Whether a video could play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ReadyState {
    /// It plays, or could at once.
    Ready,
    /// It lacks data, or is on its way to another position.
    Waiting,
    /// The browser wants a tap first.
    Blocked,
    /// It plays without sound, because the browser wants a tap first.
    Muted,
    /// Nobody sees it: the tab is hidden or the stage put away.
    Hidden,
    /// This browser cannot play it.
    Failed,
}

/// One tab or device that looks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seat {
    session: SessionId,
    participant: ParticipantId,
    role: Role,
    hidden: bool,
    readiness: Option<Readiness>,
    /// Since when its video lacks data.
    lacks_since: Option<UnixMillis>,
}

/// Who looks, as far as this node knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audience {
    seats: Vec<Seat>,
    /// For whom the others waited, and when last.
    stalls: Vec<(ParticipantId, UnixMillis)>,
}

impl Audience {
    /// Somebody looks from now on.
    pub fn enter(&mut self, session: SessionId, participant: ParticipantId, role: Role) {
        self.leave(session);
        let seat =
            Seat { session, participant, role, hidden: false, readiness: None, lacks_since: None };
        self.seats.push(seat);
    }

    /// Somebody looks no more.
    pub fn leave(&mut self, session: SessionId) {
        self.seats.retain(|seat| seat.session != session);
    }

    /// Somebody's tab is hidden, or visible again.
    pub fn hide(&mut self, session: SessionId, hidden: bool) {
        if let Some(seat) = self.seats.iter_mut().find(|seat| seat.session == session) {
            seat.hidden = hidden;
        }
    }

    /// Somebody's video is doing like that.
    pub fn tell(&mut self, session: SessionId, readiness: Readiness, now: UnixMillis) {
        let Some(seat) = self.seats.iter_mut().find(|seat| seat.session == session) else { return };
        let same = seat.readiness.is_some_and(|last| last.item == readiness.item);
        seat.lacks_since = match readiness.state {
            ReadyState::Waiting => seat.lacks_since.filter(|_| same).or(Some(now)),
            ReadyState::Ready
            | ReadyState::Blocked
            | ReadyState::Muted
            | ReadyState::Hidden
            | ReadyState::Failed => None,
        };
        seat.readiness = Some(readiness);
    }

    /// Notes for whom the others wait.
    pub(super) fn observe(&mut self, event: &Event) {
        let EventBody::PlaybackChanged(changed) = &event.body else { return };
        let (PlaybackCause::Wait, Some(PlaybackWait { who, .. })) =
            (changed.cause, &changed.waiting)
        else {
            return;
        };
        let old = |at: UnixMillis| event.at.since(at) >= limits::STALL_AGAIN_MS;
        self.stalls.retain(|(id, at)| !who.contains(id) && !old(*at));
        self.stalls.extend(who.iter().map(|id| (*id, event.at)));
    }

    /// Those whom a play waits for: required, here, and not known to be ready (VD5).
    #[must_use]
    pub fn late(&self, state: &RoomState, item: ItemId) -> Vec<ParticipantId> {
        let mut late = Vec::new();
        for seat in self.seats.iter().filter(|seat| seat.counts(state, item)) {
            let ready = self
                .seats
                .iter()
                .any(|other| other.participant == seat.participant && other.is_ready(item));
            if !ready && !late.contains(&seat.participant) {
                late.push(seat.participant);
            }
        }
        late
    }

    /// Those whose video has lacked data for so long since `playing_since` that the others should
    /// wait; not those for whom they waited a short while ago.
    #[must_use]
    pub fn stalled(
        &self,
        state: &RoomState,
        item: ItemId,
        playing_since: UnixMillis,
        now: UnixMillis,
    ) -> Vec<ParticipantId> {
        let mut stalled = self.late(state, item);
        stalled.retain(|who| {
            let lacks = self.seats.iter().any(|seat| {
                let since = seat.lacks_since.map(|at| at.max(playing_since));
                seat.participant == *who
                    && seat.counts(state, item)
                    && since.is_some_and(|at| now.since(at) > limits::STALL_MS)
            });
            let again = self
                .stalls
                .iter()
                .any(|(id, at)| id == who && now.since(*at) < limits::STALL_AGAIN_MS);
            lacks && !again
        });
        stalled
    }

    /// How long after a command all can have heard of it, in milliseconds.
    #[must_use]
    pub fn notice_ms(&self, item: ItemId) -> i64 {
        let (least, most) = limits::PLAY_NOTICE_MS;
        let ready = self.seats.iter().filter(|seat| seat.is_ready(item));
        let rtt = ready.filter_map(|seat| seat.readiness).map(|one| one.rtt_ms).max();
        (i64::from(rtt.unwrap_or_default()) + limits::PLAY_SLACK_MS).clamp(least, most)
    }

    /// The round trip of somebody, in milliseconds; 0 when it is not known.
    #[must_use]
    pub fn rtt_ms(&self, who: ParticipantId) -> u32 {
        let own = self.seats.iter().filter(|seat| seat.participant == who);
        own.filter_map(|seat| seat.readiness).map(|one| one.rtt_ms).max().unwrap_or_default()
    }
}

impl Seat {
    /// Whether the others may have to wait for this one: the visitor and the leading hand, while
    /// they can see it and it can play.
    fn counts(&self, state: &RoomState, item: ItemId) -> bool {
        let leads = state.lead.is_some_and(|lead| lead.participant == self.participant);
        let required = match self.role {
            Role::Visitor => true,
            Role::Guest | Role::Bot | Role::System => false,
            Role::Agent | Role::Observer | Role::Supervisor | Role::Administrator => leads,
        };
        let able = match self.told(item) {
            None | Some(ReadyState::Ready | ReadyState::Waiting | ReadyState::Muted) => true,
            Some(ReadyState::Blocked | ReadyState::Hidden | ReadyState::Failed) => false,
        };
        required && able && !self.hidden
    }

    fn is_ready(&self, item: ItemId) -> bool {
        !self.hidden && matches!(self.told(item), Some(ReadyState::Ready | ReadyState::Muted))
    }

    fn told(&self, item: ItemId) -> Option<ReadyState> {
        self.readiness.filter(|one| one.item == item).map(|one| one.state)
    }
}
