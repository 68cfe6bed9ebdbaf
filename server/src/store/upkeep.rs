//! What is deleted for good, and what is checked: the [`UpkeepStore`] and its records.

use std::path::Path;

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, ConversationId, MediaId, VisitorId};
use vitrine_shared::room::Stream;
use vitrine_shared::time::UnixMillis;

use super::{AuditDraft, BlobName, StoreResult};

/// Rows that were deleted, by table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeletedRows {
    /// Conversations, always whole.
    pub conversations: u32,
    /// Events of their logs: messages, pictures shown, marks, notes.
    pub events: u32,
    /// Operations that were remembered although they changed nothing.
    pub operations: u32,
    /// Folded states.
    pub snapshots: u32,
    /// Views and open strokes.
    pub registers: u32,
    /// Receipts.
    pub receipts: u32,
    /// Runs of the view trace.
    pub views: u32,
    /// Pictures that belonged to the conversations only.
    pub pictures: u32,
    /// Tokens of the visitor's browsers.
    pub tokens: u32,
}

/// What was deleted, and what is to be deleted beside the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// How many rows.
    pub rows: DeletedRows,
    /// Conversations that are gone, for whoever has them in memory.
    pub conversations: Vec<ConversationId>,
    /// Blobs that no row names any more.
    pub blobs: Vec<BlobName>,
}

/// What reading the log of one conversation found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogCheck {
    /// Which conversation.
    pub conversation: ConversationId,
    /// The first seq that is missing, for each stream that misses one.
    pub gaps: Vec<(Stream, u32)>,
    /// Whether the stored projection is what the log folds to.
    pub projected: bool,
}

/// Deleting for good and checking; a part of [`super::Store`].
#[async_trait]
pub trait UpkeepStore: Send + Sync {
    /// All accounts of the installation.
    async fn list_accounts(&self) -> StoreResult<Vec<AccountId>>;
    /// Conversations that have ended and whose newest event is older than `before`, oldest first.
    async fn list_ended_before(
        &self,
        account: AccountId,
        before: UnixMillis,
        limit: u32,
    ) -> StoreResult<Vec<ConversationId>>;
    /// Deletes such a conversation with everything that belongs to it; `None` when it goes on
    /// again, or something happened in it since.
    async fn delete_ended(
        &self,
        account: AccountId,
        conversation: ConversationId,
        before: UnixMillis,
    ) -> StoreResult<Option<Deleted>>;
    /// Deletes visitors who have no conversation left and no token that works after `before`.
    async fn delete_departed(&self, account: AccountId, before: UnixMillis) -> StoreResult<u32>;
    /// Deletes a visitor with everything that belongs to it; `None` when there is no such visitor.
    ///
    /// `unopened` is the conversation that has no row yet and may have pictures. The audit entry is
    /// written in the same transaction.
    async fn erase_visitor(
        &self,
        account: AccountId,
        visitor: VisitorId,
        unopened: Option<ConversationId>,
        audit: AuditDraft,
    ) -> StoreResult<Option<Deleted>>;
    /// Folds the write-ahead log into the database and empties it, so that nothing deleted is left
    /// in it; false when somebody was reading it. Databases that keep none have nothing to do.
    async fn fold_log(&self) -> StoreResult<bool>;

    /// Writes a copy of the embedded database, of one moment, to a file that does not exist yet.
    async fn copy_to(&self, file: &Path) -> StoreResult<()>;
    /// What the database itself finds wrong with its pages, indexes and references; empty when
    /// all is well.
    async fn check_integrity(&self) -> StoreResult<Vec<String>>;
    /// Conversations of an account by id, from the one after `after`.
    async fn page_conversations(
        &self,
        account: AccountId,
        after: Option<ConversationId>,
        limit: u32,
    ) -> StoreResult<Vec<ConversationId>>;
    /// Reads a conversation's log from its beginning and compares; `None` when it is gone.
    async fn check_log(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Option<LogCheck>>;
    /// Pictures of an account by id, from the one after `after`, with the names of their blobs.
    async fn page_blobs(
        &self,
        account: AccountId,
        after: Option<MediaId>,
        limit: u32,
    ) -> StoreResult<Vec<(MediaId, BlobName)>>;
}
