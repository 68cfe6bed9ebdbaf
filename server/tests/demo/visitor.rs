//! A customer with the panel open on a page of the shop.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use vitrine_shared::ids::SessionId;
use vitrine_shared::room::{Event, Stream};
use vitrine_shared::wire::api::VisitorToken;
use vitrine_shared::wire::{
    Auth, ClientMessage, Hello, LiveFrame, LiveUpdate, Open, PROTOCOL_VERSION, PageFacts,
    ServerMessage, TopicName,
};

use super::process::{DEADLINE, Demo};

/// Number of the conversation's topic.
const TALK: u32 = 1;

/// A connected customer and what it was told.
pub(crate) struct Visitor {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(crate) events: Vec<Event>,
    pub(crate) live: Vec<LiveUpdate>,
}

impl Visitor {
    /// Opens the panel on the bag's page, whose address names the story.
    pub(crate) async fn on_the_page_of(demo: &Demo, story: &str) -> Self {
        let answer = demo.post("/v1/visitors").json(&json!({ "inbox": "demo" })).send().await;
        let token: VisitorToken =
            answer.expect("the demo answers").json().await.expect("the demo answers");
        let address = demo.origin.replacen("http", "ws", 1) + "/v1/socket";
        let mut request = address.into_client_request().expect("the demo answers");
        request.headers_mut().insert("origin", demo.origin.parse().expect("the demo answers"));
        let (socket, _) =
            tokio_tungstenite::connect_async(request).await.expect("the demo answers");
        let mut visitor = Self { socket, events: Vec::new(), live: Vec::new() };
        let tab = SessionId(uuid::Uuid::now_v7());
        let auth = Auth::Visitor(token.token);
        let hello = Hello { v: PROTOCOL_VERSION, auth, tab, caps: Vec::new() };
        visitor.send(ClientMessage::Hello(hello)).await;
        let ServerMessage::Welcome(welcome) =
            visitor.next(Instant::now() + DEADLINE).await.expect("the demo answers")
        else {
            panic!("no welcome");
        };
        let conversation = welcome.conversation.expect("a visitor has a conversation");
        let topic = TopicName::Conversation { conversation, stream: Stream::Public };
        visitor.send(ClientMessage::Open(Open { sub: TALK, topic, resume: None })).await;
        let page = PageFacts {
            url: format!("http://localhost:{}/p/bag.html?lang=en&story={story}", demo.shop_port),
            title: "Bag".to_owned(),
            language: "en".to_owned(),
            product: None,
        };
        visitor.send(ClientMessage::Page(page)).await;
        visitor
    }

    pub(crate) async fn send(&mut self, message: ClientMessage) {
        let text = serde_json::to_string(&message).expect("the demo answers");
        self.socket.send(Message::text(text)).await.expect("the demo answers");
    }

    pub(crate) async fn types(&mut self) {
        let frame = LiveFrame { sub: TALK, typing: Some(true), ..LiveFrame::default() };
        self.send(ClientMessage::Live(frame)).await;
    }

    /// Listens until `done`, and panics when that takes too long.
    pub(crate) async fn until(&mut self, what: &str, done: impl Fn(&Self) -> bool) {
        let patience = Instant::now() + DEADLINE;
        while !done(self) {
            assert!(self.next(patience).await.is_some(), "waited in vain for {what}");
        }
    }

    /// Listens for a while.
    pub(crate) async fn listen(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while self.next(end).await.is_some() {}
    }

    async fn next(&mut self, end: Instant) -> Option<ServerMessage> {
        loop {
            let frame = timeout_at(end, self.socket.next())
                .await
                .ok()?
                .expect("open")
                .expect("the demo answers");
            let Message::Text(text) = frame else { continue };
            let message: ServerMessage = serde_json::from_str(&text).expect("the demo answers");
            match &message {
                ServerMessage::Events(events) => self.events.extend(events.events.iter().cloned()),
                ServerMessage::Live(update) => self.live.push(update.clone()),
                _ => {}
            }
            return Some(message);
        }
    }
}
