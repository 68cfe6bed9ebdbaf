//! Brings a database to the schema of this version.

use sqlx::AssertSqlSafe;

use super::transaction::Tx;
use super::{Db, on};
use crate::store::{StoreError, StoreResult};

/// All steps in order, by number and text. A released step is never edited.
const STEPS: &[(u32, &str)] = &[
    (1, include_str!("../../../migrations/0001_init.sql")),
    (2, include_str!("../../../migrations/0002_unchanged_operation.sql")),
    (3, include_str!("../../../migrations/0003_media.sql")),
    (4, include_str!("../../../migrations/0004_conversation.sql")),
    (5, include_str!("../../../migrations/0005_people.sql")),
    (6, include_str!("../../../migrations/0006_mail.sql")),
    (7, include_str!("../../../migrations/0007_preferences.sql")),
    (8, include_str!("../../../migrations/0008_view_trace.sql")),
    (9, include_str!("../../../migrations/0009_visitor_page.sql")),
    (10, include_str!("../../../migrations/0010_clip.sql")),
    (11, include_str!("../../../migrations/0011_devices_canned.sql")),
    (12, include_str!("../../../migrations/0012_catalog.sql")),
];

/// Runs the steps that are missing and makes the epoch of a new database.
pub(super) async fn run(db: &Db) -> StoreResult<()> {
    let mut tx = db.begin().await?;
    tx.exclude_others().await?;
    let table = "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY)";
    on!(tx, |connection| sqlx::query(table).execute(connection).await.map(drop))?;
    let newest = "SELECT COALESCE(MAX(number), 0) FROM migration";
    let found: i64 = on!(tx, |connection| sqlx::query_scalar(newest).fetch_one(connection).await)?;
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    let known = STEPS.last().map_or(0, |(number, _)| *number);
    if found > known {
        tx.end().await?;
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return tx.end().await;
    }
    for (number, text) in STEPS.iter().filter(|(number, _)| *number > found) {
        let text = if tx.locks_rows() { for_postgres(text) } else { for_sqlite(text) };
        on!(tx, |connection| {
            let step = sqlx::raw_sql(AssertSqlSafe(text));
            step.execute(&mut *connection).await?;
            let note = "INSERT INTO migration (number) VALUES ($1)";
            sqlx::query(note).bind(i64::from(*number)).execute(connection).await?;
        });
    }
    if found == 0 {
        for (name, value) in [("epoch", ""), ("commit_no", "0")] {
            let insert = "INSERT INTO meta (name, value) VALUES ($1, $2)";
            on!(tx, |connection| {
                sqlx::query(insert).bind(name).bind(value).execute(connection).await?;
            });
        }
        set_new_epoch(&mut tx).await?;
    }
    tx.commit().await
}

/// Whether the database has exactly the schema of this version.
pub(super) async fn is_current(db: &Db) -> StoreResult<bool> {
    let newest = "SELECT COALESCE(MAX(number), 0) FROM migration";
    let mut tx = db.begin_reading().await?;
    let found: i64 = on!(tx, |connection| sqlx::query_scalar(newest).fetch_one(connection).await)?;
    tx.end().await?;
    let found = u32::try_from(found).unwrap_or(u32::MAX);
    let known = STEPS.last().map_or(0, |(number, _)| *number);
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(found == known) }
}

/// Starts another epoch: 64 random bits.
pub(super) async fn set_new_epoch(tx: &mut Tx) -> StoreResult<()> {
    set(tx, "epoch", &format!("{:016x}", rand::random::<u64>())).await
}

/// Reads a setting of the database.
pub(super) async fn get(tx: &mut Tx, name: &str) -> StoreResult<String> {
    let select = "SELECT value FROM meta WHERE name = $1";
    let query =
        on!(tx, |connection| sqlx::query_scalar(select).bind(name).fetch_one(connection).await);
    Ok(query?)
}

/// Writes a setting of the database.
pub(super) async fn set(tx: &mut Tx, name: &str, value: &str) -> StoreResult<()> {
    let update = "UPDATE meta SET value = $2 WHERE name = $1";
    on!(tx, |connection| {
        sqlx::query(update).bind(name).bind(value).execute(connection).await?;
    });
    Ok(())
}

fn for_sqlite(text: &str) -> String {
    text.replace(" UUID", " BLOB").replace(" BIGINT", " INTEGER").replace("\n);", "\n) STRICT;")
}

/// The whole schema, for tests of single statements.
#[cfg(test)]
pub(super) fn schema_for_sqlite() -> String {
    STEPS.iter().map(|(_, text)| for_sqlite(text)).collect()
}

fn for_postgres(text: &str) -> String {
    text.replace(" BLOB", " BYTEA")
}
