//! What a replay is made of: the log page by page for whom it concerns, and where people looked.

use std::sync::Arc;
use std::time::Instant;

use vitrine_server::clock::ManualClock;
use vitrine_shared::ids::{AnnotationId, ConversationId, ItemId};
use vitrine_shared::room::{
    AddNote, Command, DeleteAnnotations, Event, EventBody, Redact, RestoreAnnotations, RoomState,
    RotateItem, ShowItems, Stream, TakeLead, apply,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace::Looking;
use vitrine_shared::wire::replay::{ConversationLog, PersonViews, ViewTrace};
use vitrine_shared::wire::{Applied, LiveFrame, View};
use vitrine_tests::{DEADLINE, Login, TestClient, TestServer, add_item, arrow, new_id, view};

/// The whole of a stream, as `who` reads it.
async fn log(server: &TestServer, who: &Login, id: ConversationId, stream: &str) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    loop {
        let after = events.last().map_or(0, |last| last.seq);
        let path = format!("/v1/conversations/{id}/events?stream={stream}&after={after}");
        let answer = server.ask(Some(who), "GET", &path, "").await;
        assert_eq!(answer.status, 200, "{path}");
        let page: ConversationLog = serde_json::from_str(&answer.body).expect("a page");
        events.extend(page.events);
        if events.last().is_none_or(|last| last.seq >= page.head) {
            return events;
        }
    }
}

/// One of the things people do, by its number.
fn wish(n: u32, client: &TestClient, items: &[ItemId], marks: &[AnnotationId]) -> Option<Command> {
    let item = *items.get(n as usize % items.len().max(1))?;
    let mark = marks.get(n as usize % marks.len().max(1)).copied();
    Some(match n % 7 {
        0 | 1 => arrow(new_id(), item),
        2 => Command::RotateItem(RotateItem { item, quarter_turns: (n % 4).try_into().ok()? }),
        3 => Command::ShowItems(ShowItems { items: vec![item] }),
        4 => Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![mark?] }),
        5 => Command::RestoreAnnotations(RestoreAnnotations { annotations: vec![mark?] }),
        _ => Command::TakeLead(TakeLead { session: client.tab }),
    })
}

#[tokio::test]
async fn op4_a_replay_holds_at_every_instant_the_state_that_live_clients_had() {
    let server = TestServer::start_wide().await;
    let (visitor, agent) = server.pair().await;
    let id = visitor.conversation();
    let mut lived: Vec<RoomState> = Vec::new();
    // Enough for a second page of the log.
    visitor.act_all((0..300).map(|n| vitrine_tests::say(&format!("Question {n}")))).await;
    for n in 0..60 {
        let hand = if n % 3 == 0 { &visitor } else { &agent };
        let (items, marks) = hand.see(|r| {
            let state = &r.room().state;
            let marks: Vec<_> = state.annotations.iter().map(|mark| mark.id).collect();
            (state.items.iter().map(|item| item.id).collect::<Vec<_>>(), marks)
        });
        let command = match n % 30 {
            0 => add_item(new_id(), server.picture().await),
            15 => vitrine_tests::say(&format!("Look at number {n}")),
            _ => wish(n, hand, &items, &marks).unwrap_or_else(|| vitrine_tests::say("Hm")),
        };
        // A refusal, such as of a second hand, is no event.
        let _answered = hand.act(command).await;
        let head = hand.see(|r| r.room().head());
        for client in [&visitor, &agent] {
            client.until(|r| r.room().head() >= head).await;
        }
        let (one, other) =
            (visitor.see(|r| r.room().state.clone()), agent.see(|r| r.room().state.clone()));
        assert_eq!(one, other);
        lived.push(one);
    }
    let events = log(&server, &server.shop.agent, id, "public").await;
    assert!(events.len() > 300, "{} events", events.len());
    for state in &lived {
        let mut replayed = RoomState::default();
        for event in &events[..state.head as usize] {
            apply(&mut replayed, Stream::Public, event);
        }
        assert_eq!(&replayed, state, "at {}", state.head);
    }
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn s35_a_visitor_reads_the_public_side_of_its_own_conversation() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let id = visitor.conversation();
    let agent = server.agent_in(id).await;
    let said = visitor.say("My card is 4111").await;
    agent.act(Command::AddNote(AddNote { text: "4111 seen".to_owned() })).await.expect("a note");
    let redact = Redact { stream: Stream::Public, seq: said, target: None };
    visitor.act(Command::Redact(redact)).await.expect("one's own, just now");
    let events = log(&server, &login, id, "public").await;
    assert!(
        matches!(&events[said as usize - 1].body, EventBody::Erased(left) if left.was == "message_sent")
    );
    assert!(!serde_json::to_string(&events).expect("JSON").contains("4111"));
    assert_eq!(log(&server, &server.shop.agent, id, "staff").await.len(), 1);

    let of = |what: &str| format!("/v1/conversations/{id}/{what}");
    let stranger = server.new_visitor().await;
    for (who, path, status) in [
        (Some(&login), of("events?stream=staff"), 404),
        (Some(&stranger), of("events"), 404),
        (Some(&login), of("views"), 403),
        (None, of("events"), 401),
        (Some(&login), of("events?stream=other"), 400),
    ] {
        assert_eq!(server.ask(who, "GET", &path, "").await.status, status, "{path}");
    }
    drop((visitor, agent));
    server.stop().await;
}

/// Asks until so many views are stored.
async fn seen(server: &TestServer, id: ConversationId, at_least: usize) -> Vec<PersonViews> {
    let began = Instant::now();
    loop {
        let path = format!("/v1/conversations/{id}/views");
        let answer = server.ask(Some(&server.shop.agent), "GET", &path, "").await;
        let page: ViewTrace = serde_json::from_str(&answer.body).expect("a page");
        assert_eq!((page.next, page.kept_days), (None, 30));
        if page.runs.iter().map(|run| run.views.len()).sum::<usize>() >= at_least {
            return page.runs;
        }
        assert!(began.elapsed() < DEADLINE, "not in time: {:?}", page.runs);
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_replay_finds_where_each_side_looked() {
    let clock = Arc::new(ManualClock::at(UnixMillis(1_790_000_000_000)));
    let server = TestServer::start_at(Arc::clone(&clock)).await;
    let (visitor, agent) = server.pair().await;
    let (id, item) = (visitor.conversation(), server.show(&agent).await);
    let fence = agent.act(Command::TakeLead(TakeLead { session: agent.tab })).await.expect("free");
    let look = async |client: &TestClient, view: View| {
        client.live(LiveFrame { view: Some(view), ..LiveFrame::default() }).await;
        client.settle().await;
    };
    look(&agent, view(item, fence, 1)).await;
    look(&agent, view(item, fence, 2)).await;
    // A view that nobody took over was seen by nobody.
    look(&visitor, view(item, fence, 3)).await;
    clock.advance(1_000);
    look(&visitor, View { own: true, fence: 0, ..view(item, 0, 4) }).await;
    clock.advance(1_000);
    let back = Applied { seq: 1, fence, n: 2, rtt_ms: 1 };
    visitor.live(LiveFrame { applied: Some(back), ..LiveFrame::default() }).await;
    visitor.settle().await;
    clock.advance(5_000);

    let runs = seen(&server, id, 3).await;
    let of = |client: &TestClient| {
        let me = client.see(|r| r.me());
        let views = runs.iter().filter(|run| run.participant == me).flat_map(|run| &run.views);
        views.map(|view| (view.at.0 - 1_790_000_000_000, view.cu, view.how)).collect::<Vec<_>>()
    };
    assert_eq!(of(&agent), [(0, 16_002, Looking::Shared)], "the newest of a quarter of a second");
    assert_eq!(of(&visitor), [(1_000, 16_004, Looking::Own), (2_000, 16_004, Looking::Back)]);
    drop((visitor, agent));
    server.stop().await;
}
