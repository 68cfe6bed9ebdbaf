//! How somebody of the staff wants the console.

use vitrine_shared::ids::{AccountId, AgentId};
use vitrine_shared::wire::people::Preferences;

use super::{Db, on, read};
use crate::store::StoreResult;

const FIND: &str = "SELECT preferences FROM agent WHERE account_id = $1 AND id = $2";

/// What is stored; what another version has written and this one cannot read is not chosen.
fn read_back(stored: Option<String>) -> Preferences {
    stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// See [`crate::store::PeopleStore::find_preferences`].
pub(super) async fn find(db: &Db, account: AccountId, agent: AgentId) -> StoreResult<Preferences> {
    let stored: Option<String> = read!(db, |pool| {
        sqlx::query_scalar(FIND).bind(account.0).bind(agent.0).fetch_optional(pool).await
    })?;
    Ok(read_back(stored))
}

/// See [`crate::store::PeopleStore::change_preferences`].
pub(super) async fn change(
    db: &Db,
    account: AccountId,
    agent: AgentId,
    newer: Preferences,
) -> StoreResult<Preferences> {
    let update = "UPDATE agent SET preferences = $3 WHERE account_id = $1 AND id = $2";
    let mut tx = db.begin().await?;
    let stored: Option<String> = on!(tx, |connection| {
        sqlx::query_scalar(FIND).bind(account.0).bind(agent.0).fetch_optional(connection).await
    })?;
    let all = read_back(stored).with(newer);
    let json = serde_json::to_string(&all).expect("preferences have string keys");
    on!(tx, |connection| {
        let query = sqlx::query(update).bind(account.0).bind(agent.0);
        query.bind(&json).execute(connection).await?;
    });
    tx.commit().await?;
    Ok(all)
}
