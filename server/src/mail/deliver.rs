//! Sending what is due: one mail after the other, so that one address is never written to twice
//! at once and a slow server costs one connection.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use vitrine_shared::ids::ParticipantId;
use vitrine_shared::room::{EventBody, Stream};
use vitrine_shared::time::UnixMillis;

use super::letter::{Letter, LetterError};
use super::smtp::SmtpError;
use super::{Mail, link, still};
use crate::app::App;
use crate::auth::hash;
use crate::store::{DueMail, MailOutcome, SecretHash, StoreResult};
use crate::telemetry;

/// How often to look for due mails.
const EVERY: Duration = Duration::from_secs(1);
/// How long a mail belongs to whoever took it, in milliseconds: longer than a server may take.
const LEASE_MS: i64 = 2 * 60 * 1_000;
/// Between two mails of one conversation, and between two to one address, in milliseconds. Whoever
/// gives somebody else's address cannot make us write there more often than that.
const BETWEEN_MS: i64 = 15 * 60 * 1_000;
/// When to try again after each failure, in milliseconds; after the last one it has failed for
/// good, about a day later.
const AGAIN_MS: [i64; 7] = [
    30_000,
    2 * 60_000,
    10 * 60_000,
    60 * 60_000,
    3 * 60 * 60_000,
    8 * 60 * 60_000,
    12 * 60 * 60_000,
];
/// A mail about an answer older than this is not sent any more, in milliseconds: three days, so
/// that a server which was away for long sprays no old news.
const TOO_OLD_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// Failures in a row of one mail after which somebody should look.
const TELL_AFTER: u32 = 3;
/// Entries of the thread that are looked through for answers.
const ENTRIES: u32 = 20;

/// Sends what is due until the service stops.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = send_due(&app, app.clock.now()).await {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(error, "mails wait for the store");
        }
    }
}

/// Sends what is due at the time `now`; how many mails were looked at.
///
/// # Errors
/// When the store does not answer; what was taken is due again when its lease ends.
pub async fn send_due(app: &App, now: UnixMillis) -> StoreResult<usize> {
    let Some(mail) = &app.mail else { return Ok(0) };
    let mut looked_at = 0;
    loop {
        let lease = UnixMillis(now.0 + LEASE_MS);
        let [due] = &app.store.mail().claim_mails(now, lease, 1).await?[..] else {
            return Ok(looked_at);
        };
        looked_at += 1;
        let outcome = deliver(app, mail, due, now).await?;
        telemetry::mailed(outcome);
        if let MailOutcome::Failed { .. } = outcome {
            tracing::warn!(
                conversation.id = %due.conversation,
                attempts = due.attempts,
                "a mail was given up"
            );
        }
        app.store.mail().settle_mail(due, outcome).await?;
    }
}

async fn deliver(
    app: &App,
    mail: &Mail,
    due: &DueMail,
    now: UnixMillis,
) -> StoreResult<MailOutcome> {
    let Some(email) = &due.email else { return Ok(MailOutcome::Dropped) };
    if now.since(due.begun_at) > TOO_OLD_MS {
        return Ok(MailOutcome::Failed { at: now });
    }
    let room = app.hub.loaded_room(due.conversation);
    if room.as_ref().is_some_and(|room| room.lock().visitor_looks()) {
        return Ok(MailOutcome::Postponed { until: UnixMillis(now.0 + mail.wait_ms) });
    }
    let known = known(app, due).await?;
    let answers = unread(app, due, known).await?;
    if answers.is_empty() && !drawn(app, due, known).await? {
        return Ok(MailOutcome::Dropped);
    }
    let address = hash(email);
    let last = app.store.mail().last_mail_to(due.account, address).await?;
    if let Some(last) = last.filter(|last| now.since(*last) < BETWEEN_MS) {
        return Ok(MailOutcome::Postponed { until: UnixMillis(last.0 + BETWEEN_MS) });
    }
    write(app, mail, due, Facts { email, address, answers: &answers }, now).await
}

struct Facts<'a> {
    email: &'a str,
    address: SecretHash,
    answers: &'a [String],
}

async fn write(
    app: &App,
    mail: &Mail,
    due: &DueMail,
    facts: Facts<'_>,
    now: UnixMillis,
) -> StoreResult<MailOutcome> {
    let conversation = app.store.find_conversation(due.account, due.conversation).await?;
    let Some(conversation) = conversation else { return Ok(MailOutcome::Dropped) };
    let inboxes = app.store.people().list_inbox_entries(due.account).await?;
    let Some(inbox) = inboxes.iter().find(|inbox| inbox.id == conversation.inbox) else {
        return Ok(MailOutcome::Dropped);
    };
    let still = still::still_of(app, due).await?;
    let link = link::new_link(app, (due.account, due.visitor), &inbox.key, now).await?;
    let letter = Letter {
        conversation: due.conversation,
        answer: due.answer,
        shop: &inbox.name,
        language: due.language.as_deref(),
        answers: facts.answers,
        link: &link,
        still: still.map(|bytes| bytes.to_vec()),
        at: now,
    };
    let host = url::Url::parse(&app.origin).ok();
    let host = host.as_ref().and_then(url::Url::host_str).unwrap_or("localhost");
    let message = match letter.message(&mail.from, mail.reply_to.as_ref(), facts.email, host) {
        Ok(message) => message,
        Err(error @ (LetterError::Address | LetterError::Message(_))) => {
            tracing::info!(conversation.id = %due.conversation, %error, "no mail");
            return Ok(MailOutcome::Failed { at: now });
        }
    };
    let sent = mail.smtp.send(message).await;
    Ok(settled(app, due, facts.address, sent, now))
}

/// What follows from what the server said. Its words are not logged: they repeat the address.
fn settled(
    app: &App,
    due: &DueMail,
    address: SecretHash,
    sent: Result<(), SmtpError>,
    now: UnixMillis,
) -> MailOutcome {
    let error = match sent {
        Ok(()) => {
            app.problems.solved("mail");
            return MailOutcome::Sent { address, at: now, next_at: UnixMillis(now.0 + BETWEEN_MS) };
        }
        Err(SmtpError::Refused(_)) => return MailOutcome::Failed { at: now },
        Err(error @ (SmtpError::Later(_) | SmtpError::Slow)) => error,
    };
    if due.attempts >= TELL_AFTER {
        app.problems.tell("mail", "the SMTP server has not taken a mail for several minutes");
    }
    tracing::info!(
        conversation.id = %due.conversation, attempts = due.attempts, %error, "a mail waits"
    );
    let failures = usize::try_from(due.attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    match AGAIN_MS.get(failures) {
        Some(pause) => MailOutcome::Retry { at: UnixMillis(now.0 + pause) },
        None => MailOutcome::Failed { at: now },
    }
}

/// Up to where the visitor has read or been mailed.
async fn known(app: &App, due: &DueMail) -> StoreResult<u32> {
    let visitor = ParticipantId::from(due.visitor);
    let receipts = app.store.receipts_of_conversation(due.account, due.conversation).await?;
    let stored = receipts.iter().find(|one| one.participant == visitor).map_or(0, |one| one.read);
    // What was read within the last second is not stored yet.
    let room = app.hub.loaded_room(due.conversation);
    let read = room.map_or(0, |room| room.lock().read_by(visitor)).max(stored);
    Ok(read.max(due.sent))
}

/// Whether somebody else has drawn what the visitor does not know yet and what can still be seen.
async fn drawn(app: &App, due: &DueMail, known: u32) -> StoreResult<bool> {
    let visitor = ParticipantId::from(due.visitor);
    // Read from the log and not from memory: another node may have taken marks away.
    let room = app.store.load_room(due.account, due.conversation).await?;
    Ok(room.is_some_and(|room| {
        let state = room.state;
        state.annotations.iter().any(|mark| {
            let shown = mark.live && state.item(mark.item).is_some_and(|item| !item.removed);
            shown && mark.seq > known && mark.author != visitor
        })
    }))
}

/// What staff has said and the visitor has neither read nor been mailed, oldest first.
async fn unread(app: &App, due: &DueMail, known: u32) -> StoreResult<Vec<String>> {
    let visitor = ParticipantId::from(due.visitor);
    let before = due.answer.saturating_add(1);
    let (account, id) = (due.account, due.conversation);
    let page = app.store.messages_before(account, id, Stream::Public, before, ENTRIES).await?;
    let said =
        page.messages.into_iter().filter(|event| event.seq > known && event.actor != visitor);
    Ok(said
        .filter_map(|event| match event.body {
            EventBody::MessageSent(message) => Some(message.text),
            _ => None,
        })
        .collect())
}
