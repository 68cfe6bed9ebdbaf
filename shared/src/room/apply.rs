//! Folding an event into the state.

use std::sync::Arc;

use super::event::{Event, EventBody, Stream};
use super::state::{Annotation, Item, Lead, Participant, RoomState};

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
            if state.item(added.item).is_none() {
                state.items.push(Item {
                    id: added.item,
                    media: added.media,
                    size: added.size,
                    title: added.title.clone(),
                    quarter_turns: 0,
                });
            }
        }
        EventBody::ItemsShown(shown) => state.shown.clone_from(&shown.items),
        EventBody::ItemRotated(rotated) => {
            if let Some(item) = state.items.iter_mut().find(|item| item.id == rotated.item) {
                item.quarter_turns = rotated.quarter_turns % 4;
            }
        }
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
                    mark: added.mark.clone(),
                    live: true,
                }));
            }
        }
        EventBody::AnnotationsDeleted(deleted) => {
            for mark in &mut state.annotations {
                if mark.live && deleted.annotations.contains(&mark.id) {
                    Arc::make_mut(mark).live = false;
                }
            }
        }
        // Bodies of messages and notes are not part of the state, so neither is their erasure.
        EventBody::MessageSent(_)
        | EventBody::NoteAdded(_)
        | EventBody::Redacted(_)
        | EventBody::Unknown(_) => {}
    }
}
