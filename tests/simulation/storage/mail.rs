//! Mails: nobody in the made-up world has an address.

use async_trait::async_trait;
use vitrine_server::store::{DueMail, GoneOn, MailOutcome, MailStore, SecretHash, StoreResult};
use vitrine_shared::ids::{AccountId, ConversationId, ItemId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;

use super::Storage;
use super::people::not_modelled;

#[async_trait]
impl MailStore for Storage {
    async fn claim_mails(
        &self,
        _now: UnixMillis,
        _lease_until: UnixMillis,
        _limit: u32,
    ) -> StoreResult<Vec<DueMail>> {
        Ok(Vec::new())
    }

    async fn settle_mail(&self, _mail: &DueMail, _outcome: MailOutcome) -> StoreResult<bool> {
        not_modelled()
    }

    async fn last_mail_to(
        &self,
        _account: AccountId,
        _address: SecretHash,
    ) -> StoreResult<Option<UnixMillis>> {
        not_modelled()
    }

    async fn mail_waits(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
    ) -> StoreResult<bool> {
        Ok(false)
    }

    async fn attach_still(
        &self,
        _account: AccountId,
        _conversation: ConversationId,
        _still: (MediaId, ItemId),
    ) -> StoreResult<Option<Option<MediaId>>> {
        not_modelled()
    }

    async fn tell_language(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _language: &str,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn tell_page(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _page: &str,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn insert_visitor_link(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _secret: SecretHash,
        _now: UnixMillis,
        _expires_at: UnixMillis,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn redeem_visitor_link(
        &self,
        _inbox_key: &str,
        _secret: SecretHash,
        _token: SecretHash,
        _now: UnixMillis,
        _until: UnixMillis,
    ) -> StoreResult<Option<GoneOn>> {
        not_modelled()
    }
}
