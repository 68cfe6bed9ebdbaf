//! Bringing a catalogue up to date with a feed.
//!
//! A feed is read twice: once to see whether it is whole and what it would change, and once more to
//! change it. So a feed that breaks off, or that would empty the shop, changes nothing at all. Of
//! each item a few bytes are remembered in between.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher as _;
use std::io::{Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::catalog::{CatalogImport, ImportOutcome, SkipReason, SkippedItem};

use super::feed::{self, FeedFault};
use super::fields::RawItem;
use super::item::FeedItem;
use super::rebuild;
use super::text::FeedText;
use crate::clock::Clock;
use crate::store::{CatalogStore, StoreResult};

/// Items of one catalogue.
const ITEMS: usize = 500_000;
/// Skipped items that are told.
const EXAMPLES: usize = 20;
/// Items written in one transaction: others wait for it, and this many take some milliseconds.
const BATCH: usize = 250;
/// Pause between two of them, so that the service beside us has its turn.
const PAUSE: Duration = Duration::from_millis(2);
/// Rows read at once.
const PAGE: u32 = 2_000;
/// How long an import may stand still before another one may begin, in milliseconds.
pub(super) const LEASE_MS: i64 = 5 * 60 * 1_000;
/// Items that left the catalogue are forgotten after 90 days, in milliseconds.
const FORGET_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// What an import may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permitted {
    /// It may remove more than a third of the catalogue.
    pub remove_many: bool,
    /// It only looks.
    pub look_only: bool,
}

/// What was seen of a feed before anything is done.
struct Scan {
    hasher: RandomState,
    /// Digests of usable items, by a hash of their ids. Those that are in the catalogue as they are
    /// leave it, so that in the end it holds those to be written.
    digests: HashMap<u64, i64>,
    skipped: u32,
    examples: Vec<SkippedItem>,
}

impl Scan {
    fn hash(&self, id: &str) -> u64 {
        self.hasher.hash_one(id)
    }

    fn skip(&mut self, raw: &RawItem, why: SkipReason) {
        self.skipped += 1;
        if self.examples.len() < EXAMPLES {
            let id = raw.first("id").map(|id| id.chars().take(120).collect());
            self.examples.push(SkippedItem { line: raw.line, id, why });
        }
    }
}

fn open(file: &Arc<File>) -> Result<FeedText, FeedFault> {
    let unreadable = |_| FeedFault { outcome: ImportOutcome::Unreadable, line: 1 };
    let mut file = Arc::clone(file);
    file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    FeedText::new(Box::new(file)).map_err(|error| feed::fault(&error, 1))
}

/// Looks through the whole feed.
fn scan(file: &Arc<File>) -> Result<Scan, FeedFault> {
    let mut scan = Scan {
        hasher: RandomState::new(),
        digests: HashMap::new(),
        skipped: 0,
        examples: Vec::new(),
    };
    let mut full_at = None;
    feed::read(open(file)?, &mut |raw| {
        match FeedItem::read(&raw) {
            Ok(item) => {
                let hash = scan.hash(&item.id);
                if scan.digests.contains_key(&hash) {
                    scan.skip(&raw, SkipReason::Repeated);
                } else if scan.digests.len() >= ITEMS {
                    full_at = Some(raw.line);
                    return ControlFlow::Break(());
                } else {
                    scan.digests.insert(hash, item.digest());
                }
            }
            Err(why) => scan.skip(&raw, why),
        }
        ControlFlow::Continue(())
    })?;
    match full_at {
        Some(line) => Err(FeedFault { outcome: ImportOutcome::TooLarge, line }),
        None => Ok(scan),
    }
}

/// Reads the feed once more and sends what has to be written, in batches.
fn send(
    file: &Arc<File>,
    mut scan: Scan,
    batches: &mpsc::Sender<Vec<FeedItem>>,
) -> Result<(), FeedFault> {
    let mut batch = Vec::with_capacity(BATCH);
    feed::read(open(file)?, &mut |raw| {
        if let Ok(item) = FeedItem::read(&raw) {
            // Only the first one with this id, and none that is as before.
            let hash = scan.hash(&item.id);
            if scan.digests.remove(&hash).is_some() {
                batch.push(item);
            }
        }
        if batch.len() < BATCH {
            return ControlFlow::Continue(());
        }
        let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        // Nobody listens any more when the store has failed.
        match batches.blocking_send(full) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_closed) => ControlFlow::Break(()),
        }
    })?;
    batches.blocking_send(batch).ok();
    Ok(())
}

/// Brings the catalogue of `account` up to date with the feed in `file`. The caller has the
/// catalogue by [`CatalogStore::begin_import`], and ends the import.
///
/// # Errors
/// When the store does not answer; what was written until then stays.
pub async fn import(
    store: &dyn CatalogStore,
    clock: &dyn Clock,
    account: AccountId,
    file: File,
    permitted: Permitted,
) -> StoreResult<CatalogImport> {
    let started_at = clock.now();
    let file = Arc::new(file);
    let mut report = empty_report(started_at);
    let finish = |mut report: CatalogImport, outcome, line| {
        report.outcome = outcome;
        report.line = line;
        report.took_ms = u32::try_from(clock.now().since(started_at)).unwrap_or(u32::MAX);
        report
    };
    let mut scan = match aside(&file, scan).await {
        Ok(scan) => scan,
        Err(FeedFault { outcome, line }) => return Ok(finish(report, outcome, Some(line))),
    };
    report.skipped = scan.skipped;
    report.examples = std::mem::take(&mut scan.examples);
    if scan.digests.is_empty() {
        return Ok(finish(report, ImportOutcome::NamesNothing, None));
    }
    let removed = compare(store, account, &mut scan, &mut report).await?;
    // More than a third of what is there.
    if !permitted.remove_many && u64::from(report.removed) * 3 > u64::from(report.before) {
        return Ok(finish(report, ImportOutcome::TooManyRemoved, None));
    }
    if permitted.look_only {
        return Ok(finish(report, ImportOutcome::Done, None));
    }
    if !scan.digests.is_empty()
        && let Err(FeedFault { outcome, line }) = write(store, clock, account, &file, scan).await?
    {
        return Ok(finish(report, outcome, Some(line)));
    }
    for ids in removed.chunks(BATCH) {
        let now = clock.now();
        let forget = UnixMillis(now.0 - FORGET_MS);
        store.remove_items(account, ids.to_vec(), now, forget).await?;
        tokio::time::sleep(PAUSE).await;
    }
    drop(removed);
    if report.added + report.changed + report.removed > 0 {
        rebuild(store, account).await?;
    }
    Ok(finish(report, ImportOutcome::Done, None))
}

/// A report of an import at its beginning.
pub(super) fn empty_report(started_at: UnixMillis) -> CatalogImport {
    CatalogImport {
        outcome: ImportOutcome::Unavailable,
        line: None,
        started_at,
        took_ms: 0,
        before: 0,
        added: 0,
        changed: 0,
        unchanged: 0,
        removed: 0,
        skipped: 0,
        examples: Vec::new(),
    }
}

/// Reading a feed takes seconds: not on a thread that others wait for.
async fn aside<T: Send + 'static>(
    file: &Arc<File>,
    work: impl FnOnce(&Arc<File>) -> Result<T, FeedFault> + Send + 'static,
) -> Result<T, FeedFault> {
    let file = Arc::clone(file);
    let done = tokio::task::spawn_blocking(move || work(&file)).await;
    done.unwrap_or(Err(FeedFault { outcome: ImportOutcome::Unreadable, line: 1 }))
}

/// Compares the feed with the catalogue: counts, and the ids it names no more.
async fn compare(
    store: &dyn CatalogStore,
    account: AccountId,
    scan: &mut Scan,
    report: &mut CatalogImport,
) -> StoreResult<Vec<String>> {
    let (mut removed, mut after) = (Vec::new(), String::new());
    loop {
        let page = store.page_digests(account, &after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        for known in page {
            report.before += u32::from(known.is_there);
            let hash = scan.hash(&known.id);
            match scan.digests.get(&hash) {
                Some(digest) if known.is_there && *digest == known.digest => {
                    report.unchanged += 1;
                    scan.digests.remove(&hash);
                }
                Some(_) => report.changed += u32::from(known.is_there),
                None if known.is_there => removed.push(known.id),
                None => {}
            }
        }
    }
    let written = u32::try_from(scan.digests.len()).unwrap_or(u32::MAX);
    report.added = written - report.changed;
    report.removed = u32::try_from(removed.len()).unwrap_or(u32::MAX);
    Ok(removed)
}

async fn write(
    store: &dyn CatalogStore,
    clock: &dyn Clock,
    account: AccountId,
    file: &Arc<File>,
    scan: Scan,
) -> StoreResult<Result<(), FeedFault>> {
    let (sender, mut batches) = mpsc::channel(2);
    let file = Arc::clone(file);
    let reading = tokio::task::spawn_blocking(move || send(&file, scan, &sender));
    let mut written = Ok(());
    while let Some(batch) = batches.recv().await {
        let now = clock.now();
        written = store.write_items(account, batch, now, UnixMillis(now.0 + LEASE_MS)).await;
        if written.is_err() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    drop(batches);
    let read = reading.await;
    written?;
    Ok(read.unwrap_or(Err(FeedFault { outcome: ImportOutcome::Unreadable, line: 1 })))
}
