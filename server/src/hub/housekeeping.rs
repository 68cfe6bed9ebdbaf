//! What happens without anybody asking: presence fades, orphaned strokes are kept, registers and
//! snapshots are stored, empty rooms leave the memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use vitrine_shared::ids::{AccountId, ClientId};
use vitrine_shared::limits::SNAPSHOT_EVENTS;
use vitrine_shared::room::{AddAnnotation, Command};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ReceiptOf;

use super::room::{RoomHandle, Submission};
use super::{Hub, Slot, trace};
use crate::store::{ReceiptRecord, StoreResult};

/// How often to look. Shorter than the shortest wait it serves (a settled view, 300 ms).
const EVERY: Duration = Duration::from_millis(250);
/// An empty room leaves the memory after this, in milliseconds: longer than a reload takes.
const UNLOAD_MS: i64 = 60_000;

/// Runs until the hub stops; then stores what is open.
pub(super) async fn run(hub: Arc<Hub>) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let stopping = tokio::select! {
            biased;
            () = hub.stop.cancelled() => true,
            _ = tick.tick() => false,
        };
        let rooms = hub.loaded_rooms();
        let mut writes = Vec::new();
        let mut receipts: BTreeMap<AccountId, Vec<ReceiptRecord>> = BTreeMap::new();
        let now = hub.clock.now();
        for room in &rooms {
            writes.extend(room.lock().due_registers(room.account, now, stopping));
            let unsaved = settle_receipts(room, now);
            if !unsaved.is_empty() {
                receipts.entry(room.account).or_default().extend(unsaved);
            }
            look_after(&hub, room, now);
            if let Err(error) =
                snapshot(&hub, room, if stopping { 1 } else { SNAPSHOT_EVENTS }).await
            {
                tracing::warn!(error = &error as &dyn std::error::Error, "snapshot not stored");
            }
        }
        if !writes.is_empty()
            && let Err(error) = hub.store.write_registers(writes).await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "registers not stored");
        }
        trace::store(&hub, &rooms, now, stopping).await;
        for (account, receipts) in receipts {
            // A receipt that is lost is sent again by its reader's next one.
            if let Err(error) = hub.store.write_receipts(account, receipts).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "receipts not stored");
            }
        }
        if stopping {
            return;
        }
        hub.visits.settle(now);
        unload(&hub, &rooms, now).await;
        hub.forget_unopened();
    }
}

fn settle_receipts(room: &RoomHandle, now: UnixMillis) -> Vec<ReceiptRecord> {
    let mut locked = room.lock();
    locked.settle_receipts(now);
    let conversation = room.conversation;
    let record = |receipt: ReceiptOf| {
        let ReceiptOf { participant, delivered, read } = receipt;
        ReceiptRecord { conversation, participant, delivered, read }
    };
    locked.unsaved_receipts().into_iter().map(record).collect()
}

fn look_after(hub: &Hub, room: &Arc<RoomHandle>, now: UnixMillis) {
    let (changed, kept, acl_epoch, playback) = {
        let mut locked = room.lock();
        let (changed, kept) = (locked.refresh_presence(now), locked.expire_strokes(now));
        (changed, kept, locked.acl_epoch(), locked.due_playback(now))
    };
    if let Some(submission) = playback {
        hub.submit(room, submission);
    }
    if changed {
        hub.notice(room);
    }
    for (sid, principal, item, mark) in kept {
        let command = Command::AddAnnotation(AddAnnotation { annotation: sid, item, mark });
        // The mark's own id names the operation: whoever commits this stroke first, here or on
        // another node, it happens once.
        let cid = ClientId(sid.0);
        hub.submit(room, Submission { principal, acl_epoch, cid, command, reply_to: None });
    }
}

async fn snapshot(hub: &Hub, room: &RoomHandle, at_least: u32) -> StoreResult<()> {
    let due = room.lock().due_snapshot(at_least);
    match due {
        Some(state) => hub.store.write_snapshot(room.account, room.conversation, &state).await,
        None => Ok(()),
    }
}

async fn unload(hub: &Hub, rooms: &[Arc<RoomHandle>], now: UnixMillis) {
    for room in rooms {
        let idle = room.lock().idle_since().is_some_and(|at| now.since(at) >= UNLOAD_MS);
        if !idle {
            continue;
        }
        if let Err(error) = snapshot(hub, room, 1).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "snapshot not stored");
            continue;
        }
        // Whoever holds the room besides the map, this loop's list and its slot is using it.
        let unused = |_: &_, slot: &Slot| {
            Arc::strong_count(slot) == 1
                && slot.get().is_some_and(|room| {
                    Arc::strong_count(room) <= 2 && room.lock().idle_since().is_some()
                })
        };
        if hub.rooms.remove_if(&room.conversation, unused).is_some() {
            // Another conversation of the visitor may have its name there.
            hub.reserved.remove_if(&room.origin.visitor, |_, id| *id == room.conversation);
            hub.notice(room);
        }
    }
}
