//! Visitors: their tokens, what they tell of themselves, and whom the shop says they are.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, InboxId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::transaction::Tx;
use super::{Db, audit, on, read};
use crate::store::{
    AuditDraft, Identified, Rotation, SecretHash, SignedIdentity, StoreError, StoreResult,
    VisitorProfile, VisitorRecord,
};

type VisitorRow = (Uuid, Uuid, Uuid, Option<String>);

fn visitor((account, inbox, id, name): VisitorRow) -> VisitorRecord {
    VisitorRecord { account: account.into(), inbox: inbox.into(), id: id.into(), name }
}

/// See [`crate::store::Store::insert_visitor`].
pub(super) async fn insert(
    db: &Db,
    visitor: &VisitorRecord,
    token: SecretHash,
    until: UnixMillis,
) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    if !insert_in(&mut tx, visitor, token, until).await? {
        tx.end().await?;
        return Err(StoreError::Conflict("visitor"));
    }
    tx.commit().await
}

async fn insert_in(
    tx: &mut Tx,
    visitor: &VisitorRecord,
    token: SecretHash,
    until: UnixMillis,
) -> StoreResult<bool> {
    let insert = "INSERT INTO visitor (account_id, id, inbox_id, token_hash, name) \
                  VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert).bind(visitor.account.0).bind(visitor.id.0);
        let query = query.bind(visitor.inbox.0).bind(&token[..]).bind(visitor.name.as_deref());
        query.execute(connection).await?.rows_affected()
    });
    Ok(inserted == 1 && add_token(tx, visitor.account, visitor.id, token, until).await?)
}

/// Adds a token of a visitor; false when it is taken.
pub(super) async fn add_token(
    tx: &mut Tx,
    account: AccountId,
    visitor: VisitorId,
    token: SecretHash,
    until: UnixMillis,
) -> StoreResult<bool> {
    let insert = "INSERT INTO visitor_token (token_hash, account_id, visitor_id, valid_until) \
                  VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert).bind(&token[..]).bind(account.0).bind(visitor.0);
        query.bind(until.0).execute(connection).await?.rows_affected()
    });
    Ok(inserted == 1)
}

/// See [`crate::store::Store::find_visitor_by_token`].
pub(super) async fn find_by_token(
    db: &Db,
    token: SecretHash,
    now: UnixMillis,
) -> StoreResult<Option<VisitorRecord>> {
    let find = "SELECT v.account_id, v.inbox_id, v.id, v.name FROM visitor_token t \
                JOIN visitor v ON v.account_id = t.account_id AND v.id = t.visitor_id \
                WHERE t.token_hash = $1 AND (t.valid_until IS NULL OR t.valid_until > $2)";
    let row: Option<VisitorRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(&token[..]).bind(now.0).fetch_optional(pool).await
    })?;
    Ok(row.map(visitor))
}

#[derive(sqlx::FromRow)]
struct ProfileRow {
    name: Option<String>,
    email: Option<String>,
    external_id: Option<String>,
    name_signed: i64,
    email_signed: i64,
}

impl ProfileRow {
    fn profile(self) -> VisitorProfile {
        let verified = self.external_id.is_some();
        VisitorProfile { name: self.name, email: self.email, verified }
    }
}

const PROFILE: &str = "SELECT name, email, external_id, name_signed, email_signed FROM visitor \
                       WHERE account_id = $1 AND id = $2";

/// See [`crate::store::PeopleStore::find_profile`].
pub(super) async fn find_profile(
    db: &Db,
    account: AccountId,
    id: VisitorId,
) -> StoreResult<Option<VisitorProfile>> {
    let row: Option<ProfileRow> = read!(db, |pool| {
        sqlx::query_as(PROFILE).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    Ok(row.map(ProfileRow::profile))
}

async fn profile_in(
    tx: &mut Tx,
    account: AccountId,
    id: VisitorId,
) -> StoreResult<Option<ProfileRow>> {
    let row = on!(tx, |connection| {
        sqlx::query_as(PROFILE).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    Ok(row)
}

/// See [`crate::store::PeopleStore::tell_profile`].
pub(super) async fn tell_profile(
    db: &Db,
    account: AccountId,
    id: VisitorId,
    name: Option<String>,
    email: Option<String>,
) -> StoreResult<Option<VisitorProfile>> {
    // The page is of use to a mail only.
    let update = "UPDATE visitor SET name = $3, email = $4, \
                  page = CASE WHEN $4 IS NULL THEN NULL ELSE page END \
                  WHERE account_id = $1 AND id = $2";
    let mut tx = db.begin().await?;
    let Some(mut row) = profile_in(&mut tx, account, id).await? else {
        tx.end().await?;
        return Ok(None);
    };
    let told = |text: String| (!text.is_empty()).then_some(text);
    if let (Some(name), 0) = (name, row.name_signed) {
        row.name = told(name);
    }
    if let (Some(email), 0) = (email, row.email_signed) {
        row.email = told(email);
    }
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(id.0);
        query.bind(row.name.as_deref()).bind(row.email.as_deref()).execute(connection).await?;
    });
    tx.commit().await?;
    Ok(Some(row.profile()))
}

/// See [`crate::store::MailStore::tell_language`].
pub(super) async fn tell_language(
    db: &Db,
    account: AccountId,
    id: VisitorId,
    language: &str,
) -> StoreResult<()> {
    let update = "UPDATE visitor SET language = $3 WHERE account_id = $1 AND id = $2 \
                  AND (language IS NULL OR language <> $3)";
    tell(db, update, (account, id), language).await
}

/// See [`crate::store::MailStore::tell_page`].
pub(super) async fn tell_page(
    db: &Db,
    account: AccountId,
    id: VisitorId,
    page: &str,
) -> StoreResult<()> {
    let update = "UPDATE visitor SET page = $3 WHERE account_id = $1 AND id = $2 \
                  AND email IS NOT NULL AND (page IS NULL OR page <> $3)";
    tell(db, update, (account, id), page).await
}

/// Changes one thing about a visitor; nothing is written when it is so already.
async fn tell(
    db: &Db,
    update: &'static str,
    (account, id): (AccountId, VisitorId),
    text: &str,
) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    let changed = on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(id.0).bind(text);
        query.execute(connection).await?.rows_affected()
    });
    if changed == 0 { tx.end().await } else { tx.commit().await }
}

/// See [`crate::store::PeopleStore::identify`].
pub(super) async fn identify(
    db: &Db,
    caller: &VisitorRecord,
    identity: SignedIdentity,
    rotation: Rotation,
    draft: AuditDraft,
) -> StoreResult<Identified> {
    let (account, inbox) = (caller.account, caller.inbox);
    let mut tx = db.begin().await?;
    // First of all, so that two browsers that bring the same person wait for each other.
    audit::append(&mut tx, account, &draft).await?;
    if !first_time(&mut tx, caller, &identity, draft.at).await? {
        tx.end().await?;
        return Ok(Identified::Replayed);
    }
    let bound = profile_in(&mut tx, account, caller.id).await?.and_then(|row| row.external_id);
    let known = find_external(&mut tx, account, inbox, &identity.external_id).await?;
    let (person, is_new) = match known {
        Some(known) => (known, false),
        None if bound.is_none() => (caller.clone(), false),
        None => {
            let id = VisitorId(Uuid::now_v7());
            (VisitorRecord { account, inbox, id, name: None }, true)
        }
    };
    let added = if is_new {
        insert_in(&mut tx, &person, rotation.to, rotation.to_until).await?
    } else {
        add_token(&mut tx, account, person.id, rotation.to, rotation.to_until).await?
    };
    if !added {
        tx.end().await?;
        return Err(StoreError::Conflict("visitor"));
    }
    let bind = "UPDATE visitor SET external_id = $3, \
                name = COALESCE($4, name), email = COALESCE($5, email), \
                name_signed = CASE WHEN $4 IS NULL THEN name_signed ELSE 1 END, \
                email_signed = CASE WHEN $5 IS NULL THEN email_signed ELSE 1 END \
                WHERE account_id = $1 AND id = $2 RETURNING account_id, inbox_id, id, name";
    let retire = "UPDATE visitor_token SET valid_until = $2 \
                  WHERE token_hash = $1 AND (valid_until IS NULL OR valid_until > $2)";
    let row: VisitorRow = on!(tx, |connection| {
        let query = sqlx::query(retire).bind(&rotation.from[..]).bind(rotation.from_until.0);
        query.execute(&mut *connection).await?;
        let query = sqlx::query_as(bind).bind(account.0).bind(person.id.0);
        let query = query.bind(&identity.external_id).bind(identity.name.as_deref());
        query.bind(identity.email.as_deref()).fetch_one(connection).await?
    });
    tx.commit().await?;
    Ok(Identified::As(visitor(row)))
}

/// Notes the name of a signed token; false when it was seen before. Forgets expired ones.
async fn first_time(
    tx: &mut Tx,
    caller: &VisitorRecord,
    identity: &SignedIdentity,
    now: UnixMillis,
) -> StoreResult<bool> {
    let forget = "DELETE FROM identity_jti WHERE expires_at <= $1";
    let note = "INSERT INTO identity_jti (account_id, inbox_id, jti_hash, expires_at) \
                VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let noted = on!(tx, |connection| {
        sqlx::query(forget).bind(now.0).execute(&mut *connection).await?;
        let query = sqlx::query(note).bind(caller.account.0).bind(caller.inbox.0);
        let query = query.bind(&identity.jti[..]).bind(identity.expires_at.0);
        query.execute(connection).await?.rows_affected()
    });
    Ok(noted == 1)
}

async fn find_external(
    tx: &mut Tx,
    account: AccountId,
    inbox: InboxId,
    external_id: &str,
) -> StoreResult<Option<VisitorRecord>> {
    let find = "SELECT account_id, inbox_id, id, name FROM visitor \
                WHERE account_id = $1 AND inbox_id = $2 AND external_id = $3";
    let row: Option<VisitorRow> = on!(tx, |connection| {
        let query = sqlx::query_as(find).bind(account.0).bind(inbox.0).bind(external_id);
        query.fetch_optional(connection).await
    })?;
    Ok(row.map(visitor))
}
