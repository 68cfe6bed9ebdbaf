//! Links in mails to visitors: each gives one browser a token of its visitor, once.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::{Db, on, visitors};
use crate::store::{GoneOn, SecretHash, StoreResult};

/// See [`crate::store::MailStore::insert_visitor_link`].
pub(super) async fn insert(
    db: &Db,
    (account, visitor): (AccountId, VisitorId),
    secret: SecretHash,
    now: UnixMillis,
    expires_at: UnixMillis,
) -> StoreResult<()> {
    let forget = "DELETE FROM visitor_link \
                  WHERE account_id = $1 AND visitor_id = $2 AND expires_at <= $3";
    // Of a visitor who was erased meanwhile no link is made.
    let insert = "INSERT INTO visitor_link (secret_hash, account_id, visitor_id, expires_at) \
                  SELECT $3, v.account_id, v.id, $4 FROM visitor v \
                  WHERE v.account_id = $1 AND v.id = $2";
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(forget).bind(account.0).bind(visitor.0).bind(now.0);
        query.execute(&mut *connection).await?;
        let query = sqlx::query(insert).bind(account.0).bind(visitor.0).bind(&secret[..]);
        query.bind(expires_at.0).execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::MailStore::redeem_visitor_link`].
pub(super) async fn redeem(
    db: &Db,
    inbox_key: &str,
    secret: SecretHash,
    token: SecretHash,
    (now, until): (UnixMillis, UnixMillis),
) -> StoreResult<Option<GoneOn>> {
    // One conditional update: of many who try at once, the database lets one find `used_at` empty.
    let redeem = "UPDATE visitor_link SET used_at = $2 \
                  WHERE secret_hash = $1 AND used_at IS NULL AND expires_at > $2 \
                  AND EXISTS (SELECT 1 FROM visitor v \
                      JOIN inbox i ON i.account_id = v.account_id AND i.id = v.inbox_id \
                      WHERE v.account_id = visitor_link.account_id \
                      AND v.id = visitor_link.visitor_id AND i.public_key = $3) \
                  RETURNING account_id, visitor_id";
    let mut tx = db.begin().await?;
    let row: Option<(Uuid, Uuid)> = on!(tx, |connection| {
        let query = sqlx::query_as(redeem).bind(&secret[..]).bind(now.0).bind(inbox_key);
        query.fetch_optional(connection).await?
    });
    let added = match row {
        Some((account, visitor)) => {
            visitors::add_token(&mut tx, account.into(), visitor.into(), token, until).await?
        }
        None => false,
    };
    let Some((account, visitor)) = row.filter(|_| added) else {
        tx.end().await?;
        return Ok(None);
    };
    let find = "SELECT page FROM visitor WHERE account_id = $1 AND id = $2";
    let page: Option<String> = on!(tx, |connection| {
        sqlx::query_scalar(find).bind(account).bind(visitor).fetch_one(connection).await?
    });
    tx.commit().await?;
    Ok(Some(GoneOn { page }))
}
