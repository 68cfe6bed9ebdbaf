//! Topics: opening, resuming and closing them, and what a conversation's topic holds.

use serde::{Deserialize, Serialize};

use super::list::ListView;
use crate::ids::ParticipantId;
use crate::ids::{ConversationId, ItemId};
use crate::room::{
    Annotation, Cleared, Event, Item, Lead, Participant, Proposal, Role, SharedProduct, Status,
    Stream,
};

/// What can be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum TopicName {
    /// One stream of one conversation.
    Conversation {
        /// Which conversation.
        conversation: ConversationId,
        /// Which of its streams.
        stream: Stream,
    },
    /// Conversations of the account, newest activity first; staff only.
    Conversations {
        /// Which of them.
        #[serde(default)]
        view: ListView,
    },
    /// Who is on the shop's pages right now, most recent arrival first; staff only.
    Visitors {},
}

/// Listen to a topic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Open {
    /// The client's number for this topic on this socket; later frames carry it.
    pub sub: u32,
    /// What to listen to.
    pub topic: TopicName,
    /// The last position the client has, if it has one.
    pub resume: Option<Resume>,
}

/// A position in a stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Resume {
    /// The epoch the position belongs to.
    pub epoch: String,
    /// Last event applied.
    pub seq: u32,
}

/// How a topic begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Mode {
    /// The events after the resume point follow.
    Tail,
    /// Parts of a snapshot follow, then the events after it.
    Snapshot,
    /// Rows follow.
    List,
}

/// A topic is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Opened {
    /// The client's number for it.
    pub sub: u32,
    /// How it begins.
    pub mode: Mode,
    /// The epoch positions belong to from now on.
    pub epoch: String,
    /// Seq of the newest event at this moment.
    pub head: u32,
    /// The client's role in this topic.
    pub role: Role,
}

/// Stop listening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Close {
    /// Which topic.
    pub sub: u32,
}

/// A topic is closed, by wish or because access ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Closed {
    /// Which topic.
    pub sub: u32,
}

/// What happened, in order and without gaps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Events {
    /// In which topic.
    pub sub: u32,
    /// At least one event, each seq one above the last.
    pub events: Vec<Event>,
}

/// Part of the state of a conversation, at most 32 KiB.
///
/// The client collects the parts and replaces its state at the `last` one. The stage comes
/// first, then the strip, then the marks with those of the shown items in front, then the newest messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Snapshot {
    /// In which topic.
    pub sub: u32,
    /// The state includes every event up to here.
    pub seq: u32,
    /// Number of this part, from 0.
    pub part: u32,
    /// Whether this is the last part.
    pub last: bool,
    /// The stage; in the first part.
    pub stage: Option<Stage>,
    /// The strip, in order.
    pub items: Vec<Item>,
    /// Live marks.
    pub annotations: Vec<Annotation>,
    /// Products that were shown, in order.
    pub products: Vec<SharedProduct>,
    /// Proposals, in order.
    pub proposals: Vec<Proposal>,
    /// Messages, oldest first.
    pub messages: Vec<Event>,
    /// Whether `messages` of all parts reach back to the first one.
    pub from_first: bool,
}

/// What is on the stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Stage {
    /// Who has taken part.
    pub participants: Vec<Participant>,
    /// One to four items on the stage, or none.
    pub shown: Vec<ItemId>,
    /// Whose hand moves the shared view.
    pub lead: Option<Lead>,
    /// Whether the shown items zoom as one.
    pub zoom_linked: bool,
    /// Whether only staff may change what the stage shows.
    pub locked: bool,
    /// What the last clearing took away, while it can be brought back. Staff only.
    pub cleared: Option<Cleared>,
    /// Whether the conversation goes on.
    pub status: Status,
    /// Who of the staff answers. Staff only.
    pub assignee: Option<ParticipantId>,
}

/// Ask for older messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GetHistory {
    /// In which topic.
    pub sub: u32,
    /// Only messages with a smaller seq.
    pub before: u32,
}

/// Older messages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct History {
    /// In which topic.
    pub sub: u32,
    /// The position that was asked with.
    pub before: u32,
    /// At most 100 messages, oldest first.
    pub messages: Vec<Event>,
    /// Whether they reach back to the first one.
    pub from_first: bool,
}

/// Which page the visitor is on; a register of the visitor, sent when it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PageFacts {
    /// Address of the page, at most 2,048 bytes; http or https.
    pub url: String,
    /// Title of the page, at most 200 characters.
    pub title: String,
    /// Language of the page (BCP 47), at most 35 characters.
    pub language: String,
    /// The product the page is about, if it says so.
    pub product: Option<Product>,
}

/// A product as the page describes it. Shown to the agent as told, never trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Product {
    /// Name, at most 200 characters.
    pub name: String,
    /// Address of its picture, at most 2,048 bytes.
    pub picture: Option<String>,
    /// Price in the words of the page, at most 40 characters.
    pub price: Option<String>,
}

/// The cart as the shop's page tells it. Shown to the agent as told, never trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cart {
    /// Pieces in it.
    pub count: u32,
    /// What it costs, in the words of the shop, at most 40 characters.
    pub total: Option<String>,
}
