//! Who is who: visitor tokens, console cookies and one-use tickets.
//!
//! Secrets are 256 random bits and are kept as SHA-256 only. Because they are that long, the
//! look-up by hash needs no slow hash and no constant-time comparison: guessing one means
//! guessing the pre-image.

mod session;

pub use session::{
    SESSION_IDLE_MS, SESSION_LIFE_MS, SESSION_NOTE_MS, VISITOR_TOKEN_LIFE_MS, cookie_header,
    cookie_name, device, new_session, no_cookie_header,
};

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dashmap::DashMap;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::AuditAction;

use crate::store::{AgentRecord, AuditDraft, SecretHash, SessionRecord, Store, StoreResult};

/// How long a ticket waits for its socket.
const TICKET_LIFE: Duration = Duration::from_secs(30);
/// Tickets kept at once; more than this many unused ones within 30 s is an attack.
const TICKETS: usize = 10_000;

/// A fresh secret: 256 random bits, base64url without padding.
#[must_use]
pub fn new_secret() -> String {
    let mut bytes = [0u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is stored of a secret.
#[must_use]
pub fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// Tickets that wait for their socket.
#[derive(Debug, Default)]
pub struct Auth {
    tickets: DashMap<SecretHash, (SessionRecord, Instant)>,
}

impl Auth {
    /// A ticket that opens one socket of this session within 30 s.
    ///
    /// Returns `None` when too many are waiting.
    pub fn issue_ticket(&self, session: SessionRecord) -> Option<String> {
        if self.tickets.len() >= TICKETS {
            self.tickets.retain(|_, (_, issued)| issued.elapsed() < TICKET_LIFE);
        }
        if self.tickets.len() >= TICKETS {
            return None;
        }
        let ticket = new_secret();
        self.tickets.insert(hash(&ticket), (session, Instant::now()));
        Some(ticket)
    }

    /// Redeems a ticket; it is gone afterwards, valid or not.
    #[must_use]
    pub fn redeem_ticket(&self, ticket: &str) -> Option<SessionRecord> {
        let (_, (session, issued)) = self.tickets.remove(&hash(ticket))?;
        (issued.elapsed() < TICKET_LIFE).then_some(session)
    }

    /// Signs `agent` in to the console without a password, for whoever has shown another secret,
    /// and returns the cookie's value.
    ///
    /// # Errors
    /// When the session cannot be stored.
    pub async fn sign_in(
        &self,
        store: &dyn Store,
        agent: &AgentRecord,
        now: UnixMillis,
    ) -> StoreResult<String> {
        let cookie = new_secret();
        let session = new_session(&cookie, String::new(), now);
        let audit = AuditDraft {
            at: now,
            actor: Some(agent.id.0),
            action: AuditAction::SignedIn,
            target: Some(session.id.0),
            detail: serde_json::json!({ "by": "secret" }),
        };
        store.people().insert_session(agent, session, audit).await?;
        Ok(cookie)
    }
}

#[cfg(test)]
mod tests {
    use vitrine_shared::wire::people::StaffRole;

    use super::*;
    use crate::clock::new_id;

    #[test]
    fn s28_secrets_are_256_fresh_bits_and_are_kept_as_their_hash() {
        let (one, other) = (new_secret(), new_secret());
        assert_ne!(one, other);
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).map(|bytes| bytes.len()), Ok(32));
        assert_ne!(hash(&one), hash(&other));
        assert!(!one.as_bytes().windows(8).any(|part| hash(&one).windows(8).any(|h| h == part)));
    }

    #[test]
    fn hs3_a_ticket_opens_one_socket_only() {
        let auth = Auth::default();
        let agent = AgentRecord {
            account: new_id(),
            id: new_id(),
            name: "Ana".into(),
            role: StaffRole::Agent,
        };
        let session = SessionRecord {
            id: new_id(),
            agent,
            created_at: UnixMillis(0),
            last_seen_at: UnixMillis(0),
            device: String::new(),
        };
        let ticket = auth.issue_ticket(session.clone()).expect("there is room");
        assert_eq!(auth.redeem_ticket("no such ticket"), None);
        assert_eq!(auth.redeem_ticket(&ticket), Some(session));
        assert_eq!(auth.redeem_ticket(&ticket), None);
    }
}
