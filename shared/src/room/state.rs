//! The folded state of a room.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::path::Path;
use crate::ids::{AnnotationId, ItemId, MediaId, ParticipantId, SessionId};

/// Version of the rules in [`super::apply()`]. A stored snapshot of another version is ignored and
/// the state is folded again from the first event.
pub const STATE_VERSION: u32 = 1;

/// Everything that a late joiner must know and that survives a crash, except message bodies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Whose hand moves the shared view.
    pub lead: Option<Lead>,
    /// Marks in the order they were made. Shared pointers keep the working copy of a batch
    /// cheap: a room of 2,000 marks is cloned by counting references.
    pub annotations: Vec<Arc<Annotation>>,
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
    /// A member of staff who answers.
    Agent,
    /// The server itself, such as when it completes a stroke whose author is gone.
    System,
}

impl Role {
    /// May this role read and write the staff stream?
    #[must_use]
    pub fn sees_staff(self) -> bool {
        match self {
            Self::Agent | Self::System => true,
            Self::Visitor => false,
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
    /// The stored file behind it.
    pub media: MediaId,
    /// Pixels of the stored picture, upright.
    pub size: MediaSize,
    /// What it shows, in the words of the page it came from.
    pub title: String,
    /// Clockwise quarter turns, 0..=3, shared by everybody who looks together.
    pub quarter_turns: u8,
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
    /// Its shape.
    pub mark: Mark,
    /// False once deleted. A deleted mark stays known so that a late repeat of its creation
    /// cannot bring it back.
    pub live: bool,
}

/// Shape of a mark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Mark {
    /// What it was drawn with.
    pub tool: Tool,
    /// Its points; an arrow has two, tail first.
    pub path: Path,
    /// Line width in 1/32768 of the image width.
    pub width: i32,
}

/// What a mark is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Tool {
    /// A free line.
    Pen,
    /// A straight arrow from its first to its second point.
    Arrow,
}

impl RoomState {
    /// The item, if it is on the strip.
    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The mark, deleted or not.
    #[must_use]
    pub fn annotation(&self, id: AnnotationId) -> Option<&Annotation> {
        // Newest first: an undo nearly always names one of the last marks.
        self.annotations.iter().rev().find(|mark| mark.id == id).map(AsRef::as_ref)
    }
}
