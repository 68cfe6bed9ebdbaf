//! Everybody at once, on one thread: after a restart, and for as long as the process is busy.

use std::collections::BTreeSet;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use vitrine_tests::say;

use super::{Scene, TICK};
use crate::network::Wire;

/// Conversations, and sockets in each: a visitor with four tabs and three of the staff.
const TALKS: usize = 160;
const TABS: (usize, usize) = (4, 3);
/// No step of any task may keep the thread for longer. In the debug build a step takes a few
/// milliseconds; a lock that is waited for or a loop over all rooms would take whole seconds.
const LONGEST_STEP: Duration = Duration::from_millis(500);
/// Steps that are timed one by one in each tick; hundreds of tasks do something in it.
const STEPS: u32 = 2_000;

/// A scene in which everybody is in a conversation of some words.
fn crowd() -> Scene {
    let mut scene = Scene::new();
    for _ in 0..TALKS {
        let talk = scene.talk();
        let first = scene.clients.len();
        for _ in 0..TABS.0 {
            scene.visitor_in(talk);
        }
        for _ in 0..TABS.1 {
            scene.agent_in(talk);
        }
        scene.wish(first, say("Hello"));
    }
    scene.rest();
    scene
}

#[test]
fn sn3_a_thousand_who_come_back_within_a_second_read_each_room_once() {
    let mut scene = crowd();
    // It stops, and tells each of them a time of its own.
    scene.host().inside(async |app| {
        app.drain.begin();
        app.hub.drain();
    });
    scene.until(|scene| scene.clients.iter().all(|client| !client.replica.drains.is_empty()));
    let told: BTreeSet<u32> =
        scene.clients.iter().filter_map(|client| client.replica.drains.first().copied()).collect();
    let sockets = TALKS * (TABS.0 + TABS.1);
    assert_eq!(told.len(), sockets, "no two come back at the same time");
    assert!(told.iter().all(|ms| *ms < 15_000));
    let in_any_second = told.iter().map(|ms| told.range(*ms..*ms + 1_000).count()).max();
    assert!(in_any_second <= Some(200), "{in_any_second:?} in one second");

    // Without that: the process ends at once, and all of them come within a second.
    scene.host.take().expect("it runs").end_after(0);
    scene.wires.iter().for_each(Wire::cut);
    scene.everybody();
    let before = scene.storage.loads();
    scene.begin();
    let begun = scene.now;
    for n in 0..scene.clients.len() {
        let at = scene.now + u64::from(scene.dice.below(1_000));
        scene.clients[n].leave(at);
    }
    let mut longest = Duration::ZERO;
    while !scene.clients.iter().all(crate::client::Client::ready) {
        assert!(scene.now < begun + 60_000, "not everybody came back");
        scene.arrive();
        longest = longest.max(scene.host().longest_step(STEPS, cpu_time));
        scene.host().run(Duration::from_millis(TICK));
        scene.everybody();
    }
    assert_eq!(scene.storage.loads(), before + u32::try_from(TALKS).expect("few"));
    assert!(scene.now < begun + 8_000, "it took {} ms", scene.now - begun);
    assert!(longest < LONGEST_STEP, "one step took {longest:?}");
    for n in 0..scene.clients.len() {
        scene.wish(n, say("Back"));
    }
    while !scene.clients.iter().all(crate::client::Client::answered) {
        scene.arrive();
        longest = longest.max(scene.host().longest_step(STEPS, cpu_time));
        scene.host().run(Duration::from_millis(TICK));
        scene.everybody();
    }
    scene.until(|scene| (0..sockets).all(|n| scene.room(n).texts().len() == 1 + TABS.0 + TABS.1));
    for n in 0..sockets {
        assert_eq!((scene.room(n).gaps, scene.room(n).doubles), (0, 0), "{n}");
    }
    assert!(longest < LONGEST_STEP, "one step took {longest:?}");
    println!("{sockets} sockets, longest step {longest:?}");
}

/// Processor time of this thread: what a step costs, whoever else uses the machine.
fn cpu_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    let nanos = now.tv_sec * 1_000_000_000 + now.tv_nsec;
    Duration::from_nanos(nanos.try_into().expect("it only grows"))
}
