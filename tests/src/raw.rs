//! A socket without a replica, for what no proper client does: silence, bad frames, raw bytes.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use vitrine_shared::wire::{ClientMessage, ServerMessage};

use crate::DEADLINE;

/// Why a socket did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The server answered with this HTTP status.
    Status(u16),
    /// There is no server, or not any more.
    Gone,
}

/// Opens `/v1/socket` with this `Origin`.
///
/// # Errors
/// See [`Refused`].
pub async fn upgrade(
    address: SocketAddr,
    origin: Option<&str>,
) -> Result<WebSocketStream<TcpStream>, Refused> {
    upgrade_at(address, "/v1/socket", origin).await
}

/// Opens the socket at `path` with this `Origin`.
///
/// # Errors
/// See [`Refused`].
pub async fn upgrade_at(
    address: SocketAddr,
    path: &str,
    origin: Option<&str>,
) -> Result<WebSocketStream<TcpStream>, Refused> {
    let stream = TcpStream::connect(address).await.map_err(|_error| Refused::Gone)?;
    handshake(stream, address, path, origin).await
}

async fn handshake(
    stream: TcpStream,
    address: SocketAddr,
    path: &str,
    origin: Option<&str>,
) -> Result<WebSocketStream<TcpStream>, Refused> {
    stream.set_nodelay(true).map_err(|_error| Refused::Gone)?;
    let mut request = format!("ws://{address}{path}").into_client_request().expect("a URL");
    if let Some(origin) = origin {
        request.headers_mut().insert("origin", origin.parse().expect("a header's value"));
    }
    match tokio_tungstenite::client_async(request, stream).await {
        Ok((socket, _response)) => Ok(socket),
        Err(Error::Http(response)) => Err(Refused::Status(response.status().as_u16())),
        Err(_gone) => Err(Refused::Gone),
    }
}

/// An open socket that does only what it is told.
#[derive(Debug)]
pub struct RawSocket {
    socket: WebSocketStream<TcpStream>,
    /// Pings of the server heard so far.
    pub pings: u32,
}

impl RawSocket {
    /// Opens `/v1/socket` as a page of the service.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open(address: SocketAddr) -> Self {
        let origin = format!("http://{address}");
        let socket = upgrade(address, Some(&origin)).await.expect("the own origin may");
        Self { socket, pings: 0 }
    }

    /// Opens `/v1/socket` with a receive buffer so small that not reading is soon felt.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn open_narrow(address: SocketAddr) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4_096).expect("a TCP socket has this option");
        let stream = socket.connect(address).await.expect("the server accepts connections");
        let origin = format!("http://{address}");
        let socket = handshake(stream, address, "/v1/socket", Some(&origin))
            .await
            .expect("the own origin may");
        Self { socket, pings: 0 }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: &ClientMessage) {
        self.send_text(&serde_json::to_string(message).expect("JSON")).await;
    }

    /// Sends a text frame, whatever it says. A socket that the server has closed takes it too.
    pub async fn send_text(&mut self, text: &str) {
        self.socket.send(Message::Text(text.into())).await.ok();
    }

    /// Sends any frame.
    pub async fn send_frame(&mut self, message: Message) {
        self.socket.send(message).await.ok();
    }

    /// Writes bytes past the WebSocket layer.
    pub async fn write(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).await.ok();
    }

    /// The next message of the server that is not a ping; `None` when the socket is closed.
    ///
    /// # Panics
    /// When none comes in time.
    pub async fn next(&mut self) -> Option<ServerMessage> {
        loop {
            let next = tokio::time::timeout(DEADLINE, self.socket.next()).await;
            match next.expect("the server answers or closes") {
                Some(Ok(Message::Text(text))) => {
                    match serde_json::from_str(&text).expect("a message of the protocol") {
                        ServerMessage::Ping(_) => self.pings += 1,
                        message => return Some(message),
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_control)) => {}
            }
        }
    }

    /// Reads until the server closes; the code, or `None` when the connection just ends.
    ///
    /// # Panics
    /// When it does not close within `patience`.
    pub async fn close_code_within(&mut self, patience: Duration) -> Option<u16> {
        let end = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Close(frame))) => return frame.map(|f| f.code.into()),
                    Some(Err(_)) | None => return None,
                    Some(Ok(Message::Text(text))) => {
                        self.pings += u32::from(text.contains(r#""type":"ping""#));
                    }
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(patience, end).await.expect("the server closes the socket")
    }

    /// Reads until the server closes; the code, or `None` when the connection just ends.
    ///
    /// # Panics
    /// When it does not close in time.
    pub async fn close_code(&mut self) -> Option<u16> {
        self.close_code_within(DEADLINE).await
    }
}
