//! What a participant asks for. Whether it happens is up to [`super::decide()`].

use serde::{Deserialize, Serialize};

use super::state::{Mark, MediaSize};
use crate::ids::{AnnotationId, ItemId, MediaId, SessionId};

/// A durable wish of a participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Command {
    /// Say something to everybody.
    SendMessage(SendMessage),
    /// Write a private note for staff.
    AddNote(AddNote),
    /// Put a picture on the strip and, if wished, on the stage.
    AddItem(AddItem),
    /// Choose what is on the stage.
    ShowItems(ShowItems),
    /// Turn a picture.
    RotateItem(RotateItem),
    /// Move the shared view with this hand.
    TakeLead(TakeLead),
    /// Keep a drawn mark.
    AddAnnotation(AddAnnotation),
    /// Take marks away.
    DeleteAnnotations(DeleteAnnotations),
}

macro_rules! command {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
}

command!(
    /// Say something to everybody.
    SendMessage {
        /// 1 to 4,000 characters of plain text; outer white space is taken off.
        text: String,
    }
);
command!(
    /// Write a private note for staff.
    AddNote {
        /// 1 to 4,000 characters of plain text.
        text: String,
    }
);
command!(
    /// Put a picture on the strip.
    AddItem {
        /// Id of the new item, chosen by the client.
        item: ItemId,
        /// The stored file to show.
        media: MediaId,
        /// Pixels of that file. Never read from the wire: the server fills it from its own row
        /// before it decides, and a command without it is refused.
        #[serde(skip)]
        #[cfg_attr(test, ts(skip))]
        size: Option<MediaSize>,
        /// What it shows, at most 200 characters.
        title: String,
        /// Whether it goes onto the stage at once.
        show: bool,
    }
);
command!(
    /// Choose what is on the stage.
    ShowItems {
        /// One to four different items of the strip.
        items: Vec<ItemId>,
    }
);
command!(
    /// Turn a picture.
    RotateItem {
        /// Which.
        item: ItemId,
        /// Clockwise quarter turns from upright, 0..=3.
        quarter_turns: u8,
    }
);
command!(
    /// Move the shared view with this hand.
    TakeLead {
        /// The tab or device the hand is on.
        session: SessionId,
    }
);
command!(
    /// Keep a drawn mark.
    AddAnnotation {
        /// Id of the mark, equal to the `sid` of its preview.
        annotation: AnnotationId,
        /// What it was drawn on.
        item: ItemId,
        /// Its shape.
        mark: Mark,
    }
);
command!(
    /// Take marks away.
    DeleteAnnotations {
        /// Which; unknown or deleted ones are passed over, because an undo may come twice.
        annotations: Vec<AnnotationId>,
    }
);
