//! What survives a crash: the [`Store`] trait, its records and its errors.
//!
//! The log of events is the one truth of a room; the row of a conversation is a projection that
//! is written in the same transaction and can be rebuilt. Records are never sent to a client:
//! what is stored and what is synced are different types, with [`Event`] as the one exception,
//! because an event *is* what was published.

mod canned;
mod catalog;
mod clip;
pub mod deciding;
mod devices;
mod mail;
mod people;
pub mod projection;
mod sql;
mod trace;
mod upkeep;

pub use canned::{CannedRecord, CannedStore, CannedWritten};
pub use catalog::{
    Address, CatalogChange, CatalogRecord, CatalogStore, ImportEnd, ItemDigest, Similar,
    Validators, WordRange,
};
pub use clip::{ClipKind, ClipRecord};
pub use devices::{CameraRecord, DeviceArrival, DeviceLinkDraft, DeviceStore};
pub use mail::{DueMail, GoneOn, MailOutcome, MailStore};
pub use people::{
    AuditCheck, AuditDraft, AuditRecord, Identified, IdentityKeyRecord, InboxEntry, LinkKind,
    LoginRecord, NewSession, NewStaff, PeopleStore, Rotation, SessionRecord, SetUp, SignedIdentity,
    StaffChange, StaffRecord, VisitorProfile,
};
pub use sql::SqlStore;
pub use trace::{TraceStore, ViewRun};
pub use upkeep::{Deleted, DeletedRows, LogCheck, UpkeepStore};

use async_trait::async_trait;
use vitrine_shared::ids::{
    AccountId, AgentId, ClientId, ConversationId, InboxId, MediaId, ParticipantId, VisitorId,
};
use vitrine_shared::room::{
    Command, Event, Live, MediaSize, Principal, Rejected, RoomState, Status, Stream,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::people::StaffRole;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique name is taken; the name of the constraint says which.
    #[error("conflict on {0}")]
    Conflict(&'static str),
    /// The data folder belongs to another running process.
    #[error("another vitrine is using the data folder {0}")]
    Locked(String),
    /// The database was written by a newer version.
    #[error("the database has schema {found}, this version knows {known}; use the newer vitrine")]
    Newer {
        /// Schema number found.
        found: u32,
        /// Newest schema number this build knows.
        known: u32,
    },
    /// The database was written by an older version and has to be served from once first.
    #[error(
        "the database has an older schema; start `vitrine serve` once, which brings it up to date"
    )]
    Older,
    /// The database does not answer, is full, or answered something unexpected.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Result of a store call.
pub type StoreResult<T> = Result<T, StoreError>;

/// SHA-256 of a secret; the secret itself is stored nowhere.
pub type SecretHash = [u8; 32];

/// Random name of the blobs of one picture; pictures of older versions have a hash there and may
/// share it.
pub type BlobName = [u8; 32];

/// What an installation starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// Name of the shop.
    pub account_name: String,
    /// Public key in the shop's line of HTML.
    pub inbox_key: String,
    /// Name of the site in the panel's header.
    pub inbox_name: String,
    /// Origins of the shop's pages, exact.
    pub inbox_origins: Vec<String>,
    /// Name of the first agent.
    pub agent_name: String,
}

/// The ids of what a [`Seed`] made or found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// The tenant.
    pub account: AccountId,
    /// Its inbox.
    pub inbox: InboxId,
    /// Its first agent.
    pub agent: AgentId,
}

/// An entry point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRecord {
    /// Tenant.
    pub account: AccountId,
    /// This inbox.
    pub id: InboxId,
    /// Name to show.
    pub name: String,
    /// Origins of the shop's pages, exact.
    pub origins: Vec<String>,
}

/// An anonymous browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitorRecord {
    /// Tenant.
    pub account: AccountId,
    /// Through which inbox it came.
    pub inbox: InboxId,
    /// This visitor.
    pub id: VisitorId,
    /// Name it gave, if any.
    pub name: Option<String>,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentRecord {
    /// Tenant.
    pub account: AccountId,
    /// This agent.
    pub id: AgentId,
    /// Name to show.
    pub name: String,
    /// Place in the account.
    pub role: StaffRole,
}

/// The projection of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationRecord {
    /// Tenant.
    pub account: AccountId,
    /// This conversation.
    pub id: ConversationId,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Through which inbox it came.
    pub inbox: InboxId,
    /// The visitor's name, if any.
    pub visitor_name: Option<String>,
    /// Fence of permissions: raised on every change of who may do what.
    pub acl_epoch: u32,
    /// Seq of the last public event.
    pub public_seq: u32,
    /// Seq of the last staff event.
    pub staff_seq: u32,
    /// Author and first 120 characters of the newest message.
    pub last_line: Option<(ParticipantId, String)>,
    /// Its seq; 0 while there is none.
    pub last_line_seq: u32,
    /// When the newest public event happened.
    pub active_at: UnixMillis,
    /// When the earliest unanswered message of the visitor was sent.
    pub waiting_since: Option<UnixMillis>,
    /// Messages of the visitor since the last message of staff.
    pub unanswered: u32,
    /// Seqs of the visitor's newest messages, at most 100, oldest first.
    pub recent_messages: Vec<u32>,
    /// Whether it goes on.
    pub status: Status,
    /// Who answers it.
    pub assignee: Option<ParticipantId>,
    /// The picture on the stage, the first of several.
    pub picture: Option<MediaId>,
}

/// A conversation in the history of its visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRecord {
    /// Which.
    pub id: ConversationId,
    /// When its first event happened.
    pub created_at: UnixMillis,
    /// Whether it goes on.
    pub status: Status,
    /// Name of the agent who answers it.
    pub answered_by: Option<String>,
    /// First 120 characters of the first message that stands.
    pub first_line: Option<String>,
    /// The picture on the stage, the first of several.
    pub picture: Option<MediaId>,
}

/// Which conversations a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationFilter {
    /// Those that go on.
    Open,
    /// Those that have ended.
    Resolved,
    /// Open ones that nobody answers.
    Unassigned,
    /// Open ones that this person answers.
    AnsweredBy(ParticipantId),
}

/// How far somebody has got a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiptRecord {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who.
    pub participant: ParticipantId,
    /// Seq of the newest public event that reached a device.
    pub delivered: u32,
    /// Seq of the newest message that was on a visible screen.
    pub read: u32,
}

/// Where a conversation comes from, for the transaction that creates it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Whose it will be.
    pub visitor: VisitorId,
    /// Through which inbox.
    pub inbox: InboxId,
}

/// A room as it was last committed.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedRoom {
    /// The folded state.
    pub state: RoomState,
    /// Fence of permissions.
    pub acl_epoch: u32,
    /// Stored registers: key and JSON value.
    pub registers: Vec<(String, String)>,
}

/// An operation that waits for its commit.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingOperation {
    /// Who asks.
    pub principal: Principal,
    /// The fence of permissions under which access was checked.
    pub acl_epoch: u32,
    /// The client's name for it.
    pub cid: ClientId,
    /// What is wished.
    pub command: Command,
}

/// All waiting operations of one room.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomBatch {
    /// Tenant.
    pub account: AccountId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// For the first operation, which creates the conversation.
    pub origin: Origin,
    /// The state this node has; whatever the log holds above its heads is read and applied
    /// before anything is decided.
    pub state: RoomState,
    /// This node's registers.
    pub live: Live,
    /// With it, an answer of staff makes a mail due so many milliseconds later, if the visitor
    /// has told an address.
    pub mail_after_ms: Option<i64>,
    /// In order of arrival.
    pub operations: Vec<PendingOperation>,
}

/// What became of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationResult {
    /// Committed; the seq of its last event in its stream, or the head if it changed nothing.
    Done {
        /// That seq.
        seq: u32,
    },
    /// It had been committed before; the seq of that time.
    Repeated {
        /// That seq.
        seq: u32,
    },
    /// The rules refuse it.
    Refused(Rejected),
    /// Permissions changed since access was checked.
    Stale,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every batch is committed, and a box for each would cost more than it saves"
)]
pub enum RoomOutcome {
    /// Committed.
    Committed(CommittedRoom),
    /// Another process holds the conversation: put it into the next batch.
    Busy,
}

/// A room after its batch.
#[derive(Clone, Debug, PartialEq)]
pub struct CommittedRoom {
    /// The new state.
    pub state: RoomState,
    /// The fence of permissions as stored.
    pub acl_epoch: u32,
    /// Every event above the heads the batch came with, those of other nodes included, in order.
    pub events: Vec<(Stream, Event)>,
    /// One for each operation, in order.
    pub results: Vec<OperationResult>,
}

/// A register that survives a crash, such as the last view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterWrite {
    /// Tenant.
    pub account: AccountId,
    /// Of which conversation.
    pub conversation: ConversationId,
    /// Its name, such as `view`.
    pub key: String,
    /// JSON; `None` deletes it.
    pub value: Option<String>,
}

/// A stored picture or film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaRecord {
    /// Tenant.
    pub account: AccountId,
    /// This file.
    pub id: MediaId,
    /// Only for this conversation; `None` for pictures of the shop.
    pub conversation: Option<ConversationId>,
    /// Names the blobs.
    pub blob_name: BlobName,
    /// Pixels, upright; as announced while only the preview is there.
    pub size: MediaSize,
    /// What it shows.
    pub title: String,
    /// Address it was fetched from, or the upload it came by; the key under which it is found
    /// again.
    pub source: String,
    /// False while only the preview is there.
    pub ready: bool,
    /// Why it did not become sharp.
    pub problem: Option<ErrorCode>,
    /// Place among the pictures an agent is offered; `None` for others.
    pub shelf_place: Option<u32>,
    /// The film, if it is one; its pictures are those of its preview then.
    pub clip: Option<ClipRecord>,
}

/// A page of messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessagePage {
    /// Oldest first.
    pub messages: Vec<Event>,
    /// Whether there is nothing older.
    pub from_first: bool,
}

/// The durable side of the service.
///
/// Every implementation passes `tests/store_contract/`. Calls that name an account see nothing of
/// another one. No call returns before its transaction is safe against power loss.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Accounts, staff and identities.
    fn people(&self) -> &dyn PeopleStore;
    /// Deleting for good, copying and checking.
    fn upkeep(&self) -> &dyn UpkeepStore;
    /// Answers that go out by e-mail.
    fn mail(&self) -> &dyn MailStore;
    /// Where people looked.
    fn trace(&self) -> &dyn TraceStore;
    /// Other devices of visitors.
    fn devices(&self) -> &dyn DeviceStore;
    /// Saved answers of staff.
    fn canned(&self) -> &dyn CannedStore;
    /// Products that agents search.
    fn catalog(&self) -> &dyn CatalogStore;
    /// The epoch that positions of clients belong to; another one after a restore.
    async fn epoch(&self) -> StoreResult<String>;
    /// Newest time stored in any event; the room clock starts above it.
    async fn last_time(&self) -> StoreResult<UnixMillis>;
    /// Whether the database answers; for `/readyz`.
    async fn ready(&self) -> StoreResult<()>;
    /// Makes or finds the account, inbox and agent, matching the inbox by its key.
    /// Name and origins of an existing inbox are brought up to date.
    async fn seed(&self, seed: &Seed) -> StoreResult<Seeded>;

    /// The inbox with this public key.
    async fn find_inbox(&self, key: &str) -> StoreResult<Option<InboxRecord>>;
    /// The inboxes of an account, oldest first.
    async fn list_inboxes(&self, account: AccountId) -> StoreResult<Vec<InboxRecord>>;
    /// Adds a visitor under the hash of its token, which works until then.
    async fn insert_visitor(
        &self,
        visitor: &VisitorRecord,
        token: SecretHash,
        until: UnixMillis,
    ) -> StoreResult<()>;
    /// The visitor with this token, while it works.
    async fn find_visitor_by_token(
        &self,
        token: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<VisitorRecord>>;
    /// The agent.
    async fn find_agent(&self, account: AccountId, id: AgentId)
    -> StoreResult<Option<AgentRecord>>;

    /// The projection of one conversation.
    async fn find_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>>;
    /// The newest conversation of a visitor that is still open.
    async fn find_conversation_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
    ) -> StoreResult<Option<ConversationRecord>>;
    /// Ended conversations of a visitor, newest first.
    async fn list_past_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>>;
    /// Conversations of a visitor with a smaller id than `before`, newest first.
    async fn list_history_of(
        &self,
        account: AccountId,
        visitor: VisitorId,
        before: Option<ConversationId>,
        limit: u32,
    ) -> StoreResult<Vec<HistoryRecord>>;
    /// How many open conversations each agent answers, and how many nobody does.
    async fn count_open(
        &self,
        account: AccountId,
    ) -> StoreResult<Vec<(Option<ParticipantId>, u32)>>;
    /// Stores how far people have got; positions only grow, and those of a conversation that does
    /// not exist are passed over.
    async fn write_receipts(
        &self,
        account: AccountId,
        receipts: Vec<ReceiptRecord>,
    ) -> StoreResult<()>;
    /// How far everybody has got one conversation.
    async fn receipts_of_conversation(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Vec<ReceiptRecord>>;
    /// How far one person has got the most recent 2,000 conversations it has read.
    async fn receipts_of_participant(
        &self,
        account: AccountId,
        participant: ParticipantId,
    ) -> StoreResult<Vec<ReceiptRecord>>;
    /// Conversations, latest activity first.
    async fn list_conversations(
        &self,
        account: AccountId,
        filter: ConversationFilter,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>>;
    /// Ended conversations that were active before `at`, or then and with a smaller id, latest
    /// activity first.
    async fn list_ended_below(
        &self,
        account: AccountId,
        at: UnixMillis,
        id: ConversationId,
        limit: u32,
    ) -> StoreResult<Vec<ConversationRecord>>;
    /// Raises the fence of permissions and returns it.
    async fn raise_acl_epoch(&self, account: AccountId, id: ConversationId) -> StoreResult<u32>;
    /// Computes the projection anew from the log; equal to the stored one unless something is
    /// broken. Writes it, and returns it.
    async fn rebuild_conversation(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<ConversationRecord>>;

    /// The room: newest snapshot of these rules plus the tail, else the whole log.
    /// `None` when nothing was stored yet.
    async fn load_room(
        &self,
        account: AccountId,
        id: ConversationId,
    ) -> StoreResult<Option<LoadedRoom>>;
    /// Decides, stores and folds the operations of several rooms in one transaction.
    ///
    /// For each room: lock its row (creating it for the first operation that yields an event),
    /// read the log above the batch's heads, the repeated client ids and the fence, then
    /// [`vitrine_shared::room::decide()`] and apply each operation on the working copy. `now` is
    /// the time of every event. A refused, stale or repeated operation leaves its neighbours
    /// untouched. On an error nothing of any batch is stored.
    async fn append(
        &self,
        batches: Vec<RoomBatch>,
        now: UnixMillis,
    ) -> StoreResult<Vec<RoomOutcome>>;
    /// Events of a stream with seq above `after`, at most `limit`, in order.
    async fn events_after(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        after: u32,
        limit: u32,
    ) -> StoreResult<Vec<Event>>;
    /// Events the thread shows (`EventBody::in_thread`) with seq below `before`, the newest
    /// `limit` of them, oldest first.
    async fn messages_before(
        &self,
        account: AccountId,
        id: ConversationId,
        stream: Stream,
        before: u32,
        limit: u32,
    ) -> StoreResult<MessagePage>;
    /// Stores the folded state of a room at its heads.
    async fn write_snapshot(
        &self,
        account: AccountId,
        id: ConversationId,
        state: &RoomState,
    ) -> StoreResult<()>;
    /// Stores registers; those of a conversation that does not exist are passed over.
    async fn write_registers(&self, writes: Vec<RegisterWrite>) -> StoreResult<()>;

    /// Adds a picture; `Conflict("media_source")` when this source is known already.
    async fn insert_media(&self, media: &MediaRecord) -> StoreResult<()>;
    /// Replaces blobs, size, readiness and problem of a picture; false when it is gone.
    async fn update_media(&self, media: &MediaRecord) -> StoreResult<bool>;
    /// Deletes a picture; the name of its blobs if no other picture has them.
    async fn delete_media(&self, account: AccountId, id: MediaId) -> StoreResult<Option<BlobName>>;
    /// Pictures that belong to one conversation only.
    async fn list_media_of(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<Vec<MediaRecord>>;
    /// Whether any picture of any account has these blobs; for the sweep of the blob folder,
    /// which belongs to all.
    async fn is_blob_used(&self, name: BlobName) -> StoreResult<bool>;
    /// One picture.
    async fn find_media(&self, account: AccountId, id: MediaId)
    -> StoreResult<Option<MediaRecord>>;
    /// The picture fetched from this address.
    async fn find_media_by_source(
        &self,
        account: AccountId,
        source: &str,
    ) -> StoreResult<Option<MediaRecord>>;
    /// Pictures with a place on the shelf, in order of place.
    async fn list_shelf(&self, account: AccountId) -> StoreResult<Vec<MediaRecord>>;

    /// Writes what is pending and releases the data folder.
    async fn close(&self);
}
