//! The [`Store`] on SQLite or PostgreSQL.
//!
//! Every query is one text for both databases, with `$1` placeholders, and every function is
//! written once: [`read!`] and [`on!`] compile its body for the pool or connection of either.
//! SQLite has one connection that writes, under `BEGIN IMMEDIATE`, and a pool that reads.

mod append;
mod append_statements;
mod audit;
mod canned;
mod catalog_store;
mod catalogs;
mod commit_file;
mod conversations;
mod deletion;
mod devices;
mod folder;
mod history;
mod inboxes;
mod links;
mod mail_store;
mod media;
mod migrate;
mod outbox;
mod people;
mod people_store;
mod postgres;
mod preferences;
mod products;
mod receipts;
mod rooms;
mod rows;
mod sessions;
mod staff;
mod trace;
mod transaction;
mod upkeep;
mod visitor_links;
mod visitors;
mod words;

use std::path::Path;

use async_trait::async_trait;
use sqlx::{PgPool, SqlitePool};
use vitrine_shared::ids::{AccountId, AgentId, ConversationId, MediaId, ParticipantId, VisitorId};
use vitrine_shared::room::{Event, RoomState, Stream};
use vitrine_shared::time::UnixMillis;

use super::{
    AgentRecord, BlobName, CannedStore, CatalogStore, ConversationFilter, ConversationRecord,
    DeviceStore, HistoryRecord, InboxRecord, LoadedRoom, MailStore, MediaRecord, MessagePage,
    PeopleStore, ReceiptRecord, RegisterWrite, RoomBatch, RoomOutcome, SecretHash, Seed, Seeded,
    Store, StoreError, StoreResult, TraceStore, UpkeepStore, VisitorRecord,
};
use folder::Folder;

/// Runs an expression on the pool that reads.
macro_rules! read {
    ($db:expr, |$pool:ident| $body:expr) => {
        match $db {
            $crate::store::sql::Db::Lite { read: $pool, .. } => $body,
            $crate::store::sql::Db::Pg { pool: $pool } => $body,
        }
    };
}
/// Runs an expression on the connection of a transaction.
macro_rules! on {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match &mut $tx.inner {
            $crate::store::sql::transaction::Inner::Lite { transaction, .. } => {
                let $connection = &mut **transaction;
                $body
            }
            $crate::store::sql::transaction::Inner::Pg { transaction } => {
                let $connection = &mut **transaction;
                $body
            }
        }
    };
}
use {on, read};

/// The two databases.
enum Db {
    /// Embedded, in a data folder.
    Lite { read: SqlitePool, write: SqlitePool, folder: Folder },
    /// A server.
    Pg { pool: PgPool },
}

/// The store in an SQL database; see the module.
pub struct SqlStore {
    db: Db,
}

impl Db {
    /// Ends what is running and lets the data folder go.
    async fn close(&self) {
        match self {
            Self::Lite { read, write, folder } => {
                // The writer last: the connection that closes last folds the WAL into the file.
                read.close().await;
                write.close().await;
                folder.release().await;
            }
            Self::Pg { pool } => pool.close().await,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

impl SqlStore {
    /// Opens, or makes, the embedded database of a data folder.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process uses the folder, [`StoreError::Newer`] for the
    /// database of a newer version.
    pub async fn open_folder(folder: &Path) -> StoreResult<Self> {
        Ok(Self { db: folder::open(folder).await? })
    }

    /// Opens the embedded database of a data folder to look at it only, whether or not another
    /// process serves from it. Whatever writes fails.
    ///
    /// # Errors
    /// `Unavailable` when there is no database in the folder.
    pub async fn open_beside(folder: &Path) -> StoreResult<Self> {
        Ok(Self { db: folder::open_beside(folder).await? })
    }

    /// Opens the embedded database of a data folder for few, small transactions, while another
    /// process serves from it.
    ///
    /// # Errors
    /// [`StoreError::Older`] when that process is of an older version, `Unavailable` when there is
    /// no database.
    pub async fn open_beside_to_write(folder: &Path) -> StoreResult<Self> {
        Ok(Self { db: folder::open_beside_to_write(folder).await? })
    }

    /// Connects to a PostgreSQL server by its URL.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for the database of a newer version, else `Unavailable`.
    pub async fn connect_postgres(url: &str) -> StoreResult<Self> {
        Ok(Self { db: postgres::connect(url).await? })
    }

    /// Starts another epoch, as a restore does: positions that clients hold are worth nothing
    /// from now on.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn renew_epoch(&self) -> StoreResult<()> {
        let mut tx = self.db.begin().await?;
        migrate::set_new_epoch(&mut tx).await?;
        tx.commit().await
    }
}

#[async_trait]
impl Store for SqlStore {
    fn people(&self) -> &dyn PeopleStore {
        self
    }

    fn upkeep(&self) -> &dyn UpkeepStore {
        self
    }

    fn mail(&self) -> &dyn MailStore {
        self
    }

    fn trace(&self) -> &dyn TraceStore {
        self
    }

    fn devices(&self) -> &dyn DeviceStore {
        self
    }

    fn canned(&self) -> &dyn CannedStore {
        self
    }

    fn catalog(&self) -> &dyn CatalogStore {
        self
    }

    async fn epoch(&self) -> StoreResult<String> {
        match &self.db {
            Db::Lite { read, .. } => folder::epoch(read).await,
            Db::Pg { pool } => postgres::epoch(pool).await,
        }
    }

    async fn last_time(&self) -> StoreResult<UnixMillis> {
        conversations::last_time(&self.db).await
    }

    async fn ready(&self) -> StoreResult<()> {
        read!(&self.db, |pool| sqlx::query("SELECT 1").execute(pool).await.map(drop))?;
        Ok(())
    }

    async fn seed(&self, seed: &Seed) -> StoreResult<Seeded> {
        people::seed(&self.db, seed).await
    }

    async fn find_inbox(&self, key: &str) -> StoreResult<Option<InboxRecord>> {
        people::find_inbox(&self.db, key).await
    }

    async fn list_inboxes(&self, account: AccountId) -> StoreResult<Vec<InboxRecord>> {
        people::list_inboxes(&self.db, account).await
    }

    async fn insert_visitor(
        &self,
        visitor: &VisitorRecord,
        token: SecretHash,
        until: UnixMillis,
    ) -> StoreResult<()> {
        visitors::insert(&self.db, visitor, token, until).await
    }

    async fn find_visitor_by_token(
        &self,
        token: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<VisitorRecord>> {
        visitors::find_by_token(&self.db, token, now).await
    }

    async fn find_agent(
        &self,
        account: AccountId,
        id: AgentId,
    ) -> StoreResult<Option<AgentRecord>> {
        people::find_agent(&self.db, account, id).await
    }

    async fn find_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>> {
        conversations::find(&self.db, account, id).await
    }

    async fn find_conversation_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
    ) -> StoreResult<Option<ConversationRecord>> {
        conversations::find_newest_of(&self.db, account, visitor).await
    }

    async fn list_past_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        conversations::list_past_of(&self.db, account, visitor, limit).await
    }

    async fn list_history_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
        before: Option<ConversationId>,
        limit: u32,
    ) -> StoreResult<Vec<HistoryRecord>> {
        history::list_of(&self.db, account, visitor, before, limit).await
    }

    async fn count_open(
        &self,
        account: AccountId,
    ) -> StoreResult<Vec<(Option<ParticipantId>, u32)>> {
        conversations::count_open(&self.db, account).await
    }

    async fn write_receipts(
        &self,
        account: AccountId,
        receipts: Vec<ReceiptRecord>,
    ) -> StoreResult<()> {
        receipts::write(&self.db, account, receipts).await
    }

    async fn receipts_of_conversation(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Vec<ReceiptRecord>> {
        receipts::of_conversation(&self.db, account, conversation).await
    }

    async fn receipts_of_participant(
        &self,
        account: AccountId,
        participant: ParticipantId,
    ) -> StoreResult<Vec<ReceiptRecord>> {
        receipts::of_participant(&self.db, account, participant).await
    }

    async fn list_conversations(
        &self,
        account: AccountId,
        filter: ConversationFilter,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        conversations::list(&self.db, account, filter, limit).await
    }

    async fn list_ended_below(
        &self,
        account: AccountId,
        at: UnixMillis,
        id: ConversationId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        conversations::list_ended_below(&self.db, account, at, id, limit).await
    }

    async fn raise_acl_epoch(&self, account: AccountId, id: ConversationId) -> StoreResult<u32> {
        conversations::raise_acl_epoch(&self.db, account, id).await
    }

    async fn rebuild_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>> {
        conversations::rebuild(&self.db, account, id).await
    }

    async fn load_room(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<LoadedRoom>> {
        rooms::load(&self.db, account, id).await
    }

    async fn append(
        &self,
        batches: Vec<RoomBatch>,
        now: UnixMillis,
    ) -> StoreResult<Vec<RoomOutcome>> {
        append::append(&self.db, batches, now).await
    }

    async fn events_after(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        after: u32,
        limit: u32,
    ) -> StoreResult<Vec<Event>> {
        rooms::events_after(&self.db, account, id, stream, after, limit).await
    }

    async fn messages_before(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        before: u32,
        limit: u32,
    ) -> StoreResult<MessagePage> {
        rooms::messages_before(&self.db, account, id, stream, before, limit).await
    }

    async fn write_snapshot(
        &self,
        account: AccountId,
        id: ConversationId,
        state: &RoomState,
    ) -> StoreResult<()> {
        rooms::write_snapshot(&self.db, account, id, state).await
    }

    async fn write_registers(&self, writes: Vec<RegisterWrite>) -> StoreResult<()> {
        rooms::write_registers(&self.db, writes).await
    }

    async fn insert_media(&self, media: &MediaRecord) -> StoreResult<()> {
        media::insert(&self.db, media).await
    }

    async fn update_media(&self, media: &MediaRecord) -> StoreResult<bool> {
        media::update(&self.db, media).await
    }

    async fn delete_media(&self, account: AccountId, id: MediaId) -> StoreResult<Option<BlobName>> {
        media::delete(&self.db, account, id).await
    }

    async fn list_media_of(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Vec<MediaRecord>> {
        media::list_of(&self.db, account, conversation).await
    }

    async fn is_blob_used(&self, name: BlobName) -> StoreResult<bool> {
        media::is_blob_used(&self.db, name).await
    }

    async fn find_media(
        &self,
        account: AccountId,
        id: MediaId,
    ) -> StoreResult<Option<MediaRecord>> {
        media::find(&self.db, account, id).await
    }

    async fn find_media_by_source(
        &self,
        account: AccountId,
        source: &str,
    ) -> StoreResult<Option<MediaRecord>> {
        media::find_by_source(&self.db, account, source).await
    }

    async fn list_shelf(&self, account: AccountId) -> StoreResult<Vec<MediaRecord>> {
        media::list_shelf(&self.db, account).await
    }

    async fn close(&self) {
        self.db.close().await;
    }
}
