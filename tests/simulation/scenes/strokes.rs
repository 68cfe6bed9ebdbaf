//! An author who dies in the middle of a stroke, and comes back just when it is kept for them.

use vitrine_shared::ids::{AnnotationId, ItemId};
use vitrine_shared::room::{AddItem, Command, EventBody};
use vitrine_shared::wire::LiveFrame;
use vitrine_tests::{chunk, drawn, line, say};

use super::Scene;

/// An open stroke is kept so long after its author was lost, in milliseconds.
const ORPHAN: u64 = 15_000;
/// How often the server looks, in milliseconds; so long the moment of keeping is not known.
const LOOKS: u64 = 250;

/// The author is lost with an open stroke and comes back after so many milliseconds with the whole
/// mark; how often the log has it.
fn comes_back_after(ms: u64, steps: u32) -> usize {
    let mut scene = Scene::new();
    let talk = scene.talk();
    let (author, agent) = (scene.visitor_in(talk), scene.agent_in(talk));
    scene.until(|scene| scene.clients[author].ready());
    scene.wish(author, say("Look"));
    let item: ItemId = scene.dice.id();
    let (media, title) = (scene.media, "A bag".to_owned());
    scene.rest();
    scene.wish(
        agent,
        Command::AddItem(AddItem { item, media, size: None, moving: None, title, show: true }),
    );
    scene.rest();
    scene.until(|scene| scene.room(author).state.shown == [item]);
    let (sid, points): (AnnotationId, _) = (scene.dice.id(), line(12));
    let stroke = Some(chunk(sid, item, 0, &points[..9]));
    scene.clients[author].live(LiveFrame { stroke, ..LiveFrame::default() });
    scene.until(|scene| scene.room(agent).strokes.contains_key(&sid));
    scene.storage.gates.pause(3);
    let wire = scene.clients[author].wire().cloned().expect("connected");
    wire.cut();
    scene.clients[author].leave(scene.now + ms);
    // It finished the stroke while it was away.
    scene.wish(author, drawn(sid, item, &points));
    let back = scene.now + ms;
    while scene.now < back {
        scene.tick();
    }
    // The steps of the process fall differently around its own keeping.
    scene.host().steps(steps);
    scene.rest();
    scene.until(|scene| scene.room(agent).state.annotation(sid).is_some());
    scene.wait(ORPHAN + 2 * LOOKS);
    scene.rest();
    let log = scene.storage.conversation(scene.talks[talk].conversation.expect("begun"));
    let added =
        |body: &EventBody| matches!(body, EventBody::AnnotationAdded(a) if a.annotation == sid);
    let events = log.expect("stored").public;
    let ours = events.iter().filter(|event| added(&event.body));
    assert!(ours.clone().all(|event| event.actor == scene.clients[author].who));
    let count = ours.count();
    for reader in [author, agent] {
        let room = scene.room(reader);
        assert!(room.strokes.is_empty(), "after {ms} ms it is still open for {reader}");
        let marks = room.state.annotations.iter().filter(|mark| mark.id == sid && mark.live);
        assert_eq!(marks.count(), 1, "after {ms} ms");
    }
    count
}

#[test]
fn rg5_a_stroke_kept_for_its_author_and_the_authors_own_late_mark_are_one() {
    // Long before, on every tick around the moment, and long after.
    let around = (ORPHAN - 100..=ORPHAN + 2 * LOOKS).step_by(10);
    for (n, ms) in [1_000, 8_000, 30_000].into_iter().chain(around).enumerate() {
        let steps = u32::try_from(n % 7).expect("it is small");
        assert_eq!(comes_back_after(ms, steps), 1, "back after {ms} ms");
    }
}
