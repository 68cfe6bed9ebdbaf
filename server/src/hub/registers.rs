//! Values of the moment, by key: the newest replaces the one before.
//!
//! Every change gets the next version of the room. A reader remembers the version it has seen
//! and is given what is newer, so a slow reader skips values and never queues them.

use std::collections::BTreeMap;

use vitrine_shared::ids::{ItemId, ParticipantId, SessionId};
use vitrine_shared::limits;
use vitrine_shared::room::{Lead, Readiness};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{Applied, Laser, LiveUpdate, ServerMessage, View};

use super::frames::SharedFrame;

/// A laser older than this is not worth sending (RG6), in milliseconds.
const LASER_MS: i64 = 150;
/// Registers kept for one room: a few of each of the sockets it may have.
const REGISTERS: usize = 256;

/// What a value is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// The view everybody shares: one for all shown items, or while they do not zoom as one,
    /// one for each.
    SharedView(Option<ItemId>),
    /// The view of somebody who looks on its own.
    OwnView(SessionId),
    /// Whether somebody is writing.
    Typing(ParticipantId),
    /// What a stage shows by now.
    Applied(SessionId),
    /// Where a laser points.
    Laser(SessionId),
    /// How somebody's moving item is doing.
    Video(SessionId),
}

#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) version: u64,
    pub(super) session: SessionId,
    pub(super) frame: SharedFrame,
    /// For values that fade.
    at: Option<UnixMillis>,
}

/// The registers of a room.
#[derive(Debug, Default)]
pub(super) struct Registers {
    values: BTreeMap<Key, Value>,
    /// The shared views as they are stored at a checkpoint.
    shared: BTreeMap<Option<ItemId>, (ParticipantId, SessionId, View)>,
}

/// Whose value it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    pub(super) from: ParticipantId,
    pub(super) session: SessionId,
}

impl Registers {
    /// Sets a shared view if it comes from the leading hand (RG3) and is its newest (RG2).
    pub(super) fn share(
        &mut self,
        by: Source,
        view: View,
        lead: Option<Lead>,
        linked: bool,
        version: u64,
    ) -> bool {
        let of = (!linked).then_some(view.item);
        let leads = lead.is_some_and(|lead| {
            lead.session == by.session && lead.participant == by.from && lead.fence == view.fence
        });
        let newest = self.shared.get(&of).is_none_or(|(_, session, last)| {
            *session != by.session || last.fence != view.fence || last.n < view.n
        });
        if !leads || !newest || !valid(&view) {
            return false;
        }
        // An item of its own view per shown item; the others left the stage long ago.
        if self.shared.len() > limits::SHOWN_ITEMS && !self.shared.contains_key(&of) {
            self.unlink();
        }
        self.restore_shared(by, of, view, version);
        true
    }

    /// Sets the shared view without asking; for one that was stored.
    pub(super) fn restore_shared(
        &mut self,
        by: Source,
        of: Option<ItemId>,
        view: View,
        version: u64,
    ) {
        self.shared.insert(of, (by.from, by.session, view));
        let update = LiveUpdate { view: Some(view), ..update(by) };
        self.set(Key::SharedView(of), by, update, version, None);
    }

    /// Forgets the views of single items: from now on all zoom as one, or other items are shown.
    pub(super) fn unlink(&mut self) {
        self.shared.retain(|of, _| of.is_none());
        self.values.retain(|key, _| !matches!(key, Key::SharedView(Some(_))));
    }

    /// The shared views and whose they are.
    pub(super) fn shared(&self) -> &BTreeMap<Option<ItemId>, (ParticipantId, SessionId, View)> {
        &self.shared
    }

    pub(super) fn look_alone(&mut self, by: Source, view: View, version: u64) -> bool {
        let ok = valid(&view);
        if ok {
            let update = LiveUpdate { view: Some(view), ..update(by) };
            self.set(Key::OwnView(by.session), by, update, version, None);
        }
        ok
    }

    pub(super) fn typing(&mut self, by: Source, typing: bool, version: u64) {
        let update = LiveUpdate { typing: Some(typing), ..update(by) };
        self.set(Key::Typing(by.from), by, update, version, None);
    }

    pub(super) fn applied(&mut self, by: Source, applied: Applied, version: u64) {
        let update = LiveUpdate { applied: Some(applied), ..update(by) };
        self.set(Key::Applied(by.session), by, update, version, None);
    }

    pub(super) fn video(&mut self, by: Source, readiness: Readiness, version: u64) {
        let update = LiveUpdate { video: Some(readiness), ..update(by) };
        self.set(Key::Video(by.session), by, update, version, None);
    }

    pub(super) fn laser(
        &mut self,
        by: Source,
        laser: Laser,
        version: u64,
        now: UnixMillis,
    ) -> bool {
        let points = laser.path.points();
        let ok = (1..=vitrine_shared::limits::CHUNK_POINTS).contains(&points)
            && laser.path.decode().is_some();
        if ok {
            let update = LiveUpdate { laser: Some(laser), ..update(by) };
            self.set(Key::Laser(by.session), by, update, version, Some(now));
        }
        ok
    }

    /// Forgets what belongs to a tab that is gone. The shared view stays.
    pub(super) fn forget(&mut self, session: SessionId) {
        let own = |key: &Key| match key {
            Key::SharedView(_) | Key::Typing(_) => false,
            Key::OwnView(of) | Key::Applied(of) | Key::Laser(of) | Key::Video(of) => *of == session,
        };
        self.values.retain(|key, _| !own(key));
    }

    /// Forgets the own view of a tab that looks together again.
    pub(super) fn rejoin(&mut self, session: SessionId) {
        self.values.remove(&Key::OwnView(session));
    }

    /// Values newer than `seen` that are not the reader's own, in order of change. Faded ones
    /// are left out, and for a `calm` reader everything that fades.
    pub(super) fn newer(
        &self,
        seen: u64,
        reader: SessionId,
        now: UnixMillis,
        calm: bool,
    ) -> Vec<&Value> {
        let fresh = |value: &&Value| {
            value.version > seen
                && value.session != reader
                && value.at.is_none_or(|at| !calm && now.since(at) <= LASER_MS)
        };
        let mut values: Vec<_> = self.values.values().filter(fresh).collect();
        values.sort_by_key(|value| value.version);
        values
    }

    fn set(
        &mut self,
        key: Key,
        by: Source,
        update: LiveUpdate,
        version: u64,
        at: Option<UnixMillis>,
    ) {
        if self.values.len() >= REGISTERS && !self.values.contains_key(&key) {
            return;
        }
        let frame = SharedFrame::new("live", &ServerMessage::Live(update));
        self.values.insert(key, Value { version, session: by.session, frame, at });
    }
}

/// An update that says nothing yet.
pub(super) fn update(by: Source) -> LiveUpdate {
    LiveUpdate {
        sub: 0,
        from: by.from,
        session: by.session,
        view: None,
        stroke: None,
        laser: None,
        typing: None,
        applied: None,
        video: None,
    }
}

/// A rectangle that lies somewhere near the picture and is not empty.
fn valid(view: &View) -> bool {
    use vitrine_shared::limits::{MARGIN, TALLEST, UNIT};
    let near = -4 * UNIT - MARGIN..=TALLEST + 4 * UNIT;
    let extent = 1..=TALLEST * 16;
    near.contains(&view.cu)
        && near.contains(&view.cv)
        && extent.contains(&view.eu)
        && extent.contains(&view.ev)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    fn view(fence: u32, n: u32) -> View {
        let item = new_id();
        View { item, cu: 1, cv: 1, eu: 9, ev: 9, fence, n, at: UnixMillis(0), own: false }
    }

    #[test]
    fn rg3_only_the_leading_hand_moves_the_shared_view() {
        let hand = Source { from: new_id(), session: new_id() };
        let lead = Some(Lead { participant: hand.from, session: hand.session, fence: 5 });
        let mut registers = Registers::default();
        assert!(!registers.share(hand, view(4, 1), lead, true, 1), "a late view of an older lead");
        let other_tab = Source { session: new_id(), ..hand };
        assert!(!registers.share(other_tab, view(5, 1), lead, true, 1));
        assert!(registers.share(hand, view(5, 2), lead, true, 1));
        assert!(!registers.share(hand, view(5, 1), lead, true, 2), "rg2: an older one came late");
        assert!(!registers.share(hand, View { eu: 0, ..view(5, 3) }, lead, true, 2));
    }

    #[test]
    fn rg6_a_late_laser_is_left_out_and_own_values_are_not_sent_back() {
        let hand = Source { from: new_id(), session: new_id() };
        let mut registers = Registers::default();
        let path = vitrine_shared::room::Path::encode(&[(1, 1)]);
        let laser = Laser { item: new_id(), path, down: true };
        assert!(registers.laser(hand, laser, 1, UnixMillis(0)));
        assert_eq!(registers.newer(0, new_id(), UnixMillis(150), false).len(), 1);
        assert_eq!(registers.newer(0, new_id(), UnixMillis(151), false).len(), 0);
        assert_eq!(registers.newer(0, new_id(), UnixMillis(0), true).len(), 0, "calm");
        assert_eq!(registers.newer(0, hand.session, UnixMillis(0), false).len(), 0);
    }

    #[test]
    fn cv7_items_that_do_not_zoom_as_one_have_a_view_each() {
        let hand = Source { from: new_id(), session: new_id() };
        let lead = Some(Lead { participant: hand.from, session: hand.session, fence: 5 });
        let mut registers = Registers::default();
        let (one, other) = (view(5, 2), view(5, 1));
        assert!(registers.share(hand, one, lead, false, 1));
        assert!(registers.share(hand, other, lead, false, 2), "each item counts for itself");
        assert_eq!(registers.newer(0, new_id(), UnixMillis(0), false).len(), 2);
        for n in 0..20 {
            assert!(registers.share(hand, view(5, 9), lead, false, 3 + n));
        }
        assert!(registers.shared().len() <= vitrine_shared::limits::SHOWN_ITEMS + 1);
        registers.unlink();
        assert!(registers.shared().is_empty());
    }
}
