//! One writer: places in the log, repeats, neighbours and the fence.

use uuid::Uuid;
use vitrine_server::store::{
    ConversationFilter, OperationResult, PendingOperation, RoomOutcome, Store,
};
use vitrine_shared::ids::{ConversationId, SessionId, VisitorId};
use vitrine_shared::room::{Command, EventBody, LinkZoom, Rejected, RotateItem, Stream, TakeLead};
use vitrine_shared::time::UnixMillis;

use super::bed::{Shop, StoreBed, add_item, item, note, pending, say};

/// How many public events are stored.
async fn events(shop: &Shop<impl Store>) -> usize {
    let log = shop.store.events_after(shop.account(), shop.conversation, Stream::Public, 0, 99);
    log.await.unwrap().len()
}

pub(crate) async fn op3_both_streams_count_without_gaps_and_answers_name_the_seq(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let first = node.append(vec![
        pending(shop.visitor(), say("Is it leather?")),
        pending(shop.agent(), note("asks every week")),
        pending(shop.agent(), say("It is.")),
    ]);
    let room = first.await;
    // 1 and 3 are the arrivals of the two; who of the staff writes first answers, which is the
    // second staff event.
    let done = |seq| OperationResult::Done { seq };
    assert_eq!(room.results, [done(2), done(1), done(4)]);
    let room = node.act(shop.agent(), note("bought one")).await;
    assert_eq!(room.results, [done(3)]);
    for (stream, seqs) in [(Stream::Public, vec![1, 2, 3, 4]), (Stream::Staff, vec![1, 2, 3])] {
        let log = shop.store.events_after(shop.account(), shop.conversation, stream, 0, 99).await;
        let stored: Vec<u32> = log.unwrap().iter().map(|event| event.seq).collect();
        assert_eq!(stored, seqs);
    }
    let staff = shop.store.events_after(shop.account(), shop.conversation, Stream::Staff, 0, 99);
    let staff = staff.await.unwrap();
    let EventBody::NoteAdded(last) = &staff[2].body else { panic!("{staff:?}") };
    assert_eq!(last.after_public_seq, 4);
}

pub(crate) async fn op9_a_repeat_is_answered_with_the_first_seq_for_ever(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let first = pending(shop.visitor(), say("Hello"));
    node.append(vec![first.clone()]).await;
    node.act(shop.agent(), say("Hi")).await;
    let room = node.append(vec![first.clone()]).await;
    assert_eq!(room.results, [OperationResult::Repeated { seq: 2 }]);
    assert_eq!(room.events, []);
    shop.store.close().await;

    // Another process, another fence: what happened stays answered.
    let shop = Shop { store: bed.open().await, ..shop };
    shop.store.raise_acl_epoch(shop.account(), shop.conversation).await.unwrap();
    let mut node = shop.node();
    let room = node.append(vec![first]).await;
    assert_eq!(room.results, [OperationResult::Repeated { seq: 2 }]);
    assert_eq!(node.state.head, 4);
}

pub(crate) async fn op9_a_repeat_within_one_batch_happens_once(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let once = pending(shop.visitor(), say("Hello"));
    let room = shop.node().append(vec![once.clone(), once]).await;
    let expected = [OperationResult::Done { seq: 2 }, OperationResult::Repeated { seq: 2 }];
    assert_eq!(room.results, expected);
    assert_eq!(room.state.head, 2);
}

pub(crate) async fn op9_the_same_cid_of_another_actor_is_another_operation(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let mine = pending(shop.visitor(), say("Hello"));
    let theirs = PendingOperation { principal: shop.agent(), ..mine.clone() };
    node.append(vec![mine.clone()]).await;
    let room = node.append(vec![theirs.clone()]).await;
    assert_eq!(room.results, [OperationResult::Done { seq: 4 }]);
    let room = node.append(vec![mine, theirs]).await;
    let expected = [OperationResult::Repeated { seq: 2 }, OperationResult::Repeated { seq: 4 }];
    assert_eq!(room.results, expected);
}

pub(crate) async fn op9_an_operation_of_several_events_repeats_as_one(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let add = pending(shop.agent(), add_item(1));
    let room = node.append(vec![add.clone()]).await;
    // Joined, added, shown.
    assert_eq!(room.results, [OperationResult::Done { seq: 3 }]);
    let room = node.append(vec![add]).await;
    assert_eq!(room.results, [OperationResult::Repeated { seq: 3 }]);
    assert_eq!(room.state.items.len(), 1);
}

pub(crate) async fn op9_an_operation_that_changed_nothing_is_not_decided_anew(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.agent(), add_item(1)).await;
    let turn = |quarter_turns| Command::RotateItem(RotateItem { item: item(1), quarter_turns });
    let nothing = pending(shop.agent(), turn(0));
    let room = node.append(vec![nothing.clone(), nothing.clone()]).await;
    let expected = [OperationResult::Done { seq: 3 }, OperationResult::Repeated { seq: 3 }];
    assert_eq!(room.results, expected);
    // Others turn the picture; the late repeat must not turn it back.
    node.act(shop.visitor(), turn(2)).await;
    let room = node.append(vec![nothing.clone()]).await;
    assert_eq!(room.results, [OperationResult::Repeated { seq: 3 }]);
    assert_eq!((room.state.items[0].quarter_turns, room.events.len()), (2, 0));
    // The same name in another hand is another operation.
    let theirs = PendingOperation { principal: shop.visitor(), ..nothing };
    let room = node.append(vec![theirs]).await;
    assert_eq!(room.state.items[0].quarter_turns, 0);
}

pub(crate) async fn op9_where_nothing_was_said_yet_changing_nothing_is_never_granted(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let linked = |linked| Command::LinkZoom(LinkZoom { linked });
    let nothing = pending(shop.visitor(), linked(true));
    let refused = OperationResult::Refused(Rejected::NotBegun);
    assert_eq!(node.append(vec![nothing.clone()]).await.results, [refused]);
    // Nor is it when the conversation begins in the same breath.
    let both = vec![nothing.clone(), pending(shop.visitor(), say("Hello"))];
    let room = node.append(both).await;
    assert_eq!(room.results, [refused, OperationResult::Done { seq: 2 }]);
    // What was never granted may be decided anew, and then stays what it is.
    let granted = OperationResult::Done { seq: 2 };
    assert_eq!(node.append(vec![nothing.clone()]).await.results, [granted]);
    node.act(shop.agent(), linked(false)).await;
    let room = node.append(vec![nothing]).await;
    assert_eq!(room.results, [OperationResult::Repeated { seq: 2 }]);
    assert!(!room.state.zoom_linked);
}

pub(crate) async fn ld1_of_two_hands_in_one_batch_one_gets_the_lead(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let take = || Command::TakeLead(TakeLead { session: SessionId(Uuid::now_v7()) });
    let asked = vec![pending(shop.visitor(), take()), pending(shop.agent(), take())];
    let room = node.append(asked).await;
    let refused = OperationResult::Refused(Rejected::LeadBusy);
    assert_eq!(room.results, [OperationResult::Done { seq: 2 }, refused]);
}

pub(crate) async fn op10_author_and_time_are_set_by_the_server(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let operation = pending(shop.visitor(), say("  Hello  "));
    let cid = operation.cid;
    let room = node.append(vec![operation]).await;
    let (stream, event) = room.events.last().unwrap();
    assert_eq!(*stream, Stream::Public);
    assert_eq!((event.at, event.actor), (UnixMillis(node.now), shop.visitor().participant));
    assert_eq!(event.cid, cid);
    let log = shop.store.events_after(shop.account(), shop.conversation, Stream::Public, 1, 9);
    assert_eq!(log.await.unwrap(), std::slice::from_ref(event));
}

pub(crate) async fn op11_refused_and_repeated_operations_leave_their_neighbours_alone(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    let first = pending(shop.visitor(), say("one"));
    node.append(vec![first.clone()]).await;
    let room = node.append(vec![
        pending(shop.visitor(), say("two")),
        pending(shop.visitor(), note("not for me")),
        first,
        pending(shop.visitor(), say("   ")),
        pending(shop.visitor(), say("three")),
    ]);
    let expected = [
        OperationResult::Done { seq: 3 },
        OperationResult::Refused(Rejected::Forbidden),
        OperationResult::Repeated { seq: 2 },
        OperationResult::Refused(Rejected::TextLength),
        OperationResult::Done { seq: 4 },
    ];
    assert_eq!(room.await.results, expected);
    let loaded = shop.store.load_room(shop.account(), shop.conversation).await.unwrap().unwrap();
    assert_eq!(loaded.state, node.state);
}

pub(crate) async fn op11_a_batch_that_cannot_be_stored_leaves_nothing_of_any_room(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    let good = shop.node().batch(vec![pending(shop.visitor(), say("kept?"))]);
    let mut bad = shop.node().batch(vec![pending(shop.visitor(), say("nobody's"))]);
    bad.conversation = ConversationId(Uuid::now_v7());
    bad.origin.visitor = VisitorId(Uuid::now_v7());
    shop.store.append(vec![good, bad], UnixMillis(5)).await.unwrap_err();
    assert_eq!(events(&shop).await, 0);
    let rows = shop.store.list_conversations(shop.account(), ConversationFilter::Open, 9).await;
    assert_eq!(rows.unwrap(), []);
    // The store goes on.
    let room = shop.node().act(shop.visitor(), say("now")).await;
    assert_eq!(room.state.head, 2);
}

pub(crate) async fn op12_an_operation_under_an_older_fence_is_stale(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    assert_eq!(shop.store.raise_acl_epoch(shop.account(), shop.conversation).await.unwrap(), 1);
    let old = pending(shop.visitor(), say("late"));
    let new = PendingOperation { acl_epoch: 1, ..pending(shop.visitor(), say("in time")) };
    let room = node.append(vec![old, new]).await;
    assert_eq!(room.results, [OperationResult::Stale, OperationResult::Done { seq: 3 }]);
    assert_eq!(room.acl_epoch, 1);
    let loaded = shop.store.load_room(shop.account(), shop.conversation).await.unwrap().unwrap();
    assert_eq!(loaded.acl_epoch, 1);
}

pub(crate) async fn op1_two_batches_of_one_room_in_one_call_are_not_mixed(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let node = shop.node();
    let first = node.batch(vec![pending(shop.visitor(), say("one"))]);
    let second = node.batch(vec![pending(shop.visitor(), say("two"))]);
    let outcomes = shop.store.append(vec![first, second], UnixMillis(5)).await.unwrap();
    // One of them is put off; nothing is decided on a state it has not seen.
    let busy = outcomes.iter().filter(|outcome| **outcome == RoomOutcome::Busy).count();
    assert_eq!(busy, 1);
    assert_eq!(events(&shop).await, 2);
}

pub(crate) async fn op1_more_rooms_than_one_statement_holds_are_answered_in_order(
    bed: &impl StoreBed,
) {
    let shop = Shop::open(bed).await;
    assert_eq!(shop.store.append(vec![], UnixMillis(1)).await.unwrap(), []);
    // Ids in another order than the rooms (a golden ratio walks all over the range).
    let id = |n: u128| Uuid::from_u128(n.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
    let mut rooms: Vec<_> = (1..=150)
        .map(|n| Shop { conversation: ConversationId(id(n)), ..shop.clone() }.node())
        .collect();
    for round in 1..=2_u32 {
        let batches = rooms.iter().enumerate().map(|(place, room)| {
            let text = say(&format!("{round}.{place}"));
            room.batch(vec![pending(shop.visitor(), text)])
        });
        let now = UnixMillis(i64::from(round));
        let outcomes = shop.store.append(batches.collect(), now).await.unwrap();
        assert_eq!(outcomes.len(), rooms.len());
        for (place, (outcome, room)) in outcomes.into_iter().zip(&mut rooms).enumerate() {
            let RoomOutcome::Committed(committed) = outcome else { panic!("{outcome:?}") };
            let seq = round + 1;
            assert_eq!(committed.results, [OperationResult::Done { seq }]);
            let (_, event) = committed.events.last().unwrap();
            let EventBody::MessageSent(message) = &event.body else { panic!("{event:?}") };
            assert_eq!(message.text, format!("{round}.{place}"));
            room.state = committed.state;
        }
    }
}
