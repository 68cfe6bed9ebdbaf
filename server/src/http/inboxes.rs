//! Inboxes as staff sets them up, and the keys with which a shop signs who its customers are.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{delete, get, patch};
use axum::{Json, Router};
use vitrine_shared::ids::{IdentityKeyId, InboxId};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::{
    AuditAction, CreatedIdentityKey, IdentityKeyInfo, IdentityKeys, InboxDetails, Inboxes,
    NewIdentityKey, NewInbox, PatchInbox,
};

use super::extract::found;
use super::{ApiError, ApiJson, SameOrigin, Staff};
use crate::app::App;
use crate::people::{self, PeopleError, audit};
use crate::store::{IdentityKeyRecord, InboxEntry};

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1/inboxes", get(list).post(add))
        .route("/v1/inboxes/{id}", patch(change))
        .route("/v1/inboxes/{id}/identity-keys", get(list_keys).post(add_key))
        .route("/v1/inboxes/{id}/identity-keys/{key}", delete(delete_key))
}

fn details(inbox: InboxEntry) -> InboxDetails {
    InboxDetails { id: inbox.id, key: inbox.key, name: inbox.name, origins: inbox.origins }
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
) -> Result<Json<Inboxes>, ApiError> {
    let all = app.store.people().list_inbox_entries(session.agent.account).await?;
    Ok(Json(Inboxes { inboxes: all.into_iter().map(details).collect() }))
}

async fn add(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    ApiJson(body): ApiJson<NewInbox>,
) -> Result<Json<InboxDetails>, ApiError> {
    let inbox = InboxEntry {
        account: session.agent.account,
        id: body.id,
        key: people::new_inbox_key(),
        name: people::name(&body.name)?,
        origins: people::origins(&body.origins)?,
    };
    let entry = audit(app.clock.now(), session.agent.id.0, AuditAction::InboxAdded, body.id.0);
    let added = app.store.people().insert_inbox(inbox, entry).await;
    Ok(Json(details(added.map_err(PeopleError::from)?)))
}

async fn change(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(body): ApiJson<PatchInbox>,
) -> Result<Json<InboxDetails>, ApiError> {
    let id: InboxId = found(&id)?;
    let name = body.name.as_deref().map(people::name).transpose()?;
    let origins = body.origins.as_deref().map(people::origins).transpose()?;
    let mut entry = audit(app.clock.now(), session.agent.id.0, AuditAction::InboxChanged, id.0);
    entry.detail = serde_json::json!({ "name": name.is_some(), "origins": origins.is_some() });
    let account = session.agent.account;
    let changed = app.store.people().change_inbox(account, id, name, origins, entry).await?;
    Ok(Json(details(changed.ok_or(ErrorCode::NotFound)?)))
}

/// A foreign inbox is as missing as one that does not exist.
async fn own_inbox(app: &App, session: &Staff, id: &str) -> Result<InboxId, ApiError> {
    let id: InboxId = found(id)?;
    let all = app.store.people().list_inbox_entries(session.0.agent.account).await?;
    let own = all.into_iter().find(|inbox| inbox.id == id);
    Ok(own.ok_or(ErrorCode::NotFound)?.id)
}

async fn list_keys(
    State(app): State<Arc<App>>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Json<IdentityKeys>, ApiError> {
    let inbox = own_inbox(&app, &staff, &id).await?;
    let keys = app.store.people().list_identity_keys(staff.0.agent.account, inbox).await?;
    let info = |key: IdentityKeyRecord| IdentityKeyInfo {
        id: key.id,
        algorithm: key.algorithm,
        created_at: key.created_at,
    };
    Ok(Json(IdentityKeys { keys: keys.into_iter().map(info).collect() }))
}

async fn add_key(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path(id): Path<String>,
    ApiJson(body): ApiJson<NewIdentityKey>,
) -> Result<Json<CreatedIdentityKey>, ApiError> {
    let inbox: InboxId = found(&id)?;
    Ok(Json(people::issue_identity_key(&app, &session.agent, inbox, body).await?))
}

async fn delete_key(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
    Path((id, key)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let (inbox, key): (InboxId, IdentityKeyId) = (found(&id)?, found(&key)?);
    let entry = audit(app.clock.now(), session.agent.id.0, AuditAction::IdentityKeyRemoved, key.0);
    let account = session.agent.account;
    if !app.store.people().delete_identity_key(account, inbox, key, entry).await? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(StatusCode::NO_CONTENT)
}
