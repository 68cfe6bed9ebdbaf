//! Catalogues: the shop of the made-up world has none.

use async_trait::async_trait;
use vitrine_server::catalog::FeedItem;
use vitrine_server::store::{
    AuditDraft, CatalogChange, CatalogRecord, CatalogStore, ImportEnd, ItemDigest, Similar,
    StoreResult, WordRange,
};
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use super::Storage;
use super::people::not_modelled;

#[async_trait]
impl CatalogStore for Storage {
    async fn find_catalog(&self, _account: AccountId) -> StoreResult<Option<CatalogRecord>> {
        Ok(None)
    }

    async fn change_catalog(
        &self,
        _account: AccountId,
        _change: CatalogChange,
        _audit: AuditDraft,
    ) -> StoreResult<CatalogRecord> {
        not_modelled()
    }

    async fn list_due_catalogs(
        &self,
        _now: UnixMillis,
        _limit: u32,
    ) -> StoreResult<Vec<AccountId>> {
        Ok(Vec::new())
    }

    async fn begin_import(
        &self,
        _account: AccountId,
        _now: UnixMillis,
        _lease_until: UnixMillis,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn end_import(&self, _account: AccountId, _end: ImportEnd) -> StoreResult<()> {
        not_modelled()
    }

    async fn page_digests(
        &self,
        _account: AccountId,
        _after: &str,
        _limit: u32,
    ) -> StoreResult<Vec<ItemDigest>> {
        not_modelled()
    }

    async fn write_items(
        &self,
        _account: AccountId,
        _items: Vec<FeedItem>,
        _now: UnixMillis,
        _lease_until: UnixMillis,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn remove_items(
        &self,
        _account: AccountId,
        _ids: Vec<String>,
        _now: UnixMillis,
        _forget: UnixMillis,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn page_items(
        &self,
        _account: AccountId,
        _after: (&str, &str),
        _limit: u32,
    ) -> StoreResult<Vec<FeedItem>> {
        not_modelled()
    }

    async fn write_words(
        &self,
        _account: AccountId,
        _generation: u32,
        _lists: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn drop_words(&self, _account: AccountId, _from: u32, _to: u32) -> StoreResult<()> {
        not_modelled()
    }

    async fn publish_words(
        &self,
        _account: AccountId,
        _generation: u32,
        _products: u32,
        _hosts: Vec<String>,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn read_words(
        &self,
        _account: AccountId,
        _generation: u32,
        _ranges: Vec<WordRange>,
    ) -> StoreResult<Vec<Vec<Vec<u8>>>> {
        not_modelled()
    }

    async fn items_of_units(
        &self,
        _account: AccountId,
        _units: &[String],
    ) -> StoreResult<Vec<FeedItem>> {
        not_modelled()
    }

    async fn units_of_items(
        &self,
        _account: AccountId,
        _ids: &[String],
    ) -> StoreResult<Vec<(String, String)>> {
        not_modelled()
    }

    async fn units_similar(
        &self,
        _account: AccountId,
        _similar: Similar,
        _limit: u32,
    ) -> StoreResult<Vec<String>> {
        not_modelled()
    }
}
