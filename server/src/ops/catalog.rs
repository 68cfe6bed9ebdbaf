//! `vitrine catalog import`: a feed into the catalogue, while the service runs or not.

use std::fs::File;
use std::path::Path;

use vitrine_shared::ids::AccountId;
use vitrine_shared::wire::catalog::{CatalogImport, ImportOutcome, SkipReason};

use super::Fault;
use crate::catalog::{Feeds, Origin, Permitted, run};
use crate::clock::SystemClock;
use crate::config::{Config, ImportFlags};
use crate::store::{SqlStore, Store as _, StoreError, UpkeepStore as _};

/// Imports what the flags name.
///
/// # Errors
/// When there is nothing to import, or nothing to import into.
pub(super) async fn import(config: &Config, flags: &ImportFlags) -> Result<CatalogImport, Fault> {
    let is_address = flags.source.starts_with("https://") || flags.source.starts_with("http://");
    let origin = if is_address {
        Origin::Address(flags.source.clone())
    } else {
        let path = Path::new(&flags.source);
        let file = File::open(path).map_err(Fault::at(path))?;
        // A pipe cannot be read twice.
        if !file.metadata().map_err(Fault::at(path))?.is_file() {
            return Err(Fault::NoFile(flags.source.clone()));
        }
        Origin::File(file)
    };
    let store = match &config.database {
        Some(url) => SqlStore::connect_postgres(url.secret()).await?,
        None => match SqlStore::open_folder(&config.data).await {
            // The service is using it.
            Err(StoreError::Locked(_)) => SqlStore::open_beside_to_write(&config.data).await?,
            opened => opened?,
        },
    };
    let imported = import_into(config, &store, origin, flags).await;
    store.close().await;
    imported
}

async fn import_into(
    config: &Config,
    store: &SqlStore,
    origin: Origin,
    flags: &ImportFlags,
) -> Result<CatalogImport, Fault> {
    let account = account(&store.list_accounts().await?, flags.account.as_deref())?;
    let feeds = Feeds::new(&config.data, &[]).map_err(|_none| Fault::NoAccount)?;
    let clock = SystemClock::starting_after(store.last_time().await?);
    let permitted = Permitted { remove_many: flags.remove_many, look_only: flags.dry_run };
    // Whoever imports by hand does not change when the service does.
    let parts = (store.catalog(), &clock as _);
    Ok(run(parts, &feeds, account, origin, permitted, |catalog| catalog.due_at).await?)
}

fn account(all: &[AccountId], named: Option<&str>) -> Result<AccountId, Fault> {
    match (named, all) {
        (Some(named), all) => {
            let named = all.iter().find(|account| account.to_string() == named);
            named.copied().ok_or(Fault::NoAccount)
        }
        (None, [only]) => Ok(*only),
        (None, []) => Err(Fault::NoAccount),
        (None, several) => {
            let several: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(Fault::ManyAccounts(several.join(", ")))
        }
    }
}

/// What an import did, in words.
pub(super) fn lines(report: &CatalogImport, flags: &ImportFlags) -> Vec<String> {
    let mut lines: Vec<String> = report
        .examples
        .iter()
        .map(|one| {
            let id = one.id.as_deref().map(|id| format!(" ({id})")).unwrap_or_default();
            format!("line {}{id}: skipped, {}", one.line, reason(one.why))
        })
        .collect();
    let more = usize::try_from(report.skipped).unwrap_or(usize::MAX) - report.examples.len();
    if more > 0 {
        lines.push(format!("and {more} more skipped"));
    }
    let CatalogImport { added, changed, unchanged, removed, skipped, took_ms, .. } = report;
    let counts = format!(
        "{added} added, {changed} changed, {unchanged} unchanged, {removed} removed, {skipped} \
         skipped"
    );
    lines.push(match (report.outcome, flags.dry_run) {
        (ImportOutcome::Done, true) => format!("would be {counts}"),
        (ImportOutcome::Done, false) => format!("{counts} in {took_ms} ms"),
        (outcome, _) => {
            let line = report.line.map(|line| format!(" at line {line}")).unwrap_or_default();
            format!("nothing was changed{line}: {}", why_not(outcome, report))
        }
    });
    lines
}

fn why_not(outcome: ImportOutcome, report: &CatalogImport) -> String {
    match outcome {
        ImportOutcome::Done | ImportOutcome::NotModified => "the feed is as it was".to_owned(),
        ImportOutcome::TooManyRemoved => format!(
            "it would remove {} of {} items, more than a third; if that is meant, use --remove-many",
            report.removed, report.before
        ),
        ImportOutcome::NamesNothing => "it names no item that can be used".to_owned(),
        ImportOutcome::NotAFeed => {
            "it is neither RSS or Atom nor a table with columns id and title".to_owned()
        }
        ImportOutcome::BrokenXml => "its XML is broken".to_owned(),
        ImportOutcome::Truncated => "it ends in the middle, or its gzip is damaged".to_owned(),
        ImportOutcome::PieceTooLong => "an item or a line has more than 1 MiB".to_owned(),
        ImportOutcome::TooLarge => "it has more than 500,000 items or 4 GiB".to_owned(),
        ImportOutcome::AddressRefused => {
            "only https addresses on the public internet are fetched".to_owned()
        }
        ImportOutcome::Unreachable => "its address does not answer with a feed".to_owned(),
        ImportOutcome::Unreadable => "it cannot be read".to_owned(),
        ImportOutcome::Busy => "another import is under way".to_owned(),
        ImportOutcome::Unavailable => "the database does not answer".to_owned(),
    }
}

fn reason(why: SkipReason) -> &'static str {
    match why {
        SkipReason::Id => "its id is missing or too long",
        SkipReason::Repeated => "its id was there before",
        SkipReason::Title => "it has no title",
        SkipReason::Link => "its link is no http or https address",
        SkipReason::Price => "its price cannot be read",
        SkipReason::AmbiguousPrice => "its price could mean two amounts",
        SkipReason::Currency => "its price has no currency",
        SkipReason::Encoding => "its text is not in the encoding of the feed",
        SkipReason::Entity => "it names an entity that XML does not know",
    }
}
