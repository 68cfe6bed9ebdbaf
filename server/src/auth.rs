//! Who is who: visitor tokens, console cookies and one-use tickets.
//!
//! Secrets are 256 random bits and are kept as SHA-256 only. Because they are that long, the
//! look-up by hash needs no slow hash and no constant-time comparison: guessing one means
//! guessing the pre-image.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dashmap::DashMap;
use rand::Rng as _;
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use vitrine_shared::time::UnixMillis;

use crate::store::{AgentRecord, SecretHash, Store, StoreResult};

/// How long a ticket waits for its socket.
const TICKET_LIFE: Duration = Duration::from_secs(30);
/// Tickets kept at once; more than this many unused ones within 30 s is an attack.
const TICKETS: usize = 10_000;
/// How long a console session lasts without signing in again.
const CONSOLE_SESSION_MS: i64 = 24 * 60 * 60 * 1_000;

/// Name of the console's cookie on plain http on loopback. Without `Secure`, because Safari does
/// not keep secure cookies there.
pub const COOKIE: &str = "vitrine";

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
    tickets: DashMap<SecretHash, (AgentRecord, Instant)>,
}

impl Auth {
    /// A ticket that opens one socket for `agent` within 30 s.
    ///
    /// Returns `None` when too many are waiting.
    pub fn issue_ticket(&self, agent: AgentRecord) -> Option<String> {
        if self.tickets.len() >= TICKETS {
            self.tickets.retain(|_, (_, issued)| issued.elapsed() < TICKET_LIFE);
        }
        if self.tickets.len() >= TICKETS {
            return None;
        }
        let ticket = new_secret();
        self.tickets.insert(hash(&ticket), (agent, Instant::now()));
        Some(ticket)
    }

    /// Redeems a ticket; it is gone afterwards, valid or not.
    #[must_use]
    pub fn redeem_ticket(&self, ticket: &str) -> Option<AgentRecord> {
        let (_, (agent, issued)) = self.tickets.remove(&hash(ticket))?;
        (issued.elapsed() < TICKET_LIFE).then_some(agent)
    }

    /// Signs `agent` in to the console and returns the cookie's value.
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
        let expires_at = UnixMillis(now.0 + CONSOLE_SESSION_MS);
        store.insert_agent_session(agent, hash(&cookie), expires_at).await?;
        Ok(cookie)
    }
}

/// The `Set-Cookie` header of a console session on plain http on loopback.
#[must_use]
pub fn cookie_header(value: &str) -> String {
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=86400")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    #[test]
    fn hs3_a_ticket_opens_one_socket_only() {
        let auth = Auth::default();
        let agent = AgentRecord { account: new_id(), id: new_id(), name: "Ana".into() };
        let ticket = auth.issue_ticket(agent.clone()).expect("there is room");
        assert_eq!(auth.redeem_ticket("no such ticket"), None);
        assert_eq!(auth.redeem_ticket(&ticket), Some(agent));
        assert_eq!(auth.redeem_ticket(&ticket), None);
    }
}
