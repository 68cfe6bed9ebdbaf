//! What one tab says comes in the order in which it was sent.

use std::collections::BTreeMap;

use vitrine_shared::ids::{ParticipantId, SessionId};
use vitrine_shared::room::{Command, Event, EventBody, Role};
use vitrine_shared::time::UnixMillis;

use super::{Broken, Effect, History, Log, Operation, Promise};

/// A time in which something is refused, ends included: what a batch stores has one time, so
/// within it nothing is before anything else.
type Span = (UnixMillis, UnixMillis);

const EVER: Span = (UnixMillis(i64::MIN), UnixMillis(i64::MAX));

impl History {
    pub(super) fn own_order(&self, log: &Log, broken: &mut Vec<Broken>) {
        for events in [&log.public, &log.staff] {
            let mut before: BTreeMap<SessionId, Vec<(u32, UnixMillis)>> = BTreeMap::new();
            for event in events {
                let Some(operation) = self.operations.get(&(event.actor, event.cid)) else {
                    continue;
                };
                // Of all else the state may refuse anything at any time, and it is decided anew
                // when the refusal got lost; so only what is said has an order of its own.
                let said = matches!(operation.effect, Some(Effect::Text(_)));
                let Some(place) = operation.place.filter(|_| said) else { continue };
                let before = before.entry(operation.tab).or_default();
                let overtaken = before.iter().find(|(other, _)| *other > place);
                if let Some((_, at)) = overtaken
                    && !refused_by(log, operation, event.actor, *at)
                {
                    let how = format!("{:?} came behind later ones of its tab", event.cid);
                    broken.push(Broken { promise: Promise::OwnOrder, how });
                }
                before.push((place, event.at));
            }
        }
    }
}

/// Whether words may have been refused between their first sending and this time: the conversation
/// had ended, or somebody else answered it. When such a refusal got lost with its socket, the words
/// come again and are decided anew, which may be behind what their tab said after it had opened or
/// taken the conversation. Nothing refuses notes.
fn refused_by(log: &Log, operation: &Operation, actor: ParticipantId, until: UnixMillis) -> bool {
    if !matches!(operation.wish, Command::SendMessage(_)) {
        return false;
    }
    let known = operation.sent_at.and_then(|head| usize::try_from(head).ok()?.checked_sub(1));
    let from = known.and_then(|at| log.public.get(at)).map_or(EVER.0, |event| event.at);
    let refused = ended(log).into_iter().chain(others_answered(log, actor));
    refused.into_iter().any(|(begun, over)| begun <= until && from <= over)
}

/// When the conversation had ended.
fn ended(log: &Log) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for event in &log.public {
        match (&event.body, spans.last_mut()) {
            (EventBody::Resolved(_), _) => spans.push((event.at, EVER.1)),
            (EventBody::Reopened(_), Some(last)) => last.1 = event.at,
            _ => {}
        }
    }
    spans
}

/// When this member of staff could only look on.
fn others_answered(log: &Log, actor: ParticipantId) -> Vec<Span> {
    let visits = |event: &Event| match &event.body {
        EventBody::Joined(joined) => event.actor == actor && joined.role == Role::Visitor,
        _ => false,
    };
    if log.public.iter().any(visits) {
        return Vec::new();
    }
    let mut spans: Vec<(Option<ParticipantId>, Span)> = Vec::new();
    for event in &log.staff {
        if let EventBody::Assigned(assigned) = &event.body {
            if let Some((_, last)) = spans.last_mut() {
                last.1 = event.at;
            }
            spans.push((assigned.to, (event.at, EVER.1)));
        }
    }
    let other = |(who, span): (Option<ParticipantId>, Span)| {
        who.is_some_and(|who| who != actor).then_some(span)
    };
    spans.into_iter().filter_map(other).collect()
}
