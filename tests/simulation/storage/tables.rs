//! What is stored, in the shape of the tables of the real one.

use std::collections::BTreeMap;

use uuid::Uuid;
use vitrine_server::store::projection::Projection;
use vitrine_server::store::{
    AgentRecord, ConversationRecord, InboxRecord, MediaRecord, Origin, ReceiptRecord, SecretHash,
    Seed, Seeded, SessionRecord, VisitorRecord,
};
use vitrine_shared::ids::{
    AccountId, AgentId, AgentSessionId, ClientId, ConversationId, InboxId, MediaId, ParticipantId,
};
use vitrine_shared::room::{Erased, Event, EventBody, RoomState, Stream, apply};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::StaffRole;

use super::{Bug, fold};

#[derive(Clone, Default)]
pub(super) struct Tables {
    pub(super) epoch: u64,
    pub(super) inboxes: BTreeMap<String, InboxRecord>,
    pub(super) agents: BTreeMap<AgentId, AgentRecord>,
    pub(super) sessions: BTreeMap<AgentSessionId, SessionRecord>,
    /// With the end of the token.
    pub(super) visitors: BTreeMap<SecretHash, (VisitorRecord, UnixMillis)>,
    pub(super) media: BTreeMap<MediaId, MediaRecord>,
    pub(super) conversations: BTreeMap<ConversationId, Conversation>,
}

/// A conversation with all that hangs on it.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) account: AccountId,
    pub(super) origin: Origin,
    pub(super) acl_epoch: u32,
    pub(super) projection: Projection,
    pub(crate) public: Vec<Event>,
    pub(crate) staff: Vec<Event>,
    /// What each operation was answered with, those included that changed nothing.
    pub(super) answers: BTreeMap<(ParticipantId, ClientId), u32>,
    pub(super) registers: BTreeMap<String, String>,
    pub(super) receipts: BTreeMap<ParticipantId, ReceiptRecord>,
    /// Events as they were before they were erased; kept by a planted bug only.
    whole: Vec<(Stream, Event)>,
    snapshot: Option<RoomState>,
}

impl Tables {
    pub(super) fn seed(&mut self, seed: &Seed) -> Seeded {
        if let Some(inbox) = self.inboxes.get_mut(&seed.inbox_key) {
            inbox.name.clone_from(&seed.inbox_name);
            inbox.origins.clone_from(&seed.inbox_origins);
            let (account, inbox) = (inbox.account, inbox.id);
            let first = self.agents.values().find(|agent| agent.account == account);
            let agent = first.expect("a seeded account has an agent").id;
            return Seeded { account, inbox, agent };
        }
        // Ids that grow and are the same in every run.
        let n = 1 + self.inboxes.len() as u128;
        let id = |kind: u128| Uuid::from_u128((0x5eed << 96) + (kind << 64) + n);
        let (account, inbox, agent) = (AccountId(id(1)), InboxId(id(2)), AgentId(id(3)));
        let (name, origins) = (seed.inbox_name.clone(), seed.inbox_origins.clone());
        self.inboxes
            .insert(seed.inbox_key.clone(), InboxRecord { account, id: inbox, name, origins });
        let name = seed.agent_name.clone();
        self.agents.insert(
            agent,
            AgentRecord { account, id: agent, name, role: StaffRole::Administrator },
        );
        Seeded { account, inbox, agent }
    }

    pub(super) fn record(&self, id: ConversationId, found: &Conversation) -> ConversationRecord {
        let visitor = found.origin.visitor;
        let owner = self.visitors.values().map(|(one, _)| one).find(|one| one.id == visitor);
        let projection = found.projection.clone();
        ConversationRecord {
            account: found.account,
            id,
            visitor,
            inbox: found.origin.inbox,
            visitor_name: owner.and_then(|owner| owner.name.clone()),
            acl_epoch: found.acl_epoch,
            public_seq: projection.public_seq,
            staff_seq: projection.staff_seq,
            last_line: projection.last_line,
            last_line_seq: projection.last_line_seq,
            active_at: projection.active_at,
            waiting_since: projection.waiting_since,
            unanswered: projection.unanswered,
            recent_messages: projection.recent_messages,
            status: projection.status,
            assignee: projection.assignee,
            picture: projection.picture,
        }
    }
}

impl Conversation {
    pub(super) fn new(account: AccountId, origin: Origin) -> Self {
        Self {
            account,
            origin,
            acl_epoch: 0,
            projection: Projection::default(),
            public: Vec::new(),
            staff: Vec::new(),
            answers: BTreeMap::new(),
            registers: BTreeMap::new(),
            receipts: BTreeMap::new(),
            whole: Vec::new(),
            snapshot: None,
        }
    }

    /// A stream as a query reads it. With the planted bug, in the order of the clock on the wall.
    pub(super) fn log(&self, stream: Stream, bug: Option<Bug>) -> Vec<Event> {
        let mut events = match stream {
            Stream::Public => self.public.clone(),
            Stream::Staff => self.staff.clone(),
        };
        if bug == Some(Bug::ErasedComesBack) {
            let of_stream = self.whole.iter().filter(|(of, _)| *of == stream);
            for (_, whole) in of_stream {
                if let Some(event) = events.iter_mut().find(|event| event.seq == whole.seq) {
                    event.clone_from(whole);
                }
            }
        }
        if bug == Some(Bug::OrderByWallClock) {
            events.sort_by_key(|event| event.at);
            for (event, seq) in events.iter_mut().zip(1..) {
                event.seq = seq;
            }
        }
        events
    }

    pub(super) fn log_mut(&mut self, stream: Stream) -> &mut Vec<Event> {
        match stream {
            Stream::Public => &mut self.public,
            Stream::Staff => &mut self.staff,
        }
    }

    /// Takes the words of a message or note away.
    pub(super) fn erase(&mut self, stream: Stream, seq: u32, bug: Option<Bug>) {
        let found = self.log_mut(stream).iter_mut().find(|event| event.seq == seq);
        let Some(event) = found else { return };
        if !matches!(event.body, EventBody::MessageSent(_) | EventBody::NoteAdded(_)) {
            return;
        }
        let whole = event.clone();
        event.body = EventBody::Erased(Erased { was: whole.body.kind().to_owned() });
        if bug == Some(Bug::ErasedComesBack) {
            self.whole.push((stream, whole));
        }
    }

    /// Notes how far somebody has got; positions only grow.
    pub(super) fn keep_receipt(&mut self, receipt: ReceiptRecord) {
        let known = self.receipts.entry(receipt.participant).or_insert(receipt);
        known.delivered = known.delivered.max(receipt.delivered);
        known.read = known.read.max(receipt.read);
    }

    /// All events, public ones first.
    pub(crate) fn events(&self) -> impl Iterator<Item = (Stream, &Event)> {
        let public = self.public.iter().map(|event| (Stream::Public, event));
        public.chain(self.staff.iter().map(|event| (Stream::Staff, event)))
    }

    /// The state of a room that is loaded: the snapshot and what came behind it.
    pub(super) fn load(&self, bug: Option<Bug>) -> RoomState {
        let state = self.snapshot.clone().unwrap_or_default();
        let (public, staff) = (self.log(Stream::Public, bug), self.log(Stream::Staff, bug));
        let public = public.iter().map(|event| (Stream::Public, event));
        fold(state, public.chain(staff.iter().map(|event| (Stream::Staff, event))))
    }

    pub(super) fn keep_snapshot(&mut self, state: &RoomState) {
        let older = self
            .snapshot
            .as_ref()
            .is_none_or(|known| known.head <= state.head && known.staff_head <= state.staff_head);
        let stored = state.head <= self.projection.public_seq
            && state.staff_head <= self.projection.staff_seq;
        if older && stored {
            self.snapshot = Some(state.clone());
        }
    }

    pub(super) fn rebuild(&mut self) {
        let (mut state, mut projection) = (RoomState::default(), Projection::default());
        for (stream, event) in self.events() {
            apply(&mut state, stream, event);
            projection.fold(&state, stream, event);
        }
        self.projection = projection;
    }

    pub(super) fn forget_newest(&mut self, events: usize) {
        self.public.truncate(self.public.len().saturating_sub(events));
        let head = self.public.last().map_or(0, |event| event.seq);
        let later = |event: &Event| match &event.body {
            EventBody::NoteAdded(note) => note.after_public_seq > head,
            _ => false,
        };
        if let Some(first) = self.staff.iter().position(later) {
            self.staff.truncate(first);
        }
        let left = |actor, cid| self.events().any(|(_, e)| e.actor == actor && e.cid == cid);
        let answers = self.answers.iter().filter(|((actor, cid), _)| left(*actor, *cid));
        self.answers = answers.map(|(name, seq)| (*name, *seq)).collect();
        self.snapshot = None;
        self.registers.clear();
        let newest = self.public.iter().rfind(|event| event.body.in_thread());
        let newest = newest.map_or(0, |event| event.seq);
        for receipt in self.receipts.values_mut() {
            receipt.delivered = receipt.delivered.min(head);
            receipt.read = receipt.read.min(newest);
        }
        self.rebuild();
    }
}
