//! What the rest of the node may do to a socket: wake it, answer it, close it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;
use vitrine_shared::ids::{AgentSessionId, ClientId};
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::{ErrorCode, ServerMessage};

use super::lock;

/// The answer to an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Which operation.
    pub cid: ClientId,
    /// Its seq, or why it is refused and when to retry.
    pub result: Result<u32, (ErrorCode, Option<u32>)>,
}

/// The shared side of one socket. Answers are bounded by the operations a socket may have in
/// flight; events are not queued here at all.
#[derive(Debug, Default)]
pub struct Outbox {
    login: Option<AgentSessionId>,
    wake: Notify,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    replies: VecDeque<Reply>,
    close: Option<CloseCode>,
    drain: Option<u32>,
    in_flight: usize,
}

impl Outbox {
    /// The outbox of a new socket, of a visitor or of this console session.
    #[must_use]
    pub fn new(login: Option<AgentSessionId>) -> Arc<Self> {
        Arc::new(Self { login, ..Self::default() })
    }

    /// The console session that opened the socket.
    #[must_use]
    pub fn login(&self) -> Option<AgentSessionId> {
        self.login
    }

    /// Wakes the socket's task; a wake-up before it sleeps is not lost.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Waits for the next wake-up.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Takes a place for an operation; false when too many wait for their answers.
    pub fn begin_operation(&self, most: usize) -> bool {
        let mut inner = lock(&self.inner);
        let free = inner.in_flight < most;
        inner.in_flight += usize::from(free);
        free
    }

    /// Answers an operation.
    pub fn reply(&self, reply: Reply) {
        lock(&self.inner).replies.push_back(reply);
        self.wake();
    }

    /// Asks the client to open another socket in so many milliseconds.
    pub fn drain(&self, after_ms: u32) {
        lock(&self.inner).drain = Some(after_ms);
        self.wake();
    }

    /// Takes the wish that the client goes elsewhere, once.
    #[must_use]
    pub fn take_drain(&self) -> Option<u32> {
        lock(&self.inner).drain.take()
    }

    /// Asks the socket to close; the first reason wins.
    pub fn close(&self, code: CloseCode) {
        lock(&self.inner).close.get_or_insert(code);
        self.wake();
    }

    /// Takes the waiting answers.
    #[must_use]
    pub fn take_replies(&self) -> Vec<ServerMessage> {
        let mut inner = lock(&self.inner);
        let replies: Vec<_> = inner.replies.drain(..).collect();
        inner.in_flight = inner.in_flight.saturating_sub(replies.len());
        replies.into_iter().map(Reply::into_message).collect()
    }

    /// Why the socket shall close, if it shall.
    #[must_use]
    pub fn closing(&self) -> Option<CloseCode> {
        lock(&self.inner).close
    }
}

impl Reply {
    fn into_message(self) -> ServerMessage {
        use vitrine_shared::wire::{Ack, Nack};
        match self.result {
            Ok(seq) => ServerMessage::Ack(Ack { cid: self.cid, seq }),
            Err((code, retry_ms)) => {
                ServerMessage::Nack(Nack { cid: Some(self.cid), sub: None, code, retry_ms })
            }
        }
    }
}
