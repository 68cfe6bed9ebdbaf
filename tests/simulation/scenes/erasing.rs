//! One message that two people erase at once.

use vitrine_shared::room::{Command, EventBody, Redact, Stream};
use vitrine_tests::say;

use super::Scene;
use crate::storage::Gate;

#[test]
fn co5_what_two_erase_at_once_leaves_the_same_trace_for_those_who_lag_behind() {
    let mut scene = Scene::new();
    let talk = scene.talk();
    let (visitor, agent, slow) =
        (scene.visitor_in(talk), scene.agent_in(talk), scene.agent_in(talk));
    scene.until(|scene| scene.clients[visitor].ready());
    scene.wish(visitor, say("Hello"));
    scene.rest();
    // One takes nothing for a while, so that the room has to keep for it what comes now.
    let wire = scene.clients[slow].wire().cloned().expect("connected");
    wire.slow_down(Some(0));
    for _ in 0..12 {
        scene.wish(agent, say(&"long ".repeat(799)));
    }
    scene.until(|scene| scene.clients[agent].answered());
    scene.wish(visitor, say("My card is 4111"));
    scene.until(|scene| scene.room(agent).texts().contains(&"My card is 4111"));
    let card =
        |body: &EventBody| matches!(body, EventBody::MessageSent(m) if m.text.contains("4111"));
    let events = &scene.room(agent).events;
    let seq = events.iter().find(|event| card(&event.body)).map(|event| event.seq);
    let seq = seq.expect("it was told");
    // Nothing is written until both have been found good.
    scene.storage.gates.hold(Gate::Append);
    for who in [visitor, agent] {
        scene.wish(who, Command::Redact(Redact { stream: Stream::Public, seq, target: None }));
    }
    scene.wait(200);
    scene.storage.gates.let_go();
    scene.until(|scene| [visitor, agent].iter().all(|who| scene.clients[*who].answered()));
    wire.slow_down(None);
    let stored = scene.storage.conversation(scene.talks[talk].conversation.expect("begun"));
    let stored = stored.expect("stored").public;
    let twice = stored.iter().filter(|one| matches!(one.body, EventBody::Redacted(_))).count();
    assert_eq!(twice, 2, "both were granted, neither knew of the other");
    let head = stored.last().map_or(0, |event| event.seq);
    scene.until(|scene| scene.room(slow).head() == head);
    let told = scene.room(slow).events.iter().find(|event| event.seq == seq);
    let kept = stored.iter().find(|event| event.seq == seq);
    assert!(kept.is_some_and(|kept| matches!(kept.body, EventBody::Erased(_))));
    assert_eq!(told, kept);
}
