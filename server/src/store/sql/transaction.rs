//! A transaction on either database.

use sqlx::{Postgres, Sqlite, Transaction};

use super::folder::Commits;
use super::{Db, on};
use crate::store::StoreResult;

/// A transaction; rolled back when dropped.
pub(super) struct Tx {
    pub(super) inner: Inner,
}

/// The transaction of each database. Fields are public to the macro [`on!`] only.
pub(super) enum Inner {
    Lite { transaction: Transaction<'static, Sqlite>, commits: Commits },
    Pg { transaction: Transaction<'static, Postgres> },
}

impl Db {
    /// Begins a transaction that writes.
    ///
    /// On SQLite it takes the write lock at once: a transaction that read first and wrote later
    /// could be refused without waiting when another process wrote in between.
    pub(super) async fn begin(&self) -> StoreResult<Tx> {
        let inner = match self {
            Self::Lite { write, folder, .. } => Inner::Lite {
                transaction: write.begin_with("BEGIN IMMEDIATE").await?,
                commits: folder.commits(),
            },
            Self::Pg { pool } => Inner::Pg { transaction: pool.begin().await? },
        };
        Ok(Tx { inner })
    }

    /// Begins a transaction whose queries all see the same moment and which writes nothing.
    pub(super) async fn begin_reading(&self) -> StoreResult<Tx> {
        let inner = match self {
            Self::Lite { read, folder, .. } => {
                Inner::Lite { transaction: read.begin().await?, commits: folder.commits() }
            }
            Self::Pg { pool } => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Inner::Pg { transaction: pool.begin_with(begin).await? }
            }
        };
        Ok(Tx { inner })
    }
}

impl Tx {
    /// Commits; on SQLite the commit is counted, in the database and beside it.
    pub(super) async fn commit(self) -> StoreResult<()> {
        match self.inner {
            Inner::Lite { mut transaction, commits } => {
                let number = commits.count(&mut transaction).await?;
                transaction.commit().await?;
                commits.note(number);
            }
            Inner::Pg { transaction } => transaction.commit().await?,
        }
        Ok(())
    }

    /// Ends a transaction that has nothing to keep.
    pub(super) async fn end(self) -> StoreResult<()> {
        match self.inner {
            Inner::Lite { transaction, .. } => transaction.rollback().await?,
            Inner::Pg { transaction } => transaction.rollback().await?,
        }
        Ok(())
    }

    /// Whether rows can be locked by other processes. SQLite has one writer, so holding a
    /// transaction is holding every row.
    pub(super) fn locks_rows(&self) -> bool {
        match self.inner {
            Inner::Lite { .. } => false,
            Inner::Pg { .. } => true,
        }
    }

    /// Waits for other processes that prepare the database, such as nodes that start at once.
    pub(super) async fn exclude_others(&mut self) -> StoreResult<()> {
        if self.locks_rows() {
            // A number nobody else has a reason to lock: "vitrine" in ASCII.
            let lock = "SELECT pg_advisory_xact_lock(33329996108492389)";
            on!(self, |connection| sqlx::query(lock).execute(connection).await.map(drop))?;
        }
        Ok(())
    }
}

/// `($1, $2), ($3, $4)` for so many rows and columns.
pub(super) fn placeholders(rows: usize, columns: usize) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(rows * columns * 5);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            write!(text, "{comma}${}", row * columns + column + 1)
                .expect("writing to a String does not fail");
        }
        text.push(')');
    }
    text
}
