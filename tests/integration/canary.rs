//! S79: what people say, show and prove themselves with is in no log and in no metric, whatever the
//! log is told to tell.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use vitrine_shared::ids::{AgentId, IdentityKeyId, InboxId};
use vitrine_shared::permission::Door;
use vitrine_shared::room::{
    AddAnnotation, AddItem, AddNote, Command, Mark, Path, Redact, Stream, Tool,
};
use vitrine_shared::wire::people::{CreatedIdentityKey, OneTimeLink};
use vitrine_shared::wire::{Cart, PageFacts, PresenceFrame, Product, Visit};
use vitrine_tests::{
    DEADLINE, Login, Production, RawSocket, TestClient, TestTopic, Uploader, ask, http, new_id,
    open_shop_in, upgrade_at,
};

/// A word that stands nowhere by itself. Each is told apart by what it stands for.
fn canary(what: &str) -> String {
    format!("kanari-{what}-7c1d93")
}

/// What each canary begins with.
const SONG: &str = "kanari-";

/// What was used as a secret, beside the canaries.
struct Secrets(Vec<String>);

impl Secrets {
    fn of(&mut self, login: &Login) {
        let (Login::Visitor(secret) | Login::Agent(secret)) = login;
        self.0.push(secret.clone());
    }
}

/// Every door of the table, with canaries wherever a request has room for one.
async fn knock_everywhere(process: &Production) {
    let names = [
        "secret", "shop", "name", "email", "password", "inbox", "url", "jwt", "current", "next",
        "agent", "key",
    ];
    let body: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(canary(name)))).collect();
    let body = Value::Object(body).to_string();
    let (bearer, cookie) =
        (format!("Bearer {}", canary("bearer")), format!("vitrine={}", canary("cookie")));
    let (agent, referer) = (canary("user-agent"), format!("https://x.test/{}", canary("referer")));
    for door in Door::ALL {
        let path: Vec<_> = door
            .path()
            .split('/')
            .map(|part| if part.starts_with('{') { canary("path") } else { part.to_owned() })
            .collect();
        let path = format!("{}?q={}&s={}", path.join("/"), canary("query"), canary("signature"));
        for proof in [("authorization", bearer.as_str()), ("cookie", cookie.as_str())] {
            let headers = [
                ("origin", process.origin.as_str()),
                ("content-type", "application/json"),
                ("user-agent", agent.as_str()),
                ("referer", referer.as_str()),
                ("upload-offset", "0"),
                proof,
            ];
            let body = if door.changes() { body.as_str() } else { "" };
            http::request(process.address, door.method(), &path, &headers, body).await;
        }
    }
    for path in ["/v1/me?token=", "/console?ticket=", "/nowhere/"] {
        let path = format!("{path}{}", canary("address"));
        http::request(process.address, "GET", &path, &[], "").await;
    }
    let report = json!({ "csp-report": { "violated-directive": "script-src-elem",
        "document-uri": canary("report"), "blocked-uri": canary("report") } });
    let headers = [("content-type", "application/csp-report")];
    let path = "/v1/policy-reports";
    let said = http::post(process.address, path, &headers, &report.to_string()).await;
    assert_eq!(said.status, 204);
}

/// Staff: newcomers, links, passwords, names, sites, keys.
async fn work_as_staff(process: &Production, boss: &Login, secrets: &mut Secrets) {
    let address = process.address;
    let door = async |who: &Login, method: &str, path: &str, body: Value, status: u16| {
        let answer = ask(address, Some(who), method, path, &body.to_string()).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
        answer
    };
    let (id, email): (AgentId, _) = (new_id(), format!("{}@shop.test", canary("mail")));
    let newcomer =
        json!({ "id": id, "name": canary("agent"), "email": email, "role": "administrator" });
    door(boss, "POST", "/v1/agents", newcomer, 200).await;
    let link = door(boss, "POST", "/v1/invitations", json!({ "agent": id }), 200).await;
    let link = link.json::<OneTimeLink>().url;
    let secret = link.split_once('#').expect("a secret").1.to_owned();
    let password = format!("{}-sandal-orbit", canary("password"));
    let accept = json!({ "secret": secret, "password": password }).to_string();
    let accepted = ask(address, None, "POST", "/v1/invitations/accept", &accept).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    secrets.0.push(secret);
    for (password, status) in [(canary("wrong-password"), 401), (password.clone(), 200)] {
        let body = json!({ "email": email, "password": password }).to_string();
        let answer = ask(address, None, "POST", "/v1/session", &body).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        if let Some(cookie) = answer.header("set-cookie") {
            let value = cookie.split(['=', ';']).nth(1).expect("a cookie has a value");
            let marta = Login::Agent(value.to_owned());
            let change = json!({ "current": password, "next": canary("next-password") });
            door(&marta, "POST", "/v1/me/password", change, 204).await;
            secrets.of(&marta);
        }
    }
    door(boss, "PATCH", "/v1/me", json!({ "name": canary("my-name") }), 200).await;
    let inbox: InboxId = new_id();
    let site = json!({ "id": inbox, "name": canary("inbox"), "origins": ["https://shop.test"] });
    door(boss, "POST", "/v1/inboxes", site, 200).await;
    let key: IdentityKeyId = new_id();
    let key = json!({ "id": key, "algorithm": "HS256", "publicKey": null });
    let keys = format!("/v1/inboxes/{inbox}/identity-keys");
    let made = door(boss, "POST", &keys, key, 200).await.json::<CreatedIdentityKey>();
    secrets.0.extend(made.secret);
}

/// A visitor by HTTP: what it tells, what the shop says about it, pictures.
async fn work_as_visitor(process: &Production, visitor: &Login, tab: &TestClient) {
    let tell = json!({ "name": canary("visitor"), "email": format!("{}@x.test", canary("email")) });
    let told = ask(process.address, Some(visitor), "PATCH", "/v1/visitor", &tell.to_string()).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let claims = json!({ "sub": canary("jwt-sub"), "name": canary("jwt-name") }).to_string();
    let jwt = format!("e30.{}.{}", URL_SAFE_NO_PAD.encode(&claims), canary("jwt"));
    let body = json!({ "jwt": jwt }).to_string();
    let path = "/v1/visitor/identify";
    assert!(ask(process.address, Some(visitor), "POST", path, &body).await.status >= 400);
    let fetch = json!({ "url": format!("https://x.invalid/{0}?q={0}", canary("picture-url")) });
    ask(process.address, Some(visitor), "POST", "/v1/media", &fetch.to_string()).await;
    let luis = Uploader::new(process.address, visitor);
    let bytes = canary("picture-bytes").into_bytes();
    let mut wish = Uploader::wish(tab.conversation(), &bytes);
    wish.name = format!("{}.jpg", canary("picture-name"));
    let upload = luis.begin(&wish).await.expect("a visitor may").upload;
    luis.send(upload, 0, &bytes).await.expect("taken");
    luis.finish(upload).await.expect_err("it is no picture");
}

/// Both sides by socket: everything a conversation can hold.
async fn talk(visitor: &TestClient, agent: &TestClient, picture: vitrine_shared::ids::MediaId) {
    let conversation = visitor.conversation();
    let page = page_facts();
    visitor.send(&vitrine_shared::wire::ClientMessage::Page(page)).await;
    visitor.say(&canary("message")).await;
    agent.open(1, TestTopic::Public(conversation)).await;
    agent.open(2, TestTopic::Staff(conversation)).await;
    agent.open(3, TestTopic::List).await;
    agent.open(4, TestTopic::Visitors).await;
    let seq = agent.say(&canary("answer")).await;
    agent.act(Command::AddNote(AddNote { text: canary("note") })).await.expect("granted");
    let (item, title) = (new_id(), canary("title"));
    let add = AddItem { item, media: picture, size: None, moving: None, title, show: true };
    agent.act(Command::AddItem(add)).await.expect("granted");
    let mark = Mark {
        tool: Tool::Text,
        path: Path::encode(&[(100, 100)]),
        width: 512,
        text: Some(canary("mark")),
        at_ms: None,
    };
    let add = AddAnnotation { annotation: new_id(), item, mark };
    visitor.act(Command::AddAnnotation(add)).await.expect("granted");
    agent
        .act(Command::Redact(Redact { stream: Stream::Public, seq, target: None }))
        .await
        .expect("granted");
    let refused = vitrine_tests::say(&canary("too-long").repeat(400));
    visitor.act(refused).await.expect_err("too long");
    visitor.send_text(&format!(r#"{{"type":"{0}","{0}":"{0}"}}"#, canary("frame"))).await;
    visitor.send_text(&canary("noise")).await;
    visitor.settle().await;
    agent.settle().await;
}

fn page_facts() -> PageFacts {
    PageFacts {
        url: format!("http://localhost:1/{0}?q={0}", canary("page-url")),
        title: canary("page-title"),
        language: "en".to_owned(),
        product: Some(Product {
            name: canary("product"),
            picture: Some(format!("https://x.test/{}", canary("product-picture"))),
            price: Some(canary("price")),
        }),
    }
}

/// The loader's socket, and sockets whose proof is worth nothing.
async fn knock_at_sockets(process: &Production) {
    for auth in ["visitor", "ticket"] {
        let mut socket = RawSocket::open(process.address).await;
        let secret = canary("token");
        let hello = json!({ "type": "hello", "v": 1, "auth": { "kind": auth, "token": secret,
            "secret": secret }, "tab": canary("tab"), "caps": [canary("cap")] });
        socket.send_text(&hello.to_string()).await;
        assert!(socket.close_code().await.is_some());
    }
    for auth in [
        vitrine_shared::wire::Auth::Visitor(canary("visitor-token")),
        vitrine_shared::wire::Auth::Ticket(canary("ticket")),
    ] {
        let mut socket = RawSocket::open(process.address).await;
        let hello =
            vitrine_shared::wire::Hello { v: 1, auth, tab: new_id(), caps: vec![canary("cap")] };
        socket.send(&vitrine_shared::wire::ClientMessage::Hello(hello)).await;
        assert_eq!(socket.close_code().await, Some(4100));
    }
    let visit = Visit {
        v: 1,
        inbox: "corda".to_owned(),
        visit: new_id(),
        consent: true,
        pages: 1,
        referrer: Some(format!("https://search.test/{}", canary("referrer"))),
        page: page_facts(),
        cart: Some(Cart { count: 2, total: Some(canary("total")) }),
    };
    for path in ["/v1/presence", "/v1/presence?q=kanari-query"] {
        use futures_util::{SinkExt as _, StreamExt as _};
        use tokio_tungstenite::tungstenite::Message;
        let shop = Some("http://localhost:1");
        let mut socket = upgrade_at(process.address, path, shop).await.expect("a shop's page");
        let frame = serde_json::to_string(&PresenceFrame::Visit(visit.clone())).expect("JSON");
        socket.send(Message::Text(frame.into())).await.expect("the server reads");
        assert!(matches!(socket.next().await, Some(Ok(Message::Text(_)))), "it is staffed or not");
        socket
            .send(Message::Text(canary("presence-noise").into()))
            .await
            .expect("the server reads");
        while matches!(socket.next().await, Some(Ok(Message::Text(_)))) {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s79_no_log_and_no_metric_holds_what_people_say_show_or_prove_themselves_with() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = open_shop_in(folder.path()).await;
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let door = free.local_addr().expect("bound").to_string();
    drop(free);
    let flags = ["--log", "trace", "--metrics-listen", &door];
    let process = Production::start(folder.path(), &flags);
    let mut secrets = Secrets(Vec::new());
    secrets.of(&shop.agent);
    knock_everywhere(&process).await;
    work_as_staff(&process, &shop.agent, &mut secrets).await;
    let login = process.new_visitor().await;
    secrets.of(&login);
    let visitor = TestClient::connect(process.address, &login, new_id()).await;
    visitor.open(1, TestTopic::Public(visitor.conversation())).await;
    let agent = TestClient::connect(process.address, &shop.agent, new_id()).await;
    talk(&visitor, &agent, shop.picture).await;
    work_as_visitor(&process, &login, &visitor).await;
    knock_at_sockets(&process).await;
    drop((visitor, agent));
    let door = door.parse().expect("an address");
    let mut told = http::request(door, "GET", "/metrics", &[], "").await.body;
    told.push_str(&http::request(door, "GET", "/problems", &[], "").await.body);
    process.signal("TERM");
    let (status, log) = tokio::task::block_in_place(|| process.wait(DEADLINE * 2));
    assert!(status.success());
    assert!(
        log.contains("serving") && log.contains("script-src-elem"),
        "it tells something: {log}"
    );
    told.push_str(&log);
    let found = told.lines().filter(|line| {
        line.contains(SONG) || secrets.0.iter().any(|secret| line.contains(secret.as_str()))
    });
    let found: Vec<_> = found.take(20).collect();
    assert!(found.is_empty(), "{} lines, such as:\n{}", found.len(), found.join("\n"));
}
