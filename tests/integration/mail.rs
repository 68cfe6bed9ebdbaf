//! An answer reaches a visitor who is gone, by e-mail and through the link in it.

use std::time::Duration;

use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use vitrine_server::config::Config;
use vitrine_server::mail::{new_link, send_due};
use vitrine_shared::ids::{ConversationId, ItemId, VisitorId};
use vitrine_shared::room::{Command, DeleteAnnotations};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::api::{Continued, ErrorBody, InboxInfo};
use vitrine_shared::wire::media::{NewStill, StillWish};
use vitrine_shared::wire::{ClientMessage, ErrorCode, Receipt};
use vitrine_tests::{
    Login, ReceivedMail, SmtpMood, TestClient, TestProcess, TestServer, TestSmtp, Uploader,
    add_item, drawn, http, line, new_id,
};

/// How long an answer waits to be read; tests tell the sender what time it is.
const WAIT: Duration = Duration::from_secs(120);
const WAIT_MS: i64 = 120_000;
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

async fn server_for(smtp: &TestSmtp) -> TestServer {
    TestServer::start_as(Config { mail: Some(smtp.options(WAIT)), ..Config::default() }).await
}

/// Leaves an address, as the panel's form does.
async fn leave_address(server: &TestServer, visitor: &Login, email: &str, language: &str) {
    let body = format!(r#"{{"email":"{email}","language":"{language}"}}"#);
    let answer = server.ask(Some(visitor), "PATCH", "/v1/visitor", &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// A visitor who left an address and a question, and is gone; and who it was.
async fn gone(server: &TestServer, email: &str) -> (Login, ConversationId, VisitorId) {
    let login = server.new_visitor().await;
    leave_address(server, &login, email, "en").await;
    let tab = server.tab(&login).await;
    tab.say("Can you repair this buckle?").await;
    let (conversation, id) = (tab.conversation(), VisitorId(tab.see(|r| r.me()).0));
    tab.cut().await;
    left(server, conversation).await;
    (login, conversation, id)
}

/// A visitor who left an address and a question and is gone, and an agent who comes to answer.
struct Night {
    smtp: TestSmtp,
    server: TestServer,
    login: Login,
    conversation: ConversationId,
    visitor: VisitorId,
    agent: TestClient,
}

async fn night() -> Night {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let (login, conversation, visitor) = gone(&server, "luis@shop.example").await;
    let agent = server.agent_in(conversation).await;
    Night { smtp, server, login, conversation, visitor, agent }
}

/// Waits until the server has seen the visitor go.
async fn left(server: &TestServer, conversation: ConversationId) {
    let room = server.app().hub.loaded_room(conversation).expect("it was just open");
    while room.lock().visitor_looks() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Sends what is due so long after now.
async fn send_after(server: &TestServer, ms: i64) -> usize {
    let now = server.app().clock.now();
    send_due(server.app(), UnixMillis(now.0 + ms)).await.expect("the store answers")
}

/// Whether the console is asked for a picture of the stage.
async fn still_wanted(server: &TestServer, conversation: ConversationId) -> bool {
    let path = format!("/v1/stills/{conversation}");
    server.ask(Some(&server.shop.agent), "GET", &path, "").await.json::<StillWish>().wanted
}

/// Gives the mail that waits a picture of the stage, as the console does.
async fn attach_still(server: &TestServer, conversation: ConversationId, item: ItemId) {
    let console = Uploader::new(server.address(), &server.shop.agent);
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg).encode_image(&RgbImage::new(60, 40)).expect("a JPEG");
    let media = console.upload(conversation, &jpeg).await.expect("it is taken").media;
    let still = NewStill { item, media };
    let answer = console.post(&format!("/v1/stills/{conversation}"), &still).await;
    assert_eq!(answer.status, 204, "{}", answer.head);
}

async fn go_on(server: &TestServer, mail: &ReceivedMail) -> http::Response {
    let link = mail.link();
    let (address, secret) = link.split_once('#').expect("the secret stands behind it");
    let (page, inbox) = address.split_once("?inbox=").expect("the inbox is named");
    assert_eq!(page, format!("{}/continue", server.origin()));
    redeem(server, inbox, secret).await
}

async fn redeem(server: &TestServer, inbox: &str, secret: &str) -> http::Response {
    let body = format!(r#"{{"inbox":"{inbox}","secret":"{secret}"}}"#);
    server.ask(None, "POST", "/v1/continue", &body).await
}

fn refusal(answer: &http::Response) -> (u16, ErrorCode) {
    (answer.status, answer.json::<ErrorBody>().code)
}

#[tokio::test]
async fn an_answer_at_night_arrives_once_with_a_link_that_goes_on() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let inbox = server.ask(None, "GET", "/v1/inbox?key=corda", "").await.json::<InboxInfo>();
    assert!(inbox.mail, "the panel may promise a mail");
    let (_, conversation, _) = gone(&server, "luis@shop.example").await;
    let agent = server.agent_in(conversation).await;
    agent.say("Yes, we sew a new one on: ñ, я.").await;
    assert_eq!(send_after(&server, WAIT_MS - MINUTE_MS).await, 0, "it waits to be read");
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    assert_eq!(send_after(&server, WAIT_MS + DAY_MS).await, 0, "once is enough");
    let [mail] = &smtp.mails()[..] else { panic!("one mail") };
    assert_eq!(mail.to, ["luis@shop.example"]);
    assert_eq!(mail.header("subject").as_deref(), Some("corda has answered you"));
    let text = mail.text();
    assert!(text.contains("> Yes, we sew a new one on: ñ, я.\n"), "{text}");
    assert!(!text.contains("buckle"), "what a stranger wrote is not sent to an address");
    assert_eq!(mail.picture(), None);

    // Programs that check mails open addresses; that uses nothing up.
    let page = server.ask(None, "GET", "/continue?inbox=corda", "").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    let phone = Login::Visitor(go_on(&server, mail).await.json::<Continued>().token);
    let tab = server.tab(&phone).await;
    assert_eq!(tab.conversation(), conversation);
    tab.until(|r| r.room().state.head >= 2).await;
    assert_eq!(refusal(&go_on(&server, mail).await), (410, ErrorCode::LinkGone), "used");
    drop((agent, tab));
    server.stop().await;
}

#[tokio::test]
async fn an_answer_without_words_is_mailed_once_with_its_picture() {
    let Night { smtp, server, conversation, agent, .. } = night().await;
    let item = new_id();
    agent.act(add_item(item, server.picture().await)).await.expect("a picture");
    assert!(!still_wanted(&server, conversation).await, "a picture alone is no answer");
    agent.act(drawn(new_id(), item, &line(5))).await.expect("a mark");
    assert!(still_wanted(&server, conversation).await, "the picture of the stage goes with it");
    attach_still(&server, conversation, item).await;
    assert_eq!(send_after(&server, WAIT_MS - MINUTE_MS).await, 0, "it waits to be seen");
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    let [mail] = &smtp.mails()[..] else { panic!("one mail") };
    let text = mail.text();
    assert!(text.contains("corda has drawn on a picture of your conversation"), "{text}");
    assert!(!text.contains('>'), "nothing is quoted: {text}");
    assert!(mail.picture().is_some_and(|jpeg| jpeg.starts_with(&[0xff, 0xd8])));
    // The next marks wait for the quarter of an hour, and go out as one.
    agent.act(drawn(new_id(), item, &line(6))).await.expect("a mark");
    agent.act(drawn(new_id(), item, &line(7))).await.expect("a mark");
    send_after(&server, WAIT_MS + 10 * MINUTE_MS).await;
    assert_eq!(smtp.mails().len(), 1);
    send_after(&server, WAIT_MS + 16 * MINUTE_MS).await;
    assert_eq!(smtp.mails().len(), 2);
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn marks_that_were_taken_away_or_seen_are_no_answer() {
    let Night { smtp, server, login, conversation, agent, .. } = night().await;
    let (item, mark) = (new_id(), new_id());
    agent.act(add_item(item, server.picture().await)).await.expect("a picture");
    agent.act(drawn(mark, item, &line(5))).await.expect("a mark");
    let take_away = DeleteAnnotations { annotations: vec![mark] };
    agent.act(Command::DeleteAnnotations(take_away)).await.expect("it is the agent's own");
    assert_eq!(send_after(&server, WAIT_MS).await, 1, "it is looked at");
    assert_eq!(smtp.mails().len(), 0, "there is nothing to see");
    let seq = agent.act(drawn(new_id(), item, &line(6))).await.expect("a mark");
    let tab = server.tab(&login).await;
    tab.send(&ClientMessage::Receipt(Receipt { sub: 1, delivered: seq, read: seq })).await;
    agent.until(|r| r.room().receipts.iter().any(|one| one.read >= seq)).await;
    // What the visitor draws is no answer to the visitor.
    tab.act(drawn(new_id(), item, &line(7))).await.expect("a mark");
    tab.cut().await;
    left(&server, conversation).await;
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    assert_eq!(send_after(&server, DAY_MS).await, 0, "that settles it");
    assert_eq!(smtp.mails().len(), 0, "it was seen");
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn without_a_server_nobody_is_promised_a_mail() {
    let server = TestServer::start().await;
    let inbox = server.ask(None, "GET", "/v1/inbox?key=corda", "").await.json::<InboxInfo>();
    assert!(!inbox.mail);
    let (_, conversation, _) = gone(&server, "luis@shop.example").await;
    let agent = server.agent_in(conversation).await;
    agent.say("Yes.").await;
    let store = server.app().store.mail();
    assert!(!store.mail_waits(server.shop.ids.account, conversation).await.expect("it answers"));
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn whoever_is_here_or_has_read_it_gets_no_mail() {
    let Night { smtp, server, login, conversation, agent, .. } = night().await;
    let seq = agent.say("Yes, we can.").await;
    let tab = server.tab(&login).await;
    assert_eq!(send_after(&server, WAIT_MS).await, 1, "it is looked at");
    assert_eq!(smtp.mails().len(), 0, "the visitor has a visible page");
    let receipt = Receipt { sub: 1, delivered: seq, read: seq };
    tab.send(&ClientMessage::Receipt(receipt)).await;
    agent.until(|r| r.room().receipts.iter().any(|one| one.read >= seq)).await;
    tab.cut().await;
    left(&server, conversation).await;
    assert_eq!(send_after(&server, 2 * WAIT_MS + MINUTE_MS).await, 1);
    assert_eq!(smtp.mails().len(), 0, "it was read");
    assert_eq!(send_after(&server, DAY_MS).await, 0, "that settles it");
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_the_server_puts_off_is_tried_again() {
    let Night { smtp, server, agent, .. } = night().await;
    agent.say("Yes, we can.").await;
    smtp.be(SmtpMood::Busy);
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    assert_eq!(send_after(&server, WAIT_MS + 20_000).await, 0, "not at once");
    // Our password is wrong: that is not the mail's fault.
    smtp.be(SmtpMood::Unfriendly);
    assert_eq!(send_after(&server, WAIT_MS + MINUTE_MS).await, 1);
    assert_eq!((smtp.attempts(), smtp.mails().len()), (1, 0));
    smtp.be(SmtpMood::Takes);
    assert_eq!(send_after(&server, WAIT_MS + 10 * MINUTE_MS).await, 1);
    assert_eq!(smtp.mails().len(), 1);
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_never_goes_out_is_given_up_and_somebody_is_told() {
    let Night { smtp, server, agent, .. } = night().await;
    agent.say("Yes, we can.").await;
    smtp.be(SmtpMood::Busy);
    let mut tries = 0;
    for hour in 0..60 {
        tries += send_after(&server, WAIT_MS + hour * 60 * MINUTE_MS).await;
    }
    assert_eq!(tries, 8, "then it is given up");
    assert!(server.app().problems.all().contains_key("mail"), "whoever looks after it is told");
    // The next answer is a new mail, and the server is well again.
    smtp.be(SmtpMood::Takes);
    agent.say("Are you still there?").await;
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    assert!(smtp.mails()[0].text().contains("> Are you still there?"));
    assert!(!server.app().problems.all().contains_key("mail"));
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_is_not_tried_again() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let (_, conversation, _) = gone(&server, "nobody@shop.example").await;
    let agent = server.agent_in(conversation).await;
    agent.say("Yes, we can.").await;
    smtp.be(SmtpMood::Refuses);
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    smtp.be(SmtpMood::Takes);
    assert_eq!(send_after(&server, 2 * DAY_MS).await, 0);
    assert_eq!((smtp.attempts(), smtp.mails().len()), (1, 0));
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn a_silent_mail_server_slows_nobody_down() {
    let Night { smtp, server, agent, .. } = night().await;
    agent.say("Yes, we can.").await;
    smtp.be(SmtpMood::Silent);
    let sending = async {
        send_after(&server, WAIT_MS).await;
        // On a busy machine the mail server's time may be over before everything is said.
        std::future::pending::<()>().await;
    };
    let talking = async {
        for n in 0..20 {
            agent.say(&format!("Word {n}")).await;
        }
    };
    tokio::select! {
        () = sending => {}
        () = talking => {}
    }
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn nobody_is_written_to_more_often_than_every_quarter_of_an_hour() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    // Two visitors who name the same address, which may be neither's.
    let (_, one, _) = gone(&server, "victim@shop.example").await;
    let (_, two, _) = gone(&server, "victim@shop.example").await;
    for conversation in [one, two] {
        let agent = server.agent_in(conversation).await;
        agent.say("Yes, we can.").await;
        agent.cut().await;
    }
    assert_eq!(send_after(&server, WAIT_MS).await, 2);
    assert_eq!(smtp.mails().len(), 1);
    let agent = server.agent_in(one).await;
    for n in 0..20 {
        agent.say(&format!("Word {n}")).await;
        send_after(&server, WAIT_MS + 10 * MINUTE_MS).await;
    }
    assert_eq!(smtp.mails().len(), 1);
    send_after(&server, WAIT_MS + 16 * MINUTE_MS).await;
    assert_eq!(smtp.mails().len(), 2);
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn s81_an_erased_visitor_gets_no_mail_and_the_link_is_dead() {
    let Night { smtp, server, visitor, agent, .. } = night().await;
    agent.say("Yes, we can.").await;
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    agent.say("One more thing.").await;
    agent.cut().await;
    let path = format!("/v1/visitors/{visitor}");
    let erased = server.ask(Some(&server.shop.agent), "DELETE", &path, "").await;
    assert_eq!(erased.status, 200, "{}", erased.body);
    assert_eq!(send_after(&server, DAY_MS).await, 0);
    assert_eq!(smtp.mails().len(), 1);
    assert_eq!(refusal(&go_on(&server, &smtp.mails()[0]).await), (410, ErrorCode::LinkGone));
    server.stop().await;
}

#[tokio::test]
async fn s26_a_link_is_refused_at_another_shop_past_its_end_and_in_the_place_of_another() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let neighbour = server.other_shop().await;
    let (_, _, visitor) = gone(&server, "luis@shop.example").await;
    let (app, whom) = (server.app(), (server.shop.ids.account, visitor));
    let secret = async |at: i64| {
        let link = new_link(app, whom, "corda", UnixMillis(at)).await.expect("the store answers");
        link.split_once('#').expect("a secret").1.to_owned()
    };
    let now = app.clock.now().0;
    let fresh = secret(now).await;
    let gone = (410, ErrorCode::LinkGone);
    assert_eq!(refusal(&redeem(&server, &neighbour.key, &fresh).await), gone, "another shop");
    let old = secret(now - 7 * DAY_MS).await;
    assert_eq!(refusal(&redeem(&server, "corda", &old).await), gone, "past its end");
    assert_eq!(refusal(&redeem(&server, "corda", "never-was-a-secret").await), gone);
    let body = format!(r#"{{"secret":"{fresh}","password":"correct horse battery staple"}}"#);
    let staff = server.ask(None, "POST", "/v1/invitations/accept", &body).await;
    assert_eq!(refusal(&staff), gone, "it makes nobody staff");
    assert_eq!(redeem(&server, "corda", &fresh).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn a_link_leads_back_to_the_page_where_the_address_was_left_if_the_shop_still_stands_there() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let login = server.new_visitor().await;
    leave_address(&server, &login, "luis@shop.example", "en").await;
    let tab = server.tab(&login).await;
    let visitor = VisitorId(tab.see(|r| r.me()).0);
    tab.cut().await;
    let tell = async |page: &str| {
        let body = format!(r#"{{"page":"{page}"}}"#);
        server.ask(Some(&login), "PATCH", "/v1/visitor", &body).await.status
    };
    let back = async || {
        let (app, whom) = (server.app(), (server.shop.ids.account, visitor));
        let link = new_link(app, whom, "corda", app.clock.now()).await.expect("it answers");
        let (_, secret) = link.split_once('#').expect("a secret");
        redeem(&server, "corda", secret).await.json::<Continued>().page
    };
    assert_eq!(back().await, None, "the panel named no page");
    let info = server.ask(None, "GET", "/v1/inbox?key=corda", "").await.json::<InboxInfo>();
    let page = format!("{}/bags/7?colour=red", info.origins[0]);
    assert_eq!(tell(&format!("{page}#reviews")).await, 200);
    assert_eq!(back().await, Some(page.clone()));
    // What somebody claims elsewhere leads nowhere.
    for stranger in ["https://elsewhere.example/", "https://localhost.elsewhere.example/bags"] {
        assert_eq!(tell(stranger).await, 200);
        assert_eq!(back().await, None, "{stranger}");
    }
    let dressed = page.replace("://", "://shop@");
    for bad in ["javascript:alert(1)", "/bags/7", dressed.as_str()] {
        assert_eq!(tell(bad).await, 422, "{bad}");
    }
    server.stop().await;
}

#[tokio::test]
async fn s72_a_shop_with_line_ends_in_its_name_adds_no_header() {
    let smtp = TestSmtp::start().await;
    let server = server_for(&smtp).await;
    let store = &server.app().store;
    let seed = vitrine_server::store::Seed {
        account_name: "corda".to_owned(),
        inbox_key: "corda".to_owned(),
        inbox_name: "Corda\r\nBcc: victim@shop.example\r\n\r\nBuy".to_owned(),
        inbox_origins: vec!["http://localhost:1".to_owned()],
        agent_name: "Ana".to_owned(),
    };
    store.seed(&seed).await.expect("an inbox takes its new name");
    let (_, conversation, _) = gone(&server, "luis@shop.example").await;
    let agent = server.agent_in(conversation).await;
    agent.say("Yes.\n.\nQUIT\n..two dots").await;
    assert_eq!(send_after(&server, WAIT_MS).await, 1);
    let [mail] = &smtp.mails()[..] else { panic!("one mail") };
    assert_eq!(mail.to, ["luis@shop.example"]);
    assert_eq!(mail.header("bcc"), None);
    let subject = "Corda Bcc: victim@shop.example Buy has answered you";
    assert_eq!(mail.header("subject").as_deref(), Some(subject));
    assert!(mail.text().contains("> ..two dots\n"), "{}", mail.text());
    drop(agent);
    server.stop().await;
}

#[tokio::test]
async fn a_killed_server_sends_the_mail_after_it_is_back() {
    let smtp = TestSmtp::start().await;
    smtp.be(SmtpMood::Silent);
    let folder = tempfile::tempdir().expect("a folder");
    let options = smtp.options(Duration::from_secs(1));
    let mut process = TestProcess::start_with(folder.path(), "off", |config| {
        config.mail = Some(options);
    });
    let visitor = process.new_visitor().await;
    let Login::Visitor(token) = &visitor else { unreachable!("a visitor") };
    let origin = format!("http://{}", process.address);
    let bearer = format!("Bearer {token}");
    let headers = [
        ("origin", origin.as_str()),
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
    ];
    let body = r#"{"email":"luis@shop.example","language":"es"}"#;
    let told = http::request(process.address, "PATCH", "/v1/visitor", &headers, body).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let tab = TestClient::connect(process.address, &visitor, new_id()).await;
    let conversation = tab.conversation();
    tab.open(1, vitrine_tests::TestTopic::Public(conversation)).await;
    tab.say("Can you repair this?").await;
    tab.cut().await;
    let agent = process.agent().await;
    let agent = TestClient::connect(process.address, &agent, new_id()).await;
    agent.open(1, vitrine_tests::TestTopic::Public(conversation)).await;
    agent.say("Yes, we can.").await;
    process.kill();
    smtp.be(SmtpMood::Takes);
    process.begin();
    let mail = smtp.mail(1).await;
    let subject = mail.header("subject").expect("a subject");
    assert!(subject.contains("respondido"), "in the visitor's language: {subject}");
    assert!(mail.text().contains("> Yes, we can.\n"), "{}", mail.text());
    drop((agent, process));
}
