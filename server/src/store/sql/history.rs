//! The conversations of one visitor, as staff looks back on them.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, MediaId, VisitorId};
use vitrine_shared::room::{EventBody, Status};
use vitrine_shared::time::UnixMillis;

use super::{Db, read};
use crate::store::projection::shortened;
use crate::store::{HistoryRecord, StoreResult};

/// The first message is read from the log, which is in the order of its primary key, so the look
/// ends after the few events before it.
const LIST: &str = "SELECT c.id, c.created_at, c.status, c.picture, a.name AS answered_by, \
     (SELECT e.body FROM event e WHERE e.account_id = c.account_id \
      AND e.conversation_id = c.id AND e.stream = 0 AND e.kind = 'message_sent' \
      ORDER BY e.seq LIMIT 1) AS first_body \
     FROM conversation c \
     LEFT JOIN agent a ON a.account_id = c.account_id AND a.id = c.assignee \
     WHERE c.account_id = $1 AND c.visitor_id = $2 AND c.id < $3 \
     ORDER BY c.id DESC LIMIT $4";

#[derive(sqlx::FromRow)]
struct HistoryRow {
    id: Uuid,
    created_at: i64,
    status: i64,
    picture: Option<Uuid>,
    answered_by: Option<String>,
    first_body: Option<String>,
}

impl From<HistoryRow> for HistoryRecord {
    fn from(row: HistoryRow) -> Self {
        // A body of a later version says nothing here, as everywhere else.
        let body = row.first_body.and_then(|body| serde_json::from_str(&body).ok());
        let first_line = match body {
            Some(EventBody::MessageSent(message)) => Some(shortened(&message.text)),
            _ => None,
        };
        Self {
            id: ConversationId(row.id),
            created_at: UnixMillis(row.created_at),
            status: if row.status == 0 { Status::Open } else { Status::Resolved },
            answered_by: row.answered_by,
            first_line,
            picture: row.picture.map(MediaId),
        }
    }
}

/// See [`crate::store::Store::list_history_of`].
pub(super) async fn list_of(
    db: &Db,
    account: AccountId,
    visitor: VisitorId,
    before: Option<ConversationId>,
    limit: u32,
) -> StoreResult<Vec<HistoryRecord>> {
    // Ids begin with the time they were made at, so their order is that of the conversations.
    let before = before.map_or(Uuid::max(), |id| id.0);
    let rows: Vec<HistoryRow> = read!(db, |pool| {
        let query = sqlx::query_as(LIST).bind(account.0).bind(visitor.0).bind(before);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    Ok(rows.into_iter().map(HistoryRecord::from).collect())
}
