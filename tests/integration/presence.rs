//! The loader's presence socket and the list of visitors: PR1–PR5 over real sockets.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use vitrine_shared::ids::VisitId;
use vitrine_shared::wire::{
    Cart, PageFacts, PresenceFrame, PresenceReply, Visit, VisitActivity, VisitConversation,
    VisitPage, VisitState,
};
use vitrine_tests::{Refused, TestServer, TestTopic, new_id, upgrade_at};

/// The origin the test shop allows.
const SHOP: &str = "http://localhost:1";

struct Page(WebSocketStream<TcpStream>);

impl Page {
    async fn open(server: &TestServer) -> Self {
        Self(upgrade_at(server.address(), "/v1/presence", Some(SHOP)).await.expect("a shop's page"))
    }

    async fn arrive(server: &TestServer, visit: VisitId, consent: bool, path: &str) -> Self {
        let mut page = Self::open(server).await;
        page.send(&visit_of(server, visit, consent, path)).await;
        page
    }

    async fn send(&mut self, frame: &PresenceFrame) {
        let text = serde_json::to_string(frame).expect("a frame has string keys");
        self.0.send(Message::Text(text.into())).await.expect("the socket is open");
    }

    /// The next `staffed`, or the close code.
    async fn hear(&mut self) -> Result<bool, u16> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    let PresenceReply::Inbox(inbox) =
                        serde_json::from_str(&text).expect("a reply of the protocol");
                    return Ok(inbox.staffed);
                }
                Some(Ok(Message::Close(frame))) => {
                    return Err(frame.map_or(0, |frame| frame.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(0),
            }
        }
    }
}

fn facts(path: &str) -> PageFacts {
    PageFacts {
        url: format!("{SHOP}{path}"),
        title: path.to_owned(),
        language: "es".to_owned(),
        product: None,
    }
}

fn visit_of(server: &TestServer, visit: VisitId, consent: bool, path: &str) -> PresenceFrame {
    PresenceFrame::Visit(Visit {
        v: 1,
        inbox: server.shop.key.clone(),
        visit,
        consent,
        pages: 1,
        referrer: None,
        page: facts(path),
        cart: None,
    })
}

#[tokio::test]
async fn pr1_only_pages_of_the_shop_speak_for_its_inbox() {
    let server = TestServer::start().await;
    for origin in [None, Some("null"), Some("file://")] {
        let refused = upgrade_at(server.address(), "/v1/presence", origin).await.err();
        assert!(matches!(refused, Some(Refused::Status(403))), "{origin:?}");
    }
    let evil = upgrade_at(server.address(), "/v1/presence", Some("https://evil.example")).await;
    let mut evil = Page(evil.expect("which shop is known later"));
    evil.send(&visit_of(&server, new_id(), true, "/")).await;
    assert_eq!(evil.hear().await, Err(4101));
    let mut unknown = Page::open(&server).await;
    unknown.send(&PresenceFrame::Beat {}).await;
    assert_eq!(unknown.hear().await, Err(4100), "the first frame says who visits");
    let mut page = Page::arrive(&server, new_id(), true, "/").await;
    assert_eq!(page.hear().await, Ok(false), "nobody is there");
    drop((evil, unknown, page));
    server.stop().await;
}

#[tokio::test]
async fn pr4_an_agent_sees_who_is_on_which_page_with_which_cart() {
    let server = TestServer::start().await;
    let agent = server.connect(&server.shop.agent).await;
    agent.open(5, TestTopic::Visitors).await;
    let visit: VisitId = new_id();
    let mut page = Page::arrive(&server, visit, true, "/bag").await;
    assert_eq!(page.hear().await, Ok(true), "an agent is there");
    agent
        .until(|r| r.topic(5).visitor_rows.get(&visit).is_some_and(|row| row.page.title == "/bag"))
        .await;
    let cart = Some(Cart { count: 2, total: Some("€ 189.00".to_owned()) });
    let go = VisitPage { pages: 2, page: facts("/cart"), cart: cart.clone() };
    page.send(&PresenceFrame::Page(go)).await;
    page.send(&PresenceFrame::Activity(VisitActivity { state: VisitState::Idle })).await;
    agent
        .until(|r| {
            r.topic(5).visitor_rows.get(&visit).is_some_and(|row| {
                (row.pages, row.state, &row.cart) == (2, VisitState::Idle, &cart)
            })
        })
        .await;
    // The panel of that page speaks for a conversation; one of somewhere else is not believed.
    let visitor = server.visitor().await;
    visitor.say("Hello").await;
    for conversation in [new_id(), visitor.conversation()] {
        let told = VisitConversation { conversation };
        page.send(&PresenceFrame::Conversation(told)).await;
    }
    let id = visitor.conversation();
    agent
        .until(|r| {
            let row = r.topic(5).visitor_rows.get(&visit);
            row.is_some_and(|row| row.conversation == Some(id))
        })
        .await;
    drop((page, visitor));
    agent.until(|r| !r.topic(5).visitor_rows.contains_key(&visit)).await;
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn tp2_visitors_do_not_see_visitors() {
    let server = TestServer::start().await;
    let visitor = server.visitor().await;
    visitor.ask_open(5, TestTopic::Visitors, None).await;
    visitor.until(|r| r.refusals.len() == 1).await;
    drop(visitor);
    server.stop().await;
}

#[tokio::test]
async fn hs4_a_presence_frame_that_is_none_ends_the_socket() {
    let server = TestServer::start().await;
    let mut page = Page::arrive(&server, new_id(), true, "/").await;
    page.hear().await.expect("it is welcome");
    page.0.send(Message::Text("{\"type\":\"op\"}".into())).await.expect("the socket is open");
    assert_eq!(page.hear().await, Err(4110));
    let mut page = Page::open(&server).await;
    let huge = "x".repeat(9_000);
    page.0.send(Message::Text(huge.into())).await.expect("the socket is open");
    assert!(page.hear().await.is_err());
    drop(page);
    server.stop().await;
}
