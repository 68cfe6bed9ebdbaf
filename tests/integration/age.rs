//! What only time does: HS7, and the life of a ticket. The name of this module puts it first, so
//! that the other tests run while it waits.

use std::time::{Duration, Instant};

use vitrine_shared::wire::{Auth, ClientMessage, Hello, ServerMessage};
use vitrine_tests::{RawSocket, TestServer, new_id};

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
