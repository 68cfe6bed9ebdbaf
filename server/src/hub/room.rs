//! One conversation in memory: what was committed, what waits, and what is of the moment.
//!
//! Synchronous on purpose: it can be tested without a runtime and cannot hold its lock across
//! an await.

mod cursor;
mod durable;
mod playback;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::{Deserialize, Serialize};
use vitrine_shared::ids::{
    AccountId, AnnotationId, ConnectionId, ConversationId, ItemId, ParticipantId, SessionId,
};
use vitrine_shared::room::{Live, Mark, Principal, Role, RoomState, Stream};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace::SeenView;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::media::{MediaInfo, MediaReady};
use vitrine_shared::wire::product::ProductCard;
use vitrine_shared::wire::{
    ErrorCode, LiveFrame, PageFacts, Presence, ReceiptOf, ServerMessage, View,
};

use super::frames::SharedFrame;
use super::lock;
use super::outbox::Outbox;
use super::people::People;
use super::receipts::ReceiptBook;
use super::registers::{Registers, Source};
use super::strokes::{STROKE_REGISTER, Strokes};
use super::trace::Trace;
use crate::store::{LoadedRoom, Origin};

pub use cursor::{Attached, Cursor, Step};
pub use durable::{Refusal, Submission};

/// Sockets in one room; a conversation has few people, each with a few tabs.
const MEMBERS: usize = 64;

/// Notices of sharp pictures that are kept for sockets that lag behind.
const SHARP: usize = 32;

/// A room and what never changes about it.
pub struct RoomHandle {
    /// Tenant.
    pub account: AccountId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Whose it is.
    pub origin: Origin,
    room: Mutex<Room>,
}

impl RoomHandle {
    /// Wraps a loaded room.
    #[must_use]
    pub fn new(
        account: AccountId,
        conversation: ConversationId,
        origin: Origin,
        room: Room,
    ) -> Self {
        Self { account, conversation, origin, room: Mutex::new(room) }
    }

    /// Locks the room; never across an await.
    pub fn lock(&self) -> MutexGuard<'_, Room> {
        lock(&self.room)
    }
}

/// A socket in a room.
#[derive(Clone, Debug)]
pub struct Member {
    /// Who.
    pub principal: Principal,
    /// The name others see.
    pub name: Option<String>,
    /// In which tab.
    pub session: SessionId,
    /// How to wake its socket.
    pub outbox: Arc<Outbox>,
    /// Which stream it reads.
    pub stream: Stream,
    /// Whether its tab is hidden.
    pub hidden: bool,
}

/// The live side of one conversation.
pub struct Room {
    id: ConversationId,
    state: Arc<RoomState>,
    acl_epoch: u32,
    public: Ring,
    staff: Ring,
    live: Live,
    waiting: VecDeque<durable::Waiting>,
    in_writer: Vec<durable::Waiting>,
    queued: bool,
    /// The store has deleted the conversation.
    dissolved: bool,
    /// In the order in which they came, which is the order in which they are woken.
    members: BTreeMap<ConnectionId, Member>,
    people: People,
    page: Option<PageFacts>,
    page_product: Option<Box<ProductCard>>,
    /// What is told to staff, and what to everybody else.
    presence: HashMap<bool, (u64, SharedFrame)>,
    /// Pictures that became sharp lately; whoever misses one asks for the picture itself.
    sharp: VecDeque<(u64, SharedFrame)>,
    registers: Registers,
    strokes: Strokes,
    receipts: ReceiptBook,
    trace: Trace,
    version: u64,
    /// When the shared view moved since its last checkpoint: first and latest time.
    moved: Option<(UnixMillis, UnixMillis)>,
    strokes_saved_at: UnixMillis,
    /// The playback that the server has asked to change, and when.
    playback_asked: Option<playback::Asked>,
    snapshot_at: u32,
    empty_since: Option<UnixMillis>,
}

/// The newest events of a stream, encoded.
#[derive(Debug, Default)]
struct Ring {
    events: VecDeque<(u32, Arc<str>)>,
    bytes: usize,
}

/// A register as it is stored.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredView {
    from: ParticipantId,
    session: SessionId,
    view: View,
}

/// Name of the stored register of the shared view; that of a single item has the item's id behind
/// it.
pub(super) const VIEW_REGISTER: &str = "view";

impl Room {
    /// A room as it was loaded, or an empty one.
    #[must_use]
    pub fn new(id: ConversationId, loaded: Option<LoadedRoom>, now: UnixMillis) -> Self {
        let stored = loaded.unwrap_or_else(|| LoadedRoom {
            state: RoomState::default(),
            acl_epoch: 0,
            registers: Vec::new(),
        });
        let mut room = Self {
            id,
            snapshot_at: stored.state.head,
            state: Arc::new(stored.state),
            acl_epoch: stored.acl_epoch,
            public: Ring::default(),
            staff: Ring::default(),
            live: Live::default(),
            waiting: VecDeque::new(),
            in_writer: Vec::new(),
            queued: false,
            dissolved: false,
            members: BTreeMap::new(),
            people: People::default(),
            page: None,
            page_product: None,
            presence: HashMap::new(),
            sharp: VecDeque::new(),
            registers: Registers::default(),
            strokes: Strokes::default(),
            receipts: ReceiptBook::default(),
            trace: Trace::default(),
            version: 1,
            moved: None,
            strokes_saved_at: now,
            playback_asked: None,
            empty_since: Some(now),
        };
        for (key, value) in stored.registers {
            if key.starts_with(STROKE_REGISTER) {
                let version = room.next_version();
                room.strokes.restore(&value, version, now);
            }
            let view =
                key.starts_with(VIEW_REGISTER).then(|| serde_json::from_str::<StoredView>(&value));
            if let Some(Ok(StoredView { from, session, view })) = view {
                let of = (key != VIEW_REGISTER).then_some(view.item);
                let version = room.next_version();
                room.registers.restore_shared(Source { from, session }, of, view, version);
            }
        }
        room
    }

    /// The conversation was deleted: whoever is here is sent away, and nothing is taken any more.
    pub fn dissolve(&mut self) {
        self.dissolved = true;
        self.refuse_waiting((ErrorCode::NotFound, None));
        for member in self.members.values() {
            member.outbox.close(CloseCode::Gap);
        }
    }

    /// The committed state.
    #[must_use]
    pub fn state(&self) -> Arc<RoomState> {
        Arc::clone(&self.state)
    }

    /// The fence of permissions.
    #[must_use]
    pub fn acl_epoch(&self) -> u32 {
        self.acl_epoch
    }

    /// The page the visitor is on.
    #[must_use]
    pub fn page(&self) -> Option<&PageFacts> {
        self.page.as_ref()
    }

    /// Whether the visitor is connected.
    #[must_use]
    pub fn visitor_here(&self) -> bool {
        self.people.here(Role::Visitor)
    }

    /// Whether the visitor has a visible tab.
    #[must_use]
    pub fn visitor_looks(&self) -> bool {
        self.people.looks(Role::Visitor)
    }

    /// Participants of the log whose names have to be looked up.
    #[must_use]
    pub fn members_to_name(&self) -> Vec<(ParticipantId, Role)> {
        self.state.participants.iter().map(|one| (one.id, one.role)).collect()
    }

    /// How far people had got when the room was loaded.
    pub fn restore_receipts(&mut self, receipts: impl Iterator<Item = ReceiptOf>) {
        self.receipts.restore(receipts);
    }

    /// How far somebody has read.
    #[must_use]
    pub fn read_by(&self, who: ParticipantId) -> u32 {
        self.receipts.read_by(who)
    }

    /// A member has got or read so much; true when that is news.
    pub fn receive_receipt(&mut self, conn: ConnectionId, delivered: u32, read: u32) -> bool {
        let Some(member) = self.members.get(&conn) else { return false };
        let participant = member.principal.participant;
        self.receipts.note(ReceiptOf { participant, delivered, read }, self.state.head)
    }

    /// Tells how far people have got, when it is time.
    pub fn settle_receipts(&mut self, now: UnixMillis) {
        if self.receipts.settle(self.version + 1, now) {
            self.next_version();
            self.wake_all();
        }
    }

    /// Receipts to store.
    pub fn unsaved_receipts(&mut self) -> Vec<ReceiptOf> {
        // Those of a conversation that is only a name would be passed over by the store.
        if self.state.head == 0 { Vec::new() } else { self.receipts.take_unsaved() }
    }

    /// Notes somebody's name.
    pub fn name(&mut self, id: ParticipantId, role: Role, name: Option<String>) {
        self.people.name(id, role, name);
    }

    /// Notes that somebody has another name from now on, and tells everybody.
    pub fn rename(&mut self, id: ParticipantId, role: Role, name: Option<String>) {
        self.people.name(id, role, name);
        self.tell_presence();
    }

    /// Counts those who are not here as lost when this node started.
    pub fn expect_back(&mut self, started: UnixMillis) {
        self.people.expect_back(started);
    }

    /// A socket comes in. Returns false when the room is full.
    pub fn enter(&mut self, conn: ConnectionId, member: Member, now: UnixMillis) -> bool {
        if self.members.len() >= MEMBERS {
            return false;
        }
        let Principal { participant, role } = member.principal;
        if member.stream == Stream::Public {
            self.people.name(participant, role, member.name.clone());
            self.people.enter(participant, role);
            self.live.audience.enter(member.session, participant, role);
        }
        self.members.insert(conn, member);
        self.empty_since = None;
        self.refresh_presence(now);
        true
    }

    /// A socket goes.
    pub fn leave(&mut self, conn: ConnectionId, now: UnixMillis) {
        let Some(member) = self.members.remove(&conn) else { return };
        if member.stream == Stream::Public {
            self.people.leave(member.principal.participant, member.hidden, now);
            let elsewhere = self.members.values().any(|m| m.session == member.session);
            if !elsewhere {
                self.trace.back(member.principal.participant, now);
                self.strokes.orphan(member.session, now);
                self.registers.forget(member.session);
                self.live.audience.leave(member.session);
            }
            let by = Source { from: member.principal.participant, session: member.session };
            let version = self.next_version();
            self.registers.typing(by, false, version);
        }
        if self.members.is_empty() {
            self.empty_since = Some(now);
        }
        self.refresh_presence(now);
    }

    /// The visitor is on another page.
    pub fn visit(&mut self, page: PageFacts, now: UnixMillis) {
        self.page = Some(page);
        self.tell_presence();
        self.refresh_presence(now);
    }

    /// What the visitor's page is about, as told; shown to staff who ask, never stored.
    pub fn set_page_product(&mut self, card: Option<Box<ProductCard>>) {
        self.page_product = card;
    }

    /// The product of the page the visitor is on.
    #[must_use]
    pub fn page_product(&self) -> Option<&ProductCard> {
        self.page_product.as_deref()
    }

    /// Registers and transients of one tick of a member. Values that cannot be are passed over.
    pub fn live(&mut self, conn: ConnectionId, frame: LiveFrame, now: UnixMillis) {
        let Some(member) = self.members.get(&conn) else { return };
        if member.stream != Stream::Public {
            return;
        }
        let by = Source { from: member.principal.participant, session: member.session };
        let was_hidden = member.hidden;
        let mut changed = false;
        if let Some(view) = frame.view {
            changed |= self.look(by, view, now);
        }
        if let Some(chunk) = frame.stroke {
            let known = self.state.item(chunk.item).is_some();
            let kept = self.state.annotation(chunk.sid).is_some();
            let version = self.next_version();
            changed |=
                known && !kept && self.strokes.merge(by.from, by.session, &chunk, version, now);
        }
        if let Some(laser) = frame.laser {
            let version = self.next_version();
            let known = self.state.item(laser.item).is_some();
            changed |= known && self.registers.laser(by, laser, version, now);
        }
        if let Some(typing) = frame.typing {
            let version = self.next_version();
            self.registers.typing(by, typing, version);
            changed = true;
        }
        if let Some(applied) = frame.applied {
            self.trace.applied(by.from, applied, now);
            let version = self.next_version();
            self.registers.applied(by, applied, version);
            changed = true;
        }
        if let Some(readiness) = frame.video {
            changed |= self.watch(by, readiness, now);
        }
        if let Some(hidden) = frame.hidden
            && hidden != was_hidden
        {
            if let Some(member) = self.members.get_mut(&conn) {
                member.hidden = hidden;
            }
            self.people.hide(by.from, hidden);
            self.live.audience.hide(by.session, hidden);
            self.refresh_presence(now);
        }
        if changed {
            self.wake_others(conn);
        }
    }

    fn look(&mut self, by: Source, view: View, now: UnixMillis) -> bool {
        let version = self.next_version();
        if view.own {
            let ok = self.registers.look_alone(by, view, version);
            if ok {
                self.trace.note(by.from, &view, now);
            }
            return ok;
        }
        let linked = self.state.zoom_linked;
        if !self.registers.share(by, view, self.state.lead, linked, version) {
            return false;
        }
        self.registers.rejoin(by.session);
        self.trace.note(by.from, &view, now);
        self.live.gesture(by.from, now);
        self.moved = Some((self.moved.map_or(now, |(first, _)| first), now));
        true
    }

    /// Views that are to be stored: runs that are over, or with `all` every one.
    pub(super) fn due_views(
        &mut self,
        now: UnixMillis,
        all: bool,
    ) -> Vec<(ParticipantId, (UnixMillis, Vec<SeenView>))> {
        self.trace.take_due(now, all)
    }

    /// Strokes whose author did not come back, to be kept as marks in the author's name.
    pub fn expire_strokes(
        &mut self,
        now: UnixMillis,
    ) -> Vec<(AnnotationId, Principal, ItemId, Mark)> {
        let kept = self.strokes.expire(now);
        let role = |id| self.state.participants.iter().find(|p| p.id == id).map(|p| p.role);
        kept.into_iter()
            .filter_map(|(sid, author, item, mark)| {
                let role = role(author)?;
                Some((sid, Principal { participant: author, role }, item, mark))
            })
            .collect()
    }

    /// Since when nobody is here, if nobody is and nothing waits.
    #[must_use]
    pub fn idle_since(&self) -> Option<UnixMillis> {
        let saved = self.receipts.is_saved() || self.state.head == 0;
        let quiet = self.waiting.is_empty()
            && self.in_writer.is_empty()
            && self.strokes.is_empty()
            && saved;
        self.empty_since.filter(|_| quiet)
    }

    /// Brings presence up to date; true when it changed.
    pub fn refresh_presence(&mut self, now: UnixMillis) -> bool {
        let changed = self.people.settle(now);
        if changed || self.presence.is_empty() {
            self.tell_presence();
        }
        changed
    }

    /// A picture of this conversation became sharp, or turned out not to.
    pub fn tell_media(&mut self, info: MediaInfo) {
        let version = self.next_version();
        let message = ServerMessage::MediaReady(MediaReady { sub: 0, info });
        self.sharp.push_back((version, SharedFrame::new("media_ready", &message)));
        if self.sharp.len() > SHARP {
            self.sharp.pop_front();
        }
        self.wake_all();
    }

    fn tell_presence(&mut self) {
        let version = self.next_version();
        let people = self.people.list();
        for (staff, page) in [(false, None), (true, self.page.clone())] {
            let presence = Presence { sub: 0, people: people.clone(), page };
            let frame = SharedFrame::new("presence", &ServerMessage::Presence(presence));
            self.presence.insert(staff, (version, frame));
        }
        self.wake_all();
    }

    fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    fn wake_all(&self) {
        self.members.values().for_each(|member| member.outbox.wake());
    }

    fn wake_others(&self, but: ConnectionId) {
        let others = self.members.iter().filter(|(conn, _)| **conn != but);
        others.for_each(|(_, member)| member.outbox.wake());
    }
}
