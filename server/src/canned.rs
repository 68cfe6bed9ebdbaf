//! Saved answers of staff: who may write which, what a name and a text may be, and how the
//! pictures on a stage become copies that outlive their conversation.
//!
//! Showing one again is no business of this module: a console does it with the ordinary commands
//! of a conversation, so it is undone, replayed and counted once like anything else.

mod fields;
mod variables;
mod visuals;

pub use variables::{VARIABLES, is_clean};

use vitrine_shared::ids::CannedId;
use vitrine_shared::limits::{CANNED_EACH, CANNED_KEPT_MS};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::canned::{Canned, CannedScope, CannedVisual, NewCanned, PatchCanned};
use vitrine_shared::wire::people::{AuditAction, StaffRole};

use crate::app::App;
use crate::people::PeopleError;
use crate::store::{AgentRecord, AuditDraft, CannedRecord, CannedWritten, StoreResult};

/// Whether somebody may write answers for all: what is said in everybody's name is a supervisor's
/// to word.
fn may_write_for_all(role: StaffRole) -> bool {
    match role {
        StaffRole::Agent => false,
        StaffRole::Supervisor | StaffRole::Administrator => true,
    }
}

/// Whether the caller may change this one.
fn may_change(caller: &AgentRecord, canned: &CannedRecord) -> bool {
    match canned.agent {
        Some(agent) => agent == caller.id,
        None => may_write_for_all(caller.role),
    }
}

/// An entry in the audit log for what concerns all; what somebody keeps for oneself is nobody's
/// business.
fn entry(
    caller: &AgentRecord,
    canned: &CannedRecord,
    action: AuditAction,
    now: UnixMillis,
) -> Option<AuditDraft> {
    canned.agent.is_none().then(|| AuditDraft {
        at: now,
        actor: Some(caller.id.0),
        action,
        target: Some(canned.id.0),
        detail: serde_json::json!({}),
    })
}

fn settled(written: CannedWritten) -> Result<(), PeopleError> {
    match written {
        CannedWritten::Done => Ok(()),
        CannedWritten::NameTaken => Err(ErrorCode::IdTaken.into()),
        CannedWritten::Full => Err(ErrorCode::Full.into()),
        CannedWritten::Missing => Err(ErrorCode::NotFound.into()),
    }
}

/// What the caller finds, the most used first; a picture whose file is gone says so.
///
/// # Errors
/// When the store does not answer.
pub async fn list(app: &App, caller: &AgentRecord) -> StoreResult<Vec<Canned>> {
    let records = app.store.canned().list_canned(caller.account, caller.id).await?;
    let mut found = Vec::with_capacity(records.len());
    for record in records {
        found.push(told(app, caller, record).await?);
    }
    Ok(found)
}

async fn told(app: &App, caller: &AgentRecord, record: CannedRecord) -> StoreResult<Canned> {
    let mine = may_change(caller, &record);
    let mut visuals = record.visuals;
    for visual in &mut visuals {
        let media = app.store.find_media(record.account, visual.media).await?;
        visual.gone = !media.is_some_and(|media| media.ready);
    }
    Ok(Canned {
        id: record.id,
        name: record.name,
        scope: if record.agent.is_some() { CannedScope::Me } else { CannedScope::All },
        bodies: record.bodies,
        language: record.language,
        visuals,
        uses: record.uses,
        changed_at: record.changed_at,
        mine,
    })
}

/// Saves an answer. A repeat with the same id finds what the first one made.
///
/// # Errors
/// `forbidden` for one of all by an agent and for a visitor's photo, `id_taken` for a name that is
/// in use, `bad_field`, `text_length`, `full`, `item_gone`, `not_found`.
pub async fn add(app: &App, caller: &AgentRecord, wish: NewCanned) -> Result<Canned, PeopleError> {
    if wish.scope == CannedScope::All && !may_write_for_all(caller.role) {
        return Err(ErrorCode::Forbidden.into());
    }
    if let Some(before) = app.store.canned().find_canned(caller.account, wish.id).await? {
        let own = may_change(caller, &before);
        return if own {
            Ok(told(app, caller, before).await?)
        } else {
            Err(ErrorCode::IdTaken.into())
        };
    }
    let now = app.clock.now();
    let bodies = fields::bodies(wish.bodies)?;
    let (visuals, pictures) =
        visuals::copied(app, caller, wish.id, wish.conversation, &wish.items).await?;
    if bodies.is_empty() && visuals.is_empty() {
        return Err(ErrorCode::TextLength.into());
    }
    let record = CannedRecord {
        account: caller.account,
        id: wish.id,
        agent: (wish.scope == CannedScope::Me).then_some(caller.id),
        name: fields::name(&wish.name)?,
        language: fields::language(&wish.language)?,
        bodies,
        visuals,
        uses: 0,
        changed_at: now,
    };
    let most = u32::try_from(CANNED_EACH).unwrap_or(u32::MAX);
    let entry = entry(caller, &record, AuditAction::CannedAdded, now);
    settled(app.store.canned().insert_canned(&record, &pictures, most, entry).await?)?;
    Ok(told(app, caller, record).await?)
}

/// The one with this id, if the caller may change it. One of somebody else does not exist.
async fn own(app: &App, caller: &AgentRecord, id: CannedId) -> Result<CannedRecord, PeopleError> {
    let found = app.store.canned().find_canned(caller.account, id).await?;
    changeable(caller, found)
}

fn changeable(
    caller: &AgentRecord,
    found: Option<CannedRecord>,
) -> Result<CannedRecord, PeopleError> {
    let found = found.ok_or(ErrorCode::NotFound)?;
    match found.agent {
        Some(agent) if agent != caller.id => Err(ErrorCode::NotFound.into()),
        None if !may_write_for_all(caller.role) => Err(ErrorCode::Forbidden.into()),
        Some(_) | None => Ok(found),
    }
}

/// Changes name, scope and words, and takes pictures away.
///
/// # Errors
/// As for [`add`].
pub async fn change(
    app: &App,
    caller: &AgentRecord,
    id: CannedId,
    wish: PatchCanned,
) -> Result<Canned, PeopleError> {
    let before = own(app, caller, id).await?;
    if wish.scope == CannedScope::All && !may_write_for_all(caller.role) {
        return Err(ErrorCode::Forbidden.into());
    }
    let now = app.clock.now();
    let stays = |visual: &CannedVisual| wish.visuals.contains(&visual.media);
    let (visuals, taken): (Vec<_>, Vec<_>) = before.visuals.iter().cloned().partition(stays);
    let record = CannedRecord {
        agent: (wish.scope == CannedScope::Me).then_some(caller.id),
        name: fields::name(&wish.name)?,
        bodies: fields::bodies(wish.bodies)?,
        language: fields::language(&wish.language)?,
        visuals,
        changed_at: now,
        ..before.clone()
    };
    if record.bodies.is_empty() && record.visuals.is_empty() {
        return Err(ErrorCode::TextLength.into());
    }
    // Taking it from all is as much a change for all as giving it to them.
    let concerned = if before.agent.is_none() { &before } else { &record };
    let entry = entry(caller, concerned, AuditAction::CannedChanged, now);
    settled(app.store.canned().update_canned(&record, entry).await?)?;
    // A picture that was shown stays for the conversations that show it.
    for visual in taken.into_iter().filter(|_| before.uses == 0) {
        visuals::forget(app, caller.account, visual.media).await;
    }
    Ok(told(app, caller, record).await?)
}

/// Deletes one; it can be brought back for a day. What was deleted longer ago goes for good.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn delete(app: &App, caller: &AgentRecord, id: CannedId) -> Result<(), PeopleError> {
    let (canned, now) = (own(app, caller, id).await?, app.clock.now());
    let entry = entry(caller, &canned, AuditAction::CannedDeleted, now);
    let store = app.store.canned();
    settled(store.set_canned_deleted(caller.account, id, Some(now), entry).await?)?;
    let before = UnixMillis(now.0 - CANNED_KEPT_MS);
    for media in store.purge_canned(caller.account, before).await? {
        visuals::forget(app, caller.account, media).await;
    }
    Ok(())
}

/// Brings a deleted one back.
///
/// # Errors
/// `not_found`, `forbidden`, `id_taken` when its name is in use by now.
pub async fn restore(app: &App, caller: &AgentRecord, id: CannedId) -> Result<Canned, PeopleError> {
    let store = app.store.canned();
    let found = store.find_deleted_canned(caller.account, id).await?;
    let canned = changeable(caller, found)?;
    let entry = entry(caller, &canned, AuditAction::CannedRestored, app.clock.now());
    settled(store.set_canned_deleted(caller.account, id, None, entry).await?)?;
    Ok(told(app, caller, canned).await?)
}

/// Counts that the caller used one.
///
/// # Errors
/// `not_found` for one that the caller does not find.
pub async fn used(app: &App, caller: &AgentRecord, id: CannedId) -> Result<(), PeopleError> {
    let found = app.store.canned().find_canned(caller.account, id).await?;
    let found = found.filter(|canned| canned.agent.is_none_or(|agent| agent == caller.id));
    let found = found.ok_or(ErrorCode::NotFound)?;
    app.store.canned().count_canned_use(caller.account, found.id).await?;
    Ok(())
}
