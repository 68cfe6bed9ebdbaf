//! When a conversation comes into being.

use vitrine_server::store::{OperationResult, Store};
use vitrine_shared::room::{Command, DeleteAnnotations, Rejected};
use vitrine_shared::time::UnixMillis;

use super::bed::{Shop, StoreBed, add_item, pending, say};

pub(crate) async fn tp5_the_first_message_of_a_visitor_creates_the_conversation(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let (account, id) = (shop.account(), shop.conversation);
    assert_eq!(shop.store.find_conversation(account, id).await.unwrap(), None);
    assert_eq!(shop.store.load_room(account, id).await.unwrap(), None);
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    let row = shop.store.find_conversation(account, id).await.unwrap().unwrap();
    assert_eq!((row.visitor, row.inbox), (shop.visitor_id, shop.seeded.inbox));
    assert_eq!(row.visitor_name.as_deref(), Some("Luis"));
    assert_eq!((row.public_seq, row.staff_seq, row.acl_epoch), (2, 0, 0));
    let newest = shop.store.find_conversation_of(account, shop.visitor_id).await.unwrap();
    assert_eq!(newest, Some(row));
}

pub(crate) async fn tp5_the_first_item_of_an_agent_creates_the_conversation(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    let found = shop.store.find_conversation(shop.account(), shop.conversation).await.unwrap();
    let row = found.unwrap();
    assert_eq!((row.last_line, row.waiting_since, row.unanswered), (None, None, 0));
    assert_eq!(row.active_at, UnixMillis(node.now));
    let loaded = shop.store.load_room(shop.account(), shop.conversation).await.unwrap().unwrap();
    assert_eq!(loaded.state, node.state);
}

pub(crate) async fn tp4_refused_and_empty_first_operations_leave_no_row(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let nothing = Command::DeleteAnnotations(DeleteAnnotations { annotations: vec![] });
    let operations = vec![pending(shop.visitor(), say("   ")), pending(shop.visitor(), nothing)];
    let room = shop.node().append(operations).await;
    let refused = [Rejected::TextLength, Rejected::NotBegun].map(OperationResult::Refused);
    assert_eq!(room.results, refused);
    let found = shop.store.find_conversation(shop.account(), shop.conversation).await;
    assert_eq!(found.unwrap(), None);
    assert_eq!(shop.store.raise_acl_epoch(shop.account(), shop.conversation).await.unwrap(), 0);
}
