//! `POST /v1/visits/{id}/invitations`: an agent speaks to a visitor who has not opened the panel.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::post;
use axum::{Json, Router};
use vitrine_shared::ids::VisitId;
use vitrine_shared::limits::INVITATION_CHARS;
use vitrine_shared::room::{Principal, clean};
use vitrine_shared::wire::{ErrorCode, InvitationState, NewInvitation};

use super::extract::found;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::hub::Inviting;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/visits/{id}/invitations", post(invite))
}

async fn invite(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(body): ApiJson<NewInvitation>,
) -> Result<Json<InvitationState>, ApiError> {
    let visit: VisitId = found(&id)?;
    let agent = session.agent;
    let text =
        clean(&body.text, INVITATION_CHARS).map_err(|_too_long_or_empty| ErrorCode::TextLength)?;
    let by = Principal { participant: agent.id.into(), role: agent.role.into() };
    let inviting = Inviting { id: body.id, by, name: agent.name, text };
    let invited = app.hub.visits().invite(agent.account, visit, inviting, app.clock.now())?;
    Ok(Json(invited))
}
