//! Items of catalogues.

use sqlx::AssertSqlSafe;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use super::transaction::placeholders;
use super::{Db, on, read};
use crate::catalog::FeedItem;
use crate::store::{ItemDigest, Similar, StoreError, StoreResult};

fn item(body: &str) -> StoreResult<FeedItem> {
    serde_json::from_str(body).map_err(|error| StoreError::Unavailable(Box::new(error)))
}

fn items(bodies: &[String]) -> StoreResult<Vec<FeedItem>> {
    bodies.iter().map(|body| item(body)).collect()
}

fn number(price: u64) -> i64 {
    i64::try_from(price).unwrap_or(i64::MAX)
}

/// See [`crate::store::CatalogStore::page_digests`].
pub(super) async fn page_digests(
    db: &Db,
    account: AccountId,
    after: &str,
    limit: u32,
) -> StoreResult<Vec<ItemDigest>> {
    let page = "SELECT id, digest, CASE WHEN deleted_at IS NULL THEN 1 ELSE 0 END FROM product \
                WHERE account_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows: Vec<(String, i64, i32)> = read!(db, |pool| {
        let query = sqlx::query_as(page).bind(account.0).bind(after);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    let digest = |(id, digest, is_there)| ItemDigest { id, digest, is_there: is_there == 1 };
    Ok(rows.into_iter().map(digest).collect())
}

/// See [`crate::store::CatalogStore::write_items`].
pub(super) async fn write(
    db: &Db,
    account: AccountId,
    items: &[FeedItem],
    now: UnixMillis,
    lease_until: UnixMillis,
) -> StoreResult<()> {
    if items.is_empty() {
        return Ok(());
    }
    let insert = format!(
        "INSERT INTO product (account_id, id, unit, category, currency, price_minor, can_be_had, \
         digest, body, changed_at) VALUES {} ON CONFLICT (account_id, id) DO UPDATE SET \
         unit = excluded.unit, category = excluded.category, currency = excluded.currency, \
         price_minor = excluded.price_minor, can_be_had = excluded.can_be_had, \
         digest = excluded.digest, body = excluded.body, changed_at = excluded.changed_at, \
         deleted_at = NULL",
        placeholders(items.len(), 10)
    );
    let hold = "UPDATE catalog SET lease_until = $2 WHERE account_id = $1";
    let bodies = items.iter().map(serde_json::to_string);
    let bodies: Vec<String> = bodies.collect::<Result<_, _>>().expect("an item has string keys");
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        sqlx::query(hold).bind(account.0).bind(lease_until.0).execute(&mut *connection).await?;
        let mut query = sqlx::query(AssertSqlSafe(insert));
        for (item, body) in items.iter().zip(&bodies) {
            query = query
                .bind(account.0)
                .bind(&item.id)
                .bind(item.unit())
                .bind(&item.category)
                .bind(&item.price.currency)
                .bind(number(item.price.minor))
                .bind(i64::from(item.can_be_had()))
                .bind(item.digest())
                .bind(body)
                .bind(now.0);
        }
        query.execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::CatalogStore::remove_items`].
pub(super) async fn remove(
    db: &Db,
    account: AccountId,
    ids: &[String],
    now: UnixMillis,
    forget: UnixMillis,
) -> StoreResult<()> {
    let forgotten = "DELETE FROM product WHERE account_id = $1 AND deleted_at < $2";
    let n = ids.len();
    let remove = format!(
        "UPDATE product SET deleted_at = ${} WHERE id IN {} AND account_id = ${} \
         AND deleted_at IS NULL",
        n + 1,
        placeholders(1, n),
        n + 2
    );
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(forgotten).bind(account.0).bind(forget.0);
        query.execute(&mut *connection).await?;
        if n > 0 {
            let mut query = sqlx::query(AssertSqlSafe(remove));
            for id in ids {
                query = query.bind(id);
            }
            query.bind(now.0).bind(account.0).execute(connection).await?;
        }
    });
    tx.commit().await
}

/// See [`crate::store::CatalogStore::page_items`].
pub(super) async fn page(
    db: &Db,
    account: AccountId,
    (unit, id): (&str, &str),
    limit: u32,
) -> StoreResult<Vec<FeedItem>> {
    let page = "SELECT body FROM product WHERE account_id = $1 AND (unit, id) > ($2, $3) \
                AND deleted_at IS NULL ORDER BY unit, id LIMIT $4";
    let rows: Vec<String> = read!(db, |pool| {
        let query = sqlx::query_scalar(page).bind(account.0).bind(unit).bind(id);
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    items(&rows)
}

/// See [`crate::store::CatalogStore::items_of_units`].
pub(super) async fn of_units(
    db: &Db,
    account: AccountId,
    units: &[String],
) -> StoreResult<Vec<FeedItem>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!(
        "SELECT body FROM product WHERE unit IN {} AND account_id = ${} AND deleted_at IS NULL",
        placeholders(1, units.len()),
        units.len() + 1
    );
    let rows: Vec<String> = read!(db, |pool| {
        let mut query = sqlx::query_scalar(AssertSqlSafe(select));
        for unit in units {
            query = query.bind(unit);
        }
        query.bind(account.0).fetch_all(pool).await
    })?;
    // Databases do not agree on the order of letters.
    let mut found = items(&rows)?;
    found.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Ok(found)
}

/// See [`crate::store::CatalogStore::units_of_items`].
pub(super) async fn units_of(
    db: &Db,
    account: AccountId,
    ids: &[String],
) -> StoreResult<Vec<(String, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!(
        "SELECT id, unit FROM product WHERE id IN {} AND account_id = ${} AND deleted_at IS NULL",
        placeholders(1, ids.len()),
        ids.len() + 1
    );
    let rows: Vec<(String, String)> = read!(db, |pool| {
        let mut query = sqlx::query_as(AssertSqlSafe(select));
        for id in ids {
            query = query.bind(id);
        }
        query.bind(account.0).fetch_all(pool).await
    })?;
    Ok(rows)
}

/// See [`crate::store::CatalogStore::units_similar`].
pub(super) async fn similar(
    db: &Db,
    account: AccountId,
    similar: &Similar,
    limit: u32,
) -> StoreResult<Vec<String>> {
    // Each half is a walk along the index that ends after a few rows.
    let below = "SELECT unit, price_minor FROM product WHERE account_id = $1 AND category = $2 \
                 AND currency = $3 AND price_minor >= $4 AND price_minor <= $5 \
                 AND can_be_had = 1 AND deleted_at IS NULL ORDER BY price_minor DESC LIMIT $6";
    let above = "SELECT unit, price_minor FROM product WHERE account_id = $1 AND category = $2 \
                 AND currency = $3 AND price_minor > $4 AND price_minor <= $5 \
                 AND can_be_had = 1 AND deleted_at IS NULL ORDER BY price_minor LIMIT $6";
    let (low, high) = similar.within;
    let mut near: Vec<(u64, String)> = Vec::new();
    for (text, from, to) in [(below, low, similar.near), (above, similar.near, high)] {
        let rows: Vec<(String, i64)> = read!(db, |pool| {
            let query = sqlx::query_as(text).bind(account.0).bind(&similar.category);
            let query = query.bind(&similar.currency).bind(number(from)).bind(number(to));
            query.bind(i64::from(limit)).fetch_all(pool).await
        })?;
        near.extend(
            rows.into_iter().map(|(unit, price)| {
                (u64::try_from(price).unwrap_or(0).abs_diff(similar.near), unit)
            }),
        );
    }
    near.sort_unstable();
    let mut units: Vec<String> = Vec::new();
    for (_, unit) in near {
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}
