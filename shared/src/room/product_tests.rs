//! The rules of products and proposals, over histories nobody thought of.

use proptest::prelude::*;

use super::fixtures::{
    Story, accept, add_item, agent, choose_variant, item, product, proposal, propose, session,
    share_product, visitor,
};
use super::*;
use crate::limits;
use crate::time::UnixMillis;
use crate::wire::product::{Money, ProductSource};

fn euros(minor: u64) -> Money {
    Money { minor, currency: "EUR".to_owned() }
}

fn outcomes() -> impl Strategy<Value = ProposalOutcome> {
    prop_oneof![
        Just(ProposalOutcome::Added {}),
        Just(ProposalOutcome::SoldOut {}),
        (4199..4203u64).prop_map(|minor| ProposalOutcome::PriceChanged { price: euros(minor) }),
        prop_oneof![Just(ProposalFailure::Refused), Just(ProposalFailure::Timeout)]
            .prop_map(|why| ProposalOutcome::Failed { why }),
    ]
}

/// Any of the commands of this file, about few products and proposals, so that they meet.
pub(super) fn commands() -> impl Strategy<Value = Command> {
    let variant = prop_oneof![Just(None), Just(Some("18")), Just(Some("19")), Just(Some("x"))];
    let one = |n| 0..n;
    prop_oneof![
        (one(2u128), prop::collection::vec(0..5u128, 0..3))
            .prop_map(|(n, items)| share_product(n, &items)),
        (one(2u128), variant, prop::option::of(0..6u128))
            .prop_map(|(n, variant, brings)| choose_variant(n, variant, brings)),
        (one(3u128), one(2u128), prop_oneof![Just("18"), Just("19"), Just("x")])
            .prop_map(|(n, of, variant)| propose(n, of, variant)),
        (one(3u128), 4199..4203u64).prop_map(|(n, minor)| accept(n, Some(euros(minor)))),
        one(3u128)
            .prop_map(|n| Command::DeclineProposal(DeclineProposal { proposal: proposal(n) })),
        one(3u128)
            .prop_map(|n| Command::WithdrawProposal(WithdrawProposal { proposal: proposal(n) })),
        (one(3u128), outcomes()).prop_map(|(n, outcome)| Command::SettleProposal(SettleProposal {
            proposal: proposal(n),
            outcome
        })),
    ]
}

/// Plays what is granted, with a product and a proposal in front so that most of it is.
fn play(acts: &[(bool, Command)]) -> Story {
    let mut story = proposed();
    for (by_agent, command) in acts {
        let who = if *by_agent { agent() } else { visitor() };
        if decide(&story.state, &Live::default(), command, &who, UnixMillis(1)).is_ok() {
            story.act(who, command);
        }
    }
    story
}

fn proposed() -> Story {
    let mut story = Story::new();
    story.act(agent(), &share_product(0, &[0]));
    story.act(agent(), &propose(0, 0, "18"));
    story
}

fn refused(story: &Story, who: Principal, command: &Command) -> Option<Rejected> {
    decide(&story.state, &Live::default(), command, &who, UnixMillis(1)).err()
}

fn settle(n: u128, outcome: ProposalOutcome) -> Command {
    Command::SettleProposal(SettleProposal { proposal: proposal(n), outcome })
}

proptest! {
    #[test]
    fn pd4_nothing_is_settled_that_the_visitor_did_not_accept_at_the_price_that_stood(
        acts in prop::collection::vec((any::<bool>(), commands()), 0..40),
    ) {
        let story = play(&acts);
        let mut state = RoomState::default();
        for (stream, event) in &story.events {
            if let EventBody::ProposalSettled(settled) = &event.body {
                let before = state.proposal(settled.proposal).expect("a known proposal");
                let unsure = matches!(before.step, ProposalStep::Failed { why } if why.is_unsure());
                let accepted = matches!(before.step, ProposalStep::Accepted { .. });
                prop_assert!(accepted || unsure);
                prop_assert_eq!(event.actor, visitor().participant);
            }
            if let EventBody::ProposalAccepted(accepted) = &event.body {
                let before = state.proposal(accepted.proposal).expect("a known proposal");
                prop_assert!(before.step.asks());
                prop_assert_eq!(event.actor, visitor().participant);
            }
            apply(&mut state, *stream, event);
        }
    }

    #[test]
    fn pd3_a_proposal_gets_into_the_cart_once(
        acts in prop::collection::vec((any::<bool>(), commands()), 0..60),
    ) {
        let story = play(&acts);
        for n in 0..3 {
            let added = story.events.iter().filter(|(_, event)| {
                matches!(&event.body, EventBody::ProposalSettled(settled)
                    if settled.proposal == proposal(n) && settled.outcome == ProposalOutcome::Added {})
            });
            prop_assert!(added.count() <= 1);
        }
    }
}

#[test]
fn pd3_of_two_pages_that_say_yes_the_first_carries_it_out() {
    let mut story = proposed();
    story.act(visitor(), &accept(0, Some(euros(4200))));
    let second = Command::AcceptProposal(AcceptProposal {
        proposal: proposal(0),
        session: session(9),
        price: Some(euros(4200)),
    });
    let before = story.events.len();
    story.act(visitor(), &second);
    assert_eq!(story.events.len(), before, "granted, and nothing happens twice");
    let step = &story.state.proposals[0].step;
    assert!(matches!(step, ProposalStep::Accepted { session: at, .. } if *at == session(0)));
    assert_eq!(refused(&story, agent(), &accept(0, Some(euros(4200)))), Some(Rejected::Forbidden));
}

#[test]
fn pd4_a_changed_price_is_asked_again_and_the_old_one_is_no_longer_accepted() {
    let mut story = proposed();
    let was = Some(euros(4200));
    story.act(visitor(), &accept(0, was.clone()));
    let same = settle(0, ProposalOutcome::PriceChanged { price: euros(4200) });
    assert_eq!(refused(&story, visitor(), &same), Some(Rejected::BadSelection));
    story.act(visitor(), &settle(0, ProposalOutcome::PriceChanged { price: euros(4500) }));
    assert_eq!(story.state.proposals[0].step, ProposalStep::PriceChanged { was: was.clone() });
    assert_eq!(refused(&story, visitor(), &accept(0, was)), Some(Rejected::TooLate));
    story.act(visitor(), &accept(0, Some(euros(4500))));
    story.act(visitor(), &settle(0, ProposalOutcome::SoldOut {}));
    assert_eq!(story.state.proposals[0].step, ProposalStep::SoldOut {});
    let late = settle(0, ProposalOutcome::Added {});
    assert_eq!(refused(&story, visitor(), &late), Some(Rejected::TooLate));
}

#[test]
fn pd5_late_word_from_the_cart_is_worth_more_than_having_waited_in_vain() {
    for (why, expected) in [
        (ProposalFailure::Timeout, None),
        (ProposalFailure::Interrupted, None),
        (ProposalFailure::Refused, Some(Rejected::TooLate)),
    ] {
        let mut story = proposed();
        story.act(visitor(), &accept(0, Some(euros(4200))));
        story.act(visitor(), &settle(0, ProposalOutcome::Failed { why }));
        let added = settle(0, ProposalOutcome::Added {});
        assert_eq!(refused(&story, visitor(), &added), expected, "{why:?}");
    }
}

#[test]
fn pd4_staff_take_back_only_what_is_not_accepted_yet() {
    let mut story = proposed();
    let withdraw = Command::WithdrawProposal(WithdrawProposal { proposal: proposal(0) });
    assert_eq!(refused(&story, visitor(), &withdraw), Some(Rejected::Forbidden));
    story.act(visitor(), &accept(0, Some(euros(4200))));
    assert_eq!(refused(&story, agent(), &withdraw), Some(Rejected::TooLate));
    let mut story = proposed();
    story.act(agent(), &withdraw);
    let yes = accept(0, Some(euros(4200)));
    assert_eq!(refused(&story, visitor(), &yes), Some(Rejected::TooLate));
}

#[test]
fn pd2_a_variants_picture_takes_the_place_of_the_products_other_one() {
    let mut story = Story::new();
    story.act(agent(), &share_product(0, &[0]));
    story.act(agent(), &add_item(5, true));
    let both = ShowItems { items: vec![item(5), item(0)] };
    story.act(agent(), &Command::ShowItems(both));
    story.act(visitor(), &choose_variant(0, Some("19"), Some(1)));
    assert_eq!(story.state.shown, [item(5), item(1)]);
    assert_eq!(story.state.products[0].card.chosen.as_deref(), Some("19"));
    // Somebody else brings the same picture a moment later: it is there already.
    story.act(agent(), &choose_variant(0, Some("19"), Some(2)));
    assert_eq!(story.state.shown, [item(5), item(1)]);
    assert!(story.state.item(item(2)).is_none());
    let unknown = choose_variant(0, Some("99"), None);
    assert_eq!(refused(&story, visitor(), &unknown), Some(Rejected::BadSelection));
}

#[test]
fn pd1_a_visitors_card_is_the_pages_word_and_hostile_texts_stay_texts() {
    let mut share = share_product(0, &[0]);
    if let Command::ShareProduct(share) = &mut share {
        share.card.source = ProductSource::Catalog;
        share.card.title = "<script>alert(1)</script>\u{202e}\u{0}".to_owned();
    }
    let mut story = Story::new();
    story.act(visitor(), &share);
    let card = &story.state.products[0].card;
    assert_eq!(card.source, ProductSource::Page);
    assert_eq!(card.title, "<script>alert(1)</script>");
    if let Command::ShareProduct(share) = &mut share {
        share.product = product(1);
        share.pictures[0].item = item(7);
        share.pictures[0].address = "javascript:alert(1)".to_owned();
    }
    assert_eq!(refused(&story, agent(), &share), Some(Rejected::BadCard));
    if let Command::ShareProduct(share) = &mut share {
        share.card.url = "ftp://x".to_owned();
    }
    assert_eq!(refused(&story, agent(), &share), Some(Rejected::BadCard));
}

#[test]
fn li1_a_conversation_shows_forty_products() {
    let mut story = Story::new();
    for n in 0..limits::PRODUCTS as u128 {
        story.act(agent(), &share_product(n, &[]));
    }
    assert_eq!(refused(&story, agent(), &share_product(99, &[])), Some(Rejected::Full));
    let json = serde_json::to_string(&story.state).expect("JSON");
    assert!(json.len() + limits::PRODUCTS * limits::CARD_BYTES < limits::STATE_BYTES);
}

#[test]
fn a_product_with_variants_is_proposed_in_one_of_them_and_once_at_a_time() {
    let mut story = proposed();
    let none = Command::ProposeProduct(ProposeProduct {
        proposal: proposal(1),
        product: product(0),
        variant: None,
        quantity: 1,
    });
    assert_eq!(refused(&story, agent(), &none), Some(Rejected::BadSelection));
    story.act(agent(), &propose(1, 0, "18"));
    assert_eq!(story.state.proposals.len(), 1, "a second press asks nobody twice");
}
