//! [`PeopleStore`] on either database: which call is served by which file.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, AgentId, AgentSessionId, IdentityKeyId, InboxId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::Preferences;

use super::{SqlStore, audit, inboxes, links, preferences, sessions, staff, visitors};
use crate::store::{
    AgentRecord, AuditCheck, AuditDraft, AuditRecord, Identified, IdentityKeyRecord, InboxEntry,
    LinkKind, LoginRecord, NewSession, NewStaff, PeopleStore, Rotation, SecretHash, SessionRecord,
    SetUp, SignedIdentity, StaffChange, StaffRecord, StoreResult, VisitorProfile, VisitorRecord,
};

#[async_trait]
impl PeopleStore for SqlStore {
    async fn anybody_joined(&self) -> StoreResult<bool> {
        links::anybody_joined(&self.db).await
    }

    async fn issue_setup_link(
        &self,
        secret: SecretHash,
        expires_at: UnixMillis,
    ) -> StoreResult<bool> {
        links::issue_setup(&self.db, secret, expires_at).await
    }

    async fn set_up(&self, set_up: SetUp) -> StoreResult<Option<SessionRecord>> {
        links::set_up(&self.db, set_up).await
    }

    async fn account_name(&self, account: AccountId) -> StoreResult<Option<String>> {
        links::account_name(&self.db, account).await
    }

    async fn find_logins(&self, email: &str) -> StoreResult<Vec<LoginRecord>> {
        sessions::find_logins(&self.db, email).await
    }

    async fn find_password(&self, account: AccountId, id: AgentId) -> StoreResult<Option<String>> {
        sessions::find_password(&self.db, account, id).await
    }

    async fn insert_session(
        &self,
        agent: &AgentRecord,
        session: NewSession,
        audit: AuditDraft,
    ) -> StoreResult<SessionRecord> {
        sessions::insert(&self.db, agent, session, audit).await
    }

    async fn find_session(
        &self,
        cookie: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>> {
        sessions::find(&self.db, cookie, now).await
    }

    async fn find_session_by_id(
        &self,
        account: AccountId,
        id: AgentSessionId,
        now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>> {
        sessions::find_by_id(&self.db, account, id, now).await
    }

    async fn touch_session(
        &self,
        account: AccountId,
        id: AgentSessionId,
        now: UnixMillis,
        idle_until: UnixMillis,
    ) -> StoreResult<()> {
        sessions::touch(&self.db, account, id, now, idle_until).await
    }

    async fn list_sessions(
        &self,
        account: AccountId,
        agent: AgentId,
        now: UnixMillis,
    ) -> StoreResult<Vec<SessionRecord>> {
        sessions::list(&self.db, account, agent, now).await
    }

    async fn end_session(
        &self,
        account: AccountId,
        agent: AgentId,
        id: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<bool> {
        sessions::end(&self.db, account, agent, id, audit).await
    }

    async fn end_sessions(
        &self,
        account: AccountId,
        agent: AgentId,
        keep: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<()> {
        sessions::end_all(&self.db, account, agent, keep, audit).await
    }

    async fn set_password(
        &self,
        account: AccountId,
        agent: AgentId,
        password: String,
        keep: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<()> {
        sessions::set_password(&self.db, account, agent, password, keep, audit).await
    }

    async fn list_staff(&self, account: AccountId) -> StoreResult<Vec<StaffRecord>> {
        staff::list(&self.db, account).await
    }

    async fn find_staff(
        &self,
        account: AccountId,
        id: AgentId,
    ) -> StoreResult<Option<StaffRecord>> {
        staff::find(&self.db, account, id).await
    }

    async fn insert_staff(&self, staff: NewStaff, audit: AuditDraft) -> StoreResult<StaffRecord> {
        staff::insert(&self.db, staff, audit).await
    }

    async fn change_staff(
        &self,
        account: AccountId,
        id: AgentId,
        change: StaffChange,
        audit: AuditDraft,
    ) -> StoreResult<Option<StaffRecord>> {
        staff::change(&self.db, account, id, change, audit).await
    }

    async fn issue_link(
        &self,
        kind: LinkKind,
        for_whom: (AccountId, AgentId),
        secret: SecretHash,
        expires_at: UnixMillis,
        audit: AuditDraft,
    ) -> StoreResult<bool> {
        links::issue(&self.db, kind, for_whom, secret, expires_at, audit).await
    }

    async fn link_works(
        &self,
        kind: LinkKind,
        secret: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<bool> {
        links::works(&self.db, kind, secret, now).await
    }

    async fn redeem_link(
        &self,
        kind: LinkKind,
        secret: SecretHash,
        password: String,
        session: NewSession,
    ) -> StoreResult<Option<SessionRecord>> {
        links::redeem(&self.db, kind, secret, password, session).await
    }

    async fn list_inbox_entries(&self, account: AccountId) -> StoreResult<Vec<InboxEntry>> {
        inboxes::list(&self.db, account).await
    }

    async fn insert_inbox(&self, inbox: InboxEntry, audit: AuditDraft) -> StoreResult<InboxEntry> {
        inboxes::insert(&self.db, inbox, audit).await
    }

    async fn change_inbox(
        &self,
        account: AccountId,
        id: InboxId,
        name: Option<String>,
        origins: Option<Vec<String>>,
        audit: AuditDraft,
    ) -> StoreResult<Option<InboxEntry>> {
        inboxes::change(&self.db, account, id, name, origins, audit).await
    }

    async fn list_identity_keys(
        &self,
        account: AccountId,
        inbox: InboxId,
    ) -> StoreResult<Vec<IdentityKeyRecord>> {
        inboxes::list_keys(&self.db, account, inbox).await
    }

    async fn insert_identity_key(
        &self,
        key: IdentityKeyRecord,
        audit: AuditDraft,
    ) -> StoreResult<()> {
        inboxes::insert_key(&self.db, key, audit).await
    }

    async fn delete_identity_key(
        &self,
        account: AccountId,
        inbox: InboxId,
        id: IdentityKeyId,
        audit: AuditDraft,
    ) -> StoreResult<bool> {
        inboxes::delete_key(&self.db, account, inbox, id, audit).await
    }

    async fn find_profile(
        &self,
        account: AccountId,
        visitor: VisitorId,
    ) -> StoreResult<Option<VisitorProfile>> {
        visitors::find_profile(&self.db, account, visitor).await
    }

    async fn tell_profile(
        &self,
        account: AccountId,
        visitor: VisitorId,
        name: Option<String>,
        email: Option<String>,
    ) -> StoreResult<Option<VisitorProfile>> {
        visitors::tell_profile(&self.db, account, visitor, name, email).await
    }

    async fn identify(
        &self,
        visitor: &VisitorRecord,
        identity: SignedIdentity,
        rotation: Rotation,
        audit: AuditDraft,
    ) -> StoreResult<Identified> {
        visitors::identify(&self.db, visitor, identity, rotation, audit).await
    }

    async fn find_preferences(
        &self,
        account: AccountId,
        agent: AgentId,
    ) -> StoreResult<Preferences> {
        preferences::find(&self.db, account, agent).await
    }

    async fn change_preferences(
        &self,
        account: AccountId,
        agent: AgentId,
        newer: Preferences,
    ) -> StoreResult<Preferences> {
        preferences::change(&self.db, account, agent, newer).await
    }

    async fn append_audit(&self, account: AccountId, audit: AuditDraft) -> StoreResult<()> {
        audit::append_alone(&self.db, account, audit).await
    }

    async fn list_audit(
        &self,
        account: AccountId,
        before: u32,
        limit: u32,
    ) -> StoreResult<Vec<AuditRecord>> {
        audit::list(&self.db, account, before, limit).await
    }

    async fn verify_audit(&self, account: AccountId) -> StoreResult<AuditCheck> {
        audit::verify(&self.db, account).await
    }
}
