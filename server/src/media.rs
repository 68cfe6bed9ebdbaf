//! Pictures; their keeping follows.

use std::path::Path;
use std::sync::Arc;

use vitrine_shared::limits::Rates;

use crate::store::Store;

/// The pictures of this installation.
#[derive(Debug)]
pub struct MediaService;

impl MediaService {
    /// Pictures in the folder `media` of `data`.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(
        _data: &Path,
        _store: Arc<dyn Store>,
        _rates: &Rates,
        _by_name: &[String],
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }
}
