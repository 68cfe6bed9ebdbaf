//! An SMTP server that takes mails, refuses them, or falls silent, as a test wants it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use vitrine_server::config::{HostPort, MailOptions, MailTls};

use crate::DEADLINE;

/// How the server behaves from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpMood {
    /// Takes every mail.
    Takes,
    /// Has no time for any recipient now (451).
    Busy,
    /// Knows none of the recipients (550).
    Refuses,
    /// Lets nobody in (535).
    Unfriendly,
    /// Accepts connections and says nothing.
    Silent,
}

/// A mail as it arrived.
#[derive(Clone, Debug)]
pub struct ReceivedMail {
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// Headers and body.
    pub raw: String,
}

/// The server.
pub struct TestSmtp {
    /// Where it listens.
    pub address: SocketAddr,
    mood: Arc<Mutex<SmtpMood>>,
    mails: Arc<watch::Sender<Vec<ReceivedMail>>>,
    recipients: Arc<watch::Sender<usize>>,
    serving: JoinHandle<()>,
}

impl TestSmtp {
    /// Starts it on a port of its own.
    ///
    /// # Panics
    /// When there is no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let mood = Arc::new(Mutex::new(SmtpMood::Takes));
        let (mails, recipients) = (Arc::new(watch::Sender::default()), Arc::default());
        let serving = tokio::spawn({
            let (mood, mails) = (Arc::clone(&mood), Arc::clone(&mails));
            let recipients: Arc<watch::Sender<usize>> = Arc::clone(&recipients);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let talk =
                        talk(stream, Arc::clone(&mood), Arc::clone(&mails), recipients.clone());
                    tokio::spawn(talk);
                }
            }
        });
        Self { address, mood, mails, recipients, serving }
    }

    /// Settings of a service that sends its mails here.
    #[must_use]
    pub fn options(&self, wait: Duration) -> MailOptions {
        MailOptions {
            server: HostPort { host: "127.0.0.1".to_owned(), port: self.address.port() },
            tls: MailTls::None,
            login: None,
            from: "chat@shop.example".to_owned(),
            reply_to: None,
            wait_ms: i64::try_from(wait.as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// Behaves like this from now on.
    pub fn be(&self, mood: SmtpMood) {
        *lock(&self.mood) = mood;
    }

    /// All mails that were taken.
    #[must_use]
    pub fn mails(&self) -> Vec<ReceivedMail> {
        self.mails.borrow().clone()
    }

    /// How often somebody named a recipient.
    #[must_use]
    pub fn attempts(&self) -> usize {
        *self.recipients.borrow()
    }

    /// Waits until so many mails were taken.
    ///
    /// # Panics
    /// When they do not come in time.
    pub async fn mail(&self, n: usize) -> ReceivedMail {
        let mut mails = self.mails.subscribe();
        let there = mails.wait_for(|mails| mails.len() >= n);
        let late = tokio::time::timeout(3 * DEADLINE, there).await.is_err();
        assert!(!late, "mail {n} has not come; {} are there", self.mails().len());
        self.mails()[n - 1].clone()
    }
}

impl Drop for TestSmtp {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl ReceivedMail {
    /// A header's value, unfolded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        header(&self.raw, name)
    }

    /// The words of the mail.
    ///
    /// # Panics
    /// When there are none.
    #[must_use]
    pub fn text(&self) -> String {
        let part = self.part("text/plain").expect("a mail has a text");
        String::from_utf8(part).expect("the text is UTF-8")
    }

    /// The bytes of the picture.
    #[must_use]
    pub fn picture(&self) -> Option<Vec<u8>> {
        self.part("image/jpeg")
    }

    /// The link in the text.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn link(&self) -> String {
        let text = self.text();
        let link = text.lines().find(|line| line.contains("/continue?inbox="));
        link.expect("a mail has a link").to_owned()
    }

    fn part(&self, kind: &str) -> Option<Vec<u8>> {
        let whole = header(&self.raw, "content-type")?;
        let parts: Vec<String> = match whole.split_once("boundary=\"") {
            Some((_, rest)) => {
                let boundary = format!("--{}", rest.split('"').next()?);
                self.raw.split(&boundary).skip(1).map(|part| part.trim_start().into()).collect()
            }
            None => vec![self.raw.clone()],
        };
        let is = |part: &&String| header(part, "content-type").is_some_and(|t| t.starts_with(kind));
        let part = parts.iter().find(is)?;
        let (_, body) = part.split_once("\r\n\r\n")?;
        let body = body.strip_suffix("\r\n").unwrap_or(body);
        match header(part, "content-transfer-encoding").as_deref() {
            Some("base64") => {
                let letters: String = body.split_whitespace().collect();
                STANDARD.decode(letters).ok()
            }
            Some("quoted-printable") => Some(unquoted(body)),
            _ => Some(body.replace("\r\n", "\n").into_bytes()),
        }
    }
}

fn header(text: &str, name: &str) -> Option<String> {
    let head = text.split_once("\r\n\r\n").map_or(text, |(head, _)| head);
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    unfolded.split("\r\n").find_map(|line| {
        let (this, value) = line.split_once(':')?;
        this.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Quoted-printable (RFC 2045 §6.7) as the bytes it stands for, with single line ends.
fn unquoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\r\n", "").replace("\r\n", "\n");
    let bytes = joined.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = (bytes[at] == b'=').then(|| joined.get(at + 1..at + 3)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

async fn talk(
    stream: TcpStream,
    mood: Arc<Mutex<SmtpMood>>,
    mails: Arc<watch::Sender<Vec<ReceivedMail>>>,
    recipients: Arc<watch::Sender<usize>>,
) {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    if *lock(&mood) == SmtpMood::Silent {
        // Until the other side gives up.
        read.read_line(&mut String::new()).await.ok();
        return;
    }
    let mut to = Vec::new();
    let mut answer = "220 test\r\n".to_owned();
    loop {
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
        let mut line = String::new();
        if !matches!(read.read_line(&mut line).await, Ok(1..)) {
            return;
        }
        let now = *lock(&mood);
        let upper = line.trim_end().to_uppercase();
        let verb = upper.split([' ', ':']).next().unwrap_or_default();
        answer = match verb {
            "EHLO" | "HELO" => "250 test\r\n",
            "MAIL" if now == SmtpMood::Unfriendly => "535 sign in\r\n",
            "RCPT" => {
                recipients.send_modify(|count| *count += 1);
                match now {
                    SmtpMood::Busy => "451 not now\r\n",
                    SmtpMood::Refuses => "550 nobody here\r\n",
                    _ => {
                        to.push(line[8..].trim().trim_matches(['<', '>']).to_owned());
                        "250 ok\r\n"
                    }
                }
            }
            "DATA" => {
                if write.write_all(b"354 go on\r\n").await.is_err() {
                    return;
                }
                let Some(raw) = data(&mut read).await else { return };
                let mail = ReceivedMail { to: std::mem::take(&mut to), raw };
                mails.send_modify(|mails| mails.push(mail));
                "250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok();
                return;
            }
            "RSET" => {
                to.clear();
                "250 ok\r\n"
            }
            _ => "250 ok\r\n",
        }
        .to_owned();
    }
}

/// The mail up to its dot, with the dots that were doubled made one.
async fn data(read: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> Option<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if !matches!(read.read_line(&mut line).await, Ok(1..)) {
            return None;
        }
        if line == ".\r\n" {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').filter(|_| line.starts_with("..")).unwrap_or(&line));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
