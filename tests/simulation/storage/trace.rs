//! Where people looked: nobody looks back in the made-up world, so nothing of it is kept.

use async_trait::async_trait;
use vitrine_server::store::{StoreResult, TraceStore, ViewRun};
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::time::UnixMillis;

use super::Storage;
use super::people::not_modelled;

#[async_trait]
impl TraceStore for Storage {
    async fn write_views(&self, _runs: Vec<ViewRun>) -> StoreResult<()> {
        Ok(())
    }

    async fn list_views(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
        _after: Option<(UnixMillis, ParticipantId)>,
        _limit: u32,
    ) -> StoreResult<Vec<ViewRun>> {
        not_modelled()
    }

    async fn delete_views(
        &self,
        _account: AccountId,
        _before: UnixMillis,
        _limit: u32,
    ) -> StoreResult<u32> {
        not_modelled()
    }
}
