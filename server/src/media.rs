//! Pictures: fetched from the shop, decoded, kept in our own sizes, read again.
//!
//! An item on the stage always shows a file of ours, so a browser never loads a picture from an
//! address somebody typed. This module decides what becomes such a file. Who may ask for one, and
//! over which door, is the business of `http/media.rs`.

mod address;
mod blobs;
mod clip;
pub(crate) mod guard;
mod inspection;
mod links;
mod name;
mod page;
mod parts;
mod quota;
mod receive;
mod removal;
mod uploads;
pub mod worker;
mod workers;

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::Stream;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::sync::OnceCell;
use url::Url;
use vitrine_pixels::{TILE_PX, levels, tiles_of};
use vitrine_shared::ids::{AccountId, ParticipantId};
use vitrine_shared::limits::{Rates, URL_BYTES};
use vitrine_shared::room::MediaSize;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::media::{ClipInfo, MediaInfo, Tiles};
use vitrine_shared::wire::product::ProductCard;

pub use inspection::kept_blobs;
pub use links::{Signed, Signer, Viewer};
pub use uploads::{Begun, Upload, Uploader};
pub use vitrine_pixels::{Purpose, Tile};
pub use worker::Sandbox;
pub use workers::{Confinement, WorkerSettings};

use crate::clock::new_id;
use crate::store::{BlobName, MediaRecord, Store, StoreError};
use blobs::Blobs;
use guard::{FetchError, FetchLimits, Fetched, Guard};
use parts::Parts;
use uploads::Uploads;
use workers::Workers;

/// Fetches under way at once; more wait for no one and are refused.
const FLIGHTS: usize = 64;
/// Pictures of one page that are tried, best first.
const TRIES: usize = 3;

/// One of the sizes that are kept of each picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// At most 320 px.
    Thumb,
    /// At most 2,048 px.
    Fit,
    /// At most 4,096 px.
    Full,
}

impl Variant {
    /// The variant with this name in an address.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Thumb, Self::Fit, Self::Full].into_iter().find(|variant| variant.name() == name)
    }

    /// Its name in an address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Thumb => "thumb",
            Self::Fit => "fit",
            Self::Full => "full",
        }
    }
}

/// Why there is no picture. The causes are logged where they happen; the client gets the kind.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MediaError {
    /// The address may not be fetched.
    #[error("the address may not be fetched")]
    Address,
    /// It is no picture we read; the code says what it is instead, or what is wrong with it.
    #[error("there is no picture we can read: {0:?}")]
    Refused(ErrorCode),
    /// It has too many bytes.
    #[error("the picture is too big")]
    TooBig,
    /// Too many fetches.
    #[error("too many fetches")]
    Rate,
    /// The other side or the disk does not answer.
    #[error("the picture cannot be had now")]
    Unavailable,
    /// The database does not answer.
    #[error("the store does not answer")]
    Store(#[source] Arc<StoreError>),
}

impl From<StoreError> for MediaError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl From<object_store::Error> for MediaError {
    fn from(error: object_store::Error) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "blob store failed");
        Self::Unavailable
    }
}

impl From<FetchError> for MediaError {
    fn from(error: FetchError) -> Self {
        tracing::info!(error = &error as &dyn std::error::Error, "fetch refused or failed");
        match error {
            FetchError::Refused(_) => Self::Address,
            FetchError::TooBig(_) => Self::TooBig,
            FetchError::Status(400..=499) => Self::Refused(ErrorCode::BadPicture),
            FetchError::TooSlow(_)
            | FetchError::Status(_)
            | FetchError::Unreachable(_)
            | FetchError::Disk(_) => Self::Unavailable,
        }
    }
}

/// A picture that is at hand as bytes and need not be fetched.
#[derive(Clone, Debug)]
pub struct Import {
    /// Tenant.
    pub account: AccountId,
    /// The file.
    pub bytes: Bytes,
    /// What it shows.
    pub title: String,
    /// The name under which it is found again.
    pub source: String,
    /// Place among the pictures an agent is offered.
    pub shelf_place: Option<u32>,
}

type Flight = Arc<OnceCell<Result<MediaRecord, MediaError>>>;

/// The pictures of this installation.
pub struct MediaService {
    store: Arc<dyn Store>,
    blobs: Blobs,
    guard: Guard,
    workers: Arc<Workers>,
    uploads: Uploads,
    signer: Signer,
    fetches: DefaultKeyedRateLimiter<ParticipantId>,
    flights: Mutex<HashMap<(AccountId, String), Flight>>,
}

impl MediaService {
    /// Pictures in the folder `media` of `data`. `by_name` lists the origins that may be fetched
    /// from although they are not on the public internet; in the demo, its own shop.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn new(
        data: &Path,
        store: Arc<dyn Store>,
        rates: &Rates,
        by_name: &[String],
        workers: WorkerSettings,
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let by_name = by_name
            .iter()
            .map(|origin| Url::parse(origin).map(|url| url.origin()))
            .collect::<Result<Vec<_>, _>>()?;
        let per_minute = NonZeroU32::new(rates.fetches_per_min).unwrap_or(NonZeroU32::MIN);
        Ok(Self {
            store,
            blobs: Blobs::in_folder(&data.join("media"))?,
            guard: Guard::new(by_name, FetchLimits::default()),
            workers: Workers::new(workers),
            uploads: Uploads::in_folder(&data.join("uploads"))?,
            signer: Signer::in_folder(data)?,
            fetches: RateLimiter::keyed(Quota::per_minute(per_minute)),
            flights: Mutex::default(),
        })
    }

    /// The same service, which trusts these certificates (PEM) of the origins let through by
    /// name.
    ///
    /// # Errors
    /// When they are no certificates.
    pub fn trusting(
        mut self,
        pem: &[u8],
    ) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        self.guard = self.guard.trusting(pem)?;
        Ok(self)
    }

    /// Counts one fetch of `participant`.
    ///
    /// # Errors
    /// [`MediaError::Rate`] when it is one too many.
    pub fn admit(&self, participant: ParticipantId) -> Result<(), MediaError> {
        // Keys are forgotten once they are as good as new, so the map stays as small as a minute.
        if self.fetches.len() > 10_000 {
            self.fetches.retain_recent();
        }
        self.fetches.check_key(&participant).map_err(|_until| MediaError::Rate)
    }

    /// The picture at `url`, or the largest picture of the product that the page at `url` is
    /// about. The same address gives the same picture and is fetched once.
    ///
    /// `hosts` are the hosts whose addresses may be named. Where such a page or redirect leads is
    /// up to the shop, because shops keep their pictures elsewhere; that place still has to be on
    /// the public internet.
    ///
    /// # Errors
    /// [`MediaError`] says what kind of trouble it is.
    pub async fn fetch_picture(
        &self,
        account: AccountId,
        hosts: &[String],
        url: &str,
        purpose: Purpose,
    ) -> Result<MediaRecord, MediaError> {
        let url = named_address(hosts, url)?;
        let key = (account, url.to_string());
        if let Some(found) = self.store.find_media_by_source(account, &key.1).await? {
            return Ok(found);
        }
        let flight = self.board(&key)?;
        let landed = flight.get_or_init(|| self.fetch_new(account, &url, purpose)).await.clone();
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&key);
        landed
    }

    /// What the page at `url` says of its product, and the largest picture of it; no card for the
    /// address of a picture. Which hosts may be named is as for a picture.
    ///
    /// # Errors
    /// [`MediaError`] says what kind of trouble it is.
    pub async fn fetch_product(
        &self,
        account: AccountId,
        hosts: &[String],
        url: &str,
        now: UnixMillis,
    ) -> Result<(MediaRecord, Option<ProductCard>), MediaError> {
        let fetched = self.guard.fetch(named_address(hosts, url)?).await?;
        let Fetched { url: base, body, is_page, .. } = fetched;
        let read = move || is_page.then(|| page::read(&body, &base).card).flatten();
        let card = tokio::task::spawn_blocking(read).await.ok().flatten();
        let record = self.fetch_picture(account, hosts, url, Purpose::Staff).await?;
        Ok((record, card.map(|card| ProductCard { seen_at: now, ..card })))
    }

    /// Stores a picture that need not be fetched; finds it again by its source.
    ///
    /// # Errors
    /// When it is no picture, or cannot be stored.
    pub async fn import_bytes(&self, import: Import) -> Result<MediaRecord, MediaError> {
        let known = self.store.find_media_by_source(import.account, &import.source).await?;
        if let Some(found) = known {
            return Ok(found);
        }
        let made = self.make(&import.bytes, Purpose::Staff).await?;
        let record = MediaRecord {
            account: import.account,
            id: new_id(),
            conversation: None,
            blob_name: made.name,
            size: made.size,
            title: import.title,
            source: import.source,
            shelf_place: import.shelf_place,
            clip: None,
            ready: true,
            problem: None,
        };
        self.keep(record).await
    }

    /// The bytes of one variant and their media type.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when the disk does not give them.
    pub async fn read(
        &self,
        media: &MediaRecord,
        variant: Variant,
    ) -> Result<(Bytes, &'static str), MediaError> {
        match self.blobs.get(&media.blob_name, variant).await {
            // A film that came without a preview.
            Err(object_store::Error::NotFound { .. }) if media.clip.is_some() => {
                Err(MediaError::Refused(ErrorCode::NotFound))
            }
            found => Ok(typed(found?)),
        }
    }

    /// How many bytes a film has.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when the disk does not tell.
    pub async fn clip_bytes(&self, media: &MediaRecord) -> Result<u64, MediaError> {
        Ok(self.blobs.clip_bytes(&media.blob_name).await?)
    }

    /// Bytes of a film, piece by piece.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when the disk does not give them.
    pub async fn read_clip(
        &self,
        media: &MediaRecord,
        range: Range<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes, object_store::Error>> + Send + use<>, MediaError>
    {
        Ok(self.blobs.get_clip(&media.blob_name, range).await?)
    }

    /// The bytes of one tile and their media type; `None` for a tile that the picture has not.
    ///
    /// # Errors
    /// [`MediaError::Unavailable`] when the disk does not give them.
    pub async fn read_tile(
        &self,
        media: &MediaRecord,
        tile: Tile,
    ) -> Result<Option<(Bytes, &'static str)>, MediaError> {
        if !media.ready || media.clip.is_some() {
            return Ok(None);
        }
        let Some(number) = (0..).zip(tiles_of(media.size)).find(|(_, one)| *one == tile) else {
            return Ok(None);
        };
        Ok(Some(typed(self.blobs.get_tile(&media.blob_name, number.0).await?)))
    }

    /// Makes and checks addresses that work without a header.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// How far the processes that decode pictures are locked in.
    #[must_use]
    pub fn confinement(&self) -> Confinement {
        self.workers.confinement()
    }

    /// The same after asking a process that is started for this alone.
    pub async fn probe_confinement(&self) -> Confinement {
        self.workers.probe().await
    }

    /// Joins the flight to this address, or starts it.
    fn board(&self, key: &(AccountId, String)) -> Result<Flight, MediaError> {
        let mut flights = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = flights.get(key) {
            return Ok(Arc::clone(flight));
        }
        if flights.len() >= FLIGHTS {
            // A caller that went away leaves its flight behind; nobody else holds it.
            flights.retain(|_, flight| Arc::strong_count(flight) > 1);
        }
        if flights.len() >= FLIGHTS {
            return Err(MediaError::Rate);
        }
        let flight = Flight::default();
        flights.insert(key.clone(), Arc::clone(&flight));
        Ok(flight)
    }

    async fn fetch_new(
        &self,
        account: AccountId,
        url: &Url,
        purpose: Purpose,
    ) -> Result<MediaRecord, MediaError> {
        // Somebody may have landed between the look-up and boarding.
        if let Some(found) = self.store.find_media_by_source(account, url.as_str()).await? {
            return Ok(found);
        }
        let (title, made) = self.fetch_best(url, purpose).await?;
        let record = MediaRecord {
            account,
            id: new_id(),
            conversation: None,
            blob_name: made.name,
            size: made.size,
            title,
            source: url.to_string(),
            shelf_place: None,
            clip: None,
            ready: true,
            problem: None,
        };
        self.keep(record).await
    }

    async fn fetch_best(&self, url: &Url, purpose: Purpose) -> Result<(String, Made), MediaError> {
        // The address of a scaled picture: the original is better, if the CDN gives it.
        if let Some(original) = page::original(url)
            && let Ok(fetched) = self.guard.fetch(original).await
            && !fetched.is_page
            && let Ok(made) = self.make(&fetched.body, purpose).await
        {
            return Ok((String::new(), made));
        }
        let fetched = self.guard.fetch(url.clone()).await?;
        if !fetched.is_page {
            let made = self.make(&fetched.body, purpose).await?;
            return Ok((String::new(), made));
        }
        let Fetched { url: base, body, .. } = fetched;
        // Up to 2 MiB of markup are some tens of milliseconds: not on an async thread.
        let product = tokio::task::spawn_blocking(move || page::read(&body, &base)).await;
        let product = product.map_err(|_panic| MediaError::Refused(ErrorCode::BadPicture))?;
        let mut last = MediaError::Refused(ErrorCode::BadPicture);
        for picture in product.pictures.into_iter().take(TRIES) {
            match self.picture_at(picture, purpose).await {
                Ok(made) => return Ok((product.title, made)),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn picture_at(&self, url: Url, purpose: Purpose) -> Result<Made, MediaError> {
        let fetched = self.guard.fetch(url).await?;
        self.make(&fetched.body, purpose).await
    }

    /// Makes the parts of a picture and keeps them under a fresh name.
    async fn make(&self, bytes: &Bytes, purpose: Purpose) -> Result<Made, MediaError> {
        let mut parts = Parts::new(&self.blobs);
        match self.workers.make(bytes, purpose, &mut parts).await {
            Ok(size) => Ok(Made { name: parts.finish().await?, size }),
            Err(error) => {
                parts.discard().await;
                Err(error)
            }
        }
    }

    /// Writes the row of a picture whose blobs are there: a row without its bytes would be found
    /// for ever.
    async fn keep(&self, record: MediaRecord) -> Result<MediaRecord, MediaError> {
        match self.store.insert_media(&record).await {
            Ok(()) => Ok(record),
            // Another process was faster.
            Err(StoreError::Conflict(_)) => {
                self.drop_blobs(&record.blob_name).await;
                let found = self.store.find_media_by_source(record.account, &record.source).await?;
                found.ok_or(MediaError::Unavailable)
            }
            Err(error) => {
                self.drop_blobs(&record.blob_name).await;
                Err(error.into())
            }
        }
    }
}

/// A picture whose parts are kept and whose row is still to be written.
#[derive(Clone, Copy, Debug)]
struct Made {
    name: BlobName,
    size: MediaSize,
}

/// How far processes of this program are locked in that would decode pictures.
pub async fn probe_confinement_of(program: PathBuf) -> Confinement {
    Workers::new(WorkerSettings::new(program)).probe().await
}

/// What a client is told of a picture.
#[must_use]
pub fn info_of(media: &MediaRecord) -> MediaInfo {
    let levels = levels(media.size);
    let tiled = media.ready && media.clip.is_none() && !levels.is_empty();
    MediaInfo {
        media: media.id,
        size: media.size,
        title: media.title.clone(),
        ready: media.ready,
        problem: media.problem,
        tiles: tiled.then_some(Tiles { side: TILE_PX, levels }),
        clip: media.clip.map(|clip| ClipInfo {
            mime: clip.kind.map(|kind| kind.mime().to_owned()),
            duration_ms: clip.duration_ms,
        }),
    }
}

/// Bytes of ours with their media type; we encode these two only.
fn typed(bytes: Bytes) -> (Bytes, &'static str) {
    let media_type = if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    (bytes, media_type)
}

/// The address in its normal form, without fragment, if its host may be named.
fn named_address(hosts: &[String], url: &str) -> Result<Url, MediaError> {
    if url.len() > URL_BYTES {
        return Err(MediaError::Address);
    }
    let mut url = Url::parse(url).map_err(|_no_url| MediaError::Address)?;
    url.set_fragment(None);
    let known = url.host_str().is_some_and(|host| hosts.iter().any(|known| known == host));
    if known { Ok(url) } else { Err(MediaError::Address) }
}

#[cfg(test)]
mod site;
#[cfg(test)]
mod tests;
