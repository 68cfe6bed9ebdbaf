//! Durable operations and their answers.

use serde::{Deserialize, Serialize};

use super::error::ErrorCode;
use crate::ids::ClientId;
use crate::room::Command;

/// A durable wish. Sent again with the same `cid` until it is answered; it happens once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Operation {
    /// An open conversation topic; the command says which stream the event goes to.
    pub sub: u32,
    /// The client's name for this operation.
    pub cid: ClientId,
    /// What is wished.
    pub command: Command,
}

/// The operation is committed: no crash can take it back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ack {
    /// Which operation.
    pub cid: ClientId,
    /// Seq of its last event; the head when the operation changed nothing.
    pub seq: u32,
}

/// The operation is refused, or a frame could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nack {
    /// Which operation; null when the frame could not be read or was none.
    pub cid: Option<ClientId>,
    /// Which topic could not be opened or is not open; null when it is about none.
    pub sub: Option<u32>,
    /// Why.
    pub code: ErrorCode,
    /// When trying again makes sense, in milliseconds; null when it never does.
    pub retry_ms: Option<u32>,
}
