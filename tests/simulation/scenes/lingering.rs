//! Connections that are dead and not gone: nobody is told, until somebody notices.

use vitrine_shared::ids::{AnnotationId, ItemId};
use vitrine_shared::room::{AddItem, Command};
use vitrine_shared::wire::{LiveFrame, PersonState};
use vitrine_tests::{chunk, line, say};

use super::Scene;

/// A silent socket is closed after this, in milliseconds, and looked at every five seconds (HS7).
const SILENCE: (u64, u64) = (45_000, 50_500);
/// Whoever is lost is coming back for so long (RG7).
const RECONNECTING: u64 = 15_000;

/// A visitor and an agent who have spoken, and a picture between them.
fn pair() -> (Scene, usize, usize, ItemId) {
    let mut scene = Scene::new();
    let talk = scene.talk();
    let (visitor, agent) = (scene.visitor_in(talk), scene.agent_in(talk));
    scene.until(|scene| scene.clients[visitor].ready());
    scene.wish(visitor, say("Hello"));
    scene.rest();
    let item: ItemId = scene.dice.id();
    let (media, title) = (scene.media, "A bag".to_owned());
    scene.wish(
        agent,
        Command::AddItem(AddItem { item, media, size: None, moving: None, title, show: true }),
    );
    scene.rest();
    scene.until(|scene| scene.room(visitor).state.shown == [item]);
    (scene, visitor, agent, item)
}

/// How the agent sees the visitor.
fn seen(scene: &Scene, visitor: usize, agent: usize) -> Option<PersonState> {
    scene.room(agent).person(scene.clients[visitor].who)
}

#[test]
fn hs7_a_line_that_is_dead_both_ways_is_noticed_and_told_in_time() {
    let (mut scene, visitor, agent, _) = pair();
    scene.wait(30_000);
    scene.clients[visitor].wire().expect("connected").die(true, true);
    let lost = scene.now;
    scene.clients[visitor].leave(u64::MAX);
    let online = Some(PersonState::Online);
    scene.until(|scene| seen(scene, visitor, agent) != online);
    let noticed = scene.now - lost;
    assert_eq!(seen(&scene, visitor, agent), Some(PersonState::Reconnecting));
    // The silence began with the last frame, which came at most a ping's time before.
    assert!(noticed + 20_000 > SILENCE.0 && noticed < SILENCE.1, "noticed after {noticed} ms");
    scene.until(|scene| seen(scene, visitor, agent) == Some(PersonState::Offline));
    let told = scene.now - lost - noticed;
    assert!((RECONNECTING..RECONNECTING + 1_000).contains(&told), "told after {told} ms");
}

#[test]
fn rg7_the_late_end_of_an_old_socket_takes_nothing_from_the_new_one() {
    let (mut scene, visitor, agent, item) = pair();
    let old = scene.clients[visitor].wire().cloned().expect("connected");
    old.die(true, true);
    let left = scene.now;
    scene.clients[visitor].leave(scene.now);
    scene.until(|scene| scene.clients[visitor].ready());
    // On the new socket it draws, and rests with the finger down.
    let (sid, points): (AnnotationId, _) = (scene.dice.id(), line(9));
    let stroke = Some(chunk(sid, item, 0, &points));
    scene.clients[visitor].live(LiveFrame { stroke, ..LiveFrame::default() });
    scene.until(|scene| scene.room(agent).strokes.contains_key(&sid));
    // The server gives the old socket up after its silence, and its end arrives even later.
    while scene.now < left + 60_000 {
        scene.tick();
        assert_eq!(seen(&scene, visitor, agent), Some(PersonState::Online));
    }
    old.cut();
    scene.wait(2 * RECONNECTING);
    assert_eq!(seen(&scene, visitor, agent), Some(PersonState::Online));
    assert!(scene.clients[visitor].ready(), "the new socket lives");
    let room = scene.room(agent);
    assert_eq!(room.strokes.get(&sid), Some(&points), "the stroke is still the author's");
    assert!(room.state.annotation(sid).is_none());
    scene.wish(visitor, say("Still here"));
    scene.until(|scene| scene.room(agent).texts() == ["Hello", "Still here"]);
}
