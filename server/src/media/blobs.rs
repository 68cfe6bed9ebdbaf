//! Where the bytes of pictures live. A folder today, another [`ObjectStore`] tomorrow.

use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};

use super::Variant;
use crate::store::SecretHash;

/// Blobs, named by the hash of the largest variant. What is stored under a name never changes.
#[derive(Clone, Debug)]
pub(super) struct Blobs {
    store: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// Blobs in the folder `root`, which is made if it does not exist.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn in_folder(root: &FilePath) -> Result<Self, object_store::Error> {
        std::fs::create_dir_all(root)
            .map_err(|e| object_store::Error::Generic { store: "local", source: Box::new(e) })?;
        // A row must not survive a power cut that its bytes did not.
        let store = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    /// Stores one variant.
    pub(super) async fn put(
        &self,
        hash: &SecretHash,
        variant: Variant,
        bytes: Vec<u8>,
    ) -> Result<(), object_store::Error> {
        self.store.put(&place(hash, variant), bytes.into()).await?;
        Ok(())
    }

    /// Reads one variant.
    pub(super) async fn get(
        &self,
        hash: &SecretHash,
        variant: Variant,
    ) -> Result<Bytes, object_store::Error> {
        self.store.get(&place(hash, variant)).await?.bytes().await
    }
}

fn place(hash: &SecretHash, variant: Variant) -> Path {
    let mut name = String::with_capacity(2 * hash.len());
    for byte in hash {
        for digit in [byte >> 4, byte & 0xf] {
            name.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    // Two levels, because some file systems are slow with a hundred thousand names in one folder.
    Path::from_iter([&name[..2], &name, variant.name()])
}
