//! The mail itself: what it says, and its form.
//!
//! Text and one picture, no HTML, nothing that tells us whether it was read. Nothing a visitor
//! wrote stands in it: whoever types another person's address must not be able to send words there.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Address;
use lettre::message::header::{ContentDisposition, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::time::UnixMillis;

use super::words::words;

/// Characters of the answers that a mail repeats; the rest is in the conversation.
const QUOTE_CHARS: usize = 1_000;
/// Characters of a name in a header.
const NAME_CHARS: usize = 80;
/// Name of the picture's file.
const STILL_NAME: &str = "picture.jpg";

/// What a mail is made of.
#[derive(Debug)]
pub(super) struct Letter<'a> {
    /// Names the mail, together with `answer`.
    pub(super) conversation: ConversationId,
    /// Seq of the newest answer in it.
    pub(super) answer: u32,
    /// Name of the site.
    pub(super) shop: &'a str,
    /// Language of the reader.
    pub(super) language: Option<&'a str>,
    /// The answers, oldest first; empty when somebody has only drawn.
    pub(super) answers: &'a [String],
    /// The link that works once.
    pub(super) link: &'a str,
    /// The picture of the stage, a JPEG.
    pub(super) still: Option<Vec<u8>>,
    /// Now.
    pub(super) at: UnixMillis,
}

/// Why there is no mail.
#[derive(Debug, thiserror::Error)]
pub(super) enum LetterError {
    /// No server would take such an address.
    #[error("this is no address a mail can go to")]
    Address,
    /// The parts do not fit together.
    #[error("the mail cannot be written")]
    Message(#[from] lettre::error::Error),
}

impl Letter<'_> {
    /// Puts the mail together. `host` is the host name of the service.
    pub(super) fn message(
        self,
        from: &Mailbox,
        reply_to: Option<&Mailbox>,
        to: &str,
        host: &str,
    ) -> Result<Message, LetterError> {
        let words = words(self.language);
        let shop = one_line(self.shop);
        let fill = |text: &str| text.replace("{shop}", &shop);
        let from = Mailbox::new(
            from.name.clone().or_else(|| Some(shop.clone())).filter(|name| !name.is_empty()),
            from.email.clone(),
        );
        let (conversation, answer) = (self.conversation, self.answer);
        let at = Duration::from_millis(u64::try_from(self.at.0).unwrap_or_default());
        let mut builder = Message::builder()
            .from(from)
            .to(Mailbox::new(None, address(to)?))
            .subject(fill(&words.subject))
            .date(UNIX_EPOCH + at)
            // The same when it is sent twice, so that servers can drop the second one.
            .message_id(Some(format!("<{conversation}.{answer}@{host}>")))
            .references(format!("<{conversation}@{host}>"))
            // Asks other programs not to answer (RFC 3834).
            .raw_header(header("Auto-Submitted", "auto-generated"));
        if let Some(reply_to) = reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        let mut parts = match self.answers {
            [] => vec![fill(&words.drawn)],
            answers => vec![fill(&words.intro), quote(answers)],
        };
        if self.still.is_some() {
            parts.push(words.still.clone());
        }
        parts.push(format!("{}\n{}", words.open, self.link));
        parts.push(words.once.clone());
        // What follows this line is shown in grey, or not at all.
        parts.push(format!("-- \n{}", fill(&words.why)));
        let text = SinglePart::plain(parts.join("\n\n") + "\n");
        Ok(match self.still {
            None => builder.singlepart(text)?,
            Some(jpeg) => {
                let still = SinglePart::builder()
                    .header(ContentType::parse("image/jpeg").expect("this is a media type"))
                    .header(ContentDisposition::inline_with_name(STILL_NAME))
                    .body(jpeg);
                builder.multipart(MultiPart::mixed().singlepart(text).singlepart(still))?
            }
        })
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A name as it may stand in a header: one line, not too long.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").chars().take(NAME_CHARS).collect()
}

/// The beginning of the answers, marked as somebody's words.
fn quote(answers: &[String]) -> String {
    let all = answers.join("\n\n");
    let mut short: String = all.chars().take(QUOTE_CHARS).collect();
    if short.len() < all.len() {
        short.push('…');
    }
    let lines = short.lines().map(|line| {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        if line.is_empty() { ">".to_owned() } else { format!("> {line}") }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The address as servers know it: a domain in another script has a name in ASCII.
fn address(text: &str) -> Result<Address, LetterError> {
    let (local, domain) = text.rsplit_once('@').ok_or(LetterError::Address)?;
    let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else {
        return Err(LetterError::Address);
    };
    if !local.is_ascii() {
        return Err(LetterError::Address);
    }
    Address::new(local, domain).map_err(|_malformed| LetterError::Address)
}

#[cfg(test)]
mod tests;
