//! What one node knows of the moment and nobody stores.

use super::audience::Audience;
use super::event::{Event, EventBody};
use crate::ids::ParticipantId;
use crate::time::UnixMillis;

/// Registers that a decision may look at but a replay never needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Live {
    /// When each participant last moved the shared view, by room time.
    gestures: Vec<(ParticipantId, UnixMillis)>,
    /// Who looks, and whether their video is ready.
    pub audience: Audience,
}

impl Live {
    /// Notes that `participant` moves the view at `now`.
    pub fn gesture(&mut self, participant: ParticipantId, now: UnixMillis) {
        match self.gestures.iter_mut().find(|(id, _)| *id == participant) {
            Some(entry) => entry.1 = entry.1.max(now),
            None => self.gestures.push((participant, now)),
        }
    }

    /// Notes what an event says about hands: a granted lead is the beginning of a gesture, so
    /// that of two hands that ask within one round trip one is refused (LD1).
    pub fn observe(&mut self, event: &Event) {
        if let EventBody::LeadTaken(_) = event.body {
            self.gesture(event.actor, event.at);
        }
        self.audience.observe(event);
    }

    /// Forgets somebody who left, so that the list stays as short as the room.
    pub fn forget(&mut self, participant: ParticipantId) {
        self.gestures.retain(|(id, _)| *id != participant);
    }

    /// The latest gesture of anybody but `participant`.
    #[must_use]
    pub fn last_gesture_of_others(&self, participant: ParticipantId) -> Option<UnixMillis> {
        self.gestures.iter().filter(|(id, _)| *id != participant).map(|(_, at)| *at).max()
    }
}
