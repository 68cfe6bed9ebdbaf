//! Where the bytes of pictures live. A folder today, another [`ObjectStore`] tomorrow.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;
use futures_util::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt as _, WriteMultipart};
use tokio::io::AsyncReadExt as _;

use super::Variant;
use crate::store::BlobName;

/// Name of the blob of all tiles.
const TILES: &str = "tiles";
/// Name of the blob that says where each tile ends.
const TILE_INDEX: &str = "tiles.index";
/// Name of the blob of a film.
const CLIP: &str = "clip";
/// Bytes of an end in the index.
const END_BYTES: u64 = 8;
/// A film is read in pieces of this size.
const CLIP_READ_BYTES: usize = 256 * 1024;
/// Tiles and films are written in pieces of this size.
const TILE_WRITE_BYTES: usize = 4 * 1024 * 1024;

/// Where each tile ends in the blob of all tiles.
#[derive(Clone, Debug, Default)]
pub(super) struct TileIndex(Vec<u64>);

impl TileIndex {
    /// One more tile.
    pub(super) fn push(&mut self, bytes: u64) {
        self.0.push(self.bytes() + bytes);
    }

    /// Bytes of all tiles so far.
    pub(super) fn bytes(&self) -> u64 {
        self.0.last().copied().unwrap_or_default()
    }
}

/// Blobs, named by random bits. What is stored under a name never changes.
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
        name: &BlobName,
        variant: Variant,
        bytes: Vec<u8>,
    ) -> Result<(), object_store::Error> {
        self.store.put(&folder(name).join(variant.name()), bytes.into()).await?;
        Ok(())
    }

    /// Reads one variant.
    pub(super) async fn get(
        &self,
        name: &BlobName,
        variant: Variant,
    ) -> Result<Bytes, object_store::Error> {
        self.store.get(&folder(name).join(variant.name())).await?.bytes().await
    }

    /// Begins the one blob that all tiles of a picture are in: hundreds of small files would cost
    /// hundreds of syncs.
    pub(super) async fn begin_tiles(
        &self,
        name: &BlobName,
    ) -> Result<WriteMultipart, object_store::Error> {
        let upload = self.store.put_multipart(&folder(name).join(TILES)).await?;
        Ok(WriteMultipart::new_with_chunk_size(upload, TILE_WRITE_BYTES))
    }

    /// Stores where in that blob each tile ends.
    pub(super) async fn put_tile_index(
        &self,
        name: &BlobName,
        index: &TileIndex,
    ) -> Result<(), object_store::Error> {
        let bytes: Vec<u8> = index.0.iter().flat_map(|end| end.to_be_bytes()).collect();
        self.store.put(&folder(name).join(TILE_INDEX), bytes.into()).await?;
        Ok(())
    }

    /// Reads the tile with this number, counted in the order of
    /// [`tiles_of`](vitrine_pixels::tiles_of).
    pub(super) async fn get_tile(
        &self,
        name: &BlobName,
        number: u64,
    ) -> Result<Bytes, object_store::Error> {
        // The end of the tile before, and of this one.
        let from = number.saturating_sub(1) * END_BYTES;
        let ends = folder(name).join(TILE_INDEX);
        let ends = self.store.get_range(&ends, from..(number + 1) * END_BYTES).await?;
        let end = |bytes: &[u8]| {
            let bytes = <[u8; size_of::<u64>()]>::try_from(bytes);
            bytes.map(u64::from_be_bytes).unwrap_or_default()
        };
        let (first, last) = ends.split_at(ends.len().saturating_sub(size_of::<u64>()));
        let range = if number == 0 { 0..end(last) } else { end(first)..end(last) };
        self.store.get_range(&folder(name).join(TILES), range).await
    }

    /// Stores the film in `file`.
    pub(super) async fn put_clip(
        &self,
        name: &BlobName,
        file: &FilePath,
    ) -> Result<(), object_store::Error> {
        let failed = |error: std::io::Error| object_store::Error::Generic {
            store: "local",
            source: Box::new(error),
        };
        let mut file = tokio::fs::File::open(file).await.map_err(failed)?;
        let upload = self.store.put_multipart(&folder(name).join(CLIP)).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, TILE_WRITE_BYTES);
        loop {
            let mut piece = BytesMut::with_capacity(CLIP_READ_BYTES);
            match file.read_buf(&mut piece).await {
                Ok(0) => break,
                Ok(_) => {
                    // One write at a time, so that a film is not waiting in memory.
                    writer.wait_for_capacity(1).await?;
                    writer.put(piece.freeze());
                }
                Err(error) => {
                    writer.abort().await?;
                    return Err(failed(error));
                }
            }
        }
        writer.finish().await?;
        Ok(())
    }

    /// Bytes of a film.
    pub(super) async fn clip_bytes(&self, name: &BlobName) -> Result<u64, object_store::Error> {
        Ok(self.store.head(&folder(name).join(CLIP)).await?.size)
    }

    /// Reads a range of a film, piece by piece.
    pub(super) async fn get_clip(
        &self,
        name: &BlobName,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, object_store::Error>>, object_store::Error> {
        let options = GetOptions::default().with_range(Some(range));
        Ok(self.store.get_opts(&folder(name).join(CLIP), options).await?.into_stream())
    }

    /// Deletes everything under a name; nothing there is nothing to do.
    pub(super) async fn delete(&self, name: &BlobName) -> Result<(), object_store::Error> {
        let folder = folder(name);
        let places: Vec<_> =
            self.store.list(Some(&folder)).map_ok(|meta| meta.location).try_collect().await?;
        for place in places {
            match self.store.delete(&place).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// All names, each with the time of its newest blob in unix milliseconds.
    pub(super) async fn names(&self) -> Result<BTreeMap<BlobName, i64>, object_store::Error> {
        let mut names = BTreeMap::new();
        let mut all = self.store.list(None);
        while let Some(meta) = all.try_next().await? {
            let Some(name) = meta.location.parts().nth(1).and_then(|part| named(part.as_ref()))
            else {
                continue;
            };
            let at = meta.last_modified.timestamp_millis();
            let newest = names.entry(name).or_insert(at);
            *newest = at.max(*newest);
        }
        Ok(names)
    }
}

/// Two levels, because some file systems are slow with a hundred thousand names in one folder.
fn folder(name: &BlobName) -> Path {
    let mut text = String::with_capacity(2 * name.len());
    for byte in name {
        for digit in [byte >> 4, byte & 0xf] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    Path::from_iter([&text[..2], &text])
}

/// The name of a folder that [`folder`] made.
fn named(text: &str) -> Option<BlobName> {
    let mut name = BlobName::default();
    if text.len() != 2 * name.len() {
        return None;
    }
    for (byte, pair) in name.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digits = std::str::from_utf8(pair).ok()?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(name)
}
