//! The data folder of the embedded database: `vitrine.db`, `lock` and `state`.

use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use sqlx::Connection as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::sync::watch;

use super::commit_file::{self, CommitFile};
use super::{Db, migrate};
use crate::store::{StoreError, StoreResult};

/// Connections that read; SQLite reads in parallel, and each costs a thread.
const READERS: u32 = 4;
/// How long a call waits for its turn before the store counts as not available.
const WAIT: Duration = Duration::from_secs(10);
/// Prepared statements kept for each connection: one for every length of a multi-row insert.
const STATEMENTS: usize = 512;

/// Page cache of the writer, in KiB (SQLite's sign for that is a minus): a batch of 64 rooms
/// touches some 300 pages, and those of the batches before should still be there.
const WRITER_CACHE: &str = "-32768";
/// Pages in the WAL that start a checkpoint: 16 MiB. A page that many batches change is then
/// written back once instead of every few batches.
const CHECKPOINT_PAGES: &str = "4000";
/// How often a locked folder is tried, and how long after one another: half a second in all.
const LOCK_TRIES: u32 = 26;
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// What belongs to the folder besides the database.
pub(super) struct Folder {
    /// None for somebody who only looks.
    commit_file: Option<CommitFile>,
}

/// Counts the commits of this folder.
pub(super) struct Commits(watch::Sender<u64>);

impl Folder {
    /// For a transaction, to count itself.
    pub(super) fn commits(&self) -> Commits {
        let newest = self.commit_file.as_ref().map(|file| file.newest().clone());
        Commits(newest.unwrap_or_else(|| watch::channel(0).0))
    }

    /// Writes what is pending and lets other processes in.
    pub(super) async fn release(&self) {
        if let Some(commit_file) = &self.commit_file {
            commit_file.close().await;
        }
    }
}

impl Commits {
    /// Counts one more commit as part of the transaction that will be it.
    pub(super) async fn count(&self, connection: &mut SqliteConnection) -> StoreResult<u64> {
        let count = "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) \
                     WHERE name = 'commit_no' RETURNING value";
        let text: String = sqlx::query_scalar(count).fetch_one(connection).await?;
        number(&text)
    }

    /// Tells that this commit is on the disk.
    pub(super) fn note(&self, commit: u64) {
        self.0.send_if_modified(|newest| {
            let newer = commit > *newest;
            *newest = commit.max(*newest);
            newer
        });
    }
}

/// Opens the folder, making it when it does not exist.
pub(super) async fn open(folder: &Path) -> StoreResult<Db> {
    make_private(folder).map_err(unavailable)?;
    let lock = lock(folder).await?;
    let state_path = folder.join("state");

    let options = SqliteConnectOptions::new()
        .filename(folder.join("vitrine.db"))
        .statement_cache_capacity(STATEMENTS)
        .busy_timeout(WAIT);
    // When the disk refuses a write, SQLite rolls back by itself; sqlx's own ROLLBACK fails then,
    // and the connection counts a transaction for ever that is over. Another one takes its place.
    let pool = SqlitePoolOptions::new().acquire_timeout(WAIT).before_acquire(|connection, _| {
        Box::pin(async move { Ok(!connection.is_in_transaction()) })
    });
    let writing = writing(&options).create_if_missing(true);
    let write = pool.clone().max_connections(1).connect_with(writing).await?;
    // Opened after the writer, which makes the files, and connected on first use.
    let read = pool.max_connections(READERS).connect_lazy_with(options.read_only(true));
    let told = commit_file::read(&state_path);
    let commit_file = CommitFile::keep(state_path, told, lock);
    let db = Db::Lite { read, write, folder: Folder { commit_file: Some(commit_file) } };
    let prepared = prepare(&db, told).await;
    if prepared.is_err() {
        db.close().await;
    }
    prepared.map(|()| db)
}

/// How whoever writes opens the database.
fn writing(options: &SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .clone()
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES)
        // What is erased is overwritten, not only unlinked.
        .pragma("secure_delete", "ON")
}

/// Opens the database for somebody who only looks.
pub(super) async fn open_beside(folder: &Path) -> StoreResult<Db> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("vitrine.db"))
        .read_only(true)
        .busy_timeout(WAIT);
    let pool = SqlitePoolOptions::new().acquire_timeout(WAIT).max_connections(READERS);
    let read = pool.connect_with(options).await?;
    let db = Db::Lite { write: read.clone(), read, folder: Folder { commit_file: None } };
    match migrate::is_current(&db).await {
        Ok(true) => Ok(db),
        Ok(false) => {
            db.close().await;
            Err(StoreError::Older)
        }
        Err(error) => {
            db.close().await;
            Err(error)
        }
    }
}

/// Opens the database for somebody who writes a little beside the process that has the folder.
///
/// SQLite lets one process write at a time; the other one waits. The commit number is counted in the
/// database, so that the process with the folder goes on from there: its file is never ahead.
pub(super) async fn open_beside_to_write(folder: &Path) -> StoreResult<Db> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("vitrine.db"))
        .statement_cache_capacity(STATEMENTS)
        .busy_timeout(WAIT);
    let pool = SqlitePoolOptions::new().acquire_timeout(WAIT);
    let write = pool.clone().max_connections(1).connect_with(writing(&options)).await?;
    let read = pool.max_connections(READERS).connect_lazy_with(options.read_only(true));
    let db = Db::Lite { read, write, folder: Folder { commit_file: None } };
    let current = migrate::is_current(&db).await;
    if let Ok(true) = current {
        return Ok(db);
    }
    db.close().await;
    Err(current.err().unwrap_or(StoreError::Older))
}

/// Brings the schema up to date, and starts another epoch when the database is older than `told`.
async fn prepare(db: &Db, told: u64) -> StoreResult<()> {
    migrate::run(db).await?;
    let mut tx = db.begin().await?;
    let commit = number(&migrate::get(&mut tx, "commit_no").await?)?;
    if commit >= told {
        return tx.end().await;
    }
    tracing::warn!(commit, told, "an older database was put back; starting another epoch");
    migrate::set_new_epoch(&mut tx).await?;
    migrate::set(&mut tx, "commit_no", &told.to_string()).await?;
    tx.commit().await
}

/// The stored epoch.
pub(super) async fn epoch(pool: &SqlitePool) -> StoreResult<String> {
    let epoch = "SELECT value FROM meta WHERE name = 'epoch'";
    Ok(sqlx::query_scalar(epoch).fetch_one(pool).await?)
}

fn number(text: &str) -> StoreResult<u64> {
    text.parse().map_err(|error| StoreError::Unavailable(Box::new(error)))
}

fn unavailable(error: io::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// Makes the folder so that only this user can look inside.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}

/// Takes the folder for this process; the operating system lets it go when the process ends,
/// however it ends. One that is just ending, or just starting a child that still shares the lock,
/// is waited for.
async fn lock(folder: &Path) -> StoreResult<File> {
    let file = File::create(folder.join("lock")).map_err(unavailable)?;
    let mut left = LOCK_TRIES;
    loop {
        left -= 1;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if left > 0 => tokio::time::sleep(LOCK_PAUSE).await,
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked(folder.display().to_string()));
            }
            Err(TryLockError::Error(error)) => return Err(unavailable(error)),
        }
    }
}
