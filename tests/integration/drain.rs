//! Stopping the real program in the middle of work: HS10 and HS11.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use vitrine_shared::ids::{AnnotationId, ClientId, ItemId};
use vitrine_shared::wire::LiveFrame;
use vitrine_tests::{
    Production, Refused, TestClient, TestTopic, add_item, chunk, http, line, new_id, open_shop_in,
    say, upgrade,
};

/// A stopping service may take this long.
const STOP: Duration = Duration::from_secs(30);
/// Messages without an answer when the signal comes.
const IN_FLIGHT: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hs11_a_signal_in_the_middle_of_a_stroke_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = open_shop_in(folder.path()).await;
    let config = folder.path().join("vitrine.toml");
    std::fs::write(&config, "[limits]\ndurable_per_s = 9999\ndurable_burst = 9999\n")
        .expect("a file");
    let flags = ["--config", config.to_str().expect("UTF-8")];
    let process = Production::start(folder.path(), &flags);
    let address = process.address;
    let login = process.new_visitor().await;
    let (tab, agent_tab) = (new_id(), new_id());
    let visitor = TestClient::connect(address, &login, tab).await;
    let conversation = visitor.conversation();
    let agent = TestClient::connect(address, &shop.agent, agent_tab).await;
    for client in [&visitor, &agent] {
        client.open(1, TestTopic::Public(conversation)).await;
    }
    let item: ItemId = new_id();
    visitor.say("first").await;
    agent.act(add_item(item, shop.picture)).await.expect("a picture is shown");
    visitor.until(|r| r.room().state.shown == [item]).await;

    let (sid, points): (AnnotationId, _) = (new_id(), line(60));
    let stroke = chunk(sid, item, 0, &points[..40]);
    visitor.live(LiveFrame { stroke: Some(stroke), ..LiveFrame::default() }).await;
    agent.until(|r| r.room().strokes.get(&sid).is_some_and(|seen| *seen == points[..40])).await;
    let mut asked: Vec<(ClientId, String)> = Vec::new();
    for n in 0..IN_FLIGHT {
        let (cid, text) = (new_id(), format!("message {n}"));
        visitor.ask_as(cid, say(&text)).await;
        asked.push((cid, text));
    }
    let begun = Instant::now();
    process.signal("TERM");
    // Told before anything is closed; the one socket of many that has no time to lose goes first.
    agent.until(|r| !r.drains.is_empty()).await;
    assert_eq!(visitor.close_code().await, Some(4000));
    assert_eq!(agent.close_code().await, Some(4000));
    let (status, _log) = tokio::task::block_in_place(|| process.wait(STOP));
    assert!(status.success());
    assert!(begun.elapsed() < STOP, "it took {:?}", begun.elapsed());
    let told: HashMap<ClientId, u32> = visitor.see(|r| {
        let seq =
            |answers: &Vec<vitrine_tests::Answer>| answers.iter().find_map(|a| a.clone().ok());
        r.answers.iter().filter_map(|(cid, answers)| Some((*cid, seq(answers)?))).collect()
    });

    let process = Production::start_at(address, folder.path(), &flags);
    let memory = visitor.cut().await;
    let visitor = TestClient::connect_with(address, &login, tab, memory).await;
    let memory = agent.cut().await;
    let agent = TestClient::connect_with(address, &shop.agent, agent_tab, memory).await;
    for client in [&visitor, &agent] {
        client.open(1, TestTopic::Public(conversation)).await;
    }
    // The stroke is still there for the other one, and goes on.
    agent.until(|r| r.room().strokes.get(&sid).is_some_and(|seen| *seen == points[..40])).await;
    let rest = chunk(sid, item, 40, &points[40..]);
    visitor.live(LiveFrame { stroke: Some(rest), ..LiveFrame::default() }).await;
    agent.until(|r| r.room().strokes.get(&sid) == Some(&points)).await;
    // What had no answer is sent again under its own name; what had one is found where it was.
    for (cid, text) in &asked {
        visitor.ask_as(*cid, say(text)).await;
        let seq = visitor.answer(*cid).await.expect("granted, now or before");
        assert!(told.get(cid).is_none_or(|before| *before == seq), "{text} has moved");
    }
    agent.until(|r| r.room().messages.len() > IN_FLIGHT).await;
    let texts: Vec<String> =
        agent.see(|r| r.room().texts().into_iter().map(str::to_owned).collect());
    let expected: Vec<String> = ["first".to_owned()]
        .into_iter()
        .chain(asked.iter().map(|(_, text)| text.clone()))
        .collect();
    assert_eq!(texts, expected, "each once, in the order they were sent");
    drop((visitor, agent));
    process.signal("INT");
    assert!(tokio::task::block_in_place(|| process.wait(STOP)).0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hs10_a_stopping_service_is_not_ready_and_opens_no_sockets_but_serves_those_it_has() {
    let server = vitrine_tests::TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let (address, origin) = (server.address(), server.origin());
    server.app().drain.begin();
    server.app().hub.drain();
    for client in [&visitor, &agent] {
        client.until(|r| r.drains.len() == 1).await;
    }
    let mut slots = [&visitor, &agent].map(|client| client.see(|r| r.drains[0]));
    slots.sort_unstable();
    assert_eq!(slots, [0, 5], "two clients, 200 in a second");
    let ready = http::request(address, "GET", "/readyz", &[], "").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "stopping"));
    assert_eq!(http::request(address, "GET", "/healthz", &[], "").await.status, 200);
    assert_eq!(upgrade(address, Some(&origin)).await.err(), Some(Refused::Status(503)));
    let head = format!(
        "GET /v1/socket HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\nconnection: upgrade, close\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.expect("the server accepts connections");
    stream.write_all(head.as_bytes()).await.expect("written");
    let refused = http::read_response(&mut stream).await.expect("an answer");
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    visitor.say("still served").await;
    agent.until(|r| r.room().texts() == ["still served"]).await;
}
