//! Who answers, how a conversation ends and begins again, receipts and erasure: CO, RC and LS4.

use vitrine_shared::room::{
    Command, EventBody, Redact, Release, Reopen, Resolve, Status, Stream, Take,
};
use vitrine_shared::wire::{ClientMessage, ErrorCode, ListView, Receipt};
use vitrine_tests::{RawSocket, TestServer, TestTopic, say};

fn take() -> Command {
    Command::Take(Take { from: None })
}

#[tokio::test]
async fn ls4_a_conversation_moves_from_view_to_view() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    visitor.say("Hello").await;
    let id = visitor.conversation();
    let views = [ListView::Mine, ListView::Unassigned, ListView::All, ListView::Resolved];
    for (sub, view) in (10..).zip(views) {
        agent.open(sub, TestTopic::View(view)).await;
    }
    let within = |wanted: [bool; 4]| {
        agent.until(move |r| {
            (10..).zip(wanted).all(|(sub, wanted)| r.topic(sub).rows.contains_key(&id) == wanted)
        })
    };
    within([false, true, true, false]).await;
    agent.act(take()).await.expect("it is free");
    within([true, false, true, false]).await;
    agent.act(Command::Release(Release {})).await.expect("it is one's own");
    within([false, true, true, false]).await;
    agent.say("Hi").await;
    within([true, false, true, false]).await;
    agent.act(Command::Resolve(Resolve {})).await.expect("it is one's own");
    within([false, false, false, true]).await;
    agent.act(Command::Reopen(Reopen {})).await.expect("staff may");
    within([true, false, true, false]).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn co3_a_visitor_ends_begins_again_and_reads_what_was() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    visitor.say("A first question").await;
    let first = visitor.conversation();
    visitor.act(Command::Resolve(Resolve {})).await.expect("one's own");
    visitor.until(|r| r.room().state.status == Status::Resolved).await;
    let refused = visitor.act(say("One more thing")).await.expect_err("it has ended");
    assert_eq!(refused.code, ErrorCode::Ended);
    drop(visitor);

    let visitor = server.tab(&login).await;
    let second = visitor.conversation();
    assert_ne!(second, first, "a new one begins");
    assert_eq!(visitor.see(|r| r.welcome.clone().expect("welcome").past), [first]);
    visitor.say("A second question").await;
    visitor.open(2, TestTopic::Public(first)).await;
    visitor.until(|r| r.topic(2).texts() == ["A first question"]).await;
    let stranger = server.visitor().await;
    stranger.ask_open(2, TestTopic::Public(first), None).await;
    stranger.until(|r| r.refusals.iter().any(|nack| nack.code == ErrorCode::NotFound)).await;
    drop((visitor, stranger));
    server.stop().await;
}

#[tokio::test]
async fn co7_an_answer_that_ended_the_conversation_is_found_until_it_is_read() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    visitor.say("Can this be repaired?").await;
    let asked = visitor.conversation();
    drop(visitor);
    let agent = server.agent_in(asked).await;
    let answer = agent.say("Yes: send it to us.").await;
    agent.act(Command::Resolve(Resolve {})).await.expect("it is one's own");

    // Both while the room is in memory and when all is read from the store.
    let visitor = server.tab(&login).await;
    assert_eq!(visitor.conversation(), asked, "the answer was not read");
    assert!(visitor.see(|r| r.welcome.clone().expect("welcome").past.is_empty()));
    drop((visitor, agent));
    let server = server.restart().await;
    let visitor = server.tab(&login).await;
    assert_eq!(visitor.conversation(), asked, "nor before the restart");

    let read = Receipt { sub: 1, delivered: answer, read: answer };
    visitor.send(&ClientMessage::Receipt(read)).await;
    visitor.settle().await;
    drop(visitor);
    let visitor = server.tab(&login).await;
    assert_ne!(visitor.conversation(), asked, "it was read: a new one begins");
    assert_eq!(visitor.see(|r| r.welcome.clone().expect("welcome").past), [asked]);
    drop(visitor);
    server.stop().await;
}

#[tokio::test]
async fn rc1_the_other_side_learns_what_arrived_and_what_was_read() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    agent.open(9, TestTopic::View(ListView::All)).await;
    let seq = visitor.say("Hello").await;
    let id = visitor.conversation();
    let unread =
        |n: u32| agent.until(move |r| r.topic(9).rows.get(&id).is_some_and(|row| row.unread == n));
    unread(1).await;
    let receipt = |delivered, read| ClientMessage::Receipt(Receipt { sub: 1, delivered, read });
    agent.send(&receipt(seq, 0)).await;
    let me = agent.see(|r| r.me());
    let told = |delivered: u32, read: u32| {
        visitor.until(move |r| {
            let own = r.room().receipts.iter().find(|one| one.participant == me).copied();
            own.is_some_and(|own| (own.delivered, own.read) == (delivered, read))
        })
    };
    told(seq, 0).await;
    agent.send(&receipt(seq, seq)).await;
    told(seq, seq).await;
    unread(0).await;
    agent.send(&receipt(0, 0)).await;
    agent.send(&receipt(u32::MAX, u32::MAX)).await;
    let head = visitor.see(|r| r.room().head());
    told(head, head).await;
    drop((visitor, agent));
    let server = server.restart().await;
    let agent = server.agent_in(id).await;
    agent.until(|r| r.room().receipts.iter().any(|one| one.participant == me)).await;
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn co5_an_erased_message_is_gone_for_those_who_saw_it_and_those_who_come() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let seq = visitor.say("My card is 4111 1111 1111 1111").await;
    agent.until(|r| r.room().texts().len() == 1).await;
    let redact = |seq| Command::Redact(Redact { stream: Stream::Public, seq, target: None });
    visitor.act(redact(seq)).await.expect("one's own, a moment ago");
    let again = visitor.act(redact(seq)).await.expect_err("there is nothing left");
    assert_eq!(again.code, ErrorCode::TooLate);
    agent
        .until(|r| {
            let last = r.room().events.last().map(|event| event.body.clone());
            matches!(last, Some(EventBody::Redacted(redacted)) if redacted.target_seq == seq)
        })
        .await;
    // A tail that still held the words in memory would tell them to whoever comes back.
    let id = visitor.conversation();
    let late = server.agent_in(id).await;
    late.until(|r| {
        let kept = r.room().messages.get(&seq);
        kept.is_some_and(|event| matches!(event.body, EventBody::Erased(_)))
    })
    .await;
    let told = late.see(|r| format!("{:?}", r.room()));
    assert!(!told.contains("4111"), "{told}");
    drop((visitor, agent, late));
    server.stop().await;
}

#[tokio::test]
async fn li2_receipts_never_cost_an_operation_its_place() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    for n in 0..300 {
        let receipt = Receipt { sub: 1, delivered: n, read: n };
        visitor.send(&ClientMessage::Receipt(receipt)).await;
    }
    visitor.say("Still here").await;
    agent.until(|r| r.room().texts() == ["Still here"]).await;
    drop((visitor, agent));
    let mut raw = RawSocket::open(server.address()).await;
    raw.send(&ClientMessage::Receipt(Receipt { sub: 1, delivered: 1, read: 1 })).await;
    assert_eq!(raw.close_code().await, Some(4100), "before hello it is nothing");
    server.stop().await;
}
