//! An ordinary client of the public doors: signs in like a browser, opens the socket, keeps a
//! replica of one conversation. It has no other way into the service, though it runs inside it.

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::{COOKIE, ORIGIN, SET_COOKIE};
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message, client::IntoClientRequest as _};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use vitrine_shared::ids::SessionId;
use vitrine_shared::wire::api::{Shelf, Ticket};
use vitrine_shared::wire::{
    Auth, ClientMessage, Hello, PROTOCOL_VERSION, Ping, ServerMessage, Welcome,
};

use super::Fault;
use crate::clock::new_id;

/// The cookie jar and address book of one agent's browser.
#[derive(Debug)]
pub(super) struct Browser {
    http: reqwest::Client,
    address: String,
    origin: String,
    cookie: String,
}

impl Browser {
    /// Trades the demo's secret for a console cookie.
    pub(super) async fn sign_in(address: &str, origin: &str, secret: &str) -> Result<Self, Fault> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let http = reqwest::Client::builder().no_proxy().build()?;
        let body = serde_json::json!({ "secret": secret });
        let url = format!("{address}/v1/demo/session");
        let response = http
            .post(url)
            .header(ORIGIN, origin)
            .header("x-vitrine", "1")
            .json(&body)
            .send()
            .await?;
        let response = response.error_for_status()?;
        let set = response.headers().get(SET_COOKIE).and_then(|value| value.to_str().ok());
        let cookie = set.and_then(|value| value.split(';').next()).ok_or(Fault::NoCookie)?;
        let address = address.to_owned();
        Ok(Self { http, address, origin: origin.to_owned(), cookie: cookie.to_owned() })
    }

    /// The pictures on offer.
    pub(super) async fn shelf(&self) -> Result<Shelf, Fault> {
        self.answer(self.http.get(format!("{}/v1/shelf", self.address))).await
    }

    /// Opens the socket as a new tab.
    pub(super) async fn connect(&self) -> Result<(Socket, Welcome), Fault> {
        let ticket: Ticket = self
            .answer(
                self.http
                    .post(format!("{}/v1/tickets", self.address))
                    .header(ORIGIN, &self.origin)
                    .header("x-vitrine", "1"),
            )
            .await?;
        let address = format!("{}/v1/socket", self.address.replacen("http", "ws", 1));
        let mut request = address.into_client_request()?;
        let origin = self.origin.parse().map_err(tungstenite::http::Error::from)?;
        request.headers_mut().insert("origin", origin);
        let (stream, _) = tokio_tungstenite::connect_async(request).await?;
        let mut socket = Socket { stream, tab: new_id(), pings: 0 };
        let auth = Auth::Ticket(ticket.ticket);
        let hello = Hello { v: PROTOCOL_VERSION, auth, tab: socket.tab, caps: Vec::new() };
        socket.send(&ClientMessage::Hello(hello)).await?;
        match socket.next().await? {
            ServerMessage::Welcome(welcome) => Ok((socket, welcome)),
            _ => Err(Fault::Closed),
        }
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, Fault> {
        let response = request.header(COOKIE, &self.cookie).send().await?;
        Ok(response.error_for_status()?.json().await?)
    }
}

/// A socket that speaks the protocol.
#[derive(Debug)]
pub(super) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// This tab.
    pub(super) tab: SessionId,
    pings: u32,
}

impl Socket {
    /// Sends a message.
    pub(super) async fn send(&mut self, message: &ClientMessage) -> Result<(), Fault> {
        let text = serde_json::to_string(message).map_err(|_never| Fault::Closed)?;
        Ok(self.stream.send(Message::text(text)).await?)
    }

    /// The next message this version understands. May be dropped and called again: no message
    /// is lost in between.
    pub(super) async fn next(&mut self) -> Result<ServerMessage, Fault> {
        loop {
            let text = match self.stream.next().await {
                Some(Ok(Message::Text(text))) => text,
                Some(Ok(Message::Close(_))) | None => return Err(Fault::Closed),
                Some(Ok(_)) => continue,
                Some(Err(error)) => return Err(error.into()),
            };
            // HS8: what is not known is passed over.
            if let Ok(message) = serde_json::from_str(&text) {
                return Ok(message);
            }
        }
    }

    /// Answers the server's question whether anybody is there, or measures the round trip.
    pub(super) async fn ping(&mut self) -> Result<u32, Fault> {
        self.pings += 1;
        self.send(&ClientMessage::Ping(Ping { n: self.pings })).await?;
        Ok(self.pings)
    }
}
