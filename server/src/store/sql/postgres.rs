//! Connecting to PostgreSQL, and the epoch there.

use std::str::FromStr as _;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{Db, migrate};
use crate::store::StoreResult;

/// Connections of one node. Appends share transactions, so few are busy at once.
const CONNECTIONS: u32 = 16;
/// How long a call waits for its turn before the store counts as not available.
const WAIT: Duration = Duration::from_secs(10);
/// Prepared statements kept for each connection: one for every length of a multi-row insert.
const STATEMENTS: usize = 512;

/// Durable commits even where the server's default is less, and locks let go when a node hangs
/// in the middle of a transaction.
const SESSION: &str = "SELECT \
     set_config('idle_in_transaction_session_timeout', '10s', false), \
     CASE WHEN current_setting('synchronous_commit') = 'off' \
          THEN set_config('synchronous_commit', 'on', false) END";

/// The stored epoch together with what changes when the server is another one or was taken back
/// to an earlier time. Readable without privileges, and read anew for each question, so that a
/// switch behind an open pool is seen as well.
const EPOCH: &str = "SELECT meta.value, CAST(control.system_identifier AS TEXT), \
     substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) \
     FROM meta, pg_control_system() AS control WHERE meta.name = 'epoch'";

/// Connects and brings the schema up to date.
pub(super) async fn connect(url: &str) -> StoreResult<Db> {
    let options = PgConnectOptions::from_str(url)?
        .application_name("vitrine")
        .statement_cache_capacity(STATEMENTS);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(WAIT)
        .after_connect(|connection, _| {
            Box::pin(async move { sqlx::query(SESSION).execute(connection).await.map(drop) })
        })
        .connect_with(options)
        .await?;
    let db = Db::Pg { pool };
    migrate::run(&db).await?;
    Ok(db)
}

/// The epoch, as 16 hexadecimal digits.
pub(super) async fn epoch(pool: &PgPool) -> StoreResult<String> {
    let (stored, system, timeline): (String, String, String) =
        sqlx::query_as(EPOCH).fetch_one(pool).await?;
    let hash = Sha256::digest(format!("{stored} {system} {timeline}"));
    Ok(hash[..8].iter().map(|byte| format!("{byte:02x}")).collect())
}
