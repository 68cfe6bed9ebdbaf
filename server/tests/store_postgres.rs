//! The store on PostgreSQL: the contract, and what only several nodes can get wrong.
//!
//! Needs a server: `cargo xtask test postgres` starts a private one and names it in
//! `VITRINE_TEST_POSTGRES`. Each test has a schema of its own.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

#[path = "store_contract/suite.rs"]
mod suite;

use std::sync::Arc;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use uuid::Uuid;
use vitrine_server::store::{RoomOutcome, SqlStore, Store, StoreResult};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::time::UnixMillis;

use suite::bed::{Bed, Shop, StoreBed, pending, say};

/// Names the server: a URL of a database in which schemas may be made.
const SERVER: &str = "VITRINE_TEST_POSTGRES";

/// A schema of one's own.
struct Pg {
    url: String,
}

async fn pg() -> Pg {
    #[expect(clippy::disallowed_methods, reason = "tests have no configuration to read it from")]
    let server = std::env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} names no server; `cargo xtask test postgres` starts one")
    });
    let schema = format!("test_{}", Uuid::now_v7().simple());
    let options: PgConnectOptions = server.parse().unwrap();
    let mut connection = options.connect().await.unwrap();
    let create = format!("CREATE SCHEMA {schema}");
    sqlx::query(AssertSqlSafe(create)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let mark = if server.contains('?') { '&' } else { '?' };
    Pg { url: format!("{server}{mark}options=-csearch_path%3D{schema}") }
}

impl Pg {
    async fn connection(&self) -> PgConnection {
        let options: PgConnectOptions = self.url.parse().unwrap();
        options.connect().await.unwrap()
    }
}

impl StoreBed for Pg {
    type Store = SqlStore;

    async fn try_open(&self) -> StoreResult<Arc<SqlStore>> {
        SqlStore::connect_postgres(&self.url).await.map(Arc::new)
    }

    async fn beside(&self, _: &Arc<SqlStore>) -> Arc<SqlStore> {
        self.open().await
    }
}

impl Bed for Pg {
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

suite::contract!(crate::pg);

#[tokio::test]
async fn op11_a_room_held_elsewhere_is_busy_and_its_neighbours_go_on() {
    let bed = pg().await;
    let shop = Shop::open(&bed).await;
    let mut held = shop.node();
    held.act(shop.visitor(), say("Hello")).await;
    let mut holder = bed.connection().await;
    let mut transaction = holder.begin().await.unwrap();
    let lock = "SELECT id FROM conversation FOR NO KEY UPDATE";
    sqlx::query(lock).fetch_all(&mut *transaction).await.unwrap();

    let other = Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() }.node();
    let operation = || vec![pending(shop.visitor(), say("more"))];
    let batches = vec![held.batch(operation()), other.batch(operation())];
    let outcomes = shop.store.append(batches, UnixMillis(9)).await.unwrap();
    assert_eq!(outcomes[0], RoomOutcome::Busy);
    assert!(matches!(outcomes[1], RoomOutcome::Committed(_)));

    transaction.rollback().await.unwrap();
    let room = held.append(operation()).await;
    assert_eq!(room.state.head, 3);
}

#[tokio::test]
async fn nodes_that_start_at_once_make_one_schema() {
    let bed = pg().await;
    let open = || tokio::spawn(SqlStore::connect_postgres(Box::leak(bed.url.clone().into())));
    let nodes = [open(), open(), open()];
    let mut epochs = Vec::new();
    for node in nodes {
        epochs.push(node.await.unwrap().unwrap().epoch().await.unwrap());
    }
    assert!(epochs.windows(2).all(|pair| pair[0] == pair[1]), "{epochs:?}");
}
