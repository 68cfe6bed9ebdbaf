//! Folding an event into the state.

use std::sync::Arc;

use super::event::{Event, EventBody, Stream};
use super::playback::Playback;
use super::product::{self, ProposalStep};
use super::state::{Annotation, Cleared, Item, Lead, Participant, RoomState, Status};
use crate::ids::{AnnotationId, ItemId, ParticipantId};

/// Folds `event` of `stream` into `state`.
///
/// Total: whatever was stored can be folded. An event at or below the head is passed over, so
/// applying one twice changes nothing (OP5).
pub fn apply(state: &mut RoomState, stream: Stream, event: &Event) {
    let head = match stream {
        Stream::Public => &mut state.head,
        Stream::Staff => &mut state.staff_head,
    };
    if event.seq <= *head {
        return;
    }
    *head = event.seq;
    match &event.body {
        EventBody::Joined(joined) => {
            if !state.participants.iter().any(|p| p.id == event.actor) {
                state.participants.push(Participant { id: event.actor, role: joined.role });
            }
        }
        EventBody::ItemAdded(added) => {
            if state.known_item(added.item).is_none() {
                state.items.push(Item {
                    id: added.item,
                    media: added.media,
                    size: added.size,
                    title: added.title.clone(),
                    playback: added.moving.is_some().then(|| Playback::begin(event.at, event.seq)),
                    moving: added.moving.clone(),
                    by: event.actor,
                    quarter_turns: 0,
                    removed: false,
                });
            }
        }
        EventBody::ItemsShown(shown) => state.shown.clone_from(&shown.items),
        EventBody::ItemRotated(rotated) => {
            if let Some(item) = item_mut(state, rotated.item) {
                item.quarter_turns = rotated.quarter_turns % 4;
            }
        }
        EventBody::ItemRemoved(removed) => {
            if let Some(item) = item_mut(state, removed.item) {
                item.removed = true;
            }
            state.shown.retain(|id| *id != removed.item);
        }
        EventBody::ItemRestored(restored) => {
            if let Some(item) = item_mut(state, restored.item) {
                item.removed = false;
            }
        }
        EventBody::ItemMoved(moved) => move_item(state, moved.item, moved.before),
        EventBody::ZoomLinked(zoom) => state.zoom_linked = zoom.linked,
        EventBody::StageLocked(stage) => state.locked = stage.locked,
        EventBody::LeadTaken(taken) => {
            state.lead =
                Some(Lead { participant: event.actor, session: taken.session, fence: event.seq });
        }
        EventBody::AnnotationAdded(added) => {
            if state.annotation(added.annotation).is_none() {
                state.annotations.push(Arc::new(Annotation {
                    id: added.annotation,
                    item: added.item,
                    author: event.actor,
                    seq: event.seq,
                    mark: added.mark.clone(),
                    number: added.number,
                    live: true,
                    deleted_by: None,
                }));
            }
        }
        EventBody::AnnotationsDeleted(deleted) => {
            take_away(state, &deleted.annotations, event.actor);
        }
        EventBody::AnnotationsRestored(restored) => {
            for mark in &mut state.annotations {
                if !mark.live && restored.annotations.contains(&mark.id) {
                    let mark = Arc::make_mut(mark);
                    mark.live = true;
                    mark.deleted_by = None;
                }
            }
            if state.cleared.as_ref().is_some_and(|c| c.annotations == restored.annotations) {
                state.cleared = None;
            }
        }
        EventBody::AnnotationsCleared(cleared) => {
            take_away(state, &cleared.annotations, event.actor);
            state.cleared = Some(Cleared {
                item: cleared.item,
                by: event.actor,
                annotations: cleared.annotations.clone(),
            });
        }
        EventBody::ProductShared(shared) => product::apply_shared(state, event, shared),
        EventBody::VariantChosen(chosen) => product::apply_chosen(state, chosen),
        EventBody::ProductProposed(proposed) => product::apply_proposed(state, event, proposed),
        EventBody::ProposalAccepted(accepted) => {
            let step = ProposalStep::Accepted { session: accepted.session, at: event.at };
            product::apply_step(state, accepted.proposal, step);
        }
        EventBody::ProposalDeclined(declined) => {
            product::apply_step(state, declined.proposal, ProposalStep::Declined {});
        }
        EventBody::ProposalWithdrawn(withdrawn) => {
            product::apply_step(state, withdrawn.proposal, ProposalStep::Withdrawn {});
        }
        EventBody::ProposalSettled(settled) => product::apply_settled(state, settled),
        EventBody::PlaybackChanged(changed) => {
            if let Some(item) = item_mut(state, changed.item)
                && item.moving.is_some()
            {
                item.playback = Some(Playback {
                    playing: changed.playing,
                    rate: changed.rate,
                    pos_ms: changed.pos_ms,
                    at: changed.at,
                    waiting: changed.waiting.clone(),
                    rev: event.seq,
                });
            }
        }
        EventBody::Assigned(assigned) => state.assignee = assigned.to,
        EventBody::Resolved(_) => state.status = Status::Resolved,
        EventBody::Reopened(_) => state.status = Status::Open,
        // Bodies of messages and notes are not part of the state, so neither is their erasure.
        EventBody::MessageSent(_)
        | EventBody::NoteAdded(_)
        | EventBody::Redacted(_)
        | EventBody::Erased(_)
        | EventBody::Unknown(_) => {}
    }
}

fn item_mut(state: &mut RoomState, id: ItemId) -> Option<&mut Item> {
    state.items.iter_mut().find(|item| item.id == id)
}

/// Moves an item before another; behind all others when that one is not known.
fn move_item(state: &mut RoomState, id: ItemId, before: Option<ItemId>) {
    let Some(from) = state.items.iter().position(|item| item.id == id) else { return };
    if before == Some(id) {
        return;
    }
    let item = state.items.remove(from);
    let to = before.and_then(|before| state.items.iter().position(|item| item.id == before));
    state.items.insert(to.unwrap_or(state.items.len()), item);
}

fn take_away(state: &mut RoomState, gone: &[AnnotationId], by: ParticipantId) {
    for mark in &mut state.annotations {
        if mark.live && gone.contains(&mark.id) {
            let mark = Arc::make_mut(mark);
            mark.live = false;
            mark.deleted_by = Some(by);
        }
    }
}
