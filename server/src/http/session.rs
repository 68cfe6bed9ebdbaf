//! Signing in and out, one's own sessions, and the set-up of an empty installation.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get};
use axum::{Json, Router};
use vitrine_shared::ids::AgentSessionId;
use vitrine_shared::wire::people::{Me, SessionInfo, Sessions, Setup, SetupState, SignIn};

use super::extract::found;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::auth::{cookie_header, device, no_cookie_header};
use crate::people::{self, Caller};
use crate::store::SessionRecord;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/setup", get(setup_state).post(set_up))
        .route("/v1/session", axum::routing::post(sign_in).delete(sign_out))
        .route("/v1/sessions", get(list).delete(end_others))
        .route("/v1/sessions/{id}", delete(end))
}

async fn setup_state(State(app): State<Arc<App>>) -> Result<Json<SetupState>, ApiError> {
    let open = app.demo.is_none() && !app.store.people().anybody_joined().await?;
    Ok(Json(SetupState { open }))
}

async fn set_up(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<Setup>,
) -> Result<Response, ApiError> {
    let made = people::set_up(&app, body, device_of(&headers)).await?;
    signed_in(&app, made).await
}

async fn sign_in(
    State(app): State<Arc<App>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<SignIn>,
) -> Result<Response, ApiError> {
    let caller = Caller { address: client.ip(), device: device_of(&headers) };
    let made = people::sign_in(&app, &body.email, body.password, caller).await?;
    signed_in(&app, made).await
}

async fn sign_out(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
) -> Result<Response, ApiError> {
    people::sign_out(&app, &session).await?;
    let cookie = [(header::SET_COOKIE, no_cookie_header(&app.origin))];
    Ok((StatusCode::NO_CONTENT, cookie).into_response())
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
) -> Result<Json<Sessions>, ApiError> {
    let (agent, now) = (session.agent, app.clock.now());
    let all = app.store.people().list_sessions(agent.account, agent.id, now).await?;
    let info = |one: SessionRecord| SessionInfo {
        id: one.id,
        created_at: one.created_at,
        last_seen_at: one.last_seen_at,
        device: one.device,
    };
    Ok(Json(Sessions { sessions: all.into_iter().map(info).collect() }))
}

async fn end(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id: AgentSessionId = found(&id)?;
    people::end_session(&app, &session, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
) -> Result<StatusCode, ApiError> {
    people::end_other_sessions(&app, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Browser and system of whoever asks, in words.
pub(super) fn device_of(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).map(device).unwrap_or_default()
}

/// The answer of every door that signs somebody in: who it is, and the cookie.
pub(super) async fn signed_in(
    app: &App,
    (cookie, session): (String, SessionRecord),
) -> Result<Response, ApiError> {
    let me = me(app, session).await?;
    Ok(([(header::SET_COOKIE, cookie_header(&app.origin, &cookie))], Json(me)).into_response())
}

/// Who is signed in.
pub(super) async fn me(app: &App, session: SessionRecord) -> Result<Me, ApiError> {
    let (people, agent) = (app.store.people(), session.agent);
    let account = people.account_name(agent.account).await?.unwrap_or_default();
    let email = people.find_staff(agent.account, agent.id).await?.and_then(|staff| staff.email);
    let preferences = people.find_preferences(agent.account, agent.id).await?;
    let (id, name, role, session) = (agent.id, agent.name, agent.role, session.id);
    Ok(Me { id, name, email, role, account, session, preferences })
}
