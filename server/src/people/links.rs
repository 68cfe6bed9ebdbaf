//! Invitations and password resets.

use vitrine_shared::ids::AgentId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::people::{AcceptLink, AuditAction, OneTimeLink};

use super::sign_in::hash_of;
use super::{PeopleError, audit};
use crate::app::App;
use crate::auth::{hash, new_secret, new_session};
use crate::hub::Sockets;
use crate::store::{AgentRecord, LinkKind, SessionRecord};

/// How long a link works, in milliseconds (S26).
const LIFE_MS: i64 = 30 * 60 * 1_000;

/// A link for somebody of the caller's account, on the page that belongs to its kind. Its address
/// is built from the configured origin, never from what a request says about its host.
///
/// # Errors
/// `not_found` when the person does not exist or such a link is not for them.
pub async fn issue_link(
    app: &App,
    caller: &AgentRecord,
    kind: LinkKind,
    agent: AgentId,
) -> Result<OneTimeLink, PeopleError> {
    let (page, action) = match kind {
        LinkKind::Setup => return Err(ErrorCode::NotFound.into()),
        LinkKind::Invite => ("invite", AuditAction::InvitationIssued),
        LinkKind::PasswordReset => ("reset", AuditAction::PasswordResetIssued),
    };
    let (secret, now) = (new_secret(), app.clock.now());
    let expires_at = UnixMillis(now.0 + LIFE_MS);
    let entry = audit(now, caller.id.0, action, agent.0);
    let whom = (caller.account, agent);
    let issued =
        app.store.people().issue_link(kind, whom, hash(&secret), expires_at, entry).await?;
    if !issued {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(OneTimeLink { url: format!("{}/{page}#{secret}", app.origin), expires_at })
}

/// Redeems a link with a password of one's own choice, ends what sessions there were, and signs
/// the person in.
///
/// # Errors
/// `link_gone`, `weak_password`, `unavailable`.
pub async fn accept_link(
    app: &App,
    kind: LinkKind,
    body: AcceptLink,
    device: String,
) -> Result<(String, SessionRecord), PeopleError> {
    let (people, now) = (app.store.people(), app.clock.now());
    let link = hash(&body.secret);
    // Looked at before the hash is made, so that a guess costs us nothing.
    if !people.link_works(kind, link, now).await? {
        return Err(ErrorCode::LinkGone.into());
    }
    let password = hash_of(app, body.password, Vec::new()).await?;
    let cookie = new_secret();
    let session = new_session(&cookie, device, now);
    let session = people.redeem_link(kind, link, password, session).await?;
    let session = session.ok_or(ErrorCode::LinkGone)?;
    let who = session.agent.id.into();
    app.hub.close_sockets_of(who, Sockets::AllBut(session.id), CloseCode::BadToken);
    Ok((cookie, session))
}
