//! Floods of everything one may send, against the real program with its own limits: others are
//! answered meanwhile, memory stays within bounds, and afterwards whoever comes is served.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::task::{JoinHandle, JoinSet};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::ids::ConversationId;
use vitrine_shared::limits::{CHUNK_POINTS, MESSAGE_CHARS, UPLOAD_BYTES, UPLOAD_CHUNK_BYTES};
use vitrine_shared::room::Stream;
use vitrine_shared::wire::media::NewUpload;
use vitrine_shared::wire::{
    ClientMessage, ErrorCode, Hello, LiveFrame, Open, Operation, ServerMessage, TopicName,
};
use vitrine_tests::{
    Login, OpenShop, Production, RawSocket, Refused, TestClient, TestTopic, Uploader, add_item,
    chunk, http, line, memory, new_id, open_shop_in, say, upgrade, upgrade_at,
};

/// What a flood may add to the memory of the process at any moment, in KiB. A debug build of an
/// idle server has about 40 MiB; a process that keeps what it is sent would pass this in a second.
const GROWTH_KIB: u64 = 64 * 1024;
/// The witness says something so often, well below its own limit.
const WITNESS_PAUSE: Duration = Duration::from_millis(150);

/// The program, and what it took before anything happened.
struct Flooded {
    process: Production,
    shop: OpenShop,
    before_kib: u64,
    witness: Witness,
    _folder: TempDir,
}

/// Somebody who goes on talking and is answered each time.
struct Witness {
    stop: Arc<AtomicBool>,
    talk: JoinHandle<u32>,
}

impl Flooded {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let shop = open_shop_in(&data).await;
        let process = Production::start(&data, &["--log", "off"]);
        let client = enter(&process, &process.new_visitor().await).await;
        client.say("before the flood").await;
        let before_kib = memory::resident_kib(process.id());
        let stop = Arc::new(AtomicBool::new(false));
        let witness = Witness { stop: Arc::clone(&stop), talk: tokio::spawn(talk(client, stop)) };
        Self { process, shop, before_kib, witness, _folder: folder }
    }

    fn address(&self) -> SocketAddr {
        self.process.address
    }

    /// Ends the flood: the witness was answered all the time, memory stayed bounded, and a
    /// newcomer is served.
    async fn subside(self, flood: &str) {
        self.subside_within(flood, GROWTH_KIB).await;
    }

    async fn subside_within(self, flood: &str, most_kib: u64) {
        self.witness.stop.store(true, Ordering::SeqCst);
        let said = self.witness.talk.await.expect("the witness was answered each time");
        assert!(said > 0, "{flood}: the witness said nothing");
        let peak_kib = memory::peak_kib(self.process.id());
        let growth = peak_kib.saturating_sub(self.before_kib);
        assert!(growth <= most_kib, "{flood}: memory grew by {growth} KiB to {peak_kib} KiB");
        let newcomer = enter(&self.process, &self.process.new_visitor().await).await;
        newcomer.say("after the flood").await;
    }
}

async fn talk(client: TestClient, stop: Arc<AtomicBool>) -> u32 {
    let mut said = 0;
    loop {
        client.say("I am still here").await;
        said += 1;
        if stop.load(Ordering::SeqCst) {
            return said;
        }
        tokio::time::sleep(WITNESS_PAUSE).await;
    }
}

/// Connects with the own conversation open as topic 1.
async fn enter(process: &Production, login: &Login) -> TestClient {
    let client = TestClient::connect(process.address, login, new_id()).await;
    client.open(1, TestTopic::Public(client.conversation())).await;
    client
}

/// A socket without a memory that has the conversation open as topic 1.
async fn bare(
    address: SocketAddr,
    login: &Login,
    conversation: Option<ConversationId>,
) -> WebSocketStream<TcpStream> {
    let origin = format!("http://{address}");
    let mut socket = upgrade(address, Some(&origin)).await.expect("the own origin may");
    let auth = login.prove(address).await;
    let hello = ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] });
    socket.send(text(&hello)).await.expect("it is open");
    let welcome = socket.next().await.expect("a welcome").expect("a frame");
    let welcome = serde_json::from_str(welcome.to_text().expect("text")).expect("a message");
    let ServerMessage::Welcome(welcome) = welcome else { panic!("{welcome:?} is no welcome") };
    let conversation = conversation.or(welcome.conversation).expect("a conversation");
    let topic = TopicName::Conversation { conversation, stream: Stream::Public };
    let open = ClientMessage::Open(Open { sub: 1, topic, resume: None });
    socket.send(text(&open)).await.expect("it is open");
    socket
}

fn text(message: &ClientMessage) -> Message {
    Message::Text(serde_json::to_string(message).expect("JSON").into())
}

/// Sends frame after frame as fast as the socket takes them, until it is closed or `frames` are
/// sent, and reads all that comes; how many frames that were.
async fn pour(
    socket: WebSocketStream<TcpStream>,
    frames: usize,
    frame: impl Fn(usize) -> ClientMessage,
) -> usize {
    let (mut sink, mut stream) = socket.split();
    let reader = tokio::spawn(async move {
        let mut heard = 0;
        while let Some(Ok(_frame)) = stream.next().await {
            heard += 1;
        }
        heard
    });
    for n in 0..frames {
        if sink.send(text(&frame(n))).await.is_err() {
            break;
        }
    }
    sink.close().await.ok();
    reader.await.expect("it reads to the end")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_flood_of_messages_is_refused_and_takes_no_memory() {
    const FLOODERS: usize = 8;
    const MESSAGES: usize = 600;
    let flooded = Flooded::start().await;
    let address = flooded.address();
    let long = "\u{1F9F5}".repeat(MESSAGE_CHARS);
    let mut flood = JoinSet::new();
    for _ in 0..FLOODERS {
        let socket = bare(address, &flooded.process.new_visitor().await, None).await;
        let long = long.clone();
        let operation = move |_| {
            let command = say(&long);
            ClientMessage::Op(Operation { sub: 1, cid: new_id(), command })
        };
        flood.spawn(pour(socket, MESSAGES, operation));
    }
    let heard = flood.join_all().await;
    assert!(heard.iter().all(|frames| *frames > 0), "the flooders were answered: {heard:?}");
    flooded.subside("messages").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_flood_of_strokes_nobody_reads_takes_no_memory() {
    const DRAWERS: usize = 6;
    const FRAMES: usize = 1_200;
    let flooded = Flooded::start().await;
    let address = flooded.address();
    let login = flooded.process.new_visitor().await;
    let visitor = enter(&flooded.process, &login).await;
    let conversation = visitor.conversation();
    let item = new_id();
    visitor.say("A picture, please").await;
    let agent = TestClient::connect(address, &flooded.shop.agent, new_id()).await;
    agent.open(1, TestTopic::Public(conversation)).await;
    agent.act(add_item(item, flooded.shop.picture)).await.expect("staff may");
    // It is in the room and reads nothing.
    let mut deaf = RawSocket::open_narrow(address).await;
    let auth = flooded.shop.agent.prove(address).await;
    deaf.send(&ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] })).await;
    let topic = TopicName::Conversation { conversation, stream: Stream::Public };
    deaf.send(&ClientMessage::Open(Open { sub: 1, topic, resume: None })).await;
    let points = line(i32::try_from(CHUNK_POINTS).expect("few"));
    let mut flood = JoinSet::new();
    for _ in 0..DRAWERS {
        let socket = bare(address, &login, Some(conversation)).await;
        let points = points.clone();
        // Each piece begins a stroke of its own, so that none can be merged with another.
        let draw = move |_| {
            let stroke = Some(chunk(new_id(), item, 0, &points));
            ClientMessage::Live(LiveFrame { sub: 1, stroke, ..LiveFrame::default() })
        };
        flood.spawn(pour(socket, FRAMES, draw));
    }
    flood.join_all().await;
    agent.say("Whose hands were these?").await;
    visitor.until(|r| r.room().texts().last() == Some(&"Whose hands were these?")).await;
    drop(deaf);
    flooded.subside("strokes").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_flood_of_uploads_is_refused_beyond_what_one_may_have_open() {
    const VISITORS: usize = 8;
    const EACH: usize = 14;
    let flooded = Flooded::start().await;
    let address = flooded.address();
    let bytes: Arc<[u8]> = vec![0xff; UPLOAD_CHUNK_BYTES as usize].into();
    let mut flood = JoinSet::new();
    for _ in 0..VISITORS {
        let login = flooded.process.new_visitor().await;
        let conversation = enter(&flooded.process, &login).await.conversation();
        let uploader = Uploader::new(address, &login);
        for _ in 0..EACH {
            let (uploader, bytes) = (uploader.clone(), Arc::clone(&bytes));
            let wish = Uploader::wish(conversation, &bytes);
            let wish = NewUpload { bytes: UPLOAD_BYTES, ..wish };
            flood.spawn(async move {
                let begun = uploader.begin(&wish).await?;
                let sent = uploader.send(begun.upload, 0, &bytes).await;
                assert_eq!(sent.expect("what was begun goes on"), UPLOAD_CHUNK_BYTES);
                Ok::<(), ErrorCode>(())
            });
        }
    }
    let outcomes = flood.join_all().await;
    let refused = outcomes.iter().filter_map(|outcome| outcome.err());
    let refused: Vec<ErrorCode> = refused.collect();
    assert!(refused.len() >= VISITORS, "{} of {} were refused", refused.len(), outcomes.len());
    let expected = |code: &ErrorCode| matches!(code, ErrorCode::Rate | ErrorCode::Quota);
    assert!(refused.iter().all(expected), "{refused:?}");
    flooded.subside("uploads").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_flood_of_sockets_leaves_room_for_those_who_are_in() {
    const SOCKETS: usize = 600;
    let flooded = Flooded::start().await;
    let address = flooded.address();
    let origin = format!("http://{address}");
    let mut flood = JoinSet::new();
    for n in 0..SOCKETS {
        let origin = origin.clone();
        // Some say nothing at the door of the pages, some at the other, some not even there.
        flood.spawn(async move {
            match n % 3 {
                0 => upgrade(address, Some(&origin)).await.map(Some),
                1 => {
                    upgrade_at(address, "/v1/presence", Some("http://localhost:1")).await.map(Some)
                }
                _ => {
                    drop(TcpStream::connect(address).await);
                    Ok(None)
                }
            }
        });
    }
    let opened = flood.join_all().await;
    let open = opened.iter().filter(|one| matches!(one, Ok(Some(_)))).count();
    let refused = opened.iter().filter(|one| one.as_ref().err() == Some(&Refused::Status(429)));
    assert!(open <= 50 && refused.count() > 300, "{open} without a word are in");
    drop(opened);
    // The places are given back as soon as the server notices.
    let deadline = std::time::Instant::now() + vitrine_tests::DEADLINE;
    while upgrade(address, Some(&origin)).await.is_err() {
        assert!(std::time::Instant::now() < deadline, "the places are not given back");
    }
    flooded.subside("sockets").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s18_a_flood_of_sign_ins_is_hashed_a_few_at_a_time() {
    const TRIES: usize = 150;
    const HASH_KIB: u64 = 19 * 1024;
    let flooded = Flooded::start().await;
    let (address, origin) = (flooded.address(), flooded.process.origin.clone());
    let mut flood = JoinSet::new();
    for n in 0..TRIES {
        let origin = origin.clone();
        flood.spawn(async move {
            let body = format!(r#"{{"email":"{n}@shop.example","password":"maple-orbit-{n}"}}"#);
            let headers = [("origin", origin.as_str())];
            http::post(address, "/v1/session", &headers, &body).await.status
        });
    }
    let statuses = flood.join_all().await;
    let wrong = statuses.iter().filter(|status| **status == 401).count();
    assert!((1..=50).contains(&wrong), "{wrong} were looked at");
    let told = |status: &u16| [401, 429, 503].contains(status);
    assert!(statuses.iter().all(told), "{statuses:?}");
    // As many hashes as there are cores run at once, and nothing of one stays.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    flooded.subside_within("sign-ins", GROWTH_KIB / 2 + cores * HASH_KIB).await;
}
