//! What staff may read of a visitor: who it says it is, and its earlier conversations.

use serde::{Deserialize, Serialize};

use crate::ids::{ConversationId, MediaId, VisitorId};
use crate::room::Status;
use crate::time::UnixMillis;

/// Answer to `GET /v1/visitors/{id}`: a visitor as staff sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorDetails {
    /// Who.
    pub id: VisitorId,
    /// Name as told or as signed by the shop.
    pub name: Option<String>,
    /// E-mail address as told or as signed by the shop.
    pub email: Option<String>,
    /// Whether the shop has signed who this is.
    pub verified: bool,
}

/// Answer to `GET /v1/visitors/{id}/conversations?before=…`: those of this visitor and of nobody
/// else, newest first.
///
/// Two browsers are one visitor only when the shop has signed so: a name or an e-mail address that
/// was merely told joins no histories (S17).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorConversations {
    /// At most 20.
    pub conversations: Vec<VisitorConversation>,
    /// Ask with this for older ones; null at the end.
    pub next: Option<ConversationId>,
}

/// A conversation in the history of its visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorConversation {
    /// Which.
    pub conversation: ConversationId,
    /// When it began.
    pub began_at: UnixMillis,
    /// Whether it goes on.
    pub status: Status,
    /// Name of who of the staff answers or answered; null for nobody.
    pub answered_by: Option<String>,
    /// The first message that was not erased, shortened to 120 characters; null without one.
    pub first_words: Option<String>,
    /// The picture on its stage, the first of several.
    pub picture: Option<MediaId>,
}
