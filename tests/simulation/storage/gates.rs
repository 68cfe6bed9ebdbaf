//! Calls that are held up until they are let go, so that a test decides what happens meanwhile.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use vitrine_shared::ids::ConversationId;

/// A place in a call of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gate {
    /// Before the room of this conversation is read.
    Load(ConversationId),
    /// Before operations are decided.
    Append,
    /// Before a snapshot of this conversation is written.
    Snapshot(ConversationId),
    /// After a visitor's open conversation was looked for, before the answer.
    Looked,
}

#[derive(Default)]
pub(crate) struct Gates {
    held: Mutex<BTreeSet<Gate>>,
    waiting: AtomicU32,
    moved: Notify,
    /// How often a call gives way to others, before and after.
    pauses: AtomicU32,
}

impl Gates {
    fn held(&self) -> MutexGuard<'_, BTreeSet<Gate>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on calls wait here.
    pub(crate) fn hold(&self, gate: Gate) {
        self.held().insert(gate);
    }

    /// Whoever waits goes on.
    pub(crate) fn let_go(&self) {
        self.held().clear();
        self.moved.notify_waiters();
    }

    /// Calls that wait.
    pub(crate) fn waiting(&self) -> u32 {
        self.waiting.load(Ordering::SeqCst)
    }

    /// From now on every call takes so many steps more, before and after it touches anything.
    pub(crate) fn pause(&self, steps: u32) {
        self.pauses.store(steps, Ordering::SeqCst);
    }

    pub(super) async fn take_a_while(&self) {
        for _ in 0..self.pauses.load(Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
    }

    pub(super) async fn pass(&self, gate: Gate) {
        loop {
            let moved = self.moved.notified();
            if !self.held().contains(&gate) {
                return;
            }
            self.waiting.fetch_add(1, Ordering::SeqCst);
            moved.await;
            self.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}
