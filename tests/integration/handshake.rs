//! Who may open a socket and use the doors: HS1 and the HTTP side of HS3.

use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_tests::{Login, Refused, TestServer, http, upgrade};

/// Origins that are nearly the server's own, and some that are not.
fn foreign_origins(own: &str) -> Vec<String> {
    let (host, port) = own.rsplit_once(':').expect("an origin with a port");
    let next: u16 = port.parse::<u16>().expect("a port").wrapping_add(1);
    vec![
        "https://evil.example".to_owned(),
        "null".to_owned(),
        format!("{own}.evil.example"),
        format!("{own}0"),
        format!("{own}/"),
        host.to_owned(),
        format!("{host}:{next}"),
        own.replacen("http:", "https:", 1),
        own.replacen("http:", "HTTP:", 1),
        own.replacen("127.0.0.1", "localhost", 1),
        format!("http://evil.example@{}", own.trim_start_matches("http://")),
        format!("{own} https://evil.example"),
    ]
}

#[tokio::test]
async fn hs1_a_socket_opens_for_the_own_origin_only() {
    let server = TestServer::start().await;
    let own = server.origin();
    upgrade(server.address(), Some(&own)).await.expect("the own origin may");
    assert_eq!(
        upgrade(server.address(), None).await.err(),
        Some(Refused::Status(403)),
        "no origin"
    );
    for origin in foreign_origins(&own) {
        let refused = upgrade(server.address(), Some(&origin)).await.err();
        assert_eq!(refused, Some(Refused::Status(403)), "{origin}");
    }
    server.stop().await;
}

#[tokio::test]
async fn hs1_every_door_that_changes_something_asks_for_the_own_origin() {
    let server = TestServer::start().await;
    let Login::Agent(cookie) = &server.shop.agent else { unreachable!("an agent has a cookie") };
    let cookie = format!("vitrine={cookie}");
    let body = r#"{"inbox":"corda"}"#;
    let mut origins = foreign_origins(&server.origin());
    origins.push(String::new());
    for path in ["/v1/visitors", "/v1/tickets"] {
        for origin in &origins {
            let headers = [("origin", origin.as_str()), ("cookie", cookie.as_str())];
            let answer = http::post(server.address(), path, &headers, body).await;
            assert_eq!(answer.status, 403, "{path} from {origin:?}");
            assert_eq!(answer.json::<ErrorBody>().code, ErrorCode::Forbidden);
        }
        let get = http::request(server.address(), "GET", path, &[], "").await;
        assert_eq!(get.status, 405, "{path}: a GET changes nothing");
    }
    server.stop().await;
}

#[tokio::test]
async fn hs3_a_visitor_needs_a_known_inbox_and_a_proper_request() {
    let server = TestServer::start().await;
    let (address, origin) = (server.address(), server.origin());
    let own = ("origin", origin.as_str());
    let good = r#"{"inbox":"corda"}"#;
    assert_eq!(http::post(address, "/v1/visitors", &[own], good).await.status, 200);

    let unknown = http::post(address, "/v1/visitors", &[own], r#"{"inbox":"nobody"}"#).await;
    assert_eq!((unknown.status, unknown.json::<ErrorBody>().code), (404, ErrorCode::NotFound));
    for (kind, status) in [
        ("text/plain", 403),
        ("application/x-www-form-urlencoded", 403),
        ("multipart/form-data", 403),
        ("application/xml", 400),
        ("", 400),
    ] {
        let answer =
            http::post(address, "/v1/visitors", &[own, ("content-type", kind)], good).await;
        assert_eq!(answer.status, status, "{kind:?}");
    }
    for body in ["", "{", "[]", r#"{"inbox":1}"#, r#"{"inbox":"corda","role":"agent"}"#] {
        let answer = http::post(address, "/v1/visitors", &[own], body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let big = format!(r#"{{"inbox":"{}"}}"#, "x".repeat(64 * 1024));
    assert_eq!(http::post(address, "/v1/visitors", &[own], &big).await.status, 413);
    server.stop().await;
}

#[tokio::test]
async fn hs3_only_a_console_cookie_gives_a_ticket() {
    let server = TestServer::start().await;
    let origin = server.origin();
    let Login::Visitor(token) = server.new_visitor().await else {
        unreachable!("a visitor has a token")
    };
    let bearer = format!("Bearer {token}");
    let forged = format!("vitrine={}", "A".repeat(43));
    for (header, status) in [
        (("authorization", bearer.as_str()), 403),
        (("authorization", "Bearer AAAA"), 401),
        (("cookie", forged.as_str()), 401),
        (("cookie", "vitrine="), 401),
        (("cookie", ""), 401),
    ] {
        let headers = [("origin", origin.as_str()), header];
        let answer = http::post(server.address(), "/v1/tickets", &headers, "").await;
        assert_eq!(answer.status, status, "{header:?}");
        assert!(!answer.body.contains("ticket\""), "{}", answer.body);
    }
    server.stop().await;
}

#[tokio::test]
async fn hs2_a_secret_in_the_address_opens_nothing() {
    let server = TestServer::start().await;
    let Login::Visitor(token) = server.new_visitor().await else {
        unreachable!("a visitor has a token")
    };
    let origin = server.origin();
    let path = format!("/v1/tickets?token={token}");
    let headers = [("origin", origin.as_str())];
    assert_eq!(http::post(server.address(), &path, &headers, "").await.status, 400);
    server.stop().await;
}
