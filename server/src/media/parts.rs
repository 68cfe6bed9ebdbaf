//! The parts of one picture on their way into the blob folder.

use bytes::Bytes;
use object_store::WriteMultipart;

use super::blobs::{Blobs, TileIndex};
use super::{MediaError, Variant};
use crate::store::BlobName;

/// Most bytes of all tiles of one picture: 120 million pixels that compress badly.
const TILE_BYTES: u64 = 256 * 1024 * 1024;

/// Takes the parts of one picture as they are made. Until [`Parts::finish`] a reader cannot know
/// their name; [`Parts::discard`] takes them away again.
pub(super) struct Parts {
    blobs: Blobs,
    name: BlobName,
    have: Vec<Variant>,
    tiles: Option<(WriteMultipart, TileIndex)>,
}

impl Parts {
    /// Parts under a fresh name.
    pub(super) fn new(blobs: &Blobs) -> Self {
        Self { blobs: blobs.clone(), name: rand::random(), have: Vec::new(), tiles: None }
    }

    /// Begins anew; parts of an earlier attempt are written over.
    pub(super) async fn restart(&mut self) {
        self.have.clear();
        self.abandon_tiles().await;
    }

    /// Keeps a variant.
    pub(super) async fn put(&mut self, variant: Variant, bytes: Vec<u8>) -> Result<(), MediaError> {
        self.blobs.put(&self.name, variant, bytes).await?;
        self.have.push(variant);
        Ok(())
    }

    /// Keeps the next tile.
    pub(super) async fn put_tile(&mut self, bytes: Vec<u8>) -> Result<(), MediaError> {
        let (writer, index) = match &mut self.tiles {
            Some(tiles) => tiles,
            None => {
                let writer = self.blobs.begin_tiles(&self.name).await?;
                self.tiles.insert((writer, TileIndex::default()))
            }
        };
        index.push(bytes.len() as u64);
        if index.bytes() > TILE_BYTES {
            return Err(MediaError::TooBig);
        }
        // One write at a time, so that a large picture is not waiting in memory.
        writer.wait_for_capacity(1).await?;
        writer.put(Bytes::from(bytes));
        Ok(())
    }

    /// Whether all variants are there.
    pub(super) fn is_complete(&self) -> bool {
        [Variant::Thumb, Variant::Fit, Variant::Full].iter().all(|one| self.have.contains(one))
    }

    /// Makes the parts durable; their name.
    pub(super) async fn finish(mut self) -> Result<BlobName, MediaError> {
        if let Some((writer, index)) = self.tiles.take() {
            writer.finish().await?;
            self.blobs.put_tile_index(&self.name, &index).await?;
        }
        Ok(self.name)
    }

    /// Takes everything away again.
    pub(super) async fn discard(mut self) {
        self.abandon_tiles().await;
        if let Err(error) = self.blobs.delete(&self.name).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "blobs not deleted; the next start tries again");
        }
    }

    async fn abandon_tiles(&mut self) {
        if let Some((writer, _)) = self.tiles.take()
            && let Err(error) = writer.abort().await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "tiles not given up");
        }
    }
}
