//! Saved answers of staff: the [`CannedStore`] and its records.

use std::collections::BTreeMap;

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, AgentId, CannedId, MediaId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::canned::CannedVisual;

use super::{AuditDraft, MediaRecord, StoreResult};

/// A saved answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CannedRecord {
    /// Tenant.
    pub account: AccountId,
    /// This one.
    pub id: CannedId,
    /// Whose it is; `None` for one of all.
    pub agent: Option<AgentId>,
    /// What is typed after `/`.
    pub name: String,
    /// Words by language.
    pub bodies: BTreeMap<String, String>,
    /// The language that stands in for the others.
    pub language: String,
    /// Its pictures; `gone` is filled when it is read.
    pub visuals: Vec<CannedVisual>,
    /// How often it was used.
    pub uses: u32,
    /// When it was changed last.
    pub changed_at: UnixMillis,
}

/// What became of writing one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannedWritten {
    /// It is written.
    Done,
    /// The same place has another one of this name.
    NameTaken,
    /// The place is full.
    Full,
    /// There is none to change, or the id belongs to something else.
    Missing,
}

/// The durable side of saved answers; a part of [`super::Store`].
#[async_trait]
pub trait CannedStore: Send + Sync {
    /// Those of an agent and those of all, the most used first.
    async fn list_canned(
        &self,
        account: AccountId,
        agent: AgentId,
    ) -> StoreResult<Vec<CannedRecord>>;
    /// One of them, whoever's it is; deleted ones are not found.
    async fn find_canned(
        &self,
        account: AccountId,
        id: CannedId,
    ) -> StoreResult<Option<CannedRecord>>;
    /// One that is deleted and can still be brought back.
    async fn find_deleted_canned(
        &self,
        account: AccountId,
        id: CannedId,
    ) -> StoreResult<Option<CannedRecord>>;
    /// Adds one together with the copies of its pictures, if there are fewer than `most` in its
    /// place.
    async fn insert_canned(
        &self,
        canned: &CannedRecord,
        pictures: &[MediaRecord],
        most: u32,
        audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten>;
    /// Replaces everything of one but its count of uses.
    async fn update_canned(
        &self,
        canned: &CannedRecord,
        audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten>;
    /// Deletes one, or brings it back (`deleted_at` is `None`).
    async fn set_canned_deleted(
        &self,
        account: AccountId,
        id: CannedId,
        deleted_at: Option<UnixMillis>,
        audit: Option<AuditDraft>,
    ) -> StoreResult<CannedWritten>;
    /// Forgets those deleted before; the pictures that are to be removed after them. Those of an
    /// answer that was used stand on strips, and stay for the conversations that show them.
    async fn purge_canned(
        &self,
        account: AccountId,
        before: UnixMillis,
    ) -> StoreResult<Vec<MediaId>>;
    /// Counts a use.
    async fn count_canned_use(&self, account: AccountId, id: CannedId) -> StoreResult<bool>;
}
