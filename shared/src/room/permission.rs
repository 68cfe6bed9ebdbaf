//! Who may ask for what in a conversation: one table, looked at by [`super::decide()`] only.

use super::command::Command;
use super::decide::Principal;
use super::state::{Role, RoomState};

/// The role in which somebody stands in this conversation right now.
///
/// Staff who do not answer it, while somebody else does, look on: they may read, point and write
/// notes, and take the conversation over. Because this is read from the state under the lock of
/// the conversation, whoever lost it is an observer from the very next operation on.
#[must_use]
pub fn standing(state: &RoomState, principal: &Principal) -> Role {
    let answered_by_other = state.assignee.is_some_and(|who| who != principal.participant);
    match principal.role {
        Role::Agent | Role::Supervisor | Role::Administrator if answered_by_other => Role::Observer,
        role => role,
    }
}

/// May somebody of the role `account` (in the account), standing as `standing` in the
/// conversation, ask for `command`? Finer rules, such as whose mark it is, are in `decide`.
#[must_use]
pub fn permitted(account: Role, standing: Role, command: &Command) -> bool {
    use Role::{Administrator, Agent, Bot, Guest, Observer, Supervisor, System, Visitor};
    match command {
        Command::SendMessage(_)
        | Command::AddItem(_)
        | Command::ShowItems(_)
        | Command::RotateItem(_)
        | Command::TakeLead(_)
        | Command::AddAnnotation(_)
        | Command::DeleteAnnotations(_)
        | Command::RestoreAnnotations(_)
        | Command::ChooseVariant(_)
        | Command::LinkZoom(_) => match standing {
            Visitor | Guest | Agent | Supervisor | Administrator | Bot | System => true,
            Observer => false,
        },
        Command::RemoveItem(_)
        | Command::RestoreItem(_)
        | Command::MoveItem(_)
        | Command::ShareProduct(_) => match standing {
            Visitor | Agent | Supervisor | Administrator | Bot | System => true,
            Guest | Observer => false,
        },
        Command::ProposeProduct(_) | Command::WithdrawProposal(_) => match standing {
            Agent | Supervisor | Administrator | Bot => true,
            Visitor | Guest | Observer | System => false,
        },
        // The cart is the visitor's own.
        Command::AcceptProposal(_) | Command::DeclineProposal(_) | Command::SettleProposal(_) => {
            match standing {
                Visitor => true,
                Guest | Agent | Observer | Supervisor | Administrator | Bot | System => false,
            }
        }
        Command::Play(_) | Command::Pause(_) | Command::Seek(_) | Command::SetRate(_) => {
            match standing {
                Visitor | Agent | Supervisor | Administrator | Bot | System => true,
                Guest | Observer => false,
            }
        }
        // Made by the server when it looks at who is ready, in the name of whom it waits for.
        Command::HoldPlayback(_) | Command::GoOn(_) => true,
        Command::AddNote(_) => standing.sees_staff(),
        Command::ClearAnnotations(_) | Command::LockStage(_) | Command::AddPlayer(_) => {
            match standing {
                Agent | Supervisor | Administrator => true,
                Visitor | Guest | Observer | Bot | System => false,
            }
        }
        Command::Take(_) | Command::Reopen(_) => match account {
            Agent | Supervisor | Administrator => true,
            Visitor | Guest | Observer | Bot | System => false,
        },
        Command::Release(_) => match (account, standing) {
            (Supervisor | Administrator, _) | (Agent, Agent) => true,
            (_, Visitor | Guest | Agent | Observer | Supervisor | Administrator | Bot | System) => {
                false
            }
        },
        Command::Resolve(_) => match (account, standing) {
            (Visitor | Supervisor | Administrator | System, _) | (Agent, Agent) => true,
            (_, Visitor | Guest | Agent | Observer | Supervisor | Administrator | Bot | System) => {
                false
            }
        },
        Command::Redact(_) => match standing {
            Visitor | Guest | Agent | Supervisor | Administrator => true,
            // An observer may erase own notes; `decide` looks at the author.
            Observer => true,
            Bot | System => false,
        },
    }
}
