//! Waiting for what a client is told, with a deadline and never for a time.

use std::future::Future;
use std::panic::Location;
use std::time::Duration;

use crate::{DEADLINE, Replica, TestClient};

impl TestClient {
    /// Waits until the replica fulfils the condition.
    ///
    /// # Panics
    /// When it does not in time.
    #[track_caller]
    pub fn until(&self, condition: impl Fn(&Replica) -> bool) -> impl Future<Output = ()> {
        self.find_within(DEADLINE, move |r| condition(r).then_some(()))
    }

    /// The same for what takes long by its nature.
    ///
    /// # Panics
    /// When it does not in time.
    #[track_caller]
    pub fn until_within(
        &self,
        patience: Duration,
        condition: impl Fn(&Replica) -> bool,
    ) -> impl Future<Output = ()> {
        self.find_within(patience, move |r| condition(r).then_some(()))
    }

    /// Waits for something in the replica.
    ///
    /// # Panics
    /// When it does not come in time.
    #[track_caller]
    pub fn find<T>(&self, look: impl Fn(&Replica) -> Option<T>) -> impl Future<Output = T> {
        self.find_within(DEADLINE, look)
    }

    #[track_caller]
    fn find_within<T>(
        &self,
        patience: Duration,
        look: impl Fn(&Replica) -> Option<T>,
    ) -> impl Future<Output = T> {
        let caller = Location::caller();
        let mut changes = self.replica.subscribe();
        async move {
            let mut found = None;
            let met = changes.wait_for(|r| {
                found = look(r);
                found.is_some()
            });
            let late = tokio::time::timeout(patience, met).await.is_err();
            if late {
                let known = summary(&changes.borrow());
                panic!("{caller}: not in time; what is known: {known:#?}");
            }
            found.expect("it was found")
        }
    }
}

/// The part of a replica that tells why a condition is not met.
fn summary(replica: &Replica) -> Vec<String> {
    let mut lines = vec![
        format!("closed: {:?}", replica.closed),
        format!("refusals: {:?}", replica.refusals),
        format!("answers: {}", replica.answers.len()),
    ];
    for (sub, topic) in &replica.topics {
        lines.push(format!(
            "topic {sub}: head {} of {:?}, {} messages, {} events, people {:?}, rows {}",
            topic.head(),
            topic.opened.last().map(|opened| (opened.mode, opened.head)),
            topic.messages.len(),
            topic.events.len(),
            topic.people.iter().map(|p| (p.role, p.state)).collect::<Vec<_>>(),
            topic.rows.len(),
        ));
    }
    lines
}
