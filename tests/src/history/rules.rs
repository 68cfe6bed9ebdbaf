//! What the log of a conversation may hold, event by event, and what readers may be told of it.

use std::collections::{BTreeMap, BTreeSet};

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::room::{
    AnnotationsCleared, Command, Event, EventBody, Role, RoomState, Status, Stream, apply,
};

use super::{Broken, History, Log, Promise, Reader};
use crate::Topic;

impl History {
    /// Whether everything in the log was allowed when it happened.
    pub(super) fn conduct(&self, log: &Log, broken: &mut Vec<Broken>) {
        let mut state = RoomState::default();
        for event in &log.public {
            let found = [
                ended(&state, event).then_some(Promise::Held),
                locked(&state, event).then_some(Promise::Held),
                anothers(&state, event).then_some(Promise::OwnMarks),
                self.wrongly_cleared(&state, event).then_some(Promise::OwnMarks),
            ];
            for promise in found.into_iter().flatten() {
                broken.push(Broken { promise, how: format!("{event:?}") });
            }
            apply(&mut state, Stream::Public, event);
        }
        for event in &log.staff {
            let known = self.operations.get(&(event.actor, event.cid));
            if let (EventBody::Assigned(_), Some(Command::Take(take))) =
                (&event.body, known.map(|one| &one.wish))
                && take.from != state.assignee
            {
                let how = format!("{take:?} while {:?} answered", state.assignee);
                broken.push(Broken { promise: Promise::OneAnswers, how });
            }
            apply(&mut state, Stream::Staff, event);
        }
        for events in [&log.public, &log.staff] {
            let gone = events.iter().filter_map(|event| match &event.body {
                EventBody::Redacted(redacted) => Some(redacted.target_seq),
                _ => None,
            });
            let gone: BTreeSet<u32> = gone.collect();
            let kept = |event: &&Event| gone.contains(&event.seq) && !is_erased(event);
            if let Some(event) = events.iter().find(kept) {
                let how = format!("the log still has {event:?}");
                broken.push(Broken { promise: Promise::Erased, how });
            }
        }
    }

    /// AN9: clearing takes away exactly the live marks of the item up to the position it named.
    fn wrongly_cleared(&self, state: &RoomState, event: &Event) -> bool {
        let EventBody::AnnotationsCleared(AnnotationsCleared { item, annotations }) = &event.body
        else {
            return false;
        };
        let known = self.operations.get(&(event.actor, event.cid)).map(|one| &one.wish);
        let Some(Command::ClearAnnotations(wish)) = known else { return false };
        let meant = state
            .annotations
            .iter()
            .filter(|mark| mark.live && mark.item == *item && mark.seq <= wish.upto);
        meant.map(|mark| mark.id).collect::<BTreeSet<_>>()
            != annotations.iter().copied().collect::<BTreeSet<_>>()
    }
}

/// CO3: an ended conversation takes erasures until it is opened again.
fn ended(state: &RoomState, event: &Event) -> bool {
    let taken = matches!(
        event.body,
        EventBody::Reopened(_) | EventBody::Redacted(_) | EventBody::Joined(_)
    );
    state.status == Status::Resolved && !taken
}

/// CO4: while the stage is locked a visitor changes nothing of what it shows.
fn locked(state: &RoomState, event: &Event) -> bool {
    let moves = matches!(
        event.body,
        EventBody::ItemsShown(_)
            | EventBody::ItemRotated(_)
            | EventBody::ItemRemoved(_)
            | EventBody::ItemRestored(_)
            | EventBody::ItemMoved(_)
            | EventBody::ZoomLinked(_)
            | EventBody::LeadTaken(_)
    );
    state.locked && moves && is_visitor(state, event.actor)
}

/// AN4, AN8: a visitor takes away own marks only, and brings back what the visitor took away.
fn anothers(state: &RoomState, event: &Event) -> bool {
    let touched = match &event.body {
        EventBody::AnnotationsDeleted(deleted) => &deleted.annotations,
        EventBody::AnnotationsRestored(restored) => &restored.annotations,
        _ => return false,
    };
    let back = matches!(event.body, EventBody::AnnotationsRestored(_));
    let own = touched.iter().filter_map(|id| state.annotation(*id)).all(|mark| {
        let whose = if back { mark.deleted_by } else { Some(mark.author) };
        whose == Some(event.actor)
    });
    is_visitor(state, event.actor) && !own
}

fn is_visitor(state: &RoomState, who: ParticipantId) -> bool {
    state.participants.iter().any(|one| one.id == who && one.role == Role::Visitor)
}

fn is_erased(event: &Event) -> bool {
    matches!(event.body, EventBody::Erased(_))
}

/// Whether what is stored now is what an erasure left of what was told.
pub(super) fn left_of(told: &Event, stored: &Event) -> bool {
    let EventBody::Erased(left) = &stored.body else { return false };
    let place = (told.seq, told.at, told.actor, told.cid);
    place == (stored.seq, stored.at, stored.actor, stored.cid) && told.body.kind() == left.was
}

/// CO5: nobody is told the words of a message when the server knew already that it was erased, and
/// nobody who is up to date still shows them.
pub(super) fn erased(log: &Log, reader: &Reader<'_>, broken: &mut Vec<Broken>) {
    let streams = [(&log.public, Some(reader.public)), (&log.staff, reader.staff)];
    for (events, topic) in streams {
        let Some(topic) = topic else { continue };
        for event in events {
            let EventBody::Redacted(redacted) = &event.body else { continue };
            let target = redacted.target_seq;
            let late = topic.told_under.get(&target).is_some_and(|head| *head >= event.seq);
            let shown = reader.settled && shows(topic, target);
            if late || shown {
                let how = format!("{}: {target}, told {late}, shown {shown}", reader.name);
                broken.push(Broken { promise: Promise::Erased, how });
            }
        }
    }
}

fn shows(topic: &Topic, seq: u32) -> bool {
    topic.messages.get(&seq).is_some_and(|event| !is_erased(event))
}

/// RC1: everybody is told how far everybody has got, which is what they said themselves and never
/// goes back.
pub(super) fn receipts(log: &Log, readers: &[Reader<'_>], broken: &mut Vec<Broken>) {
    let head = super::last_seq(&log.public);
    let mut said: BTreeMap<ParticipantId, (u32, u32)> = BTreeMap::new();
    for reader in readers {
        let (delivered, read) = said.entry(reader.who).or_default();
        *delivered = reader.said.0.min(head).max(*delivered);
        *read = reader.said.1.min(head).max(*read);
    }
    for reader in readers {
        let told = |who| reader.public.receipts.iter().find(|one| one.participant == who);
        for (who, (delivered, read)) in &said {
            let told = told(*who).map_or((0, 0), |one| (one.delivered, one.read));
            let ahead = told.0 > *delivered || told.1 > *read;
            let behind = reader.settled && told != (*delivered, *read);
            if ahead || behind {
                let how = format!("{}: {who} {told:?} of {delivered}, {read}", reader.name);
                broken.push(Broken { promise: Promise::Receipts, how });
            }
        }
        if reader.public.receipts_back > 0 {
            let how = format!("{}: {} went back", reader.name, reader.public.receipts_back);
            broken.push(Broken { promise: Promise::Receipts, how });
        }
    }
}
