//! Too much of something: LI2, RG1 and the caps per visitor and per address.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use vitrine_server::config::RateOverrides;
use vitrine_shared::ids::ClientId;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_shared::wire::{ErrorCode, LiveFrame};
use vitrine_tests::{RawSocket, Refused, TestClient, TestServer, http, new_id, say, upgrade};

/// Sends everything again that was refused as too fast, after the time the server named, until
/// all of it is granted.
async fn insist(client: &TestClient, texts: &HashMap<ClientId, String>) -> u32 {
    let (mut refused, mut tries) = (texts.len(), 0);
    while refused > 0 {
        tries += 1;
        client.until(|r| texts.keys().all(|cid| r.answers.contains_key(cid))).await;
        let mut again = Vec::new();
        for (cid, text) in texts {
            let asked = client.see(|r| r.answers[cid].clone());
            if asked.iter().any(Result::is_ok) {
                continue;
            }
            let nack = asked.last().cloned().expect("an answer").expect_err("a refusal");
            assert_eq!(nack.code, ErrorCode::Rate);
            again.push((*cid, text.clone(), nack.retry_ms.expect("a time to retry"), asked.len()));
        }
        refused = again.len();
        if let Some(retry) = again.iter().map(|one| one.2).max() {
            tokio::time::sleep(Duration::from_millis(retry.into())).await;
        }
        again.truncate(16);
        for (cid, text, ..) in &again {
            client.ask_as(*cid, say(text)).await;
        }
        for (cid, _, _, before) in &again {
            client.until(|r| r.answers[cid].len() > *before).await;
        }
    }
    tries
}

#[tokio::test]
async fn li2_more_than_a_burst_of_40_is_refused_with_a_time_to_retry_and_then_taken() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let mut texts = HashMap::new();
    for n in 0..60 {
        let (cid, text) = (new_id(), format!("{n}"));
        visitor.ask_as(cid, say(&text)).await;
        texts.insert(cid, text);
    }
    visitor.until(|r| texts.keys().all(|cid| r.answers.contains_key(cid))).await;
    let granted = visitor.see(|r| r.answers.values().filter(|all| all[0].is_ok()).count());
    assert!((40..60).contains(&granted), "{granted} of 60 at once");
    insist(&visitor, &texts).await;
    agent.until(|r| r.room().messages.len() == 60).await;
    let mut seen: Vec<String> =
        agent.see(|r| r.room().texts().into_iter().map(str::to_owned).collect());
    let mut all: Vec<String> = texts.into_values().collect();
    seen.sort();
    all.sort();
    assert_eq!(seen, all, "each exactly once");
    assert_eq!(visitor.see(|r| r.closed), None);
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn op1_what_is_over_the_operations_in_flight_is_refused_and_nothing_is_forgotten() {
    let server = TestServer::start_wide().await;
    let (visitor, agent) = server.pair().await;
    let mut texts = HashMap::new();
    for n in 0..400 {
        let (cid, text) = (new_id(), format!("{n}"));
        visitor.ask_as(cid, say(&text)).await;
        texts.insert(cid, text);
    }
    visitor.until(|r| texts.keys().all(|cid| r.answers.contains_key(cid))).await;
    let granted = visitor.see(|r| r.answers.values().filter(|all| all[0].is_ok()).count());
    agent.until(|r| r.room().messages.len() == granted).await;
    for all in visitor.see(|r| r.answers.values().cloned().collect::<Vec<_>>()) {
        let refusal = all[0].as_ref().err().map(|nack| (nack.code, nack.retry_ms.is_some()));
        assert!(refusal.is_none_or(|refusal| refusal == (ErrorCode::Rate, true)));
    }
    visitor.say("still here").await;
    drop((visitor, agent));
    server.stop().await;
}

/// Takes ten seconds, because the rule is about ten seconds.
#[tokio::test]
async fn li2_ten_seconds_of_too_much_close_with_4008() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let begun = Instant::now();
    let mut pace = tokio::time::interval(Duration::from_millis(15));
    while visitor.see(|r| r.closed).is_none() && begun.elapsed() < Duration::from_secs(20) {
        pace.tick().await;
        visitor.ask(say("more")).await;
        // The neighbour in the same room is served as ever.
        if begun.elapsed().as_millis() % 100 < 15 {
            agent.settle().await;
        }
    }
    assert_eq!(visitor.see(|r| r.closed), Some(Some(4008)));
    let lasted = begun.elapsed();
    assert!(lasted > Duration::from_secs(9), "closed after {lasted:?}");
    agent.say("peace").await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn rg1_live_frames_over_70_a_second_are_dropped_and_delay_nothing() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let me = visitor.see(|r| r.me());
    for n in 0..1_000 {
        let typing = Some(n % 2 == 0);
        visitor.live(LiveFrame { typing, ..LiveFrame::default() }).await;
    }
    visitor.say("an operation among them").await;
    agent.until(|r| r.room().texts().len() == 1).await;
    agent.until(|r| r.room().typing.contains_key(&me)).await;
    let heard = agent.see(|r| r.room().live_frames);
    assert!(heard <= 200, "{heard} of 1,000 frames in a moment");
    assert_eq!(visitor.see(|r| (r.closed, r.refusals.len())), (None, 0));
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn hs2_sockets_without_a_hello_are_few_for_one_address() {
    let limits = RateOverrides { address_pending: Some(2), ..RateOverrides::default() };
    let server = TestServer::start_with(limits).await;
    let origin = server.origin();
    let welcome = server.visitor().await;
    let first = RawSocket::open(server.address()).await;
    let second = RawSocket::open(server.address()).await;
    let refused = upgrade(server.address(), Some(&origin)).await.err();
    assert_eq!(refused, Some(Refused::Status(429)));
    welcome.say("who has said hello is not counted").await;
    drop(first);
    // The server notices the end by itself; asking until then is the only way to see it.
    let deadline = Instant::now() + vitrine_tests::DEADLINE;
    while upgrade(server.address(), Some(&origin)).await.is_err() {
        assert!(Instant::now() < deadline, "the place is not given back");
    }
    drop((second, welcome));
    server.stop().await;
}

#[tokio::test]
async fn hs2_sockets_of_one_address_have_an_end() {
    let limits = RateOverrides { address_sockets: Some(3), ..RateOverrides::default() };
    let server = TestServer::start_with(limits).await;
    let login = server.new_visitor().await;
    let mut tabs = Vec::new();
    for _ in 0..3 {
        tabs.push(server.tab(&login).await);
    }
    let refused = upgrade(server.address(), Some(&server.origin())).await.err();
    assert_eq!(refused, Some(Refused::Status(429)));
    tabs[0].say("those who are in stay in").await;
    // Stopping looks at the room through one more socket.
    let left = tabs.remove(0);
    drop(tabs);
    left.settle().await;
    drop(left);
    let deadline = Instant::now() + vitrine_tests::DEADLINE;
    while upgrade(server.address(), Some(&server.origin())).await.is_err() {
        assert!(Instant::now() < deadline, "the places are not given back");
    }
}

#[tokio::test]
async fn hs2_sockets_of_the_process_have_an_end() {
    let limits = RateOverrides { sockets: Some(2), ..RateOverrides::default() };
    let server = TestServer::start_with(limits).await;
    let origin = server.origin();
    let (one, two) = (server.visitor().await, server.visitor().await);
    let refused = upgrade(server.address(), Some(&origin)).await.err();
    assert_eq!(refused, Some(Refused::Status(429)));
    one.say("those who are in stay in").await;
    drop(two);
    let deadline = Instant::now() + vitrine_tests::DEADLINE;
    while upgrade(server.address(), Some(&origin)).await.is_err() {
        assert!(Instant::now() < deadline, "the place is not given back");
    }
}

#[tokio::test]
async fn hs3_new_visitors_of_one_address_have_a_pace() {
    let limits = RateOverrides { visitors_per_min: Some(3), ..RateOverrides::default() };
    let server = TestServer::start_with(limits).await;
    let origin = server.origin();
    let headers = [("origin", origin.as_str())];
    let body = r#"{"inbox":"corda"}"#;
    for _ in 0..3 {
        let answer = http::post(server.address(), "/v1/visitors", &headers, body).await;
        assert_eq!(answer.status, 200);
    }
    let answer = http::post(server.address(), "/v1/visitors", &headers, body).await;
    assert_eq!((answer.status, answer.json::<ErrorBody>().code), (429, ErrorCode::Rate));
    server.stop().await;
}
