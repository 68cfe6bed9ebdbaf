//! `POST /v1/tickets`: the console's cookie becomes a ticket that opens one socket.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::post;
use axum::{Json, Router};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::Ticket;

use super::{ApiError, SameOrigin, Staff};
use crate::app::App;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/tickets", post(create))
}

async fn create(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
) -> Result<Json<Ticket>, ApiError> {
    let ticket = app.auth.issue_ticket(session).ok_or(ErrorCode::Rate)?;
    Ok(Json(Ticket { ticket }))
}
