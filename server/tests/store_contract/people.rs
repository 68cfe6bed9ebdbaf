//! Accounts and people, and the newest time.

use uuid::Uuid;
use vitrine_server::store::{Seed, Store, StoreError, VisitorRecord};
use vitrine_shared::ids::VisitorId;
use vitrine_shared::time::UnixMillis;

use super::bed::{Shop, StoreBed, note, say, seed_of};

pub(crate) async fn a_seed_is_made_once_and_then_brought_up_to_date(bed: &impl StoreBed) {
    let store = bed.open().await;
    let seed = seed_of("bags");
    let made = store.seed(&seed).await.unwrap();
    assert_eq!(store.seed(&seed).await.unwrap(), made);
    let moved = Seed {
        inbox_name: "Bags & more".to_owned(),
        inbox_origins: vec!["http://localhost:8081".to_owned(), "https://b.example".to_owned()],
        ..seed.clone()
    };
    assert_eq!(store.seed(&moved).await.unwrap(), made);
    let inbox = store.find_inbox(&seed.inbox_key).await.unwrap().unwrap();
    assert_eq!((inbox.account, inbox.id), (made.account, made.inbox));
    assert_eq!((inbox.name, inbox.origins), (moved.inbox_name, moved.inbox_origins));
    assert_eq!(store.find_inbox("unknown").await.unwrap(), None);
    let listed = store.list_inboxes(made.account).await.unwrap();
    assert_eq!(listed.iter().map(|inbox| inbox.id).collect::<Vec<_>>(), [made.inbox]);
    let agent = store.find_agent(made.account, made.agent).await.unwrap().unwrap();
    assert_eq!(agent.name, "Ana");
    let other = store.seed(&seed_of("shoes")).await.unwrap();
    assert_ne!(other.account, made.account);
    store.ready().await.unwrap();
}

pub(crate) async fn hs3_a_visitor_is_found_by_the_hash_of_its_token(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    let visitor = VisitorRecord {
        account: shop.account(),
        inbox: shop.seeded.inbox,
        id: VisitorId(Uuid::now_v7()),
        name: None,
    };
    shop.store.insert_visitor(&visitor, [7; 32], UnixMillis(900)).await.unwrap();
    let at =
        async |token, now| shop.store.find_visitor_by_token(token, UnixMillis(now)).await.unwrap();
    assert_eq!(at([7; 32], 899).await, Some(visitor.clone()));
    assert_eq!(at([7; 32], 900).await, None, "a token has an end");
    assert_eq!(at([8; 32], 1).await, None);
    let twin = VisitorRecord { id: VisitorId(Uuid::now_v7()), ..visitor };
    let refused = shop.store.insert_visitor(&twin, [7; 32], UnixMillis(900)).await;
    assert!(matches!(refused, Err(StoreError::Conflict("visitor"))), "{refused:?}");
}

pub(crate) async fn the_newest_stored_time_is_known(bed: &impl StoreBed) {
    let shop = Shop::open(bed).await;
    assert_eq!(shop.store.last_time().await.unwrap(), UnixMillis(0));
    let mut node = shop.node();
    node.act(shop.visitor(), say("Hello")).await;
    assert_eq!(shop.store.last_time().await.unwrap(), UnixMillis(node.now));
    node.act(shop.agent(), note("psst")).await;
    assert_eq!(shop.store.last_time().await.unwrap(), UnixMillis(node.now));
}
