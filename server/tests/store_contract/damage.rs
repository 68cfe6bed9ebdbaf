//! What only a database with tables can be asked: rows that were changed behind the store's back,
//! the epoch, the schema.

use uuid::Uuid;
use vitrine_server::store::{OperationResult, Store, StoreError};
use vitrine_shared::ids::ConversationId;
use vitrine_shared::room::{EventBody, RoomState, Stream};
use vitrine_shared::time::UnixMillis;

use super::bed::{Bed, Shop, add_item, note, say};
use super::nodes::texts;
use super::projection::row;
use super::rooms::{load, snapshot};

pub(crate) async fn sn6_a_room_ahead_of_its_log_goes_back_to_the_log(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("one")).await;
    node.act(shop.visitor(), say("lost")).await;
    bed.execute("DELETE FROM event WHERE seq = 3").await;
    bed.execute("UPDATE conversation SET public_seq = 2").await;
    let room = node.act(shop.visitor(), say("two")).await;
    assert_eq!(room.results, [OperationResult::Done { seq: 3 }]);
    assert_eq!(texts(&shop).await, ["one", "two"]);
    let loaded = shop.store.load_room(shop.account(), shop.conversation).await.unwrap().unwrap();
    assert_eq!(loaded.state, node.state);

    bed.execute("DELETE FROM event").await;
    bed.execute("DELETE FROM conversation").await;
    node.act(shop.visitor(), say("again")).await;
    assert_eq!(texts(&shop).await, ["again"]);
}

pub(crate) async fn ls1_a_broken_row_is_rebuilt_from_the_log(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    node.act(shop.agent(), note("psst")).await;
    let (account, id) = (shop.account(), shop.conversation);
    let live = row(&shop).await;
    bed.execute(
        "UPDATE conversation SET public_seq = 9, staff_seq = 9, active_at = 1, latest_at = 1, \
         created_at = 1, unanswered = 7, waiting_since = NULL, last_line_text = 'no'",
    )
    .await;
    assert_eq!(shop.store.rebuild_conversation(account, id).await.unwrap(), Some(live.clone()));
    assert_eq!(row(&shop).await, live);
    assert_eq!(shop.store.last_time().await.unwrap(), UnixMillis(node.now));
    let nobody = ConversationId(Uuid::now_v7());
    assert_eq!(shop.store.rebuild_conversation(account, nobody).await.unwrap(), None);
}

pub(crate) async fn sn1_a_snapshot_of_other_rules_or_unreadable_is_passed_over(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    // One that lies, so that using it would show.
    let mut lie = node.state.clone();
    lie.items.clear();
    snapshot(&shop, &lie).await;
    assert_eq!(load(&shop).await.state, lie);
    bed.execute("UPDATE room_snapshot SET rules_version = 0").await;
    assert_eq!(load(&shop).await.state, node.state);
    // The next one takes the place of older rules.
    snapshot(&shop, &node.state).await;
    assert_eq!(bed.number("SELECT COUNT(*) FROM room_snapshot").await, 1);
    bed.execute("UPDATE room_snapshot SET state = '{}'").await;
    assert_eq!(load(&shop).await.state, node.state);
}

pub(crate) async fn sn1_without_its_snapshot_a_room_is_folded_from_the_log(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    snapshot(&shop, &node.state).await;
    node.act(shop.visitor(), say("Hello")).await;
    assert_eq!(bed.number("SELECT public_seq FROM room_snapshot").await, 3);
    bed.execute("DELETE FROM room_snapshot").await;
    assert_eq!(load(&shop).await.state, node.state);
}

pub(crate) async fn op7_events_of_the_future_keep_their_place(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    for text in ["one", "two", "three"] {
        node.act(shop.visitor(), say(text)).await;
    }
    bed.execute("UPDATE event SET kind = 'hologram_shown', body = '{}' WHERE seq = 2").await;
    bed.execute("UPDATE event SET version = 99 WHERE seq = 3").await;
    assert_eq!(load(&shop).await.state, node.state);
    let (account, id) = (shop.account(), shop.conversation);
    let log = shop.store.events_after(account, id, Stream::Public, 1, 9).await.unwrap();
    let kinds: Vec<_> = log.iter().map(|event| (event.seq, event.body.kind())).collect();
    assert_eq!(kinds, [(2, "hologram_shown"), (3, "message_sent"), (4, "message_sent")]);
    assert!(matches!(log[1].body, EventBody::Unknown(_)));
    node.state = RoomState::default();
    let room = node.act(shop.visitor(), say("four")).await;
    assert_eq!(room.events.len(), 5);
}

pub(crate) async fn sn6_the_epoch_stays_until_it_is_renewed(bed: &impl Bed) {
    let store = bed.open().await;
    let epoch = store.epoch().await.unwrap();
    assert_eq!(epoch.len(), 16);
    assert!(epoch.chars().all(|c| c.is_ascii_hexdigit()));
    assert_eq!(bed.beside(&store).await.epoch().await.unwrap(), epoch);
    store.close().await;
    let store = bed.open().await;
    assert_eq!(store.epoch().await.unwrap(), epoch);
    store.renew_epoch().await.unwrap();
    assert_ne!(store.epoch().await.unwrap(), epoch);
}

pub(crate) async fn a_newer_database_is_refused(bed: &impl Bed) {
    bed.open().await.close().await;
    bed.execute("INSERT INTO migration (number) VALUES (4711)").await;
    let refused = bed.try_open().await.map(drop);
    let Err(StoreError::Newer { found: 4711, known }) = refused else { panic!("{refused:?}") };
    assert!(known >= 1);
    bed.execute("DELETE FROM migration WHERE number = 4711").await;
    bed.open().await.ready().await.unwrap();
}
