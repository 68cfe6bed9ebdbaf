//! The audit log: who did what, and whether it is still as it was written.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use vitrine_shared::wire::people::{AuditPage, AuditRow, AuditVerdict};

use super::{ApiError, SameOrigin, Staff};
use crate::app::App;
use crate::store::AuditRecord;

/// Entries on one page.
const PAGE: u32 = 100;

#[derive(Debug, Deserialize)]
struct Before {
    before: Option<u32>,
}

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1/audit", get(list)).route("/v1/audit/verify", post(verify))
}

async fn list(
    State(app): State<Arc<App>>,
    Staff(session): Staff,
    Query(Before { before }): Query<Before>,
) -> Result<Json<AuditPage>, ApiError> {
    let before = before.unwrap_or(u32::MAX);
    let all = app.store.people().list_audit(session.agent.account, before, PAGE).await?;
    let next = all.last().map(|oldest| oldest.seq).filter(|seq| *seq > 1);
    let row = |entry: AuditRecord| AuditRow {
        seq: entry.seq,
        at: entry.at,
        actor: entry.actor.map(|id| id.to_string()),
        action: entry.action,
        target: entry.target.map(|id| id.to_string()),
        detail: entry.detail,
    };
    Ok(Json(AuditPage { entries: all.into_iter().map(row).collect(), next }))
}

async fn verify(
    State(app): State<Arc<App>>,
    SameOrigin: SameOrigin,
    Staff(session): Staff,
) -> Result<Json<AuditVerdict>, ApiError> {
    let check = app.store.people().verify_audit(session.agent.account).await?;
    let broken_at = check.broken_at;
    if broken_at.is_some() {
        tracing::error!(account = %session.agent.account, broken_at, "the audit log was tampered with");
    }
    Ok(Json(AuditVerdict { intact: broken_at.is_none(), entries: check.entries, broken_at }))
}
