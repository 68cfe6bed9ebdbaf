//! `POST /v1/visitors`: an inbox key becomes a visitor token. `POST /v1/continue`: the link of a mail
//! or of another
//! device becomes one of the visitor it was made for.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::routing::post;
use axum::{Json, Router};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{Continue, Continued, NewVisitor, VisitorToken};

use super::devices::device_of;
use super::{ApiError, ApiJson, SameOrigin};
use crate::app::App;
use crate::auth::{VISITOR_TOKEN_LIFE_MS, hash, new_secret};
use crate::clock::new_id;
use crate::devices::continue_with;
use crate::mail;
use crate::store::VisitorRecord;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/visitors", post(create)).route("/v1/continue", post(go_on))
}

async fn create(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    SameOrigin: SameOrigin,
    ApiJson(body): ApiJson<NewVisitor>,
) -> Result<Json<VisitorToken>, ApiError> {
    app.limits.new_visitor(peer.ip()).map_err(ApiError::too_much)?;
    let inbox = app.store.find_inbox(&body.inbox).await?.ok_or(ErrorCode::NotFound)?;
    let visitor =
        VisitorRecord { account: inbox.account, inbox: inbox.id, id: new_id(), name: None };
    let token = new_secret();
    let until = UnixMillis(app.clock.now().0 + VISITOR_TOKEN_LIFE_MS);
    app.store.insert_visitor(&visitor, hash(&token), until).await?;
    Ok(Json(VisitorToken { token }))
}

async fn go_on(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    SameOrigin: SameOrigin,
    headers: HeaderMap,
    ApiJson(body): ApiJson<Continue>,
) -> Result<Json<Continued>, ApiError> {
    // A guess costs what a new visitor costs.
    app.limits.new_visitor(peer.ip()).map_err(ApiError::too_much)?;
    if let Some(continued) = mail::continue_with(&app, &body.inbox, &body.secret).await? {
        return Ok(Json(continued));
    }
    let token = continue_with(&app, &body.inbox, &body.secret, device_of(&headers)).await?;
    Ok(Json(Continued { token: token.ok_or(ErrorCode::LinkGone)?, page: None }))
}
