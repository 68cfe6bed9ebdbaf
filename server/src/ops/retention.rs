//! Deleting what has been kept long enough: ended conversations whole, never a part of one, and
//! visitors of whom nothing is left.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use vitrine_shared::ids::AccountId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::AuditAction;

use super::erasure::empty_log;
use crate::app::App;
use crate::store::{AuditDraft, StoreResult};

/// How often to look. It also bounds how long erased words stay in the log of the database.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Conversations listed at once.
const PAGE: u32 = 500;
/// Runs of the view trace deleted in one transaction, so that nobody waits long for it.
const VIEW_ROWS: u32 = 2_000;
/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Looks at the start and every hour until the service stops.
pub(crate) async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut every = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        match delete_old(&app, app.clock.now()).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "old conversations deleted"),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "old conversations kept; tried again in an hour");
            }
        }
        empty_log(&app).await;
    }
}

/// Deletes what is older than the settings allow at the time `now`; how many conversations.
///
/// # Errors
/// When the store does not answer; some may be deleted then.
pub async fn delete_old(app: &App, now: UnixMillis) -> StoreResult<u32> {
    let mut deleted = 0;
    for account in app.store.upkeep().list_accounts().await? {
        if app.config.retention_days > 0 {
            let before = UnixMillis(now.0 - i64::from(app.config.retention_days) * DAY_MS);
            deleted += delete_ended(app, account, now, before).await?;
        }
        delete_views(app, account, now).await?;
        // Whoever never wrote and whose token has run out is nobody any more.
        app.store.upkeep().delete_departed(account, now).await?;
    }
    Ok(deleted)
}

/// Deletes where people looked longer ago than the settings allow; all of it when none is kept.
async fn delete_views(app: &App, account: AccountId, now: UnixMillis) -> StoreResult<()> {
    let before = UnixMillis(now.0 - i64::from(app.config.trace_days) * DAY_MS);
    while app.store.trace().delete_views(account, before, VIEW_ROWS).await? == VIEW_ROWS {}
    Ok(())
}

async fn delete_ended(
    app: &App,
    account: AccountId,
    now: UnixMillis,
    before: UnixMillis,
) -> StoreResult<u32> {
    let store = app.store.upkeep();
    let mut deleted = 0;
    loop {
        let page = store.list_ended_before(account, before, PAGE).await?;
        let mut progress = false;
        for conversation in &page {
            let Some(gone) = store.delete_ended(account, *conversation, before).await? else {
                continue;
            };
            progress = true;
            deleted += gone.rows.conversations;
            app.hub.forget_conversations(account, &gone.conversations);
            app.media.remove_blobs(&gone.blobs).await;
        }
        if !progress {
            break;
        }
    }
    if deleted > 0 {
        let audit = AuditDraft {
            at: now,
            actor: None,
            action: AuditAction::ConversationsExpired,
            target: None,
            detail: serde_json::json!({ "conversations": deleted }),
        };
        app.store.people().append_audit(account, audit).await?;
    }
    Ok(deleted)
}
