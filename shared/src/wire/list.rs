//! The agent's list of conversations: a query that keeps itself fresh.

use serde::{Deserialize, Serialize};

use super::PageFacts;
use crate::ids::{ConversationId, MediaId, ParticipantId};
use crate::room::Status;
use crate::time::UnixMillis;

/// Which conversations a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ListView {
    /// Open ones that the reader answers.
    Mine,
    /// Open ones that nobody answers, those of visitors who have said nothing yet included.
    Unassigned,
    /// All open ones.
    #[default]
    All,
    /// Those that have ended.
    Resolved,
}

/// How many conversations each view holds, those without a word not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListCounts {
    /// Open ones that the reader answers.
    pub mine: u32,
    /// Open ones that nobody answers.
    pub unassigned: u32,
    /// All open ones.
    pub all: u32,
}

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
    /// How many there are in each view.
    pub counts: ListCounts,
}

/// What a list holds at this moment, every 30 s, to notice a list that has come apart (LS7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ListDigest {
    /// In which topic.
    pub sub: u32,
    /// How many rows.
    pub rows: u32,
    /// Their `rev`s, added up; beyond 2³² it begins at 0 again.
    pub sum: u32,
}

/// Answer to `GET /v1/conversations?at=…&before=…`: ended conversations beyond a list (LS6).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndedConversations {
    /// At most 100, latest activity first, with `rev` 0: what a list says of them is newer.
    pub rows: Vec<ListRow>,
    /// Whether there are older ones.
    pub more: bool,
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
    /// Public messages of others that the reader has not read, at most 100.
    pub unread: u32,
    /// Whether it goes on.
    pub status: Status,
    /// Who answers it.
    pub assignee: Option<ParticipantId>,
    /// The picture on the stage, the first of several.
    pub picture: Option<MediaId>,
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
