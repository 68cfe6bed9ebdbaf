//! The real service in a made-up world: virtual time, a network that cuts anywhere, a store that
//! crashes, everything by a seed.
//!
//! `VITRINE_SEED=17 cargo test -p vitrine-tests --test simulation one_seed -- --nocapture` plays
//! one seed and prints what happened; `VITRINE_SEEDS=10000 cargo test -p vitrine-tests --release
//! --test simulation many_seeds` plays many.

mod client;
mod contract;
mod dice;
mod host;
mod network;
mod planted;
mod scenes;
mod shop;
mod storage;
mod trace;
mod wishes;
mod world;

#[expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the model leaves out what no conversation needs"
)]
#[path = "../../server/tests/store_contract/suite.rs"]
mod suite;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;
use trace::Trace;
use world::{play, play_restored};

/// Seeds that the ordinary test command plays.
const SEEDS: u64 = 300;

/// A number from the environment.
#[expect(clippy::disallowed_methods, reason = "how a test is told which seeds to play")]
fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn p1_to_p6_hold_whatever_befalls_whom() {
    let (seeds, next) = (wanted("VITRINE_SEEDS").unwrap_or(SEEDS), AtomicU64::new(1));
    let failed = Mutex::new(Vec::new());
    let work = || {
        let folder = folder();
        let mut totals = (0, 0, 0);
        loop {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed > seeds {
                return totals;
            }
            let outcome = play(seed, None, folder.path(), Trace::default());
            totals.0 += outcome.acknowledged;
            totals.1 += outcome.processes as usize;
            totals.2 += outcome.sockets as usize;
            if !outcome.broken.is_empty() {
                failed.lock().expect("nobody panics").push((seed, outcome.broken));
            }
        }
    };
    let totals = std::thread::scope(|scope| {
        let (one, two) = (scope.spawn(work), scope.spawn(work));
        let (one, two) = (one.join().expect("it ends"), two.join().expect("it ends"));
        (one.0 + two.0, one.1 + two.1, one.2 + two.2)
    });
    let (acknowledged, processes, sockets) = totals;
    println!(
        "{seeds} seeds: {acknowledged} acknowledged, {processes} processes, {sockets} sockets"
    );
    let mut failed = failed.into_inner().expect("nobody panics");
    failed.sort_by_key(|(seed, _)| *seed);
    for (seed, broken) in &failed {
        println!(
            "VITRINE_SEED={seed} cargo test -p vitrine-tests --test simulation one_seed -- --nocapture"
        );
        broken
            .iter()
            .take(3)
            .for_each(|broken| println!("    {:?}: {}", broken.promise, broken.how));
    }
    assert!(failed.is_empty(), "{} of {seeds} seeds failed", failed.len());
    // A run in which little happens proves little.
    let seeds = usize::try_from(seeds).expect("a number of seeds");
    assert!(acknowledged > seeds * 20 && processes > seeds && sockets > seeds * 8);
}

#[test]
fn one_seed_is_the_same_run_every_time() {
    let folder = folder();
    let seed = wanted("VITRINE_SEED");
    let run = || play(seed.unwrap_or(7), None, folder.path(), Trace::kept());
    let (first, second) = (run(), run());
    if seed.is_some() {
        println!("{}", first.trace);
    }
    let differs = first.trace.lines().zip(second.trace.lines()).find(|(one, two)| one != two);
    assert_eq!(differs, None);
    assert_eq!(first.trace.len(), second.trace.len());
    assert!(first.trace.lines().count() > 100, "a run of some length");
    assert!(first.broken.is_empty(), "{:?}", first.broken);
}

#[test]
fn sn6_after_a_restore_everybody_shows_the_restored_log() {
    let folder = folder();
    for seed in 1..=20 {
        let outcome = play_restored(seed, folder.path());
        assert!(outcome.broken.is_empty(), "seed {seed}: {:?}", outcome.broken);
    }
}
