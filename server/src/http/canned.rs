//! `/v1/canned`: saved answers of staff, words and pictures alike.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use vitrine_shared::wire::canned::{Canned, CannedList, NewCanned, PatchCanned};

use super::extract::found;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::canned;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/canned", get(list).post(add))
        .route("/v1/canned/{id}", patch(change).delete(delete))
        .route("/v1/canned/{id}/restore", post(restore))
        .route("/v1/canned/{id}/uses", post(used))
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
) -> Result<Json<CannedList>, ApiError> {
    Ok(Json(CannedList { responses: canned::list(&app, &session.agent).await? }))
}

async fn add(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<NewCanned>,
) -> Result<Json<Canned>, ApiError> {
    Ok(Json(canned::add(&app, &session.agent, body).await?))
}

async fn change(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(body): ApiJson<PatchCanned>,
) -> Result<Json<Canned>, ApiError> {
    Ok(Json(canned::change(&app, &session.agent, found(&id)?, body).await?))
}

async fn delete(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    canned::delete(&app, &session.agent, found(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<Canned>, ApiError> {
    Ok(Json(canned::restore(&app, &session.agent, found(&id)?).await?))
}

async fn used(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    canned::used(&app, &session.agent, found(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
