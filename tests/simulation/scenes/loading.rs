//! Rooms that load slowly, leave the memory while somebody comes, or begin between two questions.

use vitrine_tests::say;

use super::Scene;
use crate::storage::Gate;

/// Those who come while the room loads.
const JOINERS: usize = 50;
/// How long the room takes, in milliseconds.
const SLOW: u64 = 3_000;

#[test]
fn sn3_fifty_who_come_while_a_room_loads_for_three_seconds_get_one_room_and_hold_up_nobody() {
    let mut scene = Scene::new();
    let (slow, other) = (scene.talk(), scene.talk());
    let first = scene.visitor_in(slow);
    scene.until(|scene| scene.clients[first].ready());
    scene.wish(first, say("Hello"));
    scene.rest();
    // Another process begins, which has no room yet.
    scene.host.take().expect("it runs").end_after(0);
    scene.wires.iter().for_each(crate::network::Wire::cut);
    let conversation = scene.talks[slow].conversation.expect("it has begun");
    scene.storage.gates.hold(Gate::Load(conversation));
    let before = scene.storage.loads();
    scene.begin();
    for _ in 1..JOINERS {
        scene.onlooker_in(slow);
    }
    let neighbour = scene.visitor_in(other);
    scene.until(|scene| scene.storage.gates.waiting() > 0);
    let begun = scene.now;
    scene.until(|scene| scene.clients[neighbour].ready());
    scene.wish(neighbour, say("Not disturbed"));
    scene.until(|scene| scene.clients[neighbour].answered());
    assert!(scene.now - begun < SLOW / 4, "the neighbour waited {} ms", scene.now - begun);
    while scene.now < begun + SLOW {
        scene.tick();
        assert!(scene.clients[..JOINERS].iter().all(|client| !client.ready()));
    }
    scene.storage.gates.let_go();
    scene.rest();
    assert_eq!(scene.storage.loads(), before + 2, "each of the two rooms was read once");
    scene.wish(first, say("All here?"));
    scene.until(|scene| (0..JOINERS).all(|n| scene.room(n).texts() == ["Hello", "All here?"]));
    let expected = scene.room(0).state.clone();
    for n in 0..JOINERS {
        let room = scene.room(n);
        assert_eq!((&room.state, room.gaps, room.doubles), (&expected, 0, 0), "{n}");
    }
}

#[test]
fn sn3_whoever_comes_while_a_room_leaves_the_memory_is_in_the_same_room_as_the_next() {
    let mut scene = Scene::new();
    let talk = scene.talk();
    let first = scene.visitor_in(talk);
    scene.until(|scene| scene.clients[first].ready());
    scene.wish(first, say("Hello"));
    scene.rest();
    let conversation = scene.talks[talk].conversation.expect("it has begun");
    scene.storage.gates.hold(Gate::Snapshot(conversation));
    scene.clients[first].leave(u64::MAX);
    // An empty room leaves the memory after a minute; the last thing before is its snapshot.
    scene.until(|scene| scene.storage.gates.waiting() > 0);
    let loads = scene.storage.loads();
    let (one, two) = (scene.visitor_in(talk), scene.agent_in(talk));
    scene.until(|scene| scene.clients[one].ready());
    scene.storage.gates.let_go();
    scene.until(|scene| scene.clients[two].ready());
    scene.wish(one, say("Who is there?"));
    scene.until(|scene| scene.room(two).texts() == ["Hello", "Who is there?"]);
    scene.wish(two, say("It is me"));
    scene.until(|scene| scene.room(one).texts().len() == 3);
    assert_eq!(scene.storage.loads(), loads, "it never left");
    // And when it does leave, it comes back whole.
    scene.clients[one].leave(u64::MAX);
    scene.clients[two].leave(u64::MAX);
    scene.wait(70_000);
    let three = scene.agent_in(talk);
    scene.until(|scene| scene.room(three).texts().len() == 3);
    assert_eq!(scene.storage.loads(), loads + 1);
}

#[test]
fn tp4_a_conversation_that_begins_between_two_questions_keeps_its_name() {
    let mut scene = Scene::new();
    let talk = scene.talk();
    let writer = scene.visitor_in(talk);
    scene.until(|scene| scene.clients[writer].ready());
    let named = scene.talks[talk].conversation.expect("a welcome names it");
    let visitor = scene.talks[talk].visitor.clone();
    // Another tab asks: nothing is stored, it is told; before it hears that, something is.
    scene.storage.gates.hold(Gate::Looked);
    let second = scene.visitor_in(talk);
    scene.until(|scene| scene.storage.gates.waiting() > 0);
    scene.wish(writer, say("Hello"));
    scene.until(|scene| scene.clients[writer].answered());
    assert!(scene.storage.begun(named));
    scene.storage.gates.let_go();
    scene.until(|scene| scene.clients[second].replica.welcome.is_some());
    let told = scene.clients[second].replica.welcome.as_ref().and_then(|one| one.conversation);
    assert_eq!(told, Some(named), "one conversation has one name");
    let next = scene.host().inside(async |app| app.hub.conversation_of(&visitor).await);
    assert_eq!(next.ok(), Some(named));
}
