//! [`TraceStore`] on either database.

use async_trait::async_trait;
use sqlx::AssertSqlSafe;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace;

use super::transaction::placeholders;
use super::{SqlStore, on, read};
use crate::store::{StoreResult, TraceStore, ViewRun};

/// Rows of one statement.
const ROWS: usize = 64;

const LIST: &str = "SELECT run_at, participant_id, samples FROM view_trace \
     WHERE account_id = $1 AND conversation_id = $2 \
       AND (run_at > $3 OR (run_at = $3 AND participant_id > $4)) \
     ORDER BY run_at, participant_id LIMIT $5";

const DELETE: &str = "DELETE FROM view_trace \
     WHERE (account_id, conversation_id, run_at, participant_id) IN \
       (SELECT account_id, conversation_id, run_at, participant_id FROM view_trace \
        WHERE account_id = $1 AND run_at < $2 ORDER BY run_at LIMIT $3)";

#[async_trait]
impl TraceStore for SqlStore {
    async fn write_views(&self, mut runs: Vec<ViewRun>) -> StoreResult<()> {
        if runs.is_empty() {
            return Ok(());
        }
        // One order for all processes, so that few wait for each other.
        let key = |run: &ViewRun| (run.conversation.0, run.run, run.participant.0);
        runs.sort_by_key(key);
        runs.dedup_by_key(|run| key(run));
        let mut tx = self.db.begin().await?;
        for rows in runs.chunks(ROWS) {
            let text = format!(
                "INSERT INTO view_trace \
                 (account_id, conversation_id, run_at, participant_id, samples) \
                 SELECT v.column1, v.column2, v.column3, v.column4, v.column5 \
                 FROM (VALUES {}) AS v \
                 JOIN conversation c ON c.account_id = v.column1 AND c.id = v.column2 WHERE true \
                 ON CONFLICT (account_id, conversation_id, run_at, participant_id) \
                 DO UPDATE SET samples = excluded.samples",
                placeholders(rows.len(), 5)
            );
            on!(tx, |connection| {
                let mut query = sqlx::query(AssertSqlSafe(text));
                for row in rows {
                    query = query.bind(row.account.0).bind(row.conversation.0).bind(row.run.0);
                    query = query.bind(row.participant.0);
                    query = query.bind(trace::encode(row.run, &row.views));
                }
                query.execute(connection).await?;
            });
        }
        tx.commit().await
    }

    async fn list_views(
        &self,
        account: AccountId,
        conversation: ConversationId,
        after: Option<(UnixMillis, ParticipantId)>,
        limit: u32,
    ) -> StoreResult<Vec<ViewRun>> {
        let (at, who) = after.map_or((i64::MIN, Uuid::nil()), |(at, who)| (at.0, who.0));
        let rows: Vec<(i64, Uuid, Vec<u8>)> = read!(&self.db, |pool| {
            let query = sqlx::query_as(LIST).bind(account.0).bind(conversation.0);
            query.bind(at).bind(who).bind(i64::from(limit)).fetch_all(pool).await
        })?;
        let run = |(at, who, samples): (i64, Uuid, Vec<u8>)| ViewRun {
            account,
            conversation,
            run: UnixMillis(at),
            participant: ParticipantId(who),
            views: trace::decode(UnixMillis(at), &samples),
        };
        Ok(rows.into_iter().map(run).collect())
    }

    async fn delete_views(
        &self,
        account: AccountId,
        before: UnixMillis,
        limit: u32,
    ) -> StoreResult<u32> {
        let mut tx = self.db.begin().await?;
        let deleted = on!(tx, |connection| {
            let query = sqlx::query(DELETE).bind(account.0).bind(before.0);
            query.bind(i64::from(limit)).execute(connection).await?.rows_affected()
        });
        if deleted == 0 {
            tx.end().await?;
            return Ok(0);
        }
        tx.commit().await?;
        Ok(u32::try_from(deleted).unwrap_or(u32::MAX))
    }
}
