//! Which stories are being told: one task each, few at once, none for long.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use super::ana::Stage;

use super::ana;

/// Stories told at once; more browsers than this have to wait for a minute.
const AT_ONCE: usize = 8;
/// Longest story, the customer's silence at the end included.
const LONGEST: Duration = Duration::from_secs(60);
/// Longest name of a story, in bytes.
const NAME_BYTES: usize = 64;

/// Why a story was not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoryRefused {
    /// Its name is empty, too long, or could not stand in an address.
    #[error("that is no name for a story")]
    Name,
    /// Enough stories are being told.
    #[error("enough stories are being told")]
    Full,
}

/// The stories of this process.
#[derive(Clone, Debug, Default)]
pub struct Stories {
    told: Arc<Mutex<HashMap<String, CancellationToken>>>,
}

impl Stories {
    /// Begins the story `name`; one of that name that is being told ends first.
    ///
    /// # Errors
    /// When the name is bad or there are enough.
    pub fn begin(&self, name: &str, stage: Stage) -> Result<(), StoryRefused> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if name.is_empty() || name.len() > NAME_BYTES || !name.bytes().all(plain) {
            return Err(StoryRefused::Name);
        }
        let stop = CancellationToken::new();
        {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.len() >= AT_ONCE && !told.contains_key(name) {
                return Err(StoryRefused::Full);
            }
            if let Some(before) = told.insert(name.to_owned(), stop.clone()) {
                before.cancel();
            }
        }
        let place = Place { stories: self.clone(), name: name.to_owned(), stop: stop.clone() };
        tokio::spawn(async move {
            let told = ana::tell(&stage, &place.name, &stop);
            if let Ok(Err(fault)) = tokio::time::timeout(LONGEST, told).await {
                tracing::warn!(error = &fault as &dyn std::error::Error, "a story broke off");
            }
            drop(place);
        });
        Ok(())
    }

    /// Ends the story `name`, if it is being told.
    pub fn stop(&self, name: &str) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = told.get(name) {
            stop.cancel();
        }
    }

    /// Ends all stories; the server is stopping.
    pub fn stop_all(&self) {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.values().for_each(CancellationToken::cancel);
    }
}

/// A story's place; given back when dropped, unless another story of that name took it.
struct Place {
    stories: Stories,
    name: String,
    stop: CancellationToken,
}

impl Drop for Place {
    fn drop(&mut self) {
        // A newer story of this name has cancelled this one; a stopped one may be forgotten too,
        // because its successor begins under a token of its own.
        let mut told = self.stories.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = self.stop.clone();
        mine.cancel();
        if told.get(&self.name).is_some_and(CancellationToken::is_cancelled) {
            told.remove(&self.name);
        }
    }
}
