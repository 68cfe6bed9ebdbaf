//! A store in memory that knows what a crash leaves: the [`Store`] of the simulation.
//!
//! SQLite works on threads of its own, so it cannot be part of a run that has to repeat itself
//! step by step. This model decides and folds with the same code (`store::deciding`,
//! `store::projection`) and passes the same contract for rooms and conversations (`contract`); what
//! no conversation needs is not modelled and answers that it is unavailable. Every call takes
//! a while, may fail, and may be the last one of the process, all by a seed.

mod append;
mod catalog;
mod devices;
mod faults;
mod gates;
mod mail;
mod people;
mod tables;
mod trace;
mod upkeep;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use vitrine_server::store::{
    AgentRecord, BlobName, CannedStore, CatalogStore, ConversationFilter, ConversationRecord,
    DeviceStore, HistoryRecord, InboxRecord, LoadedRoom, MailStore, MediaRecord, MessagePage,
    PeopleStore, ReceiptRecord, RegisterWrite, RoomBatch, RoomOutcome, SecretHash, Seed, Seeded,
    SessionRecord, Store, StoreError, StoreResult, TraceStore, UpkeepStore, VisitorRecord,
};
use vitrine_shared::ids::{AccountId, AgentId, ConversationId, MediaId, ParticipantId, VisitorId};
use vitrine_shared::room::{Event, RoomState, Status, Stream, apply};
use vitrine_shared::time::UnixMillis;

pub(crate) use faults::{Bug, Weather};
pub(crate) use gates::{Gate, Gates};
pub(crate) use tables::Conversation;
use tables::Tables;

/// The disk and the database on it. Outlives the processes that use it.
#[derive(Default)]
pub(crate) struct Storage {
    disk: Mutex<Disk>,
    pub(crate) weather: Weather,
    pub(crate) gates: Gates,
    loads: AtomicU32,
}

#[derive(Default)]
struct Disk {
    tables: Tables,
    /// What a crash goes back to, when what was answered is not yet safe; a planted bug.
    safe: Option<Box<Tables>>,
}

pub(crate) fn unavailable(why: &'static str) -> StoreError {
    StoreError::Unavailable(why.into())
}

impl Storage {
    /// A database in which nothing goes wrong until its weather is set.
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What only the process had in mind is gone.
    pub(crate) fn crash(&self) {
        let mut disk = self.disk();
        if let Some(safe) = disk.safe.take() {
            disk.tables = *safe;
        }
        self.weather.calm();
    }

    /// A conversation as it is stored.
    pub(crate) fn conversation(&self, id: ConversationId) -> Option<Conversation> {
        self.disk().tables.conversations.get(&id).cloned()
    }

    /// Takes the database back to a backup from before the newest `events` of a conversation, as
    /// a restore does; the epoch changes with it.
    pub(crate) fn restore(&self, id: ConversationId, events: usize) {
        let mut disk = self.disk();
        disk.tables.epoch += 1;
        if let Some(conversation) = disk.tables.conversations.get_mut(&id) {
            conversation.forget_newest(events);
        }
    }

    /// Raises the fence of permissions, as another process would.
    pub(crate) fn raise_fence(&self, id: ConversationId) {
        if let Some(one) = self.disk().tables.conversations.get_mut(&id) {
            one.acl_epoch += 1;
        }
    }

    /// Whether anything of a conversation is stored.
    pub(crate) fn begun(&self, id: ConversationId) -> bool {
        self.disk().tables.conversations.contains_key(&id)
    }

    /// How often a room was loaded since the database was made.
    pub(crate) fn loads(&self) -> u32 {
        self.loads.load(Ordering::SeqCst)
    }

    /// Conversations of an account, latest activity first.
    fn records(&self, account: AccountId, filter: ConversationFilter) -> Vec<ConversationRecord> {
        self.read(|tables| {
            let of = tables.conversations.iter().filter(|(_, one)| one.account == account);
            let mut all: Vec<_> = of.map(|(id, one)| tables.record(*id, one)).collect();
            all.retain(|one| holds(filter, one));
            all.sort_by_key(|one| std::cmp::Reverse((one.active_at, one.id)));
            all
        })
    }

    /// The tables, to be filled before a process begins.
    pub(crate) fn setup(&self) -> Setup<'_> {
        Setup(self.disk())
    }

    fn read<T>(&self, look: impl FnOnce(&Tables) -> T) -> T {
        look(&self.disk().tables)
    }

    fn find<T>(
        &self,
        account: AccountId,
        id: ConversationId,
        look: impl FnOnce(&Tables, &Conversation) -> T,
    ) -> Option<T> {
        let disk = self.disk();
        let conversation = disk.tables.conversations.get(&id)?;
        (conversation.account == account).then(|| look(&disk.tables, conversation))
    }
}

#[async_trait]
impl Store for Storage {
    fn people(&self) -> &dyn PeopleStore {
        self
    }

    fn upkeep(&self) -> &dyn UpkeepStore {
        self
    }

    fn mail(&self) -> &dyn MailStore {
        self
    }

    fn trace(&self) -> &dyn TraceStore {
        self
    }

    fn devices(&self) -> &dyn DeviceStore {
        self
    }

    fn canned(&self) -> &dyn CannedStore {
        self
    }

    fn catalog(&self) -> &dyn CatalogStore {
        self
    }

    async fn epoch(&self) -> StoreResult<String> {
        Ok(self.read(|tables| format!("{:016x}", tables.epoch)))
    }

    async fn last_time(&self) -> StoreResult<UnixMillis> {
        let newest = |tables: &Tables| {
            tables.conversations.values().map(|one| one.projection.latest_at).max()
        };
        Ok(self.read(newest).unwrap_or_default())
    }

    async fn ready(&self) -> StoreResult<()> {
        Ok(())
    }

    async fn seed(&self, seed: &Seed) -> StoreResult<Seeded> {
        Ok(self.disk().tables.seed(seed))
    }

    async fn find_inbox(&self, key: &str) -> StoreResult<Option<InboxRecord>> {
        Ok(self.read(|tables| tables.inboxes.get(key).cloned()))
    }

    async fn list_inboxes(&self, account: AccountId) -> StoreResult<Vec<InboxRecord>> {
        let of = |inbox: &&InboxRecord| inbox.account == account;
        Ok(self.read(|tables| tables.inboxes.values().filter(of).cloned().collect()))
    }

    async fn insert_visitor(
        &self,
        visitor: &VisitorRecord,
        token: SecretHash,
        until: UnixMillis,
    ) -> StoreResult<()> {
        let mut disk = self.disk();
        if disk.tables.visitors.contains_key(&token) {
            return Err(StoreError::Conflict("visitor"));
        }
        disk.tables.visitors.insert(token, (visitor.clone(), until));
        Ok(())
    }

    async fn find_visitor_by_token(
        &self,
        token: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<VisitorRecord>> {
        self.weather.before().await?;
        let found = self.read(|tables| tables.visitors.get(&token).cloned());
        Ok(found.filter(|(_, until)| now < *until).map(|(visitor, _)| visitor))
    }

    async fn find_agent(
        &self,
        account: AccountId,
        id: AgentId,
    ) -> StoreResult<Option<AgentRecord>> {
        let agent = self.read(|tables| tables.agents.get(&id).cloned());
        Ok(agent.filter(|agent| agent.account == account))
    }

    async fn find_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>> {
        self.weather.before().await?;
        Ok(self.find(account, id, |tables, found| tables.record(id, found)))
    }

    async fn find_conversation_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
    ) -> StoreResult<Option<ConversationRecord>> {
        self.weather.before().await?;
        let found = self.read(|tables| {
            let own = tables
                .conversations
                .iter()
                .filter(|(_, one)| one.account == account && one.origin.visitor == visitor)
                .filter(|(_, one)| one.projection.status == Status::Open);
            let newest = own.max_by_key(|(id, one)| (one.projection.created_at, **id));
            newest.map(|(id, found)| tables.record(*id, found))
        });
        self.gates.pass(Gate::Looked).await;
        Ok(found)
    }

    async fn list_conversations(
        &self,
        account: AccountId,
        filter: ConversationFilter,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        self.weather.before().await?;
        let mut all = self.records(account, filter);
        all.truncate(limit as usize);
        Ok(all)
    }

    async fn list_past_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        self.weather.before().await?;
        let mut ended = self.records(account, ConversationFilter::Resolved);
        ended.retain(|one| one.visitor == visitor);
        ended.truncate(limit as usize);
        Ok(ended)
    }

    async fn list_history_of(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _before: Option<ConversationId>,
        _limit: u32,
    ) -> StoreResult<Vec<HistoryRecord>> {
        Ok(Vec::new())
    }

    async fn count_open(
        &self,
        account: AccountId,
    ) -> StoreResult<Vec<(Option<ParticipantId>, u32)>> {
        let mut counts = BTreeMap::new();
        for one in self.records(account, ConversationFilter::Open) {
            *counts.entry(one.assignee).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    async fn write_receipts(
        &self,
        account: AccountId,
        receipts: Vec<ReceiptRecord>,
    ) -> StoreResult<()> {
        self.weather.before().await?;
        let mut disk = self.disk();
        for receipt in receipts {
            let found = disk.tables.conversations.get_mut(&receipt.conversation);
            if let Some(one) = found.filter(|one| one.account == account) {
                one.keep_receipt(receipt);
            }
        }
        Ok(())
    }

    async fn receipts_of_conversation(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Vec<ReceiptRecord>> {
        let ahead = u32::from(self.weather.bug() == Some(Bug::ReceiptsRunAhead)) * 3;
        let further = |one: &ReceiptRecord| ReceiptRecord { read: one.read + ahead, ..*one };
        let of = |found: &Conversation| found.receipts.values().map(further).collect();
        Ok(self.find(account, conversation, |_, found| of(found)).unwrap_or_default())
    }

    async fn receipts_of_participant(
        &self,
        account: AccountId,
        participant: ParticipantId,
    ) -> StoreResult<Vec<ReceiptRecord>> {
        Ok(self.read(|tables| {
            let of = tables.conversations.values().filter(|one| one.account == account);
            of.filter_map(|one| one.receipts.get(&participant).copied()).collect()
        }))
    }

    async fn list_ended_below(
        &self,
        account: AccountId,
        at: UnixMillis,
        id: ConversationId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>> {
        self.weather.before().await?;
        let mut ended = self.records(account, ConversationFilter::Resolved);
        ended.retain(|one| (one.active_at, one.id) < (at, id));
        ended.truncate(limit as usize);
        Ok(ended)
    }

    async fn raise_acl_epoch(&self, account: AccountId, id: ConversationId) -> StoreResult<u32> {
        let mut disk = self.disk();
        let found = disk.tables.conversations.get_mut(&id).filter(|one| one.account == account);
        Ok(found.map_or(0, |one| {
            one.acl_epoch += 1;
            one.acl_epoch
        }))
    }

    async fn rebuild_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>> {
        let mut disk = self.disk();
        let found = disk.tables.conversations.get_mut(&id).filter(|one| one.account == account);
        let Some(conversation) = found else { return Ok(None) };
        conversation.rebuild();
        let conversation = conversation.clone();
        Ok(Some(disk.tables.record(id, &conversation)))
    }

    async fn load_room(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<LoadedRoom>> {
        self.loads.fetch_add(1, Ordering::SeqCst);
        self.gates.pass(Gate::Load(id)).await;
        self.gates.take_a_while().await;
        self.weather.before().await?;
        let order = self.weather.bug();
        Ok(self.find(account, id, |_, found| LoadedRoom {
            state: found.load(order),
            acl_epoch: found.acl_epoch,
            registers: found.registers.clone().into_iter().collect(),
        }))
    }

    async fn append(
        &self,
        batches: Vec<RoomBatch>,
        now: UnixMillis,
    ) -> StoreResult<Vec<RoomOutcome>> {
        self.gates.pass(Gate::Append).await;
        self.gates.take_a_while().await;
        let outcomes = self.append_batches(batches, now).await;
        self.gates.take_a_while().await;
        outcomes
    }

    async fn events_after(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        after: u32,
        limit: u32,
    ) -> StoreResult<Vec<Event>> {
        self.weather.before().await?;
        let bug = self.weather.bug();
        let after = after + u32::from(bug == Some(Bug::ResumeOffByOne));
        self.gates.take_a_while().await;
        let events = self.find(account, id, |_, found| {
            let behind = found.log(stream, bug).into_iter().filter(|event| event.seq > after);
            behind.take(limit as usize).collect()
        });
        self.gates.take_a_while().await;
        Ok(events.unwrap_or_default())
    }

    async fn messages_before(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        before: u32,
        limit: u32,
    ) -> StoreResult<MessagePage> {
        self.weather.before().await?;
        let bug = self.weather.bug();
        let said = |event: &Event| event.seq < before && event.body.in_thread();
        self.gates.take_a_while().await;
        let page = self.find(account, id, |_, found| {
            let mut messages: Vec<_> = found.log(stream, bug).into_iter().filter(said).collect();
            let older = messages.len().saturating_sub(limit as usize);
            MessagePage { messages: messages.split_off(older), from_first: older == 0 }
        });
        self.gates.take_a_while().await;
        Ok(page.unwrap_or(MessagePage { messages: Vec::new(), from_first: true }))
    }

    async fn write_snapshot(
        &self,
        account: AccountId,
        id: ConversationId,
        state: &RoomState,
    ) -> StoreResult<()> {
        self.gates.pass(Gate::Snapshot(id)).await;
        self.weather.before().await?;
        let mut disk = self.disk();
        let found = disk.tables.conversations.get_mut(&id).filter(|one| one.account == account);
        if let Some(conversation) = found {
            conversation.keep_snapshot(state);
        }
        Ok(())
    }

    async fn write_registers(&self, writes: Vec<RegisterWrite>) -> StoreResult<()> {
        self.weather.before().await?;
        let mut disk = self.disk();
        for write in writes {
            let found = disk.tables.conversations.get_mut(&write.conversation);
            let Some(one) = found.filter(|one| one.account == write.account) else { continue };
            match write.value {
                Some(value) => drop(one.registers.insert(write.key, value)),
                None => drop(one.registers.remove(&write.key)),
            }
        }
        Ok(())
    }

    async fn insert_media(&self, media: &MediaRecord) -> StoreResult<()> {
        let mut disk = self.disk();
        let known = |one: &MediaRecord| one.account == media.account && one.source == media.source;
        if disk.tables.media.values().any(known) {
            return Err(StoreError::Conflict("media_source"));
        }
        disk.tables.media.insert(media.id, media.clone());
        Ok(())
    }

    async fn update_media(&self, _media: &MediaRecord) -> StoreResult<bool> {
        Err(unavailable("pictures that change are not modelled"))
    }

    async fn delete_media(
        &self,
        _account: AccountId,
        _id: MediaId,
    ) -> StoreResult<Option<BlobName>> {
        Err(unavailable("pictures that go are not modelled"))
    }

    async fn list_media_of(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
    ) -> StoreResult<Vec<MediaRecord>> {
        Err(unavailable("pictures that go are not modelled"))
    }

    async fn is_blob_used(&self, _name: BlobName) -> StoreResult<bool> {
        Err(unavailable("the blob folder is not modelled"))
    }

    async fn find_media(
        &self,
        account: AccountId,
        id: MediaId,
    ) -> StoreResult<Option<MediaRecord>> {
        let media = self.read(|tables| tables.media.get(&id).cloned());
        Ok(media.filter(|media| media.account == account))
    }

    async fn find_media_by_source(
        &self,
        account: AccountId,
        source: &str,
    ) -> StoreResult<Option<MediaRecord>> {
        let known = |one: &&MediaRecord| one.account == account && one.source == source;
        Ok(self.read(|tables| tables.media.values().find(known).cloned()))
    }

    async fn list_shelf(&self, account: AccountId) -> StoreResult<Vec<MediaRecord>> {
        let on_it = |one: &&MediaRecord| one.account == account && one.shelf_place.is_some();
        let mut shelf: Vec<MediaRecord> =
            self.read(|tables| tables.media.values().filter(on_it).cloned().collect());
        shelf.sort_by_key(|one| one.shelf_place);
        Ok(shelf)
    }

    async fn close(&self) {}
}

fn holds(filter: ConversationFilter, one: &ConversationRecord) -> bool {
    let open = one.status == Status::Open;
    match filter {
        ConversationFilter::Open => open,
        ConversationFilter::Resolved => !open,
        ConversationFilter::Unassigned => open && one.assignee.is_none(),
        ConversationFilter::AnsweredBy(who) => open && one.assignee == Some(who),
    }
}

/// Fills the tables before a process begins.
pub(crate) struct Setup<'a>(MutexGuard<'a, Disk>);

impl Setup<'_> {
    pub(crate) fn seed(&mut self, seed: &Seed) -> Seeded {
        self.0.tables.seed(seed)
    }

    pub(crate) fn visitor(&mut self, visitor: &VisitorRecord, token: SecretHash) {
        self.0.tables.visitors.insert(token, (visitor.clone(), UnixMillis(i64::MAX)));
    }

    pub(crate) fn agent(&mut self, agent: &AgentRecord) {
        self.0.tables.agents.insert(agent.id, agent.clone());
    }

    pub(crate) fn session(&mut self, session: &SessionRecord) {
        self.0.tables.sessions.insert(session.id, session.clone());
    }

    pub(crate) fn media(&mut self, media: &MediaRecord) {
        self.0.tables.media.insert(media.id, media.clone());
    }
}

/// Folds a log.
pub(crate) fn fold<'a>(
    mut state: RoomState,
    events: impl IntoIterator<Item = (Stream, &'a Event)>,
) -> RoomState {
    events.into_iter().for_each(|(stream, event)| apply(&mut state, stream, event));
    state
}
