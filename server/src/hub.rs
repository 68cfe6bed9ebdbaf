//! Rooms and connections of this node.
//!
//! A [`Room`] is synchronous: no call on it waits for anything, so no lock is ever
//! held across an await. Durable operations collect in the room; the [`writer`] takes all
//! that wait, in one transaction for many rooms, and only what is committed is published.
//! Connections have no queue of events: each holds a cursor into the room's ring and reads the
//! log when it has fallen off.

mod conversation_of;
pub mod frames;
mod housekeeping;
mod list;
mod outbox;
mod people;
mod receipts;
mod registers;
mod room;
mod strokes;
mod trace;
mod visits;
mod writer;

pub use list::{ListCursor, ListFeed, ListKey};
pub use outbox::{Outbox, Reply};
pub use room::{Attached, Cursor, Member, Refusal, Room, RoomHandle, Step, Submission};
pub use visits::{Arrival, Greeting, Inviting, Offer, Tab, VisitorCursor, Visits};

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use dashmap::DashMap;
use tokio::sync::{OnceCell, mpsc};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use vitrine_shared::ids::{
    AccountId, AgentId, AgentSessionId, ConversationId, ParticipantId, VisitorId,
};
use vitrine_shared::room::Role;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ReceiptOf;
use vitrine_shared::wire::close::CloseCode;

use crate::bus::{Bus, Notice};
use crate::clock::Clock;
use crate::store::{Origin, Store, StoreResult};

/// Rooms that may wait for the writer. When so many wait the store is the bottleneck and more
/// operations are refused with a time to retry.
const WAITING_ROOMS: usize = 4_096;
/// Rooms one node keeps in memory; beyond it an open is refused with a time to retry.
const ROOMS: usize = 20_000;

/// Names of conversations that exist only as such; 32 bytes each.
const RESERVED: usize = 20_000;
/// One client comes back every so many milliseconds: 200 in a second is what another node takes
/// in without its others noticing.
const DRAIN_PACE_MS: usize = 5;
/// All of them come back within this many milliseconds.
const DRAIN_WINDOW_MS: usize = 15_000;
/// How long a stopping node waits for its sockets to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// A place for a room that may still be loading; whoever comes meanwhile waits for the same load.
type Slot = Arc<OnceCell<Arc<RoomHandle>>>;

/// Which sockets of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sockets {
    /// All.
    All,
    /// Those that this console session opened.
    Of(AgentSessionId),
    /// Those that other console sessions opened.
    AllBut(AgentSessionId),
}

/// All rooms of this node.
pub struct Hub {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    bus: Arc<dyn Bus>,
    epoch: String,
    started: UnixMillis,
    rooms: DashMap<ConversationId, Slot>,
    /// Conversations that exist only as a name until somebody says something.
    reserved: DashMap<VisitorId, ConversationId>,
    /// Open sockets by participant, oldest first.
    sockets: DashMap<ParticipantId, VecDeque<Arc<Outbox>>>,
    lists: ListFeed,
    visits: Visits,
    to_writer: mpsc::Sender<Arc<RoomHandle>>,
    /// How long after an answer a mail is due, if there are mails.
    mail_after_ms: Option<i64>,
    /// Whether it is kept where people looked.
    keeps_views: bool,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Hub {
    /// Starts the writer, the lists and the housekeeping. `mail_after_ms` is how long after an
    /// answer a mail is due; `None` when there are no mails. `keeps_views` is whether it is kept
    /// where people looked.
    ///
    /// # Errors
    /// When the store cannot tell its epoch.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        bus: Arc<dyn Bus>,
        mail_after_ms: Option<i64>,
        keeps_views: bool,
    ) -> StoreResult<Arc<Self>> {
        let epoch = store.epoch().await?;
        let (to_writer, from_rooms) = mpsc::channel(WAITING_ROOMS);
        let hub = Arc::new(Self {
            started: clock.now(),
            store,
            clock,
            bus,
            epoch,
            rooms: DashMap::new(),
            reserved: DashMap::new(),
            sockets: DashMap::new(),
            lists: ListFeed::default(),
            visits: Visits::default(),
            to_writer,
            mail_after_ms,
            keeps_views,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        });
        hub.tasks.spawn(writer::run(Arc::clone(&hub), from_rooms));
        hub.tasks.spawn(list::run(Arc::clone(&hub)));
        hub.tasks.spawn(housekeeping::run(Arc::clone(&hub)));
        Ok(hub)
    }

    /// The epoch that positions belong to.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// The lists of conversations.
    #[must_use]
    pub fn lists(&self) -> &ListFeed {
        &self.lists
    }

    /// Who is on the shops' pages.
    #[must_use]
    pub fn visits(&self) -> &Visits {
        &self.visits
    }

    /// Ends when the hub stops.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// The room of a conversation of the agent's account: a stored one, or one whose visitor is
    /// here but has said nothing yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn room_of_account(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Option<Arc<RoomHandle>>> {
        if let Some(room) = self.loaded_room(conversation) {
            return Ok((room.account == account).then_some(room));
        }
        let Some(record) = self.store.find_conversation(account, conversation).await? else {
            return Ok(None);
        };
        let origin = Origin { visitor: record.visitor, inbox: record.inbox };
        self.room(account, conversation, origin, record.visitor_name).await
    }

    /// The room if it is in memory.
    #[must_use]
    pub fn loaded_room(&self, conversation: ConversationId) -> Option<Arc<RoomHandle>> {
        let slot: Slot = Arc::clone(self.rooms.get(&conversation)?.value());
        slot.get().cloned()
    }

    /// All rooms in memory, oldest first, so that a run can be repeated step by step. A copy,
    /// because whoever walks the map itself must not look into it again: a waiting writer between
    /// two reads of one thread would stop both for ever.
    fn loaded_rooms(&self) -> Vec<Arc<RoomHandle>> {
        let rooms = self.rooms.iter().filter_map(|slot| slot.value().get().cloned());
        let mut rooms: Vec<_> = rooms.collect();
        rooms.sort_by_key(|room| room.conversation);
        rooms
    }

    async fn room(
        &self,
        account: AccountId,
        conversation: ConversationId,
        origin: Origin,
        visitor_name: Option<String>,
    ) -> StoreResult<Option<Arc<RoomHandle>>> {
        if self.rooms.len() >= ROOMS && !self.rooms.contains_key(&conversation) {
            return Ok(None);
        }
        // The map's guard is dropped before the load is awaited.
        let slot = Arc::clone(self.rooms.entry(conversation).or_default().value());
        let load = || async {
            let loaded = self.store.load_room(account, conversation).await?;
            let mut room = Room::new(conversation, loaded, self.clock.now());
            room.name(ParticipantId::from(origin.visitor), Role::Visitor, visitor_name);
            for (id, role) in room.members_to_name() {
                if role.sees_staff() {
                    let agent = self.store.find_agent(account, AgentId(id.0)).await?;
                    room.name(id, role, agent.map(|agent| agent.name));
                }
            }
            let receipts = self.store.receipts_of_conversation(account, conversation).await?;
            room.restore_receipts(receipts.iter().map(|receipt| ReceiptOf {
                participant: receipt.participant,
                delivered: receipt.delivered,
                read: receipt.read,
            }));
            room.expect_back(self.started);
            StoreResult::Ok(Arc::new(RoomHandle::new(account, conversation, origin, room)))
        };
        let room = match slot.get_or_try_init(load).await {
            Ok(room) => Arc::clone(room),
            Err(error) => {
                drop(slot);
                let unused =
                    |_: &_, slot: &Slot| slot.get().is_none() && Arc::strong_count(slot) == 1;
                self.rooms.remove_if(&conversation, unused);
                return Err(error);
            }
        };
        // A conversation that was deleted while it was loading is in the map no more.
        let kept = self.rooms.get(&conversation).is_some_and(|one| Arc::ptr_eq(one.value(), &slot));
        Ok(kept.then_some(room))
    }

    /// Lets go of conversations that the store has deleted: their sockets are sent away and find
    /// nothing when they come back, and nothing is written to them any more.
    pub fn forget_conversations(&self, account: AccountId, gone: &[ConversationId]) {
        for conversation in gone {
            let slot = self.rooms.remove(conversation).map(|(_, slot)| slot);
            if let Some(room) = slot.as_ref().and_then(|slot| slot.get()) {
                room.lock().dissolve();
            }
            self.notice_of(account, *conversation);
        }
    }

    /// Lets go of a visitor that the store has deleted; how many sockets it had.
    pub fn forget_visitor(&self, visitor: VisitorId) -> usize {
        self.reserved.remove(&visitor);
        let who = ParticipantId::from(visitor);
        let open = self.sockets.get(&who).map_or(0, |sockets| sockets.len());
        self.close_sockets_of(who, Sockets::All, CloseCode::BadToken);
        open
    }

    /// The name of the conversation that a visitor was told and that is not stored yet.
    #[must_use]
    pub fn unopened_of(&self, visitor: VisitorId) -> Option<ConversationId> {
        self.reserved.get(&visitor).map(|id| *id)
    }

    /// Submits an operation; its answer comes to the submitter's outbox.
    pub fn submit(&self, room: &Arc<RoomHandle>, submission: Submission) {
        let outcome = room.lock().submit(submission);
        let Some(first) = outcome else { return };
        if first && self.to_writer.try_send(Arc::clone(room)).is_err() {
            room.lock().fail_waiting();
        }
    }

    /// Tells everybody that lists show about a conversation that it changed.
    pub fn notice(&self, room: &RoomHandle) {
        self.notice_of(room.account, room.conversation);
    }

    /// The same by name.
    pub fn notice_of(&self, account: AccountId, conversation: ConversationId) {
        self.bus.publish(Notice { account, conversation });
    }

    /// Registers a socket; the oldest of the participant is closed when there are too many.
    pub fn enter(&self, who: ParticipantId, outbox: &Arc<Outbox>, most: u32) {
        let mut sockets = self.sockets.entry(who).or_default();
        sockets.push_back(Arc::clone(outbox));
        while sockets.len() > usize::try_from(most).unwrap_or(usize::MAX) {
            if let Some(oldest) = sockets.pop_front() {
                oldest.close(CloseCode::Replaced);
            }
        }
    }

    /// Forgets a socket.
    pub fn leave(&self, who: ParticipantId, outbox: &Arc<Outbox>) {
        self.sockets.remove_if_mut(&who, |_, sockets| {
            sockets.retain(|one| !Arc::ptr_eq(one, outbox));
            sockets.is_empty()
        });
    }

    /// Closes the sockets of a person: all, those of one console session, or all but those of one.
    ///
    /// Whoever takes access away calls it after the store has forgotten the session, so that a
    /// socket that opens meanwhile finds itself without one.
    pub fn close_sockets_of(&self, who: ParticipantId, which: Sockets, code: CloseCode) {
        let Some(sockets) = self.sockets.get(&who) else { return };
        for outbox in sockets.iter() {
            let meant = match which {
                Sockets::All => true,
                Sockets::Of(session) => outbox.login() == Some(session),
                Sockets::AllBut(session) => outbox.login() != Some(session),
            };
            if meant {
                outbox.close(code);
            }
        }
    }

    /// Tells everybody the name a visitor has from now on.
    pub fn rename_visitor(&self, visitor: VisitorId, name: Option<&str>) {
        for room in self.loaded_rooms() {
            if room.origin.visitor == visitor {
                room.lock().rename(visitor.into(), Role::Visitor, name.map(str::to_owned));
                self.notice(&room);
            }
        }
    }

    /// Forgets names of conversations whose visitors are gone and never opened them, once there
    /// are many. Not earlier: a client that comes back at once finds the name it was told.
    fn forget_unopened(&self) {
        if self.reserved.len() > RESERVED {
            self.reserved.retain(|visitor, id| {
                self.sockets.contains_key(&ParticipantId::from(*visitor))
                    || self.rooms.contains_key(id)
            });
        }
    }

    /// Sockets that have said who they are.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.sockets.iter().map(|entry| entry.value().len()).sum()
    }

    /// Conversations in memory.
    #[must_use]
    pub fn open_rooms(&self) -> usize {
        self.rooms.len()
    }

    /// Asks every client to open another socket, each at a time of its own (HS10).
    pub fn drain(&self) {
        let sockets: Vec<Arc<Outbox>> = self
            .sockets
            .iter()
            .flat_map(|entry| entry.value().iter().cloned().collect::<Vec<_>>())
            .collect();
        let window = sockets.len().saturating_mul(DRAIN_PACE_MS).min(DRAIN_WINDOW_MS);
        for (n, outbox) in sockets.iter().enumerate() {
            let after_ms = window * n / sockets.len();
            outbox.drain(u32::try_from(after_ms).unwrap_or(u32::MAX));
        }
    }

    /// Closes every socket, writes what is open and ends the tasks.
    pub async fn stop(&self) {
        let sockets = self.sockets.iter().map(|entry| (*entry.key(), entry.value().clone()));
        let sockets: BTreeMap<_, _> = sockets.collect();
        for outbox in sockets.values().flatten() {
            outbox.close(CloseCode::Drain);
        }
        // Whoever does not take the close frame in time sees the connection end.
        let deadline = Instant::now() + GOODBYE;
        while !self.sockets.is_empty() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Locks a mutex whose holder cannot have left it half changed: every change inside is a single
/// step, and a panic in one room must not take the others with it.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
