//! Products over real sockets: the page's product as staff gets it, and a proposal into the cart.

use vitrine_shared::room::{
    AcceptProposal, Command, ProposalOutcome, ProposalStep, ProposeProduct, SettleProposal,
    ShareProduct,
};
use vitrine_shared::wire::product::{PageProduct, ProductCard, ProductSource};
use vitrine_shared::wire::{ClientMessage, ErrorCode};
use vitrine_tests::product::card;
use vitrine_tests::{TestClient, TestServer, TestTopic, new_id};

/// What staff is told of the page's product.
async fn page_product(server: &TestServer, visitor: &TestClient) -> Option<ProductCard> {
    let path = format!("/v1/conversations/{}/product", visitor.conversation());
    let answer = server.ask(Some(&server.shop.agent), "GET", &path, "").await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told: PageProduct = serde_json::from_str(&answer.body).expect("a card or none");
    told.card.map(|card| *card)
}

#[tokio::test]
async fn pd1_the_pages_product_is_told_to_staff_as_the_pages_word() {
    let server = TestServer::start().await;
    let visitor = server.visitor().await;
    assert_eq!(page_product(&server, &visitor).await, None);
    let mut claimed = card();
    claimed.source = ProductSource::Catalog;
    claimed.title = "Hoodie\u{202e}\n<b>".to_owned();
    visitor.send(&ClientMessage::Product(PageProduct { card: Some(Box::new(claimed)) })).await;
    visitor.say("Is it warm?").await;
    let told = page_product(&server, &visitor).await.expect("a card");
    assert_eq!((told.source, told.title.as_str()), (ProductSource::Page, "Hoodie <b>"));
    visitor.send(&ClientMessage::Product(PageProduct { card: None })).await;
    visitor.say("Never mind.").await;
    assert_eq!(page_product(&server, &visitor).await, None);
}

#[tokio::test]
async fn pd3_a_proposal_goes_from_the_agent_into_the_cart_and_back() {
    let server = TestServer::start().await;
    let visitor = server.visitor().await;
    visitor.say("I am looking at the hoodie").await;
    let agent = server.connect(&server.shop.agent).await;
    agent.open(1, TestTopic::Public(visitor.conversation())).await;
    let (product, proposal) = (new_id(), new_id());
    let share = ShareProduct { product, card: Box::new(card()), pictures: Vec::new(), show: true };
    agent.act(Command::ShareProduct(share)).await.expect("shown");
    let variant = Some("28".to_owned());
    let propose = ProposeProduct { proposal, product, variant, quantity: 2 };
    agent.act(Command::ProposeProduct(propose)).await.expect("proposed");

    let accept = AcceptProposal { proposal, session: new_id(), price: card().price };
    let stale = AcceptProposal { price: None, ..accept.clone() };
    let refused = visitor.act(Command::AcceptProposal(stale)).await;
    assert_eq!(refused.expect_err("another price").code, ErrorCode::TooLate);
    visitor.act(Command::AcceptProposal(accept)).await.expect("accepted");
    let settle = SettleProposal { proposal, outcome: ProposalOutcome::Added {} };
    let forbidden = agent.act(Command::SettleProposal(settle.clone())).await;
    assert_eq!(forbidden.expect_err("the visitor's own").code, ErrorCode::Forbidden);
    visitor.act(Command::SettleProposal(settle)).await.expect("settled");

    // Whoever comes later knows as much.
    let late = server.connect(&server.shop.agent).await;
    late.open(1, TestTopic::Public(visitor.conversation())).await;
    for client in [&agent, &late] {
        client
            .until(|replica| {
                replica.topics.get(&1).is_some_and(|topic| {
                    let state = &topic.state;
                    state.product(product).is_some()
                        && state.proposal(proposal).is_some_and(|one| {
                            one.step == ProposalStep::Added {} && one.quantity == 2
                        })
                })
            })
            .await;
    }
}
