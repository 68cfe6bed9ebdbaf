//! What a member of staff reads and changes about itself.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use vitrine_shared::wire::people::{ChangePassword, Me, PatchAgent, PatchMe};

use super::session::me;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::people;
use crate::store::AgentRecord;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/me", get(show).patch(change))
        .route("/v1/me/password", post(change_password))
}

async fn show(State(app): State<Arc<App>>, Staff(session): Staff) -> Result<Json<Me>, ApiError> {
    me(&app, session).await.map(Json)
}

async fn change(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(mut session): Staff,
    ApiJson(body): ApiJson<PatchMe>,
) -> Result<Json<Me>, ApiError> {
    if body.name.is_some() {
        let patch = PatchAgent { name: body.name, ..PatchAgent::default() };
        let id = session.agent.id;
        session.agent = people::change_agent(&app, &session.agent, id, patch).await?.agent;
    }
    if let Some(newer) = body.preferences {
        let AgentRecord { account, id, .. } = session.agent;
        app.store.people().change_preferences(account, id, newer).await?;
    }
    me(&app, session).await.map(Json)
}

async fn change_password(
    State(app): State<Arc<App>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<ChangePassword>,
) -> Result<StatusCode, ApiError> {
    let ChangePassword { current, next } = body;
    people::change_password(&app, &session, current, next, client.ip()).await?;
    Ok(StatusCode::NO_CONTENT)
}
