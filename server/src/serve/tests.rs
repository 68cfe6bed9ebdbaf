//! Connections that take their time, on a clock that runs as fast as they wait.

use axum::routing::{any, get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::{Instant, sleep};

use super::*;

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";

async fn upgrade(mut request: Request) -> axum::response::Response {
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        let mut stream = TokioIo::new(upgraded.await.expect("an upgrade"));
        sleep(Duration::from_secs(3_600)).await;
        stream.write_all(b"late").await.expect("the other end is there");
    });
    let answer = axum::http::Response::builder().status(101);
    let answer = answer.header("connection", "upgrade").header("upgrade", "talk");
    answer.body(Body::empty()).expect("a response")
}

/// The client's end of a connection to a few doors.
fn connect() -> DuplexStream {
    let slow = || async {
        sleep(Duration::from_secs(120)).await;
        "slow"
    };
    let size = |body: axum::body::Bytes| async move { body.len().to_string() };
    let router = Router::new().route("/", get(|| async { "ok" })).route("/slow", get(slow));
    let router = router.route("/size", post(size)).route("/talk", any(upgrade));
    let (client, server) = duplex(1 << 20);
    let peer = SocketAddr::from(([192, 0, 2, 1], 9));
    tokio::spawn(connection(server, peer, router, CancellationToken::new()));
    client
}

/// Reads until `end`, or until the connection ends.
async fn read_until(client: &mut DuplexStream, end: &str) -> String {
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(end.as_bytes()) && client.read(&mut byte).await.is_ok_and(|n| n == 1) {
        said.extend(byte);
    }
    String::from_utf8(said).expect("text")
}

/// After how many seconds the server ends the connection.
async fn closed_after(client: &mut DuplexStream) -> u64 {
    let begun = Instant::now();
    let rest = read_until(client, "nothing ends like this").await;
    assert_eq!(rest, "", "the connection just ends");
    begun.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn s1_a_head_that_is_not_complete_in_ten_seconds_ends_the_connection() {
    assert_eq!(closed_after(&mut connect()).await, 10, "silence");
    let mut started = connect();
    started.write_all(b"GET / HT").await.expect("written");
    assert_eq!(closed_after(&mut started).await, 10, "a part of a head");

    let (mut read, mut write) = tokio::io::split(connect());
    let begun = Instant::now();
    let dripping = tokio::spawn(async move {
        while write.write_all(b"G").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    read.read_to_end(&mut Vec::new()).await.expect("the connection just ends");
    assert_eq!(begun.elapsed().as_secs(), 10, "drips");
    dripping.await.expect("the drip ends with the connection");
}

#[tokio::test(start_paused = true)]
async fn s1_a_connection_may_rest_for_sixty_seconds_and_then_has_ten_for_the_next_head() {
    let mut client = connect();
    for _ in 0..3 {
        client.write_all(GET).await.expect("written");
        assert!(read_until(&mut client, "\r\n\r\nok").await.starts_with("HTTP/1.1 200"));
        sleep(Duration::from_secs(50)).await;
    }
    client.write_all(&GET[..9]).await.expect("written");
    assert_eq!(closed_after(&mut client).await, 10, "the next head");

    let mut client = connect();
    client.write_all(GET).await.expect("written");
    read_until(&mut client, "\r\n\r\nok").await;
    assert_eq!(closed_after(&mut client).await, 60, "rest");
}

#[tokio::test(start_paused = true)]
async fn s1_an_answer_and_an_upgraded_connection_may_take_their_time() {
    let mut client = connect();
    client.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("written");
    assert!(read_until(&mut client, "\r\n\r\nslow").await.starts_with("HTTP/1.1 200"));

    let mut client = connect();
    let ask = b"GET /talk HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: talk\r\n\r\n";
    client.write_all(ask).await.expect("written");
    assert!(read_until(&mut client, "\r\n\r\n").await.starts_with("HTTP/1.1 101"));
    let mut late = [0; 4];
    client.read_exact(&mut late).await.expect("the connection is still there");
    assert_eq!(&late, b"late");
}

#[tokio::test(start_paused = true)]
async fn s1_a_body_that_stalls_ends_the_request() {
    let mut client = connect();
    let head = b"POST /size HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n";
    client.write_all(head).await.expect("written");
    client.write_all(&[b'x'; 20_480]).await.expect("written");
    let begun = Instant::now();
    let answer = read_until(&mut client, "nothing ends like this").await;
    assert!(!answer.contains(" 200 "), "{answer}");
    // Ten seconds, and 20 KiB at 8 KiB a second.
    assert_eq!(begun.elapsed().as_secs(), 12);
}
