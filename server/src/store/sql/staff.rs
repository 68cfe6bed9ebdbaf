//! Members of staff: who there is, and in which place.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, AgentId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::StaffRole;

use super::transaction::Tx;
use super::{Db, audit, on, read, sessions};
use crate::store::{
    AgentRecord, AuditDraft, NewStaff, StaffChange, StaffRecord, StoreError, StoreResult,
};

/// The columns of a [`StaffRow`], and the rest of the query.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT account_id, id, name, role, email, active, \
             CASE WHEN password IS NULL THEN 0 ELSE 1 END AS joined, created_at FROM agent ",
            $rest
        )
    };
}

const FIND: &str = select!("WHERE account_id = $1 AND id = $2");

#[derive(sqlx::FromRow)]
struct StaffRow {
    account_id: Uuid,
    id: Uuid,
    name: String,
    role: String,
    email: Option<String>,
    active: i64,
    joined: i32,
    created_at: i64,
}

impl TryFrom<StaffRow> for StaffRecord {
    type Error = StoreError;

    fn try_from(row: StaffRow) -> StoreResult<Self> {
        Ok(Self {
            agent: agent((row.account_id, row.id, row.name, row.role))?,
            email: row.email,
            active: row.active == 1,
            joined: row.joined == 1,
            created_at: UnixMillis(row.created_at),
        })
    }
}

/// Account, id, name and role.
pub(super) type AgentRow = (Uuid, Uuid, String, String);

pub(super) fn agent((account, id, name, role): AgentRow) -> StoreResult<AgentRecord> {
    let role = role_of(&role)?;
    Ok(AgentRecord { account: account.into(), id: id.into(), name, role })
}

/// How a role is stored.
pub(super) fn role_text(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Administrator => "administrator",
        StaffRole::Supervisor => "supervisor",
        StaffRole::Agent => "agent",
    }
}

fn role_of(text: &str) -> StoreResult<StaffRole> {
    match text {
        "administrator" => Ok(StaffRole::Administrator),
        "supervisor" => Ok(StaffRole::Supervisor),
        "agent" => Ok(StaffRole::Agent),
        other => Err(StoreError::Unavailable(format!("unknown role {other:?}").into())),
    }
}

/// See [`crate::store::PeopleStore::list_staff`].
pub(super) async fn list(db: &Db, account: AccountId) -> StoreResult<Vec<StaffRecord>> {
    let list = select!("WHERE account_id = $1 ORDER BY name, id");
    let rows: Vec<StaffRow> =
        read!(db, |pool| { sqlx::query_as(list).bind(account.0).fetch_all(pool).await })?;
    rows.into_iter().map(StaffRecord::try_from).collect()
}

/// See [`crate::store::PeopleStore::find_staff`].
pub(super) async fn find(
    db: &Db,
    account: AccountId,
    id: AgentId,
) -> StoreResult<Option<StaffRecord>> {
    let row: Option<StaffRow> = read!(db, |pool| {
        sqlx::query_as(FIND).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    row.map(StaffRecord::try_from).transpose()
}

async fn find_in(tx: &mut Tx, account: AccountId, id: AgentId) -> StoreResult<Option<StaffRecord>> {
    let row: Option<StaffRow> = on!(tx, |connection| {
        sqlx::query_as(FIND).bind(account.0).bind(id.0).fetch_optional(connection).await
    })?;
    row.map(StaffRecord::try_from).transpose()
}

/// Adds somebody within a transaction; false when the id or the e-mail address is taken.
pub(super) async fn insert_in(
    tx: &mut Tx,
    staff: &NewStaff,
    password: Option<&str>,
    at: UnixMillis,
) -> StoreResult<bool> {
    let insert = "INSERT INTO agent (account_id, id, name, email, password, role, active, \
                  created_at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) ON CONFLICT DO NOTHING";
    let inserted = on!(tx, |connection| {
        let query = sqlx::query(insert).bind(staff.account.0).bind(staff.id.0);
        let query = query.bind(&staff.name).bind(&staff.email).bind(password);
        let query = query.bind(role_text(staff.role)).bind(at.0);
        query.execute(connection).await?.rows_affected()
    });
    Ok(inserted == 1)
}

/// See [`crate::store::PeopleStore::insert_staff`].
pub(super) async fn insert(
    db: &Db,
    staff: NewStaff,
    draft: AuditDraft,
) -> StoreResult<StaffRecord> {
    let mut tx = db.begin().await?;
    audit::append(&mut tx, staff.account, &draft).await?;
    let inserted = insert_in(&mut tx, &staff, None, draft.at).await?;
    let found = find_in(&mut tx, staff.account, staff.id).await?;
    match found {
        Some(record) if inserted => {
            tx.commit().await?;
            Ok(record)
        }
        Some(record) => {
            tx.end().await?;
            let same = record.email.as_deref() == Some(staff.email.as_str())
                && (&record.agent.name, record.agent.role) == (&staff.name, staff.role);
            if same { Ok(record) } else { Err(StoreError::Conflict("agent")) }
        }
        None => {
            tx.end().await?;
            Err(StoreError::Conflict("agent_email"))
        }
    }
}

/// See [`crate::store::PeopleStore::change_staff`].
pub(super) async fn change(
    db: &Db,
    account: AccountId,
    id: AgentId,
    change: StaffChange,
    draft: AuditDraft,
) -> StoreResult<Option<StaffRecord>> {
    let mut tx = db.begin().await?;
    // First of all, because it makes two who demote each other wait for each other.
    audit::append(&mut tx, account, &draft).await?;
    let Some(mut record) = find_in(&mut tx, account, id).await? else {
        tx.end().await?;
        return Ok(None);
    };
    let before = record.clone();
    record.agent.name = change.name.unwrap_or(record.agent.name);
    record.agent.role = change.role.unwrap_or(record.agent.role);
    record.active = change.active.unwrap_or(record.active);
    if record == before {
        tx.end().await?;
        return Ok(Some(record));
    }
    let update = "UPDATE agent SET name = $3, role = $4, active = $5 \
                  WHERE account_id = $1 AND id = $2";
    // Whoever can sign in; without anybody who can, whoever is active.
    let administrators = "SELECT COUNT(*) FROM agent \
                          WHERE account_id = $1 AND role = 'administrator' AND active = 1 \
                          AND password IS NOT NULL";
    let left: i64 = on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(id.0).bind(&record.agent.name);
        let query = query.bind(role_text(record.agent.role)).bind(i64::from(record.active));
        query.execute(&mut *connection).await?;
        sqlx::query_scalar(administrators).bind(account.0).fetch_one(connection).await
    })?;
    let was_one = before.active && before.agent.role == StaffRole::Administrator;
    let is_one = record.active && record.agent.role == StaffRole::Administrator;
    if was_one && !is_one && left == 0 {
        tx.end().await?;
        return Err(StoreError::Conflict("last_administrator"));
    }
    if record.agent.role != before.agent.role || !record.active {
        sessions::end_all_in(&mut tx, account, id, None).await?;
    }
    tx.commit().await?;
    Ok(Some(record))
}
