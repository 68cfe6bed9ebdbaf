//! Receipts: how far somebody has got a conversation, and how far it was read.

use serde::{Deserialize, Serialize};

use crate::ids::ParticipantId;

/// How far this person has got. Positions only grow; a smaller one changes nothing (RC1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Receipt {
    /// An open public conversation topic.
    pub sub: u32,
    /// Seq of the newest event that has reached this device.
    pub delivered: u32,
    /// Seq of the newest message that was on a visible screen.
    pub read: u32,
}

/// How far everybody has got; sent in full when a topic opens and whenever it changes, at most
/// once a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Receipts {
    /// In which topic.
    pub sub: u32,
    /// One for each participant.
    pub receipts: Vec<ReceiptOf>,
}

/// How far one participant has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReceiptOf {
    /// Who.
    pub participant: ParticipantId,
    /// Seq of the newest event that has reached one of the devices.
    pub delivered: u32,
    /// Seq of the newest message that was on a visible screen.
    pub read: u32,
}
