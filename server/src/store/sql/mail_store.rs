//! [`MailStore`] on either database: which call is served by which file.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, ConversationId, ItemId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::{SqlStore, outbox, visitor_links, visitors};
use crate::store::{DueMail, GoneOn, MailOutcome, MailStore, SecretHash, StoreResult};

#[async_trait]
impl MailStore for SqlStore {
    async fn claim_mails(
        &self,
        now: UnixMillis,
        lease_until: UnixMillis,
        limit: u32,
    ) -> StoreResult<Vec<DueMail>> {
        outbox::claim(&self.db, now, lease_until, limit).await
    }

    async fn settle_mail(&self, mail: &DueMail, outcome: MailOutcome) -> StoreResult<bool> {
        outbox::settle(&self.db, mail, outcome).await
    }

    async fn last_mail_to(
        &self,
        account: AccountId,
        address: SecretHash,
    ) -> StoreResult<Option<UnixMillis>> {
        outbox::last_to(&self.db, account, address).await
    }

    async fn mail_waits(
        &self,
        account: AccountId,
        conversation: ConversationId,
    ) -> StoreResult<bool> {
        outbox::waits(&self.db, account, conversation).await
    }

    async fn attach_still(
        &self,
        account: AccountId,
        conversation: ConversationId,
        still: (MediaId, ItemId),
    ) -> StoreResult<Option<Option<MediaId>>> {
        outbox::attach_still(&self.db, account, conversation, still).await
    }

    async fn tell_language(
        &self,
        account: AccountId,
        visitor: VisitorId,
        language: &str,
    ) -> StoreResult<()> {
        visitors::tell_language(&self.db, account, visitor, language).await
    }

    async fn tell_page(
        &self,
        account: AccountId,
        visitor: VisitorId,
        page: &str,
    ) -> StoreResult<()> {
        visitors::tell_page(&self.db, account, visitor, page).await
    }

    async fn insert_visitor_link(
        &self,
        account: AccountId,
        visitor: VisitorId,
        secret: SecretHash,
        now: UnixMillis,
        expires_at: UnixMillis,
    ) -> StoreResult<()> {
        visitor_links::insert(&self.db, (account, visitor), secret, now, expires_at).await
    }

    async fn redeem_visitor_link(
        &self,
        inbox_key: &str,
        secret: SecretHash,
        token: SecretHash,
        now: UnixMillis,
        until: UnixMillis,
    ) -> StoreResult<Option<GoneOn>> {
        visitor_links::redeem(&self.db, inbox_key, secret, token, (now, until)).await
    }
}
