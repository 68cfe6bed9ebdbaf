//! A database to test on, and a small shop in it.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_server::store::{
    AuditDraft, CommittedRoom, NewSession, Origin, PendingOperation, RoomBatch, RoomOutcome, Seed,
    Seeded, SqlStore, Store, StoreResult, VisitorRecord,
};
use vitrine_shared::ids::{
    AccountId, AgentSessionId, AnnotationId, ClientId, ConversationId, ItemId, MediaId, VisitorId,
};
use vitrine_shared::room::{
    AddAnnotation, AddItem, AddNote, Command, Live, Mark, MediaSize, Path, Principal, Role,
    RoomState, SendMessage, Tool,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::AuditAction;

/// A place of one's own to keep conversations in: a database, or a model of one.
pub(crate) trait StoreBed: Sync {
    /// What is tested.
    type Store: Store;
    /// Opens a store on it; the one before must be closed.
    async fn try_open(&self) -> StoreResult<Arc<Self::Store>>;
    /// The same, where nothing can be wrong.
    async fn open(&self) -> Arc<Self::Store> {
        self.try_open().await.unwrap()
    }
    /// A second store on the same database, as another node has it; the same one where a
    /// database has a single process.
    async fn beside(&self, store: &Arc<Self::Store>) -> Arc<Self::Store>;
}

/// An empty database with tables of one's own.
pub(crate) trait Bed: StoreBed<Store = SqlStore> {
    /// Runs a statement behind the store's back.
    async fn execute(&self, sql: &'static str);
    /// Runs a query for one number behind the store's back.
    async fn number(&self, sql: &'static str) -> i64;
}

/// A shop with one visitor, one agent and a conversation that is only a name yet.
pub(crate) struct Shop<S = SqlStore> {
    pub(crate) store: Arc<S>,
    pub(crate) seeded: Seeded,
    pub(crate) visitor_id: VisitorId,
    pub(crate) conversation: ConversationId,
}

impl<S> Clone for Shop<S> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), ..*self }
    }
}

pub(crate) fn seed_of(name: &str) -> Seed {
    Seed {
        account_name: name.to_owned(),
        inbox_key: format!("key-of-{name}"),
        inbox_name: format!("{name} shop"),
        inbox_origins: vec![format!("https://{name}.example")],
        agent_name: "Ana".to_owned(),
    }
}

impl<S: Store> Shop<S> {
    /// Opens the store and the shop.
    pub(crate) async fn open(bed: &impl StoreBed<Store = S>) -> Self {
        Self::make(bed.open().await, "bags").await
    }

    /// A shop with an account of its own in an open store.
    pub(crate) async fn make(store: Arc<S>, name: &str) -> Self {
        let seeded = store.seed(&seed_of(name)).await.unwrap();
        let mut shop = Self {
            store,
            seeded,
            visitor_id: VisitorId(Uuid::now_v7()),
            conversation: ConversationId(Uuid::now_v7()),
        };
        shop.visitor_id = shop.new_visitor(Some("Luis")).await;
        shop
    }

    /// One more visitor.
    pub(crate) async fn new_visitor(&self, name: Option<&str>) -> VisitorId {
        let visitor = VisitorRecord {
            account: self.seeded.account,
            inbox: self.seeded.inbox,
            id: VisitorId(Uuid::now_v7()),
            name: name.map(str::to_owned),
        };
        let mut token = [0; 32];
        token[..16].copy_from_slice(visitor.id.0.as_bytes());
        self.store.insert_visitor(&visitor, token, UnixMillis(i64::MAX)).await.unwrap();
        visitor.id
    }

    pub(crate) fn account(&self) -> AccountId {
        self.seeded.account
    }

    pub(crate) fn visitor(&self) -> Principal {
        Principal { participant: self.visitor_id.into(), role: Role::Visitor }
    }

    pub(crate) fn agent(&self) -> Principal {
        Principal { participant: self.seeded.agent.into(), role: Role::Agent }
    }

    /// A node that knows nothing of the room yet.
    pub(crate) fn node(&self) -> Node<S> {
        Node { shop: self.clone(), state: RoomState::default(), now: 1_790_000_000_000 }
    }
}

/// One process that serves the room of a shop, as the hub does.
pub(crate) struct Node<S = SqlStore> {
    pub(crate) shop: Shop<S>,
    pub(crate) state: RoomState,
    pub(crate) now: i64,
}

impl<S: Store> Node<S> {
    /// The same room through another handle, with the state this node has.
    pub(crate) fn through(&self, store: Arc<S>) -> Self {
        let shop = Shop { store, ..self.shop.clone() };
        Self { shop, state: self.state.clone(), now: self.now }
    }

    pub(crate) fn batch(&self, operations: Vec<PendingOperation>) -> RoomBatch {
        RoomBatch {
            account: self.shop.account(),
            conversation: self.shop.conversation,
            origin: Origin { visitor: self.shop.visitor_id, inbox: self.shop.seeded.inbox },
            state: self.state.clone(),
            live: Live::default(),
            mail_after_ms: None,
            operations,
        }
    }

    /// Appends one second later, again while the room is busy, and goes on from the result.
    pub(crate) async fn append(&mut self, operations: Vec<PendingOperation>) -> CommittedRoom {
        self.now += 1_000;
        loop {
            let batch = self.batch(operations.clone());
            let outcomes = self.shop.store.append(vec![batch], UnixMillis(self.now)).await.unwrap();
            let [outcome] = <[RoomOutcome; 1]>::try_from(outcomes).unwrap();
            if let RoomOutcome::Committed(room) = outcome {
                self.state = room.state.clone();
                return room;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Appends one operation of its own name.
    pub(crate) async fn act(&mut self, who: Principal, command: Command) -> CommittedRoom {
        self.append(vec![pending(who, command)]).await
    }
}

/// An operation under a new client id and the first fence.
pub(crate) fn pending(principal: Principal, command: Command) -> PendingOperation {
    PendingOperation { principal, acl_epoch: 0, cid: ClientId(Uuid::now_v7()), command }
}

pub(crate) fn say(text: &str) -> Command {
    Command::SendMessage(SendMessage { text: text.to_owned() })
}

pub(crate) fn note(text: &str) -> Command {
    Command::AddNote(AddNote { text: text.to_owned() })
}

pub(crate) fn item(n: u128) -> ItemId {
    ItemId(Uuid::from_u128(0x200 + n))
}

pub(crate) fn add_item(n: u128) -> Command {
    Command::AddItem(AddItem {
        item: item(n),
        media: MediaId(Uuid::from_u128(0x400 + n)),
        size: Some(MediaSize { width: 2_400, height: 1_800 }),
        moving: None,
        title: format!("Picture {n}"),
        show: true,
    })
}

pub(crate) fn add_arrow(n: u128, on: u128) -> Command {
    let path = Path::encode(&[(1_000, 2_000), (9_000, 8_000)]);
    Command::AddAnnotation(AddAnnotation {
        annotation: AnnotationId(Uuid::from_u128(0x300 + n)),
        item: item(on),
        mark: Mark { tool: Tool::Arrow, path, width: 128, text: None, at_ms: None },
    })
}

/// An entry for the audit log.
pub(crate) fn entry(action: AuditAction) -> AuditDraft {
    AuditDraft {
        at: UnixMillis(1_790_000_000_000),
        actor: Some(Uuid::from_u128(0x700)),
        action,
        target: None,
        detail: serde_json::json!({}),
    }
}

/// A session from `at`, unused for 8 and valid for 24.
pub(crate) fn session(cookie: u8, at: i64) -> NewSession {
    NewSession {
        id: AgentSessionId(Uuid::now_v7()),
        cookie: [cookie; 32],
        at: UnixMillis(at),
        idle_until: UnixMillis(at + 8),
        expires_at: UnixMillis(at + 24),
        device: "Firefox, Linux".to_owned(),
    }
}
