//! Where the products of an account come from, and who imports them.

use sqlx::types::Uuid;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use super::people::{from_json, to_json};
use super::rows::count;
use super::{Db, audit, on, read};
use crate::store::{
    Address, AuditDraft, CatalogChange, CatalogRecord, ImportEnd, StoreResult, Validators,
};

const FIND: &str = "SELECT url, every_minutes, languages, etag, last_modified, due_at, \
                    lease_until, generation, products, hosts, last_import FROM catalog \
                    WHERE account_id = $1";

const MAKE: &str = "INSERT INTO catalog (account_id) VALUES ($1) ON CONFLICT DO NOTHING";

#[derive(sqlx::FromRow)]
struct CatalogRow {
    url: Option<String>,
    every_minutes: i64,
    languages: String,
    etag: Option<String>,
    last_modified: Option<String>,
    due_at: Option<i64>,
    lease_until: Option<i64>,
    generation: i64,
    products: i64,
    hosts: String,
    last_import: Option<String>,
}

impl CatalogRow {
    fn record(self) -> StoreResult<CatalogRecord> {
        Ok(CatalogRecord {
            url: self.url,
            every_minutes: count(self.every_minutes)?,
            languages: from_json(&self.languages)?,
            etag: self.etag,
            last_modified: self.last_modified,
            due_at: self.due_at.map(UnixMillis),
            lease_until: self.lease_until.map(UnixMillis),
            generation: count(self.generation)?,
            products: count(self.products)?,
            hosts: from_json(&self.hosts)?,
            // One that another version has written, and this one cannot read, is not told.
            last: self.last_import.and_then(|json| serde_json::from_str(&json).ok()),
        })
    }
}

/// See [`crate::store::CatalogStore::find_catalog`].
pub(super) async fn find(db: &Db, account: AccountId) -> StoreResult<Option<CatalogRecord>> {
    let row: Option<CatalogRow> =
        read!(db, |pool| sqlx::query_as(FIND).bind(account.0).fetch_optional(pool).await)?;
    row.map(CatalogRow::record).transpose()
}

/// See [`crate::store::CatalogStore::change_catalog`].
pub(super) async fn change(
    db: &Db,
    account: AccountId,
    change: CatalogChange,
    draft: AuditDraft,
) -> StoreResult<CatalogRecord> {
    let update = "UPDATE catalog SET url = $2, every_minutes = $3, languages = $4, etag = $5, \
                  last_modified = $6, due_at = $7 WHERE account_id = $1";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    let row: CatalogRow = on!(tx, |connection| {
        sqlx::query(MAKE).bind(account.0).execute(&mut *connection).await?;
        sqlx::query_as(FIND).bind(account.0).fetch_one(connection).await?
    });
    let mut catalog = row.record()?;
    if let Some(address) = change.url {
        catalog.url = match address {
            Address::None => None,
            Address::At(url) => Some(url),
        };
        // What another server said says nothing here.
        (catalog.etag, catalog.last_modified) = (None, None);
    }
    catalog.every_minutes = change.every_minutes.unwrap_or(catalog.every_minutes);
    catalog.languages = change.languages.unwrap_or(catalog.languages);
    catalog.due_at = change.due_at.or(catalog.due_at).filter(|_| catalog.url.is_some());
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(&catalog.url);
        let query = query.bind(i64::from(catalog.every_minutes)).bind(to_json(&catalog.languages));
        let query = query.bind(&catalog.etag).bind(&catalog.last_modified);
        query.bind(catalog.due_at.map(|at| at.0)).execute(connection).await?;
    });
    tx.commit().await?;
    Ok(catalog)
}

/// See [`crate::store::CatalogStore::list_due_catalogs`].
pub(super) async fn list_due(db: &Db, now: UnixMillis, limit: u32) -> StoreResult<Vec<AccountId>> {
    let list = "SELECT account_id FROM catalog WHERE due_at IS NOT NULL AND due_at <= $1 \
                AND (lease_until IS NULL OR lease_until <= $1) ORDER BY due_at LIMIT $2";
    let rows: Vec<Uuid> = read!(db, |pool| {
        sqlx::query_scalar(list).bind(now.0).bind(i64::from(limit)).fetch_all(pool).await
    })?;
    Ok(rows.into_iter().map(AccountId).collect())
}

/// See [`crate::store::CatalogStore::begin_import`].
pub(super) async fn begin_import(
    db: &Db,
    account: AccountId,
    now: UnixMillis,
    lease_until: UnixMillis,
) -> StoreResult<bool> {
    let take = "UPDATE catalog SET lease_until = $3 \
                WHERE account_id = $1 AND (lease_until IS NULL OR lease_until <= $2)";
    let mut tx = db.begin().await?;
    let taken = on!(tx, |connection| {
        sqlx::query(MAKE).bind(account.0).execute(&mut *connection).await?;
        let query = sqlx::query(take).bind(account.0).bind(now.0).bind(lease_until.0);
        query.execute(connection).await?.rows_affected()
    });
    tx.commit().await?;
    Ok(taken == 1)
}

/// See [`crate::store::CatalogStore::end_import`].
pub(super) async fn end_import(db: &Db, account: AccountId, end: &ImportEnd) -> StoreResult<()> {
    // Its address may have been taken away meanwhile.
    let update = "UPDATE catalog SET last_import = COALESCE($2, last_import), \
                  due_at = CASE WHEN url IS NULL THEN NULL ELSE CAST($3 AS BIGINT) END, \
                  lease_until = NULL WHERE account_id = $1";
    let note = "UPDATE catalog SET etag = $2, last_modified = $3 WHERE account_id = $1";
    let report = end.report.as_ref().map(serde_json::to_string).transpose();
    let report = report.expect("a report has string keys");
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(&report);
        query.bind(end.due_at.map(|at| at.0)).execute(&mut *connection).await?;
        if let Some(Validators { etag, last_modified }) = &end.validators {
            let query = sqlx::query(note).bind(account.0).bind(etag).bind(last_modified);
            query.execute(connection).await?;
        }
    });
    tx.commit().await
}
