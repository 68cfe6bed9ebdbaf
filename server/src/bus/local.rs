//! The bus of a single process.

use tokio::sync::broadcast;

use super::{Bus, Notice};

/// Notices a subscriber may lag behind before it has to look at everything again.
const LAG: usize = 1_024;

/// Notices within this process.
#[derive(Debug)]
pub struct LocalBus(broadcast::Sender<Notice>);

impl Default for LocalBus {
    fn default() -> Self {
        Self(broadcast::Sender::new(LAG))
    }
}

impl Bus for LocalBus {
    fn publish(&self, notice: Notice) {
        // An error means that nobody listens, which is fine.
        self.0.send(notice).ok();
    }

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }
}

/// What every implementation of [`Bus`] must do.
#[cfg(test)]
mod contract {
    use std::sync::Arc;

    use tokio::sync::broadcast::error::RecvError;

    use super::super::{Bus, Notice};
    use super::{LAG, LocalBus};
    use crate::clock::new_id;

    fn notice() -> Notice {
        Notice { account: new_id(), conversation: new_id() }
    }

    async fn every_subscriber_hears_what_is_published_after_it_came(bus: Arc<dyn Bus>) {
        bus.publish(notice());
        let (mut one, mut two) = (bus.subscribe(), bus.subscribe());
        let told = notice();
        bus.publish(told);
        assert_eq!(one.recv().await, Ok(told));
        assert_eq!(two.recv().await, Ok(told));
    }

    async fn who_falls_behind_is_told_so_and_blocks_nobody(bus: Arc<dyn Bus>) {
        let mut slow = bus.subscribe();
        for _ in 0..=LAG * 2 {
            bus.publish(notice());
        }
        assert!(matches!(slow.recv().await, Err(RecvError::Lagged(_))));
        assert!(slow.recv().await.is_ok());
    }

    #[tokio::test]
    async fn the_local_bus_keeps_the_contract() {
        every_subscriber_hears_what_is_published_after_it_came(Arc::new(LocalBus::default())).await;
        who_falls_behind_is_told_so_and_blocks_nobody(Arc::new(LocalBus::default())).await;
    }
}
