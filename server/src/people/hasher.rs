//! The pool that hashes passwords: each hash takes 19 MiB and tens of milliseconds of a core, so
//! at most as many run as there are cores, and few wait.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

use super::argon;

/// Hashes that may wait; beyond it callers are told to come back (S18). Fifty on two cores are
/// done within a second.
const WAITING: usize = 50;

/// What the password of nobody is compared with: it costs as much as any other and is the hash of
/// no password anybody knows.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGtub3dzIGl0$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Too many hashes wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are being checked")]
pub struct Busy;

/// Hashes passwords with argon2id: 19 MiB, 2 passes, 1 lane.
pub struct Hasher {
    running: Arc<Semaphore>,
    waiting: AtomicUsize,
    done: AtomicUsize,
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let (waiting, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { running: Arc::new(Semaphore::new(cores)), waiting, done }
    }
}

/// One place among those that wait; given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Hasher {
    /// The argon2id string of a password, or what `judge` says against it. The judgement is made
    /// in the pool as well, because it takes a while.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn hash<E: Send + 'static>(
        &self,
        password: String,
        judge: impl FnOnce(&str) -> Result<(), E> + Send + 'static,
    ) -> Result<Result<String, E>, Busy> {
        self.run(move || judge(&password).map(|()| hash_now(&password))).await
    }

    /// Which of these argon2id strings the password belongs to, if any. Without any it is compared
    /// with a string that belongs to no password, so that nobody costs as much as somebody.
    ///
    /// # Errors
    /// [`Busy`].
    pub async fn verify(
        &self,
        password: String,
        mut known: Vec<String>,
    ) -> Result<Option<usize>, Busy> {
        if known.is_empty() {
            known.push(NOBODY.to_owned());
        }
        self.run(move || known.iter().position(|known| argon::matches(&password, known))).await
    }

    /// Hashes made so far.
    #[must_use]
    pub fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Busy> {
        let running = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(running) => running,
            Err(_all_running) => {
                let one_more = |n| (n < WAITING).then_some(n + 1);
                let (order, waiting) = (Ordering::SeqCst, &self.waiting);
                waiting.fetch_update(order, order, one_more).map_err(|_full| Busy)?;
                let place = Place(waiting);
                let running = Arc::clone(&self.running).acquire_owned().await;
                drop(place);
                running.map_err(|_closed| Busy)?
            }
        };
        self.done.fetch_add(1, Ordering::SeqCst);
        // The place travels with the work: a caller who goes away does not make room for another.
        let work = tokio::task::spawn_blocking(move || {
            let made = work();
            drop(running);
            made
        });
        work.await.map_err(|_panicked| Busy)
    }
}

fn hash_now(password: &str) -> String {
    argon::hash(password).expect("a password of bounded length and the default parameters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn s18_passwords_are_kept_as_argon2id_with_19_mib() {
        let hasher = Hasher::default();
        let hash = async |text: &str| {
            hasher.hash(text.to_owned(), |_| Ok::<_, ()>(())).await.expect("there is room")
        };
        let first = hash("correct horse battery").await.expect("nobody objects");
        assert!(first.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{first}");
        let second = hash("correct horse battery").await.expect("nobody objects");
        assert_ne!(first, second, "each has its own salt");
        let verify = async |text: &str, known: &[&String]| {
            let known = known.iter().map(|known| (*known).clone()).collect();
            hasher.verify(text.to_owned(), known).await.expect("there is room")
        };
        assert_eq!(verify("correct horse battery", &[&first]).await, Some(0));
        assert_eq!(verify("Correct horse battery", &[&first, &second]).await, None);
        assert_eq!(verify("correct horse battery", &[]).await, None);
    }

    #[tokio::test]
    async fn s18_more_than_the_cores_wait_and_more_than_50_are_sent_away() {
        let hasher = Arc::new(Hasher::default());
        let cores = hasher.running.available_permits();
        let all = u32::try_from(cores).expect("few cores");
        let held = hasher.running.acquire_many(all).await.expect("it is open");
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..WAITING {
            let hasher = Arc::clone(&hasher);
            waiting.spawn(async move { hasher.run(|| ()).await });
        }
        while hasher.waiting.load(Ordering::SeqCst) < WAITING {
            tokio::task::yield_now().await;
        }
        assert_eq!(hasher.run(|| ()).await, Err(Busy));
        drop(held);
        let served = waiting.join_all().await;
        assert!(served.iter().all(Result::is_ok));
        assert_eq!(hasher.done(), WAITING);
        assert_eq!(hasher.waiting.load(Ordering::SeqCst), 0);
    }
}
