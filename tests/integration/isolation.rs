//! Who sees what: TP2 and TP3, the staff stream, and tenants beside each other.

use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::{AddNote, Command};
use vitrine_shared::wire::{ClientMessage, ErrorCode, Mode, PageFacts};
use vitrine_tests::{TestClient, TestServer, TestTopic, add_item, new_id, say};

/// Asks for a topic that has to be refused.
async fn not_found(client: &TestClient, sub: u32, topic: TestTopic) {
    client.ask_open(sub, topic, None).await;
    let refused = client.find(|r| r.refusals.iter().find(|n| n.sub == Some(sub)).cloned()).await;
    let (cid, code, retry) = (refused.cid, refused.code, refused.retry_ms);
    assert_eq!((cid, code, retry), (None, ErrorCode::NotFound, None), "{topic:?}");
    assert!(client.see(|r| r.topic(sub).opened.is_empty()), "{topic:?}");
}

#[tokio::test]
async fn tp2_a_visitor_opens_nothing_but_its_own_public_stream() {
    let server = TestServer::start().await;
    let (visitor, other) = (server.visitor().await, server.visitor().await);
    other.say("This is between you and me").await;
    let silent = server.visitor().await;
    let foreign = [other.conversation(), silent.conversation(), new_id::<ConversationId>()];
    let topics = foreign.iter().flat_map(|id| [TestTopic::Public(*id), TestTopic::Staff(*id)]);
    let own_staff = TestTopic::Staff(visitor.conversation());
    for (sub, topic) in (10..).zip(topics.chain([own_staff, TestTopic::List])) {
        not_found(&visitor, sub, topic).await;
    }
    drop((visitor, other, silent));
    server.stop().await;
}

#[tokio::test]
async fn tp3_what_is_not_there_and_what_is_not_permitted_are_refused_alike() {
    let server = TestServer::start().await;
    let (visitor, other) = (server.visitor().await, server.visitor().await);
    other.say("Hello").await;
    let there = TestTopic::Public(other.conversation());
    let nowhere = TestTopic::Public(new_id());
    not_found(&visitor, 5, there).await;
    not_found(&visitor, 6, nowhere).await;
    let (one, two) = (visitor.refusals()[0].clone(), visitor.refusals()[1].clone());
    assert_eq!(one, vitrine_shared::wire::Nack { sub: Some(5), ..two });
    drop((visitor, other));
    server.stop().await;
}

#[tokio::test]
async fn tp2_an_agent_of_another_shop_sees_and_does_nothing_here() {
    let server = TestServer::start().await;
    let neighbour = server.other_shop().await;
    let (spoken, silent) = (server.visitor().await, server.visitor().await);
    spoken.say("Hello").await;
    let stranger = server.connect(&neighbour.agent).await;
    for (sub, id) in [(10, spoken.conversation()), (20, silent.conversation()), (30, new_id())] {
        not_found(&stranger, sub, TestTopic::Public(id)).await;
        not_found(&stranger, sub + 1, TestTopic::Staff(id)).await;
    }
    stranger.open(1, TestTopic::List).await;
    // Its own visitor is a sign that the list is up to date.
    let own = server.connect(&server.new_visitor_of(&neighbour).await).await;
    own.open(1, TestTopic::Public(own.conversation())).await;
    let theirs = own.conversation();
    spoken.say("Anybody?").await;
    stranger.until(|r| r.room().rows.contains_key(&theirs)).await;
    own.say("Good evening").await;
    stranger.until(|r| r.room().rows.get(&theirs).is_some_and(|row| row.started)).await;
    assert_eq!(stranger.see(|r| r.room().rows.len()), 1);
    // And the other way round: the shop's own agent does not see the neighbour's.
    let agent = server.connect(&server.shop.agent).await;
    not_found(&agent, 9, TestTopic::Public(theirs)).await;
    drop((spoken, silent, stranger, own, agent));
    server.stop().await;
}

#[tokio::test]
async fn tp2_notes_reach_agents_only() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    visitor.say("Hello").await;
    let note = |text: &str| Command::AddNote(AddNote { text: text.to_owned() });
    let refused = visitor.act(note("I am staff")).await.expect_err("a visitor writes no notes");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    agent.open(2, TestTopic::Staff(visitor.conversation())).await;
    agent.act(note("Asked before")).await.expect("an agent may");
    agent.until(|r| r.topic(2).texts() == ["Asked before"]).await;
    assert_eq!(agent.see(|r| r.topic(2).head()), 1, "the staff stream counts for itself");
    agent.say("Good evening").await;
    visitor.until(|r| r.room().texts() == ["Hello", "Good evening"]).await;
    assert_eq!(visitor.see(|r| (r.room().gaps, r.room().doubles)), (0, 0));
    let colleague = server.connect(&server.shop.agent).await;
    colleague.open(7, TestTopic::Staff(visitor.conversation())).await;
    assert_eq!(colleague.see(|r| r.topic(7).mode()), Some(Mode::Snapshot));
    assert!(colleague.see(|r| r.topic(7).texts() == ["Asked before"]));
    drop((visitor, agent, colleague));
    server.stop().await;
}

#[tokio::test]
async fn cv2_only_pictures_of_the_own_shop_and_conversation_come_onto_the_stage() {
    let server = TestServer::start().await;
    let neighbour = server.other_shop().await;
    let (visitor, agent) = server.pair().await;
    let elsewhere: ConversationId = new_id();
    let foreign = [
        server.picture_for(&neighbour, None).await,
        server.picture_for(&server.shop, Some(elsewhere)).await,
        new_id(),
    ];
    for media in foreign {
        for client in [&visitor, &agent] {
            let refused = client.act(add_item(new_id(), media)).await.expect_err("not ours");
            assert_eq!((refused.code, refused.retry_ms), (ErrorCode::ItemGone, None));
        }
    }
    let own = server.picture_for(&server.shop, Some(visitor.conversation())).await;
    visitor.act(add_item(new_id(), own)).await.expect("a picture of this conversation");
    agent.until(|r| r.room().state.items.len() == 1).await;
    assert_eq!(agent.see(|r| r.room().state.items[0].size.width), 2_400, "the server's own row");
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn op12_after_access_changed_nothing_is_done_until_the_topic_is_opened_again() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    visitor.say("Hello").await;
    let (store, account) = (&server.app().store, server.shop.ids.account);
    let conversation = visitor.conversation();
    store.raise_acl_epoch(account, conversation).await.expect("it answers");
    for client in [&visitor, &agent, &visitor, &agent] {
        let refused = client.act(say("Still me")).await.expect_err("access may have ended");
        assert_eq!((refused.code, refused.retry_ms), (ErrorCode::StaleAccess, None));
        client.settle().await;
    }
    agent.send_text(r#"{"type":"close","sub":1}"#).await;
    agent.open(1, TestTopic::Public(conversation)).await;
    agent.say("Access was looked at again").await;
    visitor.until(|r| r.room().texts() == ["Hello", "Access was looked at again"]).await;
    let refused = visitor.act(say("Not yet")).await.expect_err("the other one's opening");
    assert_eq!(refused.code, ErrorCode::StaleAccess);
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn rg7_the_visitors_page_is_told_to_agents_only() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let (visitor, tab) = (server.tab(&login).await, server.tab(&login).await);
    let agent = server.agent_in(visitor.conversation()).await;
    let page = PageFacts {
        url: "http://localhost:1/p/bag.html?secret=1".to_owned(),
        title: "A bag".to_owned(),
        language: "en".to_owned(),
        product: None,
    };
    visitor.send(&ClientMessage::Page(page.clone())).await;
    agent.until(|r| r.room().page.as_ref() == Some(&page)).await;
    for client in [&visitor, &tab] {
        client.settle().await;
        assert_eq!(client.see(|r| r.room().page.clone()), None);
    }
    // A later agent is told too; an agent has no page of its own.
    let late = server.agent_in(visitor.conversation()).await;
    late.until(|r| r.room().page.as_ref() == Some(&page)).await;
    agent.send(&ClientMessage::Page(page.clone())).await;
    agent.until(|r| r.refusals.iter().any(|n| n.code == ErrorCode::BadFrame)).await;
    for url in ["javascript:alert(1)", "file:///etc/passwd", "", &"http://x/".repeat(300)] {
        visitor.send(&ClientMessage::Page(PageFacts { url: url.to_owned(), ..page.clone() })).await;
    }
    visitor.until(|r| r.refusals.len() == 4).await;
    assert_eq!(late.see(|r| r.room().page.clone()), Some(page));
    drop((visitor, tab, agent, late));
    server.stop().await;
}
