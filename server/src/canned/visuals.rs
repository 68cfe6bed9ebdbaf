//! Pictures of saved answers: copies of their own, with what staff drew on them.

use vitrine_shared::ids::{AccountId, AgentId, CannedId, ConversationId, MediaId};
use vitrine_shared::limits::{CANNED_MARKS, SHOWN_ITEMS};
use vitrine_shared::room::{Mark, RoomState};
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::canned::{CannedSource, CannedView, CannedVisual};

use crate::app::App;
use crate::clock::new_id;
use crate::people::PeopleError;
use crate::store::{AgentRecord, MediaRecord, StoreResult};

/// Extents of a view are bounded as a client bounds them: sixteen widths and a margin.
const FURTHEST: i32 = 1 << 20;

/// The pictures of a saved answer, and the rows of their copies. The bytes are stored once: a copy
/// has the blobs of the first, which stay for as long as either is there.
pub(super) async fn copied(
    app: &App,
    caller: &AgentRecord,
    canned: CannedId,
    conversation: Option<ConversationId>,
    items: &[CannedSource],
) -> Result<(Vec<CannedVisual>, Vec<MediaRecord>), PeopleError> {
    if items.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    if items.len() > SHOWN_ITEMS {
        return Err(ErrorCode::BadSelection.into());
    }
    let conversation = conversation.ok_or(ErrorCode::NotFound)?;
    let room = app.hub.room_of_account(caller.account, conversation).await?;
    let state = room.ok_or(ErrorCode::NotFound)?.lock().state();
    let (mut visuals, mut pictures) = (Vec::new(), Vec::new());
    for source in items {
        let (visual, picture) = one(app, caller, canned, &state, source).await?;
        visuals.push(visual);
        pictures.push(picture);
    }
    if visuals.iter().map(|visual| visual.marks.len()).sum::<usize>() > CANNED_MARKS {
        return Err(ErrorCode::Full.into());
    }
    Ok((visuals, pictures))
}

async fn one(
    app: &App,
    caller: &AgentRecord,
    canned: CannedId,
    state: &RoomState,
    source: &CannedSource,
) -> Result<(CannedVisual, MediaRecord), PeopleError> {
    if !source.view.as_ref().is_none_or(is_possible) {
        return Err(ErrorCode::BadField.into());
    }
    let item = state.item(source.item).ok_or(ErrorCode::ItemGone)?;
    // A clip has no view and no marks of its own to bring back, only those of a moment.
    if item.moving.is_some() {
        return Err(ErrorCode::KindVideo.into());
    }
    let media = app.store.find_media(caller.account, item.media).await?;
    let media = media.filter(|media| media.ready).ok_or(ErrorCode::ItemGone)?;
    if !is_the_shops(app, &media).await? {
        return Err(ErrorCode::Forbidden.into());
    }
    let id: MediaId = new_id();
    let copy = MediaRecord {
        id,
        conversation: None,
        source: format!("canned:{canned}:{id}"),
        shelf_place: None,
        ..media
    };
    let visual = CannedVisual {
        media: id,
        size: copy.size,
        title: item.title.clone(),
        quarter_turns: item.quarter_turns,
        view: source.view,
        marks: marks_of_staff(state, source),
        gone: false,
    };
    Ok((visual, copy))
}

/// What a visitor drew is the visitor's, and so are the words in it.
fn marks_of_staff(state: &RoomState, source: &CannedSource) -> Vec<Mark> {
    let staff = |author| {
        let known = state.participants.iter().find(|one| one.id == author);
        known.is_some_and(|one| one.role.sees_staff())
    };
    let marks = state.annotations.iter();
    let meant = marks.filter(|one| one.live && one.item == source.item && staff(one.author));
    meant.map(|one| one.mark.clone()).collect()
}

/// Whether a picture is of the shop or was uploaded by its staff. A visitor's photo belongs to the
/// visitor: it is erased with them and is saved nowhere else.
async fn is_the_shops(app: &App, media: &MediaRecord) -> StoreResult<bool> {
    if media.conversation.is_none() {
        return Ok(true);
    }
    let by = media.source.strip_prefix("upload:").and_then(|rest| rest.split(':').next());
    match by.and_then(|by| by.parse::<AgentId>().ok()) {
        Some(agent) => Ok(app.store.find_agent(media.account, agent).await?.is_some()),
        None => Ok(false),
    }
}

fn is_possible(view: &CannedView) -> bool {
    let near = |value: i32| (-FURTHEST..=FURTHEST).contains(&value);
    near(view.cu)
        && near(view.cv)
        && (1..=FURTHEST).contains(&view.eu)
        && (1..=FURTHEST).contains(&view.ev)
}

/// Removes the copy of a picture; where it still stands on a strip, that says it is gone.
pub(super) async fn forget(app: &App, account: AccountId, media: MediaId) {
    if let Err(error) = app.media.remove(account, media).await {
        let reason = &error as &dyn std::error::Error;
        tracing::warn!(error = reason, "picture of a saved answer not removed");
    }
}
