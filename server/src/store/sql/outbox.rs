//! Mails that are due.

use std::collections::BTreeMap;

use sqlx::types::Uuid;
use vitrine_shared::ids::{AccountId, ConversationId, ItemId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::rows::{Key, count};
use super::transaction::Tx;
use super::{Db, on, read};
use crate::store::{DueMail, MailOutcome, SecretHash, StoreResult};

/// Answers within this many milliseconds of the first one may put a mail off, so that they go out
/// as one: somebody who answers in several messages rarely takes longer.
const BUNDLE_MS: i64 = 10 * 60 * 1_000;

/// An answer that makes a mail due.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    pub(super) visitor: VisitorId,
    pub(super) seq: u32,
    pub(super) wait_ms: i64,
}

/// Makes mails due for visitors who have told an address.
pub(super) async fn note_answers(
    tx: &mut Tx,
    answers: &BTreeMap<Key, Answer>,
    now: UnixMillis,
) -> StoreResult<()> {
    // Whether a failed mail waits or not, a new answer begins anew.
    let note = "INSERT INTO outbox \
        (account_id, conversation_id, visitor_id, answer_seq, begun_at, due_at) \
        SELECT v.account_id, $3, v.id, $4, $5, $6 FROM visitor v \
        WHERE v.account_id = $1 AND v.id = $2 AND v.email IS NOT NULL \
        ON CONFLICT (account_id, conversation_id) DO UPDATE SET \
        answer_seq = excluded.answer_seq, failed_at = NULL, \
        attempts = CASE WHEN outbox.due_at IS NULL THEN 0 ELSE outbox.attempts END, \
        begun_at = CASE WHEN outbox.due_at IS NULL THEN excluded.begun_at \
            ELSE outbox.begun_at END, \
        due_at = CASE \
            WHEN outbox.due_at IS NOT NULL AND (outbox.attempts > 0 \
                OR outbox.due_at >= excluded.due_at \
                OR excluded.due_at > outbox.begun_at + $7) THEN outbox.due_at \
            WHEN excluded.due_at < outbox.not_before THEN outbox.not_before \
            ELSE excluded.due_at END";
    for (key, answer) in answers {
        on!(tx, |connection| {
            let query = sqlx::query(note).bind(key.account).bind(answer.visitor.0);
            let query = query.bind(key.conversation).bind(i64::from(answer.seq)).bind(now.0);
            query.bind(now.0 + answer.wait_ms).bind(BUNDLE_MS).execute(connection).await?;
        });
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DueRow {
    account_id: Uuid,
    conversation_id: Uuid,
    visitor_id: Uuid,
    answer_seq: i64,
    sent_seq: i64,
    begun_at: i64,
    attempts: i64,
    still: Option<Uuid>,
    still_item: Option<Uuid>,
    email: Option<String>,
    language: Option<String>,
}

/// See [`crate::store::MailStore::claim_mails`].
pub(super) async fn claim(
    db: &Db,
    now: UnixMillis,
    lease_until: UnixMillis,
    limit: u32,
) -> StoreResult<Vec<DueMail>> {
    let any = "SELECT COUNT(*) FROM outbox \
               WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)";
    let take = "UPDATE outbox SET lease_until = $3, attempts = attempts + 1 \
                WHERE account_id = $1 AND conversation_id = $2";
    // Most of the time there is none, and looking keeps nobody from writing.
    let waiting: i64 = read!(db, |pool| sqlx::query_scalar(any).bind(now.0).fetch_one(pool).await)?;
    if waiting == 0 {
        return Ok(Vec::new());
    }
    let mut tx = db.begin().await?;
    let list = if tx.locks_rows() {
        "SELECT o.account_id, o.conversation_id, o.visitor_id, o.answer_seq, o.sent_seq, \
         o.begun_at, o.attempts, o.still, o.still_item, v.email, v.language \
         FROM outbox o JOIN visitor v ON v.account_id = o.account_id AND v.id = o.visitor_id \
         WHERE o.due_at <= $1 AND (o.lease_until IS NULL OR o.lease_until <= $1) \
         ORDER BY o.due_at, o.conversation_id LIMIT $2 FOR UPDATE OF o SKIP LOCKED"
    } else {
        "SELECT o.account_id, o.conversation_id, o.visitor_id, o.answer_seq, o.sent_seq, \
         o.begun_at, o.attempts, o.still, o.still_item, v.email, v.language \
         FROM outbox o JOIN visitor v ON v.account_id = o.account_id AND v.id = o.visitor_id \
         WHERE o.due_at <= $1 AND (o.lease_until IS NULL OR o.lease_until <= $1) \
         ORDER BY o.due_at, o.conversation_id LIMIT $2"
    };
    let rows: Vec<DueRow> = on!(tx, |connection| {
        let query = sqlx::query_as(list).bind(now.0).bind(i64::from(limit));
        query.fetch_all(connection).await?
    });
    let mut due = Vec::with_capacity(rows.len());
    for row in rows {
        on!(tx, |connection| {
            let query = sqlx::query(take).bind(row.account_id).bind(row.conversation_id);
            query.bind(lease_until.0).execute(connection).await?;
        });
        due.push(DueMail {
            account: AccountId(row.account_id),
            conversation: ConversationId(row.conversation_id),
            visitor: VisitorId(row.visitor_id),
            answer: count(row.answer_seq)?,
            sent: count(row.sent_seq)?,
            begun_at: UnixMillis(row.begun_at),
            attempts: count(row.attempts + 1)?,
            still: row.still.map(MediaId).zip(row.still_item.map(ItemId)),
            email: row.email,
            language: row.language,
            lease_until,
        });
    }
    tx.commit().await?;
    Ok(due)
}

/// See [`crate::store::MailStore::settle_mail`].
pub(super) async fn settle(db: &Db, mail: &DueMail, outcome: MailOutcome) -> StoreResult<bool> {
    let mut tx = db.begin().await?;
    let (account, conversation) = (mail.account.0, mail.conversation.0);
    let lease = mail.lease_until.0;
    let settled = match outcome {
        MailOutcome::Sent { address, at, next_at } => {
            // Another answer may have come while this one was on its way.
            let sent = "UPDATE outbox SET lease_until = NULL, attempts = 0, sent_seq = $4, \
                address_hash = $5, sent_at = $6, not_before = $7, still = NULL, \
                still_item = NULL, begun_at = $6, \
                due_at = CASE WHEN answer_seq > $4 THEN $7 ELSE NULL END \
                WHERE account_id = $1 AND conversation_id = $2 AND lease_until = $3";
            on!(tx, |connection| {
                let query = sqlx::query(sent).bind(account).bind(conversation).bind(lease);
                let query = query.bind(i64::from(mail.answer)).bind(&address[..]).bind(at.0);
                query.bind(next_at.0).execute(connection).await?.rows_affected()
            })
        }
        MailOutcome::Dropped => {
            let dropped = "UPDATE outbox SET lease_until = NULL, attempts = 0, still = NULL, \
                still_item = NULL, due_at = CASE WHEN answer_seq > $4 THEN due_at ELSE NULL END \
                WHERE account_id = $1 AND conversation_id = $2 AND lease_until = $3";
            on!(tx, |connection| {
                let query = sqlx::query(dropped).bind(account).bind(conversation).bind(lease);
                query.bind(i64::from(mail.answer)).execute(connection).await?.rows_affected()
            })
        }
        MailOutcome::Postponed { until } => {
            let later = "UPDATE outbox SET lease_until = NULL, attempts = attempts - 1, \
                due_at = $4 WHERE account_id = $1 AND conversation_id = $2 AND lease_until = $3";
            on!(tx, |connection| {
                let query = sqlx::query(later).bind(account).bind(conversation).bind(lease);
                query.bind(until.0).execute(connection).await?.rows_affected()
            })
        }
        MailOutcome::Retry { at } => {
            let again = "UPDATE outbox SET lease_until = NULL, due_at = $4 \
                WHERE account_id = $1 AND conversation_id = $2 AND lease_until = $3";
            on!(tx, |connection| {
                let query = sqlx::query(again).bind(account).bind(conversation).bind(lease);
                query.bind(at.0).execute(connection).await?.rows_affected()
            })
        }
        MailOutcome::Failed { at } => {
            let failed = "UPDATE outbox SET lease_until = NULL, due_at = NULL, failed_at = $4, \
                still = NULL, still_item = NULL \
                WHERE account_id = $1 AND conversation_id = $2 AND lease_until = $3";
            on!(tx, |connection| {
                let query = sqlx::query(failed).bind(account).bind(conversation).bind(lease);
                query.bind(at.0).execute(connection).await?.rows_affected()
            })
        }
    };
    tx.commit().await?;
    Ok(settled == 1)
}

/// See [`crate::store::MailStore::last_mail_to`].
pub(super) async fn last_to(
    db: &Db,
    account: AccountId,
    address: SecretHash,
) -> StoreResult<Option<UnixMillis>> {
    let last = "SELECT MAX(sent_at) FROM outbox WHERE account_id = $1 AND address_hash = $2";
    let at: Option<i64> = read!(db, |pool| {
        sqlx::query_scalar(last).bind(account.0).bind(&address[..]).fetch_one(pool).await
    })?;
    Ok(at.map(UnixMillis))
}

/// See [`crate::store::MailStore::mail_waits`].
pub(super) async fn waits(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
) -> StoreResult<bool> {
    let waits = "SELECT COUNT(*) FROM outbox \
                 WHERE account_id = $1 AND conversation_id = $2 AND due_at IS NOT NULL";
    let found: i64 = read!(db, |pool| {
        sqlx::query_scalar(waits).bind(account.0).bind(conversation.0).fetch_one(pool).await
    })?;
    Ok(found == 1)
}

/// See [`crate::store::MailStore::attach_still`].
pub(super) async fn attach_still(
    db: &Db,
    account: AccountId,
    conversation: ConversationId,
    (media, item): (MediaId, ItemId),
) -> StoreResult<Option<Option<MediaId>>> {
    let before = "SELECT still FROM outbox \
                  WHERE account_id = $1 AND conversation_id = $2 AND due_at IS NOT NULL";
    let attach = "UPDATE outbox SET still = $3, still_item = $4 \
                  WHERE account_id = $1 AND conversation_id = $2 AND due_at IS NOT NULL";
    let mut tx = db.begin().await?;
    let found: Option<(Option<Uuid>,)> = on!(tx, |connection| {
        let query = sqlx::query_as(before).bind(account.0).bind(conversation.0);
        query.fetch_optional(connection).await?
    });
    let Some((former,)) = found else {
        tx.end().await?;
        return Ok(None);
    };
    on!(tx, |connection| {
        let query = sqlx::query(attach).bind(account.0).bind(conversation.0).bind(media.0);
        query.bind(item.0).execute(connection).await?;
    });
    tx.commit().await?;
    Ok(Some(former.map(MediaId)))
}
