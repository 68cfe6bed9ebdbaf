//! How clients prove who they are.

use std::net::SocketAddr;

use vitrine_shared::wire::Auth;
use vitrine_shared::wire::api::Ticket;

use crate::http;

/// How somebody proves who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// A visitor's token.
    Visitor(String),
    /// An agent's console cookie.
    Agent(String),
}

impl Login {
    /// Proof for one socket.
    ///
    /// # Panics
    /// When the cookie gives no ticket.
    pub async fn prove(&self, address: SocketAddr) -> Auth {
        self.try_prove(address).await.expect("the cookie gives a ticket")
    }

    /// The same for a server that may be gone.
    pub async fn try_prove(&self, address: SocketAddr) -> Option<Auth> {
        match self {
            Self::Visitor(token) => Some(Auth::Visitor(token.clone())),
            Self::Agent(cookie) => {
                let (origin, cookie) = (format!("http://{address}"), format!("vitrine={cookie}"));
                let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
                let path = "/v1/tickets";
                let answer = http::try_request(address, "POST", path, &headers, "").await?;
                let ticket: Ticket = serde_json::from_str(&answer.body).ok()?;
                Some(Auth::Ticket(ticket.ticket))
            }
        }
    }
}
