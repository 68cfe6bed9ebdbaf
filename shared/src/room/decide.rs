//! The rules: which events follow from a command, or why it is refused.

use super::command::{AddAnnotation, AddItem, Command};
use super::event::{
    AnnotationAdded, AnnotationsDeleted, EventBody, ItemAdded, ItemRotated, ItemsShown, Joined,
    LeadTaken, MessageSent, NoteAdded, Stream,
};
use super::live::Live;
use super::state::{Participant, Role, RoomState, Tool};
use crate::ids::{ItemId, ParticipantId};
use crate::limits;
use crate::time::UnixMillis;

/// Who asks, as the server has established it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub participant: ParticipantId,
    /// In which role.
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
    /// Somebody else's hand is on the view; ask again in [`limits::LEAD_RETRY_MS`].
    LeadBusy,
    /// The conversation is full: items, marks, or marks on one item.
    Full,
}

/// Decides a command against `state`.
///
/// `live` holds this node's registers; `now` is room time. The answer may be empty: the command
/// is granted and changes nothing.
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
    let bodies = match command {
        Command::SendMessage(say) => {
            vec![EventBody::MessageSent(MessageSent { text: text(&say.text)? })]
        }
        Command::AddNote(note) => {
            if !principal.role.sees_staff() {
                return Err(Rejected::Forbidden);
            }
            let body = NoteAdded { text: text(&note.text)?, after_public_seq: state.head };
            vec![EventBody::NoteAdded(body)]
        }
        Command::AddItem(add) => add_item(state, add)?,
        Command::ShowItems(show) => show_items(state, &show.items)?,
        Command::RotateItem(rotate) => {
            let item = state.item(rotate.item).ok_or(Rejected::ItemGone)?;
            if rotate.quarter_turns > 3 {
                return Err(Rejected::BadSelection);
            }
            if item.quarter_turns == rotate.quarter_turns {
                vec![]
            } else {
                vec![EventBody::ItemRotated(ItemRotated {
                    item: rotate.item,
                    quarter_turns: rotate.quarter_turns,
                })]
            }
        }
        Command::TakeLead(take) => {
            let held = state.lead.is_some_and(|lead| {
                lead.participant == principal.participant && lead.session == take.session
            });
            let busy = live
                .last_gesture_of_others(principal.participant)
                .is_some_and(|at| now.since(at) < limits::GESTURE_HOLD_MS);
            match (held, busy) {
                (true, _) => vec![],
                (false, true) => return Err(Rejected::LeadBusy),
                (false, false) => {
                    vec![EventBody::LeadTaken(LeadTaken { session: take.session })]
                }
            }
        }
        Command::AddAnnotation(add) => add_annotation(state, principal, add)?,
        Command::DeleteAnnotations(delete) => {
            let mut gone = Vec::new();
            for id in delete.annotations.iter().take(limits::ANNOTATIONS) {
                let Some(mark) = state.annotation(*id).filter(|mark| mark.live) else { continue };
                let own = mark.author == principal.participant;
                if !own && principal.role == Role::Visitor {
                    return Err(Rejected::Forbidden);
                }
                if !gone.contains(id) {
                    gone.push(*id);
                }
            }
            if gone.is_empty() {
                vec![]
            } else {
                vec![EventBody::AnnotationsDeleted(AnnotationsDeleted { annotations: gone })]
            }
        }
    };
    Ok(with_arrival(state, principal, bodies))
}

/// Puts [`Joined`] before the first public act of a participant.
fn with_arrival(state: &RoomState, principal: &Principal, bodies: Vec<EventBody>) -> Vec<Draft> {
    let known =
        state.participants.iter().any(|Participant { id, .. }| *id == principal.participant);
    let acts = bodies.iter().any(|body| body.stream() == Stream::Public);
    let arrival = (acts && !known).then_some(EventBody::Joined(Joined { role: principal.role }));
    arrival.into_iter().chain(bodies).map(|body| Draft { stream: body.stream(), body }).collect()
}

fn text(raw: &str) -> Result<String, Rejected> {
    let clean: String =
        raw.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let trimmed = clean.trim();
    let length = trimmed.chars().count();
    if length == 0 || length > limits::MESSAGE_CHARS {
        return Err(Rejected::TextLength);
    }
    Ok(trimmed.to_owned())
}

fn add_item(state: &RoomState, add: &AddItem) -> Result<Vec<EventBody>, Rejected> {
    let size = add.size.ok_or(Rejected::ItemGone)?;
    if state.item(add.item).is_some() {
        return Err(Rejected::IdTaken);
    }
    if state.items.len() >= limits::ITEMS {
        return Err(Rejected::Full);
    }
    let title = add.title.trim();
    if title.chars().count() > limits::TITLE_CHARS || title.chars().any(char::is_control) {
        return Err(Rejected::TextLength);
    }
    let added = ItemAdded { item: add.item, media: add.media, size, title: title.to_owned() };
    let mut bodies = vec![EventBody::ItemAdded(added)];
    if add.show {
        bodies.push(EventBody::ItemsShown(ItemsShown { items: vec![add.item] }));
    }
    Ok(bodies)
}

fn show_items(state: &RoomState, items: &[ItemId]) -> Result<Vec<EventBody>, Rejected> {
    if items.is_empty() || items.len() > limits::SHOWN_ITEMS {
        return Err(Rejected::BadSelection);
    }
    for (place, item) in items.iter().enumerate() {
        if state.item(*item).is_none() {
            return Err(Rejected::ItemGone);
        }
        if items[..place].contains(item) {
            return Err(Rejected::BadSelection);
        }
    }
    if state.shown == items {
        return Ok(vec![]);
    }
    Ok(vec![EventBody::ItemsShown(ItemsShown { items: items.to_vec() })])
}

fn add_annotation(
    state: &RoomState,
    principal: &Principal,
    add: &AddAnnotation,
) -> Result<Vec<EventBody>, Rejected> {
    if state.item(add.item).is_none() {
        return Err(Rejected::ItemGone);
    }
    if let Some(known) = state.annotation(add.annotation) {
        // The server may have completed this stroke already, or the author sends it again under
        // another cid: one mark, whatever happens (AN6).
        let same = known.author == principal.participant && known.item == add.item;
        return if same { Ok(vec![]) } else { Err(Rejected::IdTaken) };
    }
    let points = add.mark.path.points();
    let enough = match add.mark.tool {
        Tool::Pen => (1..=limits::PATH_POINTS).contains(&points),
        Tool::Arrow => points == 2,
    };
    let (thin, thick) = limits::MARK_WIDTH;
    let drawable = (thin..=thick).contains(&add.mark.width) && add.mark.path.decode().is_some();
    if !enough || !drawable {
        return Err(Rejected::BadMark);
    }
    let on_item = state.annotations.iter().filter(|mark| mark.live && mark.item == add.item);
    if on_item.count() >= limits::ITEM_ANNOTATIONS || state.annotations.len() >= limits::ANNOTATIONS
    {
        return Err(Rejected::Full);
    }
    Ok(vec![EventBody::AnnotationAdded(AnnotationAdded {
        annotation: add.annotation,
        item: add.item,
        mark: add.mark.clone(),
    })])
}
