//! Coming in while others write: SN3, step by step.

use vitrine_shared::limits::SNAPSHOT_MESSAGES;
use vitrine_shared::room::RoomState;
use vitrine_shared::wire::Mode;
use vitrine_tests::{Topic, say};

use super::Scene;

/// Steps of the process between the moment that somebody asks for the conversation and the moment
/// that a message of somebody else comes in. After so many it is open.
const STEPS: u32 = 48;

/// The joiner comes, and after so many steps the writer's message; what was told must be the log.
fn join_while_written(scene: &mut Scene, joiner: usize, writer: usize, steps: u32, fresh: bool) {
    let before = scene.room(writer).head();
    if fresh {
        scene.clients[joiner].reload(scene.now);
    } else {
        scene.clients[joiner].leave(scene.now);
    }
    let opened = scene.room(joiner).opened.len();
    // What was missed while away: with it a tail is not empty.
    scene.wish(writer, say(&format!("missed {steps} {fresh}")));
    scene.look(writer);
    scene.arrive();
    scene.host().run(std::time::Duration::from_millis(10));
    scene.look(writer);
    while scene.clients[joiner].replica.welcome.is_none() || !scene.clients[joiner].asked() {
        scene.arrive();
        scene.host().run(std::time::Duration::from_millis(10));
        scene.look(joiner);
    }
    // The wish to open is on its way; it arrives, and so many steps later the message does.
    scene.arrive();
    scene.host().steps(steps);
    scene.wish(writer, say(&format!("meanwhile {steps} {fresh}")));
    scene.look(writer);
    scene.arrive();
    scene.rest();
    let head = before + 2;
    // Two messages, and nothing else.
    scene.until(|scene| scene.room(joiner).head() == head && scene.room(writer).head() == head);
    let (room, log) = (scene.room(joiner), scene.room(writer));
    let mode = if fresh { Mode::Snapshot } else { Mode::Tail };
    assert!(room.opened.len() > opened || fresh);
    assert_eq!(room.mode(), Some(mode), "after {steps} steps");
    assert_eq!((room.gaps, room.doubles), (0, 0), "after {steps} steps, fresh {fresh}");
    let (told, all) = (room.texts(), log.texts());
    let enough = told.len() >= all.len().min(SNAPSHOT_MESSAGES as usize);
    assert!(all.ends_with(&told) && enough, "after {steps} steps, fresh {fresh}: {told:?}");
    assert_eq!(shown(room), shown(log), "after {steps} steps, fresh {fresh}");
}

/// The state without who answers, which is told to staff only.
fn shown(topic: &Topic) -> RoomState {
    RoomState { assignee: None, ..topic.state.clone() }
}

#[test]
fn sn3_a_message_at_any_step_of_an_opening_is_neither_lost_nor_doubled() {
    for fresh in [true, false] {
        let mut scene = Scene::new();
        let talk = scene.talk();
        let (joiner, writer) = (scene.visitor_in(talk), scene.agent_in(talk));
        scene.until(|scene| scene.clients[joiner].ready());
        scene.wish(joiner, say("Hello"));
        scene.rest();
        // Whoever writes for the first time arrives with it, which is an event more.
        scene.wish(writer, say("Hello to you"));
        scene.rest();
        scene.storage.gates.pause(3);
        for steps in 0..STEPS {
            join_while_written(&mut scene, joiner, writer, steps, fresh);
        }
    }
}
