//! The side that starts the decoding processes: how many at once, how long, and what it believes
//! of what they say.
//!
//! One process for one picture. It costs some milliseconds to start; in return nothing of one
//! stranger's picture is left when the next one comes, and its limits on processor time and
//! memory are those of one picture.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::Semaphore;
use vitrine_pixels::{Purpose, tiles_of};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;

use super::MediaError;
use super::parts::Parts;
use super::worker::{COMMAND, Sandbox, name_of, tag};
use crate::telemetry::Decoding;

/// Decoding processes at once.
const WORKERS: u32 = 2;
/// Largest variant that is believed: 4,096 × 4,096 pixels that cannot be compressed, and a bit.
const PART_BYTES: u32 = 80 * 1024 * 1024;
/// No worker has told yet.
const UNKNOWN: u8 = u8::MAX;

/// How decoding processes are started.
#[derive(Clone, Debug)]
pub struct WorkerSettings {
    /// The `vitrine` program; in the server itself its own path.
    pub program: PathBuf,
    /// How long a process may take for a preview or a visitor's picture.
    pub visitor_within: Duration,
    /// How long it may take for a picture of staff.
    pub staff_within: Duration,
}

impl WorkerSettings {
    /// Processes of this program, within 10 s for visitors and 60 s for staff.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self {
            program,
            visitor_within: Duration::from_secs(10),
            staff_within: Duration::from_secs(60),
        }
    }
}

/// How far the decoding processes are locked in; for the health of the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confinement {
    /// None has been started yet, or none can be.
    Unknown,
    /// As the last one told.
    Known(Sandbox),
}

/// The places of the decoding processes.
#[derive(Debug)]
pub(super) struct Workers {
    settings: WorkerSettings,
    places: Semaphore,
    sandbox: AtomicU8,
}

/// Why a process gave no picture.
#[derive(Debug, thiserror::Error)]
enum Fault {
    /// The picture is refused.
    #[error("the picture is refused: {0:?}")]
    Refused(ErrorCode),
    /// It ended, or said something it never says: it ran out of memory or time, or was broken.
    #[error("the decoding process failed")]
    Broken,
    /// It took too long and was ended.
    #[error("the decoding process took longer than {0:?}")]
    TooSlow(Duration),
    /// It cannot be started.
    #[error("the decoding process cannot be started")]
    Start(#[source] std::io::Error),
    /// What it made cannot be kept.
    #[error("the parts cannot be kept")]
    Keep(#[source] MediaError),
}

impl Workers {
    pub(super) fn new(settings: WorkerSettings) -> Arc<Self> {
        Arc::new(Self {
            settings,
            places: Semaphore::new(WORKERS as usize),
            sandbox: AtomicU8::new(UNKNOWN),
        })
    }

    /// Starts a process for no picture at all, to learn how far it can lock itself in.
    pub(super) async fn probe(&self) -> Confinement {
        if let Ok(mut child) = self.start(Purpose::Preview) {
            drop(child.stdin.take());
            if let Some(mut from) = child.stdout.take()
                && let Ok(Ok((tag::LOCKED_IN, told))) =
                    tokio::time::timeout(self.settings.visitor_within, frame(&mut from)).await
            {
                self.note(&told);
            }
        }
        self.confinement()
    }

    /// How far the processes are locked in.
    pub(super) fn confinement(&self) -> Confinement {
        Sandbox::told(self.sandbox.load(Ordering::Relaxed))
            .map_or(Confinement::Unknown, Confinement::Known)
    }

    /// Makes all parts of a picture and puts them into `parts`; its pixels, upright.
    ///
    /// # Errors
    /// When it is no picture that its purpose allows, or cannot be had for any reason; `parts`
    /// may hold some by then.
    pub(super) async fn make(
        &self,
        bytes: &Bytes,
        purpose: Purpose,
        parts: &mut Parts,
    ) -> Result<MediaSize, MediaError> {
        let _counted = Decoding::begin();
        // Most pictures of staff are no larger than a visitor's may be and need no more room. The
        // process that finds out otherwise has read a header and costs next to nothing.
        let first = if purpose == Purpose::Staff { Purpose::Visitor } else { purpose };
        let made = self.make_within(bytes, first, 1, parts).await;
        let larger = matches!(made, Err(Fault::Refused(ErrorCode::TooManyPixels) | Fault::Broken));
        let made = if purpose == Purpose::Staff && larger {
            self.make_within(bytes, purpose, WORKERS, parts).await
        } else {
            made
        };
        made.map_err(|fault| {
            tracing::info!(error = &fault as &dyn std::error::Error, "no picture");
            match fault {
                Fault::Refused(code) => MediaError::Refused(code),
                Fault::Broken => MediaError::Refused(ErrorCode::BadPicture),
                // A picture that is too much work runs out of processor time first; whoever runs
                // out of time only had to wait for others.
                Fault::TooSlow(_) | Fault::Start(_) => MediaError::Unavailable,
                Fault::Keep(error) => error,
            }
        })
    }

    async fn make_within(
        &self,
        bytes: &Bytes,
        purpose: Purpose,
        places: u32,
        parts: &mut Parts,
    ) -> Result<MediaSize, Fault> {
        let _place = self.places.acquire_many(places).await.map_err(|_closed| Fault::Broken)?;
        let within = match purpose {
            Purpose::Staff => self.settings.staff_within,
            Purpose::Visitor | Purpose::Preview => self.settings.visitor_within,
        };
        parts.restart().await;
        #[cfg(test)]
        if self.settings.program.as_os_str().is_empty() {
            return here(bytes, purpose, parts).await;
        }
        // Dropped on every way out of here, and killed by that.
        let mut child = self.start(purpose).map_err(Fault::Start)?;
        tokio::time::timeout(within, self.converse(&mut child, bytes, parts))
            .await
            .unwrap_or(Err(Fault::TooSlow(within)))
    }

    fn start(&self, purpose: Purpose) -> std::io::Result<Child> {
        Command::new(&self.settings.program)
            .args([COMMAND, name_of(purpose)])
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }

    async fn converse(
        &self,
        child: &mut Child,
        bytes: &Bytes,
        parts: &mut Parts,
    ) -> Result<MediaSize, Fault> {
        let (Some(mut to), Some(mut from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Fault::Broken);
        };
        // It reads everything before it answers; one that died takes nothing and says nothing.
        if to.write_all(bytes).await.is_ok() {
            to.shutdown().await.ok();
        }
        drop(to);
        let mut tiles = 0_usize;
        loop {
            let (kind, payload) = frame(&mut from).await?;
            match kind {
                tag::LOCKED_IN => self.note(&payload),
                tag::THUMB | tag::FIT | tag::FULL => {
                    let variant = match kind {
                        tag::THUMB => super::Variant::Thumb,
                        tag::FIT => super::Variant::Fit,
                        _ => super::Variant::Full,
                    };
                    parts.put(variant, payload).await.map_err(Fault::Keep)?;
                }
                tag::TILE => {
                    tiles += 1;
                    parts.put_tile(payload).await.map_err(Fault::Keep)?;
                }
                tag::DONE => {
                    let size = size_of(&payload).ok_or(Fault::Broken)?;
                    let complete = parts.is_complete() && tiles == tiles_of(size).count();
                    return if complete { Ok(size) } else { Err(Fault::Broken) };
                }
                tag::REFUSED => {
                    let code = serde_json::from_slice(&payload).map_err(|_| Fault::Broken)?;
                    return Err(Fault::Refused(code));
                }
                _ => return Err(Fault::Broken),
            }
        }
    }

    fn note(&self, payload: &[u8]) {
        let [told] = payload else { return };
        let before = self.sandbox.swap(*told, Ordering::Relaxed);
        if before != *told && Sandbox::told(*told) == Some(Sandbox::LimitsOnly) {
            tracing::warn!("the kernel has no Landlock: pictures are decoded with limits only");
        }
    }
}

/// The next frame; what is not there or is too long is not believed.
async fn frame(from: &mut ChildStdout) -> Result<(u8, Vec<u8>), Fault> {
    let kind = from.read_u8().await.map_err(|_ended| Fault::Broken)?;
    let length = from.read_u32().await.map_err(|_ended| Fault::Broken)?;
    if length > PART_BYTES {
        return Err(Fault::Broken);
    }
    let mut payload = Vec::new();
    let wanted = u64::from(length);
    let read = from.take(wanted).read_to_end(&mut payload).await;
    match read {
        Ok(read) if read as u64 == wanted => Ok((kind, payload)),
        _ => Err(Fault::Broken),
    }
}

fn size_of(payload: &[u8]) -> Option<MediaSize> {
    let (width, height) = payload.split_first_chunk::<4>()?;
    let height: &[u8; 4] = height.try_into().ok()?;
    Some(MediaSize { width: u32::from_be_bytes(*width), height: u32::from_be_bytes(*height) })
}

/// The same without a process, for tests of this crate, which have no program to start.
#[cfg(test)]
async fn here(bytes: &Bytes, purpose: Purpose, parts: &mut Parts) -> Result<MediaSize, Fault> {
    use vitrine_pixels::{Part, render};
    let mut made = Vec::new();
    let size = render(bytes, purpose, |part, bytes| {
        made.push((part, bytes.to_vec()));
        Ok(())
    });
    for (part, bytes) in made {
        let kept = match part {
            Part::Thumb => parts.put(super::Variant::Thumb, bytes).await,
            Part::Fit => parts.put(super::Variant::Fit, bytes).await,
            Part::Full => parts.put(super::Variant::Full, bytes).await,
            Part::Tile(_) => parts.put_tile(bytes).await,
        };
        kept.map_err(Fault::Keep)?;
    }
    size.map_err(|refused| Fault::Refused(refused.code()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Instant;

    use super::*;
    use crate::media::blobs::Blobs;

    /// Runs `script` where a decoding process should be.
    async fn with(script: &str, patience: Duration) -> (Result<MediaSize, MediaError>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("worker");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let settings = WorkerSettings::new(program);
        let workers = Workers::new(WorkerSettings { visitor_within: patience, ..settings });
        let blobs = Blobs::in_folder(&folder.path().join("media")).unwrap();
        let mut parts = Parts::new(&blobs);
        let made = workers.make(&Bytes::from_static(b"x"), Purpose::Visitor, &mut parts).await;
        parts.discard().await;
        (made, blobs.names().await.unwrap().len())
    }

    #[tokio::test]
    async fn s61_a_process_that_dies_lies_or_hangs_costs_its_picture_only() {
        let begun = Instant::now();
        for script in [
            "exit 0",
            "kill -9 $$",
            "exec /usr/bin/yes",
            "printf 'F\\377\\377\\377\\377'",
            "printf 't\\0\\0\\0\\1xD\\0\\0\\0\\10\\0\\0\\0\\1\\0\\0\\0\\1'",
        ] {
            let (made, left) = with(script, Duration::from_secs(60)).await;
            let refused = matches!(made, Err(MediaError::Refused(ErrorCode::BadPicture)));
            assert!(refused, "{script}: {made:?}");
            assert_eq!(left, 0, "{script}: nothing is left of it");
        }
        let (made, left) = with("exec /bin/sleep 60", Duration::from_millis(200)).await;
        assert!(matches!(made, Err(MediaError::Unavailable)), "perhaps later: {made:?}");
        assert_eq!(left, 0, "nothing is left of it");
        assert!(begun.elapsed() < Duration::from_secs(50), "nobody waited for the sleeper");
    }

    #[tokio::test]
    async fn s61_without_a_program_there_is_no_picture_for_now() {
        let folder = tempfile::tempdir().unwrap();
        let workers = Workers::new(WorkerSettings::new(folder.path().join("nothing")));
        let mut parts = Parts::new(&Blobs::in_folder(folder.path()).unwrap());
        let made = workers.make(&Bytes::from_static(b"x"), Purpose::Visitor, &mut parts).await;
        assert!(matches!(made, Err(MediaError::Unavailable)), "{made:?}");
        assert_eq!(workers.confinement(), Confinement::Unknown);
    }
}
