//! Saved answers of staff.

use async_trait::async_trait;
use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, AgentId, CannedId, MediaId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::canned::CannedVisual;

use super::rows::count;
use super::transaction::Tx;
use super::{SqlStore, audit, media, on, read};
use crate::store::{
    AuditDraft, CannedRecord, CannedStore, CannedWritten, MediaRecord, StoreError, StoreResult,
};

/// The columns of a [`CannedRow`], and a condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT account_id, id, holder_id, name, bodies, language, visuals, uses, changed_at \
             FROM canned ",
            $condition
        )
    };
}

#[derive(sqlx::FromRow)]
struct CannedRow {
    account_id: Uuid,
    id: Uuid,
    holder_id: Uuid,
    name: String,
    bodies: String,
    language: String,
    visuals: String,
    uses: i64,
    changed_at: i64,
}

impl TryFrom<CannedRow> for CannedRecord {
    type Error = StoreError;

    fn try_from(row: CannedRow) -> StoreResult<Self> {
        let broken = |error: serde_json::Error| StoreError::Unavailable(Box::new(error));
        Ok(Self {
            account: row.account_id.into(),
            id: row.id.into(),
            agent: (row.holder_id != row.account_id).then(|| row.holder_id.into()),
            name: row.name,
            bodies: serde_json::from_str(&row.bodies).map_err(broken)?,
            language: row.language,
            visuals: serde_json::from_str(&row.visuals).map_err(broken)?,
            uses: count(row.uses)?,
            changed_at: UnixMillis(row.changed_at),
        })
    }
}

/// Whose place a record is in: the agent's, or the account's for one of all.
fn holder(canned: &CannedRecord) -> Uuid {
    canned.agent.map_or(canned.account.0, |agent| agent.0)
}

fn json<T: serde::Serialize>(value: &T) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(Box::new(error)))
}

/// How many there are in a place, and how many of this name beside the one with this id.
async fn counted(tx: &mut Tx, canned: &CannedRecord) -> StoreResult<(i64, i64)> {
    // The account's row first, so that two who write at once wait for each other.
    let lock = "UPDATE account SET audit_seq = audit_seq WHERE id = $1";
    let all = "SELECT COUNT(*) FROM canned \
               WHERE account_id = $1 AND holder_id = $2 AND deleted_at IS NULL AND id <> $3";
    let same = "SELECT COUNT(*) FROM canned WHERE account_id = $1 AND holder_id = $2 \
                AND deleted_at IS NULL AND id <> $3 AND name = $4";
    let (account, place, id) = (canned.account.0, holder(canned), canned.id.0);
    Ok(on!(tx, |connection| {
        sqlx::query(lock).bind(account).execute(&mut *connection).await?;
        let query = sqlx::query_scalar(all).bind(account).bind(place).bind(id);
        let all: i64 = query.fetch_one(&mut *connection).await?;
        let query = sqlx::query_scalar(same).bind(account).bind(place).bind(id);
        let same: i64 = query.bind(&canned.name).fetch_one(connection).await?;
        (all, same)
    }))
}

/// Ends a transaction that did what was wished, with its entry in the audit log, or did nothing.
async fn conclude(
    mut tx: Tx,
    account: AccountId,
    changed: u64,
    draft: Option<AuditDraft>,
) -> StoreResult<CannedWritten> {
    if changed == 0 {
        tx.end().await?;
        return Ok(CannedWritten::Missing);
    }
    if let Some(draft) = draft {
        audit::append(&mut tx, account, &draft).await?;
    }
    tx.commit().await?;
    Ok(CannedWritten::Done)
}

#[async_trait]
impl CannedStore for SqlStore {
    async fn list_canned(
        &self,
        account: AccountId,
        agent: AgentId,
    ) -> StoreResult<Vec<CannedRecord>> {
        let list = select!(
            "WHERE account_id = $1 AND holder_id IN ($1, $2) AND deleted_at IS NULL \
             ORDER BY uses DESC, name, id"
        );
        let rows: Vec<CannedRow> = read!(&self.db, |pool| {
            sqlx::query_as(list).bind(account.0).bind(agent.0).fetch_all(pool).await
        })?;
        rows.into_iter().map(CannedRecord::try_from).collect()
    }

    async fn find_canned(
        &self,
        account: AccountId,
        id: CannedId,
    ) -> StoreResult<Option<CannedRecord>> {
        let find = select!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL");
        let row: Option<CannedRow> = read!(&self.db, |pool| {
            sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(pool).await
        })?;
        row.map(CannedRecord::try_from).transpose()
    }

    async fn find_deleted_canned(
        &self,
        account: AccountId,
        id: CannedId,
    ) -> StoreResult<Option<CannedRecord>> {
        let find = select!("WHERE account_id = $1 AND id = $2 AND deleted_at IS NOT NULL");
        let row: Option<CannedRow> = read!(&self.db, |pool| {
            sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(pool).await
        })?;
        row.map(CannedRecord::try_from).transpose()
    }

    async fn insert_canned(
        &self,
        canned: &CannedRecord,
        pictures: &[MediaRecord],
        most: u32,
        draft: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        let insert = "INSERT INTO canned (account_id, id, holder_id, name, bodies, language, \
                      visuals, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
                      ON CONFLICT (account_id, id) DO NOTHING";
        let mut tx = self.db.begin().await?;
        let (all, same) = counted(&mut tx, canned).await?;
        if same > 0 || all >= i64::from(most) {
            tx.end().await?;
            return Ok(if same > 0 { CannedWritten::NameTaken } else { CannedWritten::Full });
        }
        let (bodies, visuals) = (json(&canned.bodies)?, json(&canned.visuals)?);
        let inserted = on!(tx, |connection| {
            let query = sqlx::query(insert).bind(canned.account.0).bind(canned.id.0);
            let query = query.bind(holder(canned)).bind(&canned.name).bind(bodies);
            let query = query.bind(&canned.language).bind(visuals).bind(canned.changed_at.0);
            query.execute(connection).await?.rows_affected()
        });
        if inserted > 0 {
            for picture in pictures {
                media::insert_in(&mut tx, picture).await?;
            }
        }
        conclude(tx, canned.account, inserted, draft).await
    }

    async fn update_canned(
        &self,
        canned: &CannedRecord,
        draft: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        let update = "UPDATE canned SET holder_id = $3, name = $4, bodies = $5, language = $6, \
                      visuals = $7, changed_at = $8 \
                      WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
        let mut tx = self.db.begin().await?;
        let (_, same) = counted(&mut tx, canned).await?;
        if same > 0 {
            tx.end().await?;
            return Ok(CannedWritten::NameTaken);
        }
        let (bodies, visuals) = (json(&canned.bodies)?, json(&canned.visuals)?);
        let updated = on!(tx, |connection| {
            let query = sqlx::query(update).bind(canned.account.0).bind(canned.id.0);
            let query = query.bind(holder(canned)).bind(&canned.name).bind(bodies);
            let query = query.bind(&canned.language).bind(visuals).bind(canned.changed_at.0);
            query.execute(connection).await?.rows_affected()
        });
        conclude(tx, canned.account, updated, draft).await
    }

    async fn set_canned_deleted(
        &self,
        account: AccountId,
        id: CannedId,
        deleted_at: Option<UnixMillis>,
        draft: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten> {
        let delete = "UPDATE canned SET deleted_at = $3 \
                      WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
        let restore = "UPDATE canned SET deleted_at = NULL \
                       WHERE account_id = $1 AND id = $2 AND deleted_at IS NOT NULL";
        if deleted_at.is_none() {
            let Some(canned) = self.find_deleted_canned(account, id).await? else {
                return Ok(CannedWritten::Missing);
            };
            let mut tx = self.db.begin().await?;
            let (_, same) = counted(&mut tx, &canned).await?;
            if same > 0 {
                tx.end().await?;
                return Ok(CannedWritten::NameTaken);
            }
            let restored = on!(tx, |connection| {
                let query = sqlx::query(restore).bind(account.0).bind(id.0);
                query.execute(connection).await?.rows_affected()
            });
            return conclude(tx, account, restored, draft).await;
        }
        let mut tx = self.db.begin().await?;
        let deleted = on!(tx, |connection| {
            let query = sqlx::query(delete).bind(account.0).bind(id.0);
            query.bind(deleted_at.map(|at| at.0)).execute(connection).await?.rows_affected()
        });
        conclude(tx, account, deleted, draft).await
    }

    async fn purge_canned(
        &self,
        account: AccountId,
        before: UnixMillis,
    ) -> StoreResult<Vec<MediaId>> {
        let purge = "DELETE FROM canned WHERE account_id = $1 AND deleted_at < $2 \
                     RETURNING CASE WHEN uses = 0 THEN visuals ELSE '[]' END";
        let mut tx = self.db.begin().await?;
        let purged: Vec<String> = on!(tx, |connection| {
            let query = sqlx::query_scalar(purge).bind(account.0).bind(before.0);
            query.fetch_all(connection).await?
        });
        if purged.is_empty() {
            tx.end().await?;
            return Ok(Vec::new());
        }
        tx.commit().await?;
        let read = |text: &String| serde_json::from_str::<Vec<CannedVisual>>(text).ok();
        Ok(purged.iter().filter_map(read).flatten().map(|visual| visual.media).collect())
    }

    async fn count_canned_use(&self, account: AccountId, id: CannedId) -> StoreResult<bool> {
        let count = "UPDATE canned SET uses = uses + 1 \
                     WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL";
        let mut tx = self.db.begin().await?;
        let counted = on!(tx, |connection| {
            let query = sqlx::query(count).bind(account.0).bind(id.0);
            query.execute(connection).await?.rows_affected()
        });
        tx.commit().await?;
        Ok(counted > 0)
    }
}
