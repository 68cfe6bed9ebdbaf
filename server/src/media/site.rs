//! A web server on loopback that behaves as badly as a test wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A server that answers each path as `answer` says, and counts connections.
pub(super) struct Site {
    pub(super) origin: String,
    hits: Arc<AtomicUsize>,
}

/// What a path is answered with.
pub(super) enum Answer {
    /// Somewhere else.
    Redirect(String),
    /// So many bytes of this media type.
    Body(&'static str, usize),
    /// A file of this media type.
    File(&'static str, Vec<u8>),
    /// A body without length that goes on for ever.
    Endless(&'static str),
    /// A byte now and then.
    Drip,
    /// Accepts and says nothing.
    Silence,
}

impl Site {
    /// Listens on a free port of loopback.
    pub(super) async fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1:0", answer).await.unwrap()
    }

    /// Listens at an address.
    pub(super) async fn start_at(
        address: &str,
        answer: impl Fn(&str) -> Answer + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let hits = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&hits);
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let answer = Arc::clone(&answer);
                tokio::spawn(async move { respond(stream, &*answer).await });
            }
        });
        Ok(Self { origin, hits })
    }

    /// The address of a path.
    pub(super) fn url(&self, path: &str) -> Url {
        format!("{}{path}", self.origin).parse().unwrap()
    }

    /// Connections so far.
    pub(super) fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

async fn respond(mut stream: TcpStream, answer: &(impl Fn(&str) -> Answer + Send + Sync)) {
    let mut request = vec![0; 4096];
    let n = stream.read(&mut request).await.unwrap_or(0);
    let text = String::from_utf8_lossy(&request[..n]).into_owned();
    let path = text.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut say = async |text: &str| stream.write_all(text.as_bytes()).await.is_ok();
    match answer(&path) {
        Answer::Redirect(to) => {
            say(&format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n"))
                .await;
        }
        Answer::Body(kind, length) => {
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: ");
            say(&format!("{head}{length}\r\n\r\n{}", "x".repeat(length))).await;
        }
        Answer::File(kind, bytes) => {
            let length = bytes.len();
            say(&format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
            ))
            .await;
            stream.write_all(&bytes).await.ok();
        }
        Answer::Endless(kind) => {
            say(&format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\n\r\n")).await;
            while say(&"x".repeat(1000)).await {}
        }
        Answer::Drip => {
            say("HTTP/1.1 200 OK\r\n\r\n").await;
            while say("x").await {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Answer::Silence => tokio::time::sleep(Duration::from_secs(60)).await,
    }
}
