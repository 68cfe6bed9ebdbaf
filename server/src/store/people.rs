//! Accounts, staff and what visitors say of themselves: the [`PeopleStore`] and its records.
//!
//! Whatever changes who may do what is written together with its entry in the audit log, in one
//! transaction: either both are there or neither.

use async_trait::async_trait;
use vitrine_shared::ids::{AccountId, AgentId, AgentSessionId, IdentityKeyId, InboxId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::{AuditAction, IdentityAlgorithm, Preferences, StaffRole};

use super::{AgentRecord, SecretHash, StoreResult, VisitorRecord};

/// A member of staff with all that staff may know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffRecord {
    /// Tenant, id, name and role.
    pub agent: AgentRecord,
    /// Lower-cased; the name to sign in with.
    pub email: Option<String>,
    /// Whether this person may sign in.
    pub active: bool,
    /// Whether a password was chosen.
    pub joined: bool,
    /// When it was added.
    pub created_at: UnixMillis,
}

/// Somebody who may be signing in.
#[derive(Clone)]
pub struct LoginRecord {
    /// Who.
    pub agent: AgentRecord,
    /// The argon2id string.
    pub password: String,
    /// Whether this person may sign in.
    pub active: bool,
}

/// A session that begins.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its name.
    pub id: AgentSessionId,
    /// Hash of its cookie.
    pub cookie: SecretHash,
    /// Now.
    pub at: UnixMillis,
    /// When it ends unless it is used.
    pub idle_until: UnixMillis,
    /// When it ends in any case.
    pub expires_at: UnixMillis,
    /// Browser and system in words.
    pub device: String,
}

/// A session that is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its name.
    pub id: AgentSessionId,
    /// Whose.
    pub agent: AgentRecord,
    /// When it began.
    pub created_at: UnixMillis,
    /// When it was used last, to the minute.
    pub last_seen_at: UnixMillis,
    /// Browser and system in words.
    pub device: String,
}

/// What a link that works once is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Make the account.
    Setup,
    /// Choose the first password.
    Invite,
    /// Choose another password.
    PasswordReset,
}

/// What [`PeopleStore::set_up`] makes.
#[derive(Clone)]
pub struct SetUp {
    /// Hash of the set-up link's secret.
    pub link: SecretHash,
    /// Name of the shop, of its account and its first inbox.
    pub shop: String,
    /// Public key of the first inbox.
    pub inbox_key: String,
    /// Origins of the shop's pages.
    pub origins: Vec<String>,
    /// Name of the first administrator.
    pub name: String,
    /// Its e-mail address, lower-cased.
    pub email: String,
    /// The argon2id string.
    pub password: String,
    /// The session it is signed in with.
    pub session: NewSession,
}

/// Somebody to add.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// Tenant.
    pub account: AccountId,
    /// Chosen by the client.
    pub id: AgentId,
    /// Name to show.
    pub name: String,
    /// Lower-cased.
    pub email: String,
    /// Place in the account.
    pub role: StaffRole,
}

/// What changes about somebody; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct StaffChange {
    /// New name.
    pub name: Option<String>,
    /// New place.
    pub role: Option<StaffRole>,
    /// Whether this person may sign in.
    pub active: Option<bool>,
}

/// An inbox with its public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// Tenant.
    pub account: AccountId,
    /// This inbox.
    pub id: InboxId,
    /// Public key.
    pub key: String,
    /// Name to show.
    pub name: String,
    /// Origins of the shop's pages, exact.
    pub origins: Vec<String>,
}

/// A key that signs identities.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityKeyRecord {
    /// Tenant.
    pub account: AccountId,
    /// Of which inbox.
    pub inbox: InboxId,
    /// Its name.
    pub id: IdentityKeyId,
    /// The one algorithm it is valid for.
    pub algorithm: IdentityAlgorithm,
    /// The sealed secret of HS256, or the public key of EdDSA.
    pub material: Vec<u8>,
    /// When it was added.
    pub created_at: UnixMillis,
}

/// What is known of a visitor as a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitorProfile {
    /// Name as told or as signed.
    pub name: Option<String>,
    /// E-mail address as told or as signed.
    pub email: Option<String>,
    /// Whether the shop has signed who this is.
    pub verified: bool,
}

/// A signed word of the shop on who a visitor is.
#[derive(Clone, Debug)]
pub struct SignedIdentity {
    /// Hash of the token's own name, which counts once.
    pub jti: SecretHash,
    /// When the token expires and its name may be forgotten.
    pub expires_at: UnixMillis,
    /// The shop's own name for the person.
    pub external_id: String,
    /// The name the shop gives.
    pub name: Option<String>,
    /// The e-mail address the shop gives.
    pub email: Option<String>,
}

/// How a visitor's token is replaced.
#[derive(Clone, Copy, Debug)]
pub struct Rotation {
    /// Hash of the token the caller came with.
    pub from: SecretHash,
    /// Until when that one works.
    pub from_until: UnixMillis,
    /// Hash of the token from now on.
    pub to: SecretHash,
    /// Until when that one works.
    pub to_until: UnixMillis,
}

/// What became of a signed identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identified {
    /// The caller is this visitor from now on.
    As(VisitorRecord),
    /// The token was used before.
    Replayed,
}

/// An entry for the audit log. Ids and numbers only: never a name, an e-mail address or a text.
#[derive(Clone, Debug)]
pub struct AuditDraft {
    /// When.
    pub at: UnixMillis,
    /// Who did it; `None` for the server itself.
    pub actor: Option<uuid::Uuid>,
    /// What.
    pub action: AuditAction,
    /// What it was done to.
    pub target: Option<uuid::Uuid>,
    /// A little more, as a JSON object.
    pub detail: serde_json::Value,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Counts from 1 without gaps.
    pub seq: u32,
    /// When.
    pub at: UnixMillis,
    /// Who did it.
    pub actor: Option<uuid::Uuid>,
    /// What.
    pub action: String,
    /// What it was done to.
    pub target: Option<uuid::Uuid>,
    /// JSON object.
    pub detail: String,
}

/// What reading the whole audit log found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries read.
    pub entries: u32,
    /// The first seq at which something is altered, missing or moved.
    pub broken_at: Option<u32>,
}

/// The durable side of accounts and people; a part of [`super::Store`].
///
/// Calls that name an account see nothing of another one.
#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// Whether anybody has chosen a password yet.
    async fn anybody_joined(&self) -> StoreResult<bool>;
    /// Makes this the one set-up link; false when somebody has joined already.
    async fn issue_setup_link(
        &self,
        secret: SecretHash,
        expires_at: UnixMillis,
    ) -> StoreResult<bool>;
    /// Redeems the set-up link and makes account, inbox, first administrator and session;
    /// `None` when the link is gone.
    async fn set_up(&self, set_up: SetUp) -> StoreResult<Option<SessionRecord>>;
    /// Name of an account.
    async fn account_name(&self, account: AccountId) -> StoreResult<Option<String>>;

    /// Everybody with this lower-cased e-mail address and a password, at most three: an
    /// installation has few accounts, and a person may work for several.
    async fn find_logins(&self, email: &str) -> StoreResult<Vec<LoginRecord>>;
    /// The argon2id string of one person.
    async fn find_password(&self, account: AccountId, id: AgentId) -> StoreResult<Option<String>>;
    /// Adds a session, and forgets the person's expired ones.
    async fn insert_session(
        &self,
        agent: &AgentRecord,
        session: NewSession,
        audit: AuditDraft,
    ) -> StoreResult<SessionRecord>;
    /// The session with this cookie, while it is valid and its person active.
    async fn find_session(
        &self,
        cookie: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>>;
    /// The same by name.
    async fn find_session_by_id(
        &self,
        account: AccountId,
        id: AgentSessionId,
        now: UnixMillis,
    ) -> StoreResult<Option<SessionRecord>>;
    /// Notes that a session was used.
    async fn touch_session(
        &self,
        account: AccountId,
        id: AgentSessionId,
        now: UnixMillis,
        idle_until: UnixMillis,
    ) -> StoreResult<()>;
    /// The valid sessions of a person, newest first, at most 100.
    async fn list_sessions(
        &self,
        account: AccountId,
        agent: AgentId,
        now: UnixMillis,
    ) -> StoreResult<Vec<SessionRecord>>;
    /// Ends one session of this person; false when there is none.
    async fn end_session(
        &self,
        account: AccountId,
        agent: AgentId,
        id: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<bool>;
    /// Ends all sessions of a person but `keep`.
    async fn end_sessions(
        &self,
        account: AccountId,
        agent: AgentId,
        keep: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<()>;
    /// Replaces a password and ends all sessions of the person but `keep`.
    async fn set_password(
        &self,
        account: AccountId,
        agent: AgentId,
        password: String,
        keep: AgentSessionId,
        audit: AuditDraft,
    ) -> StoreResult<()>;

    /// Everybody of an account, by name.
    async fn list_staff(&self, account: AccountId) -> StoreResult<Vec<StaffRecord>>;
    /// One person.
    async fn find_staff(&self, account: AccountId, id: AgentId)
    -> StoreResult<Option<StaffRecord>>;
    /// Adds somebody. The same person under the same id is added once;
    /// `Conflict("agent_email")` or `Conflict("agent")` when something else has the name.
    async fn insert_staff(&self, staff: NewStaff, audit: AuditDraft) -> StoreResult<StaffRecord>;
    /// Changes somebody; a new role and `active: false` end the person's sessions. `None` when
    /// there is no such person, `Conflict("last_administrator")` when nobody would be left.
    async fn change_staff(
        &self,
        account: AccountId,
        id: AgentId,
        change: StaffChange,
        audit: AuditDraft,
    ) -> StoreResult<Option<StaffRecord>>;

    /// Makes a link for somebody and ends older ones of its kind; false when the person does not
    /// exist, is not active, or (invitation) has joined already or (reset) has not.
    async fn issue_link(
        &self,
        kind: LinkKind,
        for_whom: (AccountId, AgentId),
        secret: SecretHash,
        expires_at: UnixMillis,
        audit: AuditDraft,
    ) -> StoreResult<bool>;
    /// Whether a link would work now.
    async fn link_works(
        &self,
        kind: LinkKind,
        secret: SecretHash,
        now: UnixMillis,
    ) -> StoreResult<bool>;
    /// Redeems a link: its person has this password, no other session and no other link.
    /// Of many who try at once one succeeds; the others get `None`.
    async fn redeem_link(
        &self,
        kind: LinkKind,
        secret: SecretHash,
        password: String,
        session: NewSession,
    ) -> StoreResult<Option<SessionRecord>>;

    /// Inboxes of an account, oldest first.
    async fn list_inbox_entries(&self, account: AccountId) -> StoreResult<Vec<InboxEntry>>;
    /// Adds an inbox; the same id again returns what is there.
    async fn insert_inbox(&self, inbox: InboxEntry, audit: AuditDraft) -> StoreResult<InboxEntry>;
    /// Changes name or origins; `None` when there is no such inbox.
    async fn change_inbox(
        &self,
        account: AccountId,
        id: InboxId,
        name: Option<String>,
        origins: Option<Vec<String>>,
        audit: AuditDraft,
    ) -> StoreResult<Option<InboxEntry>>;
    /// Keys of an inbox, oldest first; none when there is no such inbox.
    async fn list_identity_keys(
        &self,
        account: AccountId,
        inbox: InboxId,
    ) -> StoreResult<Vec<IdentityKeyRecord>>;
    /// Adds a key. `Conflict("inbox")` when there is no such inbox, `Conflict("identity_key")`
    /// when the id is taken, `Conflict("identity_keys")` when two are there already.
    async fn insert_identity_key(
        &self,
        key: IdentityKeyRecord,
        audit: AuditDraft,
    ) -> StoreResult<()>;
    /// Takes a key away; false when there is none.
    async fn delete_identity_key(
        &self,
        account: AccountId,
        inbox: InboxId,
        id: IdentityKeyId,
        audit: AuditDraft,
    ) -> StoreResult<bool>;

    /// What is known of a visitor.
    async fn find_profile(
        &self,
        account: AccountId,
        visitor: VisitorId,
    ) -> StoreResult<Option<VisitorProfile>>;
    /// Notes what a visitor tells of itself; what was signed stays. `None` stays, an empty text
    /// takes away.
    async fn tell_profile(
        &self,
        account: AccountId,
        visitor: VisitorId,
        name: Option<String>,
        email: Option<String>,
    ) -> StoreResult<Option<VisitorProfile>>;
    /// Binds the caller's browser to the person the shop names, and replaces its token.
    ///
    /// A visitor bound to nobody becomes that person, unless the inbox knows the person already:
    /// then the browser goes over to that visitor. One bound to somebody else is never bound anew.
    async fn identify(
        &self,
        visitor: &VisitorRecord,
        identity: SignedIdentity,
        rotation: Rotation,
        audit: AuditDraft,
    ) -> StoreResult<Identified>;

    /// How somebody wants the console; what cannot be read counts as not chosen.
    async fn find_preferences(
        &self,
        account: AccountId,
        agent: AgentId,
    ) -> StoreResult<Preferences>;
    /// Puts what is chosen anew in place of what was there, and returns all of it.
    async fn change_preferences(
        &self,
        account: AccountId,
        agent: AgentId,
        newer: Preferences,
    ) -> StoreResult<Preferences>;
    /// Adds an entry that stands alone.
    async fn append_audit(&self, account: AccountId, audit: AuditDraft) -> StoreResult<()>;
    /// Entries with seq below `before`, newest first.
    async fn list_audit(
        &self,
        account: AccountId,
        before: u32,
        limit: u32,
    ) -> StoreResult<Vec<AuditRecord>>;
    /// Reads the whole chain and compares.
    async fn verify_audit(&self, account: AccountId) -> StoreResult<AuditCheck>;
}
