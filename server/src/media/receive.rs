//! Bytes of an upload on their way into its file.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::io::AsyncWriteExt as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use vitrine_shared::wire::ErrorCode;

/// How slowly bytes may come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// For so long any pace is fine.
    pub(super) grace: Duration,
    /// Bytes a second afterwards, on average since the beginning.
    pub(super) least_per_s: u64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { grace: Duration::from_secs(10), least_per_s: 8 * 1024 }
    }
}

/// Writes what comes into `file`, at most `room` bytes, until the stream ends or `stop`. Returns
/// how many bytes were written, and why there were no more, if there was a reason.
///
/// What counts is what arrives: no header is asked how much that will be.
pub(super) async fn receive<E>(
    body: impl Stream<Item = Result<Bytes, E>>,
    file: &mut tokio::fs::File,
    room: u32,
    pace: Pace,
    stop: &CancellationToken,
) -> (u32, Result<(), ErrorCode>) {
    let begun = Instant::now();
    let mut body = std::pin::pin!(body);
    let mut written = 0_u32;
    let ended = loop {
        // The time at which what has come would be too little.
        let earned = Duration::from_secs_f64(f64::from(written) / pace.least_per_s.max(1) as f64);
        let late = begun + pace.grace.max(earned);
        let chunk = tokio::select! {
            chunk = body.next() => chunk,
            () = tokio::time::sleep_until(late) => break Err(ErrorCode::TooSlow),
            // Another request goes on with this upload; it will ask for the offset.
            () = stop.cancelled() => break Err(ErrorCode::WrongOffset),
        };
        let chunk = match chunk {
            None => break Ok(()),
            // The connection broke: whoever comes back asks for the offset.
            Some(Err(_cut)) => break Err(ErrorCode::WrongOffset),
            Some(Ok(chunk)) => chunk,
        };
        let Some(now) = u32::try_from(chunk.len()).ok().and_then(|n| written.checked_add(n)) else {
            break Err(ErrorCode::TooBig);
        };
        if now > room {
            break Err(ErrorCode::TooBig);
        }
        if let Err(error) = file.write_all(&chunk).await {
            tracing::warn!(%error, "upload not written");
            break Err(ErrorCode::Unavailable);
        }
        written = now;
    };
    match file.flush().await {
        Ok(()) => (written, ended),
        Err(error) => {
            tracing::warn!(%error, "upload not written");
            (0, Err(ErrorCode::Unavailable))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;

    use super::*;

    const QUICK: Pace = Pace { grace: Duration::from_millis(30), least_per_s: 1_000_000 };

    async fn file() -> (tempfile::TempDir, tokio::fs::File) {
        let folder = tempfile::tempdir().unwrap();
        let file = tokio::fs::File::create(folder.path().join("a")).await.unwrap();
        (folder, file)
    }

    fn chunks(n: usize) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::iter((0..n).map(|_| Ok(Bytes::from_static(&[7; 100]))))
    }

    #[tokio::test]
    async fn s59_a_body_that_stalls_is_cut_and_what_came_is_kept() {
        let (folder, mut file) = file().await;
        let stalling = chunks(3).chain(stream::pending());
        let stop = CancellationToken::new();
        let (written, ended) = receive(stalling, &mut file, 1_000, QUICK, &stop).await;
        assert_eq!((written, ended), (300, Err(ErrorCode::TooSlow)));
        assert_eq!(std::fs::read(folder.path().join("a")).unwrap().len(), 300);
    }

    #[tokio::test]
    async fn s59_what_counts_is_what_arrives() {
        let (_folder, mut file) = file().await;
        let stop = CancellationToken::new();
        let (written, ended) = receive(chunks(9), &mut file, 450, QUICK, &stop).await;
        assert_eq!((written, ended), (400, Err(ErrorCode::TooBig)));
        let (written, ended) = receive(chunks(2), &mut file, 200, QUICK, &stop).await;
        assert_eq!((written, ended), (200, Ok(())));
    }

    #[tokio::test]
    async fn a_request_that_is_superseded_stops() {
        let (_folder, mut file) = file().await;
        let stop = CancellationToken::new();
        stop.cancel();
        let patient = Pace { grace: Duration::from_secs(60), ..QUICK };
        let waiting = stream::pending::<Result<Bytes, Infallible>>();
        let (written, ended) = receive(waiting, &mut file, 1_000, patient, &stop).await;
        assert_eq!((written, ended), (0, Err(ErrorCode::WrongOffset)));
    }
}
