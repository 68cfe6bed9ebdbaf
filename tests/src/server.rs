//! The service in this process, on a port and in a folder of its own.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use vitrine_server::app::App;
use vitrine_server::clock::ManualClock;
use vitrine_server::config::{Config, RateOverrides};
use vitrine_server::media::WorkerSettings;
use vitrine_server::service::{self, Service, Start};
use vitrine_server::store::{MediaRecord, Seed, Seeded, SqlStore, Store};
use vitrine_shared::ids::{ConversationId, ItemId, MediaId};
use vitrine_shared::room::{AddItem, Command, MediaSize};
use vitrine_shared::wire::PersonState;
use vitrine_shared::wire::api::VisitorToken;

use crate::process::program;
use crate::{Login, Replica, TestClient, TestTopic, http, new_id};

/// A shop on the server: its inbox key and its agent.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The inbox's public key.
    pub key: String,
    /// Its ids.
    pub ids: Seeded,
    /// Its agent's console cookie.
    pub agent: Login,
}

/// A running service.
pub struct TestServer {
    /// The shop that tests use unless they need a second one.
    pub shop: Shop,
    service: Service,
    folder: TempDir,
    conversations: Mutex<Vec<ConversationId>>,
}

impl TestServer {
    /// Starts with the default limits.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start() -> Self {
        Self::start_with(RateOverrides::default()).await
    }

    /// Starts with limits so wide that a test may do a lot in little time.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_wide() -> Self {
        let wide = Some(1_000_000);
        let limits = RateOverrides { durable_per_s: wide, durable_burst: wide, ..<_>::default() };
        Self::start_with(limits).await
    }

    /// Starts with these limits.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(limits: RateOverrides) -> Self {
        Self::start_as(Config { limits, ..Config::default() }).await
    }

    /// Starts with this configuration, but in a folder of its own and without a log.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_as(config: Config) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let service = serve(&folder, config).await;
        let shop = open_shop(&service.app, "corda").await;
        Self { shop, service, folder, conversations: Mutex::default() }
    }

    /// Starts with a clock that stands until the test moves it.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_at(clock: Arc<ManualClock>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqlStore::open_folder(folder.path()).await.expect("a fresh folder");
        let start = beginning(&folder, Config::default(), Arc::new(store)).await;
        let service = Service::start_at(start, clock).await.expect("the service starts");
        let shop = open_shop(&service.app, "corda").await;
        Self { shop, service, folder, conversations: Mutex::default() }
    }

    /// A second node on the same data, which hears nothing from this one but through the store.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn other_node(&self) -> Service {
        let store = Arc::clone(&self.app().store);
        let start = beginning(&self.folder, Config::default(), store).await;
        Service::start(start).await.expect("the service starts")
    }

    /// Stops and starts again on the same data; clients find it at another address.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn restart(self) -> Self {
        let Self { shop, service, folder, conversations } = self;
        let config = service.app.config.clone();
        service.stop().await;
        let service = serve(&folder, config).await;
        Self { shop, service, folder, conversations }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.service.address
    }

    /// Its origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Its parts, to look at what no client is told.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.service.app
    }

    /// A second shop on the same server, another tenant.
    pub async fn other_shop(&self) -> Shop {
        open_shop(self.app(), "clay").await
    }

    /// A new visitor of the shop, not connected yet.
    pub async fn new_visitor(&self) -> Login {
        self.new_visitor_of(&self.shop).await
    }

    /// A new visitor of any shop, not connected yet.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn new_visitor_of(&self, shop: &Shop) -> Login {
        let body = format!(r#"{{"inbox":"{}"}}"#, shop.key);
        let headers = [("origin", self.origin())];
        let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = http::post(self.address(), "/v1/visitors", &headers, &body).await;
        Login::Visitor(answer.json::<VisitorToken>().token)
    }

    /// Connects in a new tab.
    pub async fn connect(&self, login: &Login) -> TestClient {
        TestClient::connect(self.address(), login, new_id()).await
    }

    /// A new visitor with its conversation open as topic 1.
    pub async fn visitor(&self) -> TestClient {
        self.tab(&self.new_visitor().await).await
    }

    /// A new tab of a visitor with its conversation open as topic 1.
    pub async fn tab(&self, visitor: &Login) -> TestClient {
        let client = self.connect(visitor).await;
        let conversation = client.conversation();
        self.note(conversation);
        client.open(1, TestTopic::Public(conversation)).await;
        client
    }

    /// The shop's agent in a new tab, with this conversation open as topic 1.
    pub async fn agent_in(&self, conversation: ConversationId) -> TestClient {
        let client = self.connect(&self.shop.agent).await;
        client.open(1, TestTopic::Public(conversation)).await;
        client
    }

    /// A visitor and an agent in one conversation.
    pub async fn pair(&self) -> (TestClient, TestClient) {
        let visitor = self.visitor().await;
        let agent = self.agent_in(visitor.conversation()).await;
        (visitor, agent)
    }

    /// The same tab after a break, with its memory, in topic 1 again.
    pub async fn back(&self, login: &Login, tab: TestClient) -> TestClient {
        let (session, conversation) = (tab.tab, tab.conversation());
        let memory = tab.cut().await;
        self.resume(login, session, conversation, memory).await
    }

    /// A client that comes with what it knew, in topic 1 again.
    pub async fn resume(
        &self,
        login: &Login,
        tab: vitrine_shared::ids::SessionId,
        conversation: ConversationId,
        memory: Replica,
    ) -> TestClient {
        let client = TestClient::connect_with(self.address(), login, tab, memory).await;
        client.open(1, TestTopic::Public(conversation)).await;
        client
    }

    /// A picture of the shop.
    pub async fn picture(&self) -> MediaId {
        self.picture_for(&self.shop, None).await
    }

    /// A picture of any shop, perhaps for one conversation only.
    ///
    /// # Panics
    /// When it cannot be stored.
    pub async fn picture_for(&self, shop: &Shop, only: Option<ConversationId>) -> MediaId {
        let id: MediaId = new_id();
        let media = MediaRecord {
            account: shop.ids.account,
            id,
            conversation: only,
            blob_name: [7; 32],
            size: MediaSize { width: 2_400, height: 1_600 },
            title: "A bag".to_owned(),
            source: format!("test:{id}"),
            shelf_place: None,
            clip: None,
            ready: true,
            problem: None,
        };
        self.app().store.insert_media(&media).await.expect("a picture is stored");
        id
    }

    /// Puts a picture of the shop on the stage.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn show(&self, client: &TestClient) -> ItemId {
        let (item, media) = (new_id(), self.picture().await);
        client.act(add_item(item, media)).await.expect("a picture is shown");
        client.until(|r| r.room().state.shown == [item]).await;
        item
    }

    /// Stops, after checking that nobody is left in any room. The test's clients have to be gone.
    ///
    /// # Panics
    /// When somebody is.
    pub async fn stop(self) {
        let known = std::mem::take(&mut *lock(&self.conversations));
        for conversation in known {
            let auditor = self.connect(&self.shop.agent).await;
            let topic = TestTopic::Public(conversation);
            auditor.ask_open(1, topic, None).await;
            auditor.until(|r| !r.refusals.is_empty() || !r.room().opened.is_empty()).await;
            if auditor.refusals().is_empty() {
                let me = auditor.see(Replica::me);
                let left = |state| matches!(state, PersonState::Online | PersonState::Away);
                auditor
                    .until(|r| {
                        let mut people = r.room().people.iter();
                        r.room().people.iter().any(|p| p.id == me)
                            && !people.any(|p| p.id != me && left(p.state))
                    })
                    .await;
            }
        }
        self.service.stop().await;
    }

    fn note(&self, conversation: ConversationId) {
        let mut known = lock(&self.conversations);
        if !known.contains(&conversation) {
            known.push(conversation);
        }
    }
}

/// The wish to put a picture on strip and stage.
#[must_use]
pub fn add_item(item: ItemId, media: MediaId) -> Command {
    Command::AddItem(AddItem {
        item,
        media,
        size: None,
        moving: None,
        title: "A bag".to_owned(),
        show: true,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(folder: &TempDir, config: Config) -> Service {
    let store = SqlStore::open_folder(folder.path()).await.expect("a fresh folder");
    let start = beginning(folder, config, Arc::new(store)).await;
    Service::start(start).await.expect("the service starts")
}

async fn beginning(folder: &TempDir, config: Config, store: Arc<dyn Store>) -> Start {
    let data = folder.path().to_owned();
    let config = Config { data, log: "off".to_owned(), ..config };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = listener.local_addr().expect("bound");
    Start {
        origin: service::origin(&config, address),
        config,
        store,
        listener,
        tls: None,
        picture_origins: Vec::new(),
        workers: workers(),
        demo: None,
    }
}

/// Decoding processes of the real program, with so much time that a loaded machine is no fault.
fn workers() -> WorkerSettings {
    let patience = Duration::from_secs(120);
    let settings = WorkerSettings::new(program());
    WorkerSettings { visitor_within: patience, staff_within: patience, ..settings }
}

async fn open_shop(app: &App, key: &str) -> Shop {
    let seed = Seed {
        account_name: key.to_owned(),
        inbox_key: key.to_owned(),
        inbox_name: key.to_owned(),
        inbox_origins: vec!["http://localhost:1".to_owned()],
        agent_name: "Ana".to_owned(),
    };
    let ids = app.store.seed(&seed).await.expect("a shop is seeded");
    let agent = app.store.find_agent(ids.account, ids.agent).await.expect("the store answers");
    let agent = agent.expect("the seeded agent");
    let now = app.clock.now();
    let cookie = app.auth.sign_in(app.store.as_ref(), &agent, now).await.expect("signed in");
    Shop { key: key.to_owned(), ids, agent: Login::Agent(cookie) }
}
