//! Talking: TP1, TP4, TP5, OP1, OP9 and OP10 over real sockets.

use vitrine_shared::ids::ClientId;
use vitrine_shared::room::{EventBody, Role};
use vitrine_shared::wire::ClientMessage;
use vitrine_shared::wire::{ErrorCode, GetHistory, LiveFrame, Mode};
use vitrine_tests::{TestServer, TestTopic, new_id, say};

#[tokio::test]
async fn op10_both_sides_see_what_was_said_with_author_and_place() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    visitor.say("  Is the seam double stitched?\n").await;
    agent.until(|r| r.room().texts() == ["Is the seam double stitched?"]).await;
    agent.say("Yes. Shall I show you?").await;
    for client in [&visitor, &agent] {
        client.until(|r| r.room().texts().len() == 2).await;
    }
    let (one, other) = (visitor.see(|r| r.room().clone()), agent.see(|r| r.room().clone()));
    assert_eq!(one.state, other.state);
    assert_eq!(one.messages, other.messages);
    let authors: Vec<_> = one.messages.values().map(|message| message.actor).collect();
    assert_eq!(authors, [visitor.see(|r| r.me()), agent.see(|r| r.me())]);
    let roles: Vec<_> = one.state.participants.iter().map(|p| p.role).collect();
    assert_eq!(roles, [Role::Visitor, Role::Administrator]);
    let seqs: Vec<_> = one.events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4], "two arrivals and two messages");
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn tp4_opening_stores_nothing_and_tp5_the_first_message_creates() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let conversation = visitor.conversation();
    let (store, account) = (&server.app().store, server.shop.ids.account);
    assert_eq!(visitor.see(|r| r.room().head()), 0);
    let stored = store.find_conversation(account, conversation).await.expect("it answers");
    assert_eq!(stored, None, "an open panel is stored nowhere");
    let refused = visitor.act(say("   ")).await.expect_err("nothing was said");
    assert_eq!(refused.code, ErrorCode::TextLength);
    let stored = store.find_conversation(account, conversation).await.expect("it answers");
    assert_eq!(stored, None, "a refused message creates nothing");

    visitor.say("Hello").await;
    let stored = store.find_conversation(account, conversation).await.expect("it answers");
    assert_eq!(stored.expect("it was created").id, conversation);
    drop(visitor);
    let again = server.connect(&login).await;
    assert_eq!(again.conversation(), conversation, "the same one after a reload");
    drop(again);
    server.stop().await;
}

#[tokio::test]
async fn tp5_an_agents_first_item_creates_the_conversation() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    visitor.until(|r| r.room().state.shown == [item]).await;
    let conversation = visitor.conversation();
    let stored = server.app().store.find_conversation(server.shop.ids.account, conversation).await;
    let stored = stored.expect("it answers").expect("it was created");
    assert_eq!(stored.visitor.0, visitor.see(|r| r.me()).0);
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn op9_an_operation_sent_again_happens_once_and_gets_the_first_seq() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let (here, there) = (server.tab(&login).await, server.tab(&login).await);
    let cid: ClientId = new_id();
    here.ask_as(cid, say("Once")).await;
    let seq = here.answer(cid).await.expect("granted");
    for tab in [&here, &there] {
        tab.ask_as(cid, say("Once")).await;
        tab.ask_as(cid, say("with other words")).await;
    }
    here.until(|r| r.answers[&cid].len() == 3).await;
    there.until(|r| r.answers.get(&cid).is_some_and(|all| all.len() == 2)).await;
    for tab in [&here, &there] {
        assert!(tab.see(|r| r.answers[&cid].iter().all(|answer| *answer == Ok(seq))));
    }
    here.say("Twice").await;
    there.until(|r| r.room().texts() == ["Once", "Twice"]).await;
    drop((here, there));
    server.stop().await;
}

#[tokio::test]
async fn op9_the_same_cid_of_somebody_else_is_another_operation() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let cid: ClientId = new_id();
    visitor.ask_as(cid, say("Mine")).await;
    agent.ask_as(cid, say("Mine too")).await;
    visitor.answer(cid).await.expect("granted");
    agent.answer(cid).await.expect("granted");
    agent.until(|r| r.room().texts().len() == 2).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn op2_a_text_of_4000_characters_is_taken_and_one_more_is_not() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let longest = "ж".repeat(4_000);
    visitor.say(&longest).await;
    agent.until(|r| r.room().texts() == [longest.as_str()]).await;
    for text in ["ж".repeat(4_001), String::new(), "\u{0}\u{7}\n".to_owned()] {
        let refused = visitor.act(say(&text)).await.expect_err("too long or empty");
        assert_eq!((refused.code, refused.retry_ms), (ErrorCode::TextLength, None));
    }
    visitor.say("a\u{0}b\u{1b}[31m\tc\nd").await;
    agent.until(|r| r.room().texts().last() == Some(&"ab[31m\tc\nd")).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn tp1_a_number_in_use_is_refused_and_32_topics_are_the_most() {
    let server = TestServer::start().await;
    let visitor = server.visitor().await;
    let topic = TestTopic::Public(visitor.conversation());
    visitor.ask_open(1, topic, None).await;
    visitor.until(|r| r.refusals.len() == 1).await;
    assert_eq!(visitor.refusals()[0].code, ErrorCode::IdTaken);
    for sub in 2..=32 {
        visitor.open(sub, topic).await;
    }
    visitor.ask_open(33, topic, None).await;
    visitor.until(|r| r.refusals.len() == 2).await;
    let refusal = visitor.refusals()[1].clone();
    assert_eq!((refusal.sub, refusal.code), (Some(33), ErrorCode::Full));
    visitor.send_text(r#"{"type":"close","sub":32}"#).await;
    visitor.until(|r| r.topic(32).closed).await;
    visitor.open(33, topic).await;
    visitor.say("to all of them").await;
    visitor.until(|r| (1..=31).chain([33]).all(|sub| r.topic(sub).texts().len() == 1)).await;
    assert_eq!(visitor.see(|r| r.topic(32).texts().len()), 0);
    drop(visitor);
    server.stop().await;
}

#[tokio::test]
async fn op1_an_operation_in_a_topic_that_is_not_open_is_refused_by_name() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.connect(&login).await;
    let refused = visitor.act(say("Hello?")).await.expect_err("nothing is open");
    assert_eq!((refused.code, refused.sub), (ErrorCode::NotOpen, Some(1)));
    visitor.send(&ClientMessage::GetHistory(GetHistory { sub: 1, before: 9 })).await;
    visitor.until(|r| r.refusals.iter().any(|nack| nack.code == ErrorCode::NotOpen)).await;
    visitor.live(LiveFrame { typing: Some(true), ..LiveFrame::default() }).await;
    visitor.settle().await;
    drop(visitor);
    server.stop().await;
}

#[tokio::test]
async fn rg1_others_see_who_is_writing_until_the_socket_is_gone() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let me = visitor.see(|r| r.me());
    visitor.live(LiveFrame { typing: Some(true), ..LiveFrame::default() }).await;
    agent.until(|r| r.room().typing.get(&me) == Some(&true)).await;
    visitor.cut().await;
    agent.until(|r| r.room().typing.get(&me) == Some(&false)).await;
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn sn4_history_is_paged_back_to_the_first_message() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    visitor.act_all((0..230).map(|n| say(&format!("{n}")))).await;
    let fresh = server.tab(&login).await;
    assert_eq!(fresh.see(|r| r.room().mode()), Some(Mode::Snapshot));
    assert_eq!(fresh.see(|r| r.room().messages.len()), 50);
    assert!(!fresh.see(|r| r.room().from_first));
    for page in 0..2 {
        let before = fresh.see(|r| *r.room().messages.keys().next().expect("messages"));
        fresh.send(&ClientMessage::GetHistory(GetHistory { sub: 1, before })).await;
        fresh.until(|r| r.room().history.len() == page + 1).await;
    }
    let expected: Vec<String> = (0..230).map(|n| n.to_string()).collect();
    assert!(fresh.see(|r| r.room().texts() == expected));
    assert!(fresh.see(|r| r.room().history[1].from_first));
    let kinds = fresh.see(|r| {
        let all = r.room().messages.values().all(|m| matches!(m.body, EventBody::MessageSent(_)));
        all && r.room().events.is_empty()
    });
    assert!(kinds);
    drop((visitor, fresh));
    server.stop().await;
}
