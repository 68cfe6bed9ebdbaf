//! Members of staff of a test's shop, and requests in their names.

use std::net::SocketAddr;

use vitrine_server::auth::{new_secret, new_session};
use vitrine_server::people::audit;
use vitrine_server::store::{AgentRecord, NewStaff};
use vitrine_shared::ids::{AgentId, AgentSessionId};
use vitrine_shared::wire::people::{AuditAction, StaffRole};

use crate::http::{self, Response};
use crate::{Login, Shop, TestServer, new_id};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Who.
    pub id: AgentId,
    /// The session behind the cookie.
    pub session: AgentSessionId,
    /// The cookie.
    pub login: Login,
}

impl TestServer {
    /// A new member of the shop's staff, signed in without a password.
    ///
    /// # Panics
    /// When the store refuses.
    pub async fn colleague(&self, shop: &Shop, role: StaffRole) -> Colleague {
        let (people, now) = (self.app().store.people(), self.app().clock.now());
        let id: AgentId = new_id();
        let account = shop.ids.account;
        let (name, email) = ("Marta".to_owned(), format!("{id}@shop.example"));
        let staff = NewStaff { account, id, name, email, role };
        let entry = || audit(now, id.0, AuditAction::AgentAdded, id.0);
        let agent = people.insert_staff(staff, entry()).await.expect("a newcomer").agent;
        self.signed_in(&agent).await
    }

    /// One more session of somebody.
    ///
    /// # Panics
    /// When the store refuses.
    pub async fn signed_in(&self, agent: &AgentRecord) -> Colleague {
        let (people, now) = (self.app().store.people(), self.app().clock.now());
        let cookie = new_secret();
        let session = new_session(&cookie, String::new(), now);
        let entry = audit(now, agent.id.0, AuditAction::SignedIn, agent.id.0);
        let session = people.insert_session(agent, session, entry).await.expect("a session");
        Colleague { id: agent.id, session: session.id, login: Login::Agent(cookie) }
    }

    /// A request of one of our pages in somebody's name.
    pub async fn ask(&self, who: Option<&Login>, method: &str, path: &str, body: &str) -> Response {
        ask(self.address(), who, method, path, body).await
    }
}

/// The same at any address.
pub async fn ask(
    address: SocketAddr,
    who: Option<&Login>,
    method: &str,
    path: &str,
    body: &str,
) -> Response {
    let origin = format!("http://{address}");
    let proof = match who {
        None => ("", String::new()),
        Some(Login::Visitor(token)) => ("authorization", format!("Bearer {token}")),
        Some(Login::Agent(cookie)) => ("cookie", format!("vitrine={cookie}")),
    };
    let kind = if body.is_empty() { "" } else { "application/json" };
    let headers =
        [("origin", origin.as_str()), ("content-type", kind), (proof.0, proof.1.as_str())];
    http::request(address, method, path, &headers, body).await
}
