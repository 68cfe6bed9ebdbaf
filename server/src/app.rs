//! Everything a request may need, built once and shared.

use std::sync::Arc;

use crate::auth::Auth;
use crate::catalog::{Feeds, Searches};
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::DemoState;
use crate::drain::Drain;
use crate::hub::Hub;
use crate::mail::Mail;
use crate::media::MediaService;
use crate::people::People;
use crate::problems::Problems;
use crate::rate::AddressLimits;
use crate::store::Store;

/// The running service.
pub struct App {
    /// The checked configuration.
    pub config: Config,
    /// Room time.
    pub clock: Arc<dyn Clock>,
    /// The durable side.
    pub store: Arc<dyn Store>,
    /// Rooms and connections of this node.
    pub hub: Arc<Hub>,
    /// Tickets and sessions.
    pub auth: Auth,
    /// Passwords, throttles, the key of secrets at rest.
    pub people: People,
    /// Pictures.
    pub media: MediaService,
    /// Feeds of catalogues.
    pub feeds: Feeds,
    /// Questions to catalogues.
    pub searches: Searches,
    /// How mails go out, if they do.
    pub mail: Option<Mail>,
    /// Caps per network address.
    pub limits: AddressLimits,
    /// Whether the service is about to stop.
    pub drain: Drain,
    /// What is wrong although the service serves.
    pub problems: Arc<Problems>,
    /// Origin of the service, such as `http://127.0.0.1:8080`.
    pub origin: String,
    /// What only the demo has.
    pub demo: Option<DemoState>,
}

impl App {
    /// Whether browsers reach the service over https. Cookies are bound to it then.
    #[must_use]
    pub fn secure(&self) -> bool {
        self.origin.starts_with("https://")
    }
}
