//! [`CatalogStore`] on either database: which call is served by which file.

use async_trait::async_trait;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use super::{SqlStore, catalogs, products, words};
use crate::catalog::FeedItem;
use crate::store::{
    AuditDraft, CatalogChange, CatalogRecord, CatalogStore, ImportEnd, ItemDigest, Similar,
    StoreResult, WordRange,
};

#[async_trait]
impl CatalogStore for SqlStore {
    async fn find_catalog(&self, account: AccountId) -> StoreResult<Option<CatalogRecord>> {
        catalogs::find(&self.db, account).await
    }

    async fn change_catalog(
        &self,
        account: AccountId,
        change: CatalogChange,
        audit: AuditDraft,
    ) -> StoreResult<CatalogRecord> {
        catalogs::change(&self.db, account, change, audit).await
    }

    async fn list_due_catalogs(&self, now: UnixMillis, limit: u32) -> StoreResult<Vec<AccountId>> {
        catalogs::list_due(&self.db, now, limit).await
    }

    async fn begin_import(
        &self,
        account: AccountId,
        now: UnixMillis,
        lease_until: UnixMillis,
    ) -> StoreResult<bool> {
        catalogs::begin_import(&self.db, account, now, lease_until).await
    }

    async fn end_import(&self, account: AccountId, end: ImportEnd) -> StoreResult<()> {
        catalogs::end_import(&self.db, account, &end).await
    }

    async fn page_digests(
        &self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> StoreResult<Vec<ItemDigest>> {
        products::page_digests(&self.db, account, after, limit).await
    }

    async fn write_items(
        &self,
        account: AccountId,
        items: Vec<FeedItem>,
        now: UnixMillis,
        lease_until: UnixMillis,
    ) -> StoreResult<()> {
        products::write(&self.db, account, &items, now, lease_until).await
    }

    async fn remove_items(
        &self,
        account: AccountId,
        ids: Vec<String>,
        now: UnixMillis,
        forget: UnixMillis,
    ) -> StoreResult<()> {
        products::remove(&self.db, account, &ids, now, forget).await
    }

    async fn page_items(
        &self,
        account: AccountId,
        after: (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<FeedItem>> {
        products::page(&self.db, account, after, limit).await
    }

    async fn write_words(
        &self,
        account: AccountId,
        generation: u32,
        lists: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> StoreResult<()> {
        words::write(&self.db, account, generation, &lists).await
    }

    async fn drop_words(&self, account: AccountId, from: u32, to: u32) -> StoreResult<()> {
        words::drop(&self.db, account, from, to).await
    }

    async fn publish_words(
        &self,
        account: AccountId,
        generation: u32,
        products: u32,
        hosts: Vec<String>,
    ) -> StoreResult<()> {
        words::publish(&self.db, account, generation, products, &hosts).await
    }

    async fn read_words(
        &self,
        account: AccountId,
        generation: u32,
        ranges: Vec<WordRange>,
    ) -> StoreResult<Vec<Vec<Vec<u8>>>> {
        words::read_ranges(&self.db, account, generation, &ranges).await
    }

    async fn items_of_units(
        &self,
        account: AccountId,
        units: &[String],
    ) -> StoreResult<Vec<FeedItem>> {
        products::of_units(&self.db, account, units).await
    }

    async fn units_of_items(
        &self,
        account: AccountId,
        ids: &[String],
    ) -> StoreResult<Vec<(String, String)>> {
        products::units_of(&self.db, account, ids).await
    }

    async fn units_similar(
        &self,
        account: AccountId,
        similar: Similar,
        limit: u32,
    ) -> StoreResult<Vec<String>> {
        products::similar(&self.db, account, &similar, limit).await
    }
}
