//! The strip and what of it is on the stage.

use super::{Principal, Rejected};
use crate::ids::ItemId;
use crate::limits;
use crate::room::command::{AddItem, RotateItem};
use crate::room::event::{
    EventBody, ItemAdded, ItemMoved, ItemRemoved, ItemRestored, ItemRotated, ItemsShown,
};
use crate::room::state::{Role, RoomState};
use crate::text::{turns_direction, without_towers};

pub(super) fn add(
    state: &RoomState,
    role: Role,
    add: &AddItem,
) -> Result<Vec<EventBody>, Rejected> {
    let size = add.size.ok_or(Rejected::ItemGone)?;
    let (moving, title) = (add.moving.clone(), add.title.clone());
    let added = ItemAdded { item: add.item, media: add.media, size, title, moving };
    put_on_strip(state, role, added, add.show)
}

pub(super) fn put_on_strip(
    state: &RoomState,
    role: Role,
    mut added: ItemAdded,
    show: bool,
) -> Result<Vec<EventBody>, Rejected> {
    let item = added.item;
    if state.known_item(item).is_some() {
        return Err(Rejected::IdTaken);
    }
    if state.items.len() >= limits::ITEMS {
        return Err(Rejected::Full);
    }
    // The browser names its file; the name must not look like another one (`gpj.exe`).
    let title = without_towers(&added.title).replace(turns_direction, "");
    title.trim().clone_into(&mut added.title);
    let title = &added.title;
    if title.chars().count() > limits::TITLE_CHARS || title.chars().any(char::is_control) {
        return Err(Rejected::TextLength);
    }
    let mut bodies = vec![EventBody::ItemAdded(added)];
    if show && (!state.locked || role.sees_staff()) {
        bodies.push(EventBody::ItemsShown(ItemsShown { items: vec![item] }));
    }
    Ok(bodies)
}

pub(super) fn show(state: &RoomState, items: &[ItemId]) -> Result<Vec<EventBody>, Rejected> {
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

pub(super) fn rotate(state: &RoomState, rotate: &RotateItem) -> Result<Vec<EventBody>, Rejected> {
    let item = state.item(rotate.item).ok_or(Rejected::ItemGone)?;
    if rotate.quarter_turns > 3 {
        return Err(Rejected::BadSelection);
    }
    if item.quarter_turns == rotate.quarter_turns {
        return Ok(vec![]);
    }
    Ok(vec![EventBody::ItemRotated(ItemRotated {
        item: rotate.item,
        quarter_turns: rotate.quarter_turns,
    })])
}

/// A visitor removes and puts back own pictures, staff any (CV5).
fn may_change(
    state: &RoomState,
    who: &Principal,
    role: Role,
    id: ItemId,
) -> Result<bool, Rejected> {
    let item = state.known_item(id).ok_or(Rejected::ItemGone)?;
    if !role.sees_staff() && item.by != who.participant {
        return Err(Rejected::Forbidden);
    }
    Ok(item.removed)
}

pub(super) fn remove(
    state: &RoomState,
    principal: &Principal,
    role: Role,
    item: ItemId,
) -> Result<Vec<EventBody>, Rejected> {
    let removed = may_change(state, principal, role, item)?;
    Ok(if removed { vec![] } else { vec![EventBody::ItemRemoved(ItemRemoved { item })] })
}

pub(super) fn restore(
    state: &RoomState,
    principal: &Principal,
    role: Role,
    item: ItemId,
) -> Result<Vec<EventBody>, Rejected> {
    let removed = may_change(state, principal, role, item)?;
    Ok(if removed { vec![EventBody::ItemRestored(ItemRestored { item })] } else { vec![] })
}

pub(super) fn move_to(
    state: &RoomState,
    item: ItemId,
    before: Option<ItemId>,
) -> Result<Vec<EventBody>, Rejected> {
    if state.item(item).is_none() || before.is_some_and(|id| state.item(id).is_none()) {
        return Err(Rejected::ItemGone);
    }
    if before == Some(item) {
        return Ok(vec![]);
    }
    Ok(vec![EventBody::ItemMoved(ItemMoved { item, before })])
}
