//! Products on the stage, and the way of a proposal into the cart.

use super::Rejected;
use crate::ids::{ItemId, ProposalId};
use crate::limits;
use crate::room::event::{EventBody, ItemAdded, ItemsShown};
use crate::room::product::{
    AcceptProposal, ChooseVariant, NewProductPicture, ProductPicture, ProductProposed,
    ProductShared, Proposal, ProposalAccepted, ProposalDeclined, ProposalFailure, ProposalOutcome,
    ProposalSettled, ProposalStep, ProposalWithdrawn, ProposeProduct, SettleProposal, ShareProduct,
    SharedProduct, VariantChosen,
};
use crate::room::state::{Role, RoomState};
use crate::wire::product::{ProductCard, ProductSource, is_web};

pub(super) fn share(
    state: &RoomState,
    role: Role,
    share: &ShareProduct,
) -> Result<Vec<EventBody>, Rejected> {
    if state.product(share.product).is_some() {
        return Err(Rejected::IdTaken);
    }
    if state.products.len() >= limits::PRODUCTS {
        return Err(Rejected::Full);
    }
    if share.pictures.len() > limits::SHOWN_ITEMS {
        return Err(Rejected::BadSelection);
    }
    let mut card = ProductCard::clone(&share.card).tidied().ok_or(Rejected::BadCard)?;
    if !role.sees_staff() {
        // Only staff are given cards of the catalogue.
        card.source = ProductSource::Page;
    }
    let added = added(state, &share.pictures, &card.title)?;
    let pictures = share.pictures.iter().map(picture).collect();
    let shown = share.pictures.first().map(|first| first.item);
    let shared = ProductShared { product: share.product, card: Box::new(card), pictures };
    let mut bodies = vec![EventBody::ProductShared(shared)];
    bodies.extend(added);
    if let Some(item) = shown.filter(|_| share.show && may_show(state, role)) {
        bodies.push(EventBody::ItemsShown(ItemsShown { items: vec![item] }));
    }
    Ok(bodies)
}

pub(super) fn choose(
    state: &RoomState,
    role: Role,
    choose: &ChooseVariant,
) -> Result<Vec<EventBody>, Rejected> {
    let product = state.product(choose.product).ok_or(Rejected::ItemGone)?;
    let card = &product.card;
    let variant = match &choose.variant {
        Some(id) => Some(card.variant(id).ok_or(Rejected::BadSelection)?),
        None => None,
    };
    let address = variant
        .and_then(|variant| variant.picture.as_ref())
        .or_else(|| card.pictures.first())
        .unwrap_or(&card.url);
    let there = product
        .pictures
        .iter()
        .find(|one| one.address == *address && state.item(one.item).is_some());
    // A picture that somebody else has just brought is not brought twice.
    let news = choose.picture.as_ref().filter(|new| there.is_none() && new.address == *address);
    let mut bodies = Vec::new();
    if card.chosen != choose.variant || news.is_some() {
        bodies.push(EventBody::VariantChosen(VariantChosen {
            product: choose.product,
            variant: choose.variant.clone(),
            picture: news.map(picture),
        }));
    }
    bodies.extend(added(state, news.cloned().as_slice(), &card.title)?);
    let item = news.map(|new| new.item).or_else(|| there.map(|one| one.item));
    if let Some(item) = item.filter(|_| may_show(state, role)) {
        let items = instead(state, product, item);
        if items != state.shown {
            bodies.push(EventBody::ItemsShown(ItemsShown { items }));
        }
    }
    Ok(bodies)
}

/// What is shown with `item` in the place of the product's other pictures.
fn instead(state: &RoomState, product: &SharedProduct, item: ItemId) -> Vec<ItemId> {
    let own = |id: &ItemId| product.pictures.iter().any(|one| one.item == *id);
    let Some(place) = state.shown.iter().position(own) else { return vec![item] };
    let mut items: Vec<ItemId> = state.shown.clone();
    items[place] = item;
    let mut seen = Vec::new();
    items.retain(|id| {
        let fresh = !seen.contains(id);
        seen.push(*id);
        fresh
    });
    items
}

pub(super) fn propose(
    state: &RoomState,
    propose: &ProposeProduct,
) -> Result<Vec<EventBody>, Rejected> {
    if state.proposal(propose.proposal).is_some() {
        return Err(Rejected::IdTaken);
    }
    let product = state.product(propose.product).ok_or(Rejected::ItemGone)?;
    let known = match &propose.variant {
        Some(id) => product.card.variant(id).is_some(),
        None => product.card.variants.is_empty(),
    };
    if !known || !(1..=limits::PROPOSED_PIECES).contains(&propose.quantity) {
        return Err(Rejected::BadSelection);
    }
    let same = |one: &Proposal| {
        one.product == propose.product && one.variant == propose.variant && one.step.is_open()
    };
    // A second press asks nobody twice.
    if state.proposals.iter().any(|one| same(one)) {
        return Ok(vec![]);
    }
    if state.proposals.len() >= limits::PROPOSALS {
        return Err(Rejected::Full);
    }
    let (price, _) = product.card.offer(propose.variant.as_deref());
    Ok(vec![EventBody::ProductProposed(ProductProposed {
        proposal: propose.proposal,
        product: propose.product,
        variant: propose.variant.clone(),
        quantity: propose.quantity,
        price: price.cloned(),
    })])
}

/// The first yes counts; a second one, from whichever page, is granted and changes nothing.
pub(super) fn accept(
    state: &RoomState,
    accept: &AcceptProposal,
) -> Result<Vec<EventBody>, Rejected> {
    let proposal = find(state, accept.proposal)?;
    match &proposal.step {
        ProposalStep::Accepted { .. } | ProposalStep::Added {} => Ok(vec![]),
        step if step.asks() && accept.price == proposal.price => {
            let (proposal, session) = (accept.proposal, accept.session);
            Ok(vec![EventBody::ProposalAccepted(ProposalAccepted { proposal, session })])
        }
        _ => Err(Rejected::TooLate),
    }
}

pub(super) fn decline(state: &RoomState, proposal: ProposalId) -> Result<Vec<EventBody>, Rejected> {
    match &find(state, proposal)?.step {
        ProposalStep::Declined {} => Ok(vec![]),
        step if step.asks() => Ok(vec![EventBody::ProposalDeclined(ProposalDeclined { proposal })]),
        _ => Err(Rejected::TooLate),
    }
}

pub(super) fn withdraw(
    state: &RoomState,
    proposal: ProposalId,
) -> Result<Vec<EventBody>, Rejected> {
    match &find(state, proposal)?.step {
        ProposalStep::Withdrawn {} => Ok(vec![]),
        step if step.asks() => {
            Ok(vec![EventBody::ProposalWithdrawn(ProposalWithdrawn { proposal })])
        }
        _ => Err(Rejected::TooLate),
    }
}

pub(super) fn settle(
    state: &RoomState,
    settle: &SettleProposal,
) -> Result<Vec<EventBody>, Rejected> {
    let proposal = find(state, settle.proposal)?;
    let sound = match &settle.outcome {
        ProposalOutcome::PriceChanged { price } => {
            price.is_sound() && proposal.price.as_ref() != Some(price)
        }
        _ => true,
    };
    let unsure = |why: ProposalFailure| why.is_unsure();
    match (&proposal.step, &settle.outcome) {
        (ProposalStep::Accepted { .. }, _) if sound => {}
        (ProposalStep::Accepted { .. }, _) => return Err(Rejected::BadSelection),
        // Word from the cart itself, late, is worth more than having waited in vain.
        (ProposalStep::Failed { why }, ProposalOutcome::Added {}) if unsure(*why) => {}
        (ProposalStep::Added {}, ProposalOutcome::Added {})
        | (ProposalStep::SoldOut {}, ProposalOutcome::SoldOut {})
        | (ProposalStep::Failed { .. }, ProposalOutcome::Failed { .. }) => return Ok(vec![]),
        _ => return Err(Rejected::TooLate),
    }
    let (proposal, outcome) = (settle.proposal, settle.outcome.clone());
    Ok(vec![EventBody::ProposalSettled(ProposalSettled { proposal, outcome })])
}

fn find(state: &RoomState, id: ProposalId) -> Result<&Proposal, Rejected> {
    state.proposal(id).ok_or(Rejected::ItemGone)
}

fn may_show(state: &RoomState, role: Role) -> bool {
    !state.locked || role.sees_staff()
}

fn picture(new: &NewProductPicture) -> ProductPicture {
    ProductPicture { item: new.item, address: new.address.clone() }
}

/// The pictures as items of the strip.
fn added(
    state: &RoomState,
    pictures: &[NewProductPicture],
    title: &str,
) -> Result<Vec<EventBody>, Rejected> {
    if state.items.len() + pictures.len() > limits::ITEMS {
        return Err(Rejected::Full);
    }
    let mut bodies = Vec::with_capacity(pictures.len());
    for (place, one) in pictures.iter().enumerate() {
        let twice = pictures[..place].iter().any(|before| before.item == one.item);
        if twice || state.known_item(one.item).is_some() {
            return Err(Rejected::IdTaken);
        }
        if !is_web(&one.address) {
            return Err(Rejected::BadCard);
        }
        let size = one.size.ok_or(Rejected::ItemGone)?;
        let title = title.to_owned();
        let added = ItemAdded { item: one.item, media: one.media, size, title, moving: None };
        bodies.push(EventBody::ItemAdded(added));
    }
    Ok(bodies)
}
