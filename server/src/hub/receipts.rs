//! How far everybody has got a conversation and read it (RC1).

use std::collections::{BTreeMap, BTreeSet};

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{ReceiptOf, Receipts, ServerMessage};

use super::frames::SharedFrame;

/// Changed receipts are told to the others and stored this often, in milliseconds.
const EVERY_MS: i64 = 1_000;
/// People whose receipts one conversation keeps.
const PEOPLE: usize = 64;

/// The receipts of a room: a register each that only grows.
#[derive(Debug, Default)]
pub(super) struct ReceiptBook {
    of: BTreeMap<ParticipantId, ReceiptOf>,
    /// Those that the store does not have yet.
    unsaved: BTreeSet<ParticipantId>,
    /// Whether somebody has to be told, and when it was done last.
    untold: bool,
    told_at: Option<UnixMillis>,
    /// What is told, and since which version of the room.
    frame: Option<(u64, SharedFrame)>,
}

impl ReceiptBook {
    /// As they were stored.
    pub(super) fn restore(&mut self, receipts: impl Iterator<Item = ReceiptOf>) {
        self.of.extend(receipts.map(|receipt| (receipt.participant, receipt)));
        self.untold = !self.of.is_empty();
    }

    /// Notes how far somebody has got; true when it changed anything. Nobody can have got further
    /// than the log.
    pub(super) fn note(&mut self, receipt: ReceiptOf, head: u32) -> bool {
        if self.of.len() >= PEOPLE && !self.of.contains_key(&receipt.participant) {
            return false;
        }
        let known = self.of.entry(receipt.participant).or_insert(ReceiptOf {
            participant: receipt.participant,
            delivered: 0,
            read: 0,
        });
        let before = *known;
        known.read = known.read.max(receipt.read.min(head));
        known.delivered = known.delivered.max(receipt.delivered.min(head)).max(known.read);
        if *known == before {
            return false;
        }
        self.unsaved.insert(receipt.participant);
        self.untold = true;
        true
    }

    /// How far somebody has read.
    pub(super) fn read_by(&self, who: ParticipantId) -> u32 {
        self.of.get(&who).map_or(0, |receipt| receipt.read)
    }

    /// Makes what is told anew when it is time; true when there is something new to tell.
    pub(super) fn settle(&mut self, version: u64, now: UnixMillis) -> bool {
        let due = self.told_at.is_none_or(|at| now.since(at) >= EVERY_MS);
        if !self.untold || !due {
            return false;
        }
        let receipts = self.of.values().copied().collect();
        let message = ServerMessage::Receipts(Receipts { sub: 0, receipts });
        self.frame = Some((version, SharedFrame::new("receipts", &message)));
        (self.untold, self.told_at) = (false, Some(now));
        true
    }

    /// What a reader who has seen `seen` lacks.
    pub(super) fn newer(&self, seen: u64) -> Option<&SharedFrame> {
        self.frame.as_ref().filter(|(version, _)| *version > seen).map(|(_, frame)| frame)
    }

    /// What has to be stored; it counts as stored from now on.
    pub(super) fn take_unsaved(&mut self) -> Vec<ReceiptOf> {
        let unsaved = std::mem::take(&mut self.unsaved);
        unsaved.iter().filter_map(|who| self.of.get(who).copied()).collect()
    }

    /// Whether everything is stored.
    pub(super) fn is_saved(&self) -> bool {
        self.unsaved.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::new_id;

    #[test]
    fn rc1_positions_only_grow_and_never_beyond_the_log() {
        let (mut book, who) = (ReceiptBook::default(), new_id());
        let at = |delivered, read| ReceiptOf { participant: who, delivered, read };
        assert!(book.note(at(5, 3), 10));
        assert!(!book.note(at(4, 2), 10));
        assert!(book.note(at(0, 9), 10), "what was read was delivered");
        assert_eq!(book.of[&who], at(9, 9));
        assert!(book.note(at(99, 99), 10));
        assert_eq!(book.of[&who], at(10, 10));
        assert_eq!(book.take_unsaved(), vec![at(10, 10)]);
        assert!(book.is_saved());
    }

    #[test]
    fn rc1_others_are_told_at_most_once_a_second() {
        let (mut book, who) = (ReceiptBook::default(), new_id());
        let at = |read| ReceiptOf { participant: who, delivered: read, read };
        book.note(at(1), 10);
        assert!(book.settle(2, UnixMillis(0)));
        book.note(at(2), 10);
        assert!(!book.settle(3, UnixMillis(999)));
        assert!(book.settle(3, UnixMillis(1_000)));
        assert!(book.newer(2).is_some() && book.newer(3).is_none());
    }
}
