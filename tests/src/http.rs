//! Requests written by hand, so that a test can leave out or spoil any part of one.

use std::net::SocketAddr;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Status line and headers as sent.
    pub head: String,
    /// The body.
    pub body: String,
}

impl Response {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is not the JSON of a `T`.
    #[must_use]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body).expect("the answer has the documented shape")
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (this, value) = line.split_once(':')?;
            this.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Sends a POST with a JSON body and these further headers.
///
/// # Panics
/// When the server does not answer.
pub async fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    let mut all = vec![("content-type", "application/json")];
    all.retain(|(name, _)| headers.iter().all(|(other, _)| !other.eq_ignore_ascii_case(name)));
    all.extend(headers);
    request(address, "POST", path, &all, body).await
}

/// Sends one request and reads the answer until the connection ends.
///
/// # Panics
/// When the server does not answer.
pub async fn request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Response {
    try_request(address, method, path, headers, body).await.expect("the server answers")
}

/// The same for a server that may be gone.
pub async fn try_request(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Response> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    let ours = ("x-vitrine", "1");
    let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(ours.0));
    for (name, value) in
        headers.iter().chain((!named).then_some(&ours)).filter(|(_, value)| !value.is_empty())
    {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    let mut stream = TcpStream::connect(address).await.ok()?;
    // A server that refuses early may close before it has read everything.
    stream.write_all(text.as_bytes()).await.ok();
    read_response(&mut stream).await
}

/// Reads an answer until the connection ends; `None` when there is none.
pub async fn read_response(stream: &mut TcpStream) -> Option<Response> {
    let mut bytes = Vec::new();
    // A reset behind the answer takes nothing away from it.
    stream.read_to_end(&mut bytes).await.ok();
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Response { status, head: head.to_owned(), body: body.to_owned() })
}
