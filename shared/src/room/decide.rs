//! The rules: which events follow from a command, or why it is refused.

mod annotations;
mod conversation;
mod items;
mod playback;
mod products;

pub use conversation::clean;

use super::command::{Command, TakeLead};
use super::event::{Assigned, EventBody, Joined, LeadTaken, Stream, ZoomLinked};
use super::live::Live;
use super::permission::{permitted, standing};
use super::state::{Participant, Role, RoomState, Status};
use crate::ids::ParticipantId;
use crate::limits;
use crate::time::UnixMillis;

/// Who asks, as the server has established it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub participant: ParticipantId,
    /// In which role, as far as the account is concerned.
    pub role: Role,
}

/// An event that has no place in the log yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The log it goes to.
    pub stream: Stream,
    /// What happened.
    pub body: EventBody,
}

/// Why a command is refused. Expected, and shown to the person in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// This role may not do that.
    Forbidden,
    /// Somebody else answers the conversation; whoever wants to act takes it first.
    NotYours,
    /// Somebody else has taken the conversation meanwhile.
    Taken,
    /// The conversation has ended.
    Ended,
    /// Staff have locked what the stage shows.
    Locked,
    /// A text is empty or longer than allowed.
    TextLength,
    /// The item is not on the strip, or its file does not exist.
    ItemGone,
    /// The id is taken by something else.
    IdTaken,
    /// One to four different items can be shown.
    BadSelection,
    /// A mark has too few or too many points, lies too far outside, or is too thin or thick.
    BadMark,
    /// No moving item of this name is on the stage.
    NotShown,
    /// The name of a video cannot be one.
    BadAddress,
    /// Nothing was said or shown yet, so there is nothing to change.
    NotBegun,
    /// Somebody else's hand is on the view; ask again in [`limits::LEAD_RETRY_MS`].
    LeadBusy,
    /// The time in which it could be erased is over, or it is no message.
    TooLate,
    /// The card is none: without a name or a page, or with an address that is none.
    BadCard,
    /// The conversation is full: items, marks, or marks on one item.
    Full,
}

/// Decides a command against `state`.
///
/// `live` holds this node's registers; `now` is room time. The answer may be empty: the command
/// is granted and changes nothing. That is remembered with the conversation, so it is never the
/// answer where there is none yet (OP9).
///
/// # Errors
/// The rule that refuses, see [`Rejected`].
pub fn decide(
    state: &RoomState,
    live: &Live,
    command: &Command,
    principal: &Principal,
    now: UnixMillis,
) -> Result<Vec<Draft>, Rejected> {
    let role = standing(state, principal);
    if !permitted(principal.role, role, command) {
        let lost = role == Role::Observer && permitted(principal.role, principal.role, command);
        return Err(if lost { Rejected::NotYours } else { Rejected::Forbidden });
    }
    if state.status == Status::Resolved && needs_open(command) {
        return Err(Rejected::Ended);
    }
    if state.locked && !role.sees_staff() && moves_the_stage(command) {
        return Err(Rejected::Locked);
    }
    let scene = playback::Scene { state, live, now };
    let bodies = match command {
        Command::SendMessage(say) => conversation::send(&say.text)?,
        Command::AddNote(note) => conversation::note(state, &note.text)?,
        Command::AddItem(add) => items::add(state, role, add)?,
        Command::AddPlayer(add) => playback::add(state, role, add)?,
        Command::ShowItems(show) => items::show(state, &show.items)?,
        Command::RotateItem(rotate) => items::rotate(state, rotate)?,
        Command::RemoveItem(remove) => items::remove(state, principal, role, remove.item)?,
        Command::RestoreItem(restore) => items::restore(state, principal, role, restore.item)?,
        Command::MoveItem(to) => items::move_to(state, to.item, to.before)?,
        Command::LinkZoom(link) if link.linked == state.zoom_linked => vec![],
        Command::LinkZoom(link) => vec![EventBody::ZoomLinked(ZoomLinked { linked: link.linked })],
        Command::LockStage(lock) => conversation::lock(state, lock.locked),
        Command::TakeLead(take) => take_lead(state, live, principal, take, now)?,
        Command::AddAnnotation(add) => annotations::add(state, principal, add, now)?,
        Command::DeleteAnnotations(delete) => {
            annotations::delete(state, principal, role, &delete.annotations)?
        }
        Command::RestoreAnnotations(restore) => {
            annotations::restore(state, principal, role, &restore.annotations)?
        }
        Command::ClearAnnotations(clear) => annotations::clear(state, clear)?,
        Command::Play(play) => playback::play(scene, play.item)?,
        Command::Pause(pause) => playback::pause(scene, principal, pause.item, pause.pos_ms)?,
        Command::Seek(seek) => playback::seek(scene, seek.item, seek.pos_ms)?,
        Command::SetRate(set) => playback::set_rate(scene, set.item, set.rate)?,
        Command::HoldPlayback(hold) => playback::hold(scene, hold)?,
        Command::GoOn(go_on) => playback::go_on(scene, go_on)?,
        Command::Take(take) => conversation::take(state, principal, take.from)?,
        Command::Release(_) => conversation::release(state),
        Command::Resolve(_) => conversation::resolve(state),
        Command::Reopen(_) => conversation::reopen(state),
        Command::ShareProduct(share) => products::share(state, role, share)?,
        Command::ChooseVariant(choose) => products::choose(state, role, choose)?,
        Command::ProposeProduct(propose) => products::propose(state, propose)?,
        Command::AcceptProposal(accept) => products::accept(state, accept)?,
        Command::DeclineProposal(decline) => products::decline(state, decline.proposal)?,
        Command::WithdrawProposal(withdraw) => products::withdraw(state, withdraw.proposal)?,
        Command::SettleProposal(settle) => products::settle(state, settle)?,
        Command::Redact(redact) => conversation::redact(redact, principal, role, now)?,
    };
    let bodies = with_standstill(state, bodies, now);
    if bodies.is_empty() && state.head == 0 && state.staff_head == 0 {
        return Err(Rejected::NotBegun);
    }
    let stream_of_redaction = match command {
        Command::Redact(redact) => redact.stream,
        _ => Stream::Public,
    };
    Ok(with_arrival(state, principal, command, bodies)
        .map(|body| Draft { stream: body.stream().unwrap_or(stream_of_redaction), body })
        .collect())
}

/// Whether a command makes no sense in a conversation that has ended.
fn needs_open(command: &Command) -> bool {
    match command {
        // What is in the cart is in the cart, whatever was ended meanwhile.
        Command::AddNote(_)
        | Command::Resolve(_)
        | Command::Reopen(_)
        | Command::Redact(_)
        | Command::SettleProposal(_) => false,
        Command::SendMessage(_)
        | Command::AddItem(_)
        | Command::ShowItems(_)
        | Command::RotateItem(_)
        | Command::RemoveItem(_)
        | Command::RestoreItem(_)
        | Command::MoveItem(_)
        | Command::LinkZoom(_)
        | Command::LockStage(_)
        | Command::TakeLead(_)
        | Command::AddAnnotation(_)
        | Command::DeleteAnnotations(_)
        | Command::RestoreAnnotations(_)
        | Command::ClearAnnotations(_)
        | Command::AddPlayer(_)
        | Command::Play(_)
        | Command::Pause(_)
        | Command::Seek(_)
        | Command::SetRate(_)
        | Command::HoldPlayback(_)
        | Command::GoOn(_)
        | Command::Take(_)
        | Command::Release(_)
        | Command::ShareProduct(_)
        | Command::ChooseVariant(_)
        | Command::ProposeProduct(_)
        | Command::AcceptProposal(_)
        | Command::DeclineProposal(_)
        | Command::WithdrawProposal(_) => true,
    }
}

/// Whether a command changes what everybody sees on the stage; a lock refuses it to all but
/// staff. A new picture is not among them: it goes onto the strip without being shown.
fn moves_the_stage(command: &Command) -> bool {
    matches!(
        command,
        Command::ShowItems(_)
            | Command::RotateItem(_)
            | Command::RemoveItem(_)
            | Command::RestoreItem(_)
            | Command::MoveItem(_)
            | Command::LinkZoom(_)
            | Command::TakeLead(_)
            | Command::Play(_)
            | Command::Pause(_)
            | Command::Seek(_)
            | Command::SetRate(_)
    )
}

fn take_lead(
    state: &RoomState,
    live: &Live,
    principal: &Principal,
    take: &TakeLead,
    now: UnixMillis,
) -> Result<Vec<EventBody>, Rejected> {
    let held = state.lead.is_some_and(|lead| {
        lead.participant == principal.participant && lead.session == take.session
    });
    if held {
        return Ok(vec![]);
    }
    let busy = live
        .last_gesture_of_others(principal.participant)
        .is_some_and(|at| now.since(at) < limits::GESTURE_HOLD_MS);
    if busy {
        return Err(Rejected::LeadBusy);
    }
    Ok(vec![EventBody::LeadTaken(LeadTaken { session: take.session })])
}

/// Puts a pause before what takes a playing item off the stage or ends the conversation.
fn with_standstill(state: &RoomState, bodies: Vec<EventBody>, now: UnixMillis) -> Vec<EventBody> {
    let mut all = Vec::with_capacity(bodies.len());
    for body in bodies {
        let pauses = match &body {
            EventBody::ItemsShown(shown) => {
                playback::leave(state, now, |item| shown.items.contains(&item))
            }
            EventBody::ItemRemoved(removed) => {
                playback::leave(state, now, |item| item != removed.item)
            }
            EventBody::Resolved(_) => playback::leave(state, now, |_| false),
            _ => vec![],
        };
        all.extend(pauses);
        all.push(body);
    }
    all
}

/// Puts [`Joined`] before the first public act of a participant, and makes whoever of the staff
/// writes in an unassigned conversation the one who answers it.
fn with_arrival(
    state: &RoomState,
    principal: &Principal,
    command: &Command,
    bodies: Vec<EventBody>,
) -> impl Iterator<Item = EventBody> {
    let known =
        state.participants.iter().any(|Participant { id, .. }| *id == principal.participant);
    let acts = bodies.iter().any(|body| body.stream() == Some(Stream::Public));
    let arrival = (acts && !known).then_some(EventBody::Joined(Joined { role: principal.role }));
    let person = matches!(principal.role, Role::Agent | Role::Supervisor | Role::Administrator);
    let answers = person && state.assignee.is_none() && matches!(command, Command::SendMessage(_));
    let assigned =
        answers.then_some(EventBody::Assigned(Assigned { to: Some(principal.participant) }));
    arrival.into_iter().chain(assigned).chain(bodies)
}
