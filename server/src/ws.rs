//! `/v1/socket`: who may open it, and with which buffers.

mod claims;
mod dispatch;
mod presence;
mod session;
mod topics;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use vitrine_shared::limits;
use vitrine_shared::wire::ErrorCode;

use crate::app::App;
use crate::http::ApiError;
use crate::rate::SocketPlace;

/// Read and write buffer of a socket, in bytes. The library's default of 128 KiB is resident for
/// each idle visitor; our frames are about 120 bytes.
const BUFFER_BYTES: usize = 4 * 1024;

/// The one door for visitors and agents.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/socket", get(upgrade)).merge(presence::router())
}

async fn upgrade(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    // Origin is no proof of identity, but it keeps other sites' pages from using a browser (HS1).
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    if origin != Some(app.origin.as_str()) {
        return ApiError::from(ErrorCode::Forbidden).into_response();
    }
    if app.drain.begun() {
        return stopping();
    }
    let Some(place) = app.limits.socket(peer.ip()) else {
        let refusal = ApiError::from(ErrorCode::Rate).into_response();
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "5")], refusal)
            .into_response();
    };
    upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(BUFFER_BYTES)
        .max_write_buffer_size(limits::WRITE_BUFFER_BYTES)
        .max_message_size(limits::FRAME_BYTES)
        .max_frame_size(limits::FRAME_BYTES)
        .on_upgrade(move |socket| serve(app, socket, place))
}

/// A service that is about to stop opens no sockets any more (HS10).
fn stopping() -> Response {
    let refusal = ApiError::from(ErrorCode::Unavailable).into_response();
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")], refusal).into_response()
}

async fn serve(app: Arc<App>, socket: WebSocket, place: SocketPlace) {
    session::run(app, socket, place).await;
}
