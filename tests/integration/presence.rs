//! The loader's presence socket and the list of visitors: PR1–PR5 over real sockets.

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use vitrine_server::store::MediaRecord;
use vitrine_shared::ids::{InvitationId, VisitId};
use vitrine_shared::wire::people::StaffRole;
use vitrine_shared::wire::{
    Cart, Invitation, InvitationAnswer, InvitationStep, PageFacts, PresenceFrame, PresenceReply,
    Product, Visit, VisitActivity, VisitConversation, VisitPage, VisitState,
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
                    let reply = serde_json::from_str(&text).expect("a reply of the protocol");
                    match reply {
                        PresenceReply::Inbox(inbox) => return Ok(inbox.staffed),
                        PresenceReply::Invitation(_) | PresenceReply::InvitationOver {} => {}
                    }
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

impl Page {
    /// The next word on an invitation; `None` when one is over.
    async fn offered(&mut self) -> Option<Invitation> {
        loop {
            let Some(Ok(Message::Text(text))) = self.0.next().await else { continue };
            match serde_json::from_str(&text).expect("a reply of the protocol") {
                PresenceReply::Invitation(invitation) => return Some(invitation),
                PresenceReply::InvitationOver {} => return None,
                PresenceReply::Inbox(_) => {}
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
async fn li5_a_claimed_picture_is_shown_only_when_it_is_among_ours() {
    let server = TestServer::start().await;
    let agent = server.connect(&server.shop.agent).await;
    agent.open(5, TestTopic::Visitors).await;
    let known = "http://localhost:1/bag.jpg";
    let media = server.picture().await;
    let account = server.shop.ids.account;
    let store = &server.app().store;
    let record = store.find_media(account, media).await.expect("an answer").expect("a picture");
    let looked_at = MediaRecord { id: new_id(), source: known.to_owned(), ..record };
    store.insert_media(&looked_at).await.expect("a picture");
    let media = looked_at.id;
    let of = |picture: &str| Product {
        name: "A bag".to_owned(),
        picture: Some(picture.to_owned()),
        price: None,
    };
    let visit: VisitId = new_id();
    let mut page = Page::arrive(&server, visit, true, "/bag").await;
    let shown = async |picture: &str| {
        let url = picture.to_owned();
        agent
            .until(move |r| {
                let row = r.topic(5).visitor_rows.get(&visit);
                let told = row.and_then(|row| row.page.product.as_ref()?.picture.as_deref());
                told == Some(&url)
            })
            .await;
        agent.see(|r| r.topic(5).visitor_rows[&visit].picture)
    };
    let mut go = async |picture: &str| {
        let page_facts = PageFacts { product: Some(of(picture)), ..facts("/bag") };
        let now = VisitPage { pages: 1, page: page_facts, cart: None };
        page.send(&PresenceFrame::Page(now)).await;
    };
    // An address nobody here has looked at; the shop would answer it, but is not asked.
    go("http://localhost:1/never.jpg").await;
    assert_eq!(shown("http://localhost:1/never.jpg").await, None);
    go(&format!("{known}#1")).await;
    assert_eq!(shown(&format!("{known}#1")).await, Some(media));
    drop((page, agent));
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

#[tokio::test]
async fn pr6_an_invitation_that_is_opened_becomes_the_agents_first_message() {
    let server = TestServer::start().await;
    let colleague = server.colleague(&server.shop, StaffRole::Agent).await;
    let agent = server.connect(&colleague.login).await;
    agent.open(5, TestTopic::Visitors).await;
    let visit: VisitId = new_id();
    let (mut one, mut two) = (
        Page::arrive(&server, visit, true, "/bag").await,
        Page::arrive(&server, visit, true, "/lamp").await,
    );
    agent.until(|r| r.topic(5).visitor_rows.get(&visit).is_some_and(|row| row.tabs == 2)).await;
    let id: InvitationId = new_id();
    let path = format!("/v1/visits/{visit}/invitations");
    let body = format!(r#"{{"id":"{id}","text":"  May I help you choose? "}}"#);
    let ask = async |body: &str| server.ask(Some(&colleague.login), "POST", &path, body).await;
    assert_eq!(ask(&body).await.status, 200);
    assert_eq!(ask(&body).await.status, 200, "the same once more");
    let other = format!(r#"{{"id":"{}","text":"Hello?"}}"#, new_id::<InvitationId>());
    assert_eq!(ask(&other).await.status, 429, "one in ten minutes");
    let empty = format!(r#"{{"id":"{}","text":" "}}"#, new_id::<InvitationId>());
    assert_eq!(ask(&empty).await.status, 400);
    let offered = one.offered().await.expect("an invitation");
    assert_eq!((offered.name.as_str(), offered.text.as_str()), ("Marta", "May I help you choose?"));
    assert_eq!(two.offered().await.map(|one| one.invitation), Some(id));
    let answer = InvitationAnswer { invitation: id, opened: true };
    one.send(&PresenceFrame::Invitation(answer)).await;
    assert_eq!(two.offered().await, None, "it was answered on the other page");
    // The panel opens, and speaks for a conversation in which nothing was said.
    let visitor = server.visitor().await;
    let conversation = visitor.conversation();
    for page in [&mut one, &mut two] {
        page.send(&PresenceFrame::Conversation(VisitConversation { conversation })).await;
    }
    visitor.until(|r| r.room().texts() == ["May I help you choose?"]).await;
    agent
        .until(|r| {
            let row = r.topic(5).visitor_rows.get(&visit);
            row.is_some_and(|row| {
                let step = row.invitation.as_ref().map(|state| state.step);
                step == Some(InvitationStep::Opened) && row.assignee == Some(colleague.id.into())
            })
        })
        .await;
    let named = |r: &vitrine_tests::Replica| {
        r.room().state.participants.iter().any(|one| one.id == colleague.id.into())
    };
    assert!(visitor.see(named), "it is the agent who speaks");
    drop((one, two, visitor, agent));
    server.stop().await;
}

#[tokio::test]
async fn pr7_an_invitation_that_is_put_away_is_the_last_of_its_visit() {
    let server = TestServer::start().await;
    let agent = server.connect(&server.shop.agent).await;
    agent.open(5, TestTopic::Visitors).await;
    let visit: VisitId = new_id();
    let path = format!("/v1/visits/{visit}/invitations");
    let ask = async || {
        let body = format!(r#"{{"id":"{}","text":"Hello"}}"#, new_id::<InvitationId>());
        server.ask(Some(&server.shop.agent), "POST", &path, &body).await.status
    };
    assert_eq!(ask().await, 404, "nobody is there");
    // Without consent too: nothing of an invitation is stored with the visitor.
    let mut page = Page::arrive(&server, visit, false, "/bag").await;
    agent.until(|r| r.topic(5).visitor_rows.contains_key(&visit)).await;
    assert_eq!(ask().await, 200);
    let offered = page.offered().await.expect("an invitation");
    let answer = InvitationAnswer { invitation: offered.invitation, opened: false };
    page.send(&PresenceFrame::Invitation(answer)).await;
    agent
        .until(|r| {
            let row = r.topic(5).visitor_rows.get(&visit);
            let state = row.and_then(|row| row.invitation.as_ref());
            state.is_some_and(|state| state.step == InvitationStep::Dismissed)
        })
        .await;
    assert_eq!(ask().await, 409);
    drop((page, agent));
    server.stop().await;
}
