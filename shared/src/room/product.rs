//! Products in a conversation: shown, chosen among their variants, proposed for the cart.
//!
//! A proposal is asked, answered by the visitor, carried out by the one page in which the visitor
//! accepted it, and settled by what the shop's own cart said. Nothing is put into a cart that the
//! visitor did not accept at the price that stands.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::state::{MediaSize, RoomState};
use crate::ids::{ItemId, MediaId, ParticipantId, ProductId, ProposalId, SessionId};
use crate::time::UnixMillis;
use crate::wire::product::{Money, ProductCard};

/// A product that was shown in this conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SharedProduct {
    /// This one, in this conversation.
    pub id: ProductId,
    /// What was known of it when it was shown; `chosen` follows what people choose since.
    pub card: ProductCard,
    /// Its pictures on the strip.
    pub pictures: Vec<ProductPicture>,
    /// Who showed it.
    pub by: ParticipantId,
    /// Seq of the event that showed it: its place in the thread.
    pub seq: u32,
    /// When that was.
    pub at: UnixMillis,
}

/// A picture of a product on the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ProductPicture {
    /// The item.
    pub item: ItemId,
    /// Its address on the card: that of the product or of one of its variants.
    pub address: String,
}

/// A picture of a product that comes onto the strip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NewProductPicture {
    /// Id of the new item, chosen by the client.
    pub item: ItemId,
    /// The stored file to show.
    pub media: MediaId,
    /// Where the file came from, as the card names it.
    pub address: String,
    /// Pixels of the file. Never read from the wire, like those of an added item.
    #[serde(skip)]
    #[cfg_attr(test, ts(skip))]
    pub size: Option<MediaSize>,
}

/// A product that an agent proposes for the visitor's cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Proposal {
    /// This proposal.
    pub id: ProposalId,
    /// Of what.
    pub product: ProductId,
    /// Which of its variants, if it has any.
    pub variant: Option<String>,
    /// How many, 1..=99.
    pub quantity: u8,
    /// What one costs: as the card said, or as the shop has said since. The visitor accepts this
    /// price and no other.
    pub price: Option<Money>,
    /// Who proposes it.
    pub by: ParticipantId,
    /// Seq of the event that proposed it: its place in the thread.
    pub seq: u32,
    /// When that was.
    pub at: UnixMillis,
    /// How far it is.
    pub step: ProposalStep,
}

/// How far a proposal is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ProposalStep {
    /// The visitor is asked.
    Asked {},
    /// The shop asks another price by now, and the visitor is asked again.
    PriceChanged {
        /// What it cost when it was accepted.
        was: Option<Money>,
    },
    /// The visitor said yes; the page of this session carries it out.
    Accepted {
        /// That page.
        session: SessionId,
        /// When it was accepted.
        at: UnixMillis,
    },
    /// The visitor said no.
    Declined {},
    /// Staff took it back.
    Withdrawn {},
    /// It is in the cart.
    Added {},
    /// It was sold out by then.
    SoldOut {},
    /// It did not get into the cart.
    Failed {
        /// Why.
        why: ProposalFailure,
    },
}

impl ProposalStep {
    /// Whether the visitor can still answer.
    #[must_use]
    pub fn asks(&self) -> bool {
        matches!(self, Self::Asked {} | Self::PriceChanged { .. })
    }

    /// Whether something can still come of it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.asks() || matches!(self, Self::Accepted { .. })
    }
}

/// Why something accepted did not get into the cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ProposalFailure {
    /// The page has no way to its shop's cart.
    NoCart,
    /// The shop wants a size or a colour to be chosen.
    NeedsChoice,
    /// The shop said no.
    Refused,
    /// The shop did not answer in time; whether it is in the cart, only the cart knows.
    Timeout,
    /// The page went away meanwhile; whether it is in the cart, only the cart knows.
    Interrupted,
}

impl ProposalFailure {
    /// Whether it may be in the cart all the same.
    #[must_use]
    pub fn is_unsure(self) -> bool {
        matches!(self, Self::Timeout | Self::Interrupted)
    }
}

/// What became of something accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum ProposalOutcome {
    /// It is in the cart.
    Added {},
    /// It was sold out; nothing happened.
    SoldOut {},
    /// The shop asks another price; nothing happened.
    PriceChanged {
        /// What one costs now.
        price: Money,
    },
    /// It did not work.
    Failed {
        /// Why.
        why: ProposalFailure,
    },
}

macro_rules! command {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
}

command!(
    /// Show a product: its card in the thread, its pictures on the strip.
    ShareProduct {
        /// Its name in this conversation, chosen by the client.
        product: ProductId,
        /// What is known of it. A visitor's card is always called the page's word.
        card: Box<ProductCard>,
        /// At most four; the first is the one to show.
        pictures: Vec<NewProductPicture>,
        /// Whether the first picture goes onto the stage at once.
        show: bool,
    }
);
command!(
    /// Choose a variant, for everybody.
    ChooseVariant {
        /// Of what.
        product: ProductId,
        /// Which; null for none.
        variant: Option<String>,
        /// Its picture, if that is not on the strip yet.
        picture: Option<NewProductPicture>,
    }
);
command!(
    /// Propose a product for the visitor's cart.
    ProposeProduct {
        /// The new proposal, named by the client.
        proposal: ProposalId,
        /// What.
        product: ProductId,
        /// Which of its variants; a product that has some is proposed in one of them.
        variant: Option<String>,
        /// How many, 1..=99.
        quantity: u8,
    }
);
command!(
    /// Say yes to a proposal.
    AcceptProposal {
        /// To which.
        proposal: ProposalId,
        /// The page in which the visitor said so, and which carries it out.
        session: SessionId,
        /// The price the visitor saw; another one than stands is refused.
        price: Option<Money>,
    }
);
command!(
    /// Say no to a proposal.
    DeclineProposal {
        /// To which.
        proposal: ProposalId,
    }
);
command!(
    /// Take a proposal back.
    WithdrawProposal {
        /// Which.
        proposal: ProposalId,
    }
);
command!(
    /// Tell what the shop's cart said.
    SettleProposal {
        /// About which.
        proposal: ProposalId,
        /// What became of it.
        outcome: ProposalOutcome,
    }
);

macro_rules! event {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
    };
}

event!(
    /// A product was shown.
    ProductShared {
        /// Its name in this conversation.
        product: ProductId,
        /// What was known of it.
        card: Box<ProductCard>,
        /// Its pictures; each came onto the strip with an event of its own.
        pictures: Vec<ProductPicture>,
    }
);
event!(
    /// A variant was chosen.
    VariantChosen {
        /// Of what.
        product: ProductId,
        /// Which; null for none.
        variant: Option<String>,
        /// Its picture, when that came onto the strip with this choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        picture: Option<ProductPicture>,
    }
);
event!(
    /// A product was proposed for the cart.
    ProductProposed {
        /// The proposal.
        proposal: ProposalId,
        /// Of what.
        product: ProductId,
        /// Which of its variants.
        variant: Option<String>,
        /// How many.
        quantity: u8,
        /// What one costs, as the card says.
        price: Option<Money>,
    }
);
event!(
    /// The visitor said yes.
    ProposalAccepted {
        /// To which.
        proposal: ProposalId,
        /// The page that carries it out.
        session: SessionId,
    }
);
event!(
    /// The visitor said no.
    ProposalDeclined {
        /// To which.
        proposal: ProposalId,
    }
);
event!(
    /// Staff took a proposal back.
    ProposalWithdrawn {
        /// Which.
        proposal: ProposalId,
    }
);
event!(
    /// What the shop's cart said.
    ProposalSettled {
        /// About which.
        proposal: ProposalId,
        /// What became of it.
        outcome: ProposalOutcome,
    }
);

impl RoomState {
    /// The product, if it was shown.
    #[must_use]
    pub fn product(&self, id: ProductId) -> Option<&SharedProduct> {
        self.products.iter().find(|one| one.id == id).map(AsRef::as_ref)
    }

    /// The proposal, if there was one.
    #[must_use]
    pub fn proposal(&self, id: ProposalId) -> Option<&Proposal> {
        self.proposals.iter().find(|one| one.id == id).map(AsRef::as_ref)
    }

    pub(super) fn product_mut(&mut self, id: ProductId) -> Option<&mut SharedProduct> {
        self.products.iter_mut().find(|one| one.id == id).map(Arc::make_mut)
    }

    pub(super) fn proposal_mut(&mut self, id: ProposalId) -> Option<&mut Proposal> {
        self.proposals.iter_mut().find(|one| one.id == id).map(Arc::make_mut)
    }
}

pub(super) fn apply_shared(state: &mut RoomState, event: &Event, shared: &ProductShared) {
    if state.product(shared.product).is_some() {
        return;
    }
    state.products.push(Arc::new(SharedProduct {
        id: shared.product,
        card: (*shared.card).clone(),
        pictures: shared.pictures.clone(),
        by: event.actor,
        seq: event.seq,
        at: event.at,
    }));
}

pub(super) fn apply_chosen(state: &mut RoomState, chosen: &VariantChosen) {
    let Some(product) = state.product_mut(chosen.product) else { return };
    product.card.chosen.clone_from(&chosen.variant);
    product.pictures.extend(chosen.picture.clone());
}

pub(super) fn apply_proposed(state: &mut RoomState, event: &Event, proposed: &ProductProposed) {
    if state.proposal(proposed.proposal).is_some() {
        return;
    }
    state.proposals.push(Arc::new(Proposal {
        id: proposed.proposal,
        product: proposed.product,
        variant: proposed.variant.clone(),
        quantity: proposed.quantity,
        price: proposed.price.clone(),
        by: event.actor,
        seq: event.seq,
        at: event.at,
        step: ProposalStep::Asked {},
    }));
}

pub(super) fn apply_step(state: &mut RoomState, id: ProposalId, step: ProposalStep) {
    if let Some(proposal) = state.proposal_mut(id) {
        proposal.step = step;
    }
}

pub(super) fn apply_settled(state: &mut RoomState, settled: &ProposalSettled) {
    let Some(proposal) = state.proposal_mut(settled.proposal) else { return };
    proposal.step = match &settled.outcome {
        ProposalOutcome::Added {} => ProposalStep::Added {},
        ProposalOutcome::SoldOut {} => ProposalStep::SoldOut {},
        ProposalOutcome::Failed { why } => ProposalStep::Failed { why: *why },
        ProposalOutcome::PriceChanged { price } => {
            ProposalStep::PriceChanged { was: proposal.price.replace(price.clone()) }
        }
    };
}
