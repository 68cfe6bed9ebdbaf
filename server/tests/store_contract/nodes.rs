//! Several processes on one log.

use vitrine_server::store::{ConversationFilter, OperationResult, Store};
use vitrine_shared::room::{EventBody, Stream};

use super::bed::{Node, Shop, StoreBed, add_arrow, add_item, note, pending, say};

pub(crate) async fn op8_events_of_another_node_are_applied_before_deciding_and_returned(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let mut here = shop.node();
    here.act(shop.visitor(), say("Hello")).await;
    let mut there = here.through(bed.beside(&shop.store).await);
    there.act(shop.agent(), add_item(1)).await;
    there.act(shop.agent(), note("VIP")).await;

    // The mark is possible only on the item this node has not seen yet.
    let known = here.state.head;
    let room = here.append(vec![pending(shop.visitor(), add_arrow(1, 1))]).await;
    assert_eq!(room.results, [OperationResult::Done { seq: 6 }]);
    let seqs = |wanted| {
        let of_stream = room.events.iter().filter(move |(stream, _)| *stream == wanted);
        of_stream.map(|(_, event)| event.seq).collect::<Vec<_>>()
    };
    assert_eq!(seqs(Stream::Public), (known + 1..=6).collect::<Vec<_>>());
    assert_eq!(seqs(Stream::Staff), [1]);
    assert_eq!(here.state.items.len(), 1);

    // A batch in which nothing happens still brings the tail.
    let room = there.append(vec![pending(shop.visitor(), say(" "))]).await;
    assert_eq!(room.events.len(), 1);
    assert_eq!(there.state, here.state);
}

pub(crate) async fn op1_two_writers_on_one_room_keep_order_and_lose_nothing(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut first = shop.node();
    first.act(shop.visitor(), say("Hello")).await;
    let second = first.through(bed.beside(&shop.store).await);
    let writers =
        [(first, 0), (second, 1)].map(|(node, name)| tokio::spawn(write_forty(node, name)));
    for writer in writers {
        writer.await.unwrap();
    }
    let texts = texts(&shop).await;
    assert_eq!(texts.len(), 1 + 2 * 40);
    for writer in [0, 1] {
        let own: Vec<_> =
            texts.iter().filter(|text| text.starts_with(&format!("{writer}:"))).collect();
        let expected: Vec<_> = (0..40).map(|n| format!("{writer}:{n}")).collect();
        assert_eq!(own, expected.iter().collect::<Vec<_>>(), "each of writer {writer}, in order");
    }
}

pub(crate) async fn tp5_two_writers_that_create_one_room_make_one_log(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let second = shop.node().through(bed.beside(&shop.store).await);
    let first = shop.node();
    let writers =
        [(first, 0), (second, 1)].map(|(node, name)| tokio::spawn(write_forty(node, name)));
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(texts(&shop).await.len(), 2 * 40);
    let rows = shop.store.list_conversations(shop.account(), ConversationFilter::Open, 9).await;
    assert_eq!(rows.unwrap().len(), 1);
}

/// Writes forty messages, one after the other, that begin with the writer's name.
async fn write_forty(mut node: Node<impl Store>, name: u32) {
    let shop = node.shop.clone();
    for n in 0..40 {
        let room = node.act(shop.visitor(), say(&format!("{name}:{n}"))).await;
        assert!(matches!(room.results[..], [OperationResult::Done { .. }]));
    }
}

/// All messages of the log, whose seqs have no gap.
pub(crate) async fn texts(shop: &Shop<impl Store>) -> Vec<String> {
    let log = shop.store.events_after(shop.account(), shop.conversation, Stream::Public, 0, 999);
    let log = log.await.unwrap();
    assert!(log.iter().zip(1..).all(|(event, seq)| event.seq == seq), "{log:?}");
    let text = |body| match body {
        EventBody::MessageSent(message) => Some(message.text),
        _ => None,
    };
    log.into_iter().filter_map(|event| text(event.body)).collect()
}
