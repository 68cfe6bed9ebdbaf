//! What is erased or kept long enough is gone: from the doors, from memory and from the disk.

use std::fs;
use std::path::Path;

use vitrine_server::ops::retention;
use vitrine_shared::ids::{ConversationId, VisitorId};
use vitrine_shared::room::{Command, Resolve};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::{ErasureReceipt, ErrorBody};
use vitrine_shared::wire::close::CloseCode;
use vitrine_tests::{Login, TestServer, TestTopic, Uploader, http};

const CANARY: &str = "canary-3b9f77-words";
const PICTURE: &str = "canary-3b9f77-pixels";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Files below a folder whose bytes hold the text.
fn holding(folder: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, text));
        } else if fs::read(&path)
            .unwrap_or_default()
            .windows(text.len())
            .any(|window| window == text.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

/// A picture of one conversation whose bytes are a text that can be searched for.
async fn hang(server: &TestServer, conversation: ConversationId) {
    let media = server.picture_for(&server.shop, Some(conversation)).await;
    let store = &server.app().store;
    let mut record = store
        .find_media(server.shop.ids.account, media)
        .await
        .expect("the store answers")
        .expect("it was stored");
    record.blob_name = [0xab; 32];
    assert!(store.update_media(&record).await.expect("the store answers"));
    let name = "ab".repeat(32);
    let folder = server.app().config.data.join("media").join("ab").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("full"), PICTURE).expect("a file");
}

async fn erase(server: &TestServer, by: &Login, visitor: VisitorId) -> http::Response {
    let Login::Agent(cookie) = by else { unreachable!("an agent") };
    let (cookie, origin) = (format!("vitrine={cookie}"), server.origin());
    let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
    let path = format!("/v1/visitors/{visitor}");
    http::request(server.address(), "DELETE", &path, &headers, "").await
}

#[tokio::test]
async fn s81_an_erased_visitor_is_found_nowhere() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let visitor = server.tab(&login).await;
    let conversation = visitor.conversation();
    visitor.say(CANARY).await;
    hang(&server, conversation).await;
    let agent = server.agent_in(conversation).await;
    agent.say(&format!("You said {CANARY}")).await;
    let (bystander, _other) = server.pair().await;
    bystander.say("not disturbed").await;
    let data = server.app().config.data.clone();
    assert!(!holding(&data, CANARY).is_empty(), "the search finds what is there");
    assert!(!holding(&data, PICTURE).is_empty(), "the search finds what is there");

    let id = VisitorId(visitor.see(|r| r.me()).0);
    let foreign = server.other_shop().await.agent;
    assert_eq!(erase(&server, &foreign, id).await.status, 404, "not of another shop");
    let answer = erase(&server, &server.shop.agent, id).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let receipt: ErasureReceipt = answer.json();
    let ErasureReceipt { conversations, pictures, files, tokens, sockets, .. } = receipt;
    assert_eq!((conversations, pictures, files, tokens, sockets), (1, 1, 1, 1, 1));
    assert!(receipt.events >= 4 && receipt.log_emptied, "{receipt:?}");

    assert_eq!(visitor.close_code().await, Some(CloseCode::BadToken.code()));
    assert_eq!(agent.close_code().await, Some(CloseCode::Gap.code()));
    drop((visitor, agent));
    assert_eq!(holding(&data, CANARY), Vec::<String>::new());
    assert_eq!(holding(&data, PICTURE), Vec::<String>::new());
    let again = erase(&server, &server.shop.agent, id).await;
    assert_eq!((again.status, again.json::<ErrorBody>().code), (404, ErrorCode::NotFound));
    let agent = server.connect(&server.shop.agent).await;
    agent.ask_open(1, TestTopic::Public(conversation), None).await;
    agent.until(|r| r.refusals.iter().any(|nack| nack.code == ErrorCode::NotFound)).await;
    bystander.say("still not disturbed").await;

    // A clean end writes nothing of it either.
    let server = server.restart().await;
    assert_eq!(holding(&data, CANARY), Vec::<String>::new());
    drop((agent, bystander, server));
}

#[tokio::test]
async fn s81_unfinished_uploads_of_an_erased_visitor_are_gone_too() {
    let server = TestServer::start().await;
    let begin = async |login: &Login| {
        let tab = server.tab(login).await;
        let by = Uploader::new(server.address(), login);
        let wish = Uploader::wish(tab.conversation(), &[b'x'; 1_000]);
        let upload = by.begin(&wish).await.expect("a visitor may").upload;
        (tab, by, upload)
    };
    let (login, other) = (server.new_visitor().await, server.new_visitor().await);
    let (tab, luis, upload) = begin(&login).await;
    let (bystander, rosa, kept) = begin(&other).await;
    luis.send(upload, 0, PICTURE.as_bytes()).await.expect("taken");
    rosa.send(kept, 0, b"half of another picture").await.expect("taken");
    // Staff's into that conversation as well.
    let staff = Uploader::new(server.address(), &server.shop.agent);
    tab.say("Have you got it in red?").await;
    let wish = Uploader::wish(tab.conversation(), &[b'x'; 1_000]);
    let theirs = staff.begin(&wish).await.expect("the shop's agent may").upload;
    staff.send(theirs, 0, PICTURE.as_bytes()).await.expect("taken");
    let data = server.app().config.data.clone();
    assert_eq!(holding(&data, PICTURE).len(), 2, "the search finds what is there");

    let id = VisitorId(tab.see(|r| r.me()).0);
    assert_eq!(erase(&server, &server.shop.agent, id).await.status, 200);
    assert_eq!(holding(&data, PICTURE), Vec::<String>::new());
    assert_eq!(staff.offset(theirs).await, None);
    assert_eq!(rosa.offset(kept).await, Some(23), "others go on");
    drop((tab, bystander));
}

#[tokio::test]
async fn s81_nobody_but_an_administrator_erases() {
    let server = TestServer::start().await;
    let visitor = server.visitor().await;
    let id = VisitorId(visitor.see(|r| r.me()).0);
    let path = format!("/v1/visitors/{id}");
    let origin = server.origin();
    let headers = [("origin", origin.as_str())];
    let anybody = http::request(server.address(), "DELETE", &path, &headers, "").await;
    assert_eq!(anybody.status, 401);
    let Login::Agent(cookie) = &server.shop.agent else { unreachable!("an agent") };
    let cookie = format!("vitrine={cookie}");
    let foreign = [("origin", "https://elsewhere.example"), ("cookie", cookie.as_str())];
    let elsewhere = http::request(server.address(), "DELETE", &path, &foreign, "").await;
    assert_eq!(elsewhere.status, 403);
    visitor.say("still here").await;
}

#[tokio::test]
async fn s82_ended_conversations_go_when_their_time_is_over_and_open_ones_stay() {
    let server = TestServer::start().await;
    let (old, agent) = server.pair().await;
    old.say(CANARY).await;
    hang(&server, old.conversation()).await;
    old.act(Command::Resolve(Resolve {})).await.expect("a visitor may end");
    let (open, _) = server.pair().await;
    open.say("I am still waiting").await;
    let (app, account) = (server.app(), server.shop.ids.account);
    let now = app.clock.now();
    let after = |days: i64| UnixMillis(now.0 + days * DAY_MS);

    assert_eq!(retention::delete_old(app, after(179)).await.expect("the store answers"), 0);
    assert_eq!(retention::delete_old(app, after(181)).await.expect("the store answers"), 1);
    assert_eq!(old.close_code().await, Some(CloseCode::Gap.code()), "whoever reads it is told");
    let gone = app.store.find_conversation(account, old.conversation()).await;
    assert_eq!(gone.expect("the store answers"), None);
    open.say("and waiting").await;
    assert_eq!(holding(&app.config.data, PICTURE), Vec::<String>::new());
    let entries = app.store.people().list_audit(account, u32::MAX, 9).await;
    let entries = entries.expect("the store answers");
    assert!(entries.iter().any(|entry| entry.action == "conversations_expired"));
    drop((old, agent, open));
}
