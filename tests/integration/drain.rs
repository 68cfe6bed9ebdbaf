//! Stopping the real program in the middle of work: HS10 and HS11.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use vitrine_shared::ids::{AnnotationId, ClientId, ItemId};
use vitrine_shared::wire::LiveFrame;
use vitrine_tests::{
    Production, Refused, TestClient, TestTopic, Uploader, add_item, chunk, http, line, new_id,
    open_shop_in, say, upgrade,
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

/// A picture that was acknowledged is there after the stop; one that was not is sent again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hs11_a_signal_while_pictures_are_acknowledged_loses_none_that_was() {
    let folder = tempfile::tempdir().expect("a folder");
    open_shop_in(folder.path()).await;
    let process = Production::start(folder.path(), &[]);
    let address = process.address;
    let login = process.new_visitor().await;
    let visitor = TestClient::connect(address, &login, new_id()).await;
    let conversation = visitor.conversation();
    visitor.open(1, TestTopic::Public(conversation)).await;
    visitor.say("I send you some pictures").await;
    let luis = Uploader::new(address, &login);
    let mut photos = Vec::new();
    for n in 0..4_u8 {
        let bytes = photo(n);
        let wish = Uploader::wish(conversation, &bytes);
        let upload = luis.begin(&wish).await.expect("a visitor may").upload;
        // Of the last one only half has been acknowledged when the signal comes.
        let sent = if n == 3 { bytes.len() / 2 } else { bytes.len() };
        let offset = u32::try_from(sent).expect("small");
        assert_eq!(luis.send(upload, 0, &bytes[..sent]).await, Ok(offset));
        photos.push((bytes, wish, upload));
    }
    let first = luis.finish(photos[0].2).await.expect("a picture");
    // Two are being decoded while it stops: either is acknowledged or nobody was told.
    let finishing = [photos[1].2, photos[2].2].map(|upload| {
        let luis = luis.clone();
        tokio::spawn(async move { luis.finish(upload).await })
    });
    process.signal("TERM");
    let mut told = vec![Some(first)];
    for finishing in finishing {
        told.push(finishing.await.ok().and_then(Result::ok));
    }
    told.push(None);
    assert_eq!(visitor.close_code().await, Some(4000));
    assert!(tokio::task::block_in_place(|| process.wait(STOP)).0.success());
    drop(visitor);

    let process = Production::start_at(address, folder.path(), &[]);
    for ((bytes, wish, _), told) in photos.iter().zip(told) {
        if let Some(told) = told {
            assert_eq!(luis.info(told.media).await, Ok(told), "it was acknowledged");
            continue;
        }
        let again = luis.begin(wish).await.expect("the same name again");
        let media = match again.media.filter(|media| media.ready) {
            Some(media) => media,
            None => {
                let offset = usize::try_from(again.offset).expect("small");
                let all = u32::try_from(bytes.len()).expect("small");
                assert_eq!(luis.send(again.upload, again.offset, &bytes[offset..]).await, Ok(all));
                luis.finish(again.upload).await.expect("a picture")
            }
        };
        assert!(media.ready);
    }
    process.signal("INT");
    assert!(tokio::task::block_in_place(|| process.wait(STOP)).0.success());
}

/// A photograph of its own colour.
fn photo(n: u8) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(320, 240, |x, y| {
        image::Rgb([n * 60, u8::try_from(x % 256).unwrap_or(0), u8::try_from(y).unwrap_or(0)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Jpeg).expect("a picture can be written");
    bytes.into_inner()
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
