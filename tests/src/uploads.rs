//! Somebody who uploads pictures and looks at them, by requests of its own.

use std::net::SocketAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vitrine_shared::ids::{ConversationId, MediaId, UploadId};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;
use vitrine_shared::wire::api::ErrorBody;
use vitrine_shared::wire::media::{
    MediaInfo, MediaLinks, NewUpload, Upload, UploadOffset, WantLinks,
};

use crate::{Login, new_id};

/// The answer to a request, with its body as it came.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Status line and headers as sent.
    pub head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (this, value) = line.split_once(':')?;
            this.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The body, or the code of the refusal.
    ///
    /// # Errors
    /// The code.
    ///
    /// # Panics
    /// When the body is neither.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, ErrorCode> {
        if self.status < 300 {
            return Ok(serde_json::from_slice(&self.body).expect("the documented shape"));
        }
        let refused: ErrorBody = serde_json::from_slice(&self.body).expect("a refusal");
        Err(refused.code)
    }

    fn offset(&self) -> Option<u32> {
        self.header("upload-offset")?.parse().ok()
    }
}

/// A visitor or an agent with pictures.
#[derive(Clone, Debug)]
pub struct Uploader {
    address: SocketAddr,
    login: Login,
}

impl Uploader {
    /// Somebody at this server.
    #[must_use]
    pub fn new(address: SocketAddr, login: &Login) -> Self {
        Self { address, login: login.clone() }
    }

    /// What is announced for `bytes`.
    #[must_use]
    pub fn wish(conversation: ConversationId, bytes: &[u8]) -> NewUpload {
        let length = u32::try_from(bytes.len()).expect("a picture");
        let name = "my bag.jpg".to_owned();
        NewUpload {
            conversation,
            name,
            bytes: length,
            size: None,
            duration_ms: None,
            cid: new_id(),
        }
    }

    /// Announces an upload.
    ///
    /// # Errors
    /// The refusal.
    pub async fn begin(&self, wish: &NewUpload) -> Result<Upload, ErrorCode> {
        self.post("/v1/uploads", wish).await.read()
    }

    /// Sends bytes that begin at `offset`.
    ///
    /// # Errors
    /// The refusal and the offset to go on from.
    pub async fn send(
        &self,
        upload: UploadId,
        offset: u32,
        bytes: &[u8],
    ) -> Result<u32, (ErrorCode, Option<u32>)> {
        let begins = offset.to_string();
        let headers = [("upload-offset", begins.as_str())];
        let path = format!("/v1/uploads/{upload}");
        let reply = self.ask("PATCH", &path, &headers, bytes).await;
        let there: Result<UploadOffset, _> = reply.read();
        there.map(|there| there.offset).map_err(|code| (code, reply.offset()))
    }

    /// Begins to send `all` bytes from `offset`, and breaks the connection after `sent` of them.
    ///
    /// # Panics
    /// When there is no server.
    pub async fn send_and_break(&self, upload: UploadId, offset: u32, all: usize, sent: &[u8]) {
        let mut stream = TcpStream::connect(self.address).await.expect("a server");
        let extra = [("upload-offset", offset.to_string()), ("content-length", all.to_string())];
        let extra: Vec<_> = extra.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let head = self.head("PATCH", &format!("/v1/uploads/{upload}"), &extra);
        stream.write_all(head.as_bytes()).await.expect("the server reads");
        stream.write_all(sent).await.expect("the server reads");
        stream.flush().await.expect("the server reads");
    }

    /// The offset to go on from; `None` when there is no such upload.
    pub async fn offset(&self, upload: UploadId) -> Option<u32> {
        self.ask("HEAD", &format!("/v1/uploads/{upload}"), &[], b"").await.offset()
    }

    /// Sends a preview.
    ///
    /// # Errors
    /// The refusal.
    pub async fn preview(&self, upload: UploadId, bytes: &[u8]) -> Result<MediaInfo, ErrorCode> {
        self.ask("PUT", &format!("/v1/uploads/{upload}/preview"), &[], bytes).await.read()
    }

    /// Finishes.
    ///
    /// # Errors
    /// The refusal.
    pub async fn finish(&self, upload: UploadId) -> Result<MediaInfo, ErrorCode> {
        self.ask("POST", &format!("/v1/uploads/{upload}/finish"), &[], b"").await.read()
    }

    /// Gives up; the status.
    pub async fn cancel(&self, upload: UploadId) -> u16 {
        self.ask("DELETE", &format!("/v1/uploads/{upload}"), &[], b"").await.status
    }

    /// All of it at once.
    ///
    /// # Errors
    /// The refusal of whichever step.
    pub async fn upload(
        &self,
        conversation: ConversationId,
        bytes: &[u8],
    ) -> Result<MediaInfo, ErrorCode> {
        let begun = self.begin(&Self::wish(conversation, bytes)).await?;
        self.send(begun.upload, 0, bytes).await.map_err(|(code, _)| code)?;
        self.finish(begun.upload).await
    }

    /// The same with a size announced and a preview first.
    ///
    /// # Errors
    /// The refusal of the announcement or the preview.
    pub async fn begin_with_preview(
        &self,
        wish: NewUpload,
        size: MediaSize,
        preview: &[u8],
    ) -> Result<(UploadId, MediaInfo), ErrorCode> {
        let begun = self.begin(&NewUpload { size: Some(size), ..wish }).await?;
        Ok((begun.upload, self.preview(begun.upload, preview).await?))
    }

    /// What is known of a picture.
    ///
    /// # Errors
    /// The refusal.
    pub async fn info(&self, media: MediaId) -> Result<MediaInfo, ErrorCode> {
        self.ask("GET", &format!("/v1/media/{media}"), &[], b"").await.read()
    }

    /// A picture with proof of who asks.
    pub async fn see(&self, media: MediaId, variant: &str) -> Reply {
        self.ask("GET", &format!("/v1/media/{media}/{variant}"), &[], b"").await
    }

    /// Addresses that need no proof.
    ///
    /// # Errors
    /// The refusal.
    pub async fn links(&self, media: &[MediaId]) -> Result<MediaLinks, ErrorCode> {
        self.post("/v1/media/links", &WantLinks { media: media.to_vec() }).await.read()
    }

    /// Posts JSON.
    ///
    /// # Panics
    /// When there is no server.
    pub async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        let body = serde_json::to_vec(body).expect("JSON");
        self.ask("POST", path, &[("content-type", "application/json")], &body).await
    }

    /// Sends a request.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let length = body.len().to_string();
        let mut headers = headers.to_vec();
        headers.push(("content-length", &length));
        exchange(self.address, &self.head(method, path, &headers), body).await
    }

    fn head(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> String {
        let proof = match &self.login {
            Login::Visitor(token) => format!("authorization: Bearer {token}"),
            Login::Agent(cookie) => format!("cookie: vitrine={cookie}"),
        };
        let address = self.address;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nx-vitrine: 1\r\n\
             connection: close\r\n{proof}\r\n"
        );
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head + "\r\n"
    }
}

/// A GET without any proof, as an `<img>` sends it.
///
/// # Panics
/// When the server does not answer.
pub async fn fetch(address: SocketAddr, path: &str) -> Reply {
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    exchange(address, &head, b"").await
}

async fn exchange(address: SocketAddr, head: &str, body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.expect("a server");
    stream.write_all(head.as_bytes()).await.expect("the server reads the head");
    // A server that refuses early may close before it has read everything.
    stream.write_all(body).await.ok();
    let mut bytes = Vec::new();
    // A reset behind the answer takes nothing away from it.
    stream.read_to_end(&mut bytes).await.ok();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("the server answers");
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    Reply { status, head, body }
}
