//! Who answers a conversation, how it ends, how far it was read, and what was erased.

use std::sync::Arc;

use uuid::Uuid;
use vitrine_server::store::{
    ConversationFilter, ConversationRecord, OperationResult, ReceiptRecord, Store,
};
use vitrine_shared::ids::{ConversationId, MediaId, ParticipantId};
use vitrine_shared::room::{
    Command, EventBody, Principal, Redact, RedactTarget, Rejected, Release, Resolve, Role, Status,
    Stream, Take,
};
use vitrine_shared::time::UnixMillis;

use super::bed::{Bed, Shop, StoreBed, add_item, note, pending, say};

fn colleague() -> Principal {
    Principal { participant: ParticipantId(Uuid::from_u128(7)), role: Role::Agent }
}

fn take(from: Option<Principal>) -> Command {
    Command::Take(Take { from: from.map(|who| who.participant) })
}

async fn row(shop: &Shop<impl Store>) -> ConversationRecord {
    let found = shop.store.find_conversation(shop.account(), shop.conversation).await;
    found.unwrap().unwrap()
}

async fn list(shop: &Shop<impl Store>, filter: ConversationFilter) -> Vec<ConversationId> {
    let rows = shop.store.list_conversations(shop.account(), filter, 10).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

pub(crate) async fn co1_of_two_who_take_at_once_one_wins(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    let both = vec![pending(shop.agent(), take(None)), pending(colleague(), take(None))];
    let committed = node.append(both).await;
    let lost = OperationResult::Refused(Rejected::Taken);
    assert_eq!(committed.results, [OperationResult::Done { seq: 1 }, lost]);
    assert_eq!(row(&shop).await.assignee, Some(shop.agent().participant));
}

pub(crate) async fn co6_what_the_former_one_has_under_way_is_stale(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    let first = node.act(shop.agent(), take(None)).await;
    assert_eq!(first.acl_epoch, 0, "from nobody to somebody takes nothing from anybody");
    let over = pending(colleague(), take(Some(shop.agent())));
    let late = pending(shop.agent(), say("I was about to say"));
    let committed = node.append(vec![over, late]).await;
    assert_eq!(committed.results[1], OperationResult::Stale);
    assert_eq!((committed.acl_epoch, row(&shop).await.acl_epoch), (1, 1));
    let mut again = pending(shop.agent(), say("I was about to say"));
    again.acl_epoch = 1;
    let refused = node.append(vec![again]).await.results;
    assert_eq!(refused, [OperationResult::Refused(Rejected::NotYours)]);
    let rebuilt = shop.store.rebuild_conversation(shop.account(), shop.conversation).await;
    assert_eq!(rebuilt.unwrap().unwrap().acl_epoch, 1, "rebuilding keeps the fence");
}

pub(crate) async fn ls4_each_view_holds_its_own(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let other = Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() };
    let (mut mine, mut free) = (shop.node(), other.node());
    mine.act(shop.visitor(), say("one")).await;
    mine.act(shop.agent(), take(None)).await;
    free.now = mine.now;
    free.act(shop.visitor(), say("two")).await;
    let me = shop.agent().participant;
    let (a, b) = (shop.conversation, other.conversation);
    assert_eq!(list(&shop, ConversationFilter::Open).await, [b, a]);
    assert_eq!(list(&shop, ConversationFilter::Unassigned).await, [b]);
    assert_eq!(list(&shop, ConversationFilter::AnsweredBy(me)).await, [a]);
    let mut counts = shop.store.count_open(shop.account()).await.unwrap();
    counts.sort_unstable();
    assert_eq!(counts, [(None, 1), (Some(me), 1)]);
    mine.act(shop.agent(), Command::Resolve(Resolve {})).await;
    assert_eq!(list(&shop, ConversationFilter::Open).await, [b]);
    assert_eq!(list(&shop, ConversationFilter::Resolved).await, [a]);
    assert_eq!(list(&shop, ConversationFilter::AnsweredBy(me)).await, []);
    let record = row(&shop).await;
    assert_eq!((record.status, record.waiting_since), (Status::Resolved, None));
    let below = async |at, id| {
        let rows = shop.store.list_ended_below(shop.account(), at, id, 9).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let last = ConversationId(Uuid::max());
    assert_eq!(below(UnixMillis(i64::MAX), last).await, [a], "ended ones only");
    assert_eq!(below(record.active_at, last).await, [a], "of one moment by their ids");
    assert_eq!(below(record.active_at, a).await, []);
    mine.act(shop.agent(), Command::Release(Release {})).await;
    assert_eq!(row(&shop).await.assignee, Some(me), "an ended one is not let go of");
}

pub(crate) async fn co3_an_ended_conversation_is_past_and_a_new_one_begins(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    let (account, visitor) = (shop.account(), shop.visitor_id);
    let open = shop.store.find_conversation_of(account, visitor).await.unwrap();
    assert_eq!(open.map(|row| row.id), Some(shop.conversation));
    node.act(shop.visitor(), Command::Resolve(Resolve {})).await;
    assert_eq!(shop.store.find_conversation_of(account, visitor).await.unwrap(), None);
    let past = shop.store.list_past_of(account, visitor, 5).await.unwrap();
    assert_eq!(past.iter().map(|row| row.id).collect::<Vec<_>>(), [shop.conversation]);
}

pub(crate) async fn s17_a_history_is_of_one_visitor_and_goes_back_page_by_page(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let namesake = Shop { visitor_id: shop.new_visitor(Some("Luis")).await, ..shop.clone() };
    let later = |shop: &Shop| Shop { conversation: ConversationId(Uuid::now_v7()), ..shop.clone() };
    let (second, third, foreign) = (later(&shop), later(&shop), later(&namesake));
    let mut node = shop.node();
    node.act(shop.agent(), say("Hello! How can I help?")).await;
    node.act(shop.visitor(), say("Is it lined?")).await;
    node.act(shop.agent(), Command::Resolve(Resolve {})).await;
    // The first message is gone, the next one stands.
    let mut node = second.node();
    node.act(shop.visitor(), say("4111 1111")).await;
    node.act(shop.visitor(), say("Sorry, wrong window")).await;
    let target = RedactTarget {
        author: shop.visitor().participant,
        at: UnixMillis(node.now),
        erasable: true,
    };
    let redact = Redact { stream: Stream::Public, seq: 2, target: Some(target) };
    node.act(shop.visitor(), Command::Redact(redact)).await;
    third.node().act(shop.visitor(), add_item(1)).await;
    foreign.node().act(namesake.visitor(), say("I am also called Luis")).await;

    let (account, visitor) = (shop.account(), shop.visitor_id);
    let page = async |before, limit| {
        shop.store.list_history_of(account, visitor, before, limit).await.unwrap()
    };
    let all = page(None, 9).await;
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    assert_eq!(ids, [third.conversation, second.conversation, shop.conversation]);
    let lines: Vec<_> = all.iter().map(|one| one.first_line.as_deref()).collect();
    assert_eq!(lines, [None, Some("Sorry, wrong window"), Some("Hello! How can I help?")]);
    assert_eq!(all[0].picture, Some(MediaId(Uuid::from_u128(0x401))));
    let answered: Vec<_> = all.iter().map(|one| one.answered_by.is_some()).collect();
    assert_eq!(answered, [false, false, true]);
    assert_eq!(all[2].status, Status::Resolved);
    assert_eq!(page(None, 2).await, all[..2]);
    assert_eq!(page(Some(second.conversation), 9).await, all[2..]);
    let other = shop.store.list_history_of(account, namesake.visitor_id, None, 9).await.unwrap();
    assert_eq!(other.len(), 1, "a name joins nothing");
    let tenant = Shop::make(Arc::clone(&shop.store), "another shop").await.account();
    assert_eq!(shop.store.list_history_of(tenant, visitor, None, 9).await.unwrap(), []);
}

pub(crate) async fn rc1_receipts_only_grow(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    shop.node().act(shop.visitor(), say("Hello")).await;
    let (account, conversation) = (shop.account(), shop.conversation);
    let participant = shop.agent().participant;
    let at = |delivered, read| ReceiptRecord { conversation, participant, delivered, read };
    for receipt in [at(2, 1), at(1, 2), at(0, 0)] {
        shop.store.write_receipts(account, vec![receipt]).await.unwrap();
    }
    let nowhere = ReceiptRecord { conversation: ConversationId(Uuid::now_v7()), ..at(1, 1) };
    shop.store.write_receipts(account, vec![nowhere]).await.unwrap();
    let stored = shop.store.receipts_of_conversation(account, conversation).await.unwrap();
    assert_eq!(stored, [at(2, 2)]);
    let read = shop.store.receipts_of_participant(account, participant).await.unwrap();
    assert_eq!(read, [at(2, 2)]);
}

pub(crate) async fn co5_an_erased_message_leaves_its_place_and_nothing_else(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("My card is 4111 1111")).await;
    node.act(shop.agent(), note("4111 seen")).await;
    let redact = |stream, seq, author: Principal, at| {
        let target =
            RedactTarget { author: author.participant, at: UnixMillis(at), erasable: true };
        Command::Redact(Redact { stream, seq, target: Some(target) })
    };
    let message = redact(Stream::Public, 2, shop.visitor(), node.now);
    node.act(shop.visitor(), message).await;
    node.act(shop.agent(), redact(Stream::Staff, 1, shop.agent(), node.now)).await;
    let before = row(&shop).await;
    assert_eq!(before.last_line, None);
    assert_eq!((before.unanswered, before.recent_messages.as_slice()), (1, &[2][..]));
    let (account, id) = (shop.account(), shop.conversation);
    for stream in [Stream::Public, Stream::Staff] {
        let events = shop.store.events_after(account, id, stream, 0, 10).await.unwrap();
        let text = serde_json::to_string(&events).unwrap();
        assert!(!text.contains("4111"), "{text}");
        assert!(events.iter().any(|event| matches!(event.body, EventBody::Erased(_))));
        let page = shop.store.messages_before(account, id, stream, 99, 10).await.unwrap();
        assert_eq!(page.messages.len(), 1, "its place stays in the thread");
    }
    let rebuilt = shop.store.rebuild_conversation(account, id).await.unwrap().unwrap();
    assert_eq!(rebuilt, before);
    let loaded = shop.store.load_room(account, id).await.unwrap().unwrap().state;
    assert_eq!(loaded, node.state, "the state is the same with and without the words");
}
