//! What is said, and who answers.

use super::{Principal, Rejected};
use crate::ids::ParticipantId;
use crate::limits;
use crate::room::command::Redact;
use crate::room::event::{
    Assigned, EventBody, MessageSent, NoteAdded, Redacted, Reopened, Resolved, StageLocked, Stream,
};
use crate::room::state::{Role, RoomState, Status};
use crate::text::without_towers;
use crate::time::UnixMillis;

pub(super) fn send(text: &str) -> Result<Vec<EventBody>, Rejected> {
    let text = clean(text, limits::MESSAGE_CHARS)?;
    Ok(vec![EventBody::MessageSent(MessageSent { text })])
}

pub(super) fn note(state: &RoomState, text: &str) -> Result<Vec<EventBody>, Rejected> {
    let text = clean(text, limits::MESSAGE_CHARS)?;
    Ok(vec![EventBody::NoteAdded(NoteAdded { text, after_public_seq: state.head })])
}

/// Plain text without control characters, towers of accents and outer white space, 1 to `most`
/// characters (OP2).
///
/// # Errors
/// [`Rejected::TextLength`] when it is empty or longer.
pub fn clean(raw: &str, most: usize) -> Result<String, Rejected> {
    let clean: String =
        raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let clean = without_towers(&clean);
    let trimmed = clean.trim();
    let length = trimmed.chars().count();
    if length == 0 || length > most {
        return Err(Rejected::TextLength);
    }
    Ok(trimmed.to_owned())
}

/// Compare and set: of two who take at once, one wins (CO1).
pub(super) fn take(
    state: &RoomState,
    principal: &Principal,
    from: Option<ParticipantId>,
) -> Result<Vec<EventBody>, Rejected> {
    if state.assignee == Some(principal.participant) {
        return Ok(vec![]);
    }
    if state.assignee != from {
        return Err(Rejected::Taken);
    }
    Ok(vec![EventBody::Assigned(Assigned { to: Some(principal.participant) })])
}

pub(super) fn release(state: &RoomState) -> Vec<EventBody> {
    match state.assignee {
        Some(_) => vec![EventBody::Assigned(Assigned { to: None })],
        None => vec![],
    }
}

pub(super) fn lock(state: &RoomState, locked: bool) -> Vec<EventBody> {
    if state.locked == locked {
        return vec![];
    }
    vec![EventBody::StageLocked(StageLocked { locked })]
}

pub(super) fn resolve(state: &RoomState) -> Vec<EventBody> {
    match state.status {
        Status::Open => vec![EventBody::Resolved(Resolved {})],
        Status::Resolved => vec![],
    }
}

pub(super) fn reopen(state: &RoomState) -> Vec<EventBody> {
    match state.status {
        Status::Open => vec![],
        Status::Resolved => vec![EventBody::Reopened(Reopened {})],
    }
}

/// One's own words within 15 minutes; whoever answers for the shop at any time (CO5).
pub(super) fn redact(
    redact: &Redact,
    principal: &Principal,
    role: Role,
    now: UnixMillis,
) -> Result<Vec<EventBody>, Rejected> {
    // Before the target is looked at: who cannot read notes does not learn which there are.
    if redact.stream == Stream::Staff && !role.sees_staff() {
        return Err(Rejected::Forbidden);
    }
    let target = redact.target.filter(|target| target.erasable).ok_or(Rejected::TooLate)?;
    if redact.stream == Stream::Staff {
        return redact_note(redact, principal, target.author);
    }
    let own = target.author == principal.participant;
    let staff = matches!(role, Role::Agent | Role::Supervisor | Role::Administrator);
    if !own && !staff {
        return Err(Rejected::Forbidden);
    }
    if !staff && now.since(target.at) > limits::REDACT_WITHIN_MS {
        return Err(Rejected::TooLate);
    }
    Ok(vec![EventBody::Redacted(Redacted { target_seq: redact.seq })])
}

/// One's own note, of anybody for those who look after the team: at any time, whoever answers the
/// conversation now (CO8).
fn redact_note(
    redact: &Redact,
    principal: &Principal,
    author: ParticipantId,
) -> Result<Vec<EventBody>, Rejected> {
    let any = matches!(principal.role, Role::Supervisor | Role::Administrator);
    if author != principal.participant && !any {
        return Err(Rejected::Forbidden);
    }
    Ok(vec![EventBody::Redacted(Redacted { target_seq: redact.seq })])
}
