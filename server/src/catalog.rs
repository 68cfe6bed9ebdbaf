//! The catalogue of a shop: filled from a feed, searched by agents.
//!
//! A feed (Google Merchant as RSS, Atom or a table) is read piece by piece, whatever its size
//! (`text`, `feed`, `fields`), and each item is checked on its own (`item`, `price`, `date`,
//! `plain`). `import` compares it with what is stored and refuses to empty a shop; `index`,
//! `postings` and `words` make and `search` asks the index, which the store keeps as bytes.

mod card;
mod date;
mod feed;
mod fields;
mod import;
mod index;
mod item;
mod plain;
mod postings;
mod price;
mod related;
mod run;
pub(crate) mod schedule;
mod search;
mod settings;
mod source;
mod text;
mod words;

pub use card::card;
pub use import::{Permitted, import};
pub use item::{Availability, FeedItem, Sale};
pub use price::Amount;
pub use related::related;
pub use run::{Origin, run};
pub use schedule::fetch_due;
pub use search::{Found, search};
pub use settings::{Searches, change, languages};
pub use source::Feeds;

use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;

use crate::clock::Clock;
use crate::store::{CatalogStore, ImportEnd, StoreResult};

/// Items read at once while an index is built.
const PAGE: u32 = 1_000;
/// Lists written in one transaction.
const LISTS: usize = 500;

/// Builds the index of a catalogue anew and takes it into use. The caller has the catalogue by
/// [`CatalogStore::begin_import`]. The index before stays for those who are just reading it.
///
/// # Errors
/// When the store does not answer; the index in use stays then.
pub async fn rebuild(store: &dyn CatalogStore, account: AccountId) -> StoreResult<()> {
    let Some(catalog) = store.find_catalog(account).await? else { return Ok(()) };
    let mut builder = index::Builder::new(&catalog.languages);
    let mut after = (String::new(), String::new());
    loop {
        let page = store.page_items(account, (&after.0, &after.1), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = (last.unit().to_owned(), last.id.clone());
        page.iter().for_each(|item| builder.add(item));
        // Others have their turn between two pages.
        tokio::task::yield_now().await;
    }
    let index = builder.finish();
    let generation = catalog.generation.wrapping_add(1);
    // Left-overs of an attempt that failed, and what nobody reads any more.
    store.drop_words(account, generation, u32::MAX).await?;
    store.drop_words(account, 0, catalog.generation).await?;
    let mut lists = index.lists.into_iter();
    loop {
        let batch: Vec<_> = lists.by_ref().take(LISTS).collect();
        if batch.is_empty() {
            break;
        }
        store.write_words(account, generation, batch).await?;
    }
    store.publish_words(account, generation, index.products, index.hosts).await
}

/// The same for somebody who has the catalogue not yet; does nothing while somebody else has it.
///
/// # Errors
/// When the store does not answer.
pub async fn rebuild_alone(
    (store, clock): (&dyn CatalogStore, &dyn Clock),
    account: AccountId,
) -> StoreResult<()> {
    let now = clock.now();
    if !store.begin_import(account, now, UnixMillis(now.0 + import::LEASE_MS)).await? {
        return Ok(());
    }
    let rebuilt = rebuild(store, account).await;
    let due_at = store.find_catalog(account).await?.and_then(|catalog| catalog.due_at);
    store.end_import(account, ImportEnd { report: None, due_at, validators: None }).await?;
    rebuilt
}
