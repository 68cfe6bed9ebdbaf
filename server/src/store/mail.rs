//! Answers that go out by e-mail, and the links in them: the [`MailStore`] and its records.
//!
//! That a mail is due is written by [`super::Store::append`], in the transaction that stores the
//! answer. Whoever sends takes a lease; when it dies in between, another one sends again. A mail
//! may therefore arrive twice, and never goes missing.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, ConversationId, ItemId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::{SecretHash, StoreResult};

/// A mail that is due, leased to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueMail {
    /// Tenant.
    pub account: AccountId,
    /// Which conversation was answered.
    pub conversation: ConversationId,
    /// To whom.
    pub visitor: VisitorId,
    /// Seq of the newest answer when the lease was taken.
    pub answer: u32,
    /// Seq of the newest answer that was mailed before; 0 for none.
    pub sent: u32,
    /// When the first answer was given that is not mailed yet.
    pub begun_at: UnixMillis,
    /// How often sending was tried, this time included.
    pub attempts: u32,
    /// Picture of the stage that goes with it, and the item it shows.
    pub still: Option<(MediaId, ItemId)>,
    /// Address as told or as signed; none when it was taken back.
    pub email: Option<String>,
    /// Language of the visitor's panel.
    pub language: Option<String>,
    /// When the lease ends; it also tells this lease from others.
    pub lease_until: UnixMillis,
}

/// What became of a leased mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailOutcome {
    /// The server took it. Answers that came meanwhile are due from `next_at` on.
    Sent {
        /// Hash of the address it went to.
        address: SecretHash,
        /// Now.
        at: UnixMillis,
        /// When this conversation may be mailed again.
        next_at: UnixMillis,
    },
    /// There is nothing to tell: it was read, or there is no address any more.
    Dropped,
    /// Not now, and that is nobody's fault; it does not count as an attempt.
    Postponed {
        /// When to look again.
        until: UnixMillis,
    },
    /// Sending failed and is tried again.
    Retry {
        /// When.
        at: UnixMillis,
    },
    /// Sending failed for good.
    Failed {
        /// Now.
        at: UnixMillis,
    },
}

/// Whoever redeemed a link goes on from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoneOn {
    /// The page on which the address was told, as the panel named it.
    pub page: Option<String>,
}

/// The durable side of mails; a part of [`super::Store`].
#[async_trait]
pub trait MailStore: Send + Sync {
    /// Leases mails that are due, of any account, the longest due first. One whose lease has ended
    /// is due again.
    async fn claim_mails(
        &self,
        now: UnixMillis,
        lease_until: UnixMillis,
        limit: u32,
    ) -> StoreResult<Vec<DueMail>>;
    /// Settles a leased mail; false when the lease was lost or the conversation is gone, and then
    /// nothing is changed.
    async fn settle_mail(&self, mail: &DueMail, outcome: MailOutcome) -> StoreResult<bool>;
    /// When an address was last written to by this account.
    async fn last_mail_to(
        &self,
        account: AccountId,
        address: SecretHash,
    ) -> StoreResult<Option<UnixMillis>>;
    /// Whether a mail of this conversation is due, so that a picture of the stage could go with it.
    async fn mail_waits(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<bool>;
    /// Lets a picture go with the mail that is due, instead of the one before, whose id is the
    /// answer; `None` when no mail is due.
    async fn attach_still(
        &self,
        account: AccountId,
        conversation: ConversationId,
        still: (MediaId, ItemId),
    ) -> StoreResult<Option<Option<MediaId>>>;
    /// Notes the language of a visitor's panel.
    async fn tell_language(
        &self,
        account: AccountId,
        visitor: VisitorId,
        language: &str,
    ) -> StoreResult<()>;
    /// Notes the page of the shop on which a visitor is who has told an address; of anybody else
    /// nothing is noted.
    async fn tell_page(
        &self,
        account: AccountId,
        visitor: VisitorId,
        page: &str,
    ) -> StoreResult<()>;

    /// Adds a link for a visitor, and forgets the visitor's links that are past their end.
    async fn insert_visitor_link(
        &self,
        account: AccountId,
        visitor: VisitorId,
        secret: SecretHash,
        now: UnixMillis,
        expires_at: UnixMillis,
    ) -> StoreResult<()>;
    /// Redeems a link to the inbox with this public key for a token that works until `until`; `None`
    /// when the link was used, is past its end, or never was one for this inbox. Of many who try at
    /// once one succeeds.
    async fn redeem_visitor_link(
        &self,
        inbox_key: &str,
        secret: SecretHash,
        token: SecretHash,
        now: UnixMillis,
        until: UnixMillis,
    ) -> StoreResult<Option<GoneOn>>;
}
