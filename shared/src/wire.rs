//! The frames of `/v1/socket` and the bodies of the HTTP doors.
//!
//! One struct per message inside a tagged enum. The server refuses unknown fields and kinds of a
//! client ([`decode()`]); a client passes over unknown fields and kinds of the server. TypeScript
//! is generated from this module into `widget/src/wire/generated.ts`.

pub mod api;
pub mod canned;
pub mod catalog;
pub mod close;
mod decode;
pub mod devices;
mod error;
mod handshake;
mod list;
mod live;
pub mod media;
mod operation;
pub mod people;
pub mod product;
mod receipt;
pub mod replay;
mod topic;
mod visit;
pub mod visitor;

pub use decode::{decode, decode_presence};
pub use error::ErrorCode;
pub use handshake::{Auth, Drain, Hello, Ping, Pong, ServerPing, Welcome};
pub use list::{EndedConversations, LastLine, ListCounts, ListDigest, ListRow, ListView, Rows};
pub use live::{
    Applied, Laser, LiveFrame, LiveUpdate, Person, PersonState, Presence, StrokeChunk, View,
};
pub use operation::{Ack, Nack, Operation};
pub use receipt::{Receipt, ReceiptOf, Receipts};
pub use topic::{
    Cart, Close, Closed, Events, GetHistory, History, Mode, Open, Opened, PageFacts, Product,
    Resume, Snapshot, Stage, TopicName,
};
pub use visit::{
    InboxState, Invitation, InvitationAnswer, InvitationState, InvitationStep, NewInvitation,
    PresenceFrame, PresenceReply, Visit, VisitActivity, VisitConversation, VisitPage, VisitState,
    VisitorRow, VisitorRows,
};

use serde::{Deserialize, Serialize};

/// The protocol version this build speaks.
pub const PROTOCOL_VERSION: u32 = 1;
/// The oldest version this build still accepts.
pub const MIN_PROTOCOL_VERSION: u32 = 1;

/// What a client sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ClientMessage {
    /// First frame: who is there.
    Hello(Hello),
    /// Listen to a topic.
    Open(Open),
    /// Stop listening to a topic.
    Close(Close),
    /// A durable wish.
    Op(Operation),
    /// Registers and transients of one animation tick.
    Live(LiveFrame),
    /// Which page the visitor is on.
    Page(PageFacts),
    /// The product of the page the visitor is on.
    Product(product::PageProduct),
    /// Older messages.
    GetHistory(GetHistory),
    /// How far this person has got and read.
    Receipt(Receipt),
    /// Measures the round trip.
    Ping(Ping),
}

/// What the server sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ServerMessage {
    /// The client is known.
    Welcome(Welcome),
    /// A topic is open; what it holds follows.
    Opened(Opened),
    /// A topic is closed.
    Closed(Closed),
    /// Part of the state of a conversation.
    Snapshot(Snapshot),
    /// What happened, in order.
    Events(Events),
    /// The operation is committed.
    Ack(Ack),
    /// The operation is refused, or the frame could not be read.
    Nack(Nack),
    /// Registers and transients of somebody else.
    Live(LiveUpdate),
    /// Who is there.
    Presence(Presence),
    /// Rows of a list that are new or changed.
    Rows(Rows),
    /// What a list holds.
    ListDigest(ListDigest),
    /// A picture became sharp.
    MediaReady(media::MediaReady),
    /// Visitors who came, changed or left.
    VisitorRows(VisitorRows),
    /// How far everybody has got and read.
    Receipts(Receipts),
    /// Older messages.
    History(History),
    /// Answer to a client's ping.
    Pong(Pong),
    /// Sign of life; answer with anything.
    Ping(ServerPing),
    /// The server stops; come back elsewhere.
    Drain(Drain),
}
