//! Links that work once, and the set-up of an empty installation.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, AgentId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::{AuditAction, StaffRole};

use super::people::to_json;
use super::transaction::Tx;
use super::{Db, audit, on, read, sessions, staff};
use crate::store::{
    AgentRecord, AuditDraft, LinkKind, NewSession, NewStaff, SecretHash, SessionRecord, SetUp,
    StoreError, StoreResult,
};

const JOINED: &str = "SELECT COUNT(*) FROM agent WHERE password IS NOT NULL";

fn kind_text(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Setup => "setup",
        LinkKind::Invite => "invite",
        LinkKind::PasswordReset => "password_reset",
    }
}

/// See [`crate::store::PeopleStore::anybody_joined`].
pub(super) async fn anybody_joined(db: &Db) -> StoreResult<bool> {
    let joined: i64 = read!(db, |pool| sqlx::query_scalar(JOINED).fetch_one(pool).await)?;
    Ok(joined > 0)
}

/// See [`crate::store::PeopleStore::issue_setup_link`].
pub(super) async fn issue_setup(
    db: &Db,
    secret: SecretHash,
    expires_at: UnixMillis,
) -> StoreResult<bool> {
    let older = "DELETE FROM one_time_link WHERE kind = 'setup' AND used_at IS NULL";
    let insert = "INSERT INTO one_time_link (secret_hash, kind, expires_at) \
                  VALUES ($1, 'setup', $2)";
    let mut tx = db.begin().await?;
    tx.exclude_others().await?;
    let joined: i64 = on!(tx, |connection| sqlx::query_scalar(JOINED).fetch_one(connection).await)?;
    if joined > 0 {
        tx.end().await?;
        return Ok(false);
    }
    on!(tx, |connection| {
        sqlx::query(older).execute(&mut *connection).await?;
        let query = sqlx::query(insert).bind(&secret[..]).bind(expires_at.0);
        query.execute(connection).await?;
    });
    tx.commit().await?;
    Ok(true)
}

/// Redeems a link within a transaction; whose it was, or `None` when it is gone.
///
/// One conditional update: of many who try at once, the database lets one find `used_at` empty.
async fn redeem_in(
    tx: &mut Tx,
    kind: LinkKind,
    secret: SecretHash,
    now: UnixMillis,
) -> StoreResult<Option<Option<(AccountId, AgentId)>>> {
    let redeem = "UPDATE one_time_link SET used_at = $3 \
                  WHERE secret_hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 \
                  RETURNING account_id, agent_id";
    let row: Option<(Option<Uuid>, Option<Uuid>)> = on!(tx, |connection| {
        let query = sqlx::query_as(redeem).bind(&secret[..]).bind(kind_text(kind)).bind(now.0);
        query.fetch_optional(connection).await
    })?;
    Ok(row.map(|(account, agent)| account.map(AccountId).zip(agent.map(AgentId))))
}

/// See [`crate::store::PeopleStore::set_up`].
pub(super) async fn set_up(db: &Db, set_up: SetUp) -> StoreResult<Option<SessionRecord>> {
    let (account, inbox) = (Uuid::now_v7(), Uuid::now_v7());
    let now = set_up.session.at;
    let insert_account = "INSERT INTO account (id, name) VALUES ($1, $2)";
    let insert_inbox = "INSERT INTO inbox (account_id, id, public_key, name, origins) \
                        VALUES ($1, $2, $3, $4, $5)";
    let mut tx = db.begin().await?;
    tx.exclude_others().await?;
    let redeemed = redeem_in(&mut tx, LinkKind::Setup, set_up.link, now).await?;
    let joined: i64 = on!(tx, |connection| sqlx::query_scalar(JOINED).fetch_one(connection).await)?;
    if redeemed.is_none() || joined > 0 {
        tx.end().await?;
        return Ok(None);
    }
    on!(tx, |connection| {
        let query = sqlx::query(insert_account).bind(account).bind(&set_up.shop);
        query.execute(&mut *connection).await?;
        let query = sqlx::query(insert_inbox).bind(account).bind(inbox).bind(&set_up.inbox_key);
        let query = query.bind(&set_up.shop).bind(to_json(&set_up.origins));
        query.execute(connection).await?;
    });
    let first = NewStaff {
        account: account.into(),
        id: AgentId(Uuid::now_v7()),
        name: set_up.name,
        email: set_up.email,
        role: StaffRole::Administrator,
    };
    staff::insert_in(&mut tx, &first, Some(&set_up.password), now).await?;
    let agent =
        AgentRecord { account: first.account, id: first.id, name: first.name, role: first.role };
    let entry = AuditDraft {
        at: now,
        actor: Some(agent.id.0),
        action: AuditAction::SetUp,
        target: Some(account),
        detail: serde_json::json!({}),
    };
    audit::append(&mut tx, agent.account, &entry).await?;
    let session = sessions::insert_in(&mut tx, &agent, set_up.session).await?;
    tx.commit().await?;
    Ok(Some(session))
}

/// See [`crate::store::PeopleStore::issue_link`].
pub(super) async fn issue(
    db: &Db,
    kind: LinkKind,
    (account, agent): (AccountId, AgentId),
    secret: SecretHash,
    expires_at: UnixMillis,
    draft: AuditDraft,
) -> StoreResult<bool> {
    // An invitation is for those who have no password yet, a reset for those who have.
    let fits = match kind {
        LinkKind::Invite => {
            "SELECT COUNT(*) FROM agent WHERE account_id = $1 AND id = $2 AND active = 1 \
             AND password IS NULL AND email IS NOT NULL"
        }
        LinkKind::Setup | LinkKind::PasswordReset => {
            "SELECT COUNT(*) FROM agent WHERE account_id = $1 AND id = $2 AND active = 1 \
             AND password IS NOT NULL"
        }
    };
    let older = "DELETE FROM one_time_link WHERE account_id = $1 AND agent_id = $2 AND kind = $3";
    let insert = "INSERT INTO one_time_link (secret_hash, kind, account_id, agent_id, expires_at) \
                  VALUES ($1, $2, $3, $4, $5)";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    let fitting: i64 = on!(tx, |connection| {
        sqlx::query_scalar(fits).bind(account.0).bind(agent.0).fetch_one(connection).await
    })?;
    if fitting == 0 {
        tx.end().await?;
        return Ok(false);
    }
    on!(tx, |connection| {
        let query = sqlx::query(older).bind(account.0).bind(agent.0).bind(kind_text(kind));
        query.execute(&mut *connection).await?;
        let query = sqlx::query(insert).bind(&secret[..]).bind(kind_text(kind));
        let query = query.bind(account.0).bind(agent.0).bind(expires_at.0);
        query.execute(connection).await?;
    });
    tx.commit().await?;
    Ok(true)
}

/// See [`crate::store::PeopleStore::link_works`].
pub(super) async fn works(
    db: &Db,
    kind: LinkKind,
    secret: SecretHash,
    now: UnixMillis,
) -> StoreResult<bool> {
    let find = "SELECT COUNT(*) FROM one_time_link \
                WHERE secret_hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3";
    let found: i64 = read!(db, |pool| {
        let query = sqlx::query_scalar(find).bind(&secret[..]).bind(kind_text(kind));
        query.bind(now.0).fetch_one(pool).await
    })?;
    Ok(found == 1)
}

/// See [`crate::store::PeopleStore::redeem_link`].
pub(super) async fn redeem(
    db: &Db,
    kind: LinkKind,
    secret: SecretHash,
    password: String,
    session: NewSession,
) -> StoreResult<Option<SessionRecord>> {
    let others = "DELETE FROM one_time_link \
                  WHERE account_id = $1 AND agent_id = $2 AND used_at IS NULL";
    let active = "SELECT COUNT(*) FROM agent WHERE account_id = $1 AND id = $2 AND active = 1";
    let action = match kind {
        LinkKind::Invite => AuditAction::InvitationAccepted,
        LinkKind::Setup | LinkKind::PasswordReset => AuditAction::PasswordReset,
    };
    let mut tx = db.begin().await?;
    let Some(Some((account, id))) = redeem_in(&mut tx, kind, secret, session.at).await? else {
        tx.end().await?;
        return Ok(None);
    };
    let entry = AuditDraft {
        at: session.at,
        actor: Some(id.0),
        action,
        target: Some(id.0),
        detail: serde_json::json!({ "session": session.id }),
    };
    audit::append(&mut tx, account, &entry).await?;
    let is_active: i64 = on!(tx, |connection| {
        sqlx::query_scalar(active).bind(account.0).bind(id.0).fetch_one(connection).await
    })?;
    let agent = sessions::find_agent_in(&mut tx, account, id).await?;
    let (Some(agent), 1) = (agent, is_active) else {
        tx.end().await?;
        return Ok(None);
    };
    sessions::set_password_in(&mut tx, account, id, &password).await?;
    sessions::end_all_in(&mut tx, account, id, None).await?;
    on!(tx, |connection| {
        sqlx::query(others).bind(account.0).bind(id.0).execute(connection).await?;
    });
    let record = sessions::insert_in(&mut tx, &agent, session).await?;
    tx.commit().await?;
    Ok(Some(record))
}

/// See [`crate::store::PeopleStore::account_name`].
pub(super) async fn account_name(db: &Db, account: AccountId) -> StoreResult<Option<String>> {
    let find = "SELECT name FROM account WHERE id = $1";
    let name: Result<Option<String>, sqlx::Error> =
        read!(db, |pool| { sqlx::query_scalar(find).bind(account.0).fetch_optional(pool).await });
    name.map_err(StoreError::from)
}
