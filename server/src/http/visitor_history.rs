//! What staff reads of a visitor: who it says it is, and all of its conversations. The
//! conversations themselves are read over the socket, where agents open those of their account.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::ids::{ConversationId, VisitorId};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::visitor::{VisitorConversation, VisitorConversations, VisitorDetails};

use super::extract::found;
use super::{ApiError, Staff};
use crate::app::App;
use crate::store::{AgentRecord, HistoryRecord, VisitorProfile};

/// Conversations on one page.
const PAGE: u32 = 20;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/visitors/{id}", get(show))
        .route("/v1/visitors/{id}/conversations", get(list))
}

async fn show(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
) -> Result<Json<VisitorDetails>, ApiError> {
    let (id, profile) = of_account(&app, &session.agent, &id).await?;
    let VisitorProfile { name, email, verified } = profile;
    Ok(Json(VisitorDetails { id, name, email, verified }))
}

#[derive(Debug, Deserialize)]
struct Before {
    before: Option<String>,
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
    Query(Before { before }): Query<Before>,
) -> Result<Json<VisitorConversations>, ApiError> {
    let before: Option<ConversationId> = before.as_deref().map(found).transpose()?;
    let account = session.agent.account;
    let (visitor, _profile) = of_account(&app, &session.agent, &id).await?;
    // One more than is shown tells whether there are older ones.
    let mut records = app.store.list_history_of(account, visitor, before, PAGE + 1).await?;
    let more = records.len() > PAGE as usize;
    records.truncate(PAGE as usize);
    let next = records.last().filter(|_| more).map(|oldest| oldest.id);
    let conversations = records.into_iter().map(told).collect();
    Ok(Json(VisitorConversations { conversations, next }))
}

/// A visitor of the agent's account; what is anybody else's does not exist.
async fn of_account(
    app: &App,
    agent: &AgentRecord,
    id: &str,
) -> Result<(VisitorId, VisitorProfile), ApiError> {
    let id: VisitorId = found(id)?;
    let profile = app.store.people().find_profile(agent.account, id).await?;
    Ok((id, profile.ok_or(ErrorCode::NotFound)?))
}

fn told(record: HistoryRecord) -> VisitorConversation {
    VisitorConversation {
        conversation: record.id,
        began_at: record.created_at,
        status: record.status,
        answered_by: record.answered_by,
        first_words: record.first_line,
        picture: record.picture,
    }
}
