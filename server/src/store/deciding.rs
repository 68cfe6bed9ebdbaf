//! What follows from the waiting operations of one room; no database here.

use std::collections::HashMap;

use vitrine_shared::ids::{ClientId, ParticipantId};
use vitrine_shared::room::{Event, EventBody, Live, RoomState, Stream, apply, decide};
use vitrine_shared::time::UnixMillis;

use super::{OperationResult, PendingOperation};

/// The seq an operation was answered with, by who sent it under which name.
pub type Repeats = HashMap<(ParticipantId, ClientId), u32>;

/// An event that is not in the log yet.
#[derive(Debug)]
pub struct Fresh {
    /// Its log.
    pub stream: Stream,
    /// The event, with its place.
    pub event: Event,
    /// Its number among the events of its operation, from 0.
    pub ordinal: u32,
}

/// The outcome of the operations of one room.
#[derive(Debug)]
pub struct Decided {
    /// The state with everything applied.
    pub state: RoomState,
    /// What is to be stored, in order.
    pub fresh: Vec<Fresh>,
    /// Operations that were granted and changed nothing, with the seq they are answered with. They
    /// leave no event, so they are remembered by themselves.
    pub unchanged: Vec<(ParticipantId, ClientId, u32)>,
    /// One for each operation, in order.
    pub results: Vec<OperationResult>,
    /// The fence of permissions afterwards.
    pub acl_epoch: u32,
}

/// Decides `operations` one after the other, each against what those before it left.
///
/// `repeats` holds what the log knows of their client ids. A repeat is answered before the fence
/// is looked at: what was committed stays committed, whatever the author may do now. `live` is a
/// working copy like `state`: a lead granted to one operation holds against the next.
pub fn decide_operations(
    mut state: RoomState,
    mut live: Live,
    operations: &[PendingOperation],
    mut acl_epoch: u32,
    mut repeats: Repeats,
    now: UnixMillis,
) -> Decided {
    let mut fresh = Vec::with_capacity(operations.len());
    let mut unchanged = Vec::new();
    let mut results = Vec::with_capacity(operations.len());
    for operation in operations {
        let actor = operation.principal.participant;
        if let Some(&seq) = repeats.get(&(actor, operation.cid)) {
            results.push(OperationResult::Repeated { seq });
            continue;
        }
        if operation.acl_epoch < acl_epoch {
            results.push(OperationResult::Stale);
            continue;
        }
        let drafts = match decide(&state, &live, &operation.command, &operation.principal, now) {
            Ok(drafts) => drafts,
            Err(reason) => {
                results.push(OperationResult::Refused(reason));
                continue;
            }
        };
        let mut answer = state.head;
        if drafts.is_empty() {
            unchanged.push((actor, operation.cid, answer));
        }
        for (ordinal, draft) in (0..).zip(drafts) {
            let head = match draft.stream {
                Stream::Public => state.head,
                Stream::Staff => state.staff_head,
            };
            let event =
                Event { seq: head + 1, at: now, actor, cid: operation.cid, body: draft.body };
            // Somebody loses the conversation to another: what they still have under way was
            // made under access they no longer have (CO6).
            if let EventBody::Assigned(assigned) = &event.body
                && let (Some(former), Some(next)) = (state.assignee, assigned.to)
                && former != next
            {
                acl_epoch += 1;
            }
            apply(&mut state, draft.stream, &event);
            live.observe(&event);
            answer = event.seq;
            fresh.push(Fresh { stream: draft.stream, event, ordinal });
        }
        repeats.insert((actor, operation.cid), answer);
        results.push(OperationResult::Done { seq: answer });
    }
    Decided { state, fresh, unchanged, results, acl_epoch }
}
