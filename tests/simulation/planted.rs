//! The checker finds what it is there to find: each bug is planted, and within a few seeds the
//! promise that it breaks is named.

use vitrine_tests::history::Promise;

use crate::storage::Bug;
use crate::trace::Trace;
use crate::world::play;

/// Seeds within which a planted bug has to be found.
const SEEDS: u64 = 120;

fn finds(bug: Bug, promises: &[Promise]) {
    let folder = crate::folder();
    let found = (1..=SEEDS).find_map(|seed| {
        let outcome = play(seed, Some(bug), folder.path(), Trace::default());
        let broken = outcome.broken.into_iter().find(|one| promises.contains(&one.promise))?;
        Some((seed, broken))
    });
    let (seed, broken) = found.unwrap_or_else(|| panic!("{bug:?} was not found"));
    eprintln!("{bug:?}: seed {seed}, {:?}: {}", broken.promise, broken.how);
}

#[test]
fn p1_an_ack_before_the_commit_is_found() {
    finds(Bug::AckBeforeCommit, &[Promise::AcknowledgedIsStored]);
}

#[test]
fn p2_forgotten_repeats_are_found() {
    finds(Bug::RepeatsForgotten, &[Promise::Once]);
}

#[test]
fn p3_an_order_by_the_clock_on_the_wall_is_found() {
    finds(Bug::OrderByWallClock, &[Promise::OneOrder]);
}

#[test]
fn p3_a_tab_whose_words_are_turned_round_is_found() {
    finds(Bug::LastFirst, &[Promise::OwnOrder]);
}

#[test]
fn p4_a_resume_that_is_off_by_one_is_found() {
    finds(Bug::ResumeOffByOne, &[Promise::OneOrder, Promise::CaughtUp]);
}

#[test]
fn p5_a_fence_that_is_not_looked_at_is_found() {
    finds(Bug::FenceOff, &[Promise::AccessEnds]);
}

#[test]
fn p3_what_is_told_before_it_is_committed_is_found() {
    finds(Bug::BroadcastBeforeCommit, &[Promise::OneOrder, Promise::Alike]);
}

#[test]
fn co1_two_who_answer_at_once_are_found() {
    finds(Bug::TakenTwice, &[Promise::OneAnswers]);
}

#[test]
fn co5_an_erased_body_in_a_tail_is_found() {
    finds(Bug::ErasedComesBack, &[Promise::Erased]);
}

#[test]
fn rc1_a_receipt_nobody_gave_is_found() {
    finds(Bug::ReceiptsRunAhead, &[Promise::Receipts]);
}

#[test]
fn an4_a_hand_on_anothers_marks_is_found() {
    finds(Bug::MarksOfOthers, &[Promise::OwnMarks]);
}

#[test]
fn an9_a_clearing_that_takes_too_much_is_found() {
    finds(Bug::ClearTakesAll, &[Promise::OwnMarks]);
}

#[test]
fn co4_a_lock_that_holds_nobody_is_found() {
    finds(Bug::LockOff, &[Promise::Held]);
}
