//! The catalogue of a shop: where it comes from, what became of the last import, what is found.

use serde::{Deserialize, Serialize};

use super::product::ProductCard;
use crate::time::UnixMillis;

/// Answer to `GET /v1/catalog/products?q=…&from=…`: products that have every word of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductHits {
    /// At most 20, best first.
    pub hits: Vec<ProductHit>,
    /// How many there are on all pages.
    pub total: u32,
    /// Ask with this as `from` for more; null at the end.
    pub next: Option<u32>,
}

/// A product that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductHit {
    /// The product, with its first variants.
    pub card: ProductCard,
    /// How many variants it has; 0 when it comes in one form.
    pub variants: u32,
}

/// Answer to `GET /v1/catalog/products/{id}`, by the id of a product or of a variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CatalogProduct {
    /// The product; `chosen` is the variant that was asked for.
    pub card: ProductCard,
    /// What the shop says of it, in at most 1,000 characters.
    pub description: String,
}

/// Answer to `GET /v1/catalog`: where the products come from and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CatalogState {
    /// Address of the feed, if it is fetched by itself; told to administrators only, because shops
    /// put secrets into it.
    pub url: Option<String>,
    /// Minutes between two fetches; 0 while nothing is fetched by itself.
    pub every_minutes: u32,
    /// Languages of the words in it (`en`, `es`, …); empty for those of the interface.
    pub languages: Vec<String>,
    /// Products that are searched, each with all its variants.
    pub products: u32,
    /// When the feed is fetched next.
    pub due_at: Option<UnixMillis>,
    /// Whether an import is under way.
    pub running: bool,
    /// What became of the last import.
    pub last: Option<CatalogImport>,
}

/// `PATCH /v1/catalog`: where the feed is and how often it is fetched. What is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchCatalog {
    /// An https address; an empty text ends fetching.
    #[serde(default)]
    pub url: Option<String>,
    /// 15 minutes to a week.
    #[serde(default)]
    pub every_minutes: Option<u32>,
    /// At most six.
    #[serde(default)]
    pub languages: Option<Vec<String>>,
}

/// What became of one import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CatalogImport {
    /// How it ended.
    pub outcome: ImportOutcome,
    /// Line of the feed at which it ended, where that says something.
    pub line: Option<u32>,
    /// When it began.
    pub started_at: UnixMillis,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// Items that were there before.
    pub before: u32,
    /// New ones.
    pub added: u32,
    /// Ones that differ from before.
    pub changed: u32,
    /// Ones that are as they were.
    pub unchanged: u32,
    /// Ones the feed names no more; with `too_many_removed` those that would have gone.
    pub removed: u32,
    /// Ones that cannot be used.
    pub skipped: u32,
    /// The first of the skipped ones, at most 20.
    pub examples: Vec<SkippedItem>,
}

/// How an import ended. Unless it is `done`, nothing of the catalogue was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ImportOutcome {
    /// The catalogue is as the feed.
    Done,
    /// The shop's server says that the feed is the same as last time.
    NotModified,
    /// It would have removed more than a third of the products.
    TooManyRemoved,
    /// It names no usable product.
    NamesNothing,
    /// It is neither RSS nor a table with `id` and `title`.
    NotAFeed,
    /// It is no well-formed XML.
    BrokenXml,
    /// It ends in the middle.
    Truncated,
    /// One item, or one line of a table, is larger than allowed.
    PieceTooLong,
    /// It has more items or bytes than allowed.
    TooLarge,
    /// Its address may not be fetched: not https, or not on the public internet.
    AddressRefused,
    /// Its address does not answer, or not with a feed.
    Unreachable,
    /// It cannot be read from the disk.
    Unreadable,
    /// Another import is under way.
    Busy,
    /// The database does not answer.
    Unavailable,
}

/// An item that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SkippedItem {
    /// Line of the feed at which it begins.
    pub line: u32,
    /// Its id, if it has one.
    pub id: Option<String>,
    /// Why.
    pub why: SkipReason,
}

/// Why an item cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum SkipReason {
    /// It has no id, or one longer than 120 characters.
    Id,
    /// The feed has this id already.
    Repeated,
    /// It has no title.
    Title,
    /// Its link is no http or https address.
    Link,
    /// It has no price that can be read.
    Price,
    /// The price could mean two amounts, as 1.299 EUR does.
    AmbiguousPrice,
    /// Its price has no currency.
    Currency,
    /// Its text is not in the encoding the feed says.
    Encoding,
    /// It names an entity that XML does not know by itself.
    Entity,
}
