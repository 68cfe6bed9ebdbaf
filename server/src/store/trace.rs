//! Where people looked: the [`TraceStore`] and its records.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace::SeenView;

use super::StoreResult;

/// The views of one person in one run of five seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewRun {
    /// Tenant.
    pub account: AccountId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Start of the run, from [`vitrine_shared::trace::run_of`].
    pub run: UnixMillis,
    /// Whose.
    pub participant: ParticipantId,
    /// In order of time.
    pub views: Vec<SeenView>,
}

/// The view trace; a part of [`super::Store`].
#[async_trait]
pub trait TraceStore: Send + Sync {
    /// Stores runs; those of a conversation that does not exist are passed over, and of two for
    /// the same person and time the later one stays.
    async fn write_views(&self, runs: Vec<ViewRun>) -> StoreResult<()>;
    /// Runs of a conversation by time and person, from the one after `after`.
    async fn list_views(
        &self,
        account: AccountId,
        conversation: ConversationId,
        after: Option<(UnixMillis, ParticipantId)>,
        limit: u32,
    ) -> StoreResult<Vec<ViewRun>>;
    /// Deletes at most `limit` runs that began before `before`; how many.
    async fn delete_views(
        &self,
        account: AccountId,
        before: UnixMillis,
        limit: u32,
    ) -> StoreResult<u32>;
}
