//! What is deleted is gone whole, and what is broken is found.

use uuid::Uuid;
use vitrine_server::store::{
    DeletedRows, MediaRecord, ReceiptRecord, RegisterWrite, Store, UpkeepStore as _, VisitorRecord,
};
use vitrine_shared::ids::{ConversationId, MediaId};
use vitrine_shared::room::{Command, MediaSize, Reopen, Resolve, Stream};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::AuditAction;

use super::bed::{Bed, Node, Shop, entry, note, say};

/// Everything a conversation can have.
async fn full(shop: &Shop) -> (Node, MediaRecord) {
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    node.act(shop.agent(), note("He says hello")).await;
    let (account, conversation) = (shop.account(), shop.conversation);
    let receipt = ReceiptRecord {
        conversation,
        participant: shop.agent().participant,
        delivered: 1,
        read: 1,
    };
    shop.store.write_receipts(account, vec![receipt]).await.unwrap();
    let register = RegisterWrite {
        account,
        conversation,
        key: "view".to_owned(),
        value: Some("{}".to_owned()),
    };
    shop.store.write_registers(vec![register]).await.unwrap();
    shop.store.write_snapshot(account, conversation, &node.state).await.unwrap();
    let id = MediaId(Uuid::now_v7());
    let mut blob_name = [0; 32];
    blob_name[..16].copy_from_slice(id.0.as_bytes());
    let media = MediaRecord {
        account,
        id,
        conversation: Some(conversation),
        blob_name,
        size: MediaSize { width: 1, height: 1 },
        title: "A photo".to_owned(),
        source: format!("upload:{id}"),
        shelf_place: None,
        clip: None,
        ready: true,
        problem: None,
    };
    shop.store.insert_media(&media).await.unwrap();
    (node, media)
}

pub(crate) async fn s82_an_ended_conversation_goes_whole_and_others_stay(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (mut old, media) = full(&shop).await;
    let open = Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() };
    full(&open).await;
    let (account, id, store) = (shop.account(), shop.conversation, &shop.store);
    let late = UnixMillis(old.now + 1_000_000);
    assert_eq!(store.list_ended_before(account, late, 9).await.unwrap(), []);
    assert_eq!(store.delete_ended(account, id, late).await.unwrap(), None, "it goes on");

    old.act(shop.visitor(), Command::Resolve(Resolve {})).await;
    let last = UnixMillis(old.now);
    assert_eq!(store.list_ended_before(account, last, 9).await.unwrap(), [], "not older");
    assert_eq!(store.delete_ended(account, id, last).await.unwrap(), None, "not older");
    assert_eq!(store.list_ended_before(account, late, 9).await.unwrap(), [id]);
    let other = Shop::make(store.clone(), "shoes").await.account();
    assert_eq!(store.list_ended_before(other, late, 9).await.unwrap(), []);
    assert_eq!(store.delete_ended(other, id, late).await.unwrap(), None);

    let deleted = store.delete_ended(account, id, late).await.unwrap().unwrap();
    assert_eq!((deleted.conversations, deleted.blobs), (vec![id], vec![media.blob_name]));
    let DeletedRows { conversations, snapshots, registers, receipts, pictures, .. } = deleted.rows;
    assert_eq!((conversations, snapshots, registers, receipts, pictures), (1, 1, 1, 1, 1));
    assert!(deleted.rows.events >= 4, "{:?}", deleted.rows);
    assert_eq!(store.find_conversation(account, id).await.unwrap(), None);
    assert_eq!(store.find_media(account, media.id).await.unwrap(), None);
    let left = store.page_conversations(account, None, 9).await.unwrap();
    assert_eq!(left, [open.conversation]);
    assert_eq!(bed.number("SELECT COUNT(DISTINCT conversation_id) FROM event").await, 1);
    assert_eq!(bed.number("SELECT COUNT(*) FROM media").await, 1);
}

pub(crate) async fn s82_one_that_goes_on_again_is_kept(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (mut node, _media) = full(&shop).await;
    node.act(shop.agent(), Command::Resolve(Resolve {})).await;
    let late = UnixMillis(node.now + 1_000_000);
    let (account, id) = (shop.account(), shop.conversation);
    assert_eq!(shop.store.list_ended_before(account, late, 9).await.unwrap(), [id]);
    node.act(shop.agent(), Command::Reopen(Reopen {})).await;
    assert_eq!(shop.store.delete_ended(account, id, late).await.unwrap(), None);
    assert!(shop.store.find_conversation(account, id).await.unwrap().is_some());
}

pub(crate) async fn s81_an_erased_visitor_leaves_nothing_but_the_fact(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (_node, media) = full(&shop).await;
    // A picture fetched for a conversation that exists only as a name.
    let unopened = ConversationId(Uuid::now_v7());
    let early = MediaRecord {
        id: MediaId(Uuid::now_v7()),
        conversation: Some(unopened),
        blob_name: [9; 32],
        source: "upload:early".to_owned(),
        ..media.clone()
    };
    shop.store.insert_media(&early).await.unwrap();
    let mut bystander = shop.clone();
    bystander.conversation = ConversationId(Uuid::now_v7());
    bystander.visitor_id = shop.new_visitor(Some("Eva")).await;
    full(&bystander).await;

    let (account, store, visitor) = (shop.account(), &shop.store, shop.visitor_id);
    let other = Shop::make(store.clone(), "shoes").await.account();
    let foreign =
        store.erase_visitor(other, visitor, None, entry(AuditAction::VisitorErased)).await.unwrap();
    assert_eq!(foreign, None);
    let erased = store
        .erase_visitor(account, visitor, Some(unopened), entry(AuditAction::VisitorErased))
        .await;
    let erased = erased.unwrap().unwrap();
    assert_eq!(erased.conversations, [shop.conversation]);
    assert_eq!(erased.blobs.len(), 2);
    assert!(erased.blobs.contains(&media.blob_name) && erased.blobs.contains(&[9; 32]));
    assert_eq!((erased.rows.tokens, erased.rows.pictures), (1, 2));
    let again = store
        .erase_visitor(account, visitor, None, entry(AuditAction::VisitorErased))
        .await
        .unwrap();
    assert_eq!(again, None);
    assert_eq!(store.page_conversations(account, None, 9).await.unwrap(), [bystander.conversation]);
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor WHERE name = 'Eva'").await, 1);
    assert_eq!(bed.number("SELECT COUNT(*) FROM media").await, 1);
    let audit = store.people().list_audit(account, u32::MAX, 9).await.unwrap();
    assert_eq!(audit.iter().filter(|entry| entry.action == "visitor_erased").count(), 1);
    assert_eq!(store.people().verify_audit(account).await.unwrap().broken_at, None);
}

pub(crate) async fn s82_a_visitor_of_whom_nothing_is_left_goes(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    full(&shop).await;
    let silent = VisitorRecord {
        account: shop.account(),
        inbox: shop.seeded.inbox,
        id: Uuid::now_v7().into(),
        name: Some("Nobody".to_owned()),
    };
    let until = UnixMillis(1_800_000_000_000);
    shop.store.insert_visitor(&silent, [8; 32], until).await.unwrap();
    let delete = |at: i64| shop.store.delete_departed(shop.account(), UnixMillis(at));
    assert_eq!(delete(until.0).await.unwrap(), 0, "its token still works");
    assert_eq!(delete(until.0 + 1).await.unwrap(), 1);
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor WHERE name = 'Nobody'").await, 0);
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor WHERE name = 'Luis'").await, 1);
}

pub(crate) async fn a_gap_and_a_row_that_differs_are_found(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (account, id) = (shop.account(), shop.conversation);
    assert_eq!(shop.store.check_log(account, id).await.unwrap(), None);
    let mut node = shop.node();
    for text in ["one", "two", "three"] {
        node.act(shop.visitor(), say(text)).await;
    }
    let check = || async { shop.store.check_log(account, id).await.unwrap().unwrap() };
    let whole = check().await;
    assert!(whole.projected && whole.gaps.is_empty(), "{whole:?}");
    bed.execute("UPDATE conversation SET unanswered = 77").await;
    assert!(!check().await.projected);
    shop.store.rebuild_conversation(account, id).await.unwrap();
    assert!(check().await.projected);
    bed.execute("DELETE FROM event WHERE stream = 0 AND seq = 3").await;
    assert_eq!(check().await.gaps, [(Stream::Public, 3)]);
}
