//! Erasing a visitor: first the rows, so that nothing finds it any more, then memory, then bytes.

use vitrine_shared::ids::{AgentId, VisitorId};
use vitrine_shared::wire::api::ErasureReceipt;
use vitrine_shared::wire::people::AuditAction;

use crate::app::App;
use crate::store::{AgentRecord, AuditDraft, StoreResult};

/// How often an unlucky reader may be in the way of emptying the log.
const FOLDS: u32 = 5;

/// Erases a visitor of the agent's account; `None` when there is no such visitor.
///
/// # Errors
/// When nothing was deleted.
pub async fn erase_visitor(
    app: &App,
    by: &AgentRecord,
    visitor: VisitorId,
) -> StoreResult<Option<ErasureReceipt>> {
    let at = app.clock.now();
    let AgentId(actor) = by.id;
    let audit = AuditDraft {
        at,
        actor: Some(actor),
        action: AuditAction::VisitorErased,
        target: Some(visitor.0),
        detail: serde_json::Value::Null,
    };
    let unopened = app.hub.unopened_of(visitor);
    // Before the rows: a picture that is finished in this moment would get one behind our back.
    app.media.give_up_uploads(by.account, visitor.into(), &[]).await;
    let store = app.store.upkeep();
    let Some(deleted) = store.erase_visitor(by.account, visitor, unopened, audit).await? else {
        return Ok(None);
    };
    let sockets = app.hub.forget_visitor(visitor);
    let mut gone = deleted.conversations;
    gone.extend(unopened);
    app.hub.forget_conversations(by.account, &gone);
    app.media.give_up_uploads(by.account, visitor.into(), &gone).await;
    app.media.remove_blobs(&deleted.blobs).await;
    let log_emptied = empty_log(app).await;
    let rows = deleted.rows;
    tracing::info!(visitor.id = %visitor, conversations = rows.conversations, "visitor erased");
    let many = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Some(ErasureReceipt {
        visitor,
        at,
        conversations: rows.conversations,
        events: rows.events + rows.operations,
        states: rows.snapshots + rows.registers + rows.views,
        receipts: rows.receipts,
        pictures: rows.pictures,
        files: many(deleted.blobs.len()),
        tokens: rows.tokens,
        sockets: many(sockets),
        log_emptied,
    }))
}

/// Empties the log of the database, in which deleted pages stand until they are overwritten.
pub(super) async fn empty_log(app: &App) -> bool {
    for _ in 0..FOLDS {
        match app.store.upkeep().fold_log().await {
            Ok(true) => return true,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "log not emptied");
                return false;
            }
        }
    }
    false
}
