//! `GET /v1/inbox?key=…`: what the panel needs before anybody is known.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::InboxInfo;

use super::ApiError;
use crate::app::App;

/// The inbox key of a query string; a public name, not a secret.
#[derive(Debug, Deserialize)]
pub(super) struct InboxKey {
    pub(super) key: String,
}

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/inbox", get(show))
}

async fn show(
    State(app): State<Arc<App>>,
    Query(InboxKey { key }): Query<InboxKey>,
) -> Result<Json<InboxInfo>, ApiError> {
    let inbox = app.store.find_inbox(&key).await?.ok_or(ErrorCode::NotFound)?;
    let mail = app.mail.is_some();
    Ok(Json(InboxInfo { name: inbox.name, origins: inbox.origins, mail }))
}
