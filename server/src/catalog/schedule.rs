//! Fetching feeds when they are due, one at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::ImportOutcome;

use super::import::Permitted;
use super::run::{Origin, run as run_one};
use crate::app::App;
use crate::store::{CatalogRecord, StoreResult};

/// How often to look whether a feed is due.
const EVERY: Duration = Duration::from_secs(10);
/// Feeds fetched before looking again.
const AT_ONCE: u32 = 10;
/// What a feed is called among the problems of an installation.
const PART: &str = "catalogue";

/// Looks until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        // An import that is cut off has either changed nothing yet or is finished by the next one.
        let fetched = tokio::select! {
            fetched = fetch_due(&app) => fetched,
            () = stop.cancelled() => return,
        };
        if let Err(error) = fetched {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "feeds were not fetched; tried again soon");
        }
    }
}

/// Fetches what is due now.
///
/// # Errors
/// When the store does not answer.
pub async fn fetch_due(app: &App) -> StoreResult<()> {
    let store = app.store.catalog();
    for account in store.list_due_catalogs(app.clock.now(), AT_ONCE).await? {
        let next = |catalog: &CatalogRecord| next(catalog, app.clock.now());
        let parts = (store, &*app.clock);
        let report =
            run_one(parts, &app.feeds, account, Origin::Schedule, Permitted::default(), next)
                .await?;
        match report.outcome {
            ImportOutcome::Done | ImportOutcome::NotModified | ImportOutcome::Busy => {
                app.problems.solved(PART);
            }
            _ => app.problems.tell(PART, "a feed was not imported; see the console's settings"),
        }
    }
    Ok(())
}

/// A little earlier or later than said, so that shops are not asked by all their services on the
/// stroke of the hour.
fn next(catalog: &CatalogRecord, now: UnixMillis) -> Option<UnixMillis> {
    let every_ms = i64::from(catalog.every_minutes) * 60_000;
    let jitter = every_ms / 20;
    let ms = every_ms - jitter + rand::random_range(0..=2 * jitter);
    (every_ms > 0 && catalog.url.is_some()).then_some(UnixMillis(now.0 + ms))
}
