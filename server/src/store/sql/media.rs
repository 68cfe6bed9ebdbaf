//! Pictures.

use vitrine_shared::ids::{AccountId, MediaId};

use super::rows::MediaRow;
use super::{Db, on, read};
use crate::store::{MediaRecord, StoreError, StoreResult};

/// The columns of a [`MediaRow`], and a condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT account_id, id, conversation_id, hash, width, height, title, source, \
             shelf_place FROM media ",
            $condition
        )
    };
}

/// See [`crate::store::Store::insert_media`].
pub(super) async fn insert(db: &Db, media: &MediaRecord) -> StoreResult<()> {
    let insert = "INSERT INTO media (account_id, id, conversation_id, hash, width, height, title, \
                  source, shelf_place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                  ON CONFLICT (account_id, source) DO NOTHING";
    let mut tx = db.begin().await?;
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert)
            .bind(media.account.0)
            .bind(media.id.0)
            .bind(media.conversation.map(|id| id.0))
            .bind(&media.hash[..])
            .bind(i64::from(media.size.width))
            .bind(i64::from(media.size.height))
            .bind(&media.title)
            .bind(&media.source)
            .bind(media.shelf_place.map(i64::from));
        query.execute(connection).await?.rows_affected()
    });
    if inserted == 0 {
        tx.end().await?;
        return Err(StoreError::Conflict("media_source"));
    }
    tx.commit().await
}

/// See [`crate::store::Store::find_media`].
pub(super) async fn find(
    db: &Db,
    account: AccountId,
    id: MediaId,
) -> StoreResult<Option<MediaRecord>> {
    let find = select!("WHERE account_id = $1 AND id = $2");
    let row: Option<MediaRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    row.map(MediaRecord::try_from).transpose()
}

/// See [`crate::store::Store::find_media_by_source`].
pub(super) async fn find_by_source(
    db: &Db,
    account: AccountId,
    source: &str,
) -> StoreResult<Option<MediaRecord>> {
    let find = select!("WHERE account_id = $1 AND source = $2");
    let row: Option<MediaRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(source).fetch_optional(pool).await
    })?;
    row.map(MediaRecord::try_from).transpose()
}

/// See [`crate::store::Store::list_shelf`].
pub(super) async fn list_shelf(db: &Db, account: AccountId) -> StoreResult<Vec<MediaRecord>> {
    let list =
        select!("WHERE account_id = $1 AND shelf_place IS NOT NULL ORDER BY shelf_place, id");
    let rows: Vec<MediaRow> =
        read!(db, |pool| { sqlx::query_as(list).bind(account.0).fetch_all(pool).await })?;
    rows.into_iter().map(MediaRecord::try_from).collect()
}
