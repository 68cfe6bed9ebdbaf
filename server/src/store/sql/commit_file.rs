//! `state` in the data folder: the number of the newest commit, outside the database.
//!
//! When the database is younger than this file says, an older copy was put back, and what clients
//! remember of the log may never have happened. The file lags behind by a second at most, and it
//! is never ahead of the database.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

/// Least time between two writes of the file.
const PERIOD: Duration = Duration::from_secs(1);

/// The task that keeps the file up to date, and with it the lock on the folder.
pub(super) struct CommitFile {
    newest: watch::Sender<u64>,
    task: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl CommitFile {
    /// Starts the task at `commit`. It drops `lock` when it ends, after its last write.
    pub(super) fn keep(path: PathBuf, commit: u64, lock: File) -> Self {
        let (newest, watched) = watch::channel(commit);
        let (close, closing) = oneshot::channel();
        let task = tokio::spawn(async move {
            follow(path, watched, closing).await;
            drop(lock);
        });
        Self { newest, task: Mutex::new(Some((close, task))) }
    }

    /// Where new commits are told.
    pub(super) fn newest(&self) -> &watch::Sender<u64> {
        &self.newest
    }

    /// Writes the last number and lets the folder go.
    pub(super) async fn close(&self) {
        let task = self.task.lock().expect("nothing panics under this lock").take();
        if let Some((close, task)) = task {
            drop(close);
            if let Err(error) = task.await {
                tracing::error!(%error, "the commit number could not be kept");
            }
        }
    }
}

async fn follow(
    path: PathBuf,
    mut newest: watch::Receiver<u64>,
    mut closing: oneshot::Receiver<()>,
) {
    let mut written = *newest.borrow();
    let mut open = true;
    while open {
        open = tokio::select! {
            changed = newest.changed() => changed.is_ok(),
            _ = &mut closing => false,
        };
        // While open, commits of the next second share one write.
        open = open && tokio::time::timeout(PERIOD, &mut closing).await.is_err();
        let commit = *newest.borrow_and_update();
        if commit == written {
            continue;
        }
        let path = path.clone();
        match tokio::task::spawn_blocking(move || write(&path, commit)).await {
            Ok(Ok(())) => written = commit,
            Ok(Err(error)) => tracing::warn!(%error, "the commit number was not written"),
            Err(error) => tracing::warn!(%error, "the commit number was not written"),
        }
    }
}

/// The number in the file; 0 when there is none or it cannot be read.
pub(super) fn read(path: &Path) -> u64 {
    fs::read_to_string(path).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Replaces the file so that a crash leaves either the old or the new number.
fn write(path: &Path, commit: u64) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    writeln!(file, "{commit}")?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn the_number_is_replaced_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        assert_eq!(read(&path), 0);
        write(&path, 7).unwrap();
        write(&path, 41).unwrap();
        assert_eq!(read(&path), 41);
    }
}
