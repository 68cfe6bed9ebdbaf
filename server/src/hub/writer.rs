//! The one task that commits: takes what waits in many rooms, stores it in one transaction, and
//! only then lets the rooms publish and answer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::Hub;
use super::room::RoomHandle;
use crate::store::{RoomBatch, RoomOutcome};
use crate::telemetry;

/// Rooms in one transaction.
const ROOMS: usize = 256;
/// How long rooms wait that another process holds.
const BUSY_PAUSE: Duration = Duration::from_millis(5);

/// Runs until the hub stops and nothing waits any more.
pub(super) async fn run(hub: Arc<Hub>, mut from_rooms: mpsc::Receiver<Arc<RoomHandle>>) {
    let mut again: Vec<Arc<RoomHandle>> = Vec::new();
    loop {
        let mut rooms = std::mem::take(&mut again);
        if rooms.is_empty() {
            tokio::select! {
                biased;
                first = from_rooms.recv() => match first {
                    Some(room) => rooms.push(room),
                    None => return,
                },
                () = hub.stop.cancelled() => return,
            }
        }
        while rooms.len() < ROOMS
            && let Ok(room) = from_rooms.try_recv()
        {
            rooms.push(room);
        }
        let any_busy = commit(&hub, rooms, &mut again).await;
        if any_busy {
            tokio::time::sleep(BUSY_PAUSE).await;
        }
    }
}

/// Commits one batch of each room; those with more to do come into `again`.
async fn commit(hub: &Hub, rooms: Vec<Arc<RoomHandle>>, again: &mut Vec<Arc<RoomHandle>>) -> bool {
    let (mut taken, mut batches) = (Vec::new(), Vec::new());
    for room in rooms {
        let batch = room.lock().take_batch(&room);
        if let Some(batch) = batch {
            batches.push(RoomBatch { mail_after_ms: hub.mail_after_ms, ..batch });
            taken.push(room);
        }
    }
    if batches.is_empty() {
        return false;
    }
    let operations = batches.iter().map(|batch| batch.operations.len()).sum();
    let begun = Instant::now();
    match hub.store.append(batches, hub.clock.now()).await {
        Ok(outcomes) => {
            telemetry::committed(operations, begun, true);
            let mut any_busy = false;
            for (room, outcome) in taken.into_iter().zip(outcomes) {
                let more = match outcome {
                    RoomOutcome::Committed(committed) => {
                        let more = room.lock().committed(committed);
                        hub.notice(&room);
                        more
                    }
                    RoomOutcome::Busy => {
                        any_busy = true;
                        room.lock().busy()
                    }
                };
                if more {
                    again.push(room);
                }
            }
            any_busy
        }
        Err(error) => {
            telemetry::committed(operations, begun, false);
            tracing::error!(error = &error as &dyn std::error::Error, "batch not stored");
            let more = taken.into_iter().filter(|room| room.lock().failed());
            again.extend(more);
            false
        }
    }
}
