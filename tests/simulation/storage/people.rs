//! Accounts, staff and identities: of these a conversation needs the session behind a socket; the
//! rest is not modelled.

use async_trait::async_trait;
use vitrine_server::store::{
    AgentRecord, AuditCheck, AuditDraft, AuditRecord, Identified, IdentityKeyRecord, InboxEntry,
    LinkKind, LoginRecord, NewSession, NewStaff, PeopleStore, Rotation, SecretHash, SessionRecord,
    SetUp, SignedIdentity, StaffChange, StaffRecord, StoreResult, VisitorProfile, VisitorRecord,
};
use vitrine_shared::ids::{AccountId, AgentId, AgentSessionId, IdentityKeyId, InboxId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::Preferences;

use super::{Storage, unavailable};

pub(super) fn not_modelled<T>() -> StoreResult<T> {
    Err(unavailable("people are not modelled"))
}

#[async_trait]
impl PeopleStore for Storage {
    async fn find_session_by_id(
        &self,
        account: AccountId,
        id: AgentSessionId,
        _now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>> {
        let session = self.read(|tables| tables.sessions.get(&id).cloned());
        Ok(session.filter(|session| session.agent.account == account))
    }

    async fn find_profile(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
    ) -> StoreResult<Option<VisitorProfile>> {
        Ok(None)
    }

    async fn anybody_joined(&self) -> StoreResult<bool> {
        not_modelled()
    }

    async fn issue_setup_link(
        &self,
        _secret: SecretHash,
        _expires_at: UnixMillis,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn set_up(&self, _set_up: SetUp) -> StoreResult<Option<SessionRecord>> {
        not_modelled()
    }

    async fn account_name(&self, _account: AccountId) -> StoreResult<Option<String>> {
        not_modelled()
    }

    async fn find_logins(&self, _email: &str) -> StoreResult<Vec<LoginRecord>> {
        not_modelled()
    }

    async fn find_password(
        &self,
        _account: AccountId,
        _id: AgentId,
    ) -> StoreResult<Option<String>> {
        not_modelled()
    }

    async fn insert_session(
        &self,
        _agent: &AgentRecord,
        _session: NewSession,
        _audit: AuditDraft,
    ) -> StoreResult<SessionRecord> {
        not_modelled()
    }

    async fn find_session(
        &self,
        _cookie: SecretHash,
        _now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>> {
        not_modelled()
    }

    async fn touch_session(
        &self,
        _account: AccountId,
        _id: AgentSessionId,
        _now: UnixMillis,
        _idle_until: UnixMillis,
    ) -> StoreResult<()> {
        // Sessions of the model never end unused, so there is nothing to remember.
        Ok(())
    }

    async fn list_sessions(
        &self,
        _account: AccountId,
        _agent: AgentId,
        _now: UnixMillis,
    ) -> StoreResult<Vec<SessionRecord>> {
        not_modelled()
    }

    async fn end_session(
        &self,
        _account: AccountId,
        _agent: AgentId,
        _id: AgentSessionId,
        _audit: AuditDraft,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn end_sessions(
        &self,
        _account: AccountId,
        _agent: AgentId,
        _but: AgentSessionId,
        _audit: AuditDraft,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn set_password(
        &self,
        _account: AccountId,
        _agent: AgentId,
        _password: String,
        _keep: AgentSessionId,
        _audit: AuditDraft,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn list_staff(&self, _account: AccountId) -> StoreResult<Vec<StaffRecord>> {
        not_modelled()
    }

    async fn find_staff(
        &self,
        _account: AccountId,
        _id: AgentId,
    ) -> StoreResult<Option<StaffRecord>> {
        not_modelled()
    }

    async fn insert_staff(&self, _staff: NewStaff, _audit: AuditDraft) -> StoreResult<StaffRecord> {
        not_modelled()
    }

    async fn change_staff(
        &self,
        _account: AccountId,
        _id: AgentId,
        _change: StaffChange,
        _audit: AuditDraft,
    ) -> StoreResult<Option<StaffRecord>> {
        not_modelled()
    }

    async fn issue_link(
        &self,
        _kind: LinkKind,
        _for_whom: (AccountId, AgentId),
        _secret: SecretHash,
        _expires_at: UnixMillis,
        _audit: AuditDraft,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn link_works(
        &self,
        _kind: LinkKind,
        _secret: SecretHash,
        _now: UnixMillis,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn redeem_link(
        &self,
        _kind: LinkKind,
        _secret: SecretHash,
        _password: String,
        _session: NewSession,
    ) -> StoreResult<Option<SessionRecord>> {
        not_modelled()
    }

    async fn list_inbox_entries(&self, _account: AccountId) -> StoreResult<Vec<InboxEntry>> {
        not_modelled()
    }

    async fn insert_inbox(
        &self,
        _inbox: InboxEntry,
        _audit: AuditDraft,
    ) -> StoreResult<InboxEntry> {
        not_modelled()
    }

    async fn change_inbox(
        &self,
        _account: AccountId,
        _id: InboxId,
        _name: Option<String>,
        _origins: Option<Vec<String>>,
        _audit: AuditDraft,
    ) -> StoreResult<Option<InboxEntry>> {
        not_modelled()
    }

    async fn list_identity_keys(
        &self,
        _account: AccountId,
        _inbox: InboxId,
    ) -> StoreResult<Vec<IdentityKeyRecord>> {
        not_modelled()
    }

    async fn insert_identity_key(
        &self,
        _key: IdentityKeyRecord,
        _audit: AuditDraft,
    ) -> StoreResult<()> {
        not_modelled()
    }

    async fn delete_identity_key(
        &self,
        _account: AccountId,
        _inbox: InboxId,
        _id: IdentityKeyId,
        _audit: AuditDraft,
    ) -> StoreResult<bool> {
        not_modelled()
    }

    async fn tell_profile(
        &self,
        _account: AccountId,
        _visitor: VisitorId,
        _name: Option<String>,
        _email: Option<String>,
    ) -> StoreResult<Option<VisitorProfile>> {
        not_modelled()
    }

    async fn identify(
        &self,
        _visitor: &VisitorRecord,
        _identity: SignedIdentity,
        _rotation: Rotation,
        _audit: AuditDraft,
    ) -> StoreResult<Identified> {
        not_modelled()
    }

    async fn append_audit(&self, _account: AccountId, _audit: AuditDraft) -> StoreResult<()> {
        not_modelled()
    }

    async fn find_preferences(
        &self,
        _account: AccountId,
        _agent: AgentId,
    ) -> StoreResult<Preferences> {
        not_modelled()
    }

    async fn change_preferences(
        &self,
        _account: AccountId,
        _agent: AgentId,
        _newer: Preferences,
    ) -> StoreResult<Preferences> {
        not_modelled()
    }

    async fn list_audit(
        &self,
        _account: AccountId,
        _before: u32,
        _limit: u32,
    ) -> StoreResult<Vec<AuditRecord>> {
        not_modelled()
    }

    async fn verify_audit(&self, _account: AccountId) -> StoreResult<AuditCheck> {
        not_modelled()
    }
}
