//! Deleting conversations and visitors for good, table by table, so that each is counted.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::append_statements::lock_room;
use super::media::COUNT_BLOB;
use super::rows::Key;
use super::transaction::Tx;
use super::{Db, audit, on, read};
use crate::store::{AuditDraft, BlobName, Deleted, DeletedRows, StoreError, StoreResult};

/// See [`crate::store::UpkeepStore::list_ended_before`].
pub(super) async fn list_ended_before(
    db: &Db,
    account: AccountId,
    before: UnixMillis,
    limit: u32,
) -> StoreResult<Vec<ConversationId>> {
    let list = "SELECT id FROM conversation \
                WHERE account_id = $1 AND status = 1 AND active_at < $2 AND latest_at < $2 \
                ORDER BY active_at, id LIMIT $3";
    let rows: Vec<Uuid> = read!(db, |pool| {
        let query = sqlx::query_scalar(list).bind(account.0).bind(before.0);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    Ok(rows.into_iter().map(ConversationId).collect())
}

/// See [`crate::store::UpkeepStore::delete_ended`].
pub(super) async fn delete_ended(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    before: UnixMillis,
) -> StoreResult<Option<Deleted>> {
    let still = "SELECT COUNT(*) FROM conversation \
                 WHERE account_id = $1 AND id = $2 AND status = 1 AND latest_at < $3";
    let mut tx = db.begin().await?;
    // Asked anew under the lock: it may have gone on since it was listed.
    let locked = lock_room(&mut tx, Key { conversation: conversation.0, account: account.0 });
    let due: i64 = if locked.await? {
        on!(tx, |connection| {
            let query = sqlx::query_scalar(still).bind(account.0).bind(conversation.0);
            query.bind(before.0).fetch_one(connection).await?
        })
    } else {
        0
    };
    if due == 0 {
        tx.end().await?;
        return Ok(None);
    }
    let mut deleted = Deleted::default();
    delete_conversation(&mut tx, account, conversation, &mut deleted).await?;
    retain_unused(&mut tx, &mut deleted.blobs).await?;
    tx.commit().await?;
    Ok(Some(deleted))
}

/// See [`crate::store::UpkeepStore::delete_departed`].
pub(super) async fn delete_departed(
    db: &Db,
    account: AccountId,
    before: UnixMillis,
) -> StoreResult<u32> {
    // Their tokens go with them.
    let delete = "DELETE FROM visitor WHERE account_id = $1 \
        AND NOT EXISTS (SELECT 1 FROM conversation c \
            WHERE c.account_id = visitor.account_id AND c.visitor_id = visitor.id) \
        AND NOT EXISTS (SELECT 1 FROM visitor_token t \
            WHERE t.account_id = visitor.account_id AND t.visitor_id = visitor.id \
            AND (t.valid_until IS NULL OR t.valid_until >= $2))";
    let mut tx = db.begin().await?;
    let deleted = on!(tx, |connection| {
        let query = sqlx::query(delete).bind(account.0).bind(before.0);
        query.execute(connection).await?.rows_affected()
    });
    if deleted == 0 {
        tx.end().await?;
        return Ok(0);
    }
    tx.commit().await?;
    Ok(count(deleted))
}

/// See [`crate::store::UpkeepStore::erase_visitor`].
pub(super) async fn erase_visitor(
    db: &Db,
    account: AccountId,
    visitor: VisitorId,
    unopened: Option<ConversationId>,
    mut draft: AuditDraft,
) -> StoreResult<Option<Deleted>> {
    let lock = "UPDATE visitor SET name = NULL WHERE account_id = $1 AND id = $2";
    let list = "SELECT id FROM conversation WHERE account_id = $1 AND visitor_id = $2 ORDER BY id";
    let mut tx = db.begin().await?;
    // Holds the row, so that no conversation of this visitor begins meanwhile.
    let found = on!(tx, |connection| {
        let query = sqlx::query(lock).bind(account.0).bind(visitor.0);
        query.execute(connection).await?.rows_affected()
    });
    if found == 0 {
        tx.end().await?;
        return Ok(None);
    }
    let conversations: Vec<Uuid> = on!(tx, |connection| {
        let query = sqlx::query_scalar(list).bind(account.0).bind(visitor.0);
        query.fetch_all(connection).await?
    });
    let mut deleted = Deleted::default();
    for id in conversations {
        let key = Key { conversation: id, account: account.0 };
        lock_room(&mut tx, key).await?;
        delete_conversation(&mut tx, account, ConversationId(id), &mut deleted).await?;
    }
    if let Some(unopened) = unopened.filter(|id| !deleted.conversations.contains(id)) {
        delete_pictures(&mut tx, account, unopened, &mut deleted).await?;
    }
    let receipts = "DELETE FROM receipt WHERE account_id = $1 AND participant_id = $2";
    let tokens = "DELETE FROM visitor_token WHERE account_id = $1 AND visitor_id = $2";
    let person = "DELETE FROM visitor WHERE account_id = $1 AND id = $2";
    deleted.rows.receipts += execute(&mut tx, receipts, account.0, visitor.0).await?;
    deleted.rows.tokens += execute(&mut tx, tokens, account.0, visitor.0).await?;
    execute(&mut tx, person, account.0, visitor.0).await?;
    retain_unused(&mut tx, &mut deleted.blobs).await?;
    let DeletedRows { conversations, events, pictures, .. } = deleted.rows;
    draft.detail = serde_json::json!({
        "conversations": conversations, "events": events, "pictures": pictures,
    });
    audit::append(&mut tx, account, &draft).await?;
    tx.commit().await?;
    Ok(Some(deleted))
}

async fn delete_conversation(
    tx: &mut Tx,
    account: AccountId,
    conversation: ConversationId,
    deleted: &mut Deleted,
) -> StoreResult<()> {
    let rows = &mut deleted.rows;
    for (table, counted) in [
        ("DELETE FROM event WHERE account_id = $1 AND conversation_id = $2", &mut rows.events),
        (
            "DELETE FROM unchanged_operation WHERE account_id = $1 AND conversation_id = $2",
            &mut rows.operations,
        ),
        (
            "DELETE FROM room_snapshot WHERE account_id = $1 AND conversation_id = $2",
            &mut rows.snapshots,
        ),
        (
            "DELETE FROM room_register WHERE account_id = $1 AND conversation_id = $2",
            &mut rows.registers,
        ),
        ("DELETE FROM receipt WHERE account_id = $1 AND conversation_id = $2", &mut rows.receipts),
        ("DELETE FROM view_trace WHERE account_id = $1 AND conversation_id = $2", &mut rows.views),
        ("DELETE FROM conversation WHERE account_id = $1 AND id = $2", &mut rows.conversations),
    ] {
        *counted += execute(tx, table, account.0, conversation.0).await?;
    }
    deleted.conversations.push(conversation);
    delete_pictures(tx, account, conversation, deleted).await
}

async fn delete_pictures(
    tx: &mut Tx,
    account: AccountId,
    conversation: ConversationId,
    deleted: &mut Deleted,
) -> StoreResult<()> {
    let delete = "DELETE FROM media WHERE account_id = $1 AND conversation_id = $2 \
                  RETURNING blob_name";
    let names: Vec<Vec<u8>> = on!(tx, |connection| {
        let query = sqlx::query_scalar(delete).bind(account.0).bind(conversation.0);
        query.fetch_all(connection).await?
    });
    for name in names {
        let name = BlobName::try_from(name.as_slice())
            .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        deleted.rows.pictures += 1;
        deleted.blobs.push(name);
    }
    Ok(())
}

/// Leaves the blobs that no picture has any more; those of older versions may be shared.
async fn retain_unused(tx: &mut Tx, blobs: &mut Vec<BlobName>) -> StoreResult<()> {
    blobs.sort_unstable();
    blobs.dedup();
    let mut unused = Vec::with_capacity(blobs.len());
    for name in blobs.drain(..) {
        let others: i64 = on!(tx, |connection| {
            sqlx::query_scalar(COUNT_BLOB).bind(&name[..]).fetch_one(connection).await?
        });
        if others == 0 {
            unused.push(name);
        }
    }
    *blobs = unused;
    Ok(())
}

/// Runs a statement on what two ids name; how many rows it met.
async fn execute(tx: &mut Tx, text: &'static str, account: Uuid, id: Uuid) -> StoreResult<u32> {
    let rows = on!(tx, |connection| {
        sqlx::query(text).bind(account).bind(id).execute(connection).await?.rows_affected()
    });
    Ok(count(rows))
}

fn count(rows: u64) -> u32 {
    u32::try_from(rows).unwrap_or(u32::MAX)
}
