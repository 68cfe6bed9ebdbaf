//! What only time does: HS7, the life of a ticket, a session that another node has ended. The name
//! of this module puts it first, so that the other tests run while it waits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use vitrine_server::clock::ManualClock;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::people::StaffRole;
use vitrine_shared::wire::{Auth, ClientMessage, Hello, ServerMessage};
use vitrine_tests::{RawSocket, TestServer, TestTopic, ask, new_id};

const HOUR_MS: i64 = 60 * 60 * 1_000;

fn hello(auth: Auth) -> ClientMessage {
    ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: Vec::new() })
}

/// The one test that waits this long, because nothing but time passes in it.
#[tokio::test]
async fn hs7_a_silent_socket_is_pinged_and_let_go_and_an_old_ticket_is_worth_nothing() {
    let server = TestServer::start().await;
    let old = server.shop.agent.prove(server.address()).await;
    let begun = Instant::now();
    let mut silent = RawSocket::open(server.address()).await;
    silent.send(&hello(server.new_visitor().await.prove(server.address()).await)).await;
    assert!(matches!(silent.next().await, Some(ServerMessage::Welcome(_))));

    // Proper clients answer pings; this one does nothing at all.
    let code = silent.close_code_within(Duration::from_secs(60)).await;
    let waited = begun.elapsed();
    assert_eq!(code, Some(4003));
    assert!((Duration::from_secs(44)..Duration::from_secs(52)).contains(&waited), "{waited:?}");
    assert_eq!(silent.pings, 2, "a ping every 20 s");
    let mut late = RawSocket::open(server.address()).await;
    late.send(&hello(old)).await;
    assert_eq!(late.close_code().await, Some(4100), "hs3: a ticket is valid for 30 s");
    server.stop().await;
}

/// The other that waits: nobody tells this node, so it has to ask by itself.
#[tokio::test]
async fn s24_a_session_that_another_node_ended_loses_its_socket_within_30_s() {
    let server = TestServer::start().await;
    let other = server.other_node().await;
    let marta = server.colleague(&server.shop, StaffRole::Agent).await;
    let socket = server.connect(&marta.login).await;
    socket.open(1, TestTopic::List).await;
    let bystander = server.connect(&server.shop.agent).await;
    let begun = Instant::now();
    let out = ask(other.address, Some(&marta.login), "DELETE", "/v1/session", "").await;
    assert_eq!(out.status, 204);
    let doors = server.ask(Some(&marta.login), "GET", "/v1/me", "").await;
    assert_eq!(doors.status, 401, "the doors ask the store each time");
    socket.until_within(Duration::from_secs(45), |r| r.closed.is_some()).await;
    let waited = begun.elapsed();
    assert_eq!(socket.see(|r| r.closed), Some(Some(CloseCode::BadToken.code())));
    assert!(waited < Duration::from_secs(36), "{waited:?}");
    bystander.settle().await;
    drop((socket, bystander));
    other.stop().await;
}

#[tokio::test]
async fn s15_who_works_by_socket_alone_uses_the_session_and_who_only_listens_does_not() {
    let clock = Arc::new(ManualClock::at(UnixMillis(1_767_225_600_000)));
    let server = TestServer::start_at(Arc::clone(&clock)).await;
    let visitor = server.visitor().await;
    visitor.say("Good morning").await;
    let conversation = visitor.conversation();
    let busy = server.colleague(&server.shop, StaffRole::Agent).await;
    let idle = server.colleague(&server.shop, StaffRole::Agent).await;
    let (working, listening) =
        (server.connect(&busy.login).await, server.connect(&idle.login).await);
    for client in [&working, &listening] {
        client.open(1, TestTopic::Public(conversation)).await;
    }
    clock.advance(7 * HOUR_MS);
    working.say("Good afternoon").await;
    listening.until(|r| r.room().texts().len() == 2).await;
    listening.settle().await;
    clock.advance(2 * HOUR_MS);
    let me = async |login| server.ask(Some(login), "GET", "/v1/me", "").await.status;
    assert_eq!(me(&busy.login).await, 200, "used two hours ago");
    assert_eq!(me(&idle.login).await, 401, "nobody has sat there for nine hours");
    clock.advance(24 * HOUR_MS);
    assert_eq!(me(&busy.login).await, 401, "a day is the most");
}
