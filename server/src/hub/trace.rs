//! Where the people of a room looked, until it is stored.
//!
//! Holds at most one run of five seconds of each person, and those that wait for the
//! housekeeping. What a crash or a store that does not answer loses is a moment of a replay.

use std::collections::BTreeMap;
use std::sync::Arc;

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace::{Looking, SeenView, VIEW_MS, run_of};
use vitrine_shared::wire::{Applied, View};

use super::Hub;
use super::room::RoomHandle;
use crate::store::ViewRun;

/// Finished runs that wait for the housekeeping, which looks four times a second: everybody a room
/// may hold.
const WAITING: usize = 64;

/// One person's run: its start, and the views so far.
type Run = (UnixMillis, Vec<SeenView>);

/// The view trace of a room.
#[derive(Debug, Default)]
pub(super) struct Trace {
    open: BTreeMap<ParticipantId, Run>,
    finished: Vec<(ParticipantId, Run)>,
    /// The view of everybody who looks on its own.
    alone: BTreeMap<ParticipantId, SeenView>,
}

impl Trace {
    /// Somebody moved the view of all, or its own.
    pub(super) fn note(&mut self, who: ParticipantId, view: &View, now: UnixMillis) {
        let seen = SeenView::new(view, now);
        match seen.how {
            Looking::Own => self.alone.insert(who, seen),
            Looking::Shared | Looking::Back => self.alone.remove(&who),
        };
        self.push(who, seen);
    }

    /// What somebody's stage shows by now tells whether it is on its own no longer.
    pub(super) fn applied(&mut self, who: ParticipantId, applied: Applied, now: UnixMillis) {
        // The same condition by which the others' stages take the outline away.
        if applied.fence > 0 || applied.n == 0 {
            self.back(who, now);
        }
    }

    /// Somebody looks with the others again, or is gone.
    pub(super) fn back(&mut self, who: ParticipantId, now: UnixMillis) {
        if let Some(last) = self.alone.remove(&who) {
            self.push(who, SeenView { at: now, how: Looking::Back, ..last });
        }
    }

    /// Of a quarter of a second the newest view stays.
    fn push(&mut self, who: ParticipantId, seen: SeenView) {
        let run = run_of(seen.at);
        let (begun, views) = self.open.entry(who).or_insert_with(|| (run, Vec::new()));
        if *begun != run {
            let whole = (std::mem::replace(begun, run), std::mem::take(views));
            if self.finished.len() < WAITING {
                self.finished.push((who, whole));
            }
        }
        let span = |at: UnixMillis| at.0.div_euclid(VIEW_MS);
        if let Some(last) = views.last_mut().filter(|last| span(last.at) == span(seen.at)) {
            *last = seen;
        } else {
            views.push(seen);
        }
    }

    /// Runs that are over, or with `all` those that still go on as well.
    pub(super) fn take_due(&mut self, now: UnixMillis, all: bool) -> Vec<(ParticipantId, Run)> {
        let mut due = std::mem::take(&mut self.finished);
        let over = |(begun, _): &Run| all || *begun != run_of(now);
        due.extend(self.open.extract_if(.., |_, run| over(run)));
        due
    }
}

/// Stores the runs that are over, of all rooms in one transaction; `all` stores the others too.
pub(super) async fn store(hub: &Hub, rooms: &[Arc<RoomHandle>], now: UnixMillis, all: bool) {
    let mut runs = Vec::new();
    for room in rooms {
        let due = room.lock().due_views(now, all);
        runs.extend(due.into_iter().map(|(participant, (run, views))| ViewRun {
            account: room.account,
            conversation: room.conversation,
            run,
            participant,
            views,
        }));
    }
    if !hub.keeps_views || runs.is_empty() {
        return;
    }
    if let Err(error) = hub.store.trace().write_views(runs).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "views not stored");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    fn view(cu: i32, own: bool) -> View {
        let item = vitrine_shared::ids::ItemId(uuid::Uuid::nil());
        View { item, cu, cv: 1, eu: 9, ev: 9, fence: 5, n: 1, at: UnixMillis(0), own }
    }

    #[test]
    fn a_moving_hand_leaves_four_views_a_second_and_the_last_one_stays() {
        let (who, mut trace) = (new_id(), Trace::default());
        for ms in 0..4_990 {
            trace.note(who, &view(i32::try_from(ms).unwrap(), false), UnixMillis(ms));
        }
        assert_eq!(trace.take_due(UnixMillis(4_999), false), [], "it still goes on");
        let due = trace.take_due(UnixMillis(5_000), false);
        let [(_, (begun, views))] = &due[..] else { panic!("one run: {due:?}") };
        assert_eq!((*begun, views.len()), (UnixMillis(0), 20));
        assert_eq!((views[0].cu, views[19].cu), (249, 4_989));
        assert_eq!(trace.take_due(UnixMillis(90_000), true), [], "nobody moved since");
    }

    #[test]
    fn who_looks_alone_and_comes_back_is_seen_to() {
        let (who, mut trace) = (new_id(), Trace::default());
        trace.note(who, &view(1, true), UnixMillis(0));
        let alone = Applied { seq: 1, fence: 0, n: 7, rtt_ms: 1 };
        trace.applied(who, alone, UnixMillis(300));
        trace.applied(who, Applied { fence: 5, ..alone }, UnixMillis(600));
        trace.applied(who, Applied { fence: 5, ..alone }, UnixMillis(900));
        let due = trace.take_due(UnixMillis(1_000), true);
        let hows: Vec<_> = due[0].1.1.iter().map(|view| (view.at.0, view.how)).collect();
        assert_eq!(hows, [(0, Looking::Own), (600, Looking::Back)]);
    }

    #[test]
    fn a_store_that_does_not_answer_costs_no_memory() {
        let (who, mut trace) = (new_id(), Trace::default());
        for n in 0..1_000 {
            trace.note(who, &view(1, false), UnixMillis(n * 5_000));
        }
        assert_eq!(trace.take_due(UnixMillis(0), true).len(), WAITING + 1);
    }
}
