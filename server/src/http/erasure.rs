//! `DELETE /v1/visitors/{id}`: an administrator erases a visitor and gets a receipt.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::delete;
use axum::{Json, Router};
use vitrine_shared::ids::VisitorId;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErasureReceipt;
use vitrine_shared::wire::people::StaffRole;

use super::{ApiError, SameOrigin, Staff};
use crate::app::App;
use crate::ops::erasure;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/visitors/{id}", delete(erase))
}

async fn erase(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<ErasureReceipt>, ApiError> {
    if session.agent.role != StaffRole::Administrator {
        return Err(ErrorCode::Forbidden.into());
    }
    let visitor: VisitorId = id.parse().map_err(|_no_id| ErrorCode::NotFound)?;
    let receipt = erasure::erase_visitor(&app, &session.agent, visitor).await?;
    receipt.map(Json).ok_or(ErrorCode::NotFound.into())
}
