//! Connections below HTTP: silence, drips, heads without end.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vitrine_tests::{TestServer, http};

/// Longest time after which the server has to have let go: 10 s, and slack for a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Sends `head`, then `drip` every second, until the server ends the connection; when, and what
/// it said before.
async fn until_closed(address: SocketAddr, head: &str, drip: &str) -> (Duration, String) {
    let begun = Instant::now();
    let stream = TcpStream::connect(address).await.expect("the server accepts connections");
    let (mut read, mut write) = stream.into_split();
    write.write_all(head.as_bytes()).await.expect("the connection is fresh");
    let drip = drip.to_owned();
    let dripping = tokio::spawn(async move {
        // A drip is slow by its nature; each pause is the thing under test.
        let mut pace = tokio::time::interval(Duration::from_secs(1));
        while !drip.is_empty() {
            pace.tick().await;
            if write.write_all(drip.as_bytes()).await.is_err() {
                break;
            }
        }
        // A connection half closed by the client would be another test.
        std::future::pending::<()>().await;
        drop(write);
    });
    let mut said = Vec::new();
    let ended = tokio::time::timeout(PATIENCE, read.read_to_end(&mut said)).await;
    assert!(
        ended.is_ok(),
        "still open after {PATIENCE:?}: {head:?} and {drip_len} more",
        drip_len = "drips"
    );
    dripping.abort();
    (begun.elapsed(), String::from_utf8_lossy(&said).into_owned())
}

/// All at once, because each takes ten seconds.
#[tokio::test]
async fn hs2_silent_dripping_and_stalled_connections_are_closed_within_seconds() {
    let server = TestServer::start().await;
    let bystander = server.visitor().await;
    let (at, origin) = (server.address(), server.origin());
    let post = format!(
        "POST /v1/visitors HTTP/1.1\r\nhost: {at}\r\norigin: {origin}\r\nx-vitrine: 1\r\n\
         content-type: application/json\r\ncontent-length: 1000\r\n\r\n{{\"inbox\""
    );
    let chunked = post.replace("content-length: 1000", "transfer-encoding: chunked");
    let chunked = chunked.replace("{\"inbox\"", "8\r\n{\"inbox\"\r\n");
    let partial = format!("GET /v1/socket HTTP/1.1\r\nhost: {at}\r\n");
    let (silent, dripped, header, stalled, drip, chunks) = tokio::join!(
        until_closed(at, "", ""),
        until_closed(at, "G", "E"),
        until_closed(at, &partial, "x-drip: 1\r\n"),
        until_closed(at, &post, ""),
        until_closed(at, &post, "x"),
        until_closed(at, &chunked, "1\r\nx\r\n"),
    );
    for (what, (took, said)) in [
        ("silent", silent),
        ("dripping request line", dripped),
        ("dripping headers", header),
        ("stalled body", stalled),
        ("dripping body", drip),
        ("dripping chunks", chunks),
    ] {
        assert!(took < Duration::from_secs(16), "{what} was open for {took:?}");
        assert!(took > Duration::from_secs(4), "{what} was given {took:?} only");
        assert!(!said.contains(" 200 "), "{what}: {said}");
    }
    bystander.say("not disturbed").await;
    drop(bystander);
    server.stop().await;
}

#[tokio::test]
async fn hs1_a_head_over_16_kib_is_answered_with_431() {
    let server = TestServer::start().await;
    let at = server.address();
    for head in [
        format!("GET /healthz HTTP/1.1\r\nhost: {at}\r\nx-big: {}\r\n\r\n", "x".repeat(17 * 1_024)),
        format!("GET /{} HTTP/1.1\r\nhost: {at}\r\n\r\n", "x".repeat(17 * 1_024)),
        format!("GET / HTTP/1.1\r\n{}", "x-more: y\r\n".repeat(2_000)),
    ] {
        let mut stream = TcpStream::connect(at).await.expect("the server accepts connections");
        stream.write_all(head.as_bytes()).await.ok();
        let answer = http::read_response(&mut stream).await.map(|answer| answer.status);
        assert!(matches!(answer, Some(431 | 414)), "{answer:?} to {} bytes", head.len());
    }
    let fits = [("x-big", &*"x".repeat(12 * 1_024))];
    assert_eq!(http::request(at, "GET", "/healthz", &fits, "").await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn hs1_what_is_no_http_is_refused() {
    let server = TestServer::start().await;
    for noise in
        ["\u{16}\u{3}\u{1}\u{2}\u{0}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "\r\n\r\n\r\n\r\n{}"]
    {
        let mut stream = TcpStream::connect(server.address()).await.expect("it accepts");
        stream.write_all(noise.as_bytes()).await.ok();
        stream.shutdown().await.ok();
        let answer = http::read_response(&mut stream).await.map(|answer| answer.status);
        assert!(answer.is_none_or(|status| status >= 400), "{answer:?} to {noise:?}");
    }
    let ready = http::request(server.address(), "GET", "/readyz", &[], "").await;
    assert_eq!((ready.status, ready.body.as_str()), (200, "ok"));
    let lost = http::request(server.address(), "GET", "/../../etc/passwd", &[], "").await;
    assert_eq!(lost.status, 404);
    server.stop().await;
}
