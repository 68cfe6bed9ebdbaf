//! One conversation as everybody in it sees it: its state and the rules that change it.
//!
//! A change happens in two steps.
//! [`decide()`] looks at the state and a command and answers with the events that follow, or with
//! the reason for refusing. [`apply()`] folds an event into the state; it accepts every event
//! that was ever stored and can neither fail nor refuse. Only events are stored, so replay never
//! calls `decide` and a later rule cannot rewrite what happened.
//!
//! The state holds no message bodies: a room with ten thousand messages is as small as one with
//! ten. Messages are paged from the log.

mod apply;
mod audience;
mod command;
mod decide;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod live;
mod path;
mod permission;
mod playback;
#[cfg(test)]
mod playback_properties;
mod product;
#[cfg(test)]
mod product_tests;
#[cfg(test)]
mod properties;
mod state;

pub use apply::apply;
pub use audience::{Audience, Readiness, ReadyState};
pub use command::{
    AddAnnotation, AddItem, AddNote, AddPlayer, ClearAnnotations, Command, DeleteAnnotations, GoOn,
    HoldPlayback, LinkZoom, LockStage, MoveItem, Pause, Play, Redact, RedactTarget, Release,
    RemoveItem, Reopen, Resolve, RestoreAnnotations, RestoreItem, RotateItem, Seek, SendMessage,
    SetRate, ShowItems, Take, TakeLead,
};
pub use decide::{Draft, Principal, Rejected, clean, decide};
pub use event::{
    AnnotationAdded, AnnotationsCleared, AnnotationsDeleted, AnnotationsRestored, Assigned, Erased,
    Event, EventBody, ItemAdded, ItemMoved, ItemRemoved, ItemRestored, ItemRotated, ItemsShown,
    Joined, LeadTaken, MessageSent, NoteAdded, PlaybackChanged, Redacted, Reopened, Resolved,
    StageLocked, Stream, Unknown, ZoomLinked,
};
pub use live::Live;
pub use path::Path;
pub use permission::{permitted, standing};
pub use playback::{Moving, Playback, PlaybackCause, PlaybackWait, Provider};
pub use product::{
    AcceptProposal, ChooseVariant, DeclineProposal, NewProductPicture, ProductPicture,
    ProductProposed, ProductShared, Proposal, ProposalAccepted, ProposalDeclined, ProposalFailure,
    ProposalOutcome, ProposalSettled, ProposalStep, ProposalWithdrawn, ProposeProduct,
    SettleProposal, ShareProduct, SharedProduct, VariantChosen, WithdrawProposal,
};
pub use state::{
    Annotation, Cleared, Item, Lead, Mark, MediaSize, Participant, Role, RoomState, STATE_VERSION,
    Status, Tool,
};
