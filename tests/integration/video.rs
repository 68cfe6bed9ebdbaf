//! Video in step over real sockets: who waits for whom, and that the server's time ends it.

use std::sync::Arc;

use vitrine_server::clock::ManualClock;
use vitrine_server::store::{ClipKind, ClipRecord, MediaRecord};
use vitrine_shared::ids::ItemId;
use vitrine_shared::room::{
    AddPlayer, Command, EventBody, Moving, Pause, Play, Playback, PlaybackCause, Provider,
    Readiness, ReadyState, RemoveItem, Seek, ShowItems,
};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{ErrorCode, LiveFrame};
use vitrine_tests::{Replica, TestClient, TestServer, add_item, new_id};

const BEGUN: UnixMillis = UnixMillis(1_790_000_000_000);

/// Puts a clip of ten minutes on the stage.
async fn show_clip(server: &TestServer, client: &TestClient) -> ItemId {
    let (item, media) = (new_id(), new_id());
    let known = server.app().store.find_media(server.shop.ids.account, server.picture().await);
    let picture = known.await.expect("the store answers").expect("a picture");
    let clip = Some(ClipRecord { duration_ms: 600_000, kind: Some(ClipKind::Mp4) });
    let record = MediaRecord { id: media, source: format!("test:{media}"), clip, ..picture };
    server.app().store.insert_media(&record).await.expect("a clip is stored");
    client.act(add_item(item, media)).await.expect("a clip is shown");
    client.until(|r| r.room().state.shown == [item]).await;
    item
}

fn playback(replica: &Replica, item: ItemId) -> Option<Playback> {
    replica.room().state.known_item(item)?.playback.clone()
}

fn causes(client: &TestClient) -> Vec<PlaybackCause> {
    client.see(|r| {
        let bodies = r.room().events.iter().map(|event| &event.body);
        let causes = bodies.filter_map(|body| match body {
            EventBody::PlaybackChanged(changed) => Some(changed.cause),
            _ => None,
        });
        causes.collect()
    })
}

async fn tell(client: &TestClient, item: ItemId, state: ReadyState) {
    let video = Some(Readiness { item, state, pos_ms: Some(1), rtt_ms: 80 });
    client.live(LiveFrame { video, ..LiveFrame::default() }).await;
    client.settle().await;
}

fn play(item: ItemId) -> Command {
    Command::Play(Play { item })
}

#[tokio::test]
async fn vd5_a_play_waits_for_the_visitor_until_ready_or_until_the_servers_time() {
    let clock = Arc::new(ManualClock::at(BEGUN));
    let server = TestServer::start_at(Arc::clone(&clock)).await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    let moving = agent.see(|r| r.room().state.item(item).and_then(|item| item.moving.clone()));
    assert_eq!(moving, Some(Moving::Clip { duration_ms: 600_000 }));
    let luis = visitor.see(Replica::me);
    agent.act(play(item)).await.expect("plays");
    let waits = |r: &Replica| {
        playback(r, item).and_then(|now| now.waiting).is_some_and(|wait| wait.who == [luis])
    };
    for client in [&visitor, &agent] {
        client.until(waits).await;
    }
    clock.advance(3_000);
    let goes_on = |r: &Replica| playback(r, item).is_some_and(|now| now.waiting.is_none());
    for client in [&visitor, &agent] {
        client.until(goes_on).await;
        assert_eq!(client.see(|r| playback(r, item).map(|now| now.pos_ms)), Some(0));
    }
    let at = agent.see(|r| playback(r, item).map(|now| now.at.since(BEGUN)));
    assert!(at.is_some_and(|at| (3_120..=3_500).contains(&at)), "{at:?}");
    // Ready at last: the next play waits for nobody.
    agent.act(Command::Pause(Pause { item, pos_ms: 0 })).await.expect("pauses");
    tell(&visitor, item, ReadyState::Ready).await;
    agent.act(play(item)).await.expect("plays");
    agent.until(|r| playback(r, item).is_some_and(|now| now.playing)).await;
    assert!(agent.see(goes_on));
    // Not ready, and then ready: nothing waits for the clock, which stands.
    agent.act(Command::Pause(Pause { item, pos_ms: 0 })).await.expect("pauses");
    tell(&visitor, item, ReadyState::Waiting).await;
    agent.act(play(item)).await.expect("plays");
    agent.until(waits).await;
    tell(&visitor, item, ReadyState::Ready).await;
    agent.until(goes_on).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn vd6_a_stall_is_waited_for_once_and_never_for_ever() {
    let clock = Arc::new(ManualClock::at(BEGUN));
    let server = TestServer::start_at(Arc::clone(&clock)).await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    tell(&visitor, item, ReadyState::Ready).await;
    agent.act(play(item)).await.expect("plays");
    clock.advance(10_000);
    tell(&visitor, item, ReadyState::Waiting).await;
    clock.advance(1_501);
    let waits = |r: &Replica| playback(r, item).is_some_and(|now| now.waiting.is_some());
    agent.until(waits).await;
    let held = agent.see(|r| playback(r, item)).expect("a clip");
    let late = held.target(UnixMillis(BEGUN.0 + 20_000), 600_000);
    assert_eq!(held.pos_ms, late, "it stands");
    assert!((11_000..=11_501).contains(&held.pos_ms), "where everybody was: {}", held.pos_ms);
    // A video that never becomes ready holds nobody for more than eight seconds.
    clock.advance(8_000);
    agent.until(|r| playback(r, item).is_some_and(|now| now.waiting.is_none())).await;
    // And once more it is not waited for, so soon.
    tell(&visitor, item, ReadyState::Ready).await;
    clock.advance(5_000);
    tell(&visitor, item, ReadyState::Waiting).await;
    clock.advance(5_000);
    tell(&visitor, item, ReadyState::Waiting).await;
    agent.act(Command::Seek(Seek { item, pos_ms: 1 })).await.expect("a later event");
    let after = causes(&agent);
    let of = |wanted| after.iter().filter(|cause| **cause == wanted).count();
    assert_eq!((of(PlaybackCause::Wait), of(PlaybackCause::GoOn)), (1, 1), "{after:?}");
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn vd5_hidden_tabs_and_latecomers_stop_nothing() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    visitor.live(LiveFrame { hidden: Some(true), ..LiveFrame::default() }).await;
    visitor.settle().await;
    agent.act(play(item)).await.expect("plays");
    agent.until(|r| playback(r, item).is_some_and(|now| now.playing)).await;
    let plays = agent.see(|r| playback(r, item)).expect("a clip");
    assert_eq!(plays.waiting, None);
    let late = server.agent_in(visitor.conversation()).await;
    assert_eq!(late.see(|r| playback(r, item)), Some(plays), "joins at the right second");
    assert_eq!(causes(&agent), [PlaybackCause::Play]);
    drop((visitor, agent, late));
    server.stop().await;
}

#[tokio::test]
async fn vd2_presses_at_once_end_alike_everywhere_and_survive_a_restart() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    tell(&visitor, item, ReadyState::Ready).await;
    agent.act(play(item)).await.expect("plays");
    let presses = |seed: u32| {
        (0..10).map(move |n| match (n + seed) % 3 {
            0 => Command::Seek(Seek { item, pos_ms: 1_000 * (n + seed) }),
            1 => Command::Pause(Pause { item, pos_ms: 1_000 * n }),
            _ => play(item),
        })
    };
    tokio::join!(agent.act_all(presses(0)), visitor.act_all(presses(1)));
    let head = server.app().hub.loaded_room(visitor.conversation()).expect("a room");
    let head = head.lock().state().head;
    let mut ends = Vec::new();
    for client in [&visitor, &agent] {
        client.until(|r| r.room().head() == head).await;
        ends.push(client.see(|r| playback(r, item)));
    }
    assert_eq!(ends[0], ends[1]);
    assert!(ends[0].is_some());
    let conversation = visitor.conversation();
    drop((visitor, agent, head));
    let server = server.restart().await;
    let later = server.agent_in(conversation).await;
    assert_eq!(later.see(|r| playback(r, item)), ends[0]);
    drop(later);
    server.stop().await;
}

#[tokio::test]
async fn vd1_a_command_for_what_is_not_shown_is_refused() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    let picture = server.show(&agent).await;
    for gone in [item, picture, new_id()] {
        let refused = visitor.act(play(gone)).await;
        assert_eq!(refused.map_err(|nack| nack.code), Err(ErrorCode::NotShown));
    }
    agent.act(Command::ShowItems(ShowItems { items: vec![item] })).await.expect("shown");
    visitor.act(play(item)).await.expect("a visitor may");
    agent.act(Command::RemoveItem(RemoveItem { item })).await.expect("removed");
    let refused = visitor.act(Command::Pause(Pause { item, pos_ms: 0 })).await;
    assert_eq!(refused.map_err(|nack| nack.code), Err(ErrorCode::NotShown));
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn vd2_no_time_of_a_client_is_taken() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = show_clip(&server, &agent).await;
    let before = visitor.refusals().len();
    for command in [
        format!(r#"{{"do":"play","item":"{item}","at":1}}"#),
        format!(r#"{{"do":"hold_playback","item":"{item}","rev":1,"who":[]}}"#),
        format!(r#"{{"do":"go_on","item":"{item}","rev":1}}"#),
        format!(r#"{{"do":"seek","item":"{item}","posMs":-1}}"#),
    ] {
        let cid: vitrine_shared::ids::ClientId = new_id();
        let frame = format!(r#"{{"type":"op","sub":1,"cid":"{cid}","command":{command}}}"#);
        visitor.send_text(&frame).await;
    }
    visitor.until(|r| r.refusals.len() == before + 4).await;
    let codes = visitor.refusals().into_iter().skip(before).map(|nack| nack.code);
    assert!(codes.into_iter().all(|code| code == ErrorCode::BadFrame));
    assert_eq!(agent.see(|r| playback(r, item).map(|now| now.playing)), Some(false));
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn vd8_players_are_off_until_the_shop_allows_them() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let player = Command::AddPlayer(AddPlayer {
        item: new_id(),
        provider: Provider::Vimeo,
        video: "76979871".to_owned(),
        title: "How it is made".to_owned(),
        show: true,
        allowed: true,
    });
    let refused = agent.act(player).await;
    assert_eq!(refused.map_err(|nack| nack.code), Err(ErrorCode::Forbidden));
    drop((visitor, agent));
    server.stop().await;
}
