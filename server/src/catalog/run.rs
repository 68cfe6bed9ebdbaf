//! One import from its beginning to its report, whoever asked for it.

use std::fs::File;

use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::{CatalogImport, ImportOutcome};

use super::import::{LEASE_MS, Permitted, empty_report, import};
use super::source::{Feeds, Fetched};
use crate::clock::Clock;
use crate::store::{CatalogRecord, CatalogStore, ImportEnd, StoreResult, Validators};

/// How long fetching and looking through a feed may take, in milliseconds.
const FETCH_MS: i64 = 15 * 60 * 1_000;

/// Where a feed is.
pub enum Origin {
    /// On this machine.
    File(File),
    /// At an address that somebody names, once.
    Address(String),
    /// Where the catalogue says; fetched only if it is another one than last time.
    Schedule,
}

/// Imports a feed into the catalogue of an account. `next` says when the feed is fetched again.
///
/// # Errors
/// When the store does not answer. The catalogue is free again a few minutes later then.
pub async fn run(
    (store, clock): (&dyn CatalogStore, &dyn Clock),
    feeds: &Feeds,
    account: AccountId,
    origin: Origin,
    permitted: Permitted,
    next: impl FnOnce(&CatalogRecord) -> Option<UnixMillis> + Send,
) -> StoreResult<CatalogImport> {
    let started_at = clock.now();
    let ended = |outcome| {
        let took_ms = u32::try_from(clock.now().since(started_at)).unwrap_or(u32::MAX);
        CatalogImport { outcome, took_ms, ..empty_report(started_at) }
    };
    let lease_until = UnixMillis(started_at.0 + FETCH_MS + LEASE_MS);
    if !store.begin_import(account, started_at, lease_until).await? {
        return Ok(ended(ImportOutcome::Busy));
    }
    let catalog = store.find_catalog(account).await?.unwrap_or_default();
    let (file, validators) = match origin {
        Origin::File(file) => (Ok(Some(file)), None),
        Origin::Address(url) => fetched(feeds, &url, Validators::default()).await,
        Origin::Schedule => {
            let known = Validators {
                etag: catalog.etag.clone(),
                last_modified: catalog.last_modified.clone(),
            };
            fetched(feeds, catalog.url.as_deref().unwrap_or_default(), known).await
        }
    };
    let report = match file {
        Ok(Some(file)) => import(store, clock, account, file, permitted).await?,
        Ok(None) => ended(ImportOutcome::NotModified),
        Err(outcome) => ended(outcome),
    };
    let told = (!permitted.look_only).then(|| report.clone());
    // What the server said is asked with only once the feed is in the catalogue.
    let validators = validators.filter(|_| report.outcome == ImportOutcome::Done);
    let due_at = next(&catalog);
    store.end_import(account, ImportEnd { report: told, due_at, validators }).await?;
    let CatalogImport { outcome, added, changed, removed, skipped, took_ms, .. } = &report;
    tracing::info!(%account, ?outcome, added, changed, removed, skipped, took_ms, "feed imported");
    Ok(report)
}

/// The feed at an address, `None` if it is the same as last time, and what to ask with next time.
async fn fetched(
    feeds: &Feeds,
    url: &str,
    known: Validators,
) -> (Result<Option<File>, ImportOutcome>, Option<Validators>) {
    match feeds.fetch(url, known).await {
        Ok(Fetched::NotModified) => (Ok(None), None),
        Ok(Fetched::Feed(file, validators)) => (Ok(Some(file)), Some(validators)),
        Err(outcome) => (Err(outcome), None),
    }
}
