//! Staff, links that work once, and whom visitors turn out to be: the rules behind the doors.
//!
//! Knows nothing of HTTP. What is stored, and that it is stored together with its entry in the
//! audit log, is the store's.

mod argon;
mod fields;
mod hasher;
mod identity;
mod links;
mod password;
mod setup;
mod sign_in;
mod staff;
mod throttle;
mod vault;

pub use fields::{email, language, name, origins, page};
pub use hasher::{Busy, Hasher};
pub use identity::{identify, issue_identity_key, told};
pub use links::{accept_link, issue_link};
pub use password::{PASSWORD_BYTES, PASSWORD_CHARS};
pub use setup::{new_inbox_key, set_up, setup_link};
pub use sign_in::{Caller, change_password, sign_in, sign_out};
pub use staff::{change_agent, end_other_sessions, end_session};
pub use throttle::{Attempt, Slowed, Throttle};
pub use vault::Vault;

use std::path::Path;

use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::AuditAction;

use crate::store::{AuditDraft, StoreError};

/// What the rules keep in memory.
pub struct People {
    /// The bounded pool that hashes passwords.
    pub hasher: Hasher,
    /// Failed sign-ins of late.
    pub throttle: Throttle,
    /// The key for secrets at rest.
    pub vault: Vault,
}

impl People {
    /// Opens the data folder's key, or makes it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        Ok(Self {
            hasher: Hasher::default(),
            throttle: Throttle::default(),
            vault: Vault::open(folder)?,
        })
    }
}

/// Why something about people is not done.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// A rule refuses it.
    #[error("refused: {0:?}")]
    Refused(ErrorCode),
    /// Too many failures; there may be another attempt after so many seconds.
    #[error("slowed down for {after_s} s")]
    Slowed {
        /// How long.
        after_s: u32,
    },
    /// The store does not answer.
    #[error(transparent)]
    Store(StoreError),
}

impl From<ErrorCode> for PeopleError {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code)
    }
}

impl From<Slowed> for PeopleError {
    fn from(Slowed { after_s }: Slowed) -> Self {
        Self::Slowed { after_s }
    }
}

impl From<Busy> for PeopleError {
    fn from(_: Busy) -> Self {
        Self::Refused(ErrorCode::Unavailable)
    }
}

impl From<StoreError> for PeopleError {
    fn from(error: StoreError) -> Self {
        let code = match error {
            StoreError::Conflict("agent" | "agent_email" | "identity_key") => ErrorCode::IdTaken,
            StoreError::Conflict("identity_keys") => ErrorCode::Full,
            StoreError::Conflict("inbox") => ErrorCode::NotFound,
            StoreError::Conflict("last_administrator") => ErrorCode::LastAdministrator,
            other => return Self::Store(other),
        };
        Self::Refused(code)
    }
}

/// An entry for the audit log about what `actor` did to `target`.
#[must_use]
pub fn audit(
    at: UnixMillis,
    actor: impl Into<uuid::Uuid>,
    action: AuditAction,
    target: impl Into<uuid::Uuid>,
) -> AuditDraft {
    let (actor, target) = (Some(actor.into()), Some(target.into()));
    AuditDraft { at, actor, action, target, detail: serde_json::json!({}) }
}
