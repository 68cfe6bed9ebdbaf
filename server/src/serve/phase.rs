//! What a connection may take its time for (S1): a head, the pause between two requests, nothing
//! else. Measured below HTTP, because the protocol library knows one time-out for both.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::task::AtomicWaker;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// A request head has to be complete within this, counted from its first byte, or from the start
/// of the connection.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// A connection may rest between two requests for this long.
const IDLE: Duration = Duration::from_secs(60);

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// It is to send a head.
    Head,
    /// It has had its answer.
    Idle,
    /// A request is being answered; the body has a pace of its own.
    Busy,
    /// It is no HTTP connection any more.
    Free,
}

/// The phase, shared by the connection and its requests.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedPhase(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    phase: AtomicU8,
    /// The connection, which otherwise sleeps through the end of an answer.
    connection: AtomicWaker,
}

impl SharedPhase {
    /// Goes on to another phase.
    pub(super) fn set(&self, phase: Phase) {
        self.0.phase.store(phase as u8, Ordering::Release);
    }

    fn get(&self) -> Phase {
        let now = self.0.phase.load(Ordering::Acquire);
        let all = [Phase::Head, Phase::Idle, Phase::Busy];
        all.into_iter().find(|phase| *phase as u8 == now).unwrap_or(Phase::Free)
    }

    /// The answer is out.
    fn answered(&self) {
        let (busy, idle) = (Phase::Busy as u8, Phase::Idle as u8);
        if self.0.phase.compare_exchange(busy, idle, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            self.0.connection.wake();
        }
    }
}

/// A stream that fails when its phase takes too long.
pub(super) struct Timed<S> {
    inner: S,
    shared: SharedPhase,
    seen: Phase,
    deadline: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<S> Timed<S> {
    /// A new connection, from which a head is expected.
    pub(super) fn new(inner: S) -> (Self, SharedPhase) {
        let shared = SharedPhase::default();
        let deadline = Some(Instant::now() + HEAD_WITHIN);
        let seen = Phase::Head;
        (Self { inner, shared: shared.clone(), seen, deadline, timer: None }, shared)
    }

    fn enter(&mut self, phase: Phase) {
        self.seen = phase;
        self.deadline = match phase {
            Phase::Head => Some(Instant::now() + HEAD_WITHIN),
            Phase::Idle => Some(Instant::now() + IDLE),
            Phase::Busy | Phase::Free => None,
        };
        if phase == Phase::Free {
            // A socket may be quiet for hours: it keeps no timer.
            self.timer = None;
        }
    }

    /// Whether the phase has taken too long; asks to be woken when it will have.
    fn overdue(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(deadline) = self.deadline else { return false };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx).is_ready()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Timed<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.seen == Phase::Free {
            return Pin::new(&mut self.inner).poll_read(cx, buf);
        }
        self.shared.0.connection.register(cx.waker());
        let phase = self.shared.get();
        if phase != self.seen {
            self.enter(phase);
        }
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if phase == Phase::Idle && buf.filled().len() > before {
            self.shared.set(Phase::Head);
            self.enter(Phase::Head);
        }
        // Bytes that keep coming do not help a head that is late.
        if !matches!(read, Poll::Ready(Err(_))) && self.overdue(cx) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Timed<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

/// The body of an answer; when it is gone the connection rests.
pub(super) struct Watched {
    inner: Body,
    phase: SharedPhase,
}

impl Watched {
    /// Watches a body.
    pub(super) fn new(inner: Body, phase: SharedPhase) -> Self {
        Self { inner, phase }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.phase.answered();
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
