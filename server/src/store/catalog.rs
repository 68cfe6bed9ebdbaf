//! The catalogue of a shop: the [`CatalogStore`] and its records.
//!
//! What an item says and what a word is are the business of [`crate::catalog`]; here they are kept.

use async_trait::async_trait;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::CatalogImport;

use super::{AuditDraft, StoreResult};
use crate::catalog::FeedItem;

/// Where the products of an account come from, and what is in use of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogRecord {
    /// Address of the feed.
    pub url: Option<String>,
    /// Minutes between two fetches; 0 for none.
    pub every_minutes: u32,
    /// Languages of its words.
    pub languages: Vec<String>,
    /// What the server of the feed said of the last one, to be asked with the next time.
    pub etag: Option<String>,
    /// The same for servers without such a tag.
    pub last_modified: Option<String>,
    /// When it is fetched next.
    pub due_at: Option<UnixMillis>,
    /// Until when somebody imports.
    pub lease_until: Option<UnixMillis>,
    /// The index in use.
    pub generation: u32,
    /// Products in it.
    pub products: u32,
    /// Hosts of their pictures.
    pub hosts: Vec<String>,
    /// What became of the last import.
    pub last: Option<CatalogImport>,
}

/// What staff changes; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogChange {
    /// Another address; `Some(None)` for none.
    pub url: Option<Address>,
    /// Another pace.
    pub every_minutes: Option<u32>,
    /// Other languages.
    pub languages: Option<Vec<String>>,
    /// When to fetch next.
    pub due_at: Option<UnixMillis>,
}

/// The address of a feed, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// Nothing is fetched.
    None,
    /// It is fetched there.
    At(String),
}

/// How an import leaves the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportEnd {
    /// What is told of it; `None` leaves what is told of the one before.
    pub report: Option<CatalogImport>,
    /// When the feed is fetched next, if it is.
    pub due_at: Option<UnixMillis>,
    /// What to ask the server with next time, if that is new.
    pub validators: Option<Validators>,
}

/// What a server said by which it knows a feed again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// An item as far as an import has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDigest {
    /// The shop's id of it.
    pub id: String,
    /// Equal for items that say the same.
    pub digest: i64,
    /// Whether it is in the catalogue; false once the feed has left it out.
    pub is_there: bool,
}

/// Words from one to before another, in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRange {
    /// The first one.
    pub from: Vec<u8>,
    /// The first one that is not meant any more.
    pub to: Vec<u8>,
    /// How many.
    pub limit: u32,
}

impl WordRange {
    /// One word.
    #[must_use]
    pub fn only(word: Vec<u8>) -> Self {
        Self { to: word.clone(), from: word, limit: 1 }
    }

    /// No word.
    #[must_use]
    pub fn nothing() -> Self {
        Self { from: Vec::new(), to: Vec::new(), limit: 0 }
    }
}

/// Products that could stand beside another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    /// Of which category.
    pub category: String,
    /// In which currency.
    pub currency: String,
    /// The price they should be near to, in minor units.
    pub near: u64,
    /// The lowest and the highest price, in minor units.
    pub within: (u64, u64),
}

/// The durable side of catalogues; a part of [`super::Store`].
#[async_trait]
pub trait CatalogStore: Send + Sync {
    /// The catalogue of an account, if it has ever had one.
    async fn find_catalog(&self, account: AccountId) -> StoreResult<Option<CatalogRecord>>;
    /// Changes where the catalogue comes from, making it when there is none. Another address is
    /// asked for the whole feed.
    async fn change_catalog(
        &self,
        account: AccountId,
        change: CatalogChange,
        audit: AuditDraft,
    ) -> StoreResult<CatalogRecord>;
    /// Accounts whose feed is due and that nobody imports, the longest due first.
    async fn list_due_catalogs(&self, now: UnixMillis, limit: u32) -> StoreResult<Vec<AccountId>>;

    /// Takes the catalogue for an import, making it when there is none; false while somebody else
    /// has it.
    async fn begin_import(
        &self,
        account: AccountId,
        now: UnixMillis,
        lease_until: UnixMillis,
    ) -> StoreResult<bool>;
    /// Lets it go.
    async fn end_import(&self, account: AccountId, end: ImportEnd) -> StoreResult<()>;
    /// Items with a greater id than `after`, in order, those left out by now included.
    async fn page_digests(
        &self,
        account: AccountId,
        after: &str,
        limit: u32,
    ) -> StoreResult<Vec<ItemDigest>>;
    /// Writes new and changed items, at most 500, and holds the catalogue until `lease_until`.
    async fn write_items(
        &self,
        account: AccountId,
        items: Vec<FeedItem>,
        now: UnixMillis,
        lease_until: UnixMillis,
    ) -> StoreResult<()>;
    /// Takes items, at most 500, out of the catalogue; forgets those that left it before
    /// `forget`.
    async fn remove_items(
        &self,
        account: AccountId,
        ids: Vec<String>,
        now: UnixMillis,
        forget: UnixMillis,
    ) -> StoreResult<()>;
    /// Items of the catalogue behind this unit and id, in order of both.
    async fn page_items(
        &self,
        account: AccountId,
        after: (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<FeedItem>>;

    /// Adds lists, at most 500, to an index that is not in use yet.
    async fn write_words(
        &self,
        account: AccountId,
        generation: u32,
        lists: Vec<(Vec<u8>, Vec<u8>)>,
    ) -> StoreResult<()>;
    /// Deletes indexes of generations from `from` to before `to`.
    async fn drop_words(&self, account: AccountId, from: u32, to: u32) -> StoreResult<()>;
    /// From now on this index is in use.
    async fn publish_words(
        &self,
        account: AccountId,
        generation: u32,
        products: u32,
        hosts: Vec<String>,
    ) -> StoreResult<()>;
    /// The lists of each range, in order of their words.
    async fn read_words(
        &self,
        account: AccountId,
        generation: u32,
        ranges: Vec<WordRange>,
    ) -> StoreResult<Vec<Vec<Vec<u8>>>>;

    /// The items of products, in order of their ids. At most 500 products.
    async fn items_of_units(
        &self,
        account: AccountId,
        units: &[String],
    ) -> StoreResult<Vec<FeedItem>>;
    /// Ids of products by ids of their variants. At most 500.
    async fn units_of_items(
        &self,
        account: AccountId,
        ids: &[String],
    ) -> StoreResult<Vec<(String, String)>>;
    /// Ids of products that can be had, the nearest in price first, each once.
    async fn units_similar(
        &self,
        account: AccountId,
        similar: Similar,
        limit: u32,
    ) -> StoreResult<Vec<String>>;
}
