//! What a backup says of itself: every file with its length and hash. It is written last, so a
//! folder without it is no backup.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use vitrine_shared::time::UnixMillis;

use super::Fault;

/// Name of the file.
pub(super) const NAME: &str = "manifest.json";
/// The layout this version writes and reads.
pub(super) const FORMAT: u32 = 1;
/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// A backup's table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    /// Layout of the backup.
    pub(super) format: u32,
    /// Version of the program that made it.
    pub(super) version: String,
    /// When it was begun.
    pub(super) made_at: UnixMillis,
    /// All files but this one.
    pub(super) files: Vec<Entry>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// From the backup's folder, with `/` between parts.
    pub(super) path: String,
    /// Length.
    pub(super) bytes: u64,
    /// Lower-case hexadecimal.
    pub(super) sha256: String,
}

impl Entry {
    /// Where the file is below `folder`; only for paths that lead nowhere else.
    pub(super) fn below(&self, folder: &Path) -> Result<PathBuf, Fault> {
        let path = Path::new(&self.path);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        if plain && !self.path.is_empty() {
            Ok(folder.join(path))
        } else {
            Err(Fault::Damaged(format!("{:?} leads out of the backup", self.path)))
        }
    }
}

/// Writes the manifest, and makes it survive a power cut.
pub(super) fn write(folder: &Path, manifest: &Manifest) -> Result<(), Fault> {
    let place = folder.join(NAME);
    let text = serde_json::to_string_pretty(manifest).expect("string keys only");
    let mut file = File::create_new(&place).map_err(Fault::at(&place))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(Fault::at(&place))
}

/// Reads the manifest of a backup.
pub(super) fn read(folder: &Path) -> Result<Manifest, Fault> {
    let place = folder.join(NAME);
    let text = fs::read_to_string(&place).map_err(Fault::at(&place))?;
    let manifest: Manifest = serde_json::from_str(&text)
        .map_err(|error| Fault::Damaged(format!("{NAME} cannot be read: {error}")))?;
    if manifest.format == FORMAT { Ok(manifest) } else { Err(Fault::Format(manifest.format)) }
}

/// Reads a file to its end, writing it to `to` if given; length and hash.
pub(super) fn digest(from: &mut File, mut to: Option<&mut File>) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = from.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        let part = chunk.get(..read).unwrap_or_default();
        hash.update(part);
        if let Some(to) = &mut to {
            to.write_all(part)?;
        }
        bytes += read as u64;
    }
    let text = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((bytes, text))
}

/// Copies a file that does not exist at `to` yet, through to the disk.
pub(super) fn copy(from: &mut File, to: &Path) -> io::Result<(u64, String)> {
    if let Some(folder) = to.parent() {
        make_private(folder)?;
    }
    let mut written = File::create_new(to)?;
    let digest = digest(from, Some(&mut written))?;
    written.sync_all()?;
    Ok(digest)
}

/// Makes a folder that only this user can look into.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}
