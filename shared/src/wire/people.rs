//! Bodies of the doors of accounts, staff, inboxes and visitors' identities.
//!
//! What staff may read stands in types of its own, so that no e-mail address of an agent and no
//! address of a network can reach a visitor by accident. Whoever creates something names it: the
//! id in the body comes from the client, so that a request sent twice makes one thing.

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, AgentSessionId, IdentityKeyId, InboxId, VisitorId};
use crate::time::UnixMillis;

/// A person's place in the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum StaffRole {
    /// Everything, people and settings included.
    Administrator,
    /// Every conversation and what agents do, but no settings.
    Supervisor,
    /// Answers visitors.
    Agent,
}

macro_rules! body {
    // What a client sends: unknown fields are refused.
    ($(#[$doc:meta])* in $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
    // What the server sends.
    ($(#[$doc:meta])* out $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
}

body! {
    /// Answer to `GET /v1/setup`.
    out SetupState {
        /// Whether nobody is set up yet, so that the printed link works.
        open: bool,
    }
}

body! {
    /// `POST /v1/setup`: make the shop and its first administrator. Answered by [`Me`] and a cookie.
    in Setup {
        /// What stood behind `#` in the printed link.
        secret: String,
        /// Name of the shop, 1 to 120 characters.
        shop: String,
        /// Origins of the shop's pages, such as `https://shop.example`; 1 to 20.
        origins: Vec<String>,
        /// Own name, 1 to 120 characters.
        name: String,
        /// Own e-mail address, the name to sign in with.
        email: String,
        /// 12 to 128 characters.
        password: String,
    }
}

body! {
    /// `POST /v1/session`: sign in. Answered by [`Me`] and a cookie.
    in SignIn {
        /// E-mail address.
        email: String,
        /// Password.
        password: String,
    }
}

body! {
    /// Who is signed in: answer to `GET /v1/me` and to every door that signs somebody in.
    out Me {
        /// The person.
        id: AgentId,
        /// Name shown to visitors.
        name: String,
        /// E-mail address; null for the demo's agent, who has none.
        email: Option<String>,
        /// Place in the account.
        role: StaffRole,
        /// Name of the account.
        account: String,
        /// This session, to tell it from the others in [`Sessions`].
        session: AgentSessionId,
        /// How this person wants the console, on every device.
        preferences: Preferences,
    }
}

/// A language the console speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ConsoleLanguage {
    /// English.
    En,
    /// Spanish.
    Es,
    /// Russian.
    Ru,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ConsoleTheme {
    /// What the device says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How a person wants the console; null where nothing was chosen yet, so that the device decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Preferences {
    /// Language of the console.
    #[serde(default)]
    pub language: Option<ConsoleLanguage>,
    /// Light or dark.
    #[serde(default)]
    pub theme: Option<ConsoleTheme>,
    /// Whether a message of a visitor is heard.
    #[serde(default)]
    pub sound: Option<bool>,
}

impl Preferences {
    /// With what `newer` has chosen in place of what was there.
    #[must_use]
    pub fn with(self, newer: Self) -> Self {
        Self {
            language: newer.language.or(self.language),
            theme: newer.theme.or(self.theme),
            sound: newer.sound.or(self.sound),
        }
    }
}

/// `PATCH /v1/me`: what is null stays as it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchMe {
    /// New name, 1 to 120 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// What of it is chosen anew.
    #[serde(default)]
    pub preferences: Option<Preferences>,
}

body! {
    /// `POST /v1/me/password`. Ends every other session of this person.
    in ChangePassword {
        /// The password up to now.
        current: String,
        /// The password from now on.
        next: String,
    }
}

body! {
    /// Answer to `GET /v1/sessions`: where this person is signed in, newest first.
    out Sessions {
        /// At most 100.
        sessions: Vec<SessionInfo>,
    }
}

body! {
    /// One place where somebody is signed in.
    out SessionInfo {
        /// Its name, for `DELETE /v1/sessions/{id}`.
        id: AgentSessionId,
        /// When it began.
        created_at: UnixMillis,
        /// When it was used last, to the minute.
        last_seen_at: UnixMillis,
        /// Browser and system in words, such as `Firefox, Linux`; empty when unknown.
        device: String,
    }
}

body! {
    /// Answer to `GET /v1/agents`.
    out Agents {
        /// By name.
        agents: Vec<AgentInfo>,
    }
}

body! {
    /// A member of staff, as staff sees it.
    out AgentInfo {
        /// Who.
        id: AgentId,
        /// Name shown to visitors.
        name: String,
        /// E-mail address; null for the demo's agent, and of others unless an administrator asks.
        email: Option<String>,
        /// Place in the account.
        role: StaffRole,
        /// Whether this person may sign in.
        active: bool,
        /// Whether a password was chosen; before that an invitation waits.
        joined: bool,
        /// When it was added.
        created_at: UnixMillis,
    }
}

body! {
    /// `POST /v1/agents`: add somebody, who can sign in after an invitation.
    in NewAgent {
        /// Chosen by the client; a repeat with the same id adds nobody twice.
        id: AgentId,
        /// Name shown to visitors, 1 to 120 characters.
        name: String,
        /// E-mail address.
        email: String,
        /// Place in the account.
        role: StaffRole,
    }
}

/// `PATCH /v1/agents/{id}`: what is null stays as it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchAgent {
    /// New name.
    #[serde(default)]
    pub name: Option<String>,
    /// New place in the account. Ends the person's sessions.
    #[serde(default)]
    pub role: Option<StaffRole>,
    /// Whether this person may sign in. False ends the person's sessions.
    #[serde(default)]
    pub active: Option<bool>,
}

body! {
    /// `POST /v1/invitations` and `POST /v1/password-resets`: a link for somebody. Older links of
    /// the same kind for the same person stop working.
    in NewLink {
        /// For whom.
        agent: AgentId,
    }
}

body! {
    /// Answer to [`NewLink`]. Shown once: the server keeps only its hash.
    out OneTimeLink {
        /// The address, its secret behind `#`.
        url: String,
        /// Until when it works.
        expires_at: UnixMillis,
    }
}

body! {
    /// `POST /v1/invitations/accept` and `POST /v1/password-resets/accept`: choose a password.
    /// Answered by [`Me`] and a cookie.
    in AcceptLink {
        /// What stood behind `#`.
        secret: String,
        /// 12 to 128 characters.
        password: String,
    }
}

body! {
    /// Answer to `GET /v1/inboxes`, oldest first.
    out Inboxes {
        /// All of the account.
        inboxes: Vec<InboxDetails>,
    }
}

body! {
    /// An entry point with what staff may see of it.
    out InboxDetails {
        /// This inbox.
        id: InboxId,
        /// Public key, for the shop's line of HTML.
        key: String,
        /// Name in the panel's header.
        name: String,
        /// Origins of the shop's pages, exact.
        origins: Vec<String>,
    }
}

body! {
    /// `POST /v1/inboxes`.
    in NewInbox {
        /// Chosen by the client; a repeat with the same id makes one inbox.
        id: InboxId,
        /// 1 to 120 characters.
        name: String,
        /// Origins such as `https://shop.example`, at most 20.
        origins: Vec<String>,
    }
}

/// `PATCH /v1/inboxes/{id}`: what is null stays as it is.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchInbox {
    /// New name.
    #[serde(default)]
    pub name: Option<String>,
    /// New origins, all of them.
    #[serde(default)]
    pub origins: Option<Vec<String>>,
}

/// How a shop's backend signs who its customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum IdentityAlgorithm {
    /// HMAC with SHA-256; the server makes the secret.
    #[serde(rename = "HS256")]
    Hs256,
    /// Ed25519; the shop keeps the private key and gives us the public one.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

body! {
    /// Answer to `GET /v1/inboxes/{id}/identity-keys`: at most two, oldest first.
    out IdentityKeys {
        /// Both are valid while a shop changes from one to the other.
        keys: Vec<IdentityKeyInfo>,
    }
}

body! {
    /// A key that signs identities, without its secret.
    out IdentityKeyInfo {
        /// The `kid` of the tokens it signs.
        id: IdentityKeyId,
        /// The one algorithm it is valid for.
        algorithm: IdentityAlgorithm,
        /// When it was added.
        created_at: UnixMillis,
    }
}

body! {
    /// `POST /v1/inboxes/{id}/identity-keys`. A third key is refused with `full`.
    in NewIdentityKey {
        /// Chosen by the client.
        id: IdentityKeyId,
        /// The one algorithm it is valid for.
        algorithm: IdentityAlgorithm,
        /// The shop's public key, base64url of 32 bytes; null for HS256.
        public_key: Option<String>,
    }
}

body! {
    /// Answer to [`NewIdentityKey`].
    out CreatedIdentityKey {
        /// The key.
        key: IdentityKeyInfo,
        /// The HS256 secret, base64url of 32 bytes, shown this once; null for EdDSA.
        secret: Option<String>,
    }
}

macro_rules! audit_actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What the audit log tells of. Stored as text, so that an entry of any version reads back.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum AuditAction {
            $($(#[$doc])* #[serde(rename = $text)] $name,)*
        }

        impl AuditAction {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// How it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

audit_actions! {
    /// The shop and its first administrator were made.
    SetUp = "set_up",
    /// Somebody signed in.
    SignedIn = "signed_in",
    /// Somebody known gave a wrong password.
    SignInFailed = "sign_in_failed",
    /// Somebody signed out.
    SignedOut = "signed_out",
    /// A person was added.
    AgentAdded = "agent_added",
    /// Name, place or access of a person was changed; `detail` says which.
    AgentChanged = "agent_changed",
    /// An invitation was made.
    InvitationIssued = "invitation_issued",
    /// An invited person chose a password.
    InvitationAccepted = "invitation_accepted",
    /// A link for a new password was made.
    PasswordResetIssued = "password_reset_issued",
    /// A password was chosen by such a link.
    PasswordReset = "password_reset",
    /// Somebody changed the own password.
    PasswordChanged = "password_changed",
    /// Somebody ended one of the own sessions.
    SessionEnded = "session_ended",
    /// Somebody ended all other own sessions.
    SessionsEnded = "sessions_ended",
    /// A site was added.
    InboxAdded = "inbox_added",
    /// Name or origins of a site were changed.
    InboxChanged = "inbox_changed",
    /// A saved answer for all was written.
    CannedAdded = "canned_added",
    /// Name, words or scope of a saved answer for all were changed.
    CannedChanged = "canned_changed",
    /// A saved answer for all was deleted.
    CannedDeleted = "canned_deleted",
    /// A deleted answer for all was brought back.
    CannedRestored = "canned_restored",
    /// A key that signs identities was added.
    IdentityKeyAdded = "identity_key_added",
    /// A key that signs identities was removed.
    IdentityKeyRemoved = "identity_key_removed",
    /// The shop has signed who a visitor is.
    VisitorIdentified = "visitor_identified",
    /// A visitor was erased.
    VisitorErased = "visitor_erased",
    /// Conversations were deleted because they were old.
    ConversationsExpired = "conversations_expired",
    /// Where the catalogue comes from was changed; `detail` says what.
    CatalogChanged = "catalog_changed",
}

body! {
    /// Answer to `GET /v1/audit?before=…`: newest first.
    out AuditPage {
        /// At most 100.
        entries: Vec<AuditRow>,
        /// Ask with this for older ones; null at the beginning.
        next: Option<u32>,
    }
}

body! {
    /// Who did what, when. Holds ids only: no name, e-mail address or text.
    out AuditRow {
        /// Counts from 1 without gaps in each account.
        seq: u32,
        /// When.
        at: UnixMillis,
        /// Id of who did it; null for the server itself.
        actor: Option<String>,
        /// What, an [`AuditAction`]; a word of its own from another version.
        action: String,
        /// Id of what it was done to.
        target: Option<String>,
        /// A little more, as a JSON object.
        detail: String,
    }
}

body! {
    /// Answer to `POST /v1/audit/verify`.
    out AuditVerdict {
        /// Whether every entry is as it was written, and all are there.
        intact: bool,
        /// How many were read.
        entries: u32,
        /// The first place where something is altered, missing or moved.
        broken_at: Option<u32>,
    }
}

/// `PATCH /v1/visitor`: what a visitor says about itself. Null stays, an empty text takes away.
/// It is shown as told and joins no histories.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PatchVisitor {
    /// At most 120 characters.
    #[serde(default)]
    pub name: Option<String>,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Language of the panel, such as `es`; mails are written in it.
    #[serde(default)]
    pub language: Option<String>,
    /// The page of the shop that the panel is on, at most 2,048 bytes. It is kept for whoever has
    /// told an address: the link of a mail leads back to it.
    #[serde(default)]
    pub page: Option<String>,
}

body! {
    /// Answer to `PATCH /v1/visitor`.
    out VisitorSelf {
        /// The visitor.
        id: VisitorId,
        /// Name as told or as signed by the shop.
        name: Option<String>,
        /// E-mail address as told or as signed by the shop.
        email: Option<String>,
        /// Whether the shop has signed who this is.
        verified: bool,
    }
}

body! {
    /// `POST /v1/visitor/identify`: the shop's signed word on who this is. Answered by
    /// [`super::api::VisitorToken`]: the token from now on; the one before works for 60 s more.
    in Identify {
        /// A JSON Web Token of the shop's backend, at most 4 KiB.
        jwt: String,
    }
}
