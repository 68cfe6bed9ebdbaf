//! [`UpkeepStore`] on either database: copies, checks, and which call is served by which file.

use std::path::Path;

use async_trait::async_trait;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, MediaId, VisitorId};
use vitrine_shared::room::{RoomState, Stream};
use vitrine_shared::time::UnixMillis;

use super::append_statements as statements;
use super::rows::Key;
use super::{Db, SqlStore, deletion, read, rooms};
use crate::store::projection::Projection;
use crate::store::{AuditDraft, BlobName, Deleted, LogCheck, StoreError, StoreResult, UpkeepStore};

#[async_trait]
impl UpkeepStore for SqlStore {
    async fn list_accounts(&self) -> StoreResult<Vec<AccountId>> {
        let list = "SELECT id FROM account ORDER BY id";
        let rows: Vec<Uuid> =
            read!(&self.db, |pool| sqlx::query_scalar(list).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(AccountId).collect())
    }

    async fn list_ended_before(
        &self,
        account: AccountId,
        before: UnixMillis,
        limit: u32,
    ) -> StoreResult<Vec<ConversationId>> {
        deletion::list_ended_before(&self.db, account, before, limit).await
    }

    async fn delete_ended(
        &self,
        account: AccountId,
        conversation: ConversationId,
        before: UnixMillis,
    ) -> StoreResult<Option<Deleted>> {
        deletion::delete_ended(&self.db, account, conversation, before).await
    }

    async fn delete_departed(&self, account: AccountId, before: UnixMillis) -> StoreResult<u32> {
        deletion::delete_departed(&self.db, account, before).await
    }

    async fn erase_visitor(
        &self,
        account: AccountId,
        visitor: VisitorId,
        unopened: Option<ConversationId>,
        audit: AuditDraft,
    ) -> StoreResult<Option<Deleted>> {
        deletion::erase_visitor(&self.db, account, visitor, unopened, audit).await
    }

    async fn fold_log(&self) -> StoreResult<bool> {
        let Db::Lite { write, .. } = &self.db else { return Ok(true) };
        let fold = "PRAGMA wal_checkpoint(TRUNCATE)";
        let (busy, _pages, _folded): (i64, i64, i64) =
            sqlx::query_as(fold).fetch_one(write).await?;
        Ok(busy == 0)
    }

    async fn copy_to(&self, file: &Path) -> StoreResult<()> {
        let Db::Lite { read, .. } = &self.db else {
            return Err(StoreError::Unavailable(
                "a server's database is copied by its own tools".into(),
            ));
        };
        let name = file.to_str().ok_or_else(|| {
            StoreError::Unavailable("the path of the copy is no Unicode text".into())
        })?;
        sqlx::query("VACUUM INTO $1").bind(name).execute(read).await?;
        Ok(())
    }

    async fn check_integrity(&self) -> StoreResult<Vec<String>> {
        let Db::Lite { read, .. } = &self.db else { return Ok(Vec::new()) };
        let mut problems: Vec<String> =
            sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(read).await?;
        problems.retain(|problem| problem != "ok");
        let references: Vec<(String, Option<i64>, String, i64)> =
            sqlx::query_as("PRAGMA foreign_key_check").fetch_all(read).await?;
        problems.extend(references.into_iter().map(|(table, _row, parent, _key)| {
            format!("a row of {table} refers to a row of {parent} that does not exist")
        }));
        Ok(problems)
    }

    async fn page_conversations(
        &self,
        account: AccountId,
        after: Option<ConversationId>,
        limit: u32,
    ) -> StoreResult<Vec<ConversationId>> {
        let page = "SELECT id FROM conversation WHERE account_id = $1 AND id > $2 \
                    ORDER BY id LIMIT $3";
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<Uuid> = read!(&self.db, |pool| {
            let query = sqlx::query_scalar(page).bind(account.0).bind(after);
            query.bind(i64::from(limit)).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(ConversationId).collect())
    }

    async fn check_log(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Option<LogCheck>> {
        let key = Key { conversation: conversation.0, account: account.0 };
        let mut tx = self.db.begin_reading().await?;
        let Some(row) = statements::read_room(&mut tx, key).await? else {
            tx.end().await?;
            return Ok(None);
        };
        let stored = Projection::try_from(row.projection)?;
        let (mut state, mut folded) = (RoomState::default(), Projection::default());
        let mut gaps: Vec<(Stream, u32)> = Vec::new();
        let mut next = [1, 1];
        rooms::fold_tail(&mut tx, key, &mut state, |state, stream, event| {
            let next = &mut next[usize::from(stream == Stream::Staff)];
            if event.seq != *next && !gaps.iter().any(|(of, _)| *of == stream) {
                gaps.push((stream, *next));
            }
            *next = event.seq + 1;
            folded.fold(state, stream, &event);
        })
        .await?;
        tx.end().await?;
        Ok(Some(LogCheck { conversation, gaps, projected: stored == folded }))
    }

    async fn page_blobs(
        &self,
        account: AccountId,
        after: Option<MediaId>,
        limit: u32,
    ) -> StoreResult<Vec<(MediaId, BlobName)>> {
        let page = "SELECT id, blob_name FROM media WHERE account_id = $1 AND id > $2 \
                    ORDER BY id LIMIT $3";
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows: Vec<(Uuid, Vec<u8>)> = read!(&self.db, |pool| {
            let query = sqlx::query_as(page).bind(account.0).bind(after);
            query.bind(i64::from(limit)).fetch_all(pool).await
        })?;
        let named = |(id, name): (Uuid, Vec<u8>)| {
            let name = BlobName::try_from(name.as_slice())
                .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
            Ok((MediaId(id), name))
        };
        rows.into_iter().map(named).collect()
    }
}
