//! `vitrine backup`: a copy of the data folder of one moment, while the service runs or not.
//!
//! The database first, then the files: bytes of a picture are there before their row and go after
//! it, so what the copied rows name is still to be copied. Only a picture that is deleted in
//! between may be missing.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::Fault;
use super::manifest::{self, Entry, FORMAT, Manifest};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::store::{SqlStore, UpkeepStore as _};
use vitrine_shared::time::UnixMillis;

/// Name of the database in data folder and backup.
pub(super) const DATABASE: &str = "vitrine.db";
/// What is not copied: the database, which is copied in its own way, the files of the running
/// process, and uploads that are not complete.
const LEFT_OUT: [&str; 7] =
    [DATABASE, "vitrine.db-wal", "vitrine.db-shm", "lock", "state", "state.new", "uploads"];

/// Writes a backup to the folder `to`, which must not exist; how many files and bytes.
///
/// # Errors
/// [`Fault`] says what to do.
pub(super) async fn backup(config: &Config, to: &Path) -> Result<(usize, u64), Fault> {
    if config.database.is_some() {
        return Err(Fault::DatabaseServer);
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(Fault::Exists(to.display().to_string()));
    }
    let made_at = SystemClock::starting_after(UnixMillis(0)).now();
    let store = SqlStore::open_beside(&config.data).await?;
    manifest::make_private(to).map_err(Fault::at(to))?;
    let copy = to.join(DATABASE);
    let copied = store.copy_to(&copy).await;
    crate::store::Store::close(&store).await;
    copied?;
    let mut files = Vec::new();
    let mut database = File::open(&copy).map_err(Fault::at(&copy))?;
    let (bytes, sha256) = manifest::digest(&mut database, None)
        .and_then(|digest| database.sync_all().map(|()| digest))
        .map_err(Fault::at(&copy))?;
    files.push(Entry { path: DATABASE.to_owned(), bytes, sha256 });
    copy_folder(&config.data, to, "", &mut files)?;
    let total = files.iter().map(|file| file.bytes).sum();
    let count = files.len();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    manifest::write(to, &Manifest { format: FORMAT, version, made_at, files })?;
    Ok((count, total))
}

/// Copies what is below `inside` of the data folder. Files that go meanwhile are passed over.
fn copy_folder(data: &Path, to: &Path, inside: &str, files: &mut Vec<Entry>) -> Result<(), Fault> {
    let folder = data.join(inside);
    let listed = match fs::read_dir(&folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Fault::at(&folder)(error)),
    };
    for entry in listed {
        let entry = entry.map_err(Fault::at(&folder))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(Fault::Damaged(format!("{} has no Unicode name", entry.path().display())));
        };
        if inside.is_empty() && LEFT_OUT.contains(&name) {
            continue;
        }
        let path = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        let kind = entry.file_type().map_err(Fault::at(&entry.path()))?;
        if kind.is_dir() {
            copy_folder(data, to, &path, files)?;
        } else if kind.is_file() {
            let copied = File::open(entry.path())
                .and_then(|mut file| manifest::copy(&mut file, &to.join(&path)));
            match copied {
                Ok((bytes, sha256)) => files.push(Entry { path, bytes, sha256 }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(Fault::at(&entry.path())(error)),
            }
        }
    }
    Ok(())
}
