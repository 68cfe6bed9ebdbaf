//! Frames no client of ours sends: HS4 and HS5, and what happens below JSON.

use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::wire::{ClientMessage, ErrorCode, Hello, Ping, ServerMessage};
use vitrine_tests::{RawSocket, TestServer, new_id};

/// A socket of a new visitor that was welcomed.
async fn welcomed(server: &TestServer) -> RawSocket {
    let mut socket = RawSocket::open(server.address()).await;
    let auth = server.new_visitor().await.prove(server.address()).await;
    socket.send(&ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] })).await;
    assert!(matches!(socket.next().await, Some(ServerMessage::Welcome(_))));
    socket
}

/// Sends a frame and expects to be told that it cannot be read.
async fn refused(socket: &mut RawSocket, what: &str, frame: Message) {
    socket.send_frame(frame).await;
    match socket.next().await {
        Some(ServerMessage::Nack(nack)) => {
            assert_eq!((nack.cid, nack.code), (None, ErrorCode::BadFrame), "{what}");
        }
        other => panic!("{what}: {other:?}"),
    }
}

async fn alive(socket: &mut RawSocket, what: &str) {
    socket.send(&ClientMessage::Ping(Ping { n: 7 })).await;
    let answer = socket.next().await;
    assert!(matches!(answer, Some(ServerMessage::Pong(_))), "{what}: {answer:?}");
}

fn bad_frames() -> Vec<(&'static str, Message)> {
    let id = "0190b6a0-0000-7000-8000-000000000001";
    let op = format!(
        r#"{{"type":"op","sub":1,"cid":"{id}","command":{{"do":"send_message","text":"hi"}}}}"#
    );
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let text = |text: String| Message::Text(text.into());
    vec![
        ("binary", Message::Binary(op.clone().into_bytes().into())),
        ("empty binary", Message::Binary(Vec::new().into())),
        ("empty", text(String::new())),
        ("a blank", text(" ".to_owned())),
        ("cut", text(op[..op.len() - 1].to_owned())),
        ("two in one", text(format!("{op}{op}"))),
        ("no object", text("null".to_owned())),
        ("a list", text(format!("[{op}]"))),
        ("20 deep", text(op.replace("\"hi\"", &nested(20)))),
        ("40,000 deep", text("[".repeat(40_000))),
        ("20,000 deep and closed", text(nested(20_000))),
        ("objects 17 deep", text(r#"{"a":"#.repeat(17))),
        ("NaN", text(r#"{"type":"ping","n":NaN}"#.to_owned())),
        ("infinity", text(r#"{"type":"ping","n":1e999}"#.to_owned())),
        ("minus infinity", text(r#"{"type":"ping","n":-1e999}"#.to_owned())),
        ("a fraction", text(r#"{"type":"ping","n":1.5}"#.to_owned())),
        ("a float", text(r#"{"type":"ping","n":1.0}"#.to_owned())),
        ("negative", text(r#"{"type":"ping","n":-1}"#.to_owned())),
        ("2^32", text(r#"{"type":"ping","n":4294967296}"#.to_owned())),
        ("400 digits", text(format!(r#"{{"type":"ping","n":{}}}"#, "9".repeat(400)))),
        ("a number in quotes", text(r#"{"type":"ping","n":"1"}"#.to_owned())),
        ("high surrogate alone", text(op.replace("hi", "\\ud800"))),
        ("low surrogate alone", text(op.replace("hi", "\\udc00 x"))),
        ("surrogates in wrong order", text(op.replace("hi", "\\udc00\\ud800"))),
        ("a raw control character", text(op.replace("hi", "a\u{0}b"))),
        ("unknown kind", text(op.replace("\"op\"", "\"drop_table\""))),
        ("no kind", text(r#"{"n":1}"#.to_owned())),
        ("a kind of the server", text(format!(r#"{{"type":"ack","cid":"{id}","seq":1}}"#))),
        ("unknown command", text(op.replace("send_message", "become_agent"))),
        ("unknown field", text(op.replace("\"sub\":1", "\"sub\":1,\"role\":\"agent\""))),
        ("unknown field in command", text(op.replace("\"text\"", "\"size\":{},\"text\""))),
        ("__proto__", text(op.replace("\"text\"", "\"__proto__\":{\"role\":1},\"text\""))),
        ("a field twice", text(op.replace("\"sub\":1", "\"sub\":1,\"sub\":2"))),
        ("a kind twice", text(op.replace("\"sub\":1", "\"type\":\"ping\",\"sub\":1"))),
        ("a field in a field twice", text(op.replace("\"text\"", "\"text\":\"a\",\"text\""))),
        ("no id", text(op.replace(id, "1"))),
        ("a field missing", text(op.replace("\"sub\":1,", ""))),
        ("unknown topic", text(r#"{"type":"open","sub":1,"topic":{"kind":"users"}}"#.to_owned())),
    ]
}

#[tokio::test]
async fn hs4_five_bad_frames_are_answered_and_the_sixth_closes_with_4110() {
    let server = TestServer::start().await;
    for five in bad_frames().chunks(5) {
        let mut socket = welcomed(&server).await;
        for (what, frame) in five {
            refused(&mut socket, what, frame.clone()).await;
        }
        alive(&mut socket, five[0].0).await;
        for _ in five.len()..5 {
            refused(&mut socket, "filler", Message::Text("?".into())).await;
        }
        socket.send_text("one too many").await;
        assert_eq!(socket.close_code().await, Some(4110));
    }
    server.stop().await;
}

#[tokio::test]
async fn hs4_what_is_odd_but_proper_json_is_taken() {
    let server = TestServer::start().await;
    let client = server.visitor().await;
    client.say("\u{1F9F5} 👩‍🎨 e\u{301} \u{202e}أهلا").await;
    client.send_text("\r\n\t {\"n\" : 5 ,\"type\":\"\\u0070ing\" }\n").await;
    client.until(|r| r.pongs.contains(&5)).await;
    client.send_text(r#"{"type":"ping","n":4294967295}"#).await;
    client.until(|r| r.pongs.contains(&u32::MAX)).await;
    assert_eq!(client.refusals(), []);
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn hs5_a_frame_above_64_kib_closes_with_4109() {
    let server = TestServer::start().await;
    let mut fits = welcomed(&server).await;
    refused(&mut fits, "64 KiB", Message::Text(" ".repeat(64 * 1024).into())).await;
    for size in [64 * 1024 + 1, 200 * 1024, 5 * 1024 * 1024] {
        let mut socket = welcomed(&server).await;
        socket.send_text(&"x".repeat(size)).await;
        assert_eq!(socket.close_code().await, Some(4109), "{size} bytes");
    }
    server.stop().await;
}

/// A client's frame: FIN and opcode, length, mask of zeros, payload (RFC 6455 §5.2).
fn frame(first: u8, masked: bool, payload: &[u8]) -> Vec<u8> {
    let mask = if masked { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match u8::try_from(payload.len()) {
        Ok(short) if short < 126 => bytes.push(mask | short),
        _ => {
            let long = u16::try_from(payload.len()).expect("a short frame");
            bytes.push(mask | 126);
            bytes.extend(long.to_be_bytes());
        }
    }
    if masked {
        bytes.extend([0; 4]);
    }
    bytes.extend(payload);
    bytes
}

#[tokio::test]
async fn hs5_a_message_in_many_small_frames_counts_as_one() {
    let server = TestServer::start().await;
    let mut socket = welcomed(&server).await;
    let ping = br#"{"type":"ping","n":3}"#;
    socket.write(&frame(0x01, true, &ping[..5])).await;
    socket.write(&frame(0x00, true, &ping[5..9])).await;
    socket.write(&frame(0x80, true, &ping[9..])).await;
    let answer = socket.next().await;
    assert!(matches!(answer, Some(ServerMessage::Pong(_))), "{answer:?}");

    let mut flood = frame(0x01, true, &[b'x'; 100]);
    for _ in 0..700 {
        flood.extend(frame(0x00, true, &[b'x'; 100]));
    }
    socket.write(&flood).await;
    assert_eq!(socket.close_code().await, Some(4109));
    server.stop().await;
}

#[tokio::test]
async fn hs4_what_is_no_websocket_ends_the_connection_and_nothing_else() {
    let server = TestServer::start().await;
    let bystander = server.visitor().await;
    for (what, bytes) in [
        ("an unmasked frame", frame(0x81, false, br#"{"type":"ping","n":1}"#)),
        ("an unknown opcode", frame(0x83, true, b"x")),
        ("a reserved bit", frame(0xc1, true, b"x")),
        ("a continuation of nothing", frame(0x80, true, b"x")),
        ("invalid UTF-8", frame(0x81, true, &[0xff, 0xfe])),
        ("a long ping", frame(0x89, true, &[b'x'; 126])),
        ("noise", vec![0xff; 4_096]),
    ] {
        let mut socket = welcomed(&server).await;
        socket.write(&bytes).await;
        let code = socket.close_code().await;
        assert!(code.is_none_or(|code| code != 1000), "{what}: {code:?}");
    }
    bystander.say("still here").await;
    drop(bystander);
    server.stop().await;
}
