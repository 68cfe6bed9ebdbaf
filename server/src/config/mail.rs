//! How mails go out: the settings that belong together.

use std::fmt;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::HostPort;
use super::check::{Judge, at, is_host_name};
use super::sources::Text;

/// How long an answer waits to be read when nobody says otherwise, in seconds.
const WAIT_S: u32 = 120;
/// Longest wait: whoever has not looked for a day wants the mail.
const MOST_WAIT_S: u32 = 24 * 60 * 60;
/// Settings that mean nothing without a server.
const OTHERS: [&str; 7] = [
    "mail_tls",
    "mail_user",
    "mail_password",
    "mail_password_file",
    "mail_from",
    "mail_reply_to",
    "mail_wait",
];

/// How mails go out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailOptions {
    /// The SMTP server.
    pub server: HostPort,
    /// How the connection is encrypted.
    pub tls: MailTls,
    /// Name and password, if one has to sign in.
    pub login: Option<(String, MailPassword)>,
    /// Sender, an address with or without a name.
    pub from: String,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// How long an answer waits to be read, in milliseconds.
    pub wait_ms: i64,
}

/// How the connection to an SMTP server is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// Plain at first, encrypted before anything is said; refused when the server cannot.
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Plain, on this machine only.
    None,
}

/// A password; it shows nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MailPassword(String);

impl MailPassword {
    /// The password, for the one who connects.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for MailPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailPassword(…)")
    }
}

impl Judge {
    pub(super) fn mail(&mut self) -> Option<MailOptions> {
        let Some(Text { place, text }) = self.take("mail_server") else {
            for name in OTHERS {
                if let Some(said) = self.take(name) {
                    self.fault(&said.place, "means something with mail_server only");
                }
            }
            return None;
        };
        let tls = self.mail_tls();
        let server = mail_server(&text, tls);
        match &server {
            None => {
                let problem = format!("{text:?} is no server; use for example mail.shop.example");
                self.fault(&place, problem);
            }
            Some(server) if tls == MailTls::None && !server.is_loopback() => {
                let problem = format!(
                    "{} is not this machine, and mails without encryption can be read on the \
                     way; use starttls or tls",
                    server.host
                );
                self.fault("mail_tls", problem);
            }
            Some(_) => {}
        }
        let login = self.mail_login();
        let from = self.mailbox("mail_from");
        if from.is_none() && self.take("mail_from").is_none() {
            let problem = "is needed with mail_server; for example chat@shop.example";
            self.fault("mail_from", problem);
        }
        let reply_to = self.mailbox("mail_reply_to");
        let wait_ms = self.mail_wait();
        Some(MailOptions { server: server?, tls, login, from: from?, reply_to, wait_ms })
    }

    fn mail_tls(&mut self) -> MailTls {
        let Some(Text { place, text }) = self.take("mail_tls") else { return MailTls::Starttls };
        match text.as_str() {
            "starttls" => MailTls::Starttls,
            "tls" => MailTls::Tls,
            "none" => MailTls::None,
            other => {
                self.fault(&place, format!("{other:?} is none of starttls, tls and none"));
                MailTls::Starttls
            }
        }
    }

    fn mail_login(&mut self) -> Option<(String, MailPassword)> {
        let user = self.take("mail_user");
        let said = self.take("mail_password");
        let file = self.take("mail_password_file");
        if let (Some(_), Some(file)) = (&said, &file) {
            self.fault(&file.place, "either this or mail_password; leave out one of the two");
        }
        let password = match (said, file) {
            (Some(said), _) => Some(said),
            (None, Some(Text { place, text })) => match std::fs::read_to_string(&text) {
                Ok(word) => Some(Text { place, text: word.trim_end_matches(['\r', '\n']).into() }),
                Err(error) => {
                    self.fault(&place, format!("{text:?} cannot be read: {error}"));
                    return None;
                }
            },
            (None, None) => None,
        };
        match (user, password) {
            (Some(user), Some(word)) => Some((user.text, MailPassword(word.text))),
            (Some(user), None) => {
                self.fault(&user.place, "needs mail_password or mail_password_file");
                None
            }
            (None, Some(word)) => {
                self.fault(&word.place, "means something with mail_user only");
                None
            }
            (None, None) => None,
        }
    }

    fn mailbox(&mut self, name: &str) -> Option<String> {
        let Text { place, text } = self.take(name)?;
        if text.parse::<Mailbox>().is_ok() && !text.chars().any(char::is_control) {
            return Some(text);
        }
        let problem = format!("{text:?} is no e-mail address; use for example chat@shop.example");
        self.fault(&place, problem);
        None
    }

    fn mail_wait(&mut self) -> i64 {
        let seconds = match self.take("mail_wait") {
            None => WAIT_S,
            Some(Text { place, text }) => match text.parse() {
                Ok(seconds) if (1..=MOST_WAIT_S).contains(&seconds) => seconds,
                _ => {
                    let problem =
                        format!("{text:?} is no number of seconds; use 1 to {MOST_WAIT_S}");
                    self.fault(&place, problem);
                    WAIT_S
                }
            },
        };
        i64::from(seconds) * 1_000
    }
}

/// A host with or without a port.
fn mail_server(text: &str, tls: MailTls) -> Option<HostPort> {
    let usual = match tls {
        MailTls::Starttls => 587,
        MailTls::Tls => 465,
        MailTls::None => 25,
    };
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.starts_with('[') => {
            (host, port.parse().ok().filter(|port| *port > 0)?)
        }
        Some(_) | None => (text, usual),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']').to_ascii_lowercase();
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let known = is_address || host == "localhost" || is_host_name(&host);
    known.then(|| at(&host, port))
}
