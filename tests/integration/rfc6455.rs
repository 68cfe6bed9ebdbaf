//! The WebSocket protocol itself, byte by byte: what RFC 6455 asks of a server.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vitrine_shared::wire::{ClientMessage, Hello};
use vitrine_tests::{DEADLINE, Login, TestServer, new_id};

const TEXT: u8 = 0x1;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xa;
const FIN: u8 = 0x80;

/// A connection that has been upgraded and welcomed.
struct Wire(TcpStream);

/// A frame of the server: its first byte and its payload.
type Frame = (u8, Vec<u8>);

impl Wire {
    async fn open(server: &TestServer, login: &Login) -> Self {
        let mut stream = TcpStream::connect(server.address()).await.expect("the server accepts");
        stream.set_nodelay(true).expect("a TCP socket has this option");
        let (address, origin): (SocketAddr, _) = (server.address(), server.origin());
        let request = format!(
            "GET /v1/socket HTTP/1.1\r\nhost: {address}\r\norigin: {origin}\r\n\
             connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
             sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("the connection is fresh");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("the server answers"));
        }
        let head = String::from_utf8(head).expect("a head is text");
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        // The answer to the key of RFC 6455 §1.3.
        let accepted = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
        assert!(head.to_ascii_lowercase().contains(&accepted.to_ascii_lowercase()), "{head}");
        let mut wire = Self(stream);
        let auth = login.prove(address).await;
        let hello = ClientMessage::Hello(Hello { v: 1, auth, tab: new_id(), caps: vec![] });
        let hello = serde_json::to_string(&hello).expect("JSON");
        wire.write(&frame(FIN | TEXT, hello.as_bytes())).await;
        let (_, welcome) = wire.read().await.expect("a welcome");
        assert!(String::from_utf8_lossy(&welcome).contains("\"welcome\""));
        wire
    }

    async fn write(&mut self, bytes: &[u8]) {
        // A server that has closed takes nothing more; the reading side shows it.
        self.0.write_all(bytes).await.ok();
    }

    /// The next frame but the server's signs of life; `None` when the connection has ended.
    async fn read(&mut self) -> Option<Frame> {
        loop {
            let frame = tokio::time::timeout(DEADLINE, read_frame(&mut self.0)).await;
            let frame = frame.expect("the server answers or ends the connection")?;
            if !String::from_utf8_lossy(&frame.1).contains(r#""type":"ping""#) {
                return Some(frame);
            }
        }
    }

    /// The server takes messages.
    async fn alive(&mut self, what: &str) {
        self.write(&frame(FIN | TEXT, br#"{"type":"ping","n":77}"#)).await;
        self.answered(77, what).await;
    }

    /// The server has read the application's ping.
    async fn answered(&mut self, n: u32, what: &str) {
        let answer = self.read().await;
        let (first, payload) = answer.unwrap_or_else(|| panic!("{what}: it ended"));
        let text = String::from_utf8_lossy(&payload).into_owned();
        assert_eq!(first, FIN | TEXT, "{what}: {text}");
        assert!(text.contains("\"pong\"") && text.contains(&n.to_string()), "{what}: {text}");
    }

    /// The server ends the connection and answers nothing but, perhaps, a close frame with a code
    /// that says so.
    async fn fails(mut self, what: &str) {
        self.write(&frame(FIN | TEXT, br#"{"type":"ping","n":78}"#)).await;
        while let Some((first, payload)) = self.read().await {
            assert_eq!(first, FIN | CLOSE, "{what}: {}", String::from_utf8_lossy(&payload));
            let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
            assert!(matches!(code, Some(1002 | 1007 | 1009 | 4100..)), "{what}: {code:?}");
        }
    }
}

async fn read_frame(stream: &mut TcpStream) -> Option<Frame> {
    let first = stream.read_u8().await.ok()?;
    let length = stream.read_u8().await.ok()?;
    assert_eq!(length & 0x80, 0, "a server does not mask (§5.1)");
    let length = match length {
        126 => u64::from(stream.read_u16().await.ok()?),
        127 => stream.read_u64().await.ok()?,
        short => u64::from(short),
    };
    let mut payload = vec![0; usize::try_from(length).expect("a small frame")];
    stream.read_exact(&mut payload).await.ok()?;
    Some((first, payload))
}

/// A masked frame (§5.2), with the shortest length there is.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = vec![first];
    match payload.len() {
        short @ 0..126 => bytes.push(FIN | u8::try_from(short).expect("below 126")),
        middle @ 126..65_536 => {
            bytes.push(FIN | 126);
            bytes.extend(u16::try_from(middle).expect("below 65,536").to_be_bytes());
        }
        long => {
            bytes.push(FIN | 127);
            bytes.extend((long as u64).to_be_bytes());
        }
    }
    bytes.extend(MASK);
    bytes.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(FIN | CLOSE, &[&code.to_be_bytes(), reason].concat())
}

#[tokio::test]
async fn rfc6455_5_5_2_a_ping_comes_back_as_it_was() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let mut wire = Wire::open(&server, &login).await;
    for payload in [b"".as_slice(), b"x", b"\x00\xff\xfe", &[0xa5; 125]] {
        wire.write(&frame(FIN | PING, payload)).await;
        assert_eq!(wire.read().await, Some((FIN | PONG, payload.to_vec())));
    }
    // Pongs that nobody asked for are nothing (§5.5.3).
    wire.write(&frame(FIN | PONG, b"unasked")).await;
    wire.alive("after an unasked pong").await;
}

#[tokio::test]
async fn rfc6455_5_2_every_length_is_read() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let mut wire = Wire::open(&server, &login).await;
    for (n, length) in (1..).zip([125, 126, 127, 128, 65_535, 65_536]) {
        let mut text = format!(r#"{{"type":"ping","n":{n}}}"#);
        text.push_str(&" ".repeat(length - text.len()));
        wire.write(&frame(FIN | TEXT, text.as_bytes())).await;
        wire.answered(n, &format!("{length} bytes")).await;
    }
    // One byte at a time is the same message.
    for byte in frame(FIN | TEXT, br#"{"type":"ping","n":9}"#) {
        wire.write(&[byte]).await;
    }
    wire.answered(9, "byte by byte").await;
}

#[tokio::test]
async fn rfc6455_5_4_a_message_in_fragments_is_one_with_control_frames_in_between() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let mut wire = Wire::open(&server, &login).await;
    let text = br#"{"type":"ping","n":5}"#;
    for pieces in 2..6 {
        let size = text.len().div_ceil(pieces);
        let parts: Vec<_> = text.chunks(size).collect();
        for (n, part) in parts.iter().enumerate() {
            let opcode = if n == 0 { TEXT } else { 0 };
            let fin = if n + 1 == parts.len() { FIN } else { 0 };
            wire.write(&frame(fin | opcode, part)).await;
            if fin == 0 {
                wire.write(&frame(FIN | PING, b"between")).await;
                assert_eq!(wire.read().await, Some((FIN | PONG, b"between".to_vec())));
                wire.write(&frame(FIN | PONG, b"unasked")).await;
            }
        }
        wire.answered(5, &format!("{pieces} pieces")).await;
    }
    // Fragments may be empty.
    for (first, part) in [(TEXT, b"".as_slice()), (0, text), (0, b""), (FIN, b"")] {
        wire.write(&frame(first, part)).await;
    }
    wire.answered(5, "empty fragments").await;
}

#[tokio::test]
async fn rfc6455_what_breaks_the_framing_ends_the_connection() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let ping = br#"{"type":"ping","n":1}"#;
    let mut cases: Vec<(String, Vec<u8>)> = Vec::new();
    for opcode in (0x3..=0x7).chain(0xb..=0xf) {
        cases.push((format!("reserved opcode {opcode:#x} (§5.2)"), frame(FIN | opcode, b"x")));
    }
    for bit in [0x40, 0x20, 0x10] {
        for opcode in [TEXT, PING, CLOSE] {
            let what = format!("reserved bit {bit:#x} on {opcode:#x} (§5.2)");
            cases.push((what, frame(FIN | bit | opcode, b"")));
        }
    }
    for opcode in [PING, PONG, CLOSE] {
        cases.push((format!("a control frame of 126 on {opcode:#x} (§5.5)"), {
            frame(FIN | opcode, &[b'x'; 126])
        }));
        cases.push((format!("a fragment of {opcode:#x} (§5.5)"), frame(opcode, b"")));
    }
    let unmasked = [&[FIN | TEXT, u8::try_from(ping.len()).expect("short")], &ping[..]].concat();
    cases.push(("an unmasked frame (§5.1)".to_owned(), unmasked));
    cases.push(("a continuation of nothing (§5.4)".to_owned(), frame(FIN, ping)));
    cases.push(("an open continuation of nothing (§5.4)".to_owned(), frame(0, ping)));
    let twice = [frame(TEXT, b"{"), frame(FIN | TEXT, ping)].concat();
    cases.push(("a message within a message (§5.4)".to_owned(), twice));
    let endless = [&[FIN | TEXT, FIN | 127], &u64::MAX.to_be_bytes()[..], &[0; 4]].concat();
    cases.push(("a length with its highest bit set (§5.2)".to_owned(), endless));
    for (what, bytes) in cases {
        let mut wire = Wire::open(&server, &login).await;
        wire.write(&bytes).await;
        wire.fails(&what).await;
    }
}

#[tokio::test]
async fn rfc6455_8_1_text_is_utf_8_also_across_fragments() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    let mut wire = Wire::open(&server, &login).await;
    // It is no message of ours, so it is refused as one: the text itself was read.
    let text = "κόσμε 🧵 \u{10ffff}".as_bytes();
    for cut in [1, 3, 14, 15] {
        wire.write(&frame(TEXT, &text[..cut])).await;
        wire.write(&frame(FIN, &text[cut..])).await;
        let (_, answer) = wire.read().await.expect("an answer");
        assert!(String::from_utf8_lossy(&answer).contains("bad_frame"), "cut at {cut}");
    }
    wire.alive("after cut characters").await;
    let bad: [(&str, &[u8]); 8] = [
        ("a lone continuation", b"a\x80"),
        ("a lead alone", b"\xce"),
        ("a surrogate", b"\xed\xa0\x80"),
        ("an overlong slash", b"\xc0\xaf"),
        ("above U+10FFFF", b"\xf4\x90\x80\x80"),
        ("five bytes", b"\xf8\x88\x80\x80\x80"),
        ("FE", b"\xfe"),
        ("a character cut short", b"\xf0\x9f\xa7"),
    ];
    for (what, bytes) in bad {
        let mut wire = Wire::open(&server, &login).await;
        wire.write(&frame(FIN | TEXT, bytes)).await;
        wire.fails(what).await;
        let mut wire = Wire::open(&server, &login).await;
        wire.write(&frame(TEXT, "fine ".as_bytes())).await;
        let (head, tail) = bytes.split_at(bytes.len() / 2);
        wire.write(&frame(0, head)).await;
        wire.write(&frame(FIN, tail)).await;
        wire.fails(&format!("{what}, in fragments")).await;
    }
}

#[tokio::test]
async fn rfc6455_7_4_a_close_is_answered_with_its_code_and_then_nothing() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] {
        let mut wire = Wire::open(&server, &login).await;
        // What comes behind a close is not read any more (§5.5.1).
        let behind = frame(FIN | TEXT, br#"{"type":"ping","n":3}"#);
        wire.write(&[close(code, "tschüss".as_bytes()), behind].concat()).await;
        let (first, payload) = wire.read().await.unwrap_or_else(|| panic!("{code}: no answer"));
        assert_eq!(first, FIN | CLOSE, "{code}");
        assert_eq!(payload.first_chunk(), Some(&code.to_be_bytes()), "{code}");
        assert_eq!(wire.read().await, None, "{code}: the server ends the connection");
    }
    let mut wire = Wire::open(&server, &login).await;
    wire.write(&frame(FIN | CLOSE, b"")).await;
    assert_eq!(wire.read().await.map(|(first, _)| first), Some(FIN | CLOSE), "no code");
    assert_eq!(wire.read().await, None);
}

#[tokio::test]
async fn rfc6455_7_4_a_close_that_is_none_ends_the_connection() {
    let server = TestServer::start().await;
    let login = server.new_visitor().await;
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] {
        let mut wire = Wire::open(&server, &login).await;
        wire.write(&close(code, b"")).await;
        wire.fails(&format!("code {code}")).await;
    }
    let mut wire = Wire::open(&server, &login).await;
    wire.write(&frame(FIN | CLOSE, b"\x03")).await;
    wire.fails("half a code").await;
    let mut wire = Wire::open(&server, &login).await;
    wire.write(&close(1000, b"\xce\xba\xff")).await;
    wire.fails("a reason that is no text").await;
}
