//! What a replay and a transcript are made of: the log of a conversation, and where people looked.

use serde::{Deserialize, Serialize};

use crate::ids::ParticipantId;
use crate::room::{Event, Role};
use crate::time::UnixMillis;
use crate::trace::SeenView;

/// Answer to `GET /v1/conversations/{id}/events?stream=…&after=…`: a page of one stream.
///
/// A visitor reads the public stream of its own conversations, staff both streams of any of their
/// account. What was erased stands there as what is left of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ConversationLog {
    /// Everybody who has taken part.
    pub people: Vec<LogPerson>,
    /// In order, from the one after `after`.
    pub events: Vec<Event>,
    /// Seq of the newest event of the stream; ask again until it is reached.
    pub head: u32,
}

/// Somebody who has taken part in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LogPerson {
    /// Who.
    pub id: ParticipantId,
    /// In which role.
    pub role: Role,
    /// The name to show; null for an anonymous visitor and for who is gone.
    pub name: Option<String>,
}

/// Answer to `GET /v1/conversations/{id}/views?at=…&who=…`: a page of where people looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ViewTrace {
    /// By time, in runs of five seconds.
    pub runs: Vec<PersonViews>,
    /// Ask with this for later ones; null at the end.
    pub next: Option<ViewsAfter>,
    /// For how many days views are kept; 0 when they are not.
    pub kept_days: u32,
}

/// The views of one person, in order of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PersonViews {
    /// Whose.
    pub participant: ParticipantId,
    /// At most twenty.
    pub views: Vec<SeenView>,
}

/// The last run of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ViewsAfter {
    /// When it began.
    pub at: UnixMillis,
    /// Whose it was.
    pub who: ParticipantId,
}
