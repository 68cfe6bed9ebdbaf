//! Accounts: set-up, signing in and out, links, changes that end sessions, and signed identities.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use vitrine_shared::wire::api::VisitorToken;
use vitrine_shared::wire::close::CloseCode;
use vitrine_shared::wire::people::{
    AgentInfo, AuditVerdict, CreatedIdentityKey, Me, OneTimeLink, Sessions, SetupState, StaffRole,
};
use vitrine_tests::http::{Response, request};
use vitrine_tests::{Login, TestServer, TestTopic, new_id};

const PASSWORD: &str = "maple-orbit-sandal-37";
const OTHER_PASSWORD: &str = "copper-violin-harbour-92";

fn code(answer: &Response) -> String {
    answer.json::<Value>()["code"].as_str().unwrap_or_default().to_owned()
}

/// The session cookie that an answer sets.
fn cookie(answer: &Response) -> Login {
    let header = answer.header("set-cookie").expect("somebody is signed in");
    assert!(header.contains("HttpOnly; SameSite=Strict"), "{header}");
    let value = header.strip_prefix("vitrine=").and_then(|rest| rest.split(';').next());
    Login::Agent(value.expect("the cookie's name").to_owned())
}

async fn set_up(server: &TestServer, secret: &str) -> Response {
    let body = json!({
        "secret": secret, "shop": "Corda & Clay", "origins": ["https://corda.example"],
        "name": "Ana", "email": "Ana@Corda.example", "password": PASSWORD,
    });
    server.ask(None, "POST", "/v1/setup", &body.to_string()).await
}

async fn sign_in(server: &TestServer, email: &str, password: &str) -> Response {
    let body = json!({ "email": email, "password": password }).to_string();
    server.ask(None, "POST", "/v1/session", &body).await
}

/// A shop that was set up with a password, and its first administrator's session.
async fn ready() -> (TestServer, Login) {
    let server = TestServer::start().await;
    let link = vitrine_server::people::setup_link(server.app()).await.expect("the store answers");
    let link = link.expect("nobody has joined");
    let answer = set_up(&server, link.fragment().expect("the secret is behind #")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let login = cookie(&answer);
    (server, login)
}

/// A newcomer of the shop, and the secret of an invitation.
async fn invited(server: &TestServer, boss: &Login, role: StaffRole) -> (AgentInfo, String) {
    let body = json!({ "id": new_id::<vitrine_shared::ids::AgentId>(), "name": "Marta",
        "email": format!("{role:?}@corda.example"), "role": role });
    let added = server.ask(Some(boss), "POST", "/v1/agents", &body.to_string()).await;
    assert_eq!(added.status, 200, "{}", added.body);
    let again = server.ask(Some(boss), "POST", "/v1/agents", &body.to_string()).await;
    assert_eq!(again.body, added.body, "a repeat adds nobody");
    let agent: AgentInfo = added.json();
    let body = json!({ "agent": agent.id }).to_string();
    let link: OneTimeLink = server.ask(Some(boss), "POST", "/v1/invitations", &body).await.json();
    let (page, secret) = link.url.split_once('#').expect("the secret is behind #");
    assert_eq!(page, format!("{}/invite", server.origin()));
    (agent, secret.to_owned())
}

async fn accept(server: &TestServer, secret: &str) -> Response {
    let body = json!({ "secret": secret, "password": OTHER_PASSWORD }).to_string();
    server.ask(None, "POST", "/v1/invitations/accept", &body).await
}

#[tokio::test]
async fn s84_an_empty_installation_is_set_up_once_by_its_printed_link() {
    let server = TestServer::start().await;
    let state = async || server.ask(None, "GET", "/v1/setup", "").await.json::<SetupState>().open;
    assert!(state().await);
    let first = vitrine_server::people::setup_link(server.app()).await.unwrap().unwrap();
    let second = vitrine_server::people::setup_link(server.app()).await.unwrap().unwrap();
    for gone in ["guess", first.fragment().unwrap()] {
        assert_eq!(code(&set_up(&server, gone).await), "link_gone");
    }
    let secret = second.fragment().unwrap();
    let (one, two) = tokio::join!(set_up(&server, secret), set_up(&server, secret));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410], "of two at once one succeeds");
    let made = if one.status == 200 { one } else { two };
    let me: Me = made.json();
    assert_eq!((me.account.as_str(), me.role), ("Corda & Clay", StaffRole::Administrator));
    let again: Me = server.ask(Some(&cookie(&made)), "GET", "/v1/me", "").await.json();
    assert_eq!(again.email.as_deref(), Some("ana@corda.example"));
    assert!(!state().await);
    assert!(vitrine_server::people::setup_link(server.app()).await.unwrap().is_none());
}

#[tokio::test]
async fn s19_unknown_people_and_wrong_passwords_get_one_answer_for_one_hash() {
    let (server, _boss) = ready().await;
    let hasher = &server.app().people.hasher;
    let before = hasher.done();
    let wrong = sign_in(&server, "ana@corda.example", OTHER_PASSWORD).await;
    let after_wrong = hasher.done();
    let unknown = sign_in(&server, "nobody@corda.example", OTHER_PASSWORD).await;
    let after_unknown = hasher.done();
    assert_eq!((after_wrong - before, after_unknown - after_wrong), (1, 1));
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!((code(&wrong), code(&unknown)), ("unauthorized".into(), "unauthorized".into()));
    let huge = sign_in(&server, "ana@corda.example", &"x".repeat(1_025)).await;
    assert_eq!((huge.status, hasher.done()), (401, after_unknown), "nothing is hashed");
    let right = sign_in(&server, " ANA@corda.example", PASSWORD).await;
    assert_eq!(right.status, 200, "{}", right.body);
    for _ in 0..8 {
        sign_in(&server, "ana@corda.example", OTHER_PASSWORD).await;
    }
    let slowed = sign_in(&server, "ana@corda.example", PASSWORD).await;
    assert_eq!((slowed.status, code(&slowed).as_str()), (429, "rate"));
}

#[tokio::test]
async fn s23_each_sign_in_is_a_session_of_its_own_that_can_be_ended_alone() {
    let (server, first) = ready().await;
    let second = cookie(&sign_in(&server, "ana@corda.example", PASSWORD).await);
    assert_ne!(first, second);
    let list = server.ask(Some(&first), "GET", "/v1/sessions", "").await.json::<Sessions>();
    assert_eq!(list.sessions.len(), 2);
    let me: Me = server.ask(Some(&first), "GET", "/v1/me", "").await.json();
    let socket = server.connect(&second).await;
    let other = list.sessions.iter().find(|one| one.id != me.session).unwrap().id;
    let end = format!("/v1/sessions/{other}");
    assert_eq!(server.ask(Some(&first), "DELETE", &end, "").await.status, 204);
    assert_eq!(socket.close_code().await, Some(CloseCode::BadToken.code()));
    assert_eq!(server.ask(Some(&second), "GET", "/v1/me", "").await.status, 401);
    assert_eq!(server.ask(Some(&first), "DELETE", &end, "").await.status, 404);
    let out = server.ask(Some(&first), "DELETE", "/v1/session", "").await;
    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").unwrap().starts_with("vitrine=; "));
    assert_eq!(server.ask(Some(&first), "GET", "/v1/me", "").await.status, 401);
}

#[tokio::test]
async fn s24_whoever_loses_access_loses_the_socket_and_the_doors_at_once() {
    let (server, boss) = ready().await;
    let (marta, secret) = invited(&server, &boss, StaffRole::Supervisor).await;
    let login = cookie(&accept(&server, &secret).await);
    let path = format!("/v1/agents/{}", marta.id);
    for change in [json!({ "role": "agent" }), json!({ "active": false })] {
        let login = if change["role"].is_null() {
            cookie(&sign_in(&server, "supervisor@corda.example", OTHER_PASSWORD).await)
        } else {
            login.clone()
        };
        let socket = server.connect(&login).await;
        socket.open(1, TestTopic::List).await;
        let changed = server.ask(Some(&boss), "PATCH", &path, &change.to_string()).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        assert_eq!(socket.close_code().await, Some(CloseCode::BadToken.code()));
        assert_eq!(server.ask(Some(&login), "GET", "/v1/me", "").await.status, 401);
    }
    let barred = sign_in(&server, "supervisor@corda.example", OTHER_PASSWORD).await;
    assert_eq!(barred.status, 401);
    let me: Me = server.ask(Some(&boss), "GET", "/v1/me", "").await.json();
    let own = format!("/v1/agents/{}", me.id);
    let last = server.ask(Some(&boss), "PATCH", &own, r#"{"role":"agent"}"#).await;
    assert_eq!((last.status, code(&last).as_str()), (409, "last_administrator"));
}

#[tokio::test]
async fn s24_a_ticket_of_an_ended_session_opens_nothing() {
    let (server, boss) = ready().await;
    let auth = boss.prove(server.address()).await;
    assert_eq!(server.ask(Some(&boss), "DELETE", "/v1/session", "").await.status, 204);
    let mut socket = vitrine_tests::RawSocket::open(server.address()).await;
    let hello = vitrine_shared::wire::Hello {
        v: vitrine_shared::wire::PROTOCOL_VERSION,
        auth,
        tab: new_id(),
        caps: Vec::new(),
    };
    socket.send(&vitrine_shared::wire::ClientMessage::Hello(hello)).await;
    assert_eq!(socket.close_code().await, Some(CloseCode::BadToken.code()));
}

#[tokio::test]
async fn s18_a_new_password_ends_the_other_sessions_and_has_to_be_good() {
    let (server, first) = ready().await;
    let second = cookie(&sign_in(&server, "ana@corda.example", PASSWORD).await);
    let change = async |current: &str, next: &str| {
        let body = json!({ "current": current, "next": next }).to_string();
        server.ask(Some(&first), "POST", "/v1/me/password", &body).await
    };
    assert_eq!(change(OTHER_PASSWORD, OTHER_PASSWORD).await.status, 401);
    for weak in ["short", "password1234", "ana@corda.example", &"x".repeat(2_000)] {
        assert_eq!(code(&change(PASSWORD, weak).await), "weak_password", "{weak}");
    }
    assert_eq!(server.ask(Some(&second), "GET", "/v1/me", "").await.status, 200);
    assert_eq!(change(PASSWORD, OTHER_PASSWORD).await.status, 204);
    assert_eq!(server.ask(Some(&second), "GET", "/v1/me", "").await.status, 401);
    assert_eq!(server.ask(Some(&first), "GET", "/v1/me", "").await.status, 200);
    assert_eq!(sign_in(&server, "ana@corda.example", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn s26_links_work_once_and_name_the_configured_origin() {
    let (server, boss) = ready().await;
    let (agent, secret) = invited(&server, &boss, StaffRole::Agent).await;
    let (one, two) = tokio::join!(accept(&server, &secret), accept(&server, &secret));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410], "of two at once one succeeds");
    // Whatever the request says about its host.
    let Login::Agent(value) = &boss else { unreachable!() };
    let (origin, cookie) = (server.origin(), format!("vitrine={value}"));
    let headers = [
        ("origin", origin.as_str()),
        ("cookie", cookie.as_str()),
        ("content-type", "application/json"),
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example"),
    ];
    let body = json!({ "agent": agent.id }).to_string();
    let path = "/v1/password-resets";
    let answer = request(server.address(), "POST", path, &headers, &body).await;
    assert!(answer.json::<OneTimeLink>().url.starts_with(&format!("{origin}/reset#")));
}

#[tokio::test]
async fn s25_a_change_needs_the_origin_the_header_and_no_forms_body() {
    let (server, boss) = ready().await;
    let Login::Agent(value) = &boss else { unreachable!() };
    let (origin, cookie) = (server.origin(), format!("vitrine={value}"));
    let good = [
        ("origin", origin.as_str()),
        ("cookie", cookie.as_str()),
        ("content-type", "application/json"),
        ("x-vitrine", "1"),
    ];
    let send = async |spoilt: (&'static str, &'static str)| {
        let mut headers = good;
        for header in &mut headers {
            if header.0 == spoilt.0 {
                *header = spoilt;
            }
        }
        let body = r#"{"name":"Anna"}"#;
        request(server.address(), "PATCH", "/v1/me", &headers, body).await.status
    };
    assert_eq!(send(("none", "")).await, 200);
    for origin in ["", "null", "https://evil.example", "http://127.0.0.1"] {
        assert_eq!(send(("origin", origin)).await, 403, "{origin}");
    }
    for header in ["", "0", "true"] {
        assert_eq!(send(("x-vitrine", header)).await, 403, "{header}");
    }
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; a=b"] {
        assert_eq!(send(("content-type", kind)).await, 403, "{kind}");
    }
    assert_eq!(send(("content-type", "")).await, 400);
}

#[tokio::test]
async fn op9_what_a_request_makes_has_its_name_from_the_client_and_is_made_once() {
    let (server, boss) = ready().await;
    let id = || new_id::<uuid::Uuid>();
    let inbox = server.ask(Some(&boss), "GET", "/v1/inboxes", "").await.json::<Value>()["inboxes"]
        [0]["id"]
        .as_str()
        .expect("the first site")
        .to_owned();
    let keys = format!("/v1/inboxes/{inbox}/identity-keys");
    for (path, body, again) in [
        (
            "/v1/agents",
            json!({ "id": id(), "name": "M", "email": "m@x.test", "role": "agent" }),
            200,
        ),
        ("/v1/inboxes", json!({ "id": id(), "name": "X", "origins": ["https://x.test"] }), 200),
        // Its secret is told once; whoever missed the answer removes it and asks for another.
        (keys.as_str(), json!({ "id": id(), "algorithm": "HS256", "publicKey": null }), 409),
    ] {
        let ask = async || server.ask(Some(&boss), "POST", path, &body.to_string()).await;
        let first = ask().await;
        assert_eq!(first.status, 200, "{path}: {}", first.body);
        let second = ask().await;
        assert_eq!(second.status, again, "{path}: {}", second.body);
        if again == 200 {
            assert_eq!(second.body, first.body, "{path}");
        }
    }
    let listed = async |path| server.ask(Some(&boss), "GET", path, "").await.body;
    assert_eq!(listed("/v1/agents").await.matches("m@x.test").count(), 1);
    assert_eq!(listed("/v1/inboxes").await.matches("https://x.test").count(), 1);
    assert_eq!(listed(&keys).await.matches("HS256").count(), 1);
}

#[tokio::test]
async fn s6_no_secret_is_taken_from_an_address() {
    let (server, boss) = ready().await;
    for path in ["/v1/me?token=abc", "/v1/setup?secret=abc", "/console?a=b&ticket=abc"] {
        assert_eq!(server.ask(Some(&boss), "GET", path, "").await.status, 400, "{path}");
    }
    assert_eq!(server.ask(Some(&boss), "GET", "/v1/me?lang=es", "").await.status, 200);
}

#[tokio::test]
async fn s78_what_administrators_do_is_in_an_intact_log_without_names() {
    let (server, boss) = ready().await;
    invited(&server, &boss, StaffRole::Agent).await;
    let log = server.ask(Some(&boss), "GET", "/v1/audit", "").await;
    for action in ["set_up", "agent_added", "invitation_issued"] {
        assert!(log.body.contains(action), "{action}");
    }
    for secret in ["Marta", "corda.example", "Ana"] {
        assert!(!log.body.contains(secret), "{secret}");
    }
    let verdict: AuditVerdict =
        server.ask(Some(&boss), "POST", "/v1/audit/verify", "{}").await.json();
    assert!(verdict.intact && verdict.entries >= 3);
}

fn signed(secret: &str, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": "HS256" })), part(claims));
    let secret = URL_SAFE_NO_PAD.decode(secret).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
    mac.update(text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

#[tokio::test]
async fn s16_a_signed_identity_leads_back_to_ones_own_conversation() {
    let server = TestServer::start().await;
    let inbox = server.shop.ids.inbox;
    let keys = format!("/v1/inboxes/{inbox}/identity-keys");
    let new = json!({ "id": new_id::<vitrine_shared::ids::IdentityKeyId>(), "algorithm": "HS256",
        "publicKey": null });
    let agent = server.shop.agent.clone();
    let made = server.ask(Some(&agent), "POST", &keys, &new.to_string()).await;
    let secret = made.json::<CreatedIdentityKey>().secret.unwrap();
    let listed = server.ask(Some(&agent), "GET", &keys, "").await;
    assert!(!listed.body.contains(&secret), "it is shown once");

    let now_s = server.app().clock.now().0 / 1_000;
    let jwt = |jti: &str, sub: &str| {
        signed(
            &secret,
            &json!({ "sub": sub, "aud": server.shop.key, "exp": now_s + 300,
            "jti": jti, "name": "Luis Ortega" }),
        )
    };
    let identify = async |who: &Login, jwt: &str| {
        let body = json!({ "jwt": jwt }).to_string();
        server.ask(Some(who), "POST", "/v1/visitor/identify", &body).await
    };
    let phone = server.new_visitor().await;
    let talk = server.connect(&phone).await.conversation();
    let first = jwt("1", "customer-7");
    let answer = identify(&phone, &first).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let phone = Login::Visitor(answer.json::<VisitorToken>().token);
    assert_eq!(identify(&phone, &first).await.status, 401, "a token counts once");
    assert_eq!(identify(&phone, "a.b.c").await.status, 401);
    assert_eq!(server.connect(&phone).await.conversation(), talk);

    // Another browser with the same address told finds nothing; with the shop's word it does.
    let desk = server.new_visitor().await;
    let told = r#"{"name":"Luis Ortega","email":"luis@home.example"}"#;
    let told = server.ask(Some(&desk), "PATCH", "/v1/visitor", told).await;
    assert_eq!(told.json::<Value>()["verified"], false);
    assert_ne!(server.connect(&desk).await.conversation(), talk);
    let desk = identify(&desk, &jwt("2", "customer-7")).await.json::<VisitorToken>().token;
    assert_eq!(server.connect(&Login::Visitor(desk)).await.conversation(), talk);
    let told = server.ask(Some(&phone), "PATCH", "/v1/visitor", r#"{"name":"Boss"}"#).await;
    assert_eq!(told.json::<Value>()["name"], "Luis Ortega", "what was signed stays");
    for bad in [r#"{"email":"nobody"}"#, r#"{"name":"a\u202eb"}"#] {
        assert_eq!(server.ask(Some(&phone), "PATCH", "/v1/visitor", bad).await.status, 422);
    }
}

#[tokio::test]
async fn s42_no_cache_keeps_an_answer_of_the_doors() {
    let (server, boss) = ready().await;
    for path in ["/v1/me", "/v1/agents", "/v1/audit", "/v1/sessions"] {
        let answer = server.ask(Some(&boss), "GET", path, "").await;
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn the_console_looks_and_sounds_as_somebody_chose_it_on_another_device() {
    let server = TestServer::start().await;
    let colleague = server.colleague(&server.shop, StaffRole::Agent).await;
    let other = server.colleague(&server.shop, StaffRole::Agent).await;
    let ask = async |who: &Login, method: &str, body: &str| {
        let answer = server.ask(Some(who), method, "/v1/me", body).await;
        let read: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status, read["preferences"].clone())
    };
    let chosen = |language: Option<&str>, theme: Option<&str>, sound: Option<bool>| serde_json::json!({ "language": language, "theme": theme, "sound": sound });
    assert_eq!(ask(&colleague.login, "GET", "").await, (200, chosen(None, None, None)));
    let dark = r#"{"preferences":{"theme":"dark"}}"#;
    assert_eq!(ask(&colleague.login, "PATCH", dark).await, (200, chosen(None, Some("dark"), None)));
    let rest = r#"{"name":"Marta","preferences":{"language":"es","sound":true}}"#;
    let all = chosen(Some("es"), Some("dark"), Some(true));
    assert_eq!(ask(&colleague.login, "PATCH", rest).await, (200, all.clone()));
    for wrong in [r#"{"preferences":{"theme":"pink"}}"#, r#"{"preferences":{"font":"x"}}"#] {
        assert_eq!(ask(&colleague.login, "PATCH", wrong).await.0, 400, "{wrong}");
    }
    let people = server.app().store.people();
    let account = server.shop.ids.account;
    let agent = people.find_staff(account, colleague.id).await.unwrap().unwrap().agent;
    let elsewhere = server.signed_in(&agent).await;
    assert_eq!(ask(&elsewhere.login, "GET", "").await, (200, all));
    assert_eq!(ask(&other.login, "GET", "").await, (200, chosen(None, None, None)));
    server.stop().await;
}
