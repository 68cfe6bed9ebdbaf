//! The rules, over histories nobody thought of.

use proptest::prelude::*;

use super::fixtures::{
    Story, add_arrow, add_clip, add_item, add_pin, agent, annotation, item, session, visitor,
};
use super::*;
use crate::ids::ParticipantId;
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
        (0..4u128, any::<bool>()).prop_map(|(n, show)| if n == 3 {
            add_clip(n, show)
        } else {
            add_item(n, show)
        }),
        Just(Command::Play(Play { item: item(3) })),
        (0..90_000u32).prop_map(|pos_ms| Command::Pause(Pause { item: item(3), pos_ms })),
        (0..90_000u32).prop_map(|pos_ms| Command::Seek(Seek { item: item(3), pos_ms })),
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
        prop::collection::vec(0..6u128, 0..4).prop_map(|n| Command::RestoreAnnotations(
            RestoreAnnotations { annotations: n.into_iter().map(annotation).collect() }
        )),
        (0..6u128, 0..4u128).prop_map(|(n, on)| add_pin(n, on, Some("x"))),
        (0..4u128, 0..30u32).prop_map(|(n, upto)| Command::ClearAnnotations(ClearAnnotations {
            item: item(n),
            upto
        })),
        (0..4u128).prop_map(|n| Command::RemoveItem(RemoveItem { item: item(n) })),
        (0..4u128).prop_map(|n| Command::RestoreItem(RestoreItem { item: item(n) })),
        (0..4u128, prop::option::of(0..4u128)).prop_map(|(n, before)| Command::MoveItem(
            MoveItem { item: item(n), before: before.map(item) }
        )),
        any::<bool>().prop_map(|linked| Command::LinkZoom(LinkZoom { linked })),
        any::<bool>().prop_map(|locked| Command::LockStage(LockStage { locked })),
        super::product_tests::commands(),
        Just(Command::Take(Take { from: None })),
        Just(Command::Release(Release {})),
        Just(Command::Resolve(Resolve {})),
        Just(Command::Reopen(Reopen {})),
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
    fn an9_clearing_spares_what_came_after_the_press(acts in acts(), upto in 0..20u32) {
        let mut story = play(&acts);
        let live = |state: &RoomState, late: bool| -> Vec<_> {
            let of = |m: &&std::sync::Arc<Annotation>| {
                m.live && m.item == item(0) && (m.seq > upto) == late
            };
            state.annotations.iter().filter(of).map(|m| m.id).collect()
        };
        let clear = Command::ClearAnnotations(ClearAnnotations { item: item(0), upto });
        let (early, late) = (live(&story.state, false), live(&story.state, true));
        if decide(&story.state, &Live::default(), &clear, &agent(), UnixMillis(1)).is_ok() {
            story.act(agent(), &clear);
            prop_assert_eq!(live(&story.state, true), late);
            prop_assert!(live(&story.state, false).is_empty());
            let back = RestoreAnnotations { annotations: early.clone() };
            story.act(agent(), &Command::RestoreAnnotations(back));
            prop_assert_eq!(live(&story.state, false), early);
        }
    }

    #[test]
    fn an7_a_pin_number_is_given_once(acts in acts()) {
        let state = play(&acts).state;
        let mut numbers: Vec<_> =
            state.annotations.iter().filter_map(|m| m.number.map(|n| (m.item, n))).collect();
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), all);
    }

    #[test]
    fn an8_nobody_else_brings_back_what_one_deleted(acts in acts()) {
        // A visitor who undoes never touches what staff deleted or drew.
        let story = play(&acts);
        for mark in story.state.annotations.iter().filter(|m| !m.live) {
            let back = RestoreAnnotations { annotations: vec![mark.id] };
            let back = Command::RestoreAnnotations(back);
            let own = mark.deleted_by == Some(visitor().participant);
            let ended = story.state.status == Status::Resolved;
            prop_assert_eq!(refused(&story, visitor(), &back).is_none(), own && !ended);
        }
    }

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
            let staff = matches!(event.body, EventBody::NoteAdded(_) | EventBody::Assigned(_));
            prop_assert_eq!(staff, stream == Stream::Staff);
            prop_assert!(!staff || event.actor == agent().participant);
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
            mark: Mark { tool, path: Path(path), width, text: None, at_ms: None },
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
fn s76_no_text_of_a_room_carries_a_tower() {
    let tower = format!("Hello{}!", "\u{301}".repeat(500));
    let kept = format!("Hello{}", "\u{301}".repeat(limits::COMBINING_MARKS));
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    let mut titled = add_item(2, false);
    if let Command::AddItem(add) = &mut titled {
        add.title.clone_from(&tower);
    }
    let pin = add_pin(5, 1, Some(&tower));
    let said = Command::SendMessage(SendMessage { text: tower.clone() });
    let noted = Command::AddNote(AddNote { text: tower });
    for (command, who) in [(said, visitor()), (noted, agent()), (titled, agent()), (pin, agent())] {
        story.act(who, &command);
        let (_, event) = story.events.last().expect("something happened");
        let stored = serde_json::to_string(event).expect("JSON");
        assert!(stored.contains(&kept) && !stored.contains(&format!("{kept}\u{301}")), "{stored}");
    }
}

#[test]
fn s63_a_title_does_not_turn_the_direction_of_writing() {
    let mut titled = add_item(1, true);
    if let Command::AddItem(add) = &mut titled {
        add.title = "photo\u{202e}gpj.exe\u{2066}".to_owned();
    }
    let mut story = Story::new();
    story.act(agent(), &titled);
    assert_eq!(story.state.items[0].title, "photogpj.exe");
}

#[test]
fn cv2_an_item_without_a_file_of_ours_is_refused() {
    let mut command = add_item(1, true);
    if let Command::AddItem(add) = &mut command {
        add.size = None;
    }
    assert_eq!(refused(&Story::new(), agent(), &command), Some(Rejected::ItemGone));
}

fn colleague() -> Principal {
    Principal { participant: crate::ids::ParticipantId(uuid::Uuid::from_u128(77)), ..agent() }
}

#[test]
fn co1_of_two_who_take_at_once_one_wins() {
    let mut story = Story::new();
    let take = Command::Take(Take { from: None });
    story.act(agent(), &take);
    assert_eq!(refused(&story, colleague(), &take), Some(Rejected::Taken));
    let over = Take { from: Some(agent().participant) };
    story.act(colleague(), &Command::Take(over));
    assert_eq!(story.state.assignee, Some(colleague().participant));
}

#[test]
fn co2_staff_who_do_not_answer_look_on_until_they_take_it() {
    let mut story = Story::new();
    let say = Command::SendMessage(SendMessage { text: "hello".to_owned() });
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &say);
    assert_eq!(story.state.assignee, Some(agent().participant), "who writes first answers");
    assert_eq!(refused(&story, colleague(), &say), Some(Rejected::NotYours));
    assert_eq!(refused(&story, colleague(), &add_arrow(1, 1)), Some(Rejected::NotYours));
    let note = Command::AddNote(AddNote { text: "an aside".to_owned() });
    assert_eq!(refused(&story, colleague(), &note), None);
    story.act(agent(), &Command::Release(Release {}));
    assert_eq!(refused(&story, colleague(), &say), None);
}

#[test]
fn co3_an_ended_conversation_takes_no_more_until_staff_open_it() {
    let mut story = Story::new();
    let say = Command::SendMessage(SendMessage { text: "hello".to_owned() });
    story.act(visitor(), &say);
    story.act(visitor(), &Command::Resolve(Resolve {}));
    assert_eq!(refused(&story, visitor(), &say), Some(Rejected::Ended));
    assert_eq!(refused(&story, agent(), &say), Some(Rejected::Ended));
    let reopen = Command::Reopen(Reopen {});
    assert_eq!(refused(&story, visitor(), &reopen), Some(Rejected::Forbidden));
    story.act(agent(), &reopen);
    assert_eq!(refused(&story, visitor(), &say), None);
}

#[test]
fn co4_a_locked_stage_is_moved_by_staff_only() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(agent(), &Command::LockStage(LockStage { locked: true }));
    let take = Command::TakeLead(TakeLead { session: session(1) });
    assert_eq!(refused(&story, visitor(), &take), Some(Rejected::Locked));
    assert_eq!(refused(&story, agent(), &take), None);
    assert_eq!(refused(&story, visitor(), &add_arrow(1, 1)), None, "marks go on");
    story.act(visitor(), &add_item(2, true));
    assert_eq!(story.state.shown, vec![item(1)], "a new picture waits on the strip");
    let lock = Command::LockStage(LockStage { locked: false });
    assert_eq!(refused(&story, visitor(), &lock), Some(Rejected::Forbidden));
}

#[test]
fn co5_own_words_can_be_erased_for_a_quarter_of_an_hour() {
    let story = Story::new();
    let redact = |who: Principal, author: Principal, age: i64, erasable: bool| {
        let target = RedactTarget { author: author.participant, at: UnixMillis(0), erasable };
        let redact = Redact { stream: Stream::Public, seq: 1, target: Some(target) };
        let command = Command::Redact(redact);
        decide(&story.state, &Live::default(), &command, &who, UnixMillis(age)).err()
    };
    let limit = limits::REDACT_WITHIN_MS;
    assert_eq!(redact(visitor(), visitor(), limit, true), None);
    assert_eq!(redact(visitor(), visitor(), limit + 1, true), Some(Rejected::TooLate));
    assert_eq!(redact(visitor(), agent(), 0, true), Some(Rejected::Forbidden));
    assert_eq!(redact(agent(), visitor(), limit * 9, true), None);
    assert_eq!(redact(visitor(), visitor(), 0, false), Some(Rejected::TooLate));
}

#[test]
fn co8_a_note_is_erased_by_its_author_or_by_who_looks_after_the_team() {
    let mut story = Story::new();
    let colleague = |role| Principal { participant: ParticipantId(uuid::Uuid::from_u128(9)), role };
    let redact = |story: &Story, who: Principal, author: Principal, erasable: bool| {
        let target = RedactTarget { author: author.participant, at: UnixMillis(0), erasable };
        let redact = Redact { stream: Stream::Staff, seq: 1, target: Some(target) };
        let later = UnixMillis(limits::REDACT_WITHIN_MS * 9);
        decide(&story.state, &Live::default(), &Command::Redact(redact), &who, later).err()
    };
    story.act(agent(), &Command::Take(Take { from: None }));
    for (who, refused) in [
        (colleague(Role::Agent), Some(Rejected::Forbidden)),
        (colleague(Role::Supervisor), None),
        (colleague(Role::Administrator), None),
        (agent(), None),
        (visitor(), Some(Rejected::Forbidden)),
    ] {
        assert_eq!(redact(&story, who, agent(), true), refused, "{who:?}");
    }
    // Who answers the conversation makes no difference to whose note it is.
    assert_eq!(redact(&story, colleague(Role::Agent), colleague(Role::Agent), true), None);
    assert_eq!(redact(&story, agent(), colleague(Role::Agent), true), Some(Rejected::Forbidden));
    assert_eq!(redact(&story, agent(), agent(), false), Some(Rejected::TooLate));
    // A visitor does not even learn whether there is such a note.
    assert_eq!(redact(&story, visitor(), agent(), false), Some(Rejected::Forbidden));
}

#[test]
fn cv5_a_visitor_removes_own_pictures_only() {
    let mut story = Story::new();
    story.act(agent(), &add_item(1, true));
    story.act(visitor(), &add_item(2, true));
    let remove = |n| Command::RemoveItem(RemoveItem { item: item(n) });
    assert_eq!(refused(&story, visitor(), &remove(1)), Some(Rejected::Forbidden));
    story.act(visitor(), &remove(2));
    assert!(story.state.shown.is_empty());
    story.act(visitor(), &Command::RestoreItem(RestoreItem { item: item(2) }));
    assert!(story.state.item(item(2)).is_some());
}
