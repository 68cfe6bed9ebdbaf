//! Operations that wait for their commit, and what a commit changes.

use std::sync::Arc;

use vitrine_shared::ids::{AccountId, ClientId};
use vitrine_shared::limits;
use vitrine_shared::room::{Command, Erased, Event, EventBody, Principal, Rejected, RoomState};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;

use super::super::frames::encode;
use super::super::outbox::{Outbox, Reply};
use super::Room;
use super::{RoomHandle, StoredView, VIEW_REGISTER};
use crate::store::{CommittedRoom, OperationResult, PendingOperation, RegisterWrite, RoomBatch};

/// Operations a room lets wait; beyond it they are refused with a time to retry.
const WAITING: usize = 1_024;
/// Operations of one room in one transaction.
const BATCH: usize = 256;
/// A view that has not moved for this long has settled, in milliseconds.
const SETTLED_MS: i64 = 300;
/// Registers in motion are stored this often, in milliseconds.
const CHECKPOINT_MS: i64 = 5_000;
/// When to try again what the store could not take, in milliseconds.
const RETRY_MS: u32 = 1_000;

/// Why an operation did not happen, as it is told.
pub type Refusal = (ErrorCode, Option<u32>);

/// An operation on its way in.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who asks.
    pub principal: Principal,
    /// The fence of permissions under which access was checked.
    pub acl_epoch: u32,
    /// The client's name for it.
    pub cid: ClientId,
    /// What is wished.
    pub command: Command,
    /// Where the answer goes; the server itself wants none.
    pub reply_to: Option<Arc<Outbox>>,
}

#[derive(Clone, Debug)]
pub(super) struct Waiting {
    operation: PendingOperation,
    reply_to: Option<Arc<Outbox>>,
}

impl Waiting {
    fn answer(&self, result: Result<u32, Refusal>) {
        if let Some(outbox) = &self.reply_to {
            outbox.reply(Reply { cid: self.operation.cid, result });
        }
    }
}

impl Room {
    /// Lets an operation wait for the next batch.
    ///
    /// Returns `None` when it was refused at once, else whether the room has to be handed to the
    /// writer, which is the case for the first waiting operation only.
    pub fn submit(&mut self, submission: Submission) -> Option<bool> {
        let Submission { principal, acl_epoch, cid, command, reply_to } = submission;
        let operation = PendingOperation { principal, acl_epoch, cid, command };
        let waiting = Waiting { operation, reply_to };
        if self.dissolved {
            waiting.answer(Err((ErrorCode::NotFound, None)));
            return None;
        }
        if self.waiting.len() >= WAITING {
            waiting.answer(Err((ErrorCode::Unavailable, Some(RETRY_MS))));
            return None;
        }
        self.waiting.push_back(waiting);
        let first = !self.queued;
        self.queued = true;
        Some(first)
    }

    /// Hands what waits to the writer. One batch of a room is on its way at a time.
    pub fn take_batch(&mut self, handle: &RoomHandle) -> Option<RoomBatch> {
        let count = self.waiting.len().min(BATCH);
        if count == 0 {
            self.queued = false;
            return None;
        }
        self.in_writer = self.waiting.drain(..count).collect();
        Some(RoomBatch {
            account: handle.account,
            conversation: handle.conversation,
            origin: handle.origin,
            state: RoomState::clone(&self.state),
            live: self.live.clone(),
            mail_after_ms: None,
            operations: self.in_writer.iter().map(|one| one.operation.clone()).collect(),
        })
    }

    /// Publishes what is committed and answers the operations. True when more waits.
    pub fn committed(&mut self, room: CommittedRoom) -> bool {
        let CommittedRoom { state, acl_epoch, events, results } = room;
        self.state = Arc::new(state);
        self.acl_epoch = acl_epoch;
        for (stream, event) in &events {
            if let EventBody::AnnotationAdded(added) = &event.body {
                self.strokes.finish(added.annotation);
            }
            if let EventBody::Redacted(redacted) = &event.body {
                self.ring_mut(*stream).erase(redacted.target_seq, erased);
            }
            match &event.body {
                EventBody::ZoomLinked(zoom) if zoom.linked => self.registers.unlink(),
                EventBody::ItemsShown(_) => self.registers.unlink(),
                _ => {}
            }
            self.live.observe(event);
            self.ring_mut(*stream).push(event);
        }
        for (waiting, result) in std::mem::take(&mut self.in_writer).iter().zip(results) {
            waiting.answer(told(result));
        }
        self.wake_all();
        self.queued = !self.waiting.is_empty();
        self.queued
    }

    /// Another process held the conversation: the batch waits again, in front. Always true.
    pub fn busy(&mut self) -> bool {
        for waiting in std::mem::take(&mut self.in_writer).into_iter().rev() {
            self.waiting.push_front(waiting);
        }
        self.queued = true;
        true
    }

    /// The store could not take the batch: nothing happened (OP11). True when more waits.
    pub fn failed(&mut self) -> bool {
        for waiting in std::mem::take(&mut self.in_writer) {
            waiting.answer(Err((ErrorCode::Unavailable, Some(RETRY_MS))));
        }
        self.queued = !self.waiting.is_empty();
        self.queued
    }

    /// The writer cannot take the room: everything that waits is refused for now.
    pub fn fail_waiting(&mut self) {
        self.refuse_waiting((ErrorCode::Unavailable, Some(RETRY_MS)));
        self.queued = false;
    }

    /// Refuses everything that waits.
    pub(super) fn refuse_waiting(&mut self, refusal: Refusal) {
        for waiting in std::mem::take(&mut self.waiting) {
            waiting.answer(Err(refusal));
        }
    }

    /// The state to store as a snapshot, when enough happened since the last one.
    pub fn due_snapshot(&mut self, at_least: u32) -> Option<Arc<RoomState>> {
        let due = self.state.head >= self.snapshot_at + at_least.max(1);
        due.then(|| {
            self.snapshot_at = self.state.head;
            Arc::clone(&self.state)
        })
    }

    /// The registers to store: the shared view 300 ms after it settled or every 5 s while it
    /// moves, open strokes every 5 s, all of them when the node stops.
    pub fn due_registers(
        &mut self,
        account: AccountId,
        now: UnixMillis,
        stopping: bool,
    ) -> Vec<RegisterWrite> {
        let mut writes = Vec::new();
        let settled = |(first, latest): (UnixMillis, UnixMillis)| {
            stopping || now.since(latest) >= SETTLED_MS || now.since(first) >= CHECKPOINT_MS
        };
        if self.moved.is_some_and(settled) {
            self.moved = None;
            let shared = self.registers.shared().iter();
            writes.extend(shared.map(|(of, (from, session, view))| {
                let name = of.map_or_else(
                    || VIEW_REGISTER.to_owned(),
                    |item| format!("{VIEW_REGISTER}:{item}"),
                );
                let stored = StoredView { from: *from, session: *session, view: *view };
                (name, Some(encode(&stored)))
            }));
        }
        if stopping || now.since(self.strokes_saved_at) >= CHECKPOINT_MS {
            self.strokes_saved_at = now;
            writes.extend(self.strokes.checkpoint());
        }
        let conversation = self.id;
        let write = |(key, value)| RegisterWrite { account, conversation, key, value };
        writes.into_iter().map(write).collect()
    }
}

/// What is left of an encoded message or note; nothing to change in any other event.
fn erased(text: &str) -> Option<String> {
    let mut event: Event = serde_json::from_str(text).ok()?;
    // Of two who erase at once the second finds what the first has left, as in the log.
    if !matches!(event.body, EventBody::MessageSent(_) | EventBody::NoteAdded(_)) {
        return None;
    }
    let was = event.body.kind().to_owned();
    event.body = EventBody::Erased(Erased { was });
    Some(encode(&event))
}

fn told(result: OperationResult) -> Result<u32, Refusal> {
    match result {
        OperationResult::Done { seq } | OperationResult::Repeated { seq } => Ok(seq),
        OperationResult::Stale => Err((ErrorCode::StaleAccess, None)),
        OperationResult::Refused(reason) => {
            let retry = (reason == Rejected::LeadBusy).then_some(limits::LEAD_RETRY_MS);
            Err((reason.into(), retry))
        }
    }
}
