//! Stopping without anybody noticing: first not ready, then empty, then closed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::hub::Hub;

/// Clients have this long to go elsewhere: the 15 s over which they are spread, and slack to open
/// another socket. With what comes after it, a service ends within 30 s.
const LEAVE_WITHIN: Duration = Duration::from_secs(20);
/// How often to look whether all have left.
const LOOK: Duration = Duration::from_millis(50);

/// Whether the service is about to stop.
#[derive(Debug, Default)]
pub struct Drain(AtomicBool);

impl Drain {
    /// From now on it is.
    pub fn begin(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it is.
    #[must_use]
    pub fn begun(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// Waits until every socket has left by itself, or had its time.
pub(crate) async fn until_left(hub: &Hub) {
    let begun = Instant::now();
    while hub.open_sockets() > 0 && begun.elapsed() < LEAVE_WITHIN {
        tokio::time::sleep(LOOK).await;
    }
}
