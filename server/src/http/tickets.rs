//! `POST /v1/tickets`: the console's cookie becomes a ticket that opens one socket.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::Ticket;

use super::{ApiError, Caller, SameOrigin};
use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/tickets", post(create))
}

async fn create(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    caller: Caller,
) -> Result<Json<Ticket>, ApiError> {
    let Caller::Agent(agent) = caller else { return Err(ErrorCode::Forbidden.into()) };
    let ticket = app.auth.issue_ticket(agent).ok_or(ErrorCode::Rate)?;
    Ok(Json(Ticket { ticket }))
}
