//! Decoding off the async threads, few pictures at once.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;
use vitrine_pixels::{PictureLimits, Refused, Rendition, dimensions, render};

/// Pictures with more pixels than this are decoded alone.
const LARGE_PIXELS: u64 = 40_000_000;
/// Decoders at once.
const DECODERS: u32 = 2;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub(super) enum DecodeError {
    /// It is none that the limits allow.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The decoder panicked.
    #[error("the decoder failed")]
    Failed,
}

/// The places of the decoders.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    places: Arc<Semaphore>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(DECODERS as usize)) }
    }
}

impl Decoder {
    /// Makes our three sizes of the picture in `bytes`.
    ///
    /// # Errors
    /// When it is no picture that `limits` allow.
    pub(super) async fn decode(
        &self,
        bytes: Bytes,
        limits: PictureLimits,
    ) -> Result<Rendition, DecodeError> {
        let (width, height) = dimensions(&bytes, limits)?;
        let large = u64::from(width) * u64::from(height) > LARGE_PIXELS;
        let places = if large { DECODERS } else { 1 };
        let place = Arc::clone(&self.places).acquire_many_owned(places).await;
        let place = place.map_err(|_closed| DecodeError::Failed)?;
        let task = tokio::task::spawn_blocking(move || {
            let rendition = render(&bytes, limits);
            drop(place);
            rendition
        });
        Ok(task.await.map_err(|_panic| DecodeError::Failed)??)
    }
}
