//! The presence socket of the loader, `/v1/presence`, and the agents' list of visitors.
//!
//! The socket carries page facts and whether somebody is there to answer; never a conversation
//! and never a token. Without consent the visit is forgotten with its socket: one row for each
//! page, no history.

use serde::{Deserialize, Serialize};

use super::topic::{Cart, PageFacts};
use crate::ids::{ConversationId, InvitationId, MediaId, ParticipantId, VisitId};
use crate::time::UnixMillis;

/// What the loader sends on `/v1/presence`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PresenceFrame {
    /// First frame.
    Visit(Visit),
    /// The page or the cart changed, in a page that does not reload.
    Page(VisitPage),
    /// The visitor does something, or stopped doing it.
    Activity(VisitActivity),
    /// The panel was opened: this visit is that conversation's visitor.
    Conversation(VisitConversation),
    /// What became of an invitation.
    Invitation(InvitationAnswer),
    /// Sign of life, every 25 s.
    Beat {},
}

/// Who visits, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Visit {
    /// Version the client speaks.
    pub v: u32,
    /// Public key of the inbox.
    pub inbox: String,
    /// The visit, made by the loader. With consent it is the same over all pages and tabs of a
    /// session; without, it lives as long as this page.
    pub visit: VisitId,
    /// Whether the visitor agreed that the visit is followed over pages.
    pub consent: bool,
    /// Pages seen in this visit, this one included; 1 without consent.
    pub pages: u32,
    /// Where the visitor came from: scheme, host and path of the referring page, at most 200
    /// bytes; null without consent.
    pub referrer: Option<String>,
    /// The page.
    pub page: PageFacts,
    /// The cart, if the shop tells it.
    pub cart: Option<Cart>,
}

/// The visitor is on another page, or the cart changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitPage {
    /// Pages seen in this visit, this one included.
    pub pages: u32,
    /// The page.
    pub page: PageFacts,
    /// The cart, if the shop tells it.
    pub cart: Option<Cart>,
}

/// What the visitor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitActivity {
    /// See there.
    pub state: VisitState,
}

/// The panel of this page speaks for a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitConversation {
    /// Which. Only shown to agents, and only if it is a conversation of the same inbox.
    pub conversation: ConversationId,
}

/// The visitor has answered an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InvitationAnswer {
    /// Which.
    pub invitation: InvitationId,
    /// True: the panel opens. False: it was put away, and this visit gets no other.
    pub opened: bool,
}

/// What a visitor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum VisitState {
    /// The page is visible and was used within the last 2 minutes.
    Active,
    /// The page is visible and was not used for 2 minutes.
    Idle,
    /// The page is hidden.
    Away,
}

/// What the server says on `/v1/presence`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum PresenceReply {
    /// The visit is known. Sent again when it changes.
    Inbox(InboxState),
    /// An agent invites this visit to talk; on every page of it, until it is answered or half an
    /// hour has passed.
    Invitation(Invitation),
    /// It was answered on another page, or its time is over.
    InvitationOver {},
}

/// Words of an agent to somebody who has not opened the panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Invitation {
    /// Its name, for the answer.
    pub invitation: InvitationId,
    /// Name of the agent.
    pub name: String,
    /// The words, at most 280 characters.
    pub text: String,
}

/// `POST /v1/visits/{id}/invitations`: invite a visitor whose panel was never opened. Answered by
/// [`InvitationState`].
///
/// Refused with `not_found` when the visit is over, `taken` when the panel is open or a colleague's
/// invitation waits, `rate` within 10 minutes of the last one, `ended` once one was put away.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewInvitation {
    /// Chosen by the client; a repeat with the same id invites once.
    pub id: InvitationId,
    /// 1 to 280 characters of plain text.
    pub text: String,
}

/// How far an invitation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum InvitationStep {
    /// The visitor has it.
    Invited,
    /// The panel was opened.
    Opened,
    /// It was put away.
    Dismissed,
    /// Nobody answered it in its time, and the pages show it no longer.
    Expired,
}

/// The last invitation of a visit, as staff sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InvitationState {
    /// Which.
    pub invitation: InvitationId,
    /// Who invites.
    pub by: ParticipantId,
    /// Their name.
    pub name: String,
    /// When.
    pub at: UnixMillis,
    /// How far it is.
    pub step: InvitationStep,
}

/// What the launcher may show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InboxState {
    /// Whether a member of staff is there to answer.
    pub staffed: bool,
}

/// Visitors who came, changed or left; the answer to opening the list has `reset`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorRows {
    /// In which topic.
    pub sub: u32,
    /// True: forget what was there.
    pub reset: bool,
    /// How many are there in all; rows hold the 100 most recent.
    pub total: u32,
    /// New or changed rows.
    pub rows: Vec<VisitorRow>,
    /// Visits that left.
    pub gone: Vec<VisitId>,
}

/// One visitor on the shop's pages; several tabs are one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitorRow {
    /// Which visit.
    pub visit: VisitId,
    /// The page last looked at.
    pub page: PageFacts,
    /// The cart, if the shop tells it.
    pub cart: Option<Cart>,
    /// When the visit began.
    pub since: UnixMillis,
    /// Pages seen.
    pub pages: u32,
    /// Pages open.
    pub tabs: u32,
    /// Where the visitor came from.
    pub referrer: Option<String>,
    /// What the visitor does.
    pub state: VisitState,
    /// Whether the visit is followed over pages.
    pub consent: bool,
    /// The conversation, once the panel was opened.
    pub conversation: Option<ConversationId>,
    /// The name the visitor gave, if any.
    pub name: Option<String>,
    /// Who answers the conversation.
    pub assignee: Option<ParticipantId>,
    /// The last invitation of this visit.
    pub invitation: Option<InvitationState>,
    /// The picture of the page's product, if it is among ours already; nothing is fetched for it.
    pub picture: Option<MediaId>,
}
