//! Connections that are slow, cut anywhere, or dead without a word.
//!
//! A connection is two pipes. Bytes that are written arrive later, in order within a pipe and in
//! any order between connections. The server's end is an asynchronous stream; the client's end is
//! read and written without waiting.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::dice::Dice;

/// Bytes under way in one pipe before the writer has to wait, as in TCP.
const WINDOW: usize = 32 * 1024;

/// One direction of a connection.
#[derive(Default)]
struct Pipe {
    under_way: VecDeque<(u64, Vec<u8>)>,
    under_way_bytes: usize,
    arrived: VecDeque<u8>,
    /// When the end of the stream arrives.
    end_at: Option<u64>,
    ended: bool,
    /// Nothing arrives any more and nobody is told.
    dead: bool,
    /// The connection breaks when so many more bytes have been written.
    breaks_after: Option<usize>,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

/// What both ends share.
struct Link {
    up: Pipe,
    down: Pipe,
    broken: bool,
    now: u64,
    dice: Dice,
    /// Milliseconds on the way: at least, at most.
    delay: (u32, u32),
    /// Bytes a tick that the client takes; a slow reader.
    takes: Option<usize>,
}

/// A connection, as the world sees it.
#[derive(Clone)]
pub(crate) struct Wire(Arc<Mutex<Link>>);

/// The client's end.
pub(crate) struct ClientEnd(Wire);

/// The server's end.
pub(crate) struct ServerEnd(Wire);

impl Wire {
    /// A new connection and its two ends.
    pub(crate) fn open(now: u64, dice: Dice, delay: (u32, u32)) -> (Self, ClientEnd, ServerEnd) {
        let (up, down) = (Pipe::default(), Pipe::default());
        let link = Link { up, down, broken: false, now, dice, delay, takes: None };
        let wire = Self(Arc::new(Mutex::new(link)));
        (wire.clone(), ClientEnd(wire.clone()), ServerEnd(wire))
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time passes: what is due arrives.
    pub(crate) fn tick(&self, now: u64) {
        let mut link = self.link();
        link.now = now;
        let takes = link.takes;
        link.up.arrive(now, None);
        link.down.arrive(now, takes);
    }

    /// Both ends find the connection broken; what was under way is lost.
    pub(crate) fn cut(&self) {
        self.link().cut();
    }

    /// The connection breaks after so many more bytes of the client, or of the server.
    pub(crate) fn cut_after(&self, bytes: usize, of_client: bool) {
        let mut link = self.link();
        let pipe = if of_client { &mut link.up } else { &mut link.down };
        pipe.breaks_after = Some(bytes);
    }

    /// Nothing arrives any more, up, down or both ways, and nobody is told.
    pub(crate) fn die(&self, up: bool, down: bool) {
        let mut link = self.link();
        link.up.dead |= up;
        link.down.dead |= down;
    }

    /// How many bytes the client takes a tick from now on.
    pub(crate) fn slow_down(&self, takes: Option<usize>) {
        self.link().takes = takes;
    }

    /// Whether an end still has it.
    pub(crate) fn in_use(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

impl Link {
    fn cut(&mut self) {
        self.broken = true;
        for pipe in [&mut self.up, &mut self.down] {
            pipe.wake();
        }
    }

    fn write(&mut self, bytes: &[u8], up: bool) -> io::Result<usize> {
        if self.broken {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let (low, high) = self.delay;
        let at = self.now + u64::from(self.dice.between(low, high));
        let pipe = if up { &mut self.up } else { &mut self.down };
        let free = WINDOW.saturating_sub(pipe.under_way_bytes + pipe.arrived.len());
        let mut count = bytes.len().min(free);
        if count == 0 && !bytes.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let mut breaks = false;
        if let Some(left) = &mut pipe.breaks_after {
            count = count.min(*left);
            *left -= count;
            breaks = *left == 0;
        }
        // Bytes of one pipe stay in order.
        let at = pipe.under_way.back().map_or(at, |(before, _)| at.max(*before));
        pipe.under_way.push_back((at, bytes[..count].to_vec()));
        pipe.under_way_bytes += count;
        if breaks {
            // What was written before the break still arrives.
            pipe.arrive(u64::MAX, None);
            self.cut();
        }
        Ok(count)
    }

    fn read(&mut self, into: &mut [u8], up: bool) -> io::Result<usize> {
        let broken = self.broken;
        let pipe = if up { &mut self.up } else { &mut self.down };
        if pipe.arrived.is_empty() {
            return match (broken, pipe.ended) {
                (true, _) => Err(io::ErrorKind::ConnectionReset.into()),
                (false, true) => Ok(0),
                (false, false) => Err(io::ErrorKind::WouldBlock.into()),
            };
        }
        let count = into.len().min(pipe.arrived.len());
        for (place, byte) in into.iter_mut().zip(pipe.arrived.drain(..count)) {
            *place = byte;
        }
        if let Some(writer) = pipe.writer.take() {
            writer.wake();
        }
        Ok(count)
    }

    /// An end is closed: the other one reads the end of the stream, unless the line is dead.
    fn close(&mut self, up: bool) {
        let at = self.now + u64::from(self.delay.1);
        let pipe = if up { &mut self.up } else { &mut self.down };
        pipe.end_at.get_or_insert(at);
    }
}

impl Pipe {
    fn wake(&mut self) {
        for waker in [self.reader.take(), self.writer.take()].into_iter().flatten() {
            waker.wake();
        }
    }

    fn arrive(&mut self, now: u64, most: Option<usize>) {
        if self.dead {
            return;
        }
        let mut room = most.unwrap_or(usize::MAX).saturating_sub(self.arrived.len());
        let mut any = false;
        while let Some((at, bytes)) = self.under_way.front_mut() {
            if *at > now || room == 0 {
                break;
            }
            let count = bytes.len().min(room);
            self.arrived.extend(bytes.drain(..count));
            self.under_way_bytes -= count;
            room -= count;
            any = true;
            if bytes.is_empty() {
                self.under_way.pop_front();
            }
        }
        if self.under_way.is_empty() && self.end_at.is_some_and(|at| at <= now) && !self.ended {
            self.ended = true;
            any = true;
        }
        if any {
            self.wake();
        }
    }
}

impl Read for ClientEnd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.link().read(into, false)
    }
}

impl Write for ClientEnd {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.link().write(bytes, true)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for ClientEnd {
    fn drop(&mut self) {
        self.0.link().close(true);
    }
}

impl AsyncRead for ServerEnd {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut link = self.0.link();
        match link.read(into.initialize_unfilled(), true) {
            Ok(count) => {
                into.advance(count);
                Poll::Ready(Ok(()))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                link.up.reader = Some(context.waker().clone());
                Poll::Pending
            }
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl AsyncWrite for ServerEnd {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut link = self.0.link();
        match link.write(bytes, false) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                link.down.writer = Some(context.waker().clone());
                Poll::Pending
            }
            done => Poll::Ready(done),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.link().close(false);
        Poll::Ready(Ok(()))
    }
}

impl Drop for ServerEnd {
    fn drop(&mut self) {
        self.0.link().close(false);
    }
}
