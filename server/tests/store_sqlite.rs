//! The store on SQLite: the contract, and what only a data folder promises.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

#[path = "store_sqlite/crash.rs"]
mod crash;
#[path = "store_sqlite/doctor.rs"]
mod doctor;
#[path = "store_sqlite/folder.rs"]
mod folder;
#[path = "store_contract/suite.rs"]
mod suite;

use std::sync::Arc;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tempfile::TempDir;
use vitrine_server::store::{SqlStore, StoreResult};

use suite::bed::{Bed, StoreBed};

/// A data folder that goes away with the test.
struct Lite {
    folder: TempDir,
}

async fn lite() -> Lite {
    Lite { folder: TempDir::new().unwrap() }
}

impl Lite {
    async fn connection(&self) -> SqliteConnection {
        let file = self.folder.path().join("vitrine.db");
        let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
        options.connect().await.unwrap()
    }
}

impl StoreBed for Lite {
    type Store = SqlStore;

    async fn try_open(&self) -> StoreResult<Arc<SqlStore>> {
        SqlStore::open_folder(self.folder.path()).await.map(Arc::new)
    }

    async fn beside(&self, store: &Arc<SqlStore>) -> Arc<SqlStore> {
        store.clone()
    }
}

impl Bed for Lite {
    async fn execute(&self, sql: &'static str) {
        let mut connection = self.connection().await;
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let mut connection = self.connection().await;
        let number = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        number
    }
}

suite::contract!(crate::lite);
