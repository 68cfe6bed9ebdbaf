//! Marks: made, taken away, brought back.

use super::conversation::clean;
use super::{Principal, Rejected};
use crate::ids::{AnnotationId, ItemId};
use crate::limits;
use crate::room::command::{AddAnnotation, ClearAnnotations};
use crate::room::event::{
    AnnotationAdded, AnnotationsCleared, AnnotationsDeleted, AnnotationsRestored, EventBody,
};
use crate::room::state::{Annotation, Item, Mark, Role, RoomState, Tool};
use crate::time::UnixMillis;

pub(super) fn add(
    state: &RoomState,
    principal: &Principal,
    add: &AddAnnotation,
    now: UnixMillis,
) -> Result<Vec<EventBody>, Rejected> {
    let item = state.item(add.item).ok_or(Rejected::ItemGone)?;
    if let Some(known) = state.annotation(add.annotation) {
        // The server may have completed this stroke already, or the author sends it again under
        // another cid: one mark, whatever happens (AN6).
        let same = known.author == principal.participant && known.item == add.item;
        return if same { Ok(vec![]) } else { Err(Rejected::IdTaken) };
    }
    let mark = pinned(drawable(&add.mark)?, item, now)?;
    has_room(state, add.item, 1)?;
    let full = state.annotations.len() >= limits::ANNOTATIONS;
    if full {
        return Err(Rejected::Full);
    }
    let number = (mark.tool == Tool::Pin).then(|| next_number(state, add.item));
    Ok(vec![EventBody::AnnotationAdded(AnnotationAdded {
        annotation: add.annotation,
        item: add.item,
        mark,
        number,
    })])
}

/// The mark as it is kept, if its tool can draw it (AN3).
fn drawable(mark: &Mark) -> Result<Mark, Rejected> {
    let points = mark.path.points();
    let (enough, words) = match mark.tool {
        Tool::Pen | Tool::Highlighter => ((1..=limits::PATH_POINTS).contains(&points), false),
        Tool::Arrow | Tool::Rectangle | Tool::Ellipse => (points == 2, false),
        Tool::Text | Tool::Pin => (points == 1, true),
    };
    let (thin, thick) = limits::MARK_WIDTH;
    let inside = (thin..=thick).contains(&mark.width) && mark.path.decode().is_some();
    if !enough || !inside || (mark.text.is_some() && !words) {
        return Err(Rejected::BadMark);
    }
    let text = match (&mark.text, mark.tool) {
        (Some(text), _) => Some(clean(text, limits::MARK_TEXT_CHARS)?),
        (None, Tool::Text) => return Err(Rejected::TextLength),
        (None, _) => None,
    };
    Ok(Mark { text, ..mark.clone() })
}

/// The mark with the second of its item that it belongs to (VD7). Without one it belongs to where
/// everybody is by now.
fn pinned(mark: Mark, item: &Item, now: UnixMillis) -> Result<Mark, Rejected> {
    let at_ms = match (&item.moving, &item.playback) {
        (Some(moving), Some(playback)) => {
            let end = moving.end_ms();
            Some(mark.at_ms.unwrap_or_else(|| playback.target(now, end)).min(end))
        }
        _ if mark.at_ms.is_some() => return Err(Rejected::BadMark),
        _ => None,
    };
    Ok(Mark { at_ms, ..mark })
}

/// A number is never given twice on an item, so that "the third" stays the third (AN7).
fn next_number(state: &RoomState, item: ItemId) -> u32 {
    let numbers = state.annotations.iter().filter(|mark| mark.item == item);
    numbers.filter_map(|mark| mark.number).max().unwrap_or(0).saturating_add(1)
}

fn has_room(state: &RoomState, item: ItemId, more: usize) -> Result<(), Rejected> {
    let live = state.annotations.iter().filter(|mark| mark.live && mark.item == item).count();
    if live + more > limits::ITEM_ANNOTATIONS { Err(Rejected::Full) } else { Ok(()) }
}

/// A visitor takes away own marks only, staff any (AN4).
pub(super) fn delete(
    state: &RoomState,
    principal: &Principal,
    role: Role,
    wanted: &[AnnotationId],
) -> Result<Vec<EventBody>, Rejected> {
    let may = |mark: &Annotation| mark.author == principal.participant || role.sees_staff();
    let gone = chosen(state, wanted, |mark| mark.live, may)?;
    Ok(if gone.is_empty() {
        vec![]
    } else {
        vec![EventBody::AnnotationsDeleted(AnnotationsDeleted { annotations: gone })]
    })
}

/// Brings back what one deleted oneself, staff any (AN8).
pub(super) fn restore(
    state: &RoomState,
    principal: &Principal,
    role: Role,
    wanted: &[AnnotationId],
) -> Result<Vec<EventBody>, Rejected> {
    let may =
        |mark: &Annotation| mark.deleted_by == Some(principal.participant) || role.sees_staff();
    let back = chosen(state, wanted, |mark| !mark.live, may)?;
    for item in back.iter().filter_map(|id| state.annotation(*id)).map(|mark| mark.item) {
        let of_item = |id: &&AnnotationId| state.annotation(**id).is_some_and(|m| m.item == item);
        has_room(state, item, back.iter().filter(of_item).count())?;
    }
    Ok(if back.is_empty() {
        vec![]
    } else {
        vec![EventBody::AnnotationsRestored(AnnotationsRestored { annotations: back })]
    })
}

/// Those of `wanted` that are in question, once each; refused if one of them may not be touched.
fn chosen(
    state: &RoomState,
    wanted: &[AnnotationId],
    in_question: impl Fn(&Annotation) -> bool,
    may: impl Fn(&Annotation) -> bool,
) -> Result<Vec<AnnotationId>, Rejected> {
    let mut chosen = Vec::new();
    for id in wanted.iter().take(limits::ANNOTATIONS) {
        let Some(mark) = state.annotation(*id).filter(|mark| in_question(mark)) else { continue };
        if !may(mark) {
            return Err(Rejected::Forbidden);
        }
        if !chosen.contains(id) {
            chosen.push(*id);
        }
    }
    Ok(chosen)
}

/// Takes away what was there when the person pressed the button, not what came since (AN9).
pub(super) fn clear(
    state: &RoomState,
    clear: &ClearAnnotations,
) -> Result<Vec<EventBody>, Rejected> {
    if state.item(clear.item).is_none() {
        return Err(Rejected::ItemGone);
    }
    let meant = |mark: &&std::sync::Arc<Annotation>| {
        mark.live && mark.item == clear.item && mark.seq <= clear.upto
    };
    let gone: Vec<_> = state.annotations.iter().filter(meant).map(|mark| mark.id).collect();
    Ok(if gone.is_empty() {
        vec![]
    } else {
        let cleared = AnnotationsCleared { item: clear.item, annotations: gone };
        vec![EventBody::AnnotationsCleared(cleared)]
    })
}
