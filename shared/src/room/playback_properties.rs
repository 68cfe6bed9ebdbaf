//! Playing together, over histories nobody thought of.

use proptest::prelude::*;

use super::fixtures::{Story, add_clip, add_item, agent, guest, item, session, visitor};
use super::*;
use crate::limits;
use crate::time::UnixMillis;

const MINUTE: u32 = 60_000;

fn commands() -> impl Strategy<Value = Vec<(bool, i64, Command)>> {
    let command = prop_oneof![
        4 => Just(Command::Play(Play { item: item(1) })),
        4 => (0..2 * MINUTE).prop_map(|pos_ms| Command::Pause(Pause { item: item(1), pos_ms })),
        2 => (0..2 * MINUTE).prop_map(|pos_ms| Command::Seek(Seek { item: item(1), pos_ms })),
        1 => (0..3_000u32).prop_map(|rate| Command::SetRate(SetRate { item: item(1), rate })),
        1 => Just(Command::ShowItems(ShowItems { items: vec![item(2)] })),
        2 => Just(Command::ShowItems(ShowItems { items: vec![item(1), item(2)] })),
        1 => Just(Command::RemoveItem(RemoveItem { item: item(1) })),
        1 => Just(Command::RestoreItem(RestoreItem { item: item(1) })),
        1 => (0..30u32).prop_map(|rev| Command::HoldPlayback(HoldPlayback {
            item: item(1),
            rev,
            who: vec![visitor().participant],
        })),
        1 => (0..30u32).prop_map(|rev| Command::GoOn(GoOn { item: item(1), rev })),
    ];
    prop::collection::vec((any::<bool>(), 0..20_000i64, command), 0..40)
}

fn a_clip_on_the_stage() -> Story {
    let mut story = Story::new();
    story.act(agent(), &add_clip(1, true));
    story.act(agent(), &add_item(2, false));
    story
}

fn playback(story: &Story) -> Playback {
    story.state.known_item(item(1)).and_then(|item| item.playback.clone()).expect("a clip")
}

proptest! {
    /// Whatever is pressed in whatever order: between two events the position follows from the
    /// register alone, and at an event it jumps only where somebody asked for it.
    #[test]
    fn vd2_the_position_jumps_only_where_somebody_asked(steps in commands()) {
        let mut story = a_clip_on_the_stage();
        let mut last = playback(&story);
        for (by_agent, pause, command) in steps {
            let who = if by_agent { agent() } else { visitor() };
            story.wait(pause);
            let from = story.events.len();
            if story.refused(who, &command).is_none() {
                story.act(who, &command);
            }
            for (_, event) in &story.events[from..] {
                let EventBody::PlaybackChanged(changed) = &event.body else { continue };
                let (before, after) = (last.target(event.at, MINUTE), changed.pos_ms);
                let jump = after.abs_diff(before);
                match changed.cause {
                    PlaybackCause::Seek => prop_assert!(after <= MINUTE),
                    PlaybackCause::Pause => prop_assert!(jump <= limits::PAUSE_NEAR_MS),
                    PlaybackCause::Play => prop_assert!(jump == 0 || (before == MINUTE && after == 0)),
                    PlaybackCause::Rate
                    | PlaybackCause::Wait
                    | PlaybackCause::GoOn
                    | PlaybackCause::Left => prop_assert_eq!(jump, 0),
                }
                // Nobody's clock but the server's, and never far ahead of it.
                prop_assert!((0..=500).contains(&(changed.at.0 - event.at.0)));
                prop_assert!((250..=2_000).contains(&changed.rate));
                last = Playback {
                    playing: changed.playing,
                    rate: changed.rate,
                    pos_ms: changed.pos_ms,
                    at: changed.at,
                    waiting: changed.waiting.clone(),
                    rev: event.seq,
                };
            }
            prop_assert_eq!(&playback(&story), &last);
            prop_assert!(!last.playing || story.state.shown.contains(&item(1)));
        }
        let mut folded = RoomState::default();
        for (stream, event) in &story.events {
            apply(&mut folded, *stream, event);
        }
        prop_assert_eq!(folded, story.state, "a replay ends where the people were");
    }

    #[test]
    fn vd2_time_alone_never_moves_it_back_or_beyond_its_end(
        pos_ms in 0..2 * MINUTE, rate in 250..=2_000u32, playing: bool, times in prop::collection::vec(-1_000..200_000i64, 2..20)
    ) {
        let playback = Playback { playing, rate, pos_ms, ..Playback::begin(UnixMillis(0), 1) };
        let mut times = times;
        times.sort_unstable();
        let at: Vec<_> = times.iter().map(|at| playback.target(UnixMillis(*at), MINUTE)).collect();
        prop_assert!(at.windows(2).all(|two| two[0] <= two[1]) && at.iter().all(|pos| *pos <= MINUTE));
    }
}

#[test]
fn vd3_of_two_presses_the_first_ones_frame_is_everybodys() {
    let mut story = a_clip_on_the_stage();
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    story.wait(10_120);
    // 120 ms of notice and one second of the story's own pace between play and pause.
    let target = playback(&story).target(story.now(), MINUTE);
    let seen = target - 180;
    story.act(visitor(), &Command::Pause(Pause { item: item(1), pos_ms: seen + 1_000 }));
    assert_eq!(playback(&story).pos_ms, seen + 1_000);
    story.act(agent(), &Command::Pause(Pause { item: item(1), pos_ms: seen + 1_090 }));
    assert_eq!(playback(&story).pos_ms, seen + 1_000, "the second press changes nothing");
}

#[test]
fn vd3_a_claim_far_from_the_rooms_position_is_not_believed() {
    let mut story = a_clip_on_the_stage();
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    let from = playback(&story).at;
    story.wait(9_000);
    story.act(visitor(), &Command::Pause(Pause { item: item(1), pos_ms: 55_000 }));
    let ran = u32::try_from(story.now().since(from)).expect("positive");
    assert_eq!(playback(&story).pos_ms, ran);
}

#[test]
fn vd3_a_long_way_to_the_server_explains_more() {
    let mut story = a_clip_on_the_stage();
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    story.wait(10_000);
    let far = Readiness { rtt_ms: 1_200, ..ready() };
    let mut live = Live::default();
    live.audience.enter(session(1), visitor().participant, Role::Visitor);
    live.audience.tell(session(1), far, story.now());
    let target = playback(&story).target(story.now(), MINUTE);
    let paused_at = |pos_ms| {
        let pause = Command::Pause(Pause { item: item(1), pos_ms });
        let drafts = decide(&story.state, &live, &pause, &visitor(), story.now()).expect("may");
        match drafts.into_iter().next().expect("one event").body {
            EventBody::PlaybackChanged(changed) => changed.pos_ms,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(paused_at(target - 1_100), target - 1_100);
    assert_eq!(paused_at(target - 1_101), target);
}

#[test]
fn vd1_what_is_not_on_the_stage_or_does_not_move_takes_no_command() {
    let mut story = a_clip_on_the_stage();
    story.act(agent(), &Command::ShowItems(ShowItems { items: vec![item(2)] }));
    for n in 1..=3 {
        for command in [
            Command::Play(Play { item: item(n) }),
            Command::Pause(Pause { item: item(n), pos_ms: 0 }),
            Command::Seek(Seek { item: item(n), pos_ms: 0 }),
            Command::SetRate(SetRate { item: item(n), rate: 500 }),
        ] {
            assert_eq!(story.refused(agent(), &command), Some(Rejected::NotShown), "{command:?}");
        }
    }
}

#[test]
fn vd1_a_guest_presses_nothing_and_a_lock_stops_the_visitor() {
    let mut story = a_clip_on_the_stage();
    let play = Command::Play(Play { item: item(1) });
    assert_eq!(story.refused(guest(), &play), Some(Rejected::Forbidden));
    assert_eq!(story.refused(visitor(), &play), None);
    story.act(agent(), &Command::LockStage(LockStage { locked: true }));
    assert_eq!(story.refused(visitor(), &play), Some(Rejected::Locked));
    assert_eq!(story.refused(agent(), &play), None);
}

#[test]
fn vd4_what_leaves_the_stage_stands_where_it_was() {
    let mut story = a_clip_on_the_stage();
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    let from = playback(&story).at;
    story.wait(5_000);
    story.act(visitor(), &Command::ShowItems(ShowItems { items: vec![item(2)] }));
    let stood = playback(&story);
    let ran = u32::try_from(story.now().since(from)).expect("positive");
    assert_eq!((stood.playing, stood.pos_ms), (false, ran));
    story.act(visitor(), &Command::ShowItems(ShowItems { items: vec![item(1)] }));
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    assert_eq!(playback(&story).pos_ms, ran, "and goes on from there");
    story.act(visitor(), &Command::Resolve(Resolve {}));
    assert!(!playback(&story).playing);
}

#[test]
fn vd2_play_at_the_end_begins_again() {
    let mut story = a_clip_on_the_stage();
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    story.wait(i64::from(MINUTE) * 2);
    assert_eq!(playback(&story).target(story.now(), MINUTE), MINUTE);
    story.act(visitor(), &Command::Play(Play { item: item(1) }));
    assert_eq!((playback(&story).pos_ms, playback(&story).playing), (0, true));
}

fn ready() -> Readiness {
    Readiness { item: item(1), state: ReadyState::Ready, pos_ms: None, rtt_ms: 80 }
}

fn told(state: ReadyState) -> Readiness {
    Readiness { state, ..ready() }
}

/// The clip on the stage under the agent's hand, and visitor, agent and a guest before it.
fn three_look() -> (Story, Live) {
    let mut story = a_clip_on_the_stage();
    story.act(agent(), &Command::TakeLead(TakeLead { session: session(2) }));
    let mut live = Live::default();
    live.audience.enter(session(1), visitor().participant, Role::Visitor);
    live.audience.enter(session(2), agent().participant, Role::Agent);
    live.audience.enter(session(3), guest().participant, Role::Guest);
    live.audience.tell(session(2), ready(), story.now());
    (story, live)
}

#[test]
fn vd5_a_play_waits_for_the_visitor_and_the_leading_hand_only() {
    use ReadyState::{Blocked, Failed, Hidden, Muted, Ready, Waiting};
    let (story, mut live) = three_look();
    let waits_for = |live: &Live| {
        let play = Command::Play(Play { item: item(1) });
        let drafts = decide(&story.state, live, &play, &agent(), story.now()).expect("may");
        match &drafts[0].body {
            EventBody::PlaybackChanged(changed) => {
                let until = changed.waiting.as_ref().map(|wait| wait.until.since(story.now()));
                assert!(until.is_none_or(|until| (1..=3_000).contains(&until)));
                changed.waiting.as_ref().map(|wait| wait.who.clone())
            }
            other => panic!("{other:?}"),
        }
    };
    let luis = Some(vec![visitor().participant]);
    assert_eq!(waits_for(&live), luis, "who has said nothing yet");
    for (state, waited) in [
        (Waiting, luis.clone()),
        (Ready, None),
        (Muted, None),
        (Blocked, None),
        (Hidden, None),
        (Failed, None),
    ] {
        live.audience.tell(session(1), told(state), story.now());
        assert_eq!(waits_for(&live), waited, "{state:?}");
    }
    live.audience.tell(session(1), told(Waiting), story.now());
    live.audience.enter(session(4), visitor().participant, Role::Visitor);
    live.audience.tell(session(4), told(Ready), story.now());
    assert_eq!(waits_for(&live), None, "another tab of the same person is ready");
    live.audience.leave(session(4));
    assert_eq!(waits_for(&live), luis);
    live.audience.hide(session(1), true);
    assert_eq!(waits_for(&live), None, "a hidden tab");
    live.audience.hide(session(1), false);
    live.audience.leave(session(1));
    assert_eq!(waits_for(&live), None, "who is not here");
}

#[test]
fn vd6_a_stall_lets_the_others_wait_once_in_five_minutes() {
    let (mut story, mut live) = three_look();
    live.audience.tell(session(1), ready(), story.now());
    story.act(agent(), &Command::Play(Play { item: item(1) }));
    let at = playback(&story).at;
    let after = |ms| UnixMillis(at.0 + ms);
    live.audience.tell(session(1), told(ReadyState::Waiting), after(10_000));
    live.audience.tell(session(1), told(ReadyState::Waiting), after(11_000));
    let stalled = |live: &Live, ms| live.audience.stalled(&story.state, item(1), at, after(ms));
    assert_eq!(stalled(&live, 11_500), vec![], "a second and a half is not too long");
    assert_eq!(stalled(&live, 11_501), vec![visitor().participant]);
    let held = PlaybackChanged {
        item: item(1),
        playing: true,
        rate: 1_000,
        pos_ms: 0,
        at: after(11_501),
        waiting: Some(PlaybackWait { who: vec![visitor().participant], until: after(19_000) }),
        cause: PlaybackCause::Wait,
    };
    let mut event = story.events[0].1.clone();
    event.at = after(11_501);
    event.body = EventBody::PlaybackChanged(held);
    live.observe(&event);
    assert_eq!(stalled(&live, 60_000), vec![], "not again so soon");
    assert_eq!(stalled(&live, 11_501 + 5 * 60_000), vec![visitor().participant]);
}

#[test]
fn vd6_a_pause_before_the_play_is_no_stall() {
    let (mut story, mut live) = three_look();
    live.audience.tell(session(1), told(ReadyState::Waiting), story.now());
    story.wait(60_000);
    story.act(agent(), &Command::Play(Play { item: item(1) }));
    let at = playback(&story).at;
    let stalled = |ms| live.audience.stalled(&story.state, item(1), at, UnixMillis(at.0 + ms));
    assert_eq!(stalled(1_000), vec![]);
    assert_eq!(stalled(2_000), vec![visitor().participant]);
}

#[test]
fn vd6_a_wait_stands_and_goes_on_from_there() {
    let (mut story, _) = three_look();
    story.act(agent(), &Command::Play(Play { item: item(1) }));
    let (from, rev) = (playback(&story).at, playback(&story).rev);
    story.wait(5_000);
    let who = vec![visitor().participant];
    let late = HoldPlayback { item: item(1), rev: rev + 1, who: who.clone() };
    story.act(visitor(), &Command::HoldPlayback(late));
    assert_eq!(playback(&story).waiting, None, "another playback is left alone");
    story.act(visitor(), &Command::HoldPlayback(HoldPlayback { item: item(1), rev, who }));
    let held = playback(&story);
    let ran = u32::try_from(story.now().since(from)).expect("positive");
    assert_eq!((held.pos_ms, held.playing), (ran, true));
    assert!(held.waiting.as_ref().is_some_and(|wait| wait.until.since(story.now()) <= 8_000));
    story.wait(3_000);
    story.act(visitor(), &Command::GoOn(GoOn { item: item(1), rev }));
    assert_eq!(playback(&story), held, "so is it here");
    story.act(visitor(), &Command::GoOn(GoOn { item: item(1), rev: held.rev }));
    let on = playback(&story);
    assert_eq!((on.pos_ms, on.waiting), (ran, None));
    assert!(on.at > story.now(), "all begin together");
}

#[test]
fn vd6_whoever_pauses_ends_the_wait() {
    let (mut story, _) = three_look();
    story.act(agent(), &Command::Play(Play { item: item(1) }));
    let (rev, who) = (playback(&story).rev, vec![visitor().participant]);
    story.act(visitor(), &Command::HoldPlayback(HoldPlayback { item: item(1), rev, who }));
    let pos_ms = playback(&story).pos_ms;
    story.act(visitor(), &Command::Pause(Pause { item: item(1), pos_ms }));
    let paused = playback(&story);
    assert_eq!((paused.playing, paused.waiting, paused.pos_ms), (false, None, pos_ms));
}

#[test]
fn vd2_the_start_is_announced_within_bounds() {
    let (story, mut live) = three_look();
    live.audience.tell(session(1), ready(), story.now());
    let ahead = |live: &Live| {
        let play = Command::Play(Play { item: item(1) });
        let drafts = decide(&story.state, live, &play, &agent(), story.now()).expect("may");
        match &drafts[0].body {
            EventBody::PlaybackChanged(changed) => changed.at.since(story.now()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(ahead(&live), 130);
    for (rtt_ms, wanted) in [(0, 130), (200, 250), (u32::MAX, 500)] {
        live.audience.tell(session(1), Readiness { rtt_ms, ..ready() }, story.now());
        assert_eq!(ahead(&live), wanted, "a claim of {rtt_ms} ms");
    }
}

#[test]
fn vd7_a_mark_on_a_moving_item_belongs_to_a_second() {
    use super::fixtures::{add_arrow, annotation};
    let mut story = a_clip_on_the_stage();
    let at = |command: Command, at_ms| match command {
        Command::AddAnnotation(mut add) => {
            add.mark.at_ms = Some(at_ms);
            Command::AddAnnotation(add)
        }
        other => other,
    };
    let pinned =
        |story: &Story, n| story.state.annotation(annotation(n)).and_then(|mark| mark.mark.at_ms);
    story.act(visitor(), &at(add_arrow(1, 1), 4_250));
    assert_eq!(pinned(&story, 1), Some(4_250));
    story.act(visitor(), &at(add_arrow(2, 1), u32::MAX));
    assert_eq!(pinned(&story, 2), Some(MINUTE), "not beyond its end");
    story.act(visitor(), &Command::Seek(Seek { item: item(1), pos_ms: 7_000 }));
    story.act(visitor(), &add_arrow(3, 1));
    assert_eq!(pinned(&story, 3), Some(7_000), "where everybody is");
    story.act(visitor(), &add_arrow(4, 2));
    assert_eq!(pinned(&story, 4), None);
    let stray = at(add_arrow(5, 2), 1);
    assert_eq!(story.refused(visitor(), &stray), Some(Rejected::BadMark));
}

#[test]
fn vd8_a_player_comes_from_staff_where_the_shop_allows_it() {
    let story = a_clip_on_the_stage();
    let player = |video: &str, allowed| {
        Command::AddPlayer(AddPlayer {
            item: item(9),
            provider: Provider::Youtube,
            video: video.to_owned(),
            title: "How it is made".to_owned(),
            show: true,
            allowed,
        })
    };
    assert_eq!(story.refused(agent(), &player("dQw4w9WgXcQ", true)), None);
    let refused = |who, command| story.refused(who, &command);
    assert_eq!(refused(agent(), player("dQw4w9WgXcQ", false)), Some(Rejected::Forbidden));
    assert_eq!(refused(visitor(), player("dQw4w9WgXcQ", true)), Some(Rejected::Forbidden));
    assert_eq!(refused(agent(), player("../../evil", true)), Some(Rejected::BadAddress));
}
