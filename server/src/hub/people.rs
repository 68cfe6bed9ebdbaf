//! Who is in a room, and in which state.

use std::collections::BTreeMap;

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::room::Role;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{Person, PersonState};

/// A lost connection counts as "reconnecting" for this long (RG7), in milliseconds.
const GRACE_MS: i64 = 15_000;

#[derive(Debug)]
struct Known {
    role: Role,
    name: Option<String>,
    /// Open tabs, and how many of them are hidden.
    tabs: u32,
    hidden: u32,
    lost_at: Option<UnixMillis>,
    /// What was last told to others.
    told: PersonState,
}

/// Everybody a room has seen.
#[derive(Debug, Default)]
pub(super) struct People(BTreeMap<ParticipantId, Known>);

impl People {
    /// Notes who somebody is.
    pub(super) fn name(&mut self, id: ParticipantId, role: Role, name: Option<String>) {
        let known = self.entry(id, role);
        known.name = name;
    }

    /// Counts everybody known so far as lost at `at`: a node that has just started cannot tell
    /// who was here a moment ago, and most of them are on their way back.
    pub(super) fn expect_back(&mut self, at: UnixMillis) {
        for known in self.0.values_mut().filter(|known| known.tabs == 0) {
            known.lost_at = Some(at);
        }
    }

    /// One more tab, visible until it says otherwise.
    pub(super) fn enter(&mut self, id: ParticipantId, role: Role) {
        let known = self.entry(id, role);
        known.tabs += 1;
        known.lost_at = None;
    }

    /// One tab less.
    pub(super) fn leave(&mut self, id: ParticipantId, was_hidden: bool, now: UnixMillis) {
        let Some(known) = self.0.get_mut(&id) else { return };
        known.tabs = known.tabs.saturating_sub(1);
        known.hidden = known.hidden.saturating_sub(u32::from(was_hidden));
        if known.tabs == 0 {
            known.lost_at = Some(now);
        }
    }

    /// A tab became hidden or visible.
    pub(super) fn hide(&mut self, id: ParticipantId, hidden: bool) {
        let Some(known) = self.0.get_mut(&id) else { return };
        if hidden {
            known.hidden += 1;
        } else {
            known.hidden = known.hidden.saturating_sub(1);
        }
    }

    /// Whether anybody of this role has a tab open.
    pub(super) fn here(&self, role: Role) -> bool {
        self.0.values().any(|known| known.role == role && known.tabs > 0)
    }

    /// Whether anybody of this role has a visible tab.
    pub(super) fn looks(&self, role: Role) -> bool {
        self.0.values().any(|known| known.role == role && known.tabs > known.hidden)
    }

    /// Notes what is told now; true when it differs from what was told last.
    pub(super) fn settle(&mut self, now: UnixMillis) -> bool {
        let mut changed = false;
        for known in self.0.values_mut() {
            let state = known.state(now);
            changed |= state != known.told;
            known.told = state;
        }
        changed
    }

    /// What to tell.
    pub(super) fn list(&self) -> Vec<Person> {
        let person = |(id, known): (&ParticipantId, &Known)| Person {
            id: *id,
            role: known.role,
            name: known.name.clone(),
            state: known.told,
        };
        self.0.iter().map(person).collect()
    }

    fn entry(&mut self, id: ParticipantId, role: Role) -> &mut Known {
        self.0.entry(id).or_insert(Known {
            role,
            name: None,
            tabs: 0,
            hidden: 0,
            lost_at: None,
            told: PersonState::Offline,
        })
    }
}

impl Known {
    fn state(&self, now: UnixMillis) -> PersonState {
        if self.tabs > self.hidden {
            return PersonState::Online;
        }
        if self.tabs > 0 {
            return PersonState::Away;
        }
        match self.lost_at {
            Some(at) if now.since(at) < GRACE_MS => PersonState::Reconnecting,
            Some(_) | None => PersonState::Offline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    #[test]
    fn rg7_a_lost_connection_is_reconnecting_for_15_s_and_then_offline() {
        let (mut people, luis) = (People::default(), new_id());
        people.enter(luis, Role::Visitor);
        assert!(people.settle(UnixMillis(0)));
        people.leave(luis, false, UnixMillis(1_000));
        assert!(people.settle(UnixMillis(1_000)));
        assert_eq!(people.list()[0].state, PersonState::Reconnecting);
        assert!(!people.settle(UnixMillis(15_999)));
        assert!(people.settle(UnixMillis(16_000)));
        assert_eq!(people.list()[0].state, PersonState::Offline);
    }

    #[test]
    fn rg7_after_a_restart_everybody_is_expected_back_for_15_s() {
        let (mut people, luis) = (People::default(), new_id());
        people.name(luis, Role::Visitor, None);
        people.expect_back(UnixMillis(1_000));
        people.settle(UnixMillis(2_000));
        assert_eq!(people.list()[0].state, PersonState::Reconnecting);
        people.settle(UnixMillis(16_000));
        assert_eq!(people.list()[0].state, PersonState::Offline);
    }

    #[test]
    fn two_tabs_are_one_person_who_is_away_when_both_are_hidden() {
        let (mut people, luis) = (People::default(), new_id());
        people.enter(luis, Role::Visitor);
        people.enter(luis, Role::Visitor);
        people.hide(luis, true);
        people.settle(UnixMillis(0));
        assert_eq!(people.list()[0].state, PersonState::Online);
        people.leave(luis, false, UnixMillis(0));
        people.settle(UnixMillis(0));
        assert_eq!(people.list()[0].state, PersonState::Away);
        assert_eq!(people.list().len(), 1);
    }
}
