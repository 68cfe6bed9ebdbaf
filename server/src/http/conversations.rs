//! `GET /v1/conversations`: ended conversations, further back than a list goes;
//! `GET /v1/conversations/{id}/product`: the product of the page its visitor is on.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::ids::ConversationId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::product::PageProduct;
use vitrine_shared::wire::{EndedConversations, ErrorCode};

use super::extract::found;
use super::{ApiError, Staff};
use crate::app::App;

/// Rows on one page.
const PAGE: u32 = 100;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/conversations", get(list))
        .route("/v1/conversations/{id}/product", get(page_product))
}

/// The last row somebody has: the page begins below it.
#[derive(Debug, Deserialize)]
struct Last {
    at: Option<i64>,
    before: Option<String>,
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Query(Last { at, before }): Query<Last>,
) -> Result<Json<EndedConversations>, ApiError> {
    let (Some(at), Some(before)) = (at, before) else { return Err(ErrorCode::BadFrame.into()) };
    let before: ConversationId = found(&before)?;
    let (account, reader) = (session.agent.account, session.agent.id.into());
    let page = app.hub.ended_before(account, reader, (UnixMillis(at), before), PAGE).await?;
    let (rows, more) = page;
    Ok(Json(EndedConversations { rows, more }))
}

async fn page_product(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<PageProduct>, ApiError> {
    let id: ConversationId = found(&id)?;
    let room = app.hub.room_of_account(session.agent.account, id).await?;
    let room = room.ok_or(ErrorCode::NotFound)?;
    let card = room.lock().page_product().cloned().map(Box::new);
    Ok(Json(PageProduct { card }))
}
