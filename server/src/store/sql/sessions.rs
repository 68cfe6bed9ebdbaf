//! Sign-in and the sessions of staff.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, AgentId, AgentSessionId};
use vitrine_shared::time::UnixMillis;

use super::staff::{AgentRow, agent};
use super::transaction::Tx;
use super::{Db, audit, on, read};
use crate::store::{
    AgentRecord, AuditDraft, LoginRecord, NewSession, SecretHash, SessionRecord, StoreError,
    StoreResult,
};

/// Sessions one person is shown.
const LISTED: i64 = 100;

/// Valid sessions, and a further condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT a.account_id, a.id AS agent_id, a.name, a.role, s.id, s.created_at, \
             s.last_seen_at, s.device FROM agent_session s \
             JOIN agent a ON a.account_id = s.account_id AND a.id = s.agent_id \
             WHERE a.active = 1 AND s.expires_at > $1 AND s.idle_until > $1 AND ",
            $condition
        )
    };
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    account_id: Uuid,
    agent_id: Uuid,
    name: String,
    role: String,
    id: Uuid,
    created_at: i64,
    last_seen_at: i64,
    device: String,
}

impl TryFrom<SessionRow> for SessionRecord {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> StoreResult<Self> {
        Ok(Self {
            id: row.id.into(),
            agent: agent((row.account_id, row.agent_id, row.name, row.role))?,
            created_at: UnixMillis(row.created_at),
            last_seen_at: UnixMillis(row.last_seen_at),
            device: row.device,
        })
    }
}

/// See [`crate::store::PeopleStore::find_logins`].
pub(super) async fn find_logins(db: &Db, email: &str) -> StoreResult<Vec<LoginRecord>> {
    let find = "SELECT account_id, id, name, role, password, active FROM agent \
                WHERE email = $1 AND password IS NOT NULL ORDER BY account_id LIMIT 3";
    type Row = (Uuid, Uuid, String, String, String, i64);
    let rows: Vec<Row> =
        read!(db, |pool| { sqlx::query_as(find).bind(email).fetch_all(pool).await })?;
    let login = |(account, id, name, role, password, active): Row| {
        Ok(LoginRecord { agent: agent((account, id, name, role))?, password, active: active == 1 })
    };
    rows.into_iter().map(login).collect()
}

/// See [`crate::store::PeopleStore::find_password`].
pub(super) async fn find_password(
    db: &Db,
    account: AccountId,
    id: AgentId,
) -> StoreResult<Option<String>> {
    let find = "SELECT password FROM agent WHERE account_id = $1 AND id = $2";
    let found: Option<Option<String>> = read!(db, |pool| {
        sqlx::query_scalar(find).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    Ok(found.flatten())
}

/// Adds a session within a transaction.
pub(super) async fn insert_in(
    tx: &mut Tx,
    agent: &AgentRecord,
    session: NewSession,
) -> StoreResult<SessionRecord> {
    let outdated = "DELETE FROM agent_session WHERE account_id = $1 AND agent_id = $2 \
                    AND (expires_at <= $3 OR idle_until <= $3)";
    let insert = "INSERT INTO agent_session (account_id, id, agent_id, cookie_hash, created_at, \
                  last_seen_at, idle_until, expires_at, device) \
                  VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    on!(tx, |connection| {
        let query = sqlx::query(outdated).bind(agent.account.0).bind(agent.id.0);
        query.bind(session.at.0).execute(&mut *connection).await?;
        let query = sqlx::query(insert).bind(agent.account.0).bind(session.id.0);
        let query = query.bind(agent.id.0).bind(&session.cookie[..]).bind(session.at.0);
        let query = query.bind(session.idle_until.0).bind(session.expires_at.0);
        query.bind(&session.device).execute(connection).await?;
    });
    Ok(SessionRecord {
        id: session.id,
        agent: agent.clone(),
        created_at: session.at,
        last_seen_at: session.at,
        device: session.device,
    })
}

/// See [`crate::store::PeopleStore::insert_session`].
pub(super) async fn insert(
    db: &Db,
    agent: &AgentRecord,
    session: NewSession,
    draft: AuditDraft,
) -> StoreResult<SessionRecord> {
    let mut tx = db.begin().await?;
    audit::append(&mut tx, agent.account, &draft).await?;
    let record = insert_in(&mut tx, agent, session).await?;
    tx.commit().await?;
    Ok(record)
}

/// See [`crate::store::PeopleStore::find_session`].
pub(super) async fn find(
    db: &Db,
    cookie: SecretHash,
    now: UnixMillis,
) -> StoreResult<Option<SessionRecord>> {
    let find = select!("s.cookie_hash = $2");
    let row: Option<SessionRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(now.0).bind(&cookie[..]).fetch_optional(pool).await
    })?;
    row.map(SessionRecord::try_from).transpose()
}

/// See [`crate::store::PeopleStore::find_session_by_id`].
pub(super) async fn find_by_id(
    db: &Db,
    account: AccountId,
    id: AgentSessionId,
    now: UnixMillis,
) -> StoreResult<Option<SessionRecord>> {
    let find = select!("s.account_id = $2 AND s.id = $3");
    let row: Option<SessionRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(now.0).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    row.map(SessionRecord::try_from).transpose()
}

/// See [`crate::store::PeopleStore::touch_session`].
pub(super) async fn touch(
    db: &Db,
    account: AccountId,
    id: AgentSessionId,
    now: UnixMillis,
    idle_until: UnixMillis,
) -> StoreResult<()> {
    let touch = "UPDATE agent_session SET last_seen_at = $3, idle_until = $4 \
                 WHERE account_id = $1 AND id = $2 AND last_seen_at < $3";
    let mut tx = db.begin().await?;
    on!(tx, |connection| {
        let query = sqlx::query(touch).bind(account.0).bind(id.0).bind(now.0);
        query.bind(idle_until.0).execute(connection).await?;
    });
    tx.commit().await
}

/// See [`crate::store::PeopleStore::list_sessions`].
pub(super) async fn list(
    db: &Db,
    account: AccountId,
    agent: AgentId,
    now: UnixMillis,
) -> StoreResult<Vec<SessionRecord>> {
    let list = select!(
        "s.account_id = $2 AND s.agent_id = $3 ORDER BY s.created_at DESC, s.id DESC LIMIT $4"
    );
    let rows: Vec<SessionRow> = read!(db, |pool| {
        let query = sqlx::query_as(list).bind(now.0).bind(account.0).bind(agent.0);
        query.bind(LISTED).fetch_all(pool).await
    })?;
    rows.into_iter().map(SessionRecord::try_from).collect()
}

/// See [`crate::store::PeopleStore::end_session`].
pub(super) async fn end(
    db: &Db,
    account: AccountId,
    agent: AgentId,
    id: AgentSessionId,
    draft: AuditDraft,
) -> StoreResult<bool> {
    let delete = "DELETE FROM agent_session WHERE account_id = $1 AND agent_id = $2 AND id = $3";
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    let ended = on!(tx, |connection| {
        let query = sqlx::query(delete).bind(account.0).bind(agent.0).bind(id.0);
        query.execute(connection).await?.rows_affected()
    });
    if ended == 0 {
        tx.end().await?;
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// Ends all sessions of a person but one, within a transaction.
pub(super) async fn end_all_in(
    tx: &mut Tx,
    account: AccountId,
    agent: AgentId,
    keep: Option<AgentSessionId>,
) -> StoreResult<()> {
    let delete = "DELETE FROM agent_session WHERE account_id = $1 AND agent_id = $2 AND id <> $3";
    on!(tx, |connection| {
        let keep = keep.map_or(Uuid::nil(), |id| id.0);
        let query = sqlx::query(delete).bind(account.0).bind(agent.0).bind(keep);
        query.execute(connection).await?;
    });
    Ok(())
}

/// See [`crate::store::PeopleStore::end_sessions`].
pub(super) async fn end_all(
    db: &Db,
    account: AccountId,
    agent: AgentId,
    keep: AgentSessionId,
    draft: AuditDraft,
) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    end_all_in(&mut tx, account, agent, Some(keep)).await?;
    tx.commit().await
}

/// Replaces a password within a transaction.
pub(super) async fn set_password_in(
    tx: &mut Tx,
    account: AccountId,
    agent: AgentId,
    password: &str,
) -> StoreResult<()> {
    let update = "UPDATE agent SET password = $3 WHERE account_id = $1 AND id = $2";
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(agent.0).bind(password);
        query.execute(connection).await?;
    });
    Ok(())
}

/// See [`crate::store::PeopleStore::set_password`].
pub(super) async fn set_password(
    db: &Db,
    account: AccountId,
    agent: AgentId,
    password: String,
    keep: AgentSessionId,
    draft: AuditDraft,
) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    audit::append(&mut tx, account, &draft).await?;
    set_password_in(&mut tx, account, agent, &password).await?;
    end_all_in(&mut tx, account, agent, Some(keep)).await?;
    tx.commit().await
}

/// One person as others' rows name it.
pub(super) async fn find_agent_in(
    tx: &mut Tx,
    account: AccountId,
    id: AgentId,
) -> StoreResult<Option<AgentRecord>> {
    let find = "SELECT account_id, id, name, role FROM agent WHERE account_id = $1 AND id = $2";
    let row: Option<AgentRow> = on!(tx, |connection| {
        sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    row.map(agent).transpose()
}
