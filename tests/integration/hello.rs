//! The first frame of a socket: HS2, HS3, HS4 and HS6.

use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::wire::{Auth, ClientMessage, Hello, Ping};
use vitrine_tests::{Login, RawSocket, TestClient, TestServer, new_id};

fn hello(v: u32, auth: Auth) -> ClientMessage {
    ClientMessage::Hello(Hello { v, auth, tab: new_id(), caps: Vec::new() })
}

fn token_of(login: Login) -> String {
    match login {
        Login::Visitor(token) | Login::Agent(token) => token,
    }
}

/// Sends `first` on a fresh socket; the code the server closes it with, having said nothing else.
async fn closed_with(server: &TestServer, first: Message) -> Option<u16> {
    let mut socket = RawSocket::open(server.address()).await;
    socket.send_frame(first).await;
    socket.close_code().await
}

fn text(message: &ClientMessage) -> Message {
    Message::Text(serde_json::to_string(message).expect("JSON").into())
}

#[tokio::test]
async fn hs3_a_forged_token_or_ticket_closes_with_4100() {
    let server = TestServer::start().await;
    let token = token_of(server.new_visitor().await);
    let mut forged = token.clone().into_bytes();
    forged[20] = if forged[20] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).expect("ASCII");
    for auth in [
        Auth::Visitor(forged.clone()),
        Auth::Visitor(String::new()),
        Auth::Visitor("A".repeat(3_000)),
        Auth::Visitor("' OR 1=1 --".to_owned()),
        Auth::Visitor(format!("{token} ")),
        Auth::Ticket(token.clone()),
        Auth::Ticket(forged),
    ] {
        let first = text(&hello(1, auth.clone()));
        assert_eq!(closed_with(&server, first).await, Some(4100), "{auth:?}");
    }
    server.stop().await;
}

#[tokio::test]
async fn hs3_a_ticket_opens_one_socket() {
    let server = TestServer::start().await;
    let ticket = server.shop.agent.prove(server.address()).await;
    let first = TestClient::try_connect(
        server.address(),
        ticket.clone(),
        new_id(),
        vitrine_tests::Replica::default(),
    );
    let first = first.await.expect("the first use is welcome");
    let second = closed_with(&server, text(&hello(1, ticket))).await;
    assert_eq!(second, Some(4100));
    drop(first);
    server.stop().await;
}

#[tokio::test]
async fn hs6_another_version_closes_with_4103() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    for v in [0, 2, u32::MAX] {
        let auth = login.prove(server.address()).await;
        let first = text(&hello(v, auth));
        assert_eq!(closed_with(&server, first).await, Some(4103), "version {v}");
    }
    server.stop().await;
}

#[tokio::test]
async fn hs4_a_first_frame_that_is_no_hello_closes_with_4100() {
    let server = TestServer::start().await;
    let token = token_of(server.new_visitor().await);
    let good = serde_json::to_string(&hello(1, Auth::Visitor(token))).expect("JSON");
    let padded = good.replace("\"caps\":[]", &format!("\"caps\":[\"{}\"]", "x".repeat(4_096)));
    assert!(padded.len() > 4_096 && padded.len() < 64 * 1024);
    for (what, first) in [
        ("binary", Message::Binary(good.clone().into_bytes().into())),
        ("another message", text(&ClientMessage::Ping(Ping { n: 1 }))),
        ("too long", Message::Text(padded.into())),
        ("far too long", Message::Text("x".repeat(65 * 1024).into())),
        ("cut", Message::Text(good[..good.len() - 2].to_owned().into())),
        ("empty", Message::Text("".into())),
        ("an unknown field", Message::Text(good.replace("\"v\":", "\"admin\":true,\"v\":").into())),
        ("an unknown proof", Message::Text(good.replace("visitor", "system").into())),
    ] {
        assert_eq!(closed_with(&server, first).await, Some(4100), "{what}");
    }
    server.stop().await;
}

#[tokio::test]
async fn hs4_a_second_hello_is_a_bad_frame() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let client = server.connect(&login).await;
    client.send(&hello(1, login.prove(server.address()).await)).await;
    client.until(|r| r.refusals.len() == 1).await;
    client.settle().await;
    drop(client);
    server.stop().await;
}

#[tokio::test]
async fn hs2_a_hello_that_does_not_come_within_5_s_closes_with_4003() {
    let server = TestServer::start().await;
    let begun = Instant::now();
    let mut silent = RawSocket::open(server.address()).await;
    let mut pinging = RawSocket::open(server.address()).await;
    pinging.send_frame(Message::Ping("still here".into())).await;
    assert_eq!(silent.close_code().await, Some(4003), "it may come back");
    assert_eq!(pinging.close_code().await, Some(4003), "a ping is no hello");
    let waited = begun.elapsed();
    assert!(waited > Duration::from_millis(4_500), "closed after {waited:?}");
    server.stop().await;
}
