//! What belongs to one account does not exist for another.

use vitrine_server::store::{ConversationFilter, MediaRecord, RegisterWrite, RoomBatch, Store};
use vitrine_shared::ids::MediaId;
use vitrine_shared::room::{MediaSize, RoomState, Stream};
use vitrine_shared::time::UnixMillis;

use super::bed::{Shop, StoreBed, note, pending, say};

pub(crate) async fn tp3_another_account_finds_nothing(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let other = Shop::make(shop.store.clone(), "shoes").await.account();
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    node.act(shop.agent(), note("psst")).await;
    let media = MediaRecord {
        account: shop.account(),
        id: MediaId(uuid::Uuid::now_v7()),
        conversation: None,
        blob_name: [3; 32],
        size: MediaSize { width: 1, height: 1 },
        title: String::new(),
        source: "https://bags.example/a.jpg".to_owned(),
        shelf_place: Some(1),
        clip: None,
        ready: true,
        problem: None,
    };
    shop.store.insert_media(&media).await.unwrap();

    let (store, id) = (&shop.store, shop.conversation);
    assert_eq!(store.find_agent(other, shop.seeded.agent).await.unwrap(), None);
    let inboxes = store.list_inboxes(other).await.unwrap();
    assert!(inboxes.iter().all(|inbox| inbox.account == other));
    assert_eq!(store.find_conversation(other, id).await.unwrap(), None);
    assert_eq!(store.find_conversation_of(other, shop.visitor_id).await.unwrap(), None);
    assert_eq!(store.list_conversations(other, ConversationFilter::Open, 9).await.unwrap(), []);
    assert_eq!(store.raise_acl_epoch(other, id).await.unwrap(), 0);
    assert_eq!(store.rebuild_conversation(other, id).await.unwrap(), None);
    assert_eq!(store.load_room(other, id).await.unwrap(), None);
    for stream in [Stream::Public, Stream::Staff] {
        assert_eq!(store.events_after(other, id, stream, 0, 9).await.unwrap(), []);
        let page = store.messages_before(other, id, stream, u32::MAX, 9).await.unwrap();
        assert_eq!(page.messages, []);
    }
    assert_eq!(store.find_media(other, media.id).await.unwrap(), None);
    assert_eq!(store.find_media_by_source(other, &media.source).await.unwrap(), None);
    assert_eq!(store.list_shelf(other).await.unwrap(), []);

    let own = store.load_room(shop.account(), id).await.unwrap().unwrap();
    assert_eq!((own.acl_epoch, own.state), (0, node.state));
}

pub(crate) async fn tp3_another_account_cannot_write_into_a_conversation(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let other = Shop::make(shop.store.clone(), "shoes").await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;

    // Neither into the row of the first account nor, with its visitor, into one of its own.
    let own = node.batch(vec![pending(shop.visitor(), say("intruder"))]);
    let foreign = RoomBatch { account: other.account(), ..own };
    shop.store.append(vec![foreign], UnixMillis(9)).await.unwrap_err();
    let lie = RoomState { locked: true, ..node.state.clone() };
    shop.store.write_snapshot(other.account(), shop.conversation, &lie).await.unwrap();
    let register = RegisterWrite {
        account: other.account(),
        conversation: shop.conversation,
        key: "view".to_owned(),
        value: Some("{}".to_owned()),
    };
    shop.store.write_registers(vec![register]).await.unwrap();
    let (account, id) = (shop.account(), shop.conversation);
    let loaded = shop.store.load_room(account, id).await.unwrap().unwrap();
    assert_eq!((loaded.state, loaded.registers), (node.state, vec![]));
    let log = shop.store.events_after(account, id, Stream::Public, 0, 9).await.unwrap();
    assert_eq!(log.len(), 2);
    for (account, rows) in [(account, 1), (other.account(), 0)] {
        let listed = shop.store.list_conversations(account, ConversationFilter::Open, 9).await;
        assert_eq!(listed.unwrap().len(), rows);
    }
}
