//! What keeps an installation well: deleting what is old or has to go, copies, checks.

mod backup;
mod catalog;
pub mod doctor;
pub mod erasure;
mod manifest;
mod restore;
pub mod retention;

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

use vitrine_shared::wire::catalog::ImportOutcome;

use crate::config::{Config, ImportFlags};
use crate::media::{Confinement, probe_confinement_of};
use crate::store::StoreError;

/// Exit code for what the person at the keyboard has to put right.
const REFUSED: u8 = 2;

/// Why a backup, a restore or an examination did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A backup overwrites nothing.
    #[error("{0} is there already; name a folder that does not exist")]
    Exists(String),
    /// A restore overwrites nothing.
    #[error("{0} is not empty; name a data folder that is empty or does not exist")]
    NotEmpty(String),
    /// There is nothing to look at.
    #[error("there is no database in {0}; name the data folder with --data")]
    NoDatabase(String),
    /// What was named is no file.
    #[error("{0} is no file; name a file, or an address that begins with https://")]
    NoFile(String),
    /// There is no shop to import into, or not that one.
    #[error("there is no such shop; start `vitrine serve` and set it up, or look at --account")]
    NoAccount,
    /// There are several shops.
    #[error("there are several shops; name one of them with --account: {0}")]
    ManyAccounts(String),
    /// The database is not in the data folder.
    #[error(
        "a database server is copied with its own tools (pg_dump); copy the data folder beside it"
    )]
    DatabaseServer,
    /// The backup comes from another version.
    #[error("the backup has format {0}, this version knows 1; use the newer vitrine")]
    Format(u32),
    /// The backup is not what was written.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// A file or folder cannot be used.
    #[error("{0}: {1}")]
    Disk(String, #[source] io::Error),
    /// The database cannot be used.
    #[error("{0}{cause}", cause = cause(.0))]
    Store(#[from] StoreError),
}

impl Fault {
    /// What the disk said about a place.
    fn at(place: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let place = place.display().to_string();
        |error| Self::Disk(place, error)
    }
}

/// Why a database is not available, in its own words.
fn cause(error: &StoreError) -> String {
    match error {
        StoreError::Unavailable(cause) => format!(": {cause}"),
        _ => String::new(),
    }
}

/// `vitrine backup`.
pub async fn run_backup(config: &Config, to: &Path) -> ExitCode {
    finish(
        backup::backup(config, to)
            .await
            .map(|(files, bytes)| format!("{files} files, {bytes} bytes in {}", to.display())),
    )
}

/// `vitrine restore`.
pub async fn run_restore(config: &Config, from: &Path) -> ExitCode {
    finish(
        restore::restore(from, &config.data)
            .await
            .map(|files| format!("{files} files in {}", config.data.display())),
    )
}

/// `vitrine doctor`: 0 when all is well, 1 when something is wrong, 2 when nothing can be seen.
pub async fn run_doctor(config: &Config, rebuild: bool) -> ExitCode {
    match doctor::examine(config, rebuild).await {
        Ok(mut report) => {
            report.add_confinement(confinement().await);
            report.lines.iter().for_each(|line| say(&format!("looked at {line}")));
            report.problems.iter().for_each(|line| say(&format!("PROBLEM: {line}")));
            if report.problems.is_empty() {
                say("all is well");
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(fault) => finish(Err(fault)),
    }
}

/// `vitrine catalog import`: 0 when the catalogue is as the feed, 1 when the feed was refused, 2 when
/// there is nothing to import.
pub async fn run_import(config: &Config, flags: &ImportFlags) -> ExitCode {
    match catalog::import(config, flags).await {
        Ok(report) => {
            catalog::lines(&report, flags).iter().for_each(|line| say(line));
            match report.outcome {
                ImportOutcome::Done | ImportOutcome::NotModified => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        Err(fault) => finish(Err(fault)),
    }
}

/// How far this very program locks itself in for a picture.
async fn confinement() -> Confinement {
    match std::env::current_exe() {
        Ok(program) => probe_confinement_of(program).await,
        Err(_nobody_knows) => Confinement::Unknown,
    }
}

fn finish(done: Result<String, Fault>) -> ExitCode {
    match done {
        Ok(line) => {
            say(&line);
            ExitCode::SUCCESS
        }
        Err(fault) => {
            writeln!(io::stderr(), "vitrine: {fault}").ok();
            ExitCode::from(REFUSED)
        }
    }
}

/// A line for the person at the keyboard; whoever does not listen misses it.
fn say(line: &str) {
    writeln!(io::stdout(), "{line}").ok();
}
