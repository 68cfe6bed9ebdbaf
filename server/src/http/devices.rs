//! `/v1/visitor/device-links`: a visitor lets another device in. `/v1/camera`: what that device may
//! do when it only takes photos.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use std::net::SocketAddr;
use vitrine_shared::ids::DeviceLinkId;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::devices::{
    Camera, CameraItem, CameraToken, DeviceLink, DeviceState, JoinCamera, NewDeviceLink,
};

use super::extract::{CameraPhone, Visitor, found};
use super::{ApiError, ApiJson, SameOrigin};
use crate::app::App;
use crate::auth::device;
use crate::devices::{end_device, join_camera, link_device, show_from_camera};
use crate::store::CameraRecord;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/visitor/device-links", post(link))
        .route("/v1/visitor/device-links/{id}", get(state).delete(end))
        .route("/v1/camera/join", post(join))
        .route("/v1/camera", get(about).delete(leave))
        .route("/v1/camera/items", post(show))
}

/// Browser and system of who calls, in coarse words.
pub(super) fn device_of(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    device(agent.unwrap_or_default())
}

async fn link(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Visitor { visitor, .. }: Visitor,
    ApiJson(body): ApiJson<NewDeviceLink>,
) -> Result<Json<DeviceLink>, ApiError> {
    Ok(Json(link_device(&app, &visitor, body.purpose).await?))
}

async fn state(
    State(app): State<Arc<App>>,
    Visitor { visitor, .. }: Visitor,
    Path(id): Path<String>,
) -> Result<Json<DeviceState>, ApiError> {
    let (id, now) = (found::<DeviceLinkId>(&id)?, app.clock.now());
    let devices = app.store.devices();
    let state = devices.device_state(visitor.account, visitor.id, id, now).await?;
    Ok(Json(state.ok_or(ErrorCode::NotFound)?))
}

async fn end(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Visitor { visitor, .. }: Visitor,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    end_device(&app, &visitor, found(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn join(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<JoinCamera>,
) -> Result<Json<CameraToken>, ApiError> {
    // A guess costs what a new visitor costs.
    app.limits.new_visitor(peer.ip()).map_err(ApiError::too_much)?;
    let joined = join_camera(&app, &body.secret, device_of(&headers)).await?;
    let (token, camera) = joined.ok_or(ErrorCode::LinkGone)?;
    Ok(Json(CameraToken { token, camera: described(&app, &camera).await? }))
}

async fn about(
    State(app): State<Arc<App>>,
    CameraPhone(camera): CameraPhone,
) -> Result<Json<Camera>, ApiError> {
    Ok(Json(described(&app, &camera).await?))
}

async fn leave(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    CameraPhone(camera): CameraPhone,
) -> Result<StatusCode, ApiError> {
    end_device(&app, &camera.visitor, camera.link).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    CameraPhone(camera): CameraPhone,
    ApiJson(body): ApiJson<CameraItem>,
) -> Result<StatusCode, ApiError> {
    show_from_camera(&app, &camera, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn described(app: &App, camera: &CameraRecord) -> Result<Camera, ApiError> {
    let inboxes = app.store.list_inboxes(camera.visitor.account).await?;
    let inbox = inboxes.into_iter().find(|inbox| inbox.id == camera.visitor.inbox);
    let shop = inbox.map(|inbox| inbox.name).unwrap_or_default();
    Ok(Camera { conversation: camera.conversation, shop })
}
