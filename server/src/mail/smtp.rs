//! Handing mails to the SMTP server of the installation.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{self, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::config::{MailOptions, MailTls};

/// A server may take so long for one mail, from connecting to taking it. RFC 5321 §4.5.3.2 allows
/// minutes for each step; whoever needs them is tried again later.
const WITHIN: Duration = Duration::from_secs(30);
/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);
/// Answers that say something about our account at the server and not about the mail.
const ACCOUNT: [u16; 4] = [530, 534, 535, 538];

/// The way to the SMTP server.
pub(super) struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum SmtpError {
    /// The server will never take this mail.
    #[error("the server refuses the mail")]
    Refused(#[source] smtp::Error),
    /// Not now: it cannot be reached, is busy, or does not let us in.
    #[error("the server does not take the mail now")]
    Later(#[source] smtp::Error),
    /// It did not answer in time.
    #[error("the server takes too long")]
    Slow,
}

impl Smtp {
    /// Prepares the way; connects when the first mail goes out.
    ///
    /// # Errors
    /// When the host has no name that a certificate could have.
    pub(super) fn new(options: &MailOptions) -> Result<Self, smtp::Error> {
        let host = options.server.host.clone();
        let encryption = || TlsParameters::new(host.clone());
        let tls = match options.tls {
            MailTls::Starttls => Tls::Required(encryption()?),
            MailTls::Tls => Tls::Wrapper(encryption()?),
            MailTls::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(options.server.port)
            .tls(tls)
            .timeout(Some(WITHIN))
            .pool_config(PoolConfig::new().max_size(1).idle_timeout(IDLE));
        if let Some((user, password)) = &options.login {
            let login = Credentials::new(user.clone(), password.secret().to_owned());
            builder = builder.credentials(login);
        }
        Ok(Self(builder.build()))
    }

    /// Hands over one mail.
    pub(super) async fn send(&self, message: Message) -> Result<(), SmtpError> {
        match tokio::time::timeout(WITHIN, self.0.send(message)).await {
            Err(_elapsed) => Err(SmtpError::Slow),
            Ok(Ok(_taken)) => Ok(()),
            Ok(Err(error)) if is_final(&error) => Err(SmtpError::Refused(error)),
            Ok(Err(error)) => Err(SmtpError::Later(error)),
        }
    }
}

fn is_final(error: &smtp::Error) -> bool {
    let account = error.status().is_some_and(|code| ACCOUNT.contains(&code.into()));
    error.is_permanent() && !account
}
