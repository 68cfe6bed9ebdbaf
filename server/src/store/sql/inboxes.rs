//! Inboxes as staff sees them, and the keys that sign identities for them.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, IdentityKeyId, InboxId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::IdentityAlgorithm;

use super::people::{from_json, to_json};
use super::transaction::Tx;
use super::{Db, audit, on, read};
use crate::store::{AuditDraft, IdentityKeyRecord, InboxEntry, StoreError, StoreResult};

/// Keys an inbox may have: the one in use and the one to come.
const KEYS: i64 = 2;

const FIND: &str = "SELECT account_id, id, public_key, name, origins FROM inbox \
                    WHERE account_id = $1 AND id = $2";

type InboxRow = (Uuid, Uuid, String, String, String);

fn entry((account, id, key, name, origins): InboxRow) -> StoreResult<InboxEntry> {
    let origins = from_json(&origins)?;
    Ok(InboxEntry { account: account.into(), id: id.into(), key, name, origins })
}

async fn find_in(tx: &mut Tx, account: AccountId, id: InboxId) -> StoreResult<Option<InboxEntry>> {
    let row: Option<InboxRow> = on!(tx, |connection| {
        sqlx::query_as(FIND).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    row.map(entry).transpose()
}

/// See [`crate::store::PeopleStore::list_inbox_entries`].
pub(super) async fn list(db: &Db, account: AccountId) -> StoreResult<Vec<InboxEntry>> {
    let list = "SELECT account_id, id, public_key, name, origins FROM inbox \
                WHERE account_id = $1 ORDER BY id";
    let rows: Vec<InboxRow> =
        read!(db, |pool| { sqlx::query_as(list).bind(account.0).fetch_all(pool).await })?;
    rows.into_iter().map(entry).collect()
}

/// See [`crate::store::PeopleStore::insert_inbox`].
pub(super) async fn insert(
    db: &Db,
    inbox: InboxEntry,
    draft: AuditDraft,
) -> StoreResult<InboxEntry> {
    let insert = "INSERT INTO inbox (account_id, id, public_key, name, origins) \
                  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, inbox.account, &draft).await?;
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert).bind(inbox.account.0).bind(inbox.id.0);
        let query = query.bind(&inbox.key).bind(&inbox.name).bind(to_json(&inbox.origins));
        query.execute(connection).await?.rows_affected()
    });
    if inserted == 1 {
        tx.commit().await?;
        return Ok(inbox);
    }
    let known = find_in(&mut tx, inbox.account, inbox.id).await?;
    tx.end().await?;
    known.ok_or(StoreError::Conflict("inbox"))
}

/// See [`crate::store::PeopleStore::change_inbox`].
pub(super) async fn change(
    db: &Db,
    account: AccountId,
    id: InboxId,
    name: Option<String>,
    origins: Option<Vec<String>>,
    draft: AuditDraft,
) -> StoreResult<Option<InboxEntry>> {
    let update = "UPDATE inbox SET name = $3, origins = $4 WHERE account_id = $1 AND id = $2";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    let Some(mut inbox) = find_in(&mut tx, account, id).await? else {
        tx.end().await?;
        return Ok(None);
    };
    inbox.name = name.unwrap_or(inbox.name);
    inbox.origins = origins.unwrap_or(inbox.origins);
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(id.0);
        let query = query.bind(&inbox.name).bind(to_json(&inbox.origins));
        query.execute(connection).await?;
    });
    tx.commit().await?;
    Ok(Some(inbox))
}

fn algorithm_text(algorithm: IdentityAlgorithm) -> &'static str {
    match algorithm {
        IdentityAlgorithm::Hs256 => "HS256",
        IdentityAlgorithm::EdDsa => "EdDSA",
    }
}

type KeyRow = (Uuid, Uuid, Uuid, String, Vec<u8>, i64);

fn key((account, inbox, id, algorithm, material, at): KeyRow) -> StoreResult<IdentityKeyRecord> {
    let algorithm = match algorithm.as_str() {
        "HS256" => IdentityAlgorithm::Hs256,
        "EdDSA" => IdentityAlgorithm::EdDsa,
        other => return Err(StoreError::Unavailable(format!("unknown {other:?}").into())),
    };
    Ok(IdentityKeyRecord {
        account: account.into(),
        inbox: inbox.into(),
        id: id.into(),
        algorithm,
        material,
        created_at: UnixMillis(at),
    })
}

/// See [`crate::store::PeopleStore::list_identity_keys`].
pub(super) async fn list_keys(
    db: &Db,
    account: AccountId,
    inbox: InboxId,
) -> StoreResult<Vec<IdentityKeyRecord>> {
    let list = "SELECT account_id, inbox_id, id, algorithm, material, created_at \
                FROM identity_key WHERE account_id = $1 AND inbox_id = $2 ORDER BY created_at, id";
    let rows: Vec<KeyRow> = read!(db, |pool| {
        sqlx::query_as(list).bind(account.0).bind(inbox.0).fetch_all(pool).await
    })?;
    rows.into_iter().map(key).collect()
}

/// See [`crate::store::PeopleStore::insert_identity_key`].
pub(super) async fn insert_key(
    db: &Db,
    key: IdentityKeyRecord,
    draft: AuditDraft,
) -> StoreResult<()> {
    let keys = "SELECT COUNT(*) FROM identity_key WHERE account_id = $1 AND inbox_id = $2";
    let insert = "INSERT INTO identity_key \
                  (account_id, inbox_id, id, algorithm, material, created_at) \
                  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, key.account, &draft).await?;
    if find_in(&mut tx, key.account, key.inbox).await?.is_none() {
        tx.end().await?;
        return Err(StoreError::Conflict("inbox"));
    }
    let (there, inserted) = on!(tx, |connection| {
        let query = sqlx::query_scalar(keys).bind(key.account.0).bind(key.inbox.0);
        let there: i64 = query.fetch_one(&mut *connection).await?;
        let query = sqlx::query(insert).bind(key.account.0).bind(key.inbox.0).bind(key.id.0);
        let query = query.bind(algorithm_text(key.algorithm)).bind(&key.material[..]);
        (there, query.bind(key.created_at.0).execute(connection).await?.rows_affected())
    });
    let refused = match (inserted, there) {
        (0, _) => Some("identity_key"),
        (_, there) if there >= KEYS => Some("identity_keys"),
        _ => None,
    };
    if let Some(name) = refused {
        tx.end().await?;
        return Err(StoreError::Conflict(name));
    }
    tx.commit().await
}

/// See [`crate::store::PeopleStore::delete_identity_key`].
pub(super) async fn delete_key(
    db: &Db,
    account: AccountId,
    inbox: InboxId,
    id: IdentityKeyId,
    draft: AuditDraft,
) -> StoreResult<bool> {
    let delete = "DELETE FROM identity_key WHERE account_id = $1 AND inbox_id = $2 AND id = $3";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    let deleted = on!(tx, |connection| {
        let query = sqlx::query(delete).bind(account.0).bind(inbox.0).bind(id.0);
        query.execute(connection).await?.rows_affected()
    });
    if deleted == 0 {
        tx.end().await?;
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}
