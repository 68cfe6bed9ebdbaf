//! The demo: everything around the service that makes one command enough to try it out.
//!
//! The service itself does not know that it is a demo. What is here comes from outside: a parent
//! process that starts it ([`parent`], [`child`]), a shop on another origin ([`shop`]), pictures for the shelf
//! ([`seed`]), and Ana, an agent who uses the public socket like any other client ([`stories`]).

mod ana;
mod catalogue;
pub mod child;
pub mod parent;
pub mod phone;
pub mod pipe;
mod script;
pub mod seed;
pub mod shop;
mod site;
pub mod stories;

use subtle::ConstantTimeEq as _;
use vitrine_shared::wire::api::DemoPhone;

use crate::store::AgentRecord;
use pipe::ParentPipe;
use stories::Stories;

/// Public key of the demo shop's inbox.
pub const INBOX_KEY: &str = "demo";
/// Page of the shop on which the story begins.
pub const START_PATH: &str = "/p/bag.html";

/// What the service has only in the demo.
pub struct DemoState {
    /// Origin of the shop.
    pub shop: String,
    /// Who answers in the console and in the story.
    pub agent: AgentRecord,
    /// The way to the parent process.
    pub parent: ParentPipe,
    /// Stories being told.
    pub stories: Stories,
    /// How a phone joins, when the demo is open to the network.
    pub phone: Option<DemoPhone>,
    /// Where the client inside this process finds the service, when that is not its origin.
    pub inside: Option<String>,
    secret: String,
}

impl DemoState {
    /// The demo's own state.
    #[must_use]
    pub fn new(secret: String, shop: String, agent: AgentRecord, parent: ParentPipe) -> Self {
        Self { shop, agent, parent, stories: Stories::default(), phone: None, inside: None, secret }
    }

    /// Whether `guess` is the secret of the printed address; takes as long for every guess of
    /// equal length.
    #[must_use]
    pub fn is_secret(&self, guess: &str) -> bool {
        self.secret.as_bytes().ct_eq(guess.as_bytes()).into()
    }

    /// The secret, for the one client inside this process.
    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }
}
