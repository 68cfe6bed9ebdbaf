//! Where a feed comes from: a file, or an address that is fetched onto the disk first.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use url::Url;
use vitrine_shared::limits::URL_BYTES;
use vitrine_shared::wire::catalog::ImportOutcome;

use crate::clock::new_id;
use crate::media::guard::{Downloaded, FetchError, FetchLimits, Guard, Known};
use crate::store::Validators;

/// Fetches feeds. What it fetches lies in the data folder under no name, so that nothing is left
/// behind whatever happens.
pub struct Feeds {
    guard: Guard,
    folder: PathBuf,
}

/// A feed that is at hand, or need not be.
pub(super) enum Fetched {
    /// The server has the same as last time.
    NotModified,
    /// The feed, and what to ask with next time.
    Feed(File, Validators),
}

impl Feeds {
    /// Feeds from the public internet by https, and from the origins in `by_name` whatever they
    /// are.
    ///
    /// # Errors
    /// When an origin is none.
    pub fn new(data: &Path, by_name: &[String]) -> Result<Self, url::ParseError> {
        let origins = by_name.iter().map(|origin| Url::parse(origin).map(|url| url.origin()));
        let guard = Guard::new(origins.collect::<Result<_, _>>()?, FetchLimits::default());
        Ok(Self { guard, folder: data.to_owned() })
    }

    /// Fetches a feed.
    pub(super) async fn fetch(
        &self,
        url: &str,
        known: Validators,
    ) -> Result<Fetched, ImportOutcome> {
        let url = address(url).ok_or(ImportOutcome::AddressRefused)?;
        let file = self.nameless().map_err(|error| {
            tracing::error!(%error, "a feed cannot be kept on the disk");
            ImportOutcome::Unreadable
        })?;
        let kept = file.try_clone().map_err(|_no_handle| ImportOutcome::Unreadable)?;
        let known = Known { etag: known.etag, last_modified: known.last_modified };
        let mut file = tokio::fs::File::from_std(file);
        match self.guard.download(url, &known, &mut file).await {
            Ok(Downloaded::NotModified) => Ok(Fetched::NotModified),
            Ok(Downloaded::Whole(Known { etag, last_modified })) => {
                Ok(Fetched::Feed(kept, Validators { etag, last_modified }))
            }
            Err(error) => {
                tracing::info!(error = &error as &dyn std::error::Error, "feed not fetched");
                Err(match error {
                    FetchError::Refused(_) => ImportOutcome::AddressRefused,
                    FetchError::TooBig(_) => ImportOutcome::TooLarge,
                    FetchError::Disk(_) => ImportOutcome::Unreadable,
                    FetchError::TooSlow(_) | FetchError::Status(_) | FetchError::Unreachable(_) => {
                        ImportOutcome::Unreachable
                    }
                })
            }
        }
    }

    /// A file that is gone when its last handle is.
    fn nameless(&self) -> std::io::Result<File> {
        let path = self.folder.join(format!("feed-{}.part", new_id::<uuid::Uuid>()));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        let file = options.open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(file)
    }
}

/// An address a feed can have, without what no server is told.
pub(crate) fn address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok().filter(|_| text.len() <= URL_BYTES)?;
    url.set_fragment(None);
    let web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    (web && url.username().is_empty() && url.password().is_none()).then_some(url)
}
