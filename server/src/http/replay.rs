//! `/v1/conversations/{id}/…`: the log of a conversation page by page, for replay and transcript,
//! and where people looked in it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::ids::{AccountId, AgentId, ConversationId, ParticipantId};
use vitrine_shared::room::Stream;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::replay::{
    ConversationLog, LogPerson, PersonViews, ViewTrace, ViewsAfter,
};

use super::extract::found;
use super::{ApiError, Caller, Staff};
use crate::app::App;
use crate::store::ConversationRecord;

/// Events on one page: a mark has up to 600 points, so that this is a few MiB at most.
const EVENTS: u32 = 300;
/// Runs on one page, of up to twenty views each.
const RUNS: u32 = 200;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/conversations/{id}/events", get(events))
        .route("/v1/conversations/{id}/views", get(views))
}

/// Where a page of events begins.
#[derive(Debug, Deserialize)]
struct After {
    stream: Option<Stream>,
    #[serde(default)]
    after: u32,
}

async fn events(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(id): Path<String>,
    Query(After { stream, after }): Query<After>,
) -> Result<Json<ConversationLog>, ApiError> {
    let stream = stream.unwrap_or(Stream::Public);
    let record = readable(&app, &caller, found(&id)?).await?;
    // Notes are there for a visitor as little as what is somebody else's.
    if stream == Stream::Staff && matches!(caller, Caller::Visitor(_)) {
        return Err(ErrorCode::NotFound.into());
    }
    let account = caller.account();
    let events = app.store.events_after(account, record.id, stream, after, EVENTS).await?;
    let head = match stream {
        Stream::Public => record.public_seq,
        Stream::Staff => record.staff_seq,
    };
    let people = people(&app, &record).await?;
    Ok(Json(ConversationLog { people, events, head }))
}

/// The conversation, if the caller may read it; else it does not exist.
async fn readable(
    app: &App,
    caller: &Caller,
    id: ConversationId,
) -> Result<ConversationRecord, ApiError> {
    let record = app.store.find_conversation(caller.account(), id).await?;
    let own = |record: &ConversationRecord| match caller {
        // It takes photos and reads nothing.
        Caller::Camera(_) => false,
        Caller::Visitor(visitor) => record.visitor == visitor.id,
        Caller::Agent(_) => true,
    };
    record.filter(own).ok_or_else(|| ErrorCode::NotFound.into())
}

async fn people(app: &App, record: &ConversationRecord) -> Result<Vec<LogPerson>, ApiError> {
    let Some(room) = app.store.load_room(record.account, record.id).await? else {
        return Ok(Vec::new());
    };
    let mut people = Vec::with_capacity(room.state.participants.len());
    for one in room.state.participants {
        let name = if one.id == ParticipantId::from(record.visitor) {
            record.visitor_name.clone()
        } else if one.role.sees_staff() {
            let agent = app.store.find_agent(record.account, AgentId(one.id.0)).await?;
            agent.map(|agent| agent.name)
        } else {
            None
        };
        people.push(LogPerson { id: one.id, role: one.role, name });
    }
    Ok(people)
}

/// The last run somebody has.
#[derive(Debug, Deserialize)]
struct Last {
    at: Option<i64>,
    who: Option<String>,
}

async fn views(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Path(id): Path<String>,
    Query(Last { at, who }): Query<Last>,
) -> Result<Json<ViewTrace>, ApiError> {
    let account: AccountId = session.agent.account;
    let id: ConversationId = found(&id)?;
    if app.store.find_conversation(account, id).await?.is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    let after = match (at, who) {
        (Some(at), Some(who)) => Some((UnixMillis(at), found::<ParticipantId>(&who)?)),
        _ => None,
    };
    // One more than is shown tells whether there are later ones.
    let mut stored = app.store.trace().list_views(account, id, after, RUNS + 1).await?;
    let more = stored.len() > RUNS as usize;
    stored.truncate(RUNS as usize);
    let last = stored.last().filter(|_| more);
    let next = last.map(|run| ViewsAfter { at: run.run, who: run.participant });
    let runs = stored
        .into_iter()
        .map(|run| PersonViews { participant: run.participant, views: run.views })
        .collect();
    Ok(Json(ViewTrace { runs, next, kept_days: app.config.trace_days }))
}
