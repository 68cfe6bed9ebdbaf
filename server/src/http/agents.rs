//! Members of staff, and the links with which they choose their passwords.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use vitrine_shared::ids::AgentId;
use vitrine_shared::wire::people::{
    AcceptLink, AgentInfo, Agents, AuditAction, NewAgent, NewLink, OneTimeLink, PatchAgent,
    StaffRole,
};

use super::extract::found;
use super::session::{device_of, signed_in};
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::people::{self, audit};
use crate::store::{LinkKind, NewStaff, StaffRecord};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/agents", get(list).post(add))
        .route("/v1/agents/{id}", patch(change))
        .route("/v1/invitations", post(invite))
        .route("/v1/invitations/accept", post(accept_invitation))
        .route("/v1/password-resets", post(reset_password))
        .route("/v1/password-resets/accept", post(accept_reset))
}

fn info(staff: StaffRecord) -> AgentInfo {
    AgentInfo {
        id: staff.agent.id,
        name: staff.agent.name,
        email: staff.email,
        role: staff.agent.role,
        active: staff.active,
        joined: staff.joined,
        created_at: staff.created_at,
    }
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
) -> Result<Json<Agents>, ApiError> {
    let staff = app.store.people().list_staff(session.agent.account).await?;
    let me = session.agent;
    // Agents need their colleagues' names, to hand a conversation over, and no more.
    let shown = |staff: StaffRecord| {
        let whole = me.role == StaffRole::Administrator || staff.agent.id == me.id;
        AgentInfo { email: staff.email.clone().filter(|_| whole), ..info(staff) }
    };
    Ok(Json(Agents { agents: staff.into_iter().map(shown).collect() }))
}

async fn add(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<NewAgent>,
) -> Result<Json<AgentInfo>, ApiError> {
    let staff = NewStaff {
        account: session.agent.account,
        id: body.id,
        name: people::name(&body.name)?,
        email: people::email(&body.email)?,
        role: body.role,
    };
    let entry = audit(app.clock.now(), session.agent.id.0, AuditAction::AgentAdded, body.id.0);
    let added = app.store.people().insert_staff(staff, entry).await;
    Ok(Json(info(added.map_err(people::PeopleError::from)?)))
}

async fn change(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(body): ApiJson<PatchAgent>,
) -> Result<Json<AgentInfo>, ApiError> {
    let id: AgentId = found(&id)?;
    Ok(Json(info(people::change_agent(&app, &session.agent, id, body).await?)))
}

async fn invite(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<NewLink>,
) -> Result<Json<OneTimeLink>, ApiError> {
    let link = people::issue_link(&app, &session.agent, LinkKind::Invite, body.agent).await?;
    Ok(Json(link))
}

async fn reset_password(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<NewLink>,
) -> Result<Json<OneTimeLink>, ApiError> {
    let kind = LinkKind::PasswordReset;
    Ok(Json(people::issue_link(&app, &session.agent, kind, body.agent).await?))
}

async fn accept_invitation(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<AcceptLink>,
) -> Result<Response, ApiError> {
    let device = device_of(&headers);
    signed_in(&app, people::accept_link(&app, LinkKind::Invite, body, device).await?).await
}

async fn accept_reset(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<AcceptLink>,
) -> Result<Response, ApiError> {
    let device = device_of(&headers);
    signed_in(&app, people::accept_link(&app, LinkKind::PasswordReset, body, device).await?).await
}
