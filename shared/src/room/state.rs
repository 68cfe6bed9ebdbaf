//! The folded state of a room.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::path::Path;
use super::playback::{Moving, Playback};
use super::product::{Proposal, SharedProduct};
use crate::ids::{AnnotationId, ItemId, MediaId, ParticipantId, SessionId};

/// Version of the rules in [`super::apply()`]. A stored snapshot of another version is ignored and
/// the state is folded again from the first event.
pub const STATE_VERSION: u32 = 3;

/// Everything that a late joiner must know and that survives a crash, except message bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoomState {
    /// Seq of the last public event in this state; 0 before the first.
    pub head: u32,
    /// Seq of the last staff event in this state.
    pub staff_head: u32,
    /// Who has taken part, in order of arrival.
    pub participants: Vec<Participant>,
    /// The strip, in order of arrival.
    pub items: Vec<Item>,
    /// One to four items on the stage; empty while nothing is shown.
    pub shown: Vec<ItemId>,
    /// Whether the shown items move and zoom as one; false: each has a view of its own.
    pub zoom_linked: bool,
    /// Whether only staff may change what the stage shows.
    pub locked: bool,
    /// Whose hand moves the shared view.
    pub lead: Option<Lead>,
    /// What the last clearing took away, so that it can be brought back after a reload.
    pub cleared: Option<Cleared>,
    /// Whether the conversation goes on.
    pub status: Status,
    /// Who of the staff answers; nobody while it is unassigned.
    pub assignee: Option<ParticipantId>,
    /// Marks in the order they were made. Shared pointers keep the working copy of a batch
    /// cheap: a room of 2,000 marks is cloned by counting references.
    pub annotations: Vec<Arc<Annotation>>,
    /// Products that were shown, in the order they were.
    pub products: Vec<Arc<SharedProduct>>,
    /// Proposals in the order they were made.
    pub proposals: Vec<Arc<Proposal>>,
}

impl Default for RoomState {
    fn default() -> Self {
        Self {
            head: 0,
            staff_head: 0,
            participants: Vec::new(),
            items: Vec::new(),
            shown: Vec::new(),
            zoom_linked: true,
            locked: false,
            lead: None,
            cleared: None,
            status: Status::Open,
            assignee: None,
            annotations: Vec::new(),
            products: Vec::new(),
            proposals: Vec::new(),
        }
    }
}

/// Whether a conversation goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Status {
    /// Somebody may still say something.
    #[default]
    Open,
    /// Ended by either side; staff may open it again.
    Resolved,
}

/// What one clearing of an item took away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Cleared {
    /// From which item.
    pub item: ItemId,
    /// Who cleared it.
    pub by: ParticipantId,
    /// The marks, in the order they were made.
    pub annotations: Vec<AnnotationId>,
}

/// Somebody who has taken part. Names live elsewhere, so that erasing a person does not
/// rewrite the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Participant {
    /// Who.
    pub id: ParticipantId,
    /// In which role.
    pub role: Role,
}

/// What somebody may do in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Role {
    /// The shop's customer.
    Visitor,
    /// A caller who joined by a code: looks, points and writes under its own name.
    Guest,
    /// A member of staff who answers.
    Agent,
    /// A member of staff who looks on in a conversation that somebody else answers.
    Observer,
    /// A member of staff who may also step into the conversations of others.
    Supervisor,
    /// A supervisor who also changes people, sites and settings.
    Administrator,
    /// A program that answers in the name of the shop.
    Bot,
    /// The server itself, such as when it completes a stroke whose author is gone.
    System,
}

impl Role {
    /// May this role read and write the staff stream?
    #[must_use]
    pub fn sees_staff(self) -> bool {
        match self {
            Self::Agent
            | Self::Observer
            | Self::Supervisor
            | Self::Administrator
            | Self::Bot
            | Self::System => true,
            Self::Visitor | Self::Guest => false,
        }
    }

    /// Does a message of this role count as an answer to the visitor?
    #[must_use]
    pub fn answers(self) -> bool {
        match self {
            Self::Agent | Self::Supervisor | Self::Administrator | Self::Bot => true,
            Self::Visitor | Self::Guest | Self::Observer | Self::System => false,
        }
    }
}

/// A picture on the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Item {
    /// This item.
    pub id: ItemId,
    /// The stored file behind it; none has this id when it plays in somebody else's player.
    pub media: MediaId,
    /// Pixels of the stored picture, upright.
    pub size: MediaSize,
    /// What it shows, in the words of the page it came from.
    pub title: String,
    /// What plays in it; nothing in a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub moving: Option<Moving>,
    /// Where everybody stands in it, if it moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub playback: Option<Playback>,
    /// Who put it there.
    pub by: ParticipantId,
    /// Clockwise quarter turns, 0..=3, shared by everybody who looks together.
    pub quarter_turns: u8,
    /// True once taken off the strip. A removed item stays known, with its marks, so that the
    /// removal can be undone.
    pub removed: bool,
}

/// Size of a stored picture after its orientation was applied, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MediaSize {
    /// Pixels across, at least 1.
    pub width: u32,
    /// Pixels down, at least 1.
    pub height: u32,
}

/// Whose hand moves the shared view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Lead {
    /// Who.
    pub participant: ParticipantId,
    /// In which tab or on which device.
    pub session: SessionId,
    /// Seq of the event that gave the lead. Views carry it, so a late view of the hand before
    /// loses everywhere without anybody having to agree.
    pub fence: u32,
}

/// A mark on an item. Its content never changes; only `live` does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Annotation {
    /// This mark; the same id as the stroke it was previewed by.
    pub id: AnnotationId,
    /// What it was drawn on.
    pub item: ItemId,
    /// Who drew it.
    pub author: ParticipantId,
    /// Seq of the event that made it.
    pub seq: u32,
    /// Its shape.
    pub mark: Mark,
    /// For a pin: its number on its item, from 1.
    pub number: Option<u32>,
    /// False once deleted. A deleted mark stays known so that a late repeat of its creation
    /// cannot bring it back.
    pub live: bool,
    /// Who deleted it; only that person, or staff, may bring it back.
    pub deleted_by: Option<ParticipantId>,
}

/// Shape of a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Mark {
    /// What it was drawn with.
    pub tool: Tool,
    /// Its points. An arrow has two, tail first; a rectangle and an ellipse two opposite corners;
    /// a text and a pin one, the anchor.
    pub path: Path,
    /// Line width, or for a text the height of a line, in 1/32768 of the image width.
    pub width: i32,
    /// The words of a text, or beside a pin; plain text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub text: Option<String>,
    /// On a moving item: the position it belongs to, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub at_ms: Option<u32>,
}

/// What a mark is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Tool {
    /// A free line.
    Pen,
    /// A broad free line that the picture shows through.
    Highlighter,
    /// A straight arrow from its first to its second point.
    Arrow,
    /// A rectangle between two corners.
    Rectangle,
    /// An ellipse within the rectangle between two corners.
    Ellipse,
    /// Words beside their anchor.
    Text,
    /// A numbered pin; the server gives the number.
    Pin,
}

impl RoomState {
    /// The item, if it is on the strip.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.known_item(id).filter(|item| !item.removed)
    }

    /// The item, on the strip or removed from it.
    #[must_use]
    pub fn known_item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The mark, deleted or not.
    #[must_use]
    pub fn annotation(&self, id: AnnotationId) -> Option<&Annotation> {
        // Newest first: an undo nearly always names one of the last marks.
        self.annotations.iter().rev().find(|mark| mark.id == id).map(AsRef::as_ref)
    }
}
