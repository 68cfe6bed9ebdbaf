//! What nodes tell each other: hints that something changed, never the change itself.
//!
//! The log is the truth. A lost, repeated or reordered notice costs a moment, never a message:
//! whoever receives one looks into the store.

mod local;

pub use local::LocalBus;

use tokio::sync::broadcast;
use vitrine_shared::ids::{AccountId, ConversationId};

/// Something in a conversation changed: its log, who is there, or the visitor's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Tenant.
    pub account: AccountId,
    /// Where.
    pub conversation: ConversationId,
}

/// Carries notices between the parts of a node and between nodes.
///
/// Delivery is at most once and in no particular order. A subscriber that falls behind is told
/// how many it missed and has to look at everything again.
pub trait Bus: Send + Sync + 'static {
    /// Tells everybody, this node included. Never blocks.
    fn publish(&self, notice: Notice);
    /// Everything published from now on.
    fn subscribe(&self) -> broadcast::Receiver<Notice>;
}
