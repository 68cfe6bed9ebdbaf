//! Answers to visitors who are gone and have left an address.
//!
//! The store notes with an answer that a mail is due after a while ([`crate::store::MailStore`]).
//! When it is, and the visitor has neither read the answer nor a visible page of ours, one mail
//! tells all that is unread, with a link that works once. A mail that the server took and of which
//! we died before noting it goes out twice, under the same `Message-ID`.

mod deliver;
mod letter;
mod link;
mod smtp;
mod still;
mod words;

pub use deliver::{run, send_due};
pub use link::{continue_with, new_link};

use lettre::message::Mailbox;

use crate::config::MailOptions;
use smtp::Smtp;

/// How mails of this installation go out.
pub struct Mail {
    smtp: Smtp,
    from: Mailbox,
    reply_to: Option<Mailbox>,
    wait_ms: i64,
}

impl Mail {
    /// Prepares sending; connects to nobody yet.
    ///
    /// # Errors
    /// When server or addresses are not usable.
    pub fn new(options: &MailOptions) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self {
            smtp: Smtp::new(options)?,
            from: options.from.parse()?,
            reply_to: options.reply_to.as_deref().map(str::parse).transpose()?,
            wait_ms: options.wait_ms,
        })
    }
}
