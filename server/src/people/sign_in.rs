//! Signing in and out.

use std::net::IpAddr;
use std::sync::Arc;

use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::people::AuditAction;

use super::password::{PASSWORD_BYTES, judge};
use super::{PeopleError, audit};
use crate::app::App;
use crate::auth::{new_secret, new_session};
use crate::hub::Sockets;
use crate::store::{AgentRecord, AuditDraft, SessionRecord};

/// From where somebody asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Network address.
    pub address: IpAddr,
    /// Browser and system in words.
    pub device: String,
}

/// Signs somebody in by e-mail address and password; the cookie's value and the session.
///
/// Whoever is unknown, not active, or mistaken about the password gets the same answer for the
/// same work: one look-up and one hash. What is written about a failure is written afterwards.
///
/// # Errors
/// `unauthorized`; `rate` after too many failures; `unavailable` when too many passwords are
/// being checked.
pub async fn sign_in(
    app: &Arc<App>,
    email: &str,
    password: String,
    caller: Caller,
) -> Result<(String, SessionRecord), PeopleError> {
    let (people, now) = (&app.people, app.clock.now());
    let email = email.trim().to_lowercase();
    let attempt = people.throttle.begin(&email, caller.address, now)?;
    if password.len() > PASSWORD_BYTES {
        return Err(ErrorCode::Unauthorized.into());
    }
    let logins = app.store.people().find_logins(&email).await?;
    let known = logins.iter().map(|login| login.password.clone()).collect();
    let matching = people.hasher.verify(password, known).await?;
    let login = matching.and_then(|n| logins.get(n)).filter(|login| login.active);
    let Some(login) = login else {
        note_failure(app, logins.first().map(|login| &login.agent), now);
        return Err(ErrorCode::Unauthorized.into());
    };
    people.throttle.forgive(&attempt);
    let cookie = new_secret();
    let session = new_session(&cookie, caller.device, now);
    let entry = audit(now, login.agent.id.0, AuditAction::SignedIn, session.id.0);
    let session = app.store.people().insert_session(&login.agent, session, entry).await?;
    Ok((cookie, session))
}

/// Writes down that somebody known was not signed in, after the answer has left.
fn note_failure(app: &Arc<App>, agent: Option<&AgentRecord>, at: UnixMillis) {
    let Some(agent) = agent.cloned() else { return };
    let app = Arc::clone(app);
    tokio::spawn(async move {
        let (action, target) = (AuditAction::SignInFailed, Some(agent.id.0));
        let entry = AuditDraft { at, actor: None, action, target, detail: serde_json::json!({}) };
        if let Err(error) = app.store.people().append_audit(agent.account, entry).await {
            tracing::error!(error = &error as &dyn std::error::Error, "audit entry not stored");
        }
    });
}

/// Signs the session out and closes its sockets.
///
/// # Errors
/// When the store does not answer.
pub async fn sign_out(app: &App, session: &SessionRecord) -> Result<(), PeopleError> {
    let agent = &session.agent;
    let entry = audit(app.clock.now(), agent.id.0, AuditAction::SignedOut, session.id.0);
    app.store.people().end_session(agent.account, agent.id, session.id, entry).await?;
    let which = Sockets::Of(session.id);
    app.hub.close_sockets_of(agent.id.into(), which, CloseCode::BadToken);
    Ok(())
}

/// Replaces one's own password and ends one's other sessions.
///
/// # Errors
/// `unauthorized` when the password up to now is another one, `weak_password`, `rate`,
/// `unavailable`.
pub async fn change_password(
    app: &App,
    session: &SessionRecord,
    current: String,
    next: String,
    address: IpAddr,
) -> Result<(), PeopleError> {
    let (people, now, agent) = (&app.people, app.clock.now(), &session.agent);
    let name = format!("own password of {}", agent.id);
    let attempt = people.throttle.begin(&name, address, now)?;
    if current.len() > PASSWORD_BYTES {
        return Err(ErrorCode::Unauthorized.into());
    }
    let known = app.store.people().find_password(agent.account, agent.id).await?;
    let known = known.into_iter().collect();
    if people.hasher.verify(current, known).await?.is_none() {
        return Err(ErrorCode::Unauthorized.into());
    }
    people.throttle.forgive(&attempt);
    let hash = new_hash(app, agent, next).await?;
    let entry = audit(now, agent.id.0, AuditAction::PasswordChanged, agent.id.0);
    let (account, id) = (agent.account, agent.id);
    app.store.people().set_password(account, id, hash, session.id, entry).await?;
    let which = Sockets::AllBut(session.id);
    app.hub.close_sockets_of(id.into(), which, CloseCode::BadToken);
    Ok(())
}

/// The string of a new password of somebody known, if it is good enough.
async fn new_hash(app: &App, agent: &AgentRecord, next: String) -> Result<String, PeopleError> {
    let staff = app.store.people().find_staff(agent.account, agent.id).await?;
    let mut words = vec![agent.name.clone()];
    words.extend(staff.and_then(|staff| staff.email));
    hash_of(app, next, words).await
}

/// The string of a password that is good enough for somebody these words are about.
pub(super) async fn hash_of(
    app: &App,
    password: String,
    words: Vec<String>,
) -> Result<String, PeopleError> {
    if password.len() > PASSWORD_BYTES {
        return Err(ErrorCode::WeakPassword.into());
    }
    let hashed = app.people.hasher.hash(password, move |text| judge(text, &words)).await?;
    Ok(hashed?)
}
