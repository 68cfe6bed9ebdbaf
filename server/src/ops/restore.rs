//! `vitrine restore`: a backup becomes a data folder. Nothing is written before every file of the
//! backup is what its manifest says, and the database takes its place last.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

use super::Fault;
use super::backup::DATABASE;
use super::manifest::{self, Manifest, NAME};
use crate::store::{SqlStore, Store as _};

/// Where files wait inside the data folder until all are there.
const WAITING: &str = "restore.partial";
/// Left behind by opening the waiting database.
const NOT_MOVED: [&str; 2] = ["lock", "state"];

/// Makes the data folder `data` from the backup `from`; how many files.
///
/// Clients that remember more than the backup holds are told that the past is another one.
///
/// # Errors
/// [`Fault`] says what to do.
pub(super) async fn restore(from: &Path, data: &Path) -> Result<usize, Fault> {
    let empty = match fs::read_dir(data) {
        Ok(mut listed) => listed.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Fault::at(data)(error)),
    };
    if !empty {
        return Err(Fault::NotEmpty(data.display().to_string()));
    }
    let manifest = manifest::read(from)?;
    verify(from, &manifest)?;
    let waiting = data.join(WAITING);
    manifest::make_private(&waiting).map_err(Fault::at(&waiting))?;
    for entry in &manifest.files {
        let place = entry.below(from)?;
        let copied = File::open(&place)
            .and_then(|mut file| manifest::copy(&mut file, &waiting.join(&entry.path)));
        let (_, sha256) = copied.map_err(Fault::at(&place))?;
        if sha256 != entry.sha256 {
            return Err(Fault::Damaged(format!("{} changed while it was read", entry.path)));
        }
    }
    let store = SqlStore::open_folder(&waiting).await?;
    let renewed = store.renew_epoch().await;
    store.close().await;
    renewed?;
    take_place(&waiting, data)?;
    Ok(manifest.files.len())
}

/// Every file of the manifest is there and right, and there is no other.
fn verify(from: &Path, manifest: &Manifest) -> Result<(), Fault> {
    let mut known = BTreeSet::new();
    for entry in &manifest.files {
        let place = entry.below(from)?;
        let mut file = File::open(&place).map_err(Fault::at(&place))?;
        let found = manifest::digest(&mut file, None).map_err(Fault::at(&place))?;
        if found != (entry.bytes, entry.sha256.clone()) {
            return Err(Fault::Damaged(format!("{} is not what was copied", entry.path)));
        }
        if !known.insert(place) {
            return Err(Fault::Damaged(format!("{} is named twice", entry.path)));
        }
    }
    if !known.contains(&from.join(DATABASE)) {
        return Err(Fault::Damaged("it holds no database".to_owned()));
    }
    known.insert(from.join(NAME));
    refuse_others(from, &known)
}

fn refuse_others(folder: &Path, known: &BTreeSet<std::path::PathBuf>) -> Result<(), Fault> {
    for entry in fs::read_dir(folder).map_err(Fault::at(folder))? {
        let path = entry.map_err(Fault::at(folder))?.path();
        if path.is_dir() {
            refuse_others(&path, known)?;
        } else if !known.contains(&path) {
            return Err(Fault::Damaged(format!("{} is not in its manifest", path.display())));
        }
    }
    Ok(())
}

/// Moves everything up, the database last: before that, there is nothing to serve from.
fn take_place(waiting: &Path, data: &Path) -> Result<(), Fault> {
    let fault = || Fault::at(waiting);
    let mut names = Vec::new();
    for entry in fs::read_dir(waiting).map_err(fault())? {
        names.push(entry.map_err(fault())?.file_name());
    }
    names.sort_by_key(|name| name == DATABASE);
    for name in names.iter().filter(|name| NOT_MOVED.iter().all(|other| name != other)) {
        fs::rename(waiting.join(name), data.join(name)).map_err(fault())?;
    }
    fs::remove_dir_all(waiting).map_err(fault())?;
    File::open(data).and_then(|folder| folder.sync_all()).map_err(Fault::at(data))
}
