//! The append of the model: the steps of the SQL store, on maps.

use std::collections::BTreeSet;

use vitrine_server::store::deciding::{Repeats, decide_operations};
use vitrine_server::store::projection::Projection;
use vitrine_server::store::{
    CommittedRoom, OperationResult, PendingOperation, RoomBatch, RoomOutcome, StoreResult,
};
use vitrine_shared::room::{Command, Event, EventBody, Role, RoomState, Stream, apply};
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
    operations.iter_mut().for_each(|operation| mislead(operation, &state, bug));
    if bug == Some(Bug::LastFirst) {
        operations.reverse();
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
        if let EventBody::Redacted(redacted) = &fresh.event.body {
            conversation.erase(fresh.stream, redacted.target_seq, bug);
        }
    }
    conversation.acl_epoch = decided.acl_epoch;
    let writes = !decided.fresh.is_empty() || !decided.unchanged.is_empty();
    if writes {
        for (actor, cid, seq) in decided.unchanged {
            conversation.answers.insert((actor, cid), seq);
        }
        if new && !tables.visitors.values().any(|(one, _)| owner(one)) {
            return Err(unavailable("a conversation belongs to a visitor"));
        }
        tables.conversations.insert(batch.conversation, conversation);
    }
    let fresh = decided.fresh.into_iter().map(|fresh| (fresh.stream, fresh.event));
    let mut results: Vec<OperationResult> = decided.results;
    if bug == Some(Bug::LastFirst) {
        results.reverse();
    }
    Ok(CommittedRoom {
        state: decided.state,
        acl_epoch: decided.acl_epoch,
        events: tail.into_iter().chain(fresh).collect(),
        results,
    })
}

/// Puts a planted mistake into what is decided.
fn mislead(operation: &mut PendingOperation, state: &RoomState, bug: Option<Bug>) {
    match (bug, &mut operation.command) {
        (Some(Bug::FenceOff), _) => operation.acl_epoch = u32::MAX,
        (Some(Bug::TakenTwice), Command::Take(take)) => take.from = state.assignee,
        (Some(Bug::ClearTakesAll), Command::ClearAnnotations(clear)) => clear.upto = u32::MAX,
        (
            Some(Bug::MarksOfOthers),
            Command::DeleteAnnotations(_) | Command::RestoreAnnotations(_),
        )
        | (
            Some(Bug::LockOff),
            Command::ShowItems(_)
            | Command::RotateItem(_)
            | Command::RemoveItem(_)
            | Command::MoveItem(_)
            | Command::LinkZoom(_)
            | Command::TakeLead(_),
        ) if state.participants.iter().any(|one| one.id == operation.principal.participant) => {
            operation.principal.role = Role::System;
        }
        _ => {}
    }
}
