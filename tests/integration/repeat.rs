//! Exactly once, whatever happens to the connection: OP1 and OP9 under cuts, and many tabs.

use std::collections::HashSet;

use vitrine_shared::ids::ClientId;
use vitrine_shared::room::Command;
use vitrine_tests::{TestServer, new_id, say};

#[tokio::test]
async fn op9_a_socket_cut_between_send_and_ack_neither_loses_nor_doubles() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let agent = {
        let visitor = server.tab(&login).await;
        server.agent_in(visitor.conversation()).await
    };
    let mut visitor = server.tab(&login).await;
    let mut outbox: Vec<(ClientId, Command)> = Vec::new();
    let mut said = Vec::new();
    for n in 0..24usize {
        let text = format!("message {n}");
        let (cid, command) = (new_id(), say(&text));
        said.push(text);
        outbox.push((cid, command.clone()));
        visitor.ask_as(cid, command).await;
        // The cut falls at another point of the way each time: before the frame is read, before
        // the commit, before the answer is read, after it.
        match n % 4 {
            0 => {}
            1 => {
                for _ in 0..n {
                    tokio::task::yield_now().await;
                }
            }
            2 => agent.until(|r| r.room().messages.values().any(|m| m.cid == cid)).await,
            _ => drop(visitor.answer(cid).await),
        }
        visitor = server.back(&login, visitor).await;
        outbox.retain(|(cid, _)| visitor.see(|r| !r.answers.contains_key(cid)));
        for (cid, command) in &outbox {
            visitor.ask_as(*cid, command.clone()).await;
        }
    }
    for (cid, _) in outbox {
        visitor.answer(cid).await.expect("granted in the end");
    }
    for client in [&visitor, &agent] {
        client.until(|r| r.room().texts() == said).await;
        assert_eq!(client.see(|r| (r.room().gaps, r.room().doubles)), (0, 0));
    }
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn op9_two_tabs_that_send_the_same_outbox_at_once_say_it_once() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let (one, two) = tokio::join!(server.tab(&login), server.tab(&login));
    assert_eq!(one.conversation(), two.conversation(), "tp4: both reserve the same one");
    let outbox: Vec<(ClientId, Command)> =
        (0..60).map(|n| (new_id(), say(&format!("{n}")))).collect();
    let send = async |tab: &vitrine_tests::TestClient| {
        for part in outbox.chunks(16) {
            for (cid, command) in part {
                tab.ask_as(*cid, command.clone()).await;
            }
            for (cid, _) in part {
                tab.answer(*cid).await.expect("granted");
            }
        }
    };
    tokio::join!(send(&one), send(&two));
    for tab in [&one, &two] {
        tab.until(|r| r.room().messages.len() == 60).await;
    }
    let texts: HashSet<String> =
        one.see(|r| r.room().texts().into_iter().map(str::to_owned).collect());
    assert_eq!(texts.len(), 60, "each once");
    assert!(one.see(|a| two.see(|b| a.room().messages == b.room().messages)), "in one order");
    for (cid, _) in &outbox {
        let first = one.see(|r| r.answers[cid].clone());
        assert_eq!(first, two.see(|r| r.answers[cid].clone()), "the same seq for both");
    }
    drop((one, two));
    server.stop().await;
}

#[tokio::test]
async fn hs9_the_eleventh_tab_of_a_visitor_closes_the_oldest_with_4104() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        tabs.push(server.tab(&login).await);
    }
    tabs[0].say("from the oldest").await;
    let eleventh = server.tab(&login).await;
    assert_eq!(tabs[0].close_code().await, Some(4104));
    eleventh.say("from the newest").await;
    for tab in &tabs[1..] {
        tab.until(|r| r.room().texts() == ["from the oldest", "from the newest"]).await;
        assert_eq!(tab.see(|r| r.closed), None);
    }
    // A place that became free is free: the next tab closes nobody.
    drop(tabs.remove(0));
    drop(tabs.remove(0));
    let stranger = server.visitor().await;
    stranger.say("another visitor is not counted").await;
    drop((tabs, eleventh, stranger));
    server.stop().await;
}
