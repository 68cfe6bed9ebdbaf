//! What may happen to a call of the store, by a seed: it is slow, it fails before or after its
//! commit, it never returns because the process ends inside it; and the bugs that are planted to
//! show that the checker finds them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use vitrine_server::store::StoreResult;
use vitrine_shared::time::UnixMillis;

use super::unavailable;
use crate::dice::Dice;

/// A mistake that a store could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bug {
    /// An operation is answered and not yet safe: a crash takes it back.
    AckBeforeCommit,
    /// Repeats are not recognised.
    RepeatsForgotten,
    /// Events get the time of day, and the log is read in its order.
    OrderByWallClock,
    /// The tail of a resume begins one event too late.
    ResumeOffByOne,
    /// The fence of permissions is not looked at.
    FenceOff,
    /// Operations are published whose transaction then fails.
    BroadcastBeforeCommit,
    /// Whoever takes a conversation gets it, whoever has it.
    TakenTwice,
    /// What was erased is read from somewhere else.
    ErasedComesBack,
    /// People are said to have read more than they have.
    ReceiptsRunAhead,
    /// A visitor takes away and brings back the marks of others.
    MarksOfOthers,
    /// Clearing takes away what was drawn since the button was pressed.
    ClearTakesAll,
    /// What waits together is decided from the last to the first.
    LastFirst,
    /// A lock of the stage holds nobody.
    LockOff,
}

/// The conditions under which calls run.
#[derive(Default)]
pub(crate) struct Weather(Mutex<Conditions>);

#[derive(Default)]
struct Conditions {
    dice: Option<Dice>,
    /// Of a hundred calls, so many are slow.
    slow: u32,
    /// Of a hundred calls, so many fail.
    failing: u32,
    /// The process ends inside the call with this number from now.
    ends_in: Option<u32>,
    ended: bool,
    wall: i64,
    bug: Option<Bug>,
}

impl Weather {
    fn conditions(&self) -> MutexGuard<'_, Conditions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on things happen.
    pub(crate) fn begin(&self, dice: Dice, bug: Option<Bug>) {
        let mut now = self.conditions();
        now.dice = Some(dice);
        now.bug = bug;
        now.slow = 30;
    }

    /// So many of a hundred calls fail.
    pub(crate) fn failing(&self, percent: u32) {
        self.conditions().failing = percent;
    }

    /// Whether calls may fail at the moment.
    pub(crate) fn fails(&self) -> bool {
        self.conditions().failing > 0
    }

    /// The process ends inside one of the next calls.
    pub(crate) fn end_in(&self, calls: u32) {
        self.conditions().ends_in = Some(calls);
    }

    /// Whether the process has ended inside a call.
    pub(crate) fn ended(&self) -> bool {
        self.conditions().ended
    }

    /// A new process begins.
    pub(crate) fn calm(&self) {
        let mut now = self.conditions();
        now.ended = false;
        now.ends_in = None;
    }

    /// No more surprises: what is open may come to its end.
    pub(crate) fn clear_up(&self) {
        self.calm();
        let mut now = self.conditions();
        now.failing = 0;
        now.slow = 0;
    }

    /// The time of day, which may jump.
    pub(crate) fn set_wall(&self, wall: UnixMillis) {
        self.conditions().wall = wall.0;
    }

    pub(super) fn wall(&self) -> UnixMillis {
        UnixMillis(self.conditions().wall)
    }

    pub(super) fn bug(&self) -> Option<Bug> {
        self.conditions().bug
    }

    pub(super) fn chance(&self, of: u32, among: u32) -> bool {
        self.conditions().dice.as_mut().is_some_and(|dice| dice.below(among) < of)
    }

    /// Before a call touches anything.
    pub(super) async fn before(&self) -> StoreResult<()> {
        self.pass("the database does not answer").await
    }

    /// After a call has committed.
    pub(super) async fn after(&self) -> StoreResult<()> {
        self.pass("the connection was lost after the commit").await
    }

    async fn pass(&self, why: &'static str) -> StoreResult<()> {
        let (wait, fails, ends) = {
            let mut now = self.conditions();
            let (slow, failing) = (now.slow, now.failing);
            let Some(dice) = now.dice.as_mut() else { return Ok(()) };
            let wait = if dice.below(100) < slow { dice.below(40) } else { 0 };
            let fails = dice.below(100) < failing;
            let ends = match now.ends_in {
                Some(0) => true,
                Some(n) => {
                    now.ends_in = Some(n - 1);
                    false
                }
                None => false,
            };
            now.ended |= ends;
            (wait, fails, ends)
        };
        if ends {
            std::future::pending::<()>().await;
        }
        match wait {
            0 => {}
            1..=9 => tokio::task::yield_now().await,
            ms => tokio::time::sleep(Duration::from_millis(ms.into())).await,
        }
        if fails { Err(unavailable(why)) } else { Ok(()) }
    }
}
