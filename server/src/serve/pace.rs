//! The pace of a request's body (S1): after ten seconds it has to have come at 8 KiB a second.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

/// Time before the pace counts.
const GRACE: Duration = Duration::from_secs(10);
/// Slowest pace of a body, in bytes a second.
const BYTES_PER_S: u64 = 8 * 1024;

/// A body that fails when it comes too slowly.
pub(super) struct Paced<B = Incoming> {
    inner: B,
    received: u64,
    begun: Instant,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<B> Paced<B> {
    /// Starts the clock.
    pub(super) fn new(inner: B) -> Self {
        Self { inner, received: 0, begun: Instant::now(), timer: None }
    }

    /// When more has to have come than has.
    fn deadline(&self) -> Instant {
        let owed = Duration::from_millis(self.received.saturating_mul(1_000) / BYTES_PER_S);
        self.begun + GRACE + owed
    }
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match Pin::new(&mut self.inner).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                self.received = self.received.saturating_add(bytes as u64);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(io::Error::other(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let deadline = self.deadline();
                let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
                if timer.deadline() != deadline {
                    timer.as_mut().reset(deadline);
                }
                if timer.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())));
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt as _, StreamBody};

    use super::*;

    /// A body of 64 chunks, one every `every`.
    async fn arrives(chunk: usize, every: Duration) -> Result<usize, io::Error> {
        let chunks = futures_util::stream::unfold(0, move |n| async move {
            tokio::time::sleep(every).await;
            let frame = Frame::data(Bytes::from(vec![0; chunk]));
            (n < 64).then_some((Ok::<_, io::Error>(frame), n + 1))
        });
        let body = Paced::new(StreamBody::new(Box::pin(chunks)));
        body.collect().await.map(|whole| whole.to_bytes().len())
    }

    #[tokio::test(start_paused = true)]
    async fn s1_a_body_slower_than_8_kib_a_second_is_given_up_after_ten_seconds() {
        let fast = arrives(9 * 1024, Duration::from_secs(1)).await;
        assert_eq!(fast.expect("fast enough"), 64 * 9 * 1024);
        let begun = Instant::now();
        let slow = arrives(64, Duration::from_secs(1)).await.expect_err("too slow");
        assert_eq!(slow.kind(), io::ErrorKind::TimedOut);
        let took = begun.elapsed();
        assert!((10..12).contains(&took.as_secs()), "given up after {took:?}");
    }
}
