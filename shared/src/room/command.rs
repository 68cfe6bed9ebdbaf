//! What a participant asks for. Whether it happens is up to [`super::decide()`].

use serde::{Deserialize, Serialize};

use super::event::Stream;
use super::playback::{Moving, Provider};
use super::product::{
    AcceptProposal, ChooseVariant, DeclineProposal, ProposeProduct, SettleProposal, ShareProduct,
    WithdrawProposal,
};
use super::state::{Mark, MediaSize};
use crate::ids::{AnnotationId, ItemId, MediaId, ParticipantId, SessionId};
use crate::time::UnixMillis;

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
    /// Put a video of somebody else's player on the strip.
    AddPlayer(AddPlayer),
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
    /// Bring deleted marks back.
    RestoreAnnotations(RestoreAnnotations),
    /// Take all marks of a picture away.
    ClearAnnotations(ClearAnnotations),
    /// Take a picture off the strip.
    RemoveItem(RemoveItem),
    /// Put a removed picture back.
    RestoreItem(RestoreItem),
    /// Give a picture another place on the strip.
    MoveItem(MoveItem),
    /// Let the shown pictures zoom as one, or each for itself.
    LinkZoom(LinkZoom),
    /// Let only staff change what the stage shows, or everybody again.
    LockStage(LockStage),
    /// Let a moving item play.
    Play(Play),
    /// Let it stand.
    Pause(Pause),
    /// Choose another position in it.
    Seek(Seek),
    /// Choose how fast it plays.
    SetRate(SetRate),
    /// Wait for somebody whose video stalled. Asked by the server only, never read from the wire.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    HoldPlayback(HoldPlayback),
    /// End a wait. Asked by the server only, never read from the wire.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    GoOn(GoOn),
    /// Answer this conversation from now on.
    Take(Take),
    /// Let go of the conversation, so that it is unassigned.
    Release(Release),
    /// End the conversation.
    Resolve(Resolve),
    /// Open an ended conversation again.
    Reopen(Reopen),
    /// Erase what was said.
    Redact(Redact),
    /// Show a product.
    ShareProduct(ShareProduct),
    /// Choose a variant of a product, for everybody.
    ChooseVariant(ChooseVariant),
    /// Propose a product for the visitor's cart.
    ProposeProduct(ProposeProduct),
    /// Say yes to a proposal.
    AcceptProposal(AcceptProposal),
    /// Say no to a proposal.
    DeclineProposal(DeclineProposal),
    /// Take a proposal back.
    WithdrawProposal(WithdrawProposal),
    /// Tell what the shop's cart said about a proposal.
    SettleProposal(SettleProposal),
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
        /// What plays in it, if it is a clip. Filled by the server like `size`.
        #[serde(skip)]
        #[cfg_attr(test, ts(skip))]
        moving: Option<Moving>,
        /// What it shows, at most 200 characters.
        title: String,
        /// Whether it goes onto the stage at once.
        show: bool,
    }
);
command!(
    /// Put a video of somebody else's player on the strip.
    AddPlayer {
        /// Id of the new item, chosen by the client.
        item: ItemId,
        /// Whose player.
        provider: Provider,
        /// The name of the video there.
        video: String,
        /// What it shows, at most 200 characters.
        title: String,
        /// Whether it goes onto the stage at once.
        show: bool,
        /// Whether the shop allows players of others. Never read from the wire: the server fills
        /// it from the inbox before it decides.
        #[serde(skip)]
        #[cfg_attr(test, ts(skip))]
        allowed: bool,
    }
);
command!(
    /// Let a moving item play, from where it stands.
    Play {
        /// Which.
        item: ItemId,
    }
);
command!(
    /// Let a moving item stand.
    Pause {
        /// Which.
        item: ItemId,
        /// The position of the frame that this person saw, in milliseconds.
        pos_ms: u32,
    }
);
command!(
    /// Choose another position.
    Seek {
        /// In which item.
        item: ItemId,
        /// The position in milliseconds; beyond the end it is the end.
        pos_ms: u32,
    }
);
command!(
    /// Choose how fast a moving item plays.
    SetRate {
        /// Which.
        item: ItemId,
        /// Thousandths, 250 to 2,000; beyond that the nearest of the two.
        rate: u32,
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
command!(
    /// Bring deleted marks back.
    RestoreAnnotations {
        /// Which; unknown or live ones are passed over, because a redo may come twice.
        annotations: Vec<AnnotationId>,
    }
);
command!(
    /// Take all marks of a picture away.
    ClearAnnotations {
        /// From which picture.
        item: ItemId,
        /// Only marks made by events up to this seq, so that what others draw meanwhile stays.
        upto: u32,
    }
);
command!(
    /// Take a picture off the strip.
    RemoveItem {
        /// Which.
        item: ItemId,
    }
);
command!(
    /// Put a removed picture back.
    RestoreItem {
        /// Which.
        item: ItemId,
    }
);
command!(
    /// Give a picture another place on the strip.
    MoveItem {
        /// Which.
        item: ItemId,
        /// The item it goes before; null for the end.
        before: Option<ItemId>,
    }
);
command!(
    /// How the shown pictures zoom.
    LinkZoom {
        /// True: as one.
        linked: bool,
    }
);
command!(
    /// Who may change what the stage shows.
    LockStage {
        /// True: only staff.
        locked: bool,
    }
);
command!(
    /// Answer this conversation from now on.
    Take {
        /// Who answers it as far as the client knows; another answer is refused, so that of two
        /// who take at once one wins.
        from: Option<ParticipantId>,
    }
);
command!(
    /// Let go of the conversation.
    Release {}
);
command!(
    /// End the conversation.
    Resolve {}
);
command!(
    /// Open an ended conversation again.
    Reopen {}
);
command!(
    /// Erase what was said.
    Redact {
        /// In which stream.
        stream: Stream,
        /// Seq of the message or note.
        seq: u32,
        /// What the log says about it. Never read from the wire: the server fills it from its own
        /// row before it decides, and a command without it is refused.
        #[serde(skip)]
        #[cfg_attr(test, ts(skip))]
        target: Option<RedactTarget>,
    }
);

/// Wait for somebody whose video stalled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldPlayback {
    /// In which item.
    pub item: ItemId,
    /// The playback in which it was found; another one is left alone.
    pub rev: u32,
    /// Whose video stalled.
    pub who: Vec<ParticipantId>,
}

/// End a wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoOn {
    /// Of which item.
    pub item: ItemId,
    /// The playback that waits; another one is left alone.
    pub rev: u32,
}

/// What the log says about an event that is to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedactTarget {
    /// Who wrote it.
    pub author: ParticipantId,
    /// When.
    pub at: UnixMillis,
    /// Whether it is a message or a note, the only kinds that can be erased one by one.
    pub erasable: bool,
}
