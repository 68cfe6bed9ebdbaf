//! The agents' list of conversations: LS1–LS3.

use vitrine_server::store::ConversationFilter;
use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::{Command, Resolve};
use vitrine_shared::wire::{ClientMessage, EndedConversations, ListRow, PageFacts};
use vitrine_tests::{Replica, TestClient, TestServer, TestTopic, new_id};

fn row(replica: &Replica, id: ConversationId) -> Option<&ListRow> {
    replica.room().rows.get(&id)
}

/// An agent who looks at the list as topic 1.
async fn looking(server: &TestServer) -> TestClient {
    let agent = server.connect(&server.shop.agent).await;
    agent.open(1, TestTopic::List).await;
    agent.until(|r| r.room().resets == 1).await;
    agent
}

#[tokio::test]
async fn ls1_the_list_begins_in_full_and_then_brings_what_changes() {
    let server = TestServer::start().await;
    let (first, second) = (server.visitor().await, server.visitor().await);
    first.say("One").await;
    second.say("Two").await;
    let agent = looking(&server).await;
    let (one, two) = (first.conversation(), second.conversation());
    agent.until(|r| r.room().rows.len() == 2).await;
    let line = |r: &Replica, id| row(r, id).and_then(|row| row.last_line.clone()).map(|l| l.text);
    assert_eq!(agent.see(|r| line(r, one)).as_deref(), Some("One"));
    let rev = agent.see(|r| row(r, one).map(|row| row.rev));

    first.say(&"long ".repeat(100)).await;
    agent.until(|r| line(r, one).is_some_and(|text| text.starts_with("long"))).await;
    agent.see(|r| {
        let changed = row(r, one).expect("a row");
        assert!(Some(changed.rev) > rev, "the row's number grows");
        let text = &changed.last_line.as_ref().expect("a line").text;
        assert!(text.chars().count() <= 120, "shortened");
        assert_eq!(line(r, two).as_deref(), Some("Two"), "the other row stays");
        assert_eq!(r.room().resets, 1);
    });
    // Whoever looks later begins in full too, and does not disturb the first.
    let colleague = looking(&server).await;
    colleague.until(|r| r.room().rows.len() == 2).await;
    second.say("Two and a half").await;
    for client in [&agent, &colleague] {
        client.until(|r| line(r, two).as_deref() == Some("Two and a half")).await;
    }
    assert_eq!(agent.see(|r| r.room().resets), 1);
    drop((first, second, agent, colleague));
    server.stop().await;
}

#[tokio::test]
async fn ls2_an_open_panel_is_a_row_that_is_stored_nowhere_and_goes_with_its_visitor() {
    let server = TestServer::start().await;
    let agent = looking(&server).await;
    let visitor = server.visitor().await;
    let id = visitor.conversation();
    agent.until(|r| row(r, id).is_some_and(|row| !row.started && row.here)).await;
    let page = PageFacts {
        url: "http://localhost:1/p/bag.html".to_owned(),
        title: "A bag".to_owned(),
        language: "en".to_owned(),
        product: None,
    };
    visitor.send(&ClientMessage::Page(page.clone())).await;
    agent.until(|r| row(r, id).is_some_and(|row| row.page.as_ref() == Some(&page))).await;
    let late = looking(&server).await;
    late.until(|r| row(r, id).is_some_and(|row| !row.started)).await;
    let stored = server
        .app()
        .store
        .list_conversations(server.shop.ids.account, ConversationFilter::Open, 10)
        .await;
    assert_eq!(stored.expect("it answers"), []);
    drop(visitor);
    for client in [&agent, &late] {
        client.until(|r| row(r, id).is_none()).await;
    }
    drop((agent, late));
    server.stop().await;
}

#[tokio::test]
async fn ls2_a_row_says_whether_the_visitor_is_here() {
    let server = TestServer::start().await;
    let agent = looking(&server).await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let id = visitor.conversation();
    visitor.say("Hello").await;
    agent.until(|r| row(r, id).is_some_and(|row| row.started && row.here)).await;
    let visitor = {
        drop(visitor);
        agent.until(|r| row(r, id).is_some_and(|row| !row.here)).await;
        server.tab(&login).await
    };
    agent.until(|r| row(r, id).is_some_and(|row| row.here)).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn ls3_waiting_counts_from_the_earliest_unanswered_message() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let watcher = looking(&server).await;
    let id = visitor.conversation();
    let unanswered = |r: &Replica| row(r, id).map(|row| (row.unanswered, row.waiting_since));
    visitor.say("Hello?").await;
    visitor.until(|r| r.room().texts().len() == 1).await;
    let first = visitor.see(|r| r.room().messages.values().next().expect("a message").at);
    watcher.until(|r| unanswered(r) == Some((1, Some(first)))).await;
    visitor.say("Anybody there?").await;
    watcher.until(|r| unanswered(r) == Some((2, Some(first)))).await;
    agent.say("Here I am").await;
    watcher.until(|r| unanswered(r) == Some((0, None))).await;
    visitor.say("One more thing").await;
    watcher.until(|r| unanswered(r).is_some_and(|(n, at)| n == 1 && at > Some(first))).await;
    drop((visitor, agent, watcher));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ls1_what_changes_while_somebody_opens_the_list_is_not_lost() {
    let server = TestServer::start_wide().await;
    let visitor = server.visitor().await;
    let id = visitor.conversation();
    let first = looking(&server).await;
    let late = server.connect(&server.shop.agent).await;
    for n in 0..15u32 {
        let text = n.to_string();
        let close = format!(r#"{{"type":"close","sub":{n}}}"#);
        tokio::join!(visitor.say(&text), late.open(n, TestTopic::List));
        // Nothing else happens now that would bring the row up to date.
        let told = |r: &Replica, sub| {
            let row = r.topic(sub).rows.get(&id)?;
            row.last_line.as_ref().map(|line| line.text.clone())
        };
        for (client, sub) in [(&first, 1), (&late, n)] {
            client.until(|r| told(r, sub).as_deref() == Some(&text)).await;
        }
        late.send_text(&close).await;
        late.until(|r| r.topic(n).closed).await;
    }
    drop((visitor, first, late));
    server.stop().await;
}

#[tokio::test]
async fn ls1_a_list_that_is_closed_says_nothing_more() {
    let server = TestServer::start().await;
    let agent = looking(&server).await;
    agent.send_text(r#"{"type":"close","sub":1}"#).await;
    agent.until(|r| r.room().closed).await;
    let visitor = server.visitor().await;
    visitor.say("Hello").await;
    let watcher = looking(&server).await;
    watcher.until(|r| r.room().rows.len() == 1).await;
    agent.settle().await;
    assert_eq!(agent.see(|r| r.room().rows.len()), 0);
    drop((agent, visitor, watcher));
    server.stop().await;
}

#[tokio::test]
async fn ls6_what_has_ended_is_read_beyond_a_list_page_by_page() {
    let server = TestServer::start_wide().await;
    let mut ended = Vec::new();
    for n in 0..3 {
        let visitor = server.visitor().await;
        visitor.say(&format!("Question {n}")).await;
        visitor.act(Command::Resolve(Resolve {})).await.expect("one's own");
        ended.push(visitor.conversation());
    }
    let open = server.visitor().await;
    open.say("Hello").await;
    let read = async |at: i64, before: ConversationId| {
        let path = format!("/v1/conversations?at={at}&before={before}");
        let answer = server.ask(Some(&server.shop.agent), "GET", &path, "").await;
        assert_eq!(answer.status, 200);
        answer.json::<EndedConversations>()
    };
    let all = read(i64::MAX, new_id()).await;
    let ids: Vec<_> = all.rows.iter().map(|row| row.conversation).collect();
    assert_eq!(ids, ended.iter().rev().copied().collect::<Vec<_>>(), "the open one is none");
    assert!(!all.more && all.rows.iter().all(|row| row.rev == 0));
    let rest = read(all.rows[0].active_at.0, ids[0]).await;
    assert_eq!(rest.rows, all.rows[1..]);
    let neighbour = server.other_shop().await;
    let path = format!("/v1/conversations?at={}&before={}", i64::MAX, ids[0]);
    let foreign = server.ask(Some(&neighbour.agent), "GET", &path, "").await;
    assert_eq!(foreign.json::<EndedConversations>().rows, [], "another shop's are not there");
    drop(open);
    server.stop().await;
}
