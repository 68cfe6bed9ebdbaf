//! Where people looked: kept for a while, and gone with the conversation.

use uuid::Uuid;
use vitrine_server::store::{TraceStore as _, UpkeepStore as _, ViewRun};
use vitrine_shared::ids::{ConversationId, ParticipantId};
use vitrine_shared::room::{Command, Resolve};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::trace::{Looking, RUN_MS, SeenView};
use vitrine_shared::wire::people::AuditAction;

use super::bed::{Bed, Node, Shop, add_item, entry, item};

/// Start of the first run of these tests.
const BEGAN: i64 = 1_790_000_000_000;

/// Two views of one person in the run with this number.
fn run(shop: &Shop, participant: ParticipantId, n: i64) -> ViewRun {
    let start = BEGAN + n * RUN_MS;
    let view = |ms, cu| SeenView {
        at: UnixMillis(start + ms),
        item: item(1),
        cu,
        cv: 9_000,
        eu: 4_000,
        ev: 3_000,
        how: Looking::Shared,
    };
    ViewRun {
        account: shop.account(),
        conversation: shop.conversation,
        run: UnixMillis(start),
        participant,
        views: vec![view(10, 16_000), view(260, 16_400)],
    }
}

/// A conversation in which both sides looked around, for two runs.
async fn looked(bed: &impl Bed) -> (Shop, Node, Vec<ViewRun>) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    let (visitor, agent) = (shop.visitor().participant, shop.agent().participant);
    let mut runs: Vec<_> =
        (0..2).flat_map(|n| [run(&shop, visitor, n), run(&shop, agent, n)]).collect();
    shop.store.write_views(runs.iter().rev().cloned().collect()).await.unwrap();
    runs.sort_by_key(|run| (run.run, run.participant));
    (shop, node, runs)
}

pub(crate) async fn views_are_read_page_by_page_by_their_account(bed: &impl Bed) {
    let (shop, _node, runs) = looked(bed).await;
    let (account, id, store) = (shop.account(), shop.conversation, &shop.store);
    assert_eq!(store.list_views(account, id, None, 9).await.unwrap(), runs);
    let first = store.list_views(account, id, None, 3).await.unwrap();
    assert_eq!(first, runs[..3]);
    let last = (first[2].run, first[2].participant);
    assert_eq!(store.list_views(account, id, Some(last), 3).await.unwrap(), runs[3..]);

    // Another node of the same conversation may have a run of the same time.
    let mut again = runs[0].clone();
    again.views.truncate(1);
    store.write_views(vec![again.clone()]).await.unwrap();
    assert_eq!(store.list_views(account, id, None, 1).await.unwrap(), [again]);

    let nowhere = ViewRun { conversation: ConversationId(Uuid::now_v7()), ..runs[0].clone() };
    store.write_views(vec![nowhere.clone()]).await.unwrap();
    assert_eq!(store.list_views(account, nowhere.conversation, None, 9).await.unwrap(), []);
    let other = Shop::make(store.clone(), "shoes").await.account();
    assert_eq!(store.list_views(other, id, None, 9).await.unwrap(), []);
    let stolen = ViewRun { account: other, ..runs[0].clone() };
    store.write_views(vec![stolen]).await.unwrap();
    assert_eq!(bed.number("SELECT COUNT(*) FROM view_trace").await, 4);
}

pub(crate) async fn s82_views_are_deleted_when_they_are_old(bed: &impl Bed) {
    let (shop, _node, runs) = looked(bed).await;
    let (account, store) = (shop.account(), &shop.store);
    let other = Shop::make(store.clone(), "shoes").await.account();
    let later = UnixMillis(BEGAN + 2 * RUN_MS);
    assert_eq!(store.delete_views(other, later, 9).await.unwrap(), 0);
    let second = UnixMillis(BEGAN + RUN_MS);
    assert_eq!(store.delete_views(account, second, 1).await.unwrap(), 1, "so many at once");
    assert_eq!(store.delete_views(account, second, 9).await.unwrap(), 1);
    assert_eq!(store.delete_views(account, second, 9).await.unwrap(), 0);
    let left = store.list_views(account, shop.conversation, None, 9).await.unwrap();
    assert_eq!(left, runs[2..]);
}

pub(crate) async fn s81_views_go_with_the_conversation_and_the_visitor(bed: &impl Bed) {
    let (shop, mut node, runs) = looked(bed).await;
    let (account, store) = (shop.account(), &shop.store);
    node.act(shop.agent(), Command::Resolve(Resolve {})).await;
    let late = UnixMillis(node.now + 1);
    let deleted = store.delete_ended(account, shop.conversation, late).await.unwrap().unwrap();
    assert_eq!(deleted.rows.views, 4);

    let again = Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() };
    again.node().act(shop.visitor(), add_item(2)).await;
    let run = ViewRun { conversation: again.conversation, ..runs[0].clone() };
    store.write_views(vec![run]).await.unwrap();
    let audit = entry(AuditAction::VisitorErased);
    let erased = store.erase_visitor(account, shop.visitor_id, None, audit).await.unwrap();
    assert_eq!(erased.unwrap().rows.views, 1);
    assert_eq!(bed.number("SELECT COUNT(*) FROM view_trace").await, 0);
}
