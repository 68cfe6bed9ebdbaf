//! The audit log: an entry for each act, each hash covering the one before.

use sha2::{Digest as _, Sha256};
use sqlx::types::Uuid;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use super::rows::count;
use super::transaction::Tx;
use super::{Db, on, read};
use crate::store::{AuditCheck, AuditDraft, AuditRecord, StoreError, StoreResult};

/// Entries read at once when the chain is compared.
const CHUNK: i64 = 1_000;
/// What stands before the first entry.
const FIRST: [u8; 32] = [0; 32];

/// Appends an entry within the transaction of what it tells.
///
/// Raising the account's counter first makes all who change the account wait for each other, so
/// whatever is counted after it (administrators, keys) is counted by one at a time.
pub(super) async fn append(tx: &mut Tx, account: AccountId, draft: &AuditDraft) -> StoreResult<()> {
    let next = "UPDATE account SET audit_seq = audit_seq + 1 WHERE id = $1 \
                RETURNING audit_seq, audit_hash";
    let row: Option<(i64, Option<Vec<u8>>)> = on!(tx, |connection| {
        sqlx::query_as(next).bind(account.0).fetch_optional(connection).await
    })?;
    let (seq, previous) = row.ok_or(StoreError::Conflict("account"))?;
    let entry = Entry {
        seq,
        at: draft.at.0,
        actor: draft.actor,
        action: draft.action.as_str().to_owned(),
        target: draft.target,
        detail: draft.detail.to_string(),
        previous: previous.unwrap_or_else(|| FIRST.to_vec()),
    };
    let hash = entry.hash(account);
    let insert = "INSERT INTO audit_entry \
                  (account_id, seq, at, actor, action, target, detail, previous, hash) \
                  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let newest = "UPDATE account SET audit_hash = $2 WHERE id = $1";
    on!(tx, |connection| {
        let query = sqlx::query(insert).bind(account.0).bind(entry.seq).bind(entry.at);
        let query = query.bind(entry.actor).bind(&entry.action).bind(entry.target);
        let query = query.bind(&entry.detail).bind(&entry.previous).bind(&hash[..]);
        query.execute(&mut *connection).await?;
        sqlx::query(newest).bind(account.0).bind(&hash[..]).execute(connection).await?;
    });
    Ok(())
}

/// See [`crate::store::PeopleStore::append_audit`].
pub(super) async fn append_alone(
    db: &Db,
    account: AccountId,
    draft: AuditDraft,
) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    append(&mut tx, account, &draft).await?;
    tx.commit().await
}

/// The columns that are hashed.
#[derive(sqlx::FromRow)]
struct Entry {
    seq: i64,
    at: i64,
    actor: Option<Uuid>,
    action: String,
    target: Option<Uuid>,
    detail: String,
    previous: Vec<u8>,
}

impl Entry {
    /// SHA-256 over every column, each with its length in front, so that nothing can move from
    /// one column into the next.
    fn hash(&self, account: AccountId) -> [u8; 32] {
        let mut hash = Sha256::new();
        let id = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
        let fields: [&[u8]; 8] = [
            account.0.as_bytes(),
            &self.seq.to_be_bytes(),
            &self.at.to_be_bytes(),
            &id(self.actor),
            self.action.as_bytes(),
            &id(self.target),
            self.detail.as_bytes(),
            &self.previous,
        ];
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }
}

#[derive(sqlx::FromRow)]
struct Stored {
    #[sqlx(flatten)]
    entry: Entry,
    hash: Vec<u8>,
}

/// See [`crate::store::PeopleStore::list_audit`].
pub(super) async fn list(
    db: &Db,
    account: AccountId,
    before: u32,
    limit: u32,
) -> StoreResult<Vec<AuditRecord>> {
    let list = "SELECT seq, at, actor, action, target, detail, previous FROM audit_entry \
                WHERE account_id = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
    let rows: Vec<Entry> = read!(db, |pool| {
        let query = sqlx::query_as(list).bind(account.0).bind(i64::from(before));
        query.bind(i64::from(limit)).fetch_all(pool).await
    })?;
    let record = |row: Entry| {
        Ok(AuditRecord {
            seq: count(row.seq)?,
            at: UnixMillis(row.at),
            actor: row.actor,
            action: row.action,
            target: row.target,
            detail: row.detail,
        })
    };
    rows.into_iter().map(record).collect()
}

/// See [`crate::store::PeopleStore::verify_audit`].
pub(super) async fn verify(db: &Db, account: AccountId) -> StoreResult<AuditCheck> {
    let mut tx = db.begin_reading().await?;
    let head = "SELECT audit_seq, audit_hash FROM account WHERE id = $1";
    let head: Option<(i64, Option<Vec<u8>>)> = on!(tx, |connection| {
        sqlx::query_as(head).bind(account.0).fetch_optional(connection).await
    })?;
    let (newest, newest_hash) = head.unwrap_or_default();
    let page = "SELECT seq, at, actor, action, target, detail, previous, hash FROM audit_entry \
                WHERE account_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    let (mut seq, mut last) = (0, FIRST.to_vec());
    let broken = 'read: loop {
        let rows: Vec<Stored> = on!(tx, |connection| {
            let query = sqlx::query_as(page).bind(account.0).bind(seq).bind(CHUNK);
            query.fetch_all(connection).await
        })?;
        if rows.is_empty() {
            let whole = seq == newest && newest_hash.is_none_or(|hash| hash == last);
            break (!whole).then_some(seq + 1);
        }
        for Stored { entry, hash } in rows {
            let intact = entry.seq == seq + 1
                && entry.previous == last
                && entry.hash(account)[..] == hash[..];
            if !intact {
                break 'read Some(seq + 1);
            }
            (seq, last) = (entry.seq, hash);
        }
    };
    tx.end().await?;
    Ok(AuditCheck { entries: count(seq)?, broken_at: broken.map(count).transpose()? })
}
