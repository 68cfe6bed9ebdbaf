//! The agent's list of conversations: a query that keeps itself fresh.

use serde::{Deserialize, Serialize};

use super::PageFacts;
use crate::ids::{ConversationId, ParticipantId};
use crate::time::UnixMillis;

/// Rows that are new or changed, and those that are gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rows {
    /// In which topic.
    pub sub: u32,
    /// True for the answer to `open`: forget what was there.
    pub reset: bool,
    /// New or changed rows; the larger `rev` of a conversation wins.
    pub rows: Vec<ListRow>,
    /// Conversations that left the list.
    pub gone: Vec<ConversationId>,
}

/// One conversation in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListRow {
    /// Which.
    pub conversation: ConversationId,
    /// Grows with each change of this row.
    pub rev: u32,
    /// The visitor.
    pub visitor: ParticipantId,
    /// The visitor's name; null while anonymous.
    pub name: Option<String>,
    /// False while nothing was said or shown: the panel is open and an agent may begin.
    pub started: bool,
    /// The newest message.
    pub last_line: Option<LastLine>,
    /// When something last happened.
    pub active_at: UnixMillis,
    /// Since when the visitor waits for an answer.
    pub waiting_since: Option<UnixMillis>,
    /// Messages of the visitor since the last answer.
    pub unanswered: u32,
    /// Whether the visitor is connected.
    pub here: bool,
    /// The page the visitor is on.
    pub page: Option<PageFacts>,
}

/// The newest message of a conversation, shortened to 120 characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LastLine {
    /// Who said it.
    pub by: ParticipantId,
    /// What was said.
    pub text: String,
}
