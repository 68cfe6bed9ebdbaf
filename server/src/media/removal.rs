//! Deleting pictures: first the row, so that nobody finds them any more, then the bytes.

use vitrine_shared::ids::{AccountId, ConversationId, MediaId};
use vitrine_shared::time::UnixMillis;

use super::{MediaError, MediaService};
use crate::store::BlobName;

/// Blobs without a row are left alone for this long, in milliseconds: their row may be about to
/// be written.
const ORPHAN_MS: i64 = 60 * 60 * 1_000;

impl MediaService {
    /// Deletes a picture. When this returns, no address of it answers any more and its bytes are
    /// deleted; one that does not exist is deleted already.
    ///
    /// # Errors
    /// [`MediaError::Store`] when nothing was deleted. Bytes that the disk did not delete are out
    /// of reach and are deleted at the next start.
    pub async fn remove(&self, account: AccountId, media: MediaId) -> Result<(), MediaError> {
        if let Some(name) = self.store.delete_media(account, media).await? {
            self.drop_blobs(&name).await;
        }
        Ok(())
    }

    /// Deletes all pictures that belong to one conversation only.
    ///
    /// # Errors
    /// As [`MediaService::remove`]; some may be deleted then.
    pub async fn remove_of(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> Result<(), MediaError> {
        for media in self.store.list_media_of(account, conversation).await? {
            self.remove(account, media.id).await?;
        }
        Ok(())
    }

    /// Deletes the bytes of pictures whose rows the caller has deleted.
    pub async fn remove_blobs(&self, names: &[BlobName]) {
        for name in names {
            self.drop_blobs(name).await;
        }
    }

    /// Deletes blobs that no row names: what a crash left between the two steps of keeping or
    /// removing a picture. Returns how many.
    ///
    /// # Errors
    /// When the store or the disk does not answer.
    pub async fn sweep(&self, now: UnixMillis) -> Result<usize, MediaError> {
        let mut swept = 0;
        for (name, newest) in self.blobs.names().await? {
            if now.0 - newest > ORPHAN_MS && !self.store.is_blob_used(name).await? {
                self.blobs.delete(&name).await?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// Deletes blobs that no row names any more.
    pub(super) async fn drop_blobs(&self, name: &BlobName) {
        if let Err(error) = self.blobs.delete(name).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "blobs not deleted; the next start tries again");
        }
    }
}
