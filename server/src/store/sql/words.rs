//! Indexes of catalogues: packed lists by words.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;
use vitrine_shared::ids::AccountId;

use super::people::to_json;
use super::transaction::placeholders;
use super::{Db, on};
use crate::store::{StoreResult, WordRange};

/// See [`crate::store::CatalogStore::write_words`].
pub(super) async fn write(
    db: &Db,
    account: AccountId,
    generation: u32,
    lists: &[(Vec<u8>, Vec<u8>)],
) -> StoreResult<()> {
    if lists.is_empty() {
        return Ok(());
    }
    let insert = format!(
        "INSERT INTO catalog_word (account_id, generation, word, products) VALUES {}",
        placeholders(lists.len(), 4)
    );
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let mut query = sqlx::query(AssertSqlSafe(insert));
        for (word, products) in lists {
            query = query.bind(account.0).bind(i64::from(generation)).bind(word).bind(products);
        }
        query.execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::CatalogStore::drop_words`].
pub(super) async fn drop(db: &Db, account: AccountId, from: u32, to: u32) -> StoreResult<()> {
    let delete = "DELETE FROM catalog_word \
                  WHERE account_id = $1 AND generation >= $2 AND generation < $3";
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(delete).bind(account.0).bind(i64::from(from));
        query.bind(i64::from(to)).execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::CatalogStore::publish_words`].
pub(super) async fn publish(
    db: &Db,
    account: AccountId,
    generation: u32,
    products: u32,
    hosts: &[String],
) -> StoreResult<()> {
    let update = "UPDATE catalog SET generation = $2, products = $3, hosts = $4 \
                  WHERE account_id = $1";
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(i64::from(generation));
        query.bind(i64::from(products)).bind(to_json(hosts)).execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::CatalogStore::read_words`].
pub(super) async fn read_ranges(
    db: &Db,
    account: AccountId,
    generation: u32,
    ranges: &[WordRange],
) -> StoreResult<Vec<Vec<Vec<u8>>>> {
    let between = "SELECT products FROM catalog_word WHERE account_id = $1 AND generation = $2 \
                   AND word >= $3 AND word < $4 ORDER BY word LIMIT $5";
    // Single words are read together: each query is a way to the server and back.
    let mut single: Vec<&Vec<u8>> =
        ranges.iter().filter(|range| range.limit == 1).map(|range| &range.from).collect();
    single.sort_unstable();
    single.dedup();
    let n = single.len();
    let named = format!(
        "SELECT word, products FROM catalog_word WHERE word IN {} AND account_id = ${} \
         AND generation = ${}",
        placeholders(1, n),
        n + 1,
        n + 2
    );
    let mut tx = db.begin_reading().await?;
    let mut known: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    if n > 0 {
        let rows: Vec<(Vec<u8>, Vec<u8>)> = on!(tx, |connection| {
            let mut query = sqlx::query_as(AssertSqlSafe(named));
            for word in &single {
                query = query.bind(*word);
            }
            let query = query.bind(account.0).bind(i64::from(generation));
            query.fetch_all(connection).await?
        });
        known.extend(rows);
    }
    let mut lists = Vec::with_capacity(ranges.len());
    for range in ranges {
        lists.push(match range.limit {
            0 => Vec::new(),
            1 => known.get(&range.from).cloned().into_iter().collect(),
            limit => on!(tx, |connection| {
                let query = sqlx::query_scalar(between).bind(account.0);
                let query = query.bind(i64::from(generation)).bind(&range.from).bind(&range.to);
                query.bind(i64::from(limit)).fetch_all(connection).await?
            }),
        });
    }
    tx.end().await?;
    Ok(lists)
}
