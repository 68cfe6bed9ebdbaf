//! Waiting for each other in a moving item: the server looks who is ready and how long it has
//! been, and asks for what follows from it like anybody else (VD5, VD6).

use vitrine_shared::ids::ItemId;
use vitrine_shared::room::{
    Command, GoOn, HoldPlayback, Playback, Principal, Readiness, Role, Status,
};
use vitrine_shared::time::UnixMillis;

use super::super::registers::Source;
use super::{Room, Submission};
use crate::clock::new_id;

/// What was asked for is asked again after this, in milliseconds: the store may not have taken it.
const ASK_AGAIN_MS: i64 = 1_000;

/// A playback that was asked to change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    item: ItemId,
    rev: u32,
    at: UnixMillis,
}

impl Room {
    /// Somebody's moving item is doing like that; false when there is no such item.
    pub(super) fn watch(&mut self, by: Source, readiness: Readiness, now: UnixMillis) -> bool {
        if self.state.item(readiness.item).is_none_or(|item| item.moving.is_none()) {
            return false;
        }
        self.live.audience.tell(by.session, readiness, now);
        let version = self.next_version();
        self.registers.video(by, readiness, version);
        true
    }

    /// What has to be asked for now: that the others wait for a stalled video, or that a wait
    /// ends. Asked once for each playback.
    pub fn due_playback(&mut self, now: UnixMillis) -> Option<Submission> {
        if self.state.status != Status::Open {
            return None;
        }
        let shown = self.state.shown.iter().filter_map(|id| self.state.item(*id));
        let (item, rev, command, who) = shown
            .filter_map(|item| Some((item.id, item.moving.as_ref()?, item.playback.as_ref()?)))
            .filter(|(_, _, playback)| playback.playing)
            .find_map(|(item, moving, playback)| {
                let ended = playback.target(now, moving.end_ms()) == moving.end_ms();
                self.due_of(item, playback, ended, now)
            })?;
        let asked = self.playback_asked.is_some_and(|last| {
            last.item == item && last.rev == rev && now.since(last.at) < ASK_AGAIN_MS
        });
        if asked {
            return None;
        }
        self.playback_asked = Some(Asked { item, rev, at: now });
        let acl_epoch = self.acl_epoch;
        Some(Submission { principal: who, acl_epoch, cid: new_id(), command, reply_to: None })
    }

    fn due_of(
        &self,
        item: ItemId,
        playback: &Playback,
        ended: bool,
        now: UnixMillis,
    ) -> Option<(ItemId, u32, Command, Principal)> {
        let (audience, rev) = (&self.live.audience, playback.rev);
        let (command, who) = if let Some(wait) = &playback.waiting {
            let over = now >= wait.until || audience.late(&self.state, item).is_empty();
            let who = wait.who.first().filter(|_| over)?;
            (Command::GoOn(GoOn { item, rev }), *who)
        } else {
            let stalled = audience.stalled(&self.state, item, playback.at, now);
            let first = *stalled.first().filter(|_| !ended)?;
            (Command::HoldPlayback(HoldPlayback { item, rev, who: stalled }), first)
        };
        let role = self.state.participants.iter().find(|one| one.id == who).map(|one| one.role);
        let here = self.members.values().map(|member| member.principal);
        let here = here.filter(|one| one.participant == who).map(|one| one.role).next();
        let role = here.or(role).unwrap_or(Role::Visitor);
        Some((item, rev, command, Principal { participant: who, role }))
    }
}
