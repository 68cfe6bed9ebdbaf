//! Coming back: SN1–SN6 over real sockets.

use vitrine_shared::room::Command;
use vitrine_shared::room::{AddNote, DeleteAnnotations, RoomState};
use vitrine_shared::wire::{LiveFrame, Mode, PersonState, Resume};
use vitrine_tests::{
    Login, TestClient, TestServer, TestTopic, add_item, chunk, drawn, line, new_id, say, view,
};

/// Opens the visitor's conversation from a position on a socket of its own.
async fn from(server: &TestServer, login: &Login, epoch: &str, seq: u32) -> TestClient {
    let client = server.connect(login).await;
    let topic = TestTopic::Public(client.conversation());
    client.ask_open(1, topic, Some(Resume { epoch: epoch.to_owned(), seq })).await;
    client.until(|r| !r.room().opened.is_empty() && !r.room().partial()).await;
    client
}

fn opened_as(client: &TestClient) -> Option<Mode> {
    client.see(|r| r.room().mode())
}

#[tokio::test]
async fn sn2_a_tail_of_300_events_at_most_else_a_snapshot() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    visitor.act_all((0..319).map(|n| say(&format!("{n}")))).await;
    visitor.until(|r| r.room().head() == 320).await;
    let epoch = visitor.see(|r| r.room().opened[0].epoch.clone());
    for seq in [320, 319, 310, 20] {
        let client = from(&server, &login, &epoch, seq).await;
        assert_eq!(opened_as(&client), Some(Mode::Tail), "from {seq}");
        let missing: Vec<u32> = (seq + 1..=320).collect();
        client.until(|r| r.room().events.len() == missing.len()).await;
        let got = client.see(|r| r.room().events.iter().map(|e| e.seq).collect::<Vec<_>>());
        assert_eq!(got, missing, "from {seq}");
        assert_eq!(client.see(|r| r.room().opened[0].head), 320);
    }
    for (epoch, seq) in [
        (epoch.as_str(), 19),
        (epoch.as_str(), 0),
        (epoch.as_str(), 321),
        (epoch.as_str(), u32::MAX),
        ("another", 320),
        ("", 0),
    ] {
        let client = from(&server, &login, epoch, seq).await;
        assert_eq!(opened_as(&client), Some(Mode::Snapshot), "from {epoch:?} {seq}");
        let state = client.see(|r| r.room().state.clone());
        assert_eq!(state, visitor.see(|r| r.room().state.clone()));
        assert_eq!(client.see(|r| r.room().messages.len()), 50);
        assert_eq!(client.see(|r| r.room().events.len()), 0);
    }
    drop(visitor);
    server.stop().await;
}

#[tokio::test]
async fn sn2_a_tail_of_256_kib_at_most_else_a_snapshot() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let long = "\u{1F9F5}".repeat(4_000);
    visitor.act_all((0..20).map(|_| say(&long))).await;
    let epoch = visitor.see(|r| r.room().opened[0].epoch.clone());
    let near = from(&server, &login, &epoch, 11).await;
    assert_eq!(opened_as(&near), Some(Mode::Tail));
    near.until(|r| r.room().events.len() == 10).await;
    let far = from(&server, &login, &epoch, 1).await;
    assert_eq!(opened_as(&far), Some(Mode::Snapshot));
    assert_eq!(far.see(|r| r.room().messages.len()), 20);
    assert!(far.see(|r| r.room().from_first));
    drop((visitor, near, far));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sn3_no_event_is_lost_or_doubled_while_others_write() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let mut visitor = server.tab(&login).await;
    let conversation = visitor.conversation();
    let agent = server.agent_in(conversation).await;
    agent.say("0").await;
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let writing = tokio::spawn(async move {
        let mut n = 1;
        while stopped.try_recv().is_err() {
            agent.act_all((n..n + 8).map(|n| say(&n.to_string()))).await;
            n += 8;
        }
        (agent, n)
    });
    for round in 0..20u32 {
        // Breaks come after 1 to 17 further events, in an order that is always the same.
        let enough = visitor.see(|r| r.room().head()) + 1 + round * 7 % 17;
        visitor.until(|r| r.room().head() >= enough).await;
        visitor = if round % 5 == 4 {
            // A tab that knows nothing: a snapshot instead of the tail.
            server.tab(&login).await
        } else {
            server.back(&login, visitor).await
        };
    }
    stop.send(()).ok();
    let (agent, count) = writing.await.expect("the writer ends well");
    let head = agent.see(|r| r.room().head());
    visitor.until(|r| r.room().head() == head).await;
    assert_eq!(visitor.see(|r| (r.room().gaps, r.room().doubles)), (0, 0));
    let all: Vec<String> = (0..count).map(|n| n.to_string()).collect();
    let seen: Vec<String> =
        visitor.see(|r| r.room().texts().into_iter().map(str::to_owned).collect());
    // The last snapshot began with 50 messages; from there on none is missing.
    assert!(all.ends_with(&seen) && seen.len() >= 20, "{seen:?} of {count}");
    drop((visitor, agent));
    server.stop().await;
}

/// The state as a late joiner is told it: deleted marks too, order of marks left aside.
fn told(state: &RoomState) -> RoomState {
    let mut told = state.clone();
    told.annotations.sort_by_key(|mark| mark.id);
    told
}

#[tokio::test]
async fn sn4_a_big_stage_comes_in_parts_of_32_kib_what_is_shown_first() {
    let server = TestServer::start_wide().await;
    let (visitor, agent) = server.pair().await;
    let media = server.picture().await;
    let hidden = server.show(&agent).await;
    let items: Vec<_> = (0..40).map(|_| new_id()).collect();
    agent.act_all(items.iter().map(|item| add_item(*item, media))).await;
    let shown = items[39];
    let marks: Vec<_> = (0..160).map(|_| new_id()).collect();
    let on = |n: usize| if n.is_multiple_of(2) { hidden } else { shown };
    let points = line(150);
    agent.act_all(marks.iter().enumerate().map(|(n, mark)| drawn(*mark, on(n), &points))).await;
    let gone = DeleteAnnotations { annotations: marks[..20].to_vec() };
    agent.act(Command::DeleteAnnotations(gone)).await.expect("own marks");
    agent.until(|r| r.room().state.annotations.iter().filter(|m| m.live).count() == 140).await;

    let late = server.agent_in(visitor.conversation()).await;
    let (topic, whole) = (late.see(|r| r.room().clone()), agent.see(|r| r.room().state.clone()));
    assert_eq!(told(&topic.state), told(&whole));
    assert!(topic.part_bytes.len() > 3, "{:?}", topic.part_bytes);
    assert!(topic.part_bytes.iter().all(|bytes| *bytes <= 33 * 1_024), "{:?}", topic.part_bytes);
    let first_hidden = topic.state.annotations.iter().position(|m| m.item == hidden);
    assert_eq!(first_hidden, Some(70), "marks of the shown item come first");
    drop((visitor, agent, late));
    server.stop().await;
}

#[tokio::test]
async fn sn5_a_late_joiner_is_told_the_registers() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let agent = server.agent_in(visitor.conversation()).await;
    let item = server.show(&agent).await;
    let lead = vitrine_shared::room::TakeLead { session: agent.tab };
    let fence = agent.act(Command::TakeLead(lead)).await.expect("nobody leads");
    let (sid, points) = (new_id(), line(9));
    agent
        .live(LiveFrame {
            view: Some(view(item, fence, 1)),
            stroke: Some(chunk(sid, item, 0, &points)),
            typing: Some(true),
            ..LiveFrame::default()
        })
        .await;
    agent.settle().await;
    let (me, tab) = (agent.see(|r| r.me()), agent.tab);
    let late = server.tab(&login).await;
    late.until(|r| {
        let room = r.room();
        room.views.get(&tab).is_some_and(|seen| seen.n == 1)
            && room.strokes.get(&sid) == Some(&points)
            && room.typing.get(&me) == Some(&true)
            && room.person(me) == Some(PersonState::Online)
            && room.state.lead.is_some_and(|lead| lead.fence == fence)
    })
    .await;
    assert!(late.see(|r| r.room().people.iter().any(|p| p.name.as_deref() == Some("Ana"))));
    drop((visitor, agent, late));
    server.stop().await;
}

#[tokio::test]
async fn sn1_a_server_that_starts_again_tells_the_same_story() {
    let server = TestServer::start_wide().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let (tab, conversation) = (visitor.tab, visitor.conversation());
    let agent = server.agent_in(conversation).await;
    let item = server.show(&agent).await;
    visitor.act_all((0..300).map(|n| say(&format!("{n}")))).await;
    let mark = new_id();
    visitor.act(drawn(mark, item, &line(40))).await.expect("anybody draws");
    agent.act(Command::AddNote(AddNote { text: "A note".to_owned() })).await.expect("granted");
    visitor.until(|r| r.room().state.annotations.len() == 1).await;
    let before = visitor.see(|r| r.room().state.clone());
    let memory = visitor.cut().await;

    let server = server.restart().await;
    assert_eq!(agent.close_code().await, Some(4000), "a stopping server says: come back");
    let back = server.resume(&login, tab, conversation, memory).await;
    assert_eq!(opened_as(&back), Some(Mode::Tail), "sn6: the epoch is the same");
    back.say("Back again").await;
    back.until(|r| r.room().head() == before.head + 1).await;
    assert_eq!(back.see(|r| (r.room().gaps, r.room().doubles)), (0, 0));
    let fresh = server.tab(&login).await;
    assert_eq!(
        told(&fresh.see(|r| r.room().state.clone())),
        told(&back.see(|r| r.room().state.clone()))
    );
    let agent = server.connect(&server.shop.agent).await;
    agent.open(2, TestTopic::Staff(conversation)).await;
    assert!(agent.see(|r| r.topic(2).texts() == ["A note"]));
    drop((back, fresh, agent));
    server.stop().await;
}
