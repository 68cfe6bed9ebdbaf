//! The statements of an append, each for many rooms at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sqlx::AssertSqlSafe;
use sqlx::types::Uuid;
use vitrine_shared::ids::{ClientId, ParticipantId};
use vitrine_shared::room::{Erased, EventBody, Stream};

use super::on;
use super::rows::{Key, RoomRow, count, seqs_json, status_number, stream_number};
use super::transaction::{Tx, placeholders};
use crate::store::deciding::{Fresh, Repeats};
use crate::store::projection::Projection;
use crate::store::{Origin, StoreResult};

/// Rows of one statement. Longer ones gain nothing and every length is a prepared statement.
const ROWS: usize = 64;

/// The columns of a `ConversationRow`, and conditions.
macro_rules! select_conversation {
    ($conditions:literal) => {
        concat!(
            "SELECT c.account_id, c.id, c.visitor_id, c.inbox_id, v.name AS visitor_name, \
             c.acl_epoch, c.created_at, c.public_seq, c.staff_seq, c.last_line_author, \
             c.last_line_text, c.last_line_seq, c.active_at, c.latest_at, c.waiting_since, \
             c.unanswered, c.recent_messages, c.status, c.assignee, c.picture \
             FROM conversation c \
             JOIN visitor v ON v.account_id = c.account_id AND v.id = c.visitor_id ",
            $conditions
        )
    };
}
pub(super) use select_conversation;

/// Binds the folded columns that change, in the order of the table.
macro_rules! bind_projection {
    ($query:expr, $projection:expr) => {{
        let line = $projection.last_line.as_ref();
        $query
            .bind(i64::from($projection.public_seq))
            .bind(i64::from($projection.staff_seq))
            .bind(line.map(|(author, _)| author.0))
            .bind(line.map(|(_, text)| text.as_str()))
            .bind($projection.active_at.0)
            .bind($projection.latest_at.0)
            .bind($projection.waiting_since.map(|at| at.0))
            .bind(i64::from($projection.unanswered))
            .bind(i64::from($projection.last_line_seq))
            .bind(seqs_json(&$projection.recent_messages))
            .bind(status_number($projection.status))
            .bind($projection.assignee.map(|id| id.0))
            .bind($projection.picture.map(|id| id.0))
    }};
}

/// The rooms of so many keys that exist. The keys stand first in a cross join: from there both
/// databases look each one up, where `IN` with several rows makes SQLite read the whole table.
fn rooms_sql(rows: usize, lock: &str) -> String {
    format!(
        "SELECT c.account_id, c.id, c.acl_epoch, c.created_at, c.public_seq, c.staff_seq, \
         c.last_line_author, c.last_line_text, c.active_at, c.latest_at, c.waiting_since, \
         c.unanswered, c.last_line_seq, c.recent_messages, c.status, c.assignee, c.picture \
         FROM (VALUES {}) AS k CROSS JOIN conversation c \
         WHERE c.account_id = k.column1 AND c.id = k.column2 ORDER BY c.id, c.account_id {lock}",
        placeholders(rows, 2)
    )
}

/// The events of so many client ids, the last one of each operation last, and the operations
/// among them that left none.
fn repeats_sql(rows: usize) -> String {
    format!(
        "WITH k AS (VALUES {}) \
         SELECT e.account_id, e.conversation_id, e.actor, e.cid, e.seq, e.ordinal \
         FROM k CROSS JOIN event e WHERE e.account_id = k.column1 \
         AND e.conversation_id = k.column2 AND e.cid = k.column3 \
         UNION ALL SELECT u.account_id, u.conversation_id, u.actor, u.cid, u.seq, 0 \
         FROM k CROSS JOIN unchanged_operation u WHERE u.account_id = k.column1 \
         AND u.conversation_id = k.column2 AND u.cid = k.column3 ORDER BY 6",
        placeholders(rows, 3)
    )
}

/// Locks those of the rooms that exist and that nobody else holds, and reads their rows.
///
/// The lock leaves keys alone, so that writing a register of a room does not make it busy.
pub(super) async fn lock_rooms(
    tx: &mut Tx,
    keys: &BTreeSet<Key>,
) -> StoreResult<BTreeMap<Key, RoomRow>> {
    let lock = if tx.locks_rows() { "FOR NO KEY UPDATE OF c SKIP LOCKED" } else { "" };
    find_rooms(tx, keys.iter().copied().collect(), lock).await
}

/// Which of the rooms exist, locked or not.
pub(super) async fn existing(tx: &mut Tx, keys: Vec<Key>) -> StoreResult<BTreeSet<Key>> {
    Ok(find_rooms(tx, keys, "").await?.into_keys().collect())
}

/// The row of one room, if it exists.
pub(super) async fn read_room(tx: &mut Tx, key: Key) -> StoreResult<Option<RoomRow>> {
    Ok(find_rooms(tx, vec![key], "").await?.remove(&key))
}

async fn find_rooms(
    tx: &mut Tx,
    keys: Vec<Key>,
    lock: &str,
) -> StoreResult<BTreeMap<Key, RoomRow>> {
    let mut found = BTreeMap::new();
    for keys in keys.chunks(ROWS) {
        let padded = padded(keys);
        let text = rooms_sql(padded.len(), lock);
        let rows: Vec<RoomRow> = on!(tx, |connection| {
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for key in padded {
                query = query.bind(key.account).bind(key.conversation);
            }
            query.fetch_all(connection).await
        })?;
        found.extend(rows.into_iter().map(|row| (row.key(), row)));
    }
    Ok(found)
}

/// Locks one room, waiting for whoever holds it; false when there is none.
pub(super) async fn lock_room(tx: &mut Tx, key: Key) -> StoreResult<bool> {
    let text = if tx.locks_rows() {
        "SELECT id FROM conversation WHERE account_id = $1 AND id = $2 FOR NO KEY UPDATE"
    } else {
        "SELECT id FROM conversation WHERE account_id = $1 AND id = $2"
    };
    let found: Option<Uuid> = on!(tx, |connection| {
        let query = sqlx::query_scalar(text).bind(key.account).bind(key.conversation);
        query.fetch_optional(connection).await
    })?;
    Ok(found.is_some())
}

/// What the log knows of these client ids: the seq of the last event of each operation.
///
/// On PostgreSQL this has to be a statement of its own, after the rows were locked: only then
/// does it see what the holder before committed.
pub(super) async fn find_repeats(
    tx: &mut Tx,
    operations: &[(Key, ClientId)],
) -> StoreResult<HashMap<Key, Repeats>> {
    let mut repeats: HashMap<Key, Repeats> = HashMap::new();
    for operations in operations.chunks(ROWS) {
        let padded = padded(operations);
        let text = repeats_sql(padded.len());
        let rows: Vec<(Uuid, Uuid, Uuid, Uuid, i64, i64)> = on!(tx, |connection| {
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for (key, cid) in padded {
                query = query.bind(key.account).bind(key.conversation).bind(cid.0);
            }
            query.fetch_all(connection).await
        })?;
        for (account, conversation, actor, cid, seq, _ordinal) in rows {
            let room = repeats.entry(Key { conversation, account }).or_default();
            room.insert((ParticipantId(actor), ClientId(cid)), count(seq)?);
        }
    }
    Ok(repeats)
}

/// Creates conversations; returns those that did not exist. One that another process is just
/// creating is waited for, and then not returned.
pub(super) async fn insert_conversations(
    tx: &mut Tx,
    rooms: &[(Key, Origin, &Projection)],
) -> StoreResult<BTreeSet<Key>> {
    let mut created = BTreeSet::new();
    for rooms in rooms.chunks(ROWS) {
        let text = format!(
            "INSERT INTO conversation (account_id, id, visitor_id, inbox_id, acl_epoch, \
             created_at, public_seq, staff_seq, last_line_author, last_line_text, active_at, \
             latest_at, waiting_since, unanswered, last_line_seq, recent_messages, status, \
             assignee, picture) VALUES {} \
             ON CONFLICT (account_id, id) DO NOTHING RETURNING account_id, id",
            placeholders(rooms.len(), 19)
        );
        let rows: Vec<(Uuid, Uuid)> = on!(tx, |connection| {
            let mut query = sqlx::query_as(AssertSqlSafe(text));
            for (key, origin, projection) in rooms {
                query = query.bind(key.account).bind(key.conversation);
                query = query.bind(origin.visitor.0).bind(origin.inbox.0).bind(0_i64);
                query = query.bind(projection.created_at.0);
                query = bind_projection!(query, projection);
            }
            query.fetch_all(connection).await
        })?;
        created
            .extend(rows.into_iter().map(|(account, conversation)| Key { conversation, account }));
    }
    Ok(created)
}

/// Writes the projections of conversations that exist. `created_at` stays as it was: SQLite
/// rewrites the entries of an index for every column that is set, changed or not.
pub(super) async fn update_conversations(
    tx: &mut Tx,
    rooms: &[(Key, u32, &Projection)],
) -> StoreResult<()> {
    for rooms in rooms.chunks(ROWS) {
        let text = format!(
            "UPDATE conversation SET public_seq = v.column3, staff_seq = v.column4, \
             last_line_author = v.column5, last_line_text = v.column6, active_at = v.column7, \
             latest_at = v.column8, waiting_since = v.column9, unanswered = v.column10, \
             last_line_seq = v.column11, recent_messages = v.column12, status = v.column13, \
             assignee = v.column14, picture = v.column15, acl_epoch = v.column16 \
             FROM (VALUES {}) AS v \
             WHERE conversation.account_id = v.column1 AND conversation.id = v.column2",
            placeholders(rooms.len(), 16)
        );
        on!(tx, |connection| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (key, acl_epoch, projection) in rooms {
                query = query.bind(key.account).bind(key.conversation);
                query = bind_projection!(query, projection).bind(i64::from(*acl_epoch));
            }
            query.execute(connection).await?;
        });
    }
    Ok(())
}

/// Adds events to the log.
pub(super) async fn insert_events(tx: &mut Tx, events: &[(Key, &Fresh)]) -> StoreResult<()> {
    for events in events.chunks(ROWS) {
        let text = format!(
            "INSERT INTO event (account_id, conversation_id, stream, seq, at, actor, cid, \
             ordinal, kind, version, body) VALUES {}",
            placeholders(events.len(), 11)
        );
        on!(tx, |connection| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (key, fresh) in events {
                query = query
                    .bind(key.account)
                    .bind(key.conversation)
                    .bind(stream_number(fresh.stream))
                    .bind(i64::from(fresh.event.seq))
                    .bind(fresh.event.at.0)
                    .bind(fresh.event.actor.0)
                    .bind(fresh.event.cid.0)
                    .bind(i64::from(fresh.ordinal))
                    .bind(fresh.event.body.kind())
                    .bind(i64::from(EventBody::VERSION))
                    .bind(fresh.event.body.to_stored());
            }
            query.execute(connection).await?;
        });
    }
    Ok(())
}

/// Leaves of these events their place, their time and their author. The kind they had stays in the
/// body, so that the row of the conversation folds as before.
pub(super) async fn erase_events(tx: &mut Tx, events: &[(Key, Stream, u32)]) -> StoreResult<()> {
    let erase = "UPDATE event SET body = $5, kind = 'erased' WHERE account_id = $1 \
                 AND conversation_id = $2 AND stream = $3 AND seq = $4 AND kind = $6";
    for (key, stream, seq) in events {
        for was in ["message_sent", "note_added"] {
            let body = EventBody::Erased(Erased { was: was.to_owned() }).to_stored();
            on!(tx, |connection| {
                let query = sqlx::query(erase).bind(key.account).bind(key.conversation);
                let query = query.bind(stream_number(*stream)).bind(i64::from(*seq));
                query.bind(body).bind(was).execute(connection).await?;
            });
        }
    }
    Ok(())
}

/// Remembers operations that were granted and changed nothing.
pub(super) async fn insert_unchanged(
    tx: &mut Tx,
    operations: &[(Key, (ParticipantId, ClientId, u32))],
) -> StoreResult<()> {
    for operations in operations.chunks(ROWS) {
        let text = format!(
            "INSERT INTO unchanged_operation (account_id, conversation_id, cid, actor, seq) \
             VALUES {}",
            placeholders(operations.len(), 5)
        );
        on!(tx, |connection| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (key, (actor, cid, seq)) in operations {
                query = query.bind(key.account).bind(key.conversation).bind(cid.0);
                query = query.bind(actor.0).bind(i64::from(*seq));
            }
            query.execute(connection).await?;
        });
    }
    Ok(())
}

/// Repeats the last entry up to a power of two, so that few statements are prepared.
fn padded<T: Copy>(entries: &[T]) -> Vec<T> {
    let mut padded = entries.to_vec();
    if let Some(&last) = entries.last() {
        padded.resize(entries.len().next_power_of_two(), last);
    }
    padded
}

#[cfg(test)]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::{repeats_sql, rooms_sql};
    use crate::store::sql::migrate;

    /// What SQLite would do, one step a line.
    async fn plan(connection: &mut SqliteConnection, sql: &str) -> String {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let steps: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(explain)).fetch_all(connection).await.unwrap();
        steps.into_iter().map(|(.., step)| step + "\n").collect()
    }

    #[tokio::test]
    async fn no_statement_reads_a_whole_table() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let schema = migrate::schema_for_sqlite();
        sqlx::raw_sql(AssertSqlSafe(schema)).execute(&mut connection).await.unwrap();
        for rows in [1, 2, 64] {
            let rooms = plan(&mut connection, &rooms_sql(rows, "")).await;
            assert!(rooms.contains("SEARCH c USING"), "{rooms}");
            let repeats = plan(&mut connection, &repeats_sql(rows)).await;
            assert!(repeats.contains("SEARCH e USING"), "{repeats}");
            assert!(repeats.contains("SEARCH u USING"), "{repeats}");
        }
    }
}
