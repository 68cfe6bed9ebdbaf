//! The row of a conversation follows its log.

use uuid::Uuid;
use vitrine_server::store::{ConversationFilter, ConversationRecord, Store};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::time::UnixMillis;

use super::bed::{Shop, StoreBed, add_item, note, say};

pub(crate) async fn row(shop: &Shop<impl Store>) -> ConversationRecord {
    let found = shop.store.find_conversation(shop.account(), shop.conversation).await;
    found.unwrap().unwrap()
}

pub(crate) async fn ls3_waiting_counts_from_the_earliest_unanswered_message(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("one")).await;
    let since = UnixMillis(node.now);
    node.act(shop.visitor(), say("two")).await;
    node.act(shop.agent(), add_item(1)).await;
    let waiting = row(&shop).await;
    assert_eq!((waiting.waiting_since, waiting.unanswered), (Some(since), 2));
    node.act(shop.agent(), say("yes?")).await;
    let answered = row(&shop).await;
    assert_eq!((answered.waiting_since, answered.unanswered), (None, 0));
    node.act(shop.visitor(), say("three")).await;
    let again = row(&shop).await;
    assert_eq!((again.waiting_since, again.unanswered), (Some(UnixMillis(node.now)), 1));
}

pub(crate) async fn ls1_the_list_is_by_latest_activity_and_shows_the_last_line(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let other = Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() };
    let mut first = shop.node();
    let mut second = other.node();
    first.act(shop.visitor(), say("earlier")).await;
    second.now += 500;
    second.act(shop.visitor(), say(&"ж".repeat(500))).await;
    let list =
        shop.store.list_conversations(shop.account(), ConversationFilter::Open, 10).await.unwrap();
    let ids: Vec<_> = list.iter().map(|row| row.id).collect();
    assert_eq!(ids, [other.conversation, shop.conversation]);
    let line = (shop.visitor().participant, "ж".repeat(120));
    assert_eq!(list[0].last_line, Some(line));
    first.act(shop.agent(), say("later")).await;
    let list =
        shop.store.list_conversations(shop.account(), ConversationFilter::Open, 1).await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].last_line, Some((shop.agent().participant, "later".to_owned())));
    let newest = shop.store.find_conversation_of(shop.account(), shop.visitor_id).await.unwrap();
    assert_eq!(newest.unwrap().id, other.conversation, "newest by its beginning");
}

pub(crate) async fn ls1_a_note_is_not_activity_and_not_the_last_line(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    let before = row(&shop).await;
    node.act(shop.agent(), note("psst")).await;
    assert_eq!(row(&shop).await, ConversationRecord { staff_seq: 1, ..before });
}
