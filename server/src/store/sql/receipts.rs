//! How far people have got and read.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};

use super::rows::count;
use super::transaction::placeholders;
use super::{Db, on, read};
use crate::store::{ReceiptRecord, StoreResult};

/// Rows of one statement.
const ROWS: usize = 64;

/// See [`crate::store::Store::write_receipts`].
pub(super) async fn write(
    db: &Db,
    account: AccountId,
    receipts: Vec<ReceiptRecord>,
) -> StoreResult<()> {
    // The newest of each, in one order for all processes, so that few wait for each other.
    let newest: BTreeMap<(Uuid, Uuid), ReceiptRecord> = receipts
        .into_iter()
        .map(|receipt| ((receipt.conversation.0, receipt.participant.0), receipt))
        .collect();
    let newest: Vec<ReceiptRecord> = newest.into_values().collect();
    if newest.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for rows in newest.chunks(ROWS) {
        let text = format!(
            "INSERT INTO receipt (account_id, conversation_id, participant_id, delivered, read_to) \
             SELECT v.column1, v.column2, v.column3, v.column4, v.column5 FROM (VALUES {}) AS v \
             JOIN conversation c ON c.account_id = v.column1 AND c.id = v.column2 WHERE true \
             ON CONFLICT (account_id, conversation_id, participant_id) DO UPDATE SET \
             delivered = CASE WHEN receipt.delivered < excluded.delivered \
                 THEN excluded.delivered ELSE receipt.delivered END, \
             read_to = CASE WHEN receipt.read_to < excluded.read_to \
                 THEN excluded.read_to ELSE receipt.read_to END",
            placeholders(rows.len(), 5)
        );
        on!(tx, |connection| {
            let mut query = sqlx::query(AssertSqlSafe(text));
            for row in rows {
                query = query.bind(account.0).bind(row.conversation.0).bind(row.participant.0);
                query = query.bind(i64::from(row.delivered)).bind(i64::from(row.read));
            }
            query.execute(connection).await?;
        });
    }
    tx.commit().await
}

/// See [`crate::store::Store::receipts_of_conversation`].
pub(super) async fn of_conversation(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
) -> StoreResult<Vec<ReceiptRecord>> {
    let find = "SELECT conversation_id, participant_id, delivered, read_to FROM receipt \
                WHERE account_id = $1 AND conversation_id = $2 ORDER BY participant_id";
    let rows: Vec<(Uuid, Uuid, i64, i64)> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(conversation.0).fetch_all(pool).await
    })?;
    rows.into_iter().map(record).collect()
}

/// See [`crate::store::Store::receipts_of_participant`].
pub(super) async fn of_participant(
    db: &Db,
    account: AccountId,
    participant: ParticipantId,
) -> StoreResult<Vec<ReceiptRecord>> {
    let find = "SELECT r.conversation_id, r.participant_id, r.delivered, r.read_to FROM receipt r \
                JOIN conversation c ON c.account_id = r.account_id AND c.id = r.conversation_id \
                WHERE r.account_id = $1 AND r.participant_id = $2 \
                ORDER BY c.active_at DESC, c.id DESC LIMIT 2000";
    let rows: Vec<(Uuid, Uuid, i64, i64)> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(participant.0).fetch_all(pool).await
    })?;
    rows.into_iter().map(record).collect()
}

fn record(row: (Uuid, Uuid, i64, i64)) -> StoreResult<ReceiptRecord> {
    let (conversation, participant, delivered, read) = row;
    Ok(ReceiptRecord {
        conversation: ConversationId(conversation),
        participant: ParticipantId(participant),
        delivered: count(delivered)?,
        read: count(read)?,
    })
}
