//! Who may do what: one table of every HTTP door, every frame of a client, every topic and every
//! command of a conversation.
//!
//! The server looks at it before any of its doors does anything, and again for every frame; a
//! door that has no row here is closed. A test walks through all rows with all roles.

use crate::room::{Command, Role, permitted};
use crate::wire::people::StaffRole;
use crate::wire::{ClientMessage, TopicName};

/// How far somebody's right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Not at all.
    Never,
    /// To what is one's own: the visitor's conversation, the agent's sessions.
    Own,
    /// To everything of one's account.
    Account,
    /// For everybody, signed in or not; the door itself looks at a secret, or there is none.
    Open,
}

/// Something that may be permitted.
#[derive(Clone, Copy, Debug)]
pub enum Operation<'a> {
    /// An HTTP request.
    Door(Door),
    /// A frame of a client.
    Frame(&'a ClientMessage),
    /// Listening to a topic.
    Topic(&'a TopicName),
    /// A durable wish in a conversation one may open.
    Command(&'a Command),
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Administrator => Self::Administrator,
            StaffRole::Supervisor => Self::Supervisor,
            StaffRole::Agent => Self::Agent,
        }
    }
}

/// Who a door is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    /// Everybody.
    Everybody,
    /// A visitor about itself.
    Visitor,
    /// A device of a visitor that takes photos for one conversation and does nothing else.
    Camera,
    /// [`For::Talkers`], and a visitor's camera for its conversation.
    Senders,
    /// A visitor within its conversation, staff within the account.
    Talkers,
    /// Staff about itself.
    Oneself,
    /// Staff.
    Staff,
    /// Administrators.
    Administrators,
}

macro_rules! doors {
    ($($name:ident: $method:literal $path:literal for $who:ident,)*) => {
        /// Every HTTP door, by method and path pattern.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Door {
            $(
                #[doc = concat!("`", $method, " ", $path, "`")]
                $name,
            )*
        }

        impl Door {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The HTTP method; `HEAD` is `GET` unless it has a row of its own.
            #[must_use]
            pub const fn method(self) -> &'static str {
                match self { $(Self::$name => $method,)* }
            }

            /// The path with its parameters in braces.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }

            const fn audience(self) -> For {
                match self { $(Self::$name => For::$who,)* }
            }
        }
    };
}

doors! {
    Loader: "GET" "/widget.js" for Everybody,
    LoaderPart: "GET" "/{file}" for Everybody,
    AboutLoader: "GET" "/widget.json" for Everybody,
    Panel: "GET" "/panel" for Everybody,
    Console: "GET" "/console" for Everybody,
    SetupPage: "GET" "/setup" for Everybody,
    InvitePage: "GET" "/invite" for Everybody,
    ResetPage: "GET" "/reset" for Everybody,
    ContinuePage: "GET" "/continue" for Everybody,
    CameraPage: "GET" "/camera" for Everybody,
    DemoPage: "GET" "/demo" for Everybody,
    DemoPhone: "GET" "/demo/phone" for Everybody,
    Asset: "GET" "/assets/{*path}" for Everybody,
    Favicon: "GET" "/favicon.ico" for Everybody,
    Healthz: "GET" "/healthz" for Everybody,
    Readyz: "GET" "/readyz" for Everybody,
    // Who somebody is, is said in the first frame.
    Socket: "GET" "/v1/socket" for Everybody,
    PresenceSocket: "GET" "/v1/presence" for Everybody,
    // A signed address decides, or who calls.
    ReadMedia: "GET" "/v1/media/{id}" for Everybody,
    ReadPicture: "GET" "/v1/media/{id}/{variant}" for Everybody,
    ReadTile: "GET" "/v1/media/{id}/tiles/{level}/{x}/{y}" for Everybody,
    ReadInbox: "GET" "/v1/inbox" for Everybody,
    // What a browser kept a page of ours from doing.
    ReportPolicy: "POST" "/v1/policy-reports" for Everybody,
    CreateVisitor: "POST" "/v1/visitors" for Everybody,
    // A secret in the body decides.
    DemoSession: "POST" "/v1/demo/session" for Everybody,
    ReadSetup: "GET" "/v1/setup" for Everybody,
    SetUp: "POST" "/v1/setup" for Everybody,
    SignIn: "POST" "/v1/session" for Everybody,
    AcceptInvitation: "POST" "/v1/invitations/accept" for Everybody,
    AcceptPasswordReset: "POST" "/v1/password-resets/accept" for Everybody,
    Continue: "POST" "/v1/continue" for Everybody,
    JoinCamera: "POST" "/v1/camera/join" for Everybody,

    TellProfile: "PATCH" "/v1/visitor" for Visitor,
    Identify: "POST" "/v1/visitor/identify" for Visitor,
    LinkDevice: "POST" "/v1/visitor/device-links" for Visitor,
    ReadDevice: "GET" "/v1/visitor/device-links/{id}" for Visitor,
    EndDevice: "DELETE" "/v1/visitor/device-links/{id}" for Visitor,

    ReadCamera: "GET" "/v1/camera" for Camera,
    LeaveCamera: "DELETE" "/v1/camera" for Camera,
    ShowFromCamera: "POST" "/v1/camera/items" for Camera,

    FetchMedia: "POST" "/v1/media" for Talkers,
    FetchProduct: "POST" "/v1/products" for Staff,
    SignMedia: "POST" "/v1/media/links" for Talkers,
    BeginUpload: "POST" "/v1/uploads" for Senders,
    ReadUpload: "HEAD" "/v1/uploads/{id}" for Senders,
    ContinueUpload: "PATCH" "/v1/uploads/{id}" for Senders,
    CancelUpload: "DELETE" "/v1/uploads/{id}" for Senders,
    PreviewUpload: "PUT" "/v1/uploads/{id}/preview" for Senders,
    FinishUpload: "POST" "/v1/uploads/{id}/finish" for Senders,

    // A visitor reads the public stream only.
    ReadEvents: "GET" "/v1/conversations/{id}/events" for Talkers,

    CreateTicket: "POST" "/v1/tickets" for Oneself,
    SignOut: "DELETE" "/v1/session" for Oneself,
    ListSessions: "GET" "/v1/sessions" for Oneself,
    EndSessions: "DELETE" "/v1/sessions" for Oneself,
    EndSession: "DELETE" "/v1/sessions/{id}" for Oneself,
    ReadMe: "GET" "/v1/me" for Oneself,
    ChangeMe: "PATCH" "/v1/me" for Oneself,
    ChangePassword: "POST" "/v1/me/password" for Oneself,

    ReadShelf: "GET" "/v1/shelf" for Talkers,
    DemoStory: "POST" "/v1/demo/story" for Staff,
    DemoUnplug: "POST" "/v1/demo/unplug" for Staff,
    ReadStill: "GET" "/v1/stills/{id}" for Staff,
    AttachStill: "POST" "/v1/stills/{id}" for Staff,
    ListCanned: "GET" "/v1/canned" for Staff,
    AddCanned: "POST" "/v1/canned" for Staff,
    ChangeCanned: "PATCH" "/v1/canned/{id}" for Staff,
    DeleteCanned: "DELETE" "/v1/canned/{id}" for Staff,
    RestoreCanned: "POST" "/v1/canned/{id}/restore" for Staff,
    UseCanned: "POST" "/v1/canned/{id}/uses" for Staff,
    ListAgents: "GET" "/v1/agents" for Staff,
    ListInboxes: "GET" "/v1/inboxes" for Staff,
    InviteVisitor: "POST" "/v1/visits/{id}/invitations" for Staff,
    ListEnded: "GET" "/v1/conversations" for Staff,
    ReadPageProduct: "GET" "/v1/conversations/{id}/product" for Staff,
    ReadViews: "GET" "/v1/conversations/{id}/views" for Staff,
    ReadVisitor: "GET" "/v1/visitors/{id}" for Staff,
    ListVisitorConversations: "GET" "/v1/visitors/{id}/conversations" for Staff,

    ReadCatalog: "GET" "/v1/catalog" for Staff,
    SearchCatalog: "GET" "/v1/catalog/products" for Staff,
    ReadProduct: "GET" "/v1/catalog/products/{id}" for Staff,
    ListRelatedProducts: "GET" "/v1/catalog/products/{id}/related" for Staff,
    ChangeCatalog: "PATCH" "/v1/catalog" for Administrators,
    ImportCatalog: "POST" "/v1/catalog/imports" for Administrators,

    AddAgent: "POST" "/v1/agents" for Administrators,
    ChangeAgent: "PATCH" "/v1/agents/{id}" for Administrators,
    Invite: "POST" "/v1/invitations" for Administrators,
    ResetPassword: "POST" "/v1/password-resets" for Administrators,
    AddInbox: "POST" "/v1/inboxes" for Administrators,
    ChangeInbox: "PATCH" "/v1/inboxes/{id}" for Administrators,
    ListIdentityKeys: "GET" "/v1/inboxes/{id}/identity-keys" for Administrators,
    AddIdentityKey: "POST" "/v1/inboxes/{id}/identity-keys" for Administrators,
    DeleteIdentityKey: "DELETE" "/v1/inboxes/{id}/identity-keys/{key}" for Administrators,
    ReadAudit: "GET" "/v1/audit" for Administrators,
    VerifyAudit: "POST" "/v1/audit/verify" for Administrators,
    EraseVisitor: "DELETE" "/v1/visitors/{id}" for Administrators,
}

impl Door {
    /// The door of a request, if there is one.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<Self> {
        let at = |method: &str| {
            Self::ALL.iter().copied().find(|door| door.method() == method && door.path() == path)
        };
        at(method).or_else(|| if method == "HEAD" { at("GET") } else { None })
    }

    /// Whether the token of a visitor's camera opens it. Such a token stands in no role: it opens
    /// these doors and nothing else, and each of them holds it to its conversation.
    #[must_use]
    pub fn for_camera(self) -> bool {
        matches!(self.audience(), For::Camera | For::Senders)
    }

    /// Whether it is open to everybody.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.audience() == For::Everybody
    }

    /// Whether it may change something, which asks for a page of ours (S25). A browser's report
    /// changes a count, and browsers send it without our headers.
    #[must_use]
    pub fn changes(self) -> bool {
        !matches!(self.method(), "GET" | "HEAD") && self != Self::ReportPolicy
    }
}

/// How far `role` may go with `operation`.
#[must_use]
pub fn allowed(role: Role, operation: Operation<'_>) -> Access {
    match operation {
        Operation::Door(door) => through(role, door.audience()),
        Operation::Frame(frame) => send(role, frame),
        Operation::Topic(topic) => listen(role, topic),
        Operation::Command(command) => {
            let reach = reach(role);
            if permitted(role, role, command) { reach } else { Access::Never }
        }
    }
}

/// How far the conversations of a role reach.
fn reach(role: Role) -> Access {
    match role {
        Role::Visitor | Role::Guest => Access::Own,
        Role::Agent
        | Role::Observer
        | Role::Supervisor
        | Role::Administrator
        | Role::Bot
        | Role::System => Access::Account,
    }
}

fn through(role: Role, who: For) -> Access {
    match (who, role) {
        (For::Everybody, _) => Access::Open,
        (For::Visitor | For::Talkers | For::Senders, Role::Visitor)
        | (For::Oneself, Role::Agent | Role::Supervisor | Role::Administrator) => Access::Own,
        (
            For::Talkers | For::Senders | For::Staff,
            Role::Agent | Role::Supervisor | Role::Administrator,
        )
        | (For::Administrators, Role::Administrator) => Access::Account,
        (
            For::Visitor
            | For::Camera
            | For::Senders
            | For::Talkers
            | For::Oneself
            | For::Staff
            | For::Administrators,
            Role::Visitor
            | Role::Guest
            | Role::Agent
            | Role::Observer
            | Role::Supervisor
            | Role::Administrator
            | Role::Bot
            | Role::System,
        ) => Access::Never,
    }
}

fn send(role: Role, frame: &ClientMessage) -> Access {
    match frame {
        // Anybody may say who it is; what follows from it is the server's to find out.
        ClientMessage::Hello(_) | ClientMessage::Ping(_) => Access::Open,
        ClientMessage::Open(open) => listen(role, &open.topic),
        // The command of an operation has a row of its own.
        ClientMessage::Op(_)
        | ClientMessage::Close(_)
        | ClientMessage::Live(_)
        | ClientMessage::GetHistory(_)
        | ClientMessage::Receipt(_) => reach(role),
        // Only a visitor is on a page of the shop.
        ClientMessage::Page(_) | ClientMessage::Product(_) => match role {
            Role::Visitor => Access::Own,
            Role::Guest
            | Role::Agent
            | Role::Observer
            | Role::Supervisor
            | Role::Administrator
            | Role::Bot
            | Role::System => Access::Never,
        },
    }
}

fn listen(role: Role, topic: &TopicName) -> Access {
    match topic {
        TopicName::Conversation { stream: crate::room::Stream::Public, .. } => reach(role),
        TopicName::Conversation { stream: crate::room::Stream::Staff, .. }
        | TopicName::Conversations { .. }
        | TopicName::Visitors {} => match role {
            Role::Visitor | Role::Guest => Access::Never,
            Role::Agent
            | Role::Observer
            | Role::Supervisor
            | Role::Administrator
            | Role::Bot
            | Role::System => Access::Account,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s38_no_door_stands_in_the_table_twice() {
        for (n, door) in Door::ALL.iter().enumerate() {
            let first = Door::ALL
                .iter()
                .position(|other| (other.method(), other.path()) == (door.method(), door.path()));
            assert_eq!(first, Some(n), "{door:?}");
            assert_eq!(Door::find(door.method(), door.path()), Some(*door));
        }
        assert_eq!(Door::find("HEAD", "/console"), Some(Door::Console));
        assert_eq!(Door::find("PUT", "/console"), None);
    }

    #[test]
    fn s38_an_agent_changes_no_people_and_a_visitor_sees_no_staff() {
        let through = |role, door| allowed(role, Operation::Door(door));
        assert_eq!(through(Role::Agent, Door::ChangeAgent), Access::Never);
        assert_eq!(through(Role::Supervisor, Door::ReadAudit), Access::Never);
        assert_eq!(through(Role::Administrator, Door::ChangeAgent), Access::Account);
        assert_eq!(through(Role::Visitor, Door::ListAgents), Access::Never);
        assert_eq!(through(Role::Visitor, Door::FetchMedia), Access::Own);
        assert_eq!(through(Role::Guest, Door::FetchMedia), Access::Never);
        assert_eq!(through(Role::Administrator, Door::ShowFromCamera), Access::Never);
        assert_eq!(through(Role::Bot, Door::CreateTicket), Access::Never);
    }

    #[test]
    fn s38_a_camera_opens_the_doors_of_pictures_and_no_other() {
        let open: Vec<_> = Door::ALL.iter().filter(|door| door.for_camera()).collect();
        assert_eq!(open.len(), 9, "{open:?}");
        for door in open {
            let path = door.path();
            assert!(path.starts_with("/v1/uploads") || path.starts_with("/v1/camera"), "{door:?}");
        }
    }
}
