//! Uploads under way: from the first announcement to the finished picture.
//!
//! The bytes wait in a file of their own until all are there; only then a decoding process sees
//! them. What is kept of an upload beyond that file is in memory: after a restart the client
//! announces it again under the same name and begins anew, and finds its preview again.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::Stream;
use tokio::io::AsyncSeekExt as _;
use tokio_util::sync::CancellationToken;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId, UploadId};
use vitrine_shared::limits::{
    CLIP_BYTES, CLIP_PX, FILM_MS, PREVIEW_BYTES, TALLEST, UNIT, UPLOAD_BYTES,
};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::media::NewUpload;

use super::name::cleaned;
use super::quota::{Quota, has_room};
use super::receive::{Pace, receive};
use super::{Made, MediaError, MediaService, Purpose, clip};
use crate::clock::new_id;
use crate::store::{BlobName, ClipRecord, MediaRecord};

/// Uploads one participant may have open at once.
const OPEN_EACH: usize = 8;
/// Uploads open at once; each may hold 50 MiB of the disk, which keeps a reserve.
const OPEN: usize = 1_000;
/// An upload is forgotten so long after it was last heard of.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(60 * 60);
/// How often the same upload may be decoded; whoever needs more does not want a picture.
const ATTEMPTS: u32 = 5;
/// Longest side that may be announced, in pixels.
const ANNOUNCED_PX: u32 = 16_384;

/// Who uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Uploader {
    /// Tenant.
    pub account: AccountId,
    /// Who.
    pub participant: ParticipantId,
    /// As whom.
    pub purpose: Purpose,
}

/// An upload under way.
pub struct Upload {
    /// Its name.
    pub id: UploadId,
    /// For which conversation.
    pub conversation: ConversationId,
    by: Uploader,
    wish: NewUpload,
    file: PathBuf,
    state: tokio::sync::Mutex<State>,
    /// The request that sends bytes now, and when anything was last heard.
    hand: Mutex<(CancellationToken, Instant)>,
    /// Finished ones are remembered for a while and take no place.
    finished: AtomicBool,
}

#[derive(Debug)]
struct State {
    offset: u32,
    attempts: u32,
    media: Option<MediaRecord>,
    /// Whoever still holds it takes nothing for it any more.
    given_up: bool,
}

/// The uploads of this node.
pub(super) struct Uploads {
    folder: PathBuf,
    open: Mutex<HashMap<UploadId, Arc<Upload>>>,
    quota: Mutex<Quota>,
}

/// What an announcement is answered with.
pub struct Begun {
    /// Its name.
    pub id: UploadId,
    /// Bytes that are there.
    pub offset: u32,
    /// The picture, if there is one by this name already.
    pub media: Option<MediaRecord>,
}

impl Uploads {
    /// Uploads in the folder `root`. What an earlier process left there is deleted.
    ///
    /// # Errors
    /// When the folder cannot be made or read.
    pub(super) fn in_folder(root: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        for entry in std::fs::read_dir(root)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(Self { folder: root.to_owned(), open: Mutex::default(), quota: Mutex::default() })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<UploadId, Arc<Upload>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Upload {
    /// Takes the upload over from whichever request sends bytes to it now.
    fn take_over(&self) -> CancellationToken {
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        hand.0.cancel();
        *hand = (CancellationToken::new(), Instant::now());
        hand.0.clone()
    }

    fn is_forgotten(&self, now: Instant) -> bool {
        let hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        now.duration_since(hand.1) >= FORGOTTEN_AFTER
    }

    fn source(&self) -> String {
        source_of(self.by.participant, &self.wish)
    }

    /// How many bytes are there; whoever asks goes on from there, and an older request that still
    /// sends is cut.
    pub async fn offset(&self) -> u32 {
        self.take_over();
        self.state.lock().await.offset
    }

    /// Takes bytes that begin at `offset`. Returns how many are there now, and why not all that
    /// came were taken.
    ///
    /// # Errors
    /// A code together with the offset to go on from.
    pub async fn receive<E>(
        &self,
        offset: u32,
        body: impl Stream<Item = Result<Bytes, E>>,
    ) -> Result<u32, (ErrorCode, u32)> {
        let stop = self.take_over();
        let mut state = self.state.lock().await;
        if state.given_up {
            return Err((ErrorCode::NotFound, 0));
        }
        let is_sharp = state.media.as_ref().is_some_and(|media| media.ready);
        if offset != state.offset || is_sharp {
            return Err((ErrorCode::WrongOffset, state.offset));
        }
        let room = self.wish.bytes - state.offset;
        if !self.file.parent().is_some_and(|folder| has_room(folder, room)) {
            return Err((ErrorCode::StorageFull, state.offset));
        }
        let file = self.at_offset(offset).await;
        let Ok(mut file) = file else { return Err((ErrorCode::Unavailable, state.offset)) };
        let (written, ended) = receive(body, &mut file, room, Pace::default(), &stop).await;
        state.offset += written;
        self.touch();
        ended.map(|()| state.offset).map_err(|code| (code, state.offset))
    }

    /// The file, cut behind `offset`: what a broken write left there is not counted.
    async fn at_offset(&self, offset: u32) -> io::Result<tokio::fs::File> {
        let mut options = tokio::fs::OpenOptions::new();
        let mut file = options.write(true).create(true).open(&self.file).await?;
        file.set_len(u64::from(offset)).await?;
        file.seek(io::SeekFrom::End(0)).await?;
        Ok(file)
    }

    /// The picture this upload has so far.
    pub async fn picture(&self) -> Option<MediaRecord> {
        self.state.lock().await.media.clone()
    }

    fn touch(&self) {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner).1 = Instant::now();
    }

    fn delete_file(&self) {
        match std::fs::remove_file(&self.file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, "file of an upload not deleted"),
        }
    }
}

fn source_of(participant: ParticipantId, wish: &NewUpload) -> String {
    format!("upload:{participant}:{}", wish.cid)
}

impl MediaService {
    /// Begins an upload, or finds the one of the same name again. Whether this participant may
    /// bring pictures into that conversation is the caller's to check.
    ///
    /// # Errors
    /// When it is too much or too large.
    pub async fn begin_upload(&self, by: Uploader, wish: NewUpload) -> Result<Begun, MediaError> {
        if wish.bytes == 0 {
            return Err(MediaError::Refused(ErrorCode::BadPicture));
        }
        let most = if wish.duration_ms.is_some() { CLIP_BYTES } else { UPLOAD_BYTES };
        if wish.bytes > most {
            return Err(MediaError::TooBig);
        }
        if wish.duration_ms.is_some() {
            is_possible_clip(&wish).map_err(MediaError::Refused)?;
        }
        if wish.size.is_some_and(|size| !is_possible(size)) {
            return Err(MediaError::Refused(ErrorCode::TooManyPixels));
        }
        let known = |upload: &&Arc<Upload>| upload.by == by && upload.wish == wish;
        let again = self.uploads.open().values().find(known).cloned();
        if let Some(upload) = again {
            let offset = upload.offset().await;
            let media = upload.state.lock().await.media.clone();
            return Ok(Begun { id: upload.id, offset, media });
        }
        let source = source_of(by.participant, &wish);
        let media = self.store.find_media_by_source(by.account, &source).await?;
        if media.as_ref().is_some_and(|media| media.ready) {
            return Ok(Begun { id: new_id(), offset: wish.bytes, media });
        }
        if !has_room(&self.uploads.folder, wish.bytes) {
            return Err(MediaError::Refused(ErrorCode::StorageFull));
        }
        let id: UploadId = new_id();
        let upload = Upload {
            id,
            conversation: wish.conversation,
            by,
            file: self.uploads.folder.join(id.to_string()),
            state: tokio::sync::Mutex::new(State {
                offset: 0,
                attempts: 0,
                media: media.clone(),
                given_up: false,
            }),
            hand: Mutex::new((CancellationToken::new(), Instant::now())),
            finished: AtomicBool::new(false),
            wish,
        };
        let mut open = self.uploads.open();
        let unfinished = open.values().filter(|one| !one.finished.load(Ordering::Relaxed));
        let (own, others): (Vec<_>, Vec<_>) =
            unfinished.partition(|one| one.by.participant == by.participant);
        if own.len() >= OPEN_EACH || own.len() + others.len() >= OPEN {
            return Err(MediaError::Rate);
        }
        let mut quota = self.uploads.quota.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = upload.wish.bytes;
        quota.take(by.participant, bytes, Instant::now()).map_err(MediaError::Refused)?;
        open.insert(id, Arc::new(upload));
        Ok(Begun { id, offset: 0, media })
    }

    /// The upload of this name, if it is this participant's.
    #[must_use]
    pub fn upload(&self, participant: ParticipantId, id: UploadId) -> Option<Arc<Upload>> {
        let open = self.uploads.open();
        open.get(&id).filter(|upload| upload.by.participant == participant).cloned()
    }

    /// Gives an upload up, together with its preview.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn cancel_upload(&self, upload: &Upload) -> Result<(), MediaError> {
        upload.take_over();
        let mut state = upload.state.lock().await;
        if let Some(media) = state.media.as_ref().filter(|media| !media.ready) {
            self.remove(media.account, media.id).await?;
        }
        self.drop_upload(upload, &mut state);
        Ok(())
    }

    /// Gives up every upload of a participant, and of everybody into these conversations. Their
    /// rows are the caller's to delete.
    pub async fn give_up_uploads(
        &self,
        account: AccountId,
        participant: ParticipantId,
        conversations: &[ConversationId],
    ) {
        let meant = |upload: &&Arc<Upload>| {
            let by = upload.by.participant == participant;
            upload.by.account == account && (by || conversations.contains(&upload.conversation))
        };
        let found: Vec<_> = self.uploads.open().values().filter(meant).cloned().collect();
        for upload in found {
            upload.take_over();
            self.drop_upload(&upload, &mut *upload.state.lock().await);
        }
    }

    fn drop_upload(&self, upload: &Upload, state: &mut State) {
        state.given_up = true;
        self.uploads.open().remove(&upload.id);
        upload.delete_file();
    }

    /// Makes the preview of an upload and thereby its picture, which is not sharp yet.
    ///
    /// # Errors
    /// When no size was announced, or it is no small picture of that shape.
    pub async fn keep_preview(
        &self,
        upload: &Upload,
        bytes: Bytes,
    ) -> Result<MediaRecord, MediaError> {
        let mut state = upload.state.lock().await;
        still_wanted(&state)?;
        if let Some(media) = &state.media {
            return Ok(media.clone());
        }
        let size = upload.wish.size.ok_or(MediaError::Refused(ErrorCode::SizeDiffers))?;
        if bytes.len() > PREVIEW_BYTES {
            return Err(MediaError::TooBig);
        }
        count_attempt(&mut state)?;
        let made = self.make(&bytes, Purpose::Preview).await?;
        if !is_same_shape(made.size, size) {
            self.drop_blobs(&made.name).await;
            return Err(MediaError::Refused(ErrorCode::SizeDiffers));
        }
        let record = MediaRecord { size, ready: false, ..uploaded(upload, made) };
        let media = self.keep(record).await?;
        state.media = Some(media.clone());
        Ok(media)
    }

    /// Makes the picture of an upload whose bytes are all there. Repeating it gives the same
    /// picture.
    ///
    /// # Errors
    /// When bytes are missing (`WrongOffset`), or it is no picture that may be kept. An upload
    /// with such bytes begins anew at offset 0; one that failed for another reason can be
    /// finished again. A preview stays and knows the reason.
    pub async fn finish_upload(&self, upload: &Upload) -> Result<MediaRecord, MediaError> {
        upload.take_over();
        let mut state = upload.state.lock().await;
        still_wanted(&state)?;
        if let Some(media) = state.media.as_ref().filter(|media| media.ready) {
            return Ok(media.clone());
        }
        if state.offset != upload.wish.bytes {
            return Err(MediaError::Refused(ErrorCode::WrongOffset));
        }
        count_attempt(&mut state)?;
        let finished = if upload.wish.duration_ms.is_some() {
            self.finish_clip(upload, state.media.clone()).await
        } else {
            self.finish_bytes(upload, state.media.clone()).await
        };
        match &finished {
            Ok(media) => {
                upload.delete_file();
                upload.finished.store(true, Ordering::Relaxed);
                state.media = Some(media.clone());
            }
            Err(MediaError::Refused(code)) => {
                upload.delete_file();
                state.offset = 0;
                if let Some(media) = &mut state.media {
                    media.problem = Some(*code);
                    self.store.update_media(media).await?;
                }
            }
            Err(_for_now) => {}
        }
        finished
    }

    async fn finish_bytes(
        &self,
        upload: &Upload,
        preview: Option<MediaRecord>,
    ) -> Result<MediaRecord, MediaError> {
        let bytes = tokio::fs::read(&upload.file).await.map_err(|error| {
            tracing::warn!(%error, "file of an upload not read");
            MediaError::Unavailable
        })?;
        let made = self.make(&Bytes::from(bytes), upload.by.purpose).await?;
        if upload.wish.size.is_some_and(|announced| announced != made.size) {
            self.drop_blobs(&made.name).await;
            return Err(MediaError::Refused(ErrorCode::SizeDiffers));
        }
        self.replace_preview(upload, preview, made).await
    }

    /// Keeps a film as it came, without what it says beside the film. Its preview stays as its
    /// picture.
    async fn finish_clip(
        &self,
        upload: &Upload,
        preview: Option<MediaRecord>,
    ) -> Result<MediaRecord, MediaError> {
        let path = upload.file.clone();
        let tidied = tokio::task::spawn_blocking(move || {
            let mut options = std::fs::OpenOptions::new();
            let opened = options.read(true).write(true).open(path);
            let mut file = opened.map_err(|error| {
                tracing::warn!(%error, "file of an upload not read");
                ErrorCode::Unavailable
            })?;
            clip::tidy(&mut file)
        });
        let kind = match tidied.await.unwrap_or(Err(ErrorCode::Unavailable)) {
            Ok(kind) => kind,
            Err(ErrorCode::Unavailable) => return Err(MediaError::Unavailable),
            Err(code) => return Err(MediaError::Refused(code)),
        };
        let name = preview.as_ref().map_or_else(rand::random::<BlobName>, |kept| kept.blob_name);
        let size = upload.wish.size.ok_or(MediaError::Refused(ErrorCode::SizeDiffers))?;
        if let Err(error) = self.blobs.put_clip(&name, &upload.file).await {
            if preview.is_none() {
                self.drop_blobs(&name).await;
            }
            return Err(error.into());
        }
        let clip = clip_of(upload).map(|clip| ClipRecord { kind: Some(kind), ..clip });
        let Some(preview) = preview else {
            let record = uploaded(upload, Made { name, size });
            return self.keep(MediaRecord { clip, ..record }).await;
        };
        let whole = MediaRecord { clip, ready: true, problem: None, ..preview };
        if self.store.update_media(&whole).await? {
            return Ok(whole);
        }
        // It was removed meanwhile.
        self.drop_blobs(&name).await;
        Err(MediaError::Refused(ErrorCode::NotFound))
    }

    async fn replace_preview(
        &self,
        upload: &Upload,
        preview: Option<MediaRecord>,
        made: Made,
    ) -> Result<MediaRecord, MediaError> {
        let Some(preview) = preview else {
            return self.keep(uploaded(upload, made)).await;
        };
        let sharp = MediaRecord {
            blob_name: made.name,
            size: made.size,
            ready: true,
            problem: None,
            ..preview.clone()
        };
        match self.store.update_media(&sharp).await {
            Ok(true) => {
                self.drop_blobs(&preview.blob_name).await;
                Ok(sharp)
            }
            // It was removed meanwhile.
            Ok(false) => {
                self.drop_blobs(&made.name).await;
                Err(MediaError::Refused(ErrorCode::NotFound))
            }
            Err(error) => {
                self.drop_blobs(&made.name).await;
                Err(error.into())
            }
        }
    }

    /// Forgets uploads that nobody has gone on with for an hour; their previews stay, not sharp.
    pub fn forget_uploads(&self) {
        let now = Instant::now();
        self.uploads.open().retain(|_, upload| {
            let forgotten = upload.is_forgotten(now);
            if forgotten {
                upload.delete_file();
            }
            !forgotten
        });
    }
}

fn still_wanted(state: &State) -> Result<(), MediaError> {
    if state.given_up { Err(MediaError::Refused(ErrorCode::NotFound)) } else { Ok(()) }
}

fn count_attempt(state: &mut State) -> Result<(), MediaError> {
    state.attempts += 1;
    if state.attempts > ATTEMPTS { Err(MediaError::Rate) } else { Ok(()) }
}

fn uploaded(upload: &Upload, made: Made) -> MediaRecord {
    MediaRecord {
        account: upload.by.account,
        id: new_id(),
        conversation: Some(upload.conversation),
        blob_name: made.name,
        size: made.size,
        title: cleaned(&upload.wish.name),
        source: upload.source(),
        shelf_place: None,
        ready: true,
        problem: None,
        clip: clip_of(upload),
    }
}

/// The film that was announced, whose bytes are not there yet.
fn clip_of(upload: &Upload) -> Option<ClipRecord> {
    upload.wish.duration_ms.map(|duration_ms| ClipRecord { duration_ms, kind: None })
}

/// Whether a film can be like that at all; nobody here looks into it.
fn is_possible_clip(wish: &NewUpload) -> Result<(), ErrorCode> {
    let length = wish.duration_ms.is_some_and(|length| (1..=FILM_MS).contains(&length));
    let size = wish.size.ok_or(ErrorCode::SizeDiffers)?;
    if !length {
        return Err(ErrorCode::BadClip);
    }
    let sides = [size.width, size.height];
    if sides.iter().all(|side| (1..=CLIP_PX).contains(side)) {
        Ok(())
    } else {
        Err(ErrorCode::TooManyPixels)
    }
}

/// Whether a picture can have these pixels at all.
fn is_possible(size: MediaSize) -> bool {
    let sides = [size.width, size.height];
    let coordinates = u64::from(size.height) * u64::from(UNIT.unsigned_abs())
        <= u64::from(size.width) * u64::from(TALLEST.unsigned_abs());
    sides.iter().all(|side| (1..=ANNOUNCED_PX).contains(side)) && coordinates
}

/// Whether `small` is `large` made smaller, to the nearest pixel.
fn is_same_shape(small: MediaSize, large: MediaSize) -> bool {
    let across = u64::from(small.width) * u64::from(large.height);
    let down = u64::from(small.height) * u64::from(large.width);
    across.abs_diff(down) <= u64::from(large.width.max(large.height))
}
