//! Looking at what is kept without a service.

use std::collections::BTreeSet;
use std::path::Path;

use super::MediaError;
use super::blobs::Blobs;
use crate::store::BlobName;

/// The names of all blobs in the data folder `data`.
///
/// # Errors
/// [`MediaError::Unavailable`] when the disk does not tell.
pub async fn kept_blobs(data: &Path) -> Result<BTreeSet<BlobName>, MediaError> {
    let root = data.join("media");
    if !root.is_dir() {
        return Ok(BTreeSet::new());
    }
    Ok(Blobs::in_folder(&root)?.names().await?.into_keys().collect())
}
