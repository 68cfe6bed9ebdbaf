//! Newtypes for ids, so that a visitor's id cannot be passed where a conversation's is meant.
//!
//! Ids are UUIDv7 (RFC 9562 §5.7): sortable by creation time in both databases. An id never
//! authorises anything; whoever knows one still has to be permitted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name(#[cfg_attr(test, ts(type = "string"))] pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }
    };
}

id!(
    /// The tenant: one shop (or group of shops) on this installation.
    AccountId
);
id!(
    /// A configured entry point with its own key, origins and look.
    InboxId
);
id!(
    /// A member of staff.
    AgentId
);
id!(
    /// One place where a member of staff is signed in.
    AgentSessionId
);
id!(
    /// A key with which a shop's backend signs who its customer is.
    IdentityKeyId
);
id!(
    /// An anonymous browser identity on a shop's site.
    VisitorId
);
id!(
    /// One visit of one browser to a shop's pages, made by the loader.
    VisitId
);
id!(
    /// Words of an agent to a visitor whose panel was never opened.
    InvitationId
);
id!(
    /// A durable thread between a visitor and agents.
    ConversationId
);
id!(
    /// Somebody in a conversation: the uuid of the visitor or of the agent, stable across
    /// reconnects, tabs and devices.
    ParticipantId
);
id!(
    /// One tab or device of a participant, chosen by the client and kept for the life of the tab.
    SessionId
);
id!(
    /// One WebSocket.
    ConnectionId
);
id!(
    /// A picture placed on the stage of one conversation.
    ItemId
);
id!(
    /// A stored file of ours; several items may show the same one.
    MediaId
);
id!(
    /// An upload under way; forgotten an hour after its last byte.
    UploadId
);
id!(
    /// A link that takes another device of a visitor in.
    DeviceLinkId
);
id!(
    /// A saved answer of staff: words, pictures with their marks, or both.
    CannedId
);
id!(
    /// A mark on an item, chosen by its author so that the preview and the final mark are one.
    AnnotationId
);
id!(
    /// A product shown in one conversation, named by the client.
    ProductId
);
id!(
    /// A product proposed for the visitor's cart.
    ProposalId
);
id!(
    /// The client's own name for a durable operation; the key of permanent de-duplication.
    ClientId
);

impl From<VisitorId> for ParticipantId {
    fn from(id: VisitorId) -> Self {
        Self(id.0)
    }
}

impl From<AgentId> for ParticipantId {
    fn from(id: AgentId) -> Self {
        Self(id.0)
    }
}
