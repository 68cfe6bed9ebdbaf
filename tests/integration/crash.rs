//! The real program killed while it writes: OP8, OP9, and what its log may say.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use vitrine_shared::ids::{ClientId, ConversationId};
use vitrine_shared::room::Event;
use vitrine_shared::wire::{ClientMessage, GetHistory};
use vitrine_tests::{
    Login, Replica, TestClient, TestProcess, TestTopic, http, new_id, say, torture,
};

/// How often the process is killed: in a slice, and in a full run.
const KILLS: (u32, u32) = (10, 100);

/// Says one message after the other, four on their way at a time, through every crash, until
/// told to stop; every message that was acknowledged, with its seq.
async fn write(
    writer: usize,
    address: SocketAddr,
    login: Login,
    conversation: ConversationId,
    acked: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
) -> HashMap<ClientId, (String, u32)> {
    let (tab, mut memory, mut n) = (new_id(), Replica::default(), 0);
    let mut outbox: VecDeque<(ClientId, String)> = VecDeque::new();
    let mut told = HashMap::new();
    loop {
        let Some(auth) = login.try_prove(address).await else {
            // There is no server for a moment; a client waits before it tries again.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let Some(client) = TestClient::try_connect(address, auth, tab, memory.clone()).await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let opened = client.see(|r| r.room().opened.len());
        client.ask_open(1, TestTopic::Public(conversation), None).await;
        client.until(|r| r.closed.is_some() || r.room().opened.len() > opened).await;
        for (cid, text) in &outbox {
            client.ask_as(*cid, say(text)).await;
        }
        while client.see(|r| r.closed.is_none()) {
            let stopping = stop.load(Ordering::SeqCst);
            while outbox.len() < 4 && !stopping {
                n += 1;
                let (cid, text) = (new_id(), format!("{writer}/{n}"));
                client.ask_as(cid, say(&text)).await;
                outbox.push_back((cid, text));
            }
            let Some((first, _)) = outbox.front().cloned() else { return told };
            client.until(|r| r.closed.is_some() || r.answers.contains_key(&first)).await;
            client.see(|r| {
                outbox.retain(|(cid, text)| {
                    let Some(answers) = r.answers.get(cid) else { return true };
                    let seq = answers[0].clone().expect("a message is granted");
                    told.insert(*cid, (text.clone(), seq));
                    acked.fetch_add(1, Ordering::SeqCst);
                    false
                });
            });
        }
        memory = client.cut().await;
    }
}

/// Everything ever said, as one reader pages through it.
async fn read_all(address: SocketAddr, login: &Login, conversation: ConversationId) -> Vec<Event> {
    let reader = TestClient::connect(address, login, new_id()).await;
    reader.open(1, TestTopic::Public(conversation)).await;
    let mut pages = 0;
    loop {
        let (before, first) = reader.see(|r| {
            let room = r.room();
            let whole = room.history.last().map_or(room.from_first, |page| page.from_first);
            (room.messages.keys().next().copied().unwrap_or(1), whole)
        });
        if first {
            return reader.see(|r| r.room().messages.values().cloned().collect());
        }
        reader.send(&ClientMessage::GetHistory(GetHistory { sub: 1, before })).await;
        pages += 1;
        reader.until(|r| r.room().history.len() == pages).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn op8_ten_times_kill_9_lose_nothing_that_was_acknowledged_and_double_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = TestProcess::start(folder.path(), "off");
    let (visitor, agent) = (server.new_visitor().await, server.agent().await);
    let address = server.address;
    let conversation = TestClient::connect(address, &visitor, new_id()).await.conversation();
    let first = TestClient::connect(address, &visitor, new_id()).await;
    first.open(1, TestTopic::Public(conversation)).await;
    first.say("0/0").await;
    drop(first);

    let (acked, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let logins = [visitor.clone(), visitor.clone(), agent.clone()];
    let writers: Vec<_> = (1..)
        .zip(logins)
        .map(|(n, login)| {
            let (acked, stop) = (Arc::clone(&acked), Arc::clone(&stop));
            tokio::spawn(write(n, address, login, conversation, acked, stop))
        })
        .collect();
    let kills = torture::count(KILLS.0, KILLS.1);
    for round in 0..kills {
        let enough = acked.load(Ordering::SeqCst) + 10 + round * 7 % 11;
        let deadline = Instant::now() + Duration::from_secs(30);
        while acked.load(Ordering::SeqCst) < enough {
            assert!(Instant::now() < deadline, "the writers are stuck in round {round}");
            // The kill has to fall in the middle of writing, whenever that is.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::task::block_in_place(|| {
            server.kill();
            server.begin();
        });
    }
    stop.store(true, Ordering::SeqCst);
    let mut told = HashMap::new();
    for writer in writers {
        told.extend(writer.await.expect("a writer ends well"));
    }
    let one = read_all(address, &visitor, conversation).await;
    let other = read_all(address, &agent, conversation).await;
    assert_eq!(one, other, "both readers have the same messages in the same order");
    let mut stored: HashMap<ClientId, (&str, u32)> = HashMap::new();
    for event in &one {
        let vitrine_shared::room::EventBody::MessageSent(message) = &event.body else { continue };
        let twice = stored.insert(event.cid, (&message.text, event.seq));
        assert_eq!(twice, None, "nothing happens twice");
    }
    for (cid, (text, seq)) in &told {
        assert_eq!(stored.get(cid), Some(&(text.as_str(), *seq)), "what was acknowledged is there");
    }
    assert_eq!(stored.len(), told.len() + 1, "and nothing else");
    torture::report(&format!("{kills} kills, {} acknowledged, 0 lost, 0 doubled", told.len()));
    for writer in 1..=3 {
        let prefix = format!("{writer}/");
        let own = one.iter().filter_map(|event| match &event.body {
            vitrine_shared::room::EventBody::MessageSent(m) => m.text.strip_prefix(&prefix),
            _ => None,
        });
        let own: Vec<u32> = own.map(|n| n.parse().expect("a number")).collect();
        assert!(own.is_sorted(), "own messages in own order: {own:?}");
    }
    drop(tokio::task::block_in_place(|| server.stop()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn op8_the_log_of_a_talk_holds_none_of_its_words_and_secrets() {
    const CANARY: &str = "canary-5f1e0c";
    let folder = tempfile::tempdir().expect("a folder");
    let server = TestProcess::start(folder.path(), "debug");
    let (visitor, agent) = (server.new_visitor().await, server.agent().await);
    let address = server.address;
    let client = TestClient::connect(address, &visitor, new_id()).await;
    let conversation = client.conversation();
    client.open(1, TestTopic::Public(conversation)).await;
    client.say(&format!("My card is {CANARY}")).await;
    client.send_text(&format!(r#"{{"type":"op","{CANARY}":1}}"#)).await;
    client.send_text(&format!(
        r#"{{"type":"page","url":"http://x/{CANARY}","title":"{CANARY}","language":"en","product":null}}"#
    ))
    .await;
    client.settle().await;
    let other = TestClient::connect(address, &agent, new_id()).await;
    other.open(1, TestTopic::Public(conversation)).await;
    other.say(&format!("Thank you for {CANARY}")).await;
    let path = format!("/v1/inbox?key={CANARY}");
    assert_eq!(http::request(address, "GET", &path, &[], "").await.status, 404);
    let bearer = format!("Bearer {CANARY}");
    let origin = format!("http://{address}");
    let headers = [("origin", origin.as_str()), ("authorization", bearer.as_str())];
    assert_eq!(http::post(address, "/v1/tickets", &headers, "").await.status, 401);
    drop((client, other));

    let log = tokio::task::block_in_place(|| server.stop());
    assert!(!log.is_empty(), "the log says something at this level");
    let (Login::Visitor(token), Login::Agent(cookie)) = (&visitor, &agent) else {
        unreachable!("as they were made")
    };
    let ids = [CANARY, token, cookie, "the-secret-of-the-printed-address"];
    for secret in ids {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret} stands in the log");
    }
}
