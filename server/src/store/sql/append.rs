//! Deciding, storing and folding the operations of many rooms in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::room::{Event, EventBody, RoomState, Stream};
use vitrine_shared::time::UnixMillis;

use super::append_statements as statements;
use super::outbox::{self, Answer};
use super::rows::{Key, RoomRow, count};
use super::transaction::Tx;
use super::{Db, rooms};
use crate::store::deciding::{Decided, Fresh, Repeats, decide_operations};
use crate::store::projection::Projection;
use crate::store::{CommittedRoom, RoomBatch, RoomOutcome, StoreResult};

/// A room whose operations are decided and not yet stored.
struct Room {
    key: Key,
    batch: RoomBatch,
    /// Whether its row is to be created.
    new: bool,
    projection: Projection,
    /// What the log held above the heads of the batch.
    tail: Vec<(Stream, Event)>,
    decided: Decided,
}

/// See [`crate::store::Store::append`].
pub(super) async fn append(
    db: &Db,
    batches: Vec<RoomBatch>,
    now: UnixMillis,
) -> StoreResult<Vec<RoomOutcome>> {
    let places: Vec<Key> = batches.iter().map(key_of).collect();
    let keys: BTreeSet<Key> = places.iter().copied().collect();
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = db.begin().await?;
    let mut locked = statements::lock_rooms(&mut tx, &keys).await?;
    let busy = find_busy(&mut tx, &keys, &locked).await?;
    let cids: Vec<_> = batches
        .iter()
        .filter(|batch| locked.contains_key(&key_of(batch)))
        .flat_map(|batch| batch.operations.iter().map(|operation| (key_of(batch), operation.cid)))
        .collect();
    let mut repeats = statements::find_repeats(&mut tx, &cids).await?;

    let mut rooms = BTreeMap::new();
    for batch in batches {
        let key = key_of(&batch);
        // A second batch of the same room would be decided on a state it has not seen.
        if busy.contains(&key) || rooms.contains_key(&key) {
            continue;
        }
        let repeats = repeats.remove(&key).unwrap_or_default();
        let row = locked.remove(&key);
        rooms.insert(key, decide_room(&mut tx, batch, row, repeats, now).await?);
    }
    store(&mut tx, &mut rooms).await?;
    let answers = rooms.iter().filter_map(|(key, room)| Some((*key, room.answer()?))).collect();
    outbox::note_answers(&mut tx, &answers, now).await?;
    if rooms.values().any(Room::writes) {
        tx.commit().await?;
    } else {
        tx.end().await?;
    }

    let outcome = |key| match rooms.remove(&key) {
        Some(room) => RoomOutcome::Committed(room.committed()),
        None => RoomOutcome::Busy,
    };
    Ok(places.into_iter().map(outcome).collect())
}

fn key_of(batch: &RoomBatch) -> Key {
    Key { conversation: batch.conversation.0, account: batch.account.0 }
}

/// Rooms that exist but were not obtained.
async fn find_busy(
    tx: &mut Tx,
    keys: &BTreeSet<Key>,
    locked: &BTreeMap<Key, RoomRow>,
) -> StoreResult<BTreeSet<Key>> {
    let missing: Vec<Key> = keys.iter().filter(|key| !locked.contains_key(key)).copied().collect();
    if tx.locks_rows() && !missing.is_empty() {
        return statements::existing(tx, missing).await;
    }
    Ok(BTreeSet::new())
}

/// Brings the state of a batch up to the log and decides its operations.
async fn decide_room(
    tx: &mut Tx,
    mut batch: RoomBatch,
    row: Option<RoomRow>,
    repeats: Repeats,
    now: UnixMillis,
) -> StoreResult<Room> {
    let key = key_of(&batch);
    let new = row.is_none();
    let mut state = std::mem::take(&mut batch.state);
    let mut tail = Vec::new();
    let (acl_epoch, mut projection) = match row {
        Some(row) => (count(row.acl_epoch)?, Projection::try_from(row.projection)?),
        None => (0, Projection::default()),
    };
    if state.head > projection.public_seq || state.staff_head > projection.staff_seq {
        // The database was taken back under a running process. What the log says is what counts.
        tracing::error!(conversation.id = %batch.conversation, "the log is shorter than the room");
        state = if new { RoomState::default() } else { rooms::load_state(tx, key).await? };
    } else if state.head < projection.public_seq || state.staff_head < projection.staff_seq {
        rooms::fold_tail(tx, key, &mut state, |_, stream, event| tail.push((stream, event)))
            .await?;
    }
    let live = std::mem::take(&mut batch.live);
    let decided = decide_operations(state, live, &batch.operations, acl_epoch, repeats, now);
    for fresh in &decided.fresh {
        projection.fold(&decided.state, fresh.stream, &fresh.event);
    }
    Ok(Room { key, batch, new, projection, tail, decided })
}

/// Writes what was decided. Rooms that another process created meanwhile are taken out.
async fn store(tx: &mut Tx, rooms: &mut BTreeMap<Key, Room>) -> StoreResult<()> {
    let (new, known): (Vec<&Room>, Vec<&Room>) =
        rooms.values().filter(|room| !room.decided.fresh.is_empty()).partition(|room| room.new);
    let new: Vec<_> =
        new.iter().map(|room| (room.key, room.batch.origin, &room.projection)).collect();
    let known: Vec<_> =
        known.iter().map(|room| (room.key, room.decided.acl_epoch, &room.projection)).collect();
    let wanted: Vec<Key> = new.iter().map(|(key, ..)| *key).collect();
    let created = statements::insert_conversations(tx, &new).await?;
    statements::update_conversations(tx, &known).await?;
    for key in wanted {
        if !created.contains(&key) {
            rooms.remove(&key);
        }
    }
    let events: Vec<_> = rooms
        .values()
        .flat_map(|room| room.decided.fresh.iter().map(|fresh| (room.key, fresh)))
        .collect();
    statements::insert_events(tx, &events).await?;
    let erased: Vec<_> = events.iter().filter_map(|(key, fresh)| erasure(*key, fresh)).collect();
    statements::erase_events(tx, &erased).await?;
    let unchanged: Vec<_> = rooms
        .values()
        .filter(|room| room.writes())
        .flat_map(|room| room.decided.unchanged.iter().map(|operation| (room.key, *operation)))
        .collect();
    statements::insert_unchanged(tx, &unchanged).await
}

/// The event whose body a redaction takes away.
fn erasure(key: Key, fresh: &Fresh) -> Option<(Key, Stream, u32)> {
    match &fresh.event.body {
        EventBody::Redacted(redacted) => Some((key, fresh.stream, redacted.target_seq)),
        _ => None,
    }
}

impl Room {
    /// Whether there is anything to store.
    fn writes(&self) -> bool {
        !self.decided.fresh.is_empty() || !self.decided.unchanged.is_empty()
    }

    /// The newest message or mark of this batch that is somebody else's than the visitor's, if
    /// mails are wanted.
    fn answer(&self) -> Option<Answer> {
        let wait_ms = self.batch.mail_after_ms?;
        let visitor = self.batch.origin.visitor;
        let answers = |fresh: &&Fresh| {
            matches!(fresh.event.body, EventBody::MessageSent(_) | EventBody::AnnotationAdded(_))
                && fresh.stream == Stream::Public
                && fresh.event.actor != ParticipantId::from(visitor)
        };
        let newest = self.decided.fresh.iter().rev().find(answers)?;
        Some(Answer { visitor, seq: newest.event.seq, wait_ms })
    }

    fn committed(self) -> CommittedRoom {
        let fresh = self.decided.fresh.into_iter().map(|fresh| (fresh.stream, fresh.event));
        CommittedRoom {
            state: self.decided.state,
            acl_epoch: self.decided.acl_epoch,
            events: self.tail.into_iter().chain(fresh).collect(),
            results: self.decided.results,
        }
    }
}
