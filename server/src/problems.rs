//! What is wrong although the service serves: for the one who looks after it, never for clients.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Known problems, one for each part that can have one.
#[derive(Debug, Default)]
pub struct Problems {
    known: Mutex<BTreeMap<&'static str, String>>,
}

impl Problems {
    /// There is a problem with `part`; no text of clients may stand in `words`.
    pub fn tell(&self, part: &'static str, words: &str) {
        self.lock().insert(part, words.to_owned());
    }

    /// `part` is well again.
    pub fn solved(&self, part: &'static str) {
        self.lock().remove(part);
    }

    /// All of them, by part.
    #[must_use]
    pub fn all(&self) -> BTreeMap<&'static str, String> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
