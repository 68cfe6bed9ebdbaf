//! Pictures.

use vitrine_shared::ids::{AccountId, ConversationId, MediaId};
use vitrine_shared::wire::ErrorCode;

use super::rows::MediaRow;
use super::transaction::Tx;
use super::{Db, on, read};
use crate::store::{BlobName, ClipKind, MediaRecord, StoreError, StoreResult};

/// Blobs belong to no account: pictures of two may have the same ones, from older versions.
pub(super) const COUNT_BLOB: &str = "SELECT COUNT(*) FROM media WHERE blob_name = $1";

/// The columns of a [`MediaRow`], and a condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT account_id, id, conversation_id, blob_name, width, height, title, \
             source, shelf_place, ready, problem, clip_ms, clip_type FROM media ",
            $condition
        )
    };
}

/// See [`crate::store::Store::insert_media`].
pub(super) async fn insert(db: &Db, media: &MediaRecord) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    if !insert_in(&mut tx, media).await? {
        tx.end().await?;
        return Err(StoreError::Conflict("media_source"));
    }
    tx.commit().await
}

/// Adds a picture; false when its source is known already.
pub(super) async fn insert_in(tx: &mut Tx, media: &MediaRecord) -> StoreResult<bool> {
    let insert = "INSERT INTO media (account_id, id, conversation_id, blob_name, width, height, \
                  title, source, shelf_place, ready, problem, clip_ms, clip_type) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                  ON CONFLICT (account_id, source) DO NOTHING";
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert)
            .bind(media.account.0)
            .bind(media.id.0)
            .bind(media.conversation.map(|id| id.0))
            .bind(&media.blob_name[..])
            .bind(i64::from(media.size.width))
            .bind(i64::from(media.size.height))
            .bind(&media.title)
            .bind(&media.source)
            .bind(media.shelf_place.map(i64::from))
            .bind(i64::from(media.ready))
            .bind(media.problem.map(name_of))
            .bind(media.clip.map(|clip| i64::from(clip.duration_ms)))
            .bind(type_of(media));
        query.execute(connection).await?.rows_affected()
    });
    Ok(inserted == 1)
}

fn type_of(media: &MediaRecord) -> Option<&'static str> {
    media.clip.and_then(|clip| clip.kind).map(ClipKind::mime)
}

/// See [`crate::store::Store::update_media`].
pub(super) async fn update(db: &Db, media: &MediaRecord) -> StoreResult<bool> {
    let update = "UPDATE media SET blob_name = $3, width = $4, height = $5, ready = $6, \
                  problem = $7, clip_type = $8 WHERE account_id = $1 AND id = $2";
    let mut tx = db.begin().await?;
    let updated = on!(tx, |connection| {
        let query = sqlx::query(update)
            .bind(media.account.0)
            .bind(media.id.0)
            .bind(&media.blob_name[..])
            .bind(i64::from(media.size.width))
            .bind(i64::from(media.size.height))
            .bind(i64::from(media.ready))
            .bind(media.problem.map(name_of))
            .bind(type_of(media));
        query.execute(connection).await?.rows_affected()
    });
    tx.commit().await?;
    Ok(updated == 1)
}

/// See [`crate::store::Store::delete_media`].
pub(super) async fn delete(
    db: &Db,
    account: AccountId,
    id: MediaId,
) -> StoreResult<Option<BlobName>> {
    let delete = "DELETE FROM media WHERE account_id = $1 AND id = $2 RETURNING blob_name";
    let mut tx = db.begin().await?;
    let deleted: Option<Vec<u8>> = on!(tx, |connection| {
        let query = sqlx::query_scalar(delete).bind(account.0).bind(id.0);
        query.fetch_optional(connection).await?
    });
    let Some(name) = deleted else {
        tx.end().await?;
        return Ok(None);
    };
    let others: i64 = on!(tx, |connection| {
        sqlx::query_scalar(COUNT_BLOB).bind(&name[..]).fetch_one(connection).await?
    });
    tx.commit().await?;
    let name = BlobName::try_from(name.as_slice())
        .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
    Ok((others == 0).then_some(name))
}

/// See [`crate::store::Store::list_media_of`].
pub(super) async fn list_of(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
) -> StoreResult<Vec<MediaRecord>> {
    let list = select!("WHERE account_id = $1 AND conversation_id = $2 ORDER BY id");
    let rows: Vec<MediaRow> = read!(db, |pool| {
        sqlx::query_as(list).bind(account.0).bind(conversation.0).fetch_all(pool).await
    })?;
    rows.into_iter().map(MediaRecord::try_from).collect()
}

/// See [`crate::store::Store::is_blob_used`].
pub(super) async fn is_blob_used(db: &Db, name: BlobName) -> StoreResult<bool> {
    let count: i64 =
        read!(db, |pool| { sqlx::query_scalar(COUNT_BLOB).bind(&name[..]).fetch_one(pool).await })?;
    Ok(count > 0)
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

/// The name of a code on the wire, which is what is stored.
fn name_of(code: ErrorCode) -> String {
    match serde_json::to_value(code) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
