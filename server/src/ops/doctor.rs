//! `vitrine doctor`: looks whether the data is whole, and mends what can be computed anew.

use std::collections::BTreeMap;

use vitrine_shared::ids::AccountId;
use vitrine_shared::room::Stream;
use vitrine_shared::wire::catalog::{CatalogImport, ImportOutcome};

use super::Fault;
use crate::config::Config;
use crate::media::{Confinement, MediaError, Sandbox, kept_blobs};
use crate::store::{BlobName, LogCheck, SqlStore, Store, StoreResult, UpkeepStore as _};

/// Rows looked at in one query.
const PAGE: u32 = 500;

/// What was found, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What was looked at.
    pub lines: Vec<String>,
    /// What is wrong and still wrong.
    pub problems: Vec<String>,
}

impl Report {
    /// Adds how far the processes are locked in that decode pictures. A kernel without Landlock is
    /// no problem of this installation's data; a process that does not start is.
    pub fn add_confinement(&mut self, confinement: Confinement) {
        let how = match confinement {
            Confinement::Known(Sandbox::Fully) => "limits and all of Landlock",
            Confinement::Known(Sandbox::Partly) => "limits and an older Landlock",
            Confinement::Known(Sandbox::LimitsOnly) => "limits only: the kernel has no Landlock",
            Confinement::Unknown => {
                self.problems.push("pictures: the decoding process does not start".to_owned());
                return;
            }
        };
        self.lines.push(format!("pictures: decoded by processes with {how}"));
    }
}

/// Looks at everything. With `rebuild`, projections that differ from their log are computed anew;
/// the service must not run then.
///
/// # Errors
/// When the data cannot be looked at.
pub async fn examine(config: &Config, rebuild: bool) -> Result<Report, Fault> {
    if config.database.is_none() && !config.data.join(super::backup::DATABASE).is_file() {
        return Err(Fault::NoDatabase(config.data.display().to_string()));
    }
    let store = match &config.database {
        Some(url) => SqlStore::connect_postgres(url.secret()).await?,
        None if rebuild => SqlStore::open_folder(&config.data).await?,
        None => SqlStore::open_beside(&config.data).await?,
    };
    let report = look(config, &store, rebuild).await;
    store.close().await;
    report
}

async fn look(config: &Config, store: &SqlStore, rebuild: bool) -> Result<Report, Fault> {
    let mut report = Report::default();
    let faults = store.check_integrity().await?;
    report.lines.push("database: pages, indexes and references".to_owned());
    report.problems.extend(faults.into_iter().map(|fault| format!("database: {fault}")));
    let mut named = BTreeMap::new();
    for account in store.list_accounts().await? {
        let audit = store.people().verify_audit(account).await?;
        report.lines.push(format!("account {account}: {} audit entries", audit.entries));
        if let Some(seq) = audit.broken_at {
            report.problems.push(format!("account {account}: audit log is altered at {seq}"));
        }
        logs(store, account, rebuild, &mut report).await?;
        catalogue(store, account, &mut report).await?;
        blobs(store, account, &mut named).await?;
    }
    let kept = kept_blobs(&config.data).await.map_err(|error: MediaError| {
        Fault::Damaged(format!("pictures cannot be looked at: {error}"))
    })?;
    report.lines.push(format!("pictures: {} named, {} kept", named.len(), kept.len()));
    for (name, of) in &named {
        if !kept.contains(name) {
            report.problems.push(format!("pictures: the bytes of {of} are missing"));
        }
    }
    let orphans = kept.iter().filter(|name| !named.contains_key(*name)).count();
    if orphans > 0 {
        // The service deletes them by itself; they are no loss.
        report
            .lines
            .push(format!("pictures: {orphans} without a row, to be deleted by the service"));
    }
    Ok(report)
}

async fn logs(
    store: &SqlStore,
    account: AccountId,
    rebuild: bool,
    report: &mut Report,
) -> StoreResult<()> {
    let (mut after, mut count, mut rebuilt) = (None, 0_u32, 0_u32);
    loop {
        let page = store.page_conversations(account, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(*last);
        for id in page {
            let Some(check) = store.check_log(account, id).await? else { continue };
            count += 1;
            if !check.projected && check.gaps.is_empty() && rebuild {
                store.rebuild_conversation(account, id).await?;
                rebuilt += 1;
            } else {
                report.problems.extend(faults_of(&check));
            }
        }
    }
    report.lines.push(format!("account {account}: {count} conversations, {rebuilt} rebuilt"));
    Ok(())
}

fn faults_of(check: &LogCheck) -> Vec<String> {
    let id = check.conversation;
    let name = |stream| match stream {
        Stream::Public => "public",
        Stream::Staff => "staff",
    };
    let gap = |(stream, seq): &(Stream, u32)| {
        format!("conversation {id}: the {} log misses {seq}", name(*stream))
    };
    let mut faults: Vec<String> = check.gaps.iter().map(gap).collect();
    if !check.projected {
        let mend = if check.gaps.is_empty() { "; --rebuild mends it" } else { "" };
        faults.push(format!("conversation {id}: its row differs from its log{mend}"));
    }
    faults
}

/// A catalogue that is not as its feed is a problem of the shop, though not of the data.
async fn catalogue(store: &SqlStore, account: AccountId, report: &mut Report) -> StoreResult<()> {
    let Some(catalog) = store.catalog().find_catalog(account).await? else { return Ok(()) };
    report.lines.push(format!("account {account}: {} products", catalog.products));
    if let Some(last) = catalog.last
        && !matches!(last.outcome, ImportOutcome::Done | ImportOutcome::NotModified)
    {
        let CatalogImport { outcome, removed, before, .. } = last;
        report.problems.push(format!(
            "account {account}: the last feed was refused ({outcome:?}); removed {removed} of {before}"
        ));
    }
    Ok(())
}

async fn blobs(
    store: &SqlStore,
    account: AccountId,
    named: &mut BTreeMap<BlobName, String>,
) -> StoreResult<()> {
    let mut after = None;
    loop {
        let page = store.page_blobs(account, after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        named.extend(page.into_iter().map(|(id, name)| (name, format!("picture {id}"))));
    }
}
