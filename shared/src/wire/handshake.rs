//! Who is there: `hello` and `welcome`, and the signs of life.

use serde::{Deserialize, Serialize};

use crate::ids::{ConnectionId, ConversationId, ParticipantId, SessionId};
use crate::room::Role;
use crate::time::UnixMillis;

/// First frame of a socket, at most 4 KiB and within 5 s (HS1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hello {
    /// Version the client speaks.
    pub v: u32,
    /// Proof of identity.
    pub auth: Auth,
    /// This tab or device, the same over all its sockets.
    pub tab: SessionId,
    /// Names of optional abilities; unknown ones are passed over. At most 16.
    #[serde(default)]
    pub caps: Vec<String>,
}

/// Proof of identity.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Auth {
    /// A visitor's token from `POST /v1/visitors`.
    Visitor(String),
    /// An agent's one-use ticket from `POST /v1/tickets`, valid 30 s.
    Ticket(String),
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Visitor(_) => f.write_str("Visitor(…)"),
            Self::Ticket(_) => f.write_str("Ticket(…)"),
        }
    }
}

/// The client is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Welcome {
    /// Version both sides speak from now on.
    pub v: u32,
    /// This socket.
    pub conn: ConnectionId,
    /// Who the client is.
    pub me: ParticipantId,
    /// In which role.
    pub role: Role,
    /// The name others see, if there is one.
    pub name: Option<String>,
    /// Room time now.
    pub room_now: UnixMillis,
    /// A visitor's conversation: the open one, or the id that the first message will create.
    /// Null for agents.
    pub conversation: Option<ConversationId>,
    /// A visitor's ended conversations, newest first, at most 20; they can be opened and read.
    pub past: Vec<ConversationId>,
}

/// Measures the round trip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ping {
    /// Comes back unchanged in [`Pong`].
    pub n: u32,
}

/// Answer to [`Ping`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Pong {
    /// The number that was asked with.
    pub n: u32,
    /// Room time when the server answered.
    pub room_now: UnixMillis,
}

/// The server stops: in this many milliseconds the client opens another socket, and leaves this one
/// when that one is welcomed (HS10). Every client is given a time of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Drain {
    /// Milliseconds from now, at most 15,000.
    pub after_ms: u32,
}

/// Sign of life every 20 s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ServerPing {
    /// Room time now.
    pub room_now: UnixMillis,
}
