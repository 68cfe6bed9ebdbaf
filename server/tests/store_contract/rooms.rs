//! Reading a room back: snapshots, pages, registers, events of other versions.

use uuid::Uuid;
use vitrine_server::store::{LoadedRoom, RegisterWrite, Store};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::{Event, EventBody, RoomState, Stream};

use super::bed::{Shop, StoreBed, add_arrow, add_item, note, pending, say};

pub(crate) async fn load(shop: &Shop<impl Store>) -> LoadedRoom {
    shop.store.load_room(shop.account(), shop.conversation).await.unwrap().unwrap()
}

pub(crate) async fn snapshot(shop: &Shop<impl Store>, state: &RoomState) {
    shop.store.write_snapshot(shop.account(), shop.conversation, state).await.unwrap();
}

fn text(event: &Event) -> &str {
    match &event.body {
        EventBody::MessageSent(message) => &message.text,
        EventBody::NoteAdded(note) => &note.text,
        _ => panic!("{event:?}"),
    }
}

pub(crate) async fn sn1_a_snapshot_and_its_tail_are_the_fold_of_the_log(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    node.act(shop.agent(), note("psst")).await;
    snapshot(&shop, &node.state).await;
    assert_eq!(load(&shop).await.state, node.state);
    node.act(shop.visitor(), add_arrow(1, 1)).await;
    node.act(shop.agent(), note("psst")).await;
    assert_eq!(load(&shop).await.state, node.state);
}

pub(crate) async fn sn1_a_snapshot_never_goes_back_and_never_leaves_the_log(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    snapshot(&shop, &node.state).await;
    node.act(shop.visitor(), say("one")).await;
    let older = node.state.clone();
    node.act(shop.visitor(), say("two")).await;
    // One that lies, so that it shows which of them is used.
    let lie = RoomState { locked: true, ..node.state.clone() };
    snapshot(&shop, &lie).await;
    snapshot(&shop, &older).await;
    let ahead = RoomState { head: 9, ..node.state.clone() };
    snapshot(&shop, &ahead).await;
    assert_eq!(load(&shop).await.state, lie);
}

pub(crate) async fn sn2_a_log_is_read_in_pieces(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    for n in 0..5 {
        node.act(shop.visitor(), say(&n.to_string())).await;
    }
    let read = async |after, limit| {
        let (account, id) = (shop.account(), shop.conversation);
        let events = shop.store.events_after(account, id, Stream::Public, after, limit).await;
        events.unwrap().iter().map(|event| event.seq).collect::<Vec<_>>()
    };
    assert_eq!(read(0, 2).await, [1, 2]);
    assert_eq!(read(2, 9).await, [3, 4, 5, 6]);
    assert!(read(6, 9).await.is_empty());
    assert!(read(0, 0).await.is_empty());
}

pub(crate) async fn tp2_notes_are_read_from_the_staff_stream_only(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    node.act(shop.agent(), note("a secret")).await;
    let (account, id) = (shop.account(), shop.conversation);
    let public = shop.store.events_after(account, id, Stream::Public, 0, 99).await.unwrap();
    assert!(public.iter().all(|event| !matches!(event.body, EventBody::NoteAdded(_))));
    let page = shop.store.messages_before(account, id, Stream::Public, u32::MAX, 99).await.unwrap();
    assert_eq!(page.messages.iter().map(text).collect::<Vec<_>>(), ["Hello"]);
    let page = shop.store.messages_before(account, id, Stream::Staff, u32::MAX, 99).await.unwrap();
    assert_eq!(page.messages.iter().map(text).collect::<Vec<_>>(), ["a secret"]);
}

pub(crate) async fn op6_messages_are_paged_from_the_newest(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    for n in 1..=5 {
        node.act(shop.visitor(), say(&n.to_string())).await;
        node.act(shop.agent(), add_arrow(n, 1)).await;
        node.act(shop.agent(), note(&format!("note {n}"))).await;
    }
    // A picture is part of the thread, a mark on it is not.
    let (shown, none) = (vec!["item_added"], vec![]);
    for (stream, prefix, first) in [(Stream::Public, "", shown), (Stream::Staff, "note ", none)] {
        let read = async |before, limit| {
            let (account, id) = (shop.account(), shop.conversation);
            shop.store.messages_before(account, id, stream, before, limit).await.unwrap()
        };
        let newest = read(u32::MAX, 2).await;
        let expected: Vec<_> = ["4", "5"].map(|n| format!("{prefix}{n}")).into();
        assert_eq!(newest.messages.iter().map(text).collect::<Vec<_>>(), expected);
        assert!(!newest.from_first);
        let older = read(newest.messages[0].seq, 3).await;
        let expected: Vec<_> = ["1", "2", "3"].map(|n| format!("{prefix}{n}")).into();
        assert_eq!(older.messages.iter().map(text).collect::<Vec<_>>(), expected);
        let rest = read(older.messages[0].seq, 9).await;
        assert_eq!(rest.messages.iter().map(|e| e.body.kind()).collect::<Vec<_>>(), first);
        assert!(rest.from_first);
    }
}

pub(crate) async fn op4_a_log_longer_than_one_chunk_folds_whole(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let operations = (0..1_050).map(|n| pending(shop.visitor(), say(&n.to_string())));
    node.append(operations.collect()).await;
    node.act(shop.agent(), add_item(1)).await;
    assert_eq!(node.state.head, 1_054);
    assert_eq!(load(&shop).await.state, node.state);
    let mut fresh = shop.node();
    assert_eq!(fresh.append(vec![]).await.events.len(), 1_054);
}

pub(crate) async fn sn5_registers_are_replaced_and_deleted(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    shop.node().act(shop.visitor(), say("Hello")).await;
    let write = |key: &str, value: Option<&str>| RegisterWrite {
        account: shop.account(),
        conversation: shop.conversation,
        key: key.to_owned(),
        value: value.map(str::to_owned),
    };
    let nowhere =
        RegisterWrite { conversation: ConversationId(Uuid::now_v7()), ..write("view", Some("{}")) };
    let first = vec![
        write("view", Some("1")),
        nowhere,
        write("stroke", Some("[]")),
        write("view", Some("2")),
    ];
    shop.store.write_registers(vec![]).await.unwrap();
    shop.store.write_registers(first).await.unwrap();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(load(&shop).await.registers, [pair("stroke", "[]"), pair("view", "2")]);
    let second = vec![write("view", Some("3")), write("stroke", None), write("unknown", None)];
    shop.store.write_registers(second).await.unwrap();
    assert_eq!(load(&shop).await.registers, [pair("view", "3")]);
    let many = (0..100).map(|n| write(&format!("r{n:02}"), Some("0"))).collect();
    shop.store.write_registers(many).await.unwrap();
    assert_eq!(load(&shop).await.registers.len(), 101);
}
