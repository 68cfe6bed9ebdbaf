//! The stage over real sockets: whose hand (LD, RG2, RG3), items (CV) and marks (AN).

use vitrine_shared::ids::{ItemId, SessionId};
use vitrine_shared::room::{Command, DeleteAnnotations, RotateItem, ShowItems, TakeLead};
use vitrine_shared::wire::{ErrorCode, LiveFrame, Nack, View};
use vitrine_tests::{TestClient, TestServer, add_item, arrow, drawn, line, new_id, view};

fn take(session: SessionId) -> Command {
    Command::TakeLead(TakeLead { session })
}

fn look(view: View) -> LiveFrame {
    LiveFrame { view: Some(view), ..LiveFrame::default() }
}

/// Takes the lead with this hand, asking again as long as another one moves; its fence.
async fn lead(client: &TestClient) -> u32 {
    loop {
        match client.act(take(client.tab)).await {
            Ok(fence) => return fence,
            Err(refused) => {
                assert_eq!(refused.code, ErrorCode::LeadBusy);
                let retry = refused.retry_ms.expect("a time to ask again");
                // LD1: a refused hand asks again every 250 ms while it is down.
                assert_eq!(retry, 250);
                tokio::time::sleep(std::time::Duration::from_millis(retry.into())).await;
            }
        }
    }
}

/// One hand moves and the other asks at that moment; then the first rests and the other leads.
async fn hand_over(moving: &TestClient, asking: &TestClient, item: ItemId) {
    let fence = lead(moving).await;
    moving.live(look(view(item, fence, 1))).await;
    asking.until(|r| r.room().views.get(&moving.tab).is_some_and(|v| v.fence == fence)).await;
    moving.live(look(view(item, fence, 2))).await;
    moving.settle().await;
    let refused = asking.act(take(asking.tab)).await.expect_err("a hand is on the view");
    assert_eq!((refused.code, refused.retry_ms), (ErrorCode::LeadBusy, Some(250)));
    // LD3: what needs no lead is granted meanwhile.
    let turn = Command::RotateItem(RotateItem { item, quarter_turns: 1 });
    asking.act(turn).await.expect("turning needs no lead");
    asking.act(arrow(new_id(), item)).await.expect("drawing needs no lead");

    let next = lead(asking).await;
    assert!(next > fence, "a new fence");
    assert_eq!(asking.act(take(asking.tab)).await.ok(), Some(asking.see(|r| r.room().head())));
    asking.live(look(view(item, next, 1))).await;
    moving.until(|r| r.room().views.get(&asking.tab).is_some_and(|v| v.fence == next)).await;
}

#[tokio::test]
async fn ld1_a_visitors_moving_hand_keeps_the_lead_from_the_agent() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    hand_over(&visitor, &agent, item).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn ld1_an_agents_moving_hand_keeps_the_lead_from_the_visitor() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    hand_over(&agent, &visitor, item).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn ld1_of_two_hands_that_ask_within_one_round_trip_one_gets_the_lead() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    server.show(&agent).await;
    let (one, two) = (visitor.ask(take(visitor.tab)).await, agent.ask(take(agent.tab)).await);
    let answers = [visitor.answer(one).await, agent.answer(two).await];
    let busy = |answer: &Result<u32, Nack>| {
        answer.as_ref().is_err_and(|refused| refused.code == ErrorCode::LeadBusy)
    };
    assert_eq!(answers.iter().filter(|answer| busy(answer)).count(), 1, "{answers:?}");
    let fence = answers.iter().find_map(|answer| answer.as_ref().ok().copied());
    for client in [&visitor, &agent] {
        client.until(|r| r.room().state.lead.map(|lead| lead.fence) == fence).await;
    }
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn rg3_a_view_without_the_lead_or_under_an_old_fence_moves_nobody() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    let old = lead(&visitor).await;
    let fence = lead(&agent).await;
    let colleague = server.agent_in(visitor.conversation()).await;
    let right = view(item, fence, 2);
    agent.live(look(right)).await;
    for client in [&visitor, &colleague] {
        client.until(|r| r.room().views.get(&agent.tab) == Some(&right)).await;
    }
    for (n, (client, wrong)) in [
        (&visitor, view(item, old, 9)),
        (&visitor, view(item, fence, 9)),
        (&visitor, view(item, u32::MAX, 9)),
        (&colleague, view(item, fence, 9)),
        (&agent, view(item, old, 9)),
        (&agent, view(item, fence, 1)),
        (&agent, View { eu: 0, ..view(item, fence, 9) }),
        (&agent, View { cu: i32::MAX, cv: i32::MIN, ..view(item, fence, 9) }),
    ]
    .into_iter()
    .enumerate()
    {
        // What is sent behind the view arrives behind it.
        let (typing, me) = (Some(n % 2 == 0), client.see(|r| r.me()));
        client.live(look(wrong)).await;
        client.live(LiveFrame { typing, ..LiveFrame::default() }).await;
        for other in [&visitor, &agent, &colleague] {
            if other.tab != client.tab {
                other.until(|r| r.room().typing.get(&me).copied() == typing).await;
            }
            let views = other.see(|r| r.room().views.clone());
            let told = if other.tab == agent.tab { vec![] } else { vec![(agent.tab, right)] };
            assert_eq!(Vec::from_iter(views), told, "{wrong:?}");
        }
    }
    let late = server.agent_in(visitor.conversation()).await;
    late.until(|r| r.room().views.get(&agent.tab) == Some(&right)).await;
    assert_eq!(late.see(|r| r.room().views.len()), 1);
    drop((visitor, agent, colleague, late));
    server.stop().await;
}

#[tokio::test]
async fn rg3_an_own_view_is_shown_and_moves_nobody() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    let fence = lead(&agent).await;
    agent.live(look(view(item, fence, 1))).await;
    let alone = View { own: true, ..view(item, 0, 5) };
    visitor.live(look(alone)).await;
    agent.until(|r| r.room().views.get(&visitor.tab) == Some(&alone)).await;
    let late = server.agent_in(visitor.conversation()).await;
    late.until(|r| r.room().views.len() == 2).await;
    assert_eq!(late.see(|r| r.room().state.lead.map(|lead| lead.session)), Some(agent.tab));
    drop((visitor, agent, late));
    server.stop().await;
}

#[tokio::test]
async fn cv1_one_to_four_different_items_of_the_strip_are_shown() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let media = server.picture().await;
    let items: Vec<ItemId> = (0..5).map(|_| new_id()).collect();
    agent.act_all(items.iter().map(|item| add_item(*item, media))).await;
    let show = |items: &[ItemId]| Command::ShowItems(ShowItems { items: items.to_vec() });
    for (wrong, code) in [
        (vec![], ErrorCode::BadSelection),
        (items.clone(), ErrorCode::BadSelection),
        (vec![items[0], items[0]], ErrorCode::BadSelection),
        (vec![items[0], new_id()], ErrorCode::ItemGone),
    ] {
        let refused = visitor.act(show(&wrong)).await.expect_err("no selection");
        assert_eq!(refused.code, code, "{wrong:?}");
    }
    visitor.act(show(&items[1..5])).await.expect("four");
    agent.until(|r| r.room().state.shown == items[1..5]).await;
    let taken = agent.act(add_item(items[0], media)).await.expect_err("the id is in use");
    assert_eq!(taken.code, ErrorCode::IdTaken);
    let turn = Command::RotateItem(RotateItem { item: items[2], quarter_turns: 4 });
    assert_eq!(agent.act(turn).await.expect_err("four is none").code, ErrorCode::BadSelection);
    let turn = Command::RotateItem(RotateItem { item: items[2], quarter_turns: 3 });
    agent.act(turn).await.expect("three quarters");
    visitor.until(|r| r.room().state.items.get(2).is_some_and(|i| i.quarter_turns == 3)).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn an4_a_visitor_takes_away_own_marks_only_and_an_agent_any() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    let (hers, his) = (new_id(), new_id());
    agent.act(arrow(hers, item)).await.expect("drawn");
    visitor.act(drawn(his, item, &line(3))).await.expect("drawn");
    let gone =
        |ids: &[_]| Command::DeleteAnnotations(DeleteAnnotations { annotations: ids.to_vec() });
    for ids in [&[hers][..], &[his, hers]] {
        let refused = visitor.act(gone(ids)).await.expect_err("another's mark");
        assert_eq!(refused.code, ErrorCode::Forbidden);
    }
    visitor.until(|r| r.room().state.annotations.len() == 2).await;
    assert!(visitor.see(|r| r.room().state.annotations.iter().all(|mark| mark.live)));
    agent.act(gone(&[his, new_id()])).await.expect("an agent may take away any");
    agent.act(gone(&[hers])).await.expect("her own");
    visitor.until(|r| r.room().state.annotations.iter().all(|mark| !mark.live)).await;
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn an5_an6_a_mark_comes_once_and_a_deleted_one_never_again() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    let mark = new_id();
    let cid = visitor.ask(arrow(mark, item)).await;
    let seq = visitor.answer(cid).await.expect("drawn");
    visitor.act(arrow(mark, item)).await.expect("an6: granted, and nothing changes");
    agent.until(|r| r.room().state.annotations.len() == 1).await;
    let taken = agent.act(arrow(mark, item)).await.expect_err("another author's id");
    assert_eq!(taken.code, ErrorCode::IdTaken);
    let undo = DeleteAnnotations { annotations: vec![mark] };
    visitor.act(Command::DeleteAnnotations(undo.clone())).await.expect("undone");
    visitor.act(Command::DeleteAnnotations(undo)).await.expect("an undo may come twice");
    visitor.ask_as(cid, arrow(mark, item)).await;
    visitor.until(|r| r.answers[&cid].len() == 2).await;
    assert_eq!(visitor.see(|r| r.answers[&cid].last().cloned()), Some(Ok(seq)));
    visitor.act(arrow(mark, item)).await.expect("an5: granted, and still gone");
    agent.say("the end").await;
    for client in [&visitor, &agent] {
        client.until(|r| r.room().texts() == ["the end"]).await;
        assert!(client.see(|r| r.room().state.annotations.iter().all(|mark| !mark.live)));
        assert_eq!(client.see(|r| r.room().state.annotations.len()), 1);
    }
    drop((visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn an3_a_mark_that_cannot_be_drawn_is_refused() {
    let server = TestServer::start().await;
    let (visitor, agent) = server.pair().await;
    let item = server.show(&agent).await;
    for points in [vec![], line(601), vec![(0, 0), (50_000, 0)], vec![(0, -8_193)]] {
        let refused = visitor.act(drawn(new_id(), item, &points)).await.expect_err("no mark");
        assert_eq!(refused.code, ErrorCode::BadMark, "{} points", points.len());
    }
    let lost = visitor.act(arrow(new_id(), new_id())).await.expect_err("no such item");
    assert_eq!(lost.code, ErrorCode::ItemGone);
    let longest: Vec<_> = (0..600).map(|n| (n * 60, n % 7)).collect();
    visitor.act(drawn(new_id(), item, &longest)).await.expect("600 points");
    agent.until(|r| r.room().state.annotations.len() == 1).await;
    drop((visitor, agent));
    server.stop().await;
}
