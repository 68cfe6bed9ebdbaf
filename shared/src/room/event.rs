//! What happened in a room. Events are facts: stored once, never changed, folded for ever.

use serde::{Deserialize, Serialize};

use super::playback::{Moving, PlaybackCause, PlaybackWait};
use super::product::{
    ProductProposed, ProductShared, ProposalAccepted, ProposalDeclined, ProposalSettled,
    ProposalWithdrawn, VariantChosen,
};
use super::state::{Mark, MediaSize, Role};
use crate::ids::{AnnotationId, ClientId, ItemId, MediaId, ParticipantId, SessionId};
use crate::time::UnixMillis;

/// One of the two logs of a conversation; each counts its own gap-free seq from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Stream {
    /// What everybody in the conversation sees.
    Public,
    /// What only staff see.
    Staff,
}

/// An event with its place in the log.
///
/// The author, the time and the seq are set by the server, whatever the command said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Event {
    /// Place in its stream, from 1, without gaps.
    pub seq: u32,
    /// Room time at which it was committed.
    pub at: UnixMillis,
    /// Who did it.
    pub actor: ParticipantId,
    /// The client's name for the operation it came from; several events may share one.
    pub cid: ClientId,
    /// What happened.
    pub body: EventBody,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum EventBody {
    /// Somebody takes part for the first time.
    Joined(Joined),
    /// Something was said.
    MessageSent(MessageSent),
    /// Staff wrote a private note (staff stream).
    NoteAdded(NoteAdded),
    /// A picture came onto the strip.
    ItemAdded(ItemAdded),
    /// Other pictures are on the stage.
    ItemsShown(ItemsShown),
    /// A picture was turned.
    ItemRotated(ItemRotated),
    /// A picture was taken off the strip.
    ItemRemoved(ItemRemoved),
    /// A removed picture is on the strip again, with its marks.
    ItemRestored(ItemRestored),
    /// A picture has another place on the strip.
    ItemMoved(ItemMoved),
    /// The shown pictures zoom as one from now on, or each for itself.
    ZoomLinked(ZoomLinked),
    /// Only staff change what the stage shows from now on, or everybody again.
    StageLocked(StageLocked),
    /// Another hand moves the shared view.
    LeadTaken(LeadTaken),
    /// A mark was drawn.
    AnnotationAdded(AnnotationAdded),
    /// Marks were taken away.
    AnnotationsDeleted(AnnotationsDeleted),
    /// Deleted marks are there again.
    AnnotationsRestored(AnnotationsRestored),
    /// All marks of a picture were taken away at once.
    AnnotationsCleared(AnnotationsCleared),
    /// A moving item plays, stands or waits from now on.
    PlaybackChanged(PlaybackChanged),
    /// Somebody of the staff answers from now on, or nobody (staff stream).
    Assigned(Assigned),
    /// The conversation was ended.
    Resolved(Resolved),
    /// The conversation goes on.
    Reopened(Reopened),
    /// A product was shown.
    ProductShared(ProductShared),
    /// A variant of a product was chosen.
    VariantChosen(VariantChosen),
    /// A product was proposed for the visitor's cart.
    ProductProposed(ProductProposed),
    /// The visitor said yes to a proposal.
    ProposalAccepted(ProposalAccepted),
    /// The visitor said no to a proposal.
    ProposalDeclined(ProposalDeclined),
    /// Staff took a proposal back.
    ProposalWithdrawn(ProposalWithdrawn),
    /// What the shop's cart said about a proposal.
    ProposalSettled(ProposalSettled),
    /// The body of an earlier event of this stream was erased.
    Redacted(Redacted),
    /// What is left of an event whose body was erased.
    Erased(Erased),
    /// An event of a newer version: it keeps its place and changes nothing.
    Unknown(Unknown),
}

macro_rules! event {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
}

event!(
    /// The actor of this event takes part from now on.
    Joined {
        /// In which role.
        role: Role,
    }
);
event!(
    /// Something was said to everybody.
    MessageSent {
        /// Plain text; never HTML.
        text: String,
    }
);
event!(
    /// Staff wrote a private note.
    NoteAdded {
        /// Plain text.
        text: String,
        /// The public event it belongs behind when both streams are shown as one list.
        after_public_seq: u32,
    }
);
event!(
    /// A picture came onto the strip.
    ItemAdded {
        /// The new item.
        item: ItemId,
        /// The stored file.
        media: MediaId,
        /// Its pixels.
        size: MediaSize,
        /// What it shows.
        title: String,
        /// What plays in it, if it moves.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        moving: Option<Moving>,
    }
);
event!(
    /// Other pictures are on the stage.
    ItemsShown {
        /// One to four items, left to right.
        items: Vec<ItemId>,
    }
);
event!(
    /// A picture was turned.
    ItemRotated {
        /// Which.
        item: ItemId,
        /// Clockwise quarter turns from upright, 0..=3.
        quarter_turns: u8,
    }
);
event!(
    /// A picture was taken off the strip, and off the stage if it was there.
    ItemRemoved {
        /// Which.
        item: ItemId,
    }
);
event!(
    /// A removed picture is on the strip again.
    ItemRestored {
        /// Which.
        item: ItemId,
    }
);
event!(
    /// A picture has another place on the strip.
    ItemMoved {
        /// Which.
        item: ItemId,
        /// The item it stands before; null for the end.
        before: Option<ItemId>,
    }
);
event!(
    /// How the shown pictures zoom from now on.
    ZoomLinked {
        /// True: as one. False: each has a view of its own.
        linked: bool,
    }
);
event!(
    /// Who may change what the stage shows from now on.
    StageLocked {
        /// True: only staff.
        locked: bool,
    }
);
event!(
    /// The actor of this event moves the shared view from now on.
    LeadTaken {
        /// In which tab or on which device.
        session: SessionId,
    }
);
event!(
    /// A mark was drawn by the actor of this event.
    AnnotationAdded {
        /// The mark.
        annotation: AnnotationId,
        /// What it was drawn on.
        item: ItemId,
        /// Its shape.
        mark: Mark,
        /// For a pin: its number on the item, from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        number: Option<u32>,
    }
);
event!(
    /// Deleted marks are there again.
    AnnotationsRestored {
        /// Which.
        annotations: Vec<AnnotationId>,
    }
);
event!(
    /// All marks that a picture had were taken away.
    AnnotationsCleared {
        /// From which picture.
        item: ItemId,
        /// Which; marks made meanwhile by others are not among them.
        annotations: Vec<AnnotationId>,
    }
);
event!(
    /// A moving item plays, stands or waits from now on: its whole register.
    PlaybackChanged {
        /// Which.
        item: ItemId,
        /// Whether people want it to play.
        playing: bool,
        /// How fast, in thousandths.
        rate: u32,
        /// The position at `at`, in milliseconds.
        pos_ms: u32,
        /// Room time, up to half a second in the future.
        at: UnixMillis,
        /// For whom it waits, if it does.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        waiting: Option<PlaybackWait>,
        /// Why.
        cause: PlaybackCause,
    }
);
event!(
    /// Who of the staff answers from now on.
    Assigned {
        /// That agent, or nobody.
        to: Option<ParticipantId>,
    }
);
event!(
    /// The actor of this event ended the conversation.
    Resolved {}
);
event!(
    /// The actor of this event opened the conversation again.
    Reopened {}
);
event!(
    /// What is left of an event whose body was erased: its place, its time and its author.
    Erased {
        /// The kind it was, such as `message_sent`.
        was: String,
    }
);
event!(
    /// Marks were taken away.
    AnnotationsDeleted {
        /// Which.
        annotations: Vec<AnnotationId>,
    }
);
event!(
    /// The body of an earlier event was erased.
    Redacted {
        /// Seq of that event in the same stream.
        target_seq: u32,
    }
);
event!(
    /// An event this version does not know.
    Unknown {
        /// The name it was stored under.
        name: String,
    }
);

impl EventBody {
    /// The stored name of the kind; equal to the wire's `kind`.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Joined(_) => "joined",
            Self::MessageSent(_) => "message_sent",
            Self::NoteAdded(_) => "note_added",
            Self::ItemAdded(_) => "item_added",
            Self::ItemsShown(_) => "items_shown",
            Self::ItemRotated(_) => "item_rotated",
            Self::ItemRemoved(_) => "item_removed",
            Self::ItemRestored(_) => "item_restored",
            Self::ItemMoved(_) => "item_moved",
            Self::ZoomLinked(_) => "zoom_linked",
            Self::StageLocked(_) => "stage_locked",
            Self::LeadTaken(_) => "lead_taken",
            Self::AnnotationAdded(_) => "annotation_added",
            Self::AnnotationsDeleted(_) => "annotations_deleted",
            Self::AnnotationsRestored(_) => "annotations_restored",
            Self::AnnotationsCleared(_) => "annotations_cleared",
            Self::PlaybackChanged(_) => "playback_changed",
            Self::Assigned(_) => "assigned",
            Self::Resolved(_) => "resolved",
            Self::Reopened(_) => "reopened",
            Self::ProductShared(_) => "product_shared",
            Self::VariantChosen(_) => "variant_chosen",
            Self::ProductProposed(_) => "product_proposed",
            Self::ProposalAccepted(_) => "proposal_accepted",
            Self::ProposalDeclined(_) => "proposal_declined",
            Self::ProposalWithdrawn(_) => "proposal_withdrawn",
            Self::ProposalSettled(_) => "proposal_settled",
            Self::Redacted(_) => "redacted",
            Self::Erased(_) => "erased",
            Self::Unknown(unknown) => &unknown.name,
        }
    }

    /// Whether the thread of messages shows this kind, so that it comes with a page of history.
    #[must_use]
    pub fn in_thread(&self) -> bool {
        match self {
            Self::MessageSent(_)
            | Self::NoteAdded(_)
            | Self::ItemAdded(_)
            | Self::Assigned(_)
            | Self::Resolved(_)
            | Self::Reopened(_)
            | Self::Erased(_) => true,
            Self::Joined(_)
            | Self::ItemsShown(_)
            | Self::ItemRotated(_)
            | Self::ItemRemoved(_)
            | Self::ItemRestored(_)
            | Self::ItemMoved(_)
            | Self::ZoomLinked(_)
            | Self::StageLocked(_)
            // Products and proposals are in the state, with their places.
            | Self::ProductShared(_)
            | Self::VariantChosen(_)
            | Self::ProductProposed(_)
            | Self::ProposalAccepted(_)
            | Self::ProposalDeclined(_)
            | Self::ProposalWithdrawn(_)
            | Self::ProposalSettled(_)
            | Self::LeadTaken(_)
            | Self::AnnotationAdded(_)
            | Self::AnnotationsDeleted(_)
            | Self::AnnotationsRestored(_)
            | Self::AnnotationsCleared(_)
            | Self::PlaybackChanged(_)
            | Self::Redacted(_)
            | Self::Unknown(_) => false,
        }
    }

    /// The log this kind belongs to; none for the two that are about an event of either.
    #[must_use]
    pub fn stream(&self) -> Option<Stream> {
        match self {
            Self::NoteAdded(_) | Self::Assigned(_) => Some(Stream::Staff),
            Self::Redacted(_) | Self::Erased(_) | Self::Unknown(_) => None,
            Self::Joined(_)
            | Self::MessageSent(_)
            | Self::ItemAdded(_)
            | Self::ItemsShown(_)
            | Self::ItemRotated(_)
            | Self::ItemRemoved(_)
            | Self::ItemRestored(_)
            | Self::ItemMoved(_)
            | Self::ZoomLinked(_)
            | Self::StageLocked(_)
            | Self::LeadTaken(_)
            | Self::AnnotationAdded(_)
            | Self::AnnotationsDeleted(_)
            | Self::AnnotationsRestored(_)
            | Self::AnnotationsCleared(_)
            | Self::ProductShared(_)
            | Self::VariantChosen(_)
            | Self::ProductProposed(_)
            | Self::ProposalAccepted(_)
            | Self::ProposalDeclined(_)
            | Self::ProposalWithdrawn(_)
            | Self::ProposalSettled(_)
            | Self::PlaybackChanged(_)
            | Self::Resolved(_)
            | Self::Reopened(_) => Some(Stream::Public),
        }
    }

    /// The version under which [`EventBody::to_stored`] writes this kind.
    pub const VERSION: u32 = 1;

    /// The JSON object that is stored; [`EventBody::from_stored`] reads it back.
    #[must_use]
    pub fn to_stored(&self) -> String {
        serde_json::to_string(self).expect("an event body has string keys only")
    }

    /// Reads a stored body, upcasting older versions.
    ///
    /// A kind or version from the future, or a body that cannot be read, becomes
    /// [`EventBody::Unknown`]: one bad row must not stop a conversation.
    #[must_use]
    pub fn from_stored(kind: &str, version: u32, json: &str) -> Self {
        let readable = version <= Self::VERSION;
        let body = readable.then(|| serde_json::from_str(json).ok()).flatten();
        body.unwrap_or_else(|| Self::Unknown(Unknown { name: kind.to_owned() }))
    }
}

#[cfg(test)]
mod tests {
    use super::EventBody;

    #[test]
    fn op7_an_event_of_the_future_keeps_its_place_as_unknown() {
        let body = EventBody::from_stored("hologram_shown", 1, r#"{"kind":"hologram_shown"}"#);
        assert_eq!(body.kind(), "hologram_shown");
        let newer = EventBody::from_stored("message_sent", 9, r#"{"kind":"message_sent"}"#);
        assert!(matches!(newer, EventBody::Unknown(_)));
    }
}
