//! The rows of conversations, apart from what an append writes.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId, VisitorId};
use vitrine_shared::room::RoomState;
use vitrine_shared::time::UnixMillis;

use super::append_statements::{self as statements, select_conversation};
use super::rows::{ConversationRow, Key, count};
use super::{Db, on, read, rooms};
use crate::store::projection::Projection;
use crate::store::{ConversationFilter, ConversationRecord, StoreResult};

/// See [`crate::store::Store::last_time`].
pub(super) async fn last_time(db: &Db) -> StoreResult<UnixMillis> {
    // Reads every row, once at start; an index would be written with every message.
    let newest = "SELECT COALESCE(MAX(latest_at), 0) FROM conversation";
    let newest: i64 = read!(db, |pool| sqlx::query_scalar(newest).fetch_one(pool).await)?;
    Ok(UnixMillis(newest))
}

/// See [`crate::store::Store::find_conversation`].
pub(super) async fn find(
    db: &Db,
    account: AccountId,
    id: ConversationId,
) -> StoreResult<Option<ConversationRecord>> {
    let find = select_conversation!("WHERE c.account_id = $1 AND c.id = $2");
    let row: Option<ConversationRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    row.map(ConversationRecord::try_from).transpose()
}

/// See [`crate::store::Store::find_conversation_of`].
pub(super) async fn find_newest_of(
    db: &Db,
    account: AccountId,
    visitor: VisitorId,
) -> StoreResult<Option<ConversationRecord>> {
    let find = select_conversation!(
        "WHERE c.account_id = $1 AND c.visitor_id = $2 AND c.status = 0 \
         ORDER BY c.created_at DESC, c.id DESC LIMIT 1"
    );
    let row: Option<ConversationRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(visitor.0).fetch_optional(pool).await
    })?;
    row.map(ConversationRecord::try_from).transpose()
}

/// See [`crate::store::Store::list_past_of`].
pub(super) async fn list_past_of(
    db: &Db,
    account: AccountId,
    visitor: VisitorId,
    limit: u32,
) -> StoreResult<Vec<ConversationRecord>> {
    let list = select_conversation!(
        "WHERE c.account_id = $1 AND c.visitor_id = $2 AND c.status = 1 \
         ORDER BY c.created_at DESC, c.id DESC LIMIT $3"
    );
    let rows: Vec<ConversationRow> = read!(db, |pool| {
        let query = sqlx::query_as(list).bind(account.0).bind(visitor.0);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    rows.into_iter().map(ConversationRecord::try_from).collect()
}

/// See [`crate::store::Store::list_conversations`].
pub(super) async fn list(
    db: &Db,
    account: AccountId,
    filter: ConversationFilter,
    limit: u32,
) -> StoreResult<Vec<ConversationRecord>> {
    let (text, assignee) = match filter {
        ConversationFilter::Open => (
            select_conversation!(
                "WHERE c.account_id = $1 AND c.status = 0 \
                 ORDER BY c.active_at DESC, c.id DESC LIMIT $2"
            ),
            None,
        ),
        ConversationFilter::Resolved => (
            select_conversation!(
                "WHERE c.account_id = $1 AND c.status = 1 \
                 ORDER BY c.active_at DESC, c.id DESC LIMIT $2"
            ),
            None,
        ),
        ConversationFilter::Unassigned => (
            select_conversation!(
                "WHERE c.account_id = $1 AND c.status = 0 AND c.assignee IS NULL \
                 ORDER BY c.active_at DESC, c.id DESC LIMIT $2"
            ),
            None,
        ),
        ConversationFilter::AnsweredBy(who) => (
            select_conversation!(
                "WHERE c.account_id = $1 AND c.status = 0 AND c.assignee = $3 \
                 ORDER BY c.active_at DESC, c.id DESC LIMIT $2"
            ),
            Some(who.0),
        ),
    };
    let rows: Vec<ConversationRow> = read!(db, |pool| {
        let mut query = sqlx::query_as(text).bind(account.0).bind(i64::from(limit));
        if let Some(assignee) = assignee {
            query = query.bind(assignee);
        }
        query.fetch_all(pool).await
    })?;
    rows.into_iter().map(ConversationRecord::try_from).collect()
}

/// See [`crate::store::Store::list_ended_below`].
pub(super) async fn list_ended_below(
    db: &Db,
    account: AccountId,
    at: UnixMillis,
    id: ConversationId,
    limit: u32,
) -> StoreResult<Vec<ConversationRecord>> {
    let list = select_conversation!(
        "WHERE c.account_id = $1 AND c.status = 1 \
         AND (c.active_at < $2 OR (c.active_at = $2 AND c.id < $3)) \
         ORDER BY c.active_at DESC, c.id DESC LIMIT $4"
    );
    let rows: Vec<ConversationRow> = read!(db, |pool| {
        let query = sqlx::query_as(list).bind(account.0).bind(at.0).bind(id.0);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    rows.into_iter().map(ConversationRecord::try_from).collect()
}

/// See [`crate::store::Store::count_open`].
pub(super) async fn count_open(
    db: &Db,
    account: AccountId,
) -> StoreResult<Vec<(Option<ParticipantId>, u32)>> {
    let counts = "SELECT assignee, COUNT(*) FROM conversation \
                  WHERE account_id = $1 AND status = 0 GROUP BY assignee";
    let rows: Vec<(Option<Uuid>, i64)> =
        read!(db, |pool| sqlx::query_as(counts).bind(account.0).fetch_all(pool).await)?;
    rows.into_iter().map(|(who, n)| Ok((who.map(ParticipantId), count(n)?))).collect()
}

/// See [`crate::store::Store::raise_acl_epoch`].
pub(super) async fn raise_acl_epoch(
    db: &Db,
    account: AccountId,
    id: ConversationId,
) -> StoreResult<u32> {
    let raise = "UPDATE conversation SET acl_epoch = acl_epoch + 1 \
                 WHERE account_id = $1 AND id = $2 RETURNING acl_epoch";
    let mut tx = db.begin().await?;
    let raised: Option<i64> = on!(tx, |connection| {
        sqlx::query_scalar(raise).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    tx.commit().await?;
    count(raised.unwrap_or(0))
}

/// See [`crate::store::Store::rebuild_conversation`].
pub(super) async fn rebuild(
    db: &Db,
    account: AccountId,
    id: ConversationId,
) -> StoreResult<Option<ConversationRecord>> {
    let key = Key { conversation: id.0, account: account.0 };
    let mut tx = db.begin().await?;
    if !statements::lock_room(&mut tx, key).await? {
        tx.end().await?;
        return Ok(None);
    }
    let fence = "SELECT acl_epoch FROM conversation WHERE account_id = $1 AND id = $2";
    let fence: i64 = on!(tx, |connection| {
        sqlx::query_scalar(fence).bind(account.0).bind(id.0).fetch_one(connection).await
    })?;
    let mut state = RoomState::default();
    let mut projection = Projection::default();
    rooms::fold_tail(&mut tx, key, &mut state, |state, stream, event| {
        projection.fold(state, stream, &event);
    })
    .await?;
    statements::update_conversations(&mut tx, &[(key, count(fence)?, &projection)]).await?;
    let created = "UPDATE conversation SET created_at = $3 WHERE account_id = $1 AND id = $2";
    on!(tx, |connection| {
        let query = sqlx::query(created).bind(account.0).bind(id.0).bind(projection.created_at.0);
        query.execute(connection).await?;
    });
    tx.commit().await?;
    find(db, account, id).await
}
