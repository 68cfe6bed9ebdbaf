//! `/v1/socket`: who may open it; and what both kinds of sockets have in common before they open.

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
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use vitrine_shared::limits;
use vitrine_shared::wire::ErrorCode;

use crate::app::App;
use crate::http::ApiError;
use crate::rate::SocketPlace;

/// What one kind of socket costs at most, in bytes.
#[derive(Clone, Copy)]
struct Sizes {
    /// Read and write buffer, resident for each idle socket.
    buffer: usize,
    /// Largest frame and largest message.
    frame: usize,
}

/// The library's default buffers of 128 KiB are resident for each idle visitor; our frames are
/// about 120 bytes.
const SIZES: Sizes = Sizes { buffer: 4 * 1024, frame: limits::FRAME_BYTES };

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
    admit(app, peer, upgrade, SIZES, session::run)
}

/// Takes a place for one more socket and opens it; what is refused is refused before the upgrade
/// and says when to come back (S12, S73, HS10).
fn admit<F>(
    app: Arc<App>,
    peer: SocketAddr,
    upgrade: WebSocketUpgrade,
    sizes: Sizes,
    run: impl FnOnce(Arc<App>, WebSocket, SocketPlace) -> F + Send + 'static,
) -> Response
where
    F: Future<Output = ()> + Send + 'static,
{
    if app.drain.begun() {
        return ApiError::from(ErrorCode::Unavailable).into_response();
    }
    let Some(place) = app.limits.socket(peer.ip()) else {
        return ApiError::from(ErrorCode::Rate).into_response();
    };
    upgrade
        .read_buffer_size(sizes.buffer)
        .write_buffer_size(sizes.buffer)
        .max_write_buffer_size(limits::WRITE_BUFFER_BYTES)
        .max_message_size(sizes.frame)
        .max_frame_size(sizes.frame)
        .on_upgrade(move |socket| run(app, socket, place))
}
