//! The rules, over histories nobody thought of.

use proptest::prelude::*;

use super::fixtures::{Story, add_arrow, add_item, agent, annotation, item, session, visitor};
use super::*;
use crate::limits;
use crate::time::UnixMillis;

#[derive(Clone, Debug)]
struct Act {
    by_agent: bool,
    command: Command,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let command = prop_oneof![
        "[a-z ]{0,8}".prop_map(|text| Command::SendMessage(SendMessage { text })),
        "[a-z]{1,4}".prop_map(|text| Command::AddNote(AddNote { text })),
        (0..4u128, any::<bool>()).prop_map(|(n, show)| add_item(n, show)),
        prop::collection::vec(0..4u128, 0..6).prop_map(|n| Command::ShowItems(ShowItems {
            items: n.into_iter().map(item).collect()
        })),
        (0..4u128, 0..6u8).prop_map(|(n, quarter_turns)| Command::RotateItem(RotateItem {
            item: item(n),
            quarter_turns
        })),
        (0..3u128).prop_map(|n| Command::TakeLead(TakeLead { session: session(n) })),
        (0..6u128, 0..4u128).prop_map(|(n, on)| add_arrow(n, on)),
        prop::collection::vec(0..6u128, 0..4).prop_map(|n| Command::DeleteAnnotations(
            DeleteAnnotations { annotations: n.into_iter().map(annotation).collect() }
        )),
    ];
    let act = (any::<bool>(), command).prop_map(|(by_agent, command)| Act { by_agent, command });
    prop::collection::vec(act, 0..40)
}

/// Plays the acts; refused ones are left out, as the server does.
fn play(acts: &[Act]) -> Story {
    let mut story = Story::new();
    for act in acts {
        let who = if act.by_agent { agent() } else { visitor() };
        let now = UnixMillis(1);
        if decide(&story.state, &Live::default(), &act.command, &who, now).is_ok() {
            story.act(who, &act.command);
        }
    }
    story
}

proptest! {
    #[test]
    fn op4_the_state_is_the_fold_of_the_log(acts in acts()) {
        let story = play(&acts);
        let mut folded = RoomState::default();
        for (stream, event) in &story.events {
            apply(&mut folded, *stream, event);
        }
        prop_assert_eq!(folded, story.state);
    }

    #[test]
    fn op5_an_event_applied_twice_changes_nothing(acts in acts()) {
        let story = play(&acts);
        let mut twice = RoomState::default();
        for (stream, event) in &story.events {
            apply(&mut twice, *stream, event);
            apply(&mut twice, *stream, event);
        }
        prop_assert_eq!(twice, story.state);
    }

    #[test]
    fn sn1_a_stored_state_reads_back_as_itself(acts in acts()) {
        let state = play(&acts).state;
        let json = serde_json::to_string(&state).expect("a state has string keys only");
        let read: RoomState = serde_json::from_str(&json).expect("own JSON is read");
        prop_assert_eq!(read, state);
    }

    #[test]
    fn op6_a_stored_event_reads_back_as_itself(acts in acts()) {
        for (_, event) in play(&acts).events {
            let json = event.body.to_stored();
            let read = EventBody::from_stored(event.body.kind(), EventBody::VERSION, &json);
            prop_assert_eq!(read, event.body);
        }
    }

    #[test]
    fn cv1_what_is_shown_is_one_to_four_different_items_of_the_strip(acts in acts()) {
        let state = play(&acts).state;
        prop_assert!(state.shown.len() <= limits::SHOWN_ITEMS);
        prop_assert_eq!(state.shown.is_empty(), state.items.is_empty() || state.shown.is_empty());
        for (place, id) in state.shown.iter().enumerate() {
            prop_assert!(state.item(*id).is_some());
            prop_assert!(!state.shown[..place].contains(id));
        }
        prop_assert!(state.items.iter().all(|item| item.quarter_turns < 4));
    }

    #[test]
    fn tp2_notes_stay_in_the_staff_stream(acts in acts()) {
        for (stream, event) in play(&acts).events {
            let is_note = matches!(event.body, EventBody::NoteAdded(_));
            prop_assert_eq!(is_note, stream == Stream::Staff);
            prop_assert!(!is_note || event.actor == agent().participant);
        }
    }

    #[test]
    fn op3_both_streams_count_without_gaps(acts in acts()) {
        let story = play(&acts);
        for wanted in [Stream::Public, Stream::Staff] {
            let seqs = story.events.iter().filter(|(s, _)| *s == wanted).map(|(_, e)| e.seq);
            prop_assert!(seqs.zip(1..).all(|(seq, place)| seq == place));
        }
    }

    #[test]
    fn a_path_survives_its_coding(points in prop::collection::vec(
        (-limits::MARGIN..limits::UNIT + limits::MARGIN, -limits::MARGIN..limits::TALLEST), 0..50,
    )) {
        prop_assert_eq!(Path::encode(&points).decode(), Some(points));
    }
}

fn refused(story: &Story, who: Principal, command: &Command) -> Option<Rejected> {
    decide(&story.state, &Live::default(), command, &who, UnixMillis(1)).err()
}

#[test]
fn ld1_a_hand_within_700_ms_of_anothers_gesture_is_refused() {
    let story = Story::new();
    let take = Command::TakeLead(TakeLead { session: session(1) });
    let mut live = Live::default();
    live.gesture(agent().participant, UnixMillis(10_000));
    let at = |ms| decide(&story.state, &live, &take, &visitor(), UnixMillis(ms));
    assert_eq!(at(10_699), Err(Rejected::LeadBusy));
    assert!(at(10_700).is_ok());
    let own = decide(&story.state, &live, &take, &agent(), UnixMillis(10_001));
    assert!(own.is_ok(), "one's own gesture does not stand in one's own way");
}

#[test]
fn an4_a_visitor_takes_away_own_marks_only_and_an_agent_any() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &add_arrow(1, 1));
    story.act(visitor(), &add_arrow(2, 1));
    let delete =
        |n| Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![annotation(n)] });
    assert_eq!(refused(&story, visitor(), &delete(1)), Some(Rejected::Forbidden));
    assert_eq!(refused(&story, visitor(), &delete(2)), None);
    assert_eq!(refused(&story, agent(), &delete(2)), None);
}

#[test]
fn an5_a_deleted_mark_does_not_come_back_by_a_late_repeat() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &add_arrow(1, 1));
    let delete = Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![annotation(1)] });
    story.act(agent(), &delete);
    story.act(agent(), &add_arrow(1, 1));
    assert!(story.state.annotations.iter().all(|mark| !mark.live));
    assert_eq!(refused(&story, visitor(), &add_arrow(1, 1)), Some(Rejected::IdTaken));
}

#[test]
fn an3_marks_that_cannot_be_drawn_are_refused() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    let mark = |tool, path: Vec<i32>, width| {
        Command::AddAnnotation(AddAnnotation {
            annotation: annotation(9),
            item: item(1),
            mark: Mark { tool, path: Path(path), width },
        })
    };
    let bad = [
        mark(Tool::Pen, vec![], 128),
        mark(Tool::Pen, vec![1], 128),
        mark(Tool::Pen, vec![i32::MAX, 0], 128),
        mark(Tool::Pen, vec![0; 1_202], 128),
        mark(Tool::Pen, vec![0, 0], 0),
        mark(Tool::Pen, vec![0, 0], 2_049),
        mark(Tool::Arrow, vec![0, 0], 128),
        mark(Tool::Arrow, vec![0, 0, 1, 1, 2, 2], 128),
    ];
    for command in bad {
        assert_eq!(refused(&story, agent(), &command), Some(Rejected::BadMark), "{command:?}");
    }
    assert_eq!(refused(&story, agent(), &mark(Tool::Pen, vec![0; 1_200], 16)), None);
}

#[test]
fn li1_a_full_item_takes_no_more_marks() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    for n in 0..limits::ITEM_ANNOTATIONS {
        story.act(agent(), &add_arrow(n as u128, 1));
    }
    assert_eq!(refused(&story, agent(), &add_arrow(9_999, 1)), Some(Rejected::Full));
}

#[test]
fn op2_texts_are_trimmed_bounded_and_free_of_control_characters() {
    let story = Story::new();
    let say = |text: &str| Command::SendMessage(SendMessage { text: text.to_owned() });
    for bad in ["", " \n\t ", "\u{0}\u{7}", &"x".repeat(limits::MESSAGE_CHARS + 1)] {
        assert_eq!(refused(&story, visitor(), &say(bad)), Some(Rejected::TextLength));
    }
    assert_eq!(refused(&story, visitor(), &say(&"ж".repeat(limits::MESSAGE_CHARS))), None);
    let note = Command::AddNote(AddNote { text: "psst".to_owned() });
    assert_eq!(refused(&story, visitor(), &note), Some(Rejected::Forbidden));
}

#[test]
fn cv2_an_item_without_a_file_of_ours_is_refused() {
    let mut command = add_item(1, true);
    if let Command::AddItem(add) = &mut command {
        add.size = None;
    }
    assert_eq!(refused(&Story::new(), agent(), &command), Some(Rejected::ItemGone));
}
