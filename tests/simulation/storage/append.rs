//! The append of the model: the steps of the SQL store, on maps.

use std::collections::BTreeSet;

use vitrine_server::store::deciding::{Repeats, decide_operations};
use vitrine_server::store::projection::Projection;
use vitrine_server::store::{CommittedRoom, OperationResult, RoomBatch, RoomOutcome, StoreResult};
use vitrine_shared::room::{Event, Stream, apply};
use vitrine_shared::time::UnixMillis;

use super::tables::{Conversation, Tables};
use super::{Bug, Storage, unavailable};

impl Storage {
    pub(super) async fn append_batches(
        &self,
        batches: Vec<RoomBatch>,
        now: UnixMillis,
    ) -> StoreResult<Vec<RoomOutcome>> {
        self.weather.before().await?;
        let bug = self.weather.bug();
        let now = if bug == Some(Bug::OrderByWallClock) { self.weather.wall() } else { now };
        let outcomes = {
            let mut disk = self.disk();
            let mut tables = disk.tables.clone();
            let mut seen = BTreeSet::new();
            let mut outcomes = Vec::new();
            for batch in batches {
                // A second batch of a room would be decided on a state it has not seen.
                if seen.insert(batch.conversation) {
                    let room = append_room(&mut tables, batch, now, bug)?;
                    outcomes.push(RoomOutcome::Committed(room));
                } else {
                    outcomes.push(RoomOutcome::Busy);
                }
            }
            match bug {
                // Told, but now and then not kept.
                Some(Bug::BroadcastBeforeCommit) if self.weather.chance(1, 8) => {}
                Some(Bug::AckBeforeCommit) if !self.weather.chance(1, 6) => {
                    if disk.safe.is_none() {
                        disk.safe = Some(Box::new(disk.tables.clone()));
                    }
                    disk.tables = tables;
                }
                _ => {
                    disk.safe = None;
                    disk.tables = tables;
                }
            }
            outcomes
        };
        // Between the commit and the answer: the answer may get lost, or the process end here.
        self.weather.after().await?;
        Ok(outcomes)
    }
}

fn append_room(
    tables: &mut Tables,
    batch: RoomBatch,
    now: UnixMillis,
    bug: Option<Bug>,
) -> StoreResult<CommittedRoom> {
    let known = tables.conversations.get(&batch.conversation);
    if known.is_some_and(|one| one.account != batch.account) {
        return Err(unavailable("the id belongs to another account"));
    }
    let new = known.is_none();
    let owner = |one: &vitrine_server::store::VisitorRecord| {
        one.account == batch.account && one.id == batch.origin.visitor
    };
    let mut conversation = match known {
        Some(known) => known.clone(),
        None => Conversation::new(batch.account, batch.origin),
    };
    let mut state = batch.state;
    let mut tail: Vec<(Stream, Event)> = Vec::new();
    let Projection { public_seq, staff_seq, .. } = conversation.projection;
    if state.head > public_seq || state.staff_head > staff_seq {
        state = conversation.load(bug);
    } else {
        let behind = |(stream, event): &(Stream, &Event)| match stream {
            Stream::Public => event.seq > state.head,
            Stream::Staff => event.seq > state.staff_head,
        };
        tail = conversation.events().filter(behind).map(|(s, event)| (s, event.clone())).collect();
        tail.iter().for_each(|(stream, event)| apply(&mut state, *stream, event));
    }
    let mut operations = batch.operations;
    if bug == Some(Bug::FenceOff) {
        operations.iter_mut().for_each(|operation| operation.acl_epoch = u32::MAX);
    }
    let answers = conversation.answers.iter().map(|(name, seq)| (*name, *seq));
    let repeats: Repeats = answers.filter(|_| bug != Some(Bug::RepeatsForgotten)).collect();
    let acl_epoch = conversation.acl_epoch;
    let decided = decide_operations(state, batch.live, &operations, acl_epoch, repeats, now);
    for fresh in &decided.fresh {
        conversation.projection.fold(&decided.state, fresh.stream, &fresh.event);
        let Event { actor, cid, seq, .. } = fresh.event;
        conversation.answers.insert((actor, cid), seq);
        conversation.log_mut(fresh.stream).push(fresh.event.clone());
    }
    conversation.acl_epoch = decided.acl_epoch;
    if !(new && decided.fresh.is_empty()) {
        for (actor, cid, seq) in decided.unchanged {
            conversation.answers.insert((actor, cid), seq);
        }
        if new && !tables.visitors.values().any(owner) {
            return Err(unavailable("a conversation belongs to a visitor"));
        }
        tables.conversations.insert(batch.conversation, conversation);
    }
    let fresh = decided.fresh.into_iter().map(|fresh| (fresh.stream, fresh.event));
    let results: Vec<OperationResult> = decided.results;
    Ok(CommittedRoom {
        state: decided.state,
        acl_epoch: decided.acl_epoch,
        events: tail.into_iter().chain(fresh).collect(),
        results,
    })
}
