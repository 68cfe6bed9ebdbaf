//! LI3: a client that does not read costs nobody else anything.

use std::time::Instant;

use vitrine_shared::room::Stream;
use vitrine_shared::wire::{
    ClientMessage, Hello, LiveFrame, Open, PersonState, ServerMessage, TopicName,
};
use vitrine_tests::{DEADLINE, RawSocket, TestServer, TestTopic, chunk, line, new_id, say};

/// Others in the room with the one who does not read.
const OTHERS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn li3_a_reader_that_stops_is_let_go_and_thirty_others_notice_nothing() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let conversation = {
        let visitor = server.tab(&login).await;
        visitor.say("I shall stop reading").await;
        visitor.conversation()
    };
    let mut others = Vec::new();
    for _ in 0..OTHERS {
        others.push(server.agent_in(conversation).await);
    }
    let item = server.show(&others[0]).await;

    // It listens 32 times to the same room, so that little talk fills its buffers.
    let mut stuck = RawSocket::open_narrow(server.address()).await;
    let auth = login.prove(server.address()).await;
    stuck.send(&ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] })).await;
    let Some(ServerMessage::Welcome(welcome)) = stuck.next().await else { panic!("no welcome") };
    let visitor = welcome.me;
    for sub in 1..=32 {
        let topic = TopicName::Conversation { conversation, stream: Stream::Public };
        stuck.send(&ClientMessage::Open(Open { sub, topic, resume: None })).await;
    }
    let online = |state| state == Some(PersonState::Online);
    others[0].until(|r| online(r.room().person(visitor))).await;

    // From here on it reads nothing. Everybody else says something long and draws.
    let long = "\u{1F9F5}".repeat(1_500);
    let sids: Vec<_> = (0..4).map(|_| new_id()).collect();
    let mut slowest = std::time::Duration::ZERO;
    for (n, client) in others.iter().enumerate() {
        let begun = Instant::now();
        client.act(say(&long)).await.expect("granted");
        let stroke = Some(chunk(sids[n % 4], item, 0, &line(1 + i32::try_from(n).expect("few"))));
        client.live(LiveFrame { stroke, ..LiveFrame::default() }).await;
        slowest = slowest.max(begun.elapsed());
    }
    for client in &others {
        client.until(|r| r.room().texts().len() == OTHERS + 1).await;
        client.until(|r| !r.room().strokes.is_empty()).await;
    }
    assert!(slowest < DEADLINE / 2, "the slowest waited {slowest:?}");

    // No progress for 5 s: it is let go, which the others see as a lost connection.
    let gone = |state| state == Some(PersonState::Reconnecting);
    others[0].until_within(DEADLINE * 2, |r| gone(r.room().person(visitor))).await;
    others[1].say("We are still here").await;
    for client in &others {
        client.until(|r| r.room().texts().last() == Some(&"We are still here")).await;
        assert_eq!(client.see(|r| (r.room().gaps, r.room().doubles)), (0, 0));
    }
    let code = stuck.close_code_within(DEADLINE * 2).await;
    assert!(matches!(code, None | Some(4001)), "{code:?}");

    // Coming back, it is told everything.
    let back = server.connect(&login).await;
    back.open(1, TestTopic::Public(conversation)).await;
    back.until(|r| r.room().texts().len() == OTHERS + 2).await;
    drop((back, stuck, others));
    server.stop().await;
}
