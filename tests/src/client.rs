//! A visitor or an agent at the other end of a real socket, with a replica of what it was told.

use std::future::Future;
use std::net::SocketAddr;
use std::panic::Location;
use std::sync::Arc;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::ids::{ClientId, ConversationId, SessionId};
use vitrine_shared::room::{Command, SendMessage, Stream};
use vitrine_shared::wire::{
    Auth, ClientMessage, Hello, ListView, LiveFrame, Nack, Open, Operation, Ping, Resume, TopicName,
};

use crate::{Answer, Login, Replica, Topic, new_id, upgrade};

/// A topic by the two names it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestTopic {
    /// The public stream of a conversation.
    Public(ConversationId),
    /// Its staff stream.
    Staff(ConversationId),
    /// The list of open conversations.
    List,
    /// One of the lists of conversations.
    View(ListView),
    /// The list of visitors.
    Visitors,
}

/// A connected client.
#[derive(Debug)]
pub struct TestClient {
    /// Its tab.
    pub tab: SessionId,
    pub(crate) replica: Arc<watch::Sender<Replica>>,
    sink: Mutex<SplitSink<WebSocketStream<TcpStream>, Message>>,
    reader: JoinHandle<()>,
}

impl TestClient {
    /// Connects, says hello and waits for the welcome.
    ///
    /// # Panics
    /// When the server does not welcome it.
    pub async fn connect(address: SocketAddr, login: &Login, tab: SessionId) -> Self {
        Self::connect_with(address, login, tab, Replica::default()).await
    }

    /// The same with what the client knew before it lost its last socket.
    ///
    /// # Panics
    /// When the server does not welcome it.
    pub async fn connect_with(
        address: SocketAddr,
        login: &Login,
        tab: SessionId,
        memory: Replica,
    ) -> Self {
        let auth = login.prove(address).await;
        Self::try_connect(address, auth, tab, memory).await.expect("the server welcomes the client")
    }

    /// The same, for servers that may be gone: `None` when there is no welcome.
    pub async fn try_connect(
        address: SocketAddr,
        auth: Auth,
        tab: SessionId,
        memory: Replica,
    ) -> Option<Self> {
        let origin = format!("http://{address}");
        let socket = upgrade(address, Some(&origin)).await.ok()?;
        let (sink, stream) = socket.split();
        let mut memory = Replica { welcome: None, closed: None, ..memory };
        memory.topics.values_mut().for_each(Topic::lose);
        let (replica, _) = watch::channel(memory);
        let replica = Arc::new(replica);
        let reader = tokio::spawn(read(stream, Arc::clone(&replica)));
        let client = Self { tab, replica, sink: Mutex::new(sink), reader };
        let hello = Hello { v: 1, auth, tab, caps: Vec::new() };
        client.send(&ClientMessage::Hello(hello)).await;
        client.until(|r| r.welcome.is_some() || r.closed.is_some()).await;
        client.see(|r| r.closed.is_none()).then_some(client)
    }

    /// Sends a message.
    pub async fn send(&self, message: &ClientMessage) {
        self.send_text(&serde_json::to_string(message).expect("JSON")).await;
    }

    /// Sends a text frame. A socket that is gone takes it too: the client learns that by reading.
    pub async fn send_text(&self, text: &str) {
        self.sink.lock().await.send(Message::Text(text.into())).await.ok();
    }

    /// Looks at the replica.
    pub fn see<T>(&self, look: impl FnOnce(&Replica) -> T) -> T {
        look(&self.replica.borrow())
    }

    /// Opens a topic from the position the replica has, and waits until the server has answered
    /// and all parts have come.
    ///
    /// # Panics
    /// When the server does not open it.
    #[track_caller]
    pub fn open(&self, sub: u32, topic: TestTopic) -> impl Future<Output = ()> {
        let caller = Location::caller();
        async move {
            let (before, resume, refusals) = self.see(|r| {
                let topic = r.topic(sub);
                let opened = topic.opened.last();
                let resume = opened.map(|o| Resume { epoch: o.epoch.clone(), seq: topic.head() });
                (topic.opened.len(), resume, r.refusals.len())
            });
            self.ask_open(sub, topic, resume).await;
            let refused = |r: &Replica| r.refusals[refusals..].iter().any(|n| n.sub == Some(sub));
            self.until(|r| {
                r.topic(sub).opened.len() > before && !r.topic(sub).partial() || refused(r)
            })
            .await;
            assert!(!self.see(refused), "{caller}: the topic is refused");
        }
    }

    /// Asks for a topic from any position.
    pub async fn ask_open(&self, sub: u32, topic: TestTopic, resume: Option<Resume>) {
        self.replica.send_modify(|r| {
            r.topics.entry(sub).or_default().staff = matches!(topic, TestTopic::Staff(_));
        });
        let topic = match topic {
            TestTopic::Public(conversation) => {
                TopicName::Conversation { conversation, stream: Stream::Public }
            }
            TestTopic::Staff(conversation) => {
                TopicName::Conversation { conversation, stream: Stream::Staff }
            }
            TestTopic::List => TopicName::Conversations { view: ListView::All },
            TestTopic::View(view) => TopicName::Conversations { view },
            TestTopic::Visitors => TopicName::Visitors {},
        };
        self.send(&ClientMessage::Open(Open { sub, topic, resume })).await;
    }

    /// The conversation that `welcome` named.
    ///
    /// # Panics
    /// For an agent.
    #[must_use]
    pub fn conversation(&self) -> ConversationId {
        let named = self.see(|r| r.welcome.as_ref().and_then(|welcome| welcome.conversation));
        named.expect("a visitor's welcome names its conversation")
    }

    /// Asks for an operation in topic 1 and does not wait.
    pub async fn ask(&self, command: Command) -> ClientId {
        let cid = new_id();
        self.ask_as(cid, command).await;
        cid
    }

    /// The same under a name of its own.
    pub async fn ask_as(&self, cid: ClientId, command: Command) {
        self.send(&ClientMessage::Op(Operation { sub: 1, cid, command })).await;
    }

    /// Waits for the answer to an operation.
    ///
    /// # Panics
    /// When none comes in time.
    #[track_caller]
    pub fn answer(&self, cid: ClientId) -> impl Future<Output = Answer> {
        self.find(move |r| r.answers.get(&cid).and_then(|answers| answers.last().cloned()))
    }

    /// Does something and waits for the answer.
    ///
    /// # Errors
    /// The refusal.
    pub async fn act(&self, command: Command) -> Answer {
        let cid = self.ask(command).await;
        self.answer(cid).await
    }

    /// Does many things, as many at once as a client may, and waits for all answers.
    ///
    /// # Panics
    /// When one is refused.
    pub async fn act_all(&self, commands: impl IntoIterator<Item = Command>) {
        let mut commands = commands.into_iter().peekable();
        while commands.peek().is_some() {
            let mut asked = Vec::new();
            for command in commands.by_ref().take(16) {
                asked.push(self.ask(command).await);
            }
            for cid in asked {
                self.answer(cid).await.expect("it is granted");
            }
        }
    }

    /// Says something and waits until it is committed; its seq.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn say(&self, text: &str) -> u32 {
        self.act(say(text)).await.expect("a message is granted")
    }

    /// Sends registers and transients of one tick in topic 1.
    pub async fn live(&self, frame: LiveFrame) {
        self.send(&ClientMessage::Live(LiveFrame { sub: 1, ..frame })).await;
    }

    /// Waits until the server has handled everything sent so far.
    ///
    /// # Panics
    /// When it does not in time.
    pub async fn settle(&self) {
        let n = self.see(|r| r.pongs.iter().max().map_or(1, |n| n + 1));
        self.send(&ClientMessage::Ping(Ping { n })).await;
        self.until(|r| r.pongs.contains(&n)).await;
    }

    /// Refusals that are about no operation.
    #[must_use]
    pub fn refusals(&self) -> Vec<Nack> {
        self.see(|r| r.refusals.clone())
    }

    /// Waits until the server has closed the socket; its code.
    ///
    /// # Panics
    /// When it does not in time.
    #[track_caller]
    pub fn close_code(&self) -> impl Future<Output = Option<u16>> {
        self.find(|r| r.closed)
    }

    /// Loses the connection without a word and keeps what it knew.
    pub async fn cut(mut self) -> Replica {
        self.reader.abort();
        (&mut self.reader).await.ok();
        let replica = self.replica.borrow().clone();
        drop(self);
        replica
    }
}

impl Drop for TestClient {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

/// The wish to say something.
#[must_use]
pub fn say(text: &str) -> Command {
    Command::SendMessage(SendMessage { text: text.to_owned() })
}

async fn read(
    mut stream: SplitStream<WebSocketStream<TcpStream>>,
    replica: Arc<watch::Sender<Replica>>,
) {
    let code = loop {
        match stream.next().await {
            Some(Ok(Message::Text(text))) => replica.send_modify(|r| r.receive(&text)),
            Some(Ok(Message::Close(frame))) => break frame.map(|frame| frame.code.into()),
            Some(Ok(_control)) => {}
            Some(Err(_)) | None => break None,
        }
    };
    replica.send_modify(|r| r.closed = Some(code));
}
