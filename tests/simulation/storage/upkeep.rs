//! What is done to an installation from outside: none of it happens in the made-up world.

use std::path::Path;

use async_trait::async_trait;
use vitrine_server::store::{AuditDraft, BlobName, Deleted, LogCheck, StoreResult, UpkeepStore};
use vitrine_shared::ids::{AccountId, ConversationId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::Storage;
use super::people::not_modelled;

#[async_trait]
impl UpkeepStore for Storage {
    /// Asked by the retention at each start: nobody has anything that is old.
    async fn list_accounts(&self) -> StoreResult<Vec<AccountId>> {
        Ok(Vec::new())
    }

    async fn list_ended_before(
        &self,
        _account: AccountId,
        _before: UnixMillis,
        _limit: u32,
    ) -> StoreResult<Vec<ConversationId>> {
        not_modelled()
    }

    async fn delete_ended(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
        _before: UnixMillis,
    ) -> StoreResult<Option<Deleted>> {
        not_modelled()
    }

    async fn delete_departed(&self, _account: AccountId, _before: UnixMillis) -> StoreResult<u32> {
        not_modelled()
    }

    async fn erase_visitor(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _unopened: Option<ConversationId>,
        _audit: AuditDraft,
    ) -> StoreResult<Option<Deleted>> {
        not_modelled()
    }

    async fn fold_log(&self) -> StoreResult<bool> {
        Ok(true)
    }

    async fn copy_to(&self, _file: &Path) -> StoreResult<()> {
        not_modelled()
    }

    async fn check_integrity(&self) -> StoreResult<Vec<String>> {
        not_modelled()
    }

    async fn page_conversations(
        &self,
        _account: AccountId,
        _after: Option<ConversationId>,
        _limit: u32,
    ) -> StoreResult<Vec<ConversationId>> {
        not_modelled()
    }

    async fn check_log(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
    ) -> StoreResult<Option<LogCheck>> {
        not_modelled()
    }

    async fn page_blobs(
        &self,
        _account: AccountId,
        _after: Option<MediaId>,
        _limit: u32,
    ) -> StoreResult<Vec<(MediaId, BlobName)>> {
        not_modelled()
    }
}
