//! Accounts, inboxes and agents, as conversations need them.

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, AgentId};

use super::staff::{AgentRow, agent};
use super::{Db, on, read};
use crate::store::{AgentRecord, InboxRecord, Seed, Seeded, StoreError, StoreResult};

const FIND_INBOX: &str = "SELECT account_id, id, name, origins FROM inbox WHERE public_key = $1";
const LIST_INBOXES: &str =
    "SELECT account_id, id, name, origins FROM inbox WHERE account_id = $1 ORDER BY id";

/// See [`crate::store::Store::seed`].
pub(super) async fn seed(db: &Db, seed: &Seed) -> StoreResult<Seeded> {
    let mut tx = db.begin().await?;
    tx.exclude_others().await?;
    let origins = to_json(&seed.inbox_origins);
    let known: Option<InboxRow> = on!(tx, |connection| {
        sqlx::query_as(FIND_INBOX).bind(&seed.inbox_key).fetch_optional(connection).await
    })?;
    let (account, inbox) = match known {
        Some((account, inbox, ..)) => {
            let update =
                "UPDATE inbox SET name = $3, origins = $4 WHERE account_id = $1 AND id = $2";
            on!(tx, |connection| {
                let query = sqlx::query(update).bind(account).bind(inbox);
                query.bind(&seed.inbox_name).bind(origins).execute(connection).await?;
            });
            (account, inbox)
        }
        None => {
            let (account, inbox) = (Uuid::now_v7(), Uuid::now_v7());
            let insert_account = "INSERT INTO account (id, name) VALUES ($1, $2)";
            let insert_inbox = "INSERT INTO inbox (account_id, id, public_key, name, origins) \
                                VALUES ($1, $2, $3, $4, $5)";
            on!(tx, |connection| {
                let query = sqlx::query(insert_account).bind(account).bind(&seed.account_name);
                query.execute(&mut *connection).await?;
                let query = sqlx::query(insert_inbox).bind(account).bind(inbox);
                let query = query.bind(&seed.inbox_key).bind(&seed.inbox_name).bind(origins);
                query.execute(connection).await?;
            });
            (account, inbox)
        }
    };
    let first = "SELECT id FROM agent WHERE account_id = $1 ORDER BY id LIMIT 1";
    let agent: Option<Uuid> = on!(tx, |connection| {
        sqlx::query_scalar(first).bind(account).fetch_optional(connection).await
    })?;
    let agent = match agent {
        Some(agent) => agent,
        None => {
            let agent = Uuid::now_v7();
            let insert = "INSERT INTO agent (account_id, id, name, role) \
                          VALUES ($1, $2, $3, 'administrator')";
            on!(tx, |connection| {
                let query = sqlx::query(insert).bind(account).bind(agent).bind(&seed.agent_name);
                query.execute(connection).await?;
            });
            agent
        }
    };
    tx.commit().await?;
    Ok(Seeded { account: account.into(), inbox: inbox.into(), agent: agent.into() })
}

type InboxRow = (Uuid, Uuid, String, String);

fn inbox((account, id, name, origins): InboxRow) -> StoreResult<InboxRecord> {
    let origins = from_json(&origins)?;
    Ok(InboxRecord { account: account.into(), id: id.into(), name, origins })
}

/// See [`crate::store::Store::find_inbox`].
pub(super) async fn find_inbox(db: &Db, key: &str) -> StoreResult<Option<InboxRecord>> {
    let row: Option<InboxRow> =
        read!(db, |pool| { sqlx::query_as(FIND_INBOX).bind(key).fetch_optional(pool).await })?;
    row.map(inbox).transpose()
}

/// See [`crate::store::Store::list_inboxes`].
pub(super) async fn list_inboxes(db: &Db, account: AccountId) -> StoreResult<Vec<InboxRecord>> {
    let rows: Vec<InboxRow> =
        read!(db, |pool| { sqlx::query_as(LIST_INBOXES).bind(account.0).fetch_all(pool).await })?;
    rows.into_iter().map(inbox).collect()
}

/// See [`crate::store::Store::find_agent`].
pub(super) async fn find_agent(
    db: &Db,
    account: AccountId,
    id: AgentId,
) -> StoreResult<Option<AgentRecord>> {
    let find = "SELECT account_id, id, name, role FROM agent WHERE account_id = $1 AND id = $2";
    let row: Option<AgentRow> = read!(db, |pool| {
        sqlx::query_as(find).bind(account.0).bind(id.0).fetch_optional(pool).await
    })?;
    row.map(agent).transpose()
}

pub(super) fn to_json(origins: &[String]) -> String {
    serde_json::to_string(origins).expect("strings are JSON")
}

pub(super) fn from_json(origins: &str) -> StoreResult<Vec<String>> {
    serde_json::from_str(origins).map_err(|error| StoreError::Unavailable(Box::new(error)))
}
