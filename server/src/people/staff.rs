//! Changing what others may do, and ending where people are signed in: at once, sockets included.

use vitrine_shared::ids::{AgentId, AgentSessionId};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::people::{AuditAction, PatchAgent};

use super::{PeopleError, audit, name};
use crate::app::App;
use crate::hub::Sockets;
use crate::store::{AgentRecord, SessionRecord, StaffChange, StaffRecord};

/// Changes somebody of the caller's account. A new role and a deactivation end the person's
/// sessions and sockets.
///
/// # Errors
/// `not_found`, `bad_field`, `last_administrator`.
pub async fn change_agent(
    app: &App,
    caller: &AgentRecord,
    id: AgentId,
    patch: PatchAgent,
) -> Result<StaffRecord, PeopleError> {
    let change = StaffChange {
        name: patch.name.as_deref().map(name).transpose()?,
        role: patch.role,
        active: patch.active,
    };
    let mut entry = audit(app.clock.now(), caller.id.0, AuditAction::AgentChanged, id.0);
    entry.detail = serde_json::json!({
        "name": change.name.is_some(),
        "role": change.role,
        "active": change.active,
    });
    let people = app.store.people();
    let before = people.find_staff(caller.account, id).await?.ok_or(ErrorCode::NotFound)?;
    let after = people.change_staff(caller.account, id, change, entry).await?;
    let after = after.ok_or(ErrorCode::NotFound)?;
    if after.agent.role != before.agent.role || !after.active {
        app.hub.close_sockets_of(id.into(), Sockets::All, CloseCode::BadToken);
    }
    Ok(after)
}

/// Ends one of one's own sessions and its sockets.
///
/// # Errors
/// `not_found`.
pub async fn end_session(
    app: &App,
    session: &SessionRecord,
    id: AgentSessionId,
) -> Result<(), PeopleError> {
    let agent = &session.agent;
    let entry = audit(app.clock.now(), agent.id.0, AuditAction::SessionEnded, id.0);
    if !app.store.people().end_session(agent.account, agent.id, id, entry).await? {
        return Err(ErrorCode::NotFound.into());
    }
    app.hub.close_sockets_of(agent.id.into(), Sockets::Of(id), CloseCode::BadToken);
    Ok(())
}

/// Ends all of one's own sessions but this one, and their sockets.
///
/// # Errors
/// When the store does not answer.
pub async fn end_other_sessions(app: &App, session: &SessionRecord) -> Result<(), PeopleError> {
    let agent = &session.agent;
    let entry = audit(app.clock.now(), agent.id.0, AuditAction::SessionsEnded, agent.id.0);
    app.store.people().end_sessions(agent.account, agent.id, session.id, entry).await?;
    let which = Sockets::AllBut(session.id);
    app.hub.close_sockets_of(agent.id.into(), which, CloseCode::BadToken);
    Ok(())
}
