//! The log of a room, read back; snapshots and registers.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId};
use vitrine_shared::room::{Event, RoomState, STATE_VERSION, Stream, apply};

use super::rows::{EventRow, Key, count, stream_number};
use super::transaction::{Tx, placeholders};
use super::{Db, on, read};
use crate::store::{LoadedRoom, MessagePage, RegisterWrite, StoreResult};

/// Events read at once while a log is folded.
const CHUNK: u32 = 1_000;
/// Registers written by one statement.
const REGISTER_ROWS: usize = 64;

const EVENTS_AFTER: &str = "SELECT seq, at, actor, cid, kind, version, body FROM event \
     WHERE account_id = $1 AND conversation_id = $2 AND stream = $3 AND seq > $4 \
     ORDER BY seq LIMIT $5";

/// The condition on `kind` is that of the partial index, to the letter.
const MESSAGES_BEFORE: &str = "SELECT seq, at, actor, cid, kind, version, body FROM event \
     WHERE account_id = $1 AND conversation_id = $2 AND stream = $3 AND seq < $4 \
     AND kind IN ('message_sent', 'note_added', 'item_added', 'assigned', 'resolved', 'reopened', \
     'erased') ORDER BY seq DESC LIMIT $5";

/// See [`crate::store::Store::load_room`].
pub(super) async fn load(
    db: &Db,
    account: AccountId,
    id: ConversationId,
) -> StoreResult<Option<LoadedRoom>> {
    let key = Key { conversation: id.0, account: account.0 };
    let mut tx = db.begin_reading().await?;
    let fence = "SELECT acl_epoch FROM conversation WHERE account_id = $1 AND id = $2";
    let fence: Option<i64> = on!(tx, |connection| {
        sqlx::query_scalar(fence).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    let Some(fence) = fence else {
        tx.end().await?;
        return Ok(None);
    };
    let registers = "SELECT name, value FROM room_register \
                     WHERE account_id = $1 AND conversation_id = $2 ORDER BY name";
    let registers = on!(tx, |connection| {
        sqlx::query_as(registers).bind(account.0).bind(id.0).fetch_all(connection).await
    })?;
    let state = load_state(&mut tx, key).await?;
    tx.end().await?;
    Ok(Some(LoadedRoom { state, acl_epoch: count(fence)?, registers }))
}

/// The state as the transaction sees it: newest snapshot and tail, else the whole log.
pub(super) async fn load_state(tx: &mut Tx, key: Key) -> StoreResult<RoomState> {
    let find = "SELECT state FROM room_snapshot \
                WHERE account_id = $1 AND conversation_id = $2 AND rules_version = $3";
    let stored: Option<String> = on!(tx, |connection| {
        let query = sqlx::query_scalar(find).bind(key.account).bind(key.conversation);
        query.bind(i64::from(STATE_VERSION)).fetch_optional(connection).await
    })?;
    // A snapshot only saves time: one that cannot be read is as good as none.
    let mut state = stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    fold_tail(tx, key, &mut state, |_, _, _| {}).await?;
    Ok(state)
}

/// Folds what the log holds above the heads of `state`, public events first, and shows each event
/// to `seen` with the state it led to.
pub(super) async fn fold_tail(
    tx: &mut Tx,
    key: Key,
    state: &mut RoomState,
    mut seen: impl FnMut(&RoomState, Stream, Event) + Send,
) -> StoreResult<()> {
    for stream in [Stream::Public, Stream::Staff] {
        loop {
            let after = match stream {
                Stream::Public => state.head,
                Stream::Staff => state.staff_head,
            };
            let rows: Vec<EventRow> = on!(tx, |connection| {
                sqlx::query_as(EVENTS_AFTER)
                    .bind(key.account)
                    .bind(key.conversation)
                    .bind(stream_number(stream))
                    .bind(i64::from(after))
                    .bind(i64::from(CHUNK))
                    .fetch_all(connection)
                    .await
            })?;
            let last = rows.len() < CHUNK as usize;
            for row in rows {
                let event = Event::try_from(row)?;
                apply(state, stream, &event);
                seen(state, stream, event);
            }
            if last {
                break;
            }
        }
    }
    Ok(())
}

/// See [`crate::store::Store::events_after`].
pub(super) async fn events_after(
    db: &Db,
    account: AccountId,
    id: ConversationId,
    stream: Stream,
    after: u32,
    limit: u32,
) -> StoreResult<Vec<Event>> {
    let rows: Vec<EventRow> = read!(db, |pool| {
        sqlx::query_as(EVENTS_AFTER)
            .bind(account.0)
            .bind(id.0)
            .bind(stream_number(stream))
            .bind(i64::from(after))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await
    })?;
    rows.into_iter().map(Event::try_from).collect()
}

/// See [`crate::store::Store::messages_before`].
pub(super) async fn messages_before(
    db: &Db,
    account: AccountId,
    id: ConversationId,
    stream: Stream,
    before: u32,
    limit: u32,
) -> StoreResult<MessagePage> {
    // One more than asked for tells whether there is anything older.
    let rows: Vec<EventRow> = read!(db, |pool| {
        sqlx::query_as(MESSAGES_BEFORE)
            .bind(account.0)
            .bind(id.0)
            .bind(stream_number(stream))
            .bind(i64::from(before))
            .bind(i64::from(limit) + 1)
            .fetch_all(pool)
            .await
    })?;
    let from_first = rows.len() <= limit as usize;
    let newest = rows.into_iter().take(limit as usize).map(Event::try_from);
    let mut messages = newest.collect::<StoreResult<Vec<_>>>()?;
    messages.reverse();
    Ok(MessagePage { messages, from_first })
}

/// See [`crate::store::Store::write_snapshot`].
pub(super) async fn write_snapshot(
    db: &Db,
    account: AccountId,
    id: ConversationId,
    state: &RoomState,
) -> StoreResult<()> {
    // Only what the log holds, and never an older state over a newer one.
    let upsert = "INSERT INTO room_snapshot \
        (account_id, conversation_id, rules_version, public_seq, staff_seq, state) \
        SELECT account_id, id, $3, $4, $5, $6 FROM conversation \
        WHERE account_id = $1 AND id = $2 AND public_seq >= $4 AND staff_seq >= $5 \
        ON CONFLICT (account_id, conversation_id, rules_version) DO UPDATE \
        SET public_seq = excluded.public_seq, staff_seq = excluded.staff_seq, \
            state = excluded.state \
        WHERE room_snapshot.public_seq <= excluded.public_seq \
          AND room_snapshot.staff_seq <= excluded.staff_seq";
    let outdated = "DELETE FROM room_snapshot \
                    WHERE account_id = $1 AND conversation_id = $2 AND rules_version < $3";
    let json = serde_json::to_string(state).expect("a state has string keys only");
    let rules = i64::from(STATE_VERSION);
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(upsert)
            .bind(account.0)
            .bind(id.0)
            .bind(rules)
            .bind(i64::from(state.head))
            .bind(i64::from(state.staff_head))
            .bind(json);
        query.execute(&mut *connection).await?;
        let query = sqlx::query(outdated).bind(account.0).bind(id.0).bind(rules);
        query.execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::Store::write_registers`].
pub(super) async fn write_registers(db: &Db, writes: Vec<RegisterWrite>) -> StoreResult<()> {
    // The newest of each name, in one order for all processes, so that few wait for each other.
    let newest: BTreeMap<(Uuid, Uuid, String), Option<String>> = writes
        .into_iter()
        .map(|write| ((write.conversation.0, write.account.0, write.key), write.value))
        .collect();
    if newest.is_empty() {
        return Ok(());
    }
    let delete = "DELETE FROM room_register \
                  WHERE account_id = $1 AND conversation_id = $2 AND name = $3";
    let mut tx = db.begin().await?;
    for ((conversation, account, name), _) in newest.iter().filter(|(_, value)| value.is_none()) {
        on!(tx, |connection| {
            let query = sqlx::query(delete).bind(account).bind(conversation).bind(name);
            query.execute(connection).await?;
        });
    }
    let written: Vec<_> =
        newest.iter().filter_map(|(key, value)| value.as_ref().map(|value| (key, value))).collect();
    for rows in written.chunks(REGISTER_ROWS) {
        let text = format!(
            "INSERT INTO room_register (account_id, conversation_id, name, value) \
             SELECT v.column1, v.column2, v.column3, v.column4 FROM (VALUES {}) AS v \
             JOIN conversation c ON c.account_id = v.column1 AND c.id = v.column2 WHERE true \
             ON CONFLICT (account_id, conversation_id, name) DO UPDATE SET value = excluded.value",
            placeholders(rows.len(), 4)
        );
        on!(tx, |connection| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for ((conversation, account, name), value) in rows {
                query = query.bind(account).bind(conversation).bind(name).bind(value);
            }
            query.execute(connection).await?;
        });
    }
    tx.commit().await
}
