//! Ana's picture of the conversation, and her judgement of who is moving in it.

use std::collections::HashSet;
use std::sync::Arc;

use vitrine_shared::ids::{AnnotationId, ClientId, MediaId, ParticipantId, SessionId};
use vitrine_shared::room::{Event, EventBody, Item, Mark, RoomState, Stream, apply};
use vitrine_shared::wire::{LiveUpdate, Snapshot};

/// The folded conversation and who Ana is in it.
#[derive(Debug)]
pub(super) struct Room {
    me: ParticipantId,
    tab: SessionId,
    state: RoomState,
    sent: HashSet<ClientId>,
}

impl Room {
    pub(super) fn new(me: ParticipantId, tab: SessionId) -> Self {
        Self { me, tab, state: RoomState::default(), sent: HashSet::new() }
    }

    /// Seq of the newest event.
    pub(super) fn head(&self) -> u32 {
        self.state.head
    }

    /// Notes that an operation is Ana's own.
    pub(super) fn note_sent(&mut self, cid: ClientId) {
        self.sent.insert(cid);
    }

    /// Takes in a part of the snapshot.
    pub(super) fn snapshot(&mut self, part: Snapshot) {
        if part.part == 0 {
            self.state = RoomState::default();
        }
        if let Some(stage) = part.stage {
            self.state.participants = stage.participants;
            self.state.shown = stage.shown;
            self.state.lead = stage.lead;
        }
        self.state.items.extend(part.items);
        self.state.annotations.extend(part.annotations.into_iter().map(Arc::new));
        if part.last {
            self.state.head = part.seq;
        }
    }

    /// Takes in an event; true when somebody else did it, such as the customer, or a person who
    /// sits at the agent's console.
    pub(super) fn event(&mut self, event: &Event) -> bool {
        apply(&mut self.state, Stream::Public, event);
        let own = event.actor == self.me && self.sent.contains(&event.cid);
        // Arriving is not a deed.
        !own && !matches!(event.body, EventBody::Joined(_))
    }

    /// Whether this is a person's hand or pen, and not the echo of a stage that looks on.
    pub(super) fn is_deed(&self, update: &LiveUpdate) -> bool {
        let own = update.from == self.me && update.session == self.tab;
        let hand = update.view.is_some() || update.stroke.is_some() || update.laser.is_some();
        !own && (hand || update.typing == Some(true))
    }

    /// The item that shows `media`, if it is on the strip.
    pub(super) fn item_of(&self, media: MediaId) -> Option<&Item> {
        self.state.items.iter().find(|item| item.media == media)
    }

    /// Whether the stage shows this item and nothing else.
    pub(super) fn shows_only(&self, item: &Item) -> bool {
        self.state.shown == [item.id]
    }

    /// The fence of Ana's lead, while she has it.
    pub(super) fn fence(&self) -> Option<u32> {
        let lead = self.state.lead?;
        (lead.participant == self.me && lead.session == self.tab).then_some(lead.fence)
    }

    /// Marks of this shape, left by an earlier telling. What a person drew at the console stays.
    pub(super) fn own_marks(&self, shape: &Mark) -> Vec<AnnotationId> {
        let marks = self.state.annotations.iter().filter(|a| a.live && a.author == self.me);
        marks.filter(|a| a.mark == *shape).map(|a| a.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use vitrine_shared::room::{Joined, LeadTaken, MessageSent, Role};
    use vitrine_shared::time::UnixMillis;

    use super::*;
    use crate::clock::new_id;

    fn event(seq: u32, actor: ParticipantId, cid: ClientId, body: EventBody) -> Event {
        Event { seq, at: UnixMillis(1), actor, cid, body }
    }

    #[test]
    fn a_deed_of_anybody_else_is_told_from_ones_own() {
        let (me, tab, visitor) = (new_id(), new_id(), new_id());
        let mut room = Room::new(me, tab);
        let cid = new_id();
        room.note_sent(cid);
        let hello = EventBody::MessageSent(MessageSent { text: "hello".to_owned() });
        let lead = EventBody::LeadTaken(LeadTaken { session: tab });
        assert!(!room.event(&event(1, me, cid, hello.clone())), "my own line");
        assert!(!room.event(&event(2, me, cid, lead)), "my own hand");
        assert_eq!(room.fence(), Some(2));
        let joined = EventBody::Joined(Joined { role: Role::Visitor });
        assert!(!room.event(&event(3, visitor, new_id(), joined)), "arriving");
        assert!(room.event(&event(4, visitor, new_id(), hello.clone())), "the customer's line");
        assert!(room.event(&event(5, me, new_id(), hello)), "a person at the console");
        let taken = EventBody::LeadTaken(LeadTaken { session: SessionId(Uuid::nil()) });
        assert!(room.event(&event(6, visitor, new_id(), taken)));
        assert_eq!((room.fence(), room.head()), (None, 6));
    }

    #[test]
    fn an_echo_is_no_deed_and_typing_is() {
        let (me, tab) = (new_id(), new_id());
        let room = Room::new(me, tab);
        let quiet = LiveUpdate {
            sub: 2,
            from: new_id(),
            session: new_id(),
            view: None,
            stroke: None,
            laser: None,
            typing: Some(false),
            applied: None,
            video: None,
        };
        assert!(!room.is_deed(&quiet));
        let typing = LiveUpdate { typing: Some(true), ..quiet.clone() };
        assert!(room.is_deed(&typing));
        assert!(room.is_deed(&LiveUpdate { from: me, ..typing.clone() }), "my other tab");
        assert!(!room.is_deed(&LiveUpdate { from: me, session: tab, ..typing }));
    }
}
