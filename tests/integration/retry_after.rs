//! S73: whoever is refused for now is told when to come back, at every door and before a socket
//! opens.

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use vitrine_server::config::RateOverrides;
use vitrine_tests::http::{Response, post, read_response, request};
use vitrine_tests::{RawSocket, TestServer, Uploader};

/// Seconds that a refusal names.
fn after(answer: &Response) -> u32 {
    let after = answer.header("retry-after").expect("a time to come back");
    after.parse().expect("whole seconds")
}

/// What a browser is answered that asks for a socket.
async fn knock(server: &TestServer, path: &str, origin: &str) -> Response {
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\norigin: {origin}\r\nconnection: Upgrade\r\n\
         upgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        server.address()
    );
    let mut stream = TcpStream::connect(server.address()).await.expect("a server");
    stream.write_all(request.as_bytes()).await.expect("the server reads");
    stream.shutdown().await.expect("the server reads");
    read_response(&mut stream).await.expect("the server answers")
}

#[tokio::test]
async fn s73_a_socket_beyond_a_cap_is_refused_before_it_opens_and_told_when() {
    let limits = RateOverrides { address_pending: Some(1), ..RateOverrides::default() };
    let server = TestServer::start_with(limits).await;
    let pending = RawSocket::open(server.address()).await;
    let shop = "http://localhost:1".to_owned();
    for (path, origin) in [("/v1/socket", &server.origin()), ("/v1/presence", &shop)] {
        let refused = knock(&server, path, origin).await;
        assert_eq!(refused.status, 429, "{path}");
        assert!((1..=60).contains(&after(&refused)), "{path}");
        assert!(refused.header("sec-websocket-accept").is_none(), "{path}");
    }
    drop(pending);
    server.app().drain.begin();
    for (path, origin) in [("/v1/socket", &server.origin()), ("/v1/presence", &shop)] {
        let refused = knock(&server, path, origin).await;
        assert_eq!((refused.status, after(&refused)), (503, 1), "{path}");
    }
    let ready = request(server.address(), "GET", "/readyz", &[], "").await;
    assert_eq!((ready.status, after(&ready)), (503, 1));
}

#[tokio::test]
async fn s73_every_door_with_a_limit_says_when_to_come_back() {
    let limits = RateOverrides {
        visitors_per_min: Some(1),
        fetches_per_min: Some(1),
        ..RateOverrides::default()
    };
    let server = TestServer::start_with(limits).await;
    let origin = server.origin();
    let headers = [("origin", origin.as_str())];
    let body = r#"{"inbox":"corda"}"#;
    let visitor = server.new_visitor().await;
    let second = post(server.address(), "/v1/visitors", &headers, body).await;
    assert_eq!(second.status, 429);
    assert!((50..=61).contains(&after(&second)), "one a minute: {}", after(&second));

    let wrong = json!({ "email": "nobody@corda.example", "password": "not this one" }).to_string();
    let mut last = None;
    for _ in 0..11 {
        last = Some(server.ask(None, "POST", "/v1/session", &wrong).await);
    }
    let last = last.expect("eleven answers");
    assert_eq!(last.status, 429);
    assert!((600..=900).contains(&after(&last)), "a quarter of an hour: {}", after(&last));

    let fetch = r#"{"url":"https://elsewhere.invalid/bag.jpg"}"#;
    server.ask(Some(&visitor), "POST", "/v1/media", fetch).await;
    let second = server.ask(Some(&visitor), "POST", "/v1/media", fetch).await;
    assert_eq!(second.status, 429, "{}", second.body);
    assert!(after(&second) >= 1);

    let tab = server.tab(&visitor).await;
    for upload in 0..9 {
        let wish = Uploader::wish(tab.conversation(), b"bytes");
        let wish = serde_json::to_string(&wish).expect("JSON");
        let answer = server.ask(Some(&visitor), "POST", "/v1/uploads", &wish).await;
        let expected = if upload < 8 { 200 } else { 429 };
        assert_eq!(answer.status, expected, "{}", answer.body);
        if upload == 8 {
            assert!(after(&answer) >= 1);
        }
    }
}
