//! Inboxes, the keys that sign identities, and whom a visitor turns out to be.

use uuid::Uuid;
use vitrine_server::store::{
    Identified, IdentityKeyRecord, InboxEntry, PeopleStore as _, Rotation, SignedIdentity,
    Store as _, StoreError, VisitorProfile, VisitorRecord,
};
use vitrine_shared::ids::{IdentityKeyId, InboxId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::{AuditAction, IdentityAlgorithm};

use super::bed::{Bed, Shop, entry};

pub(crate) async fn inboxes_are_added_once_and_changed(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let outlet = InboxEntry {
        account: shop.account(),
        id: InboxId(Uuid::now_v7()),
        key: "outlet".to_owned(),
        name: "Outlet".to_owned(),
        origins: vec!["https://outlet.example".to_owned()],
    };
    let (store, account) = (&shop.store, shop.account());
    let added = store.insert_inbox(outlet.clone(), entry(AuditAction::InboxAdded)).await.unwrap();
    let again = InboxEntry { key: "another".to_owned(), ..outlet.clone() };
    assert_eq!(store.insert_inbox(again, entry(AuditAction::InboxAdded)).await.unwrap(), added);
    assert_eq!(store.list_inbox_entries(account).await.unwrap().len(), 2);
    let origins = vec!["https://b.example".to_owned()];
    let moved = store
        .change_inbox(
            account,
            outlet.id,
            None,
            Some(origins.clone()),
            entry(AuditAction::InboxChanged),
        )
        .await
        .unwrap();
    assert_eq!(moved, Some(InboxEntry { origins: origins.clone(), ..outlet.clone() }));
    assert_eq!(store.find_inbox("outlet").await.unwrap().unwrap().origins, origins);
    let shoes = Shop::make(store.clone(), "shoes").await.account();
    let name = Some("x".to_owned());
    let foreign = store
        .change_inbox(shoes, outlet.id, name, None, entry(AuditAction::InboxChanged))
        .await
        .unwrap();
    assert_eq!(foreign, None);
}

pub(crate) async fn s16_an_inbox_has_two_keys_at_most(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account, inbox) = (&shop.store, shop.account(), shop.seeded.inbox);
    let key = |at| IdentityKeyRecord {
        account,
        inbox,
        id: IdentityKeyId(Uuid::now_v7()),
        algorithm: IdentityAlgorithm::EdDsa,
        material: vec![1, 2, 3],
        created_at: UnixMillis(at),
    };
    let (first, second) = (key(1), key(2));
    store.insert_identity_key(first.clone(), entry(AuditAction::IdentityKeyAdded)).await.unwrap();
    let twin = store.insert_identity_key(first.clone(), entry(AuditAction::IdentityKeyAdded)).await;
    assert!(matches!(twin, Err(StoreError::Conflict("identity_key"))), "{twin:?}");
    store.insert_identity_key(second.clone(), entry(AuditAction::IdentityKeyAdded)).await.unwrap();
    let third = store.insert_identity_key(key(3), entry(AuditAction::IdentityKeyAdded)).await;
    assert!(matches!(third, Err(StoreError::Conflict("identity_keys"))), "{third:?}");
    let listed = store.list_identity_keys(account, inbox).await.unwrap();
    assert!(listed == [first.clone(), second.clone()]);
    let shoes = Shop::make(store.clone(), "shoes").await;
    assert!(store.list_identity_keys(shoes.account(), inbox).await.unwrap().is_empty());
    let stray = IdentityKeyRecord { account: shoes.account(), ..key(4) };
    let stray = store.insert_identity_key(stray, entry(AuditAction::IdentityKeyAdded)).await;
    assert!(matches!(stray, Err(StoreError::Conflict("inbox"))), "{stray:?}");
    let delete = async |account, id| {
        store
            .delete_identity_key(account, inbox, id, entry(AuditAction::IdentityKeyRemoved))
            .await
            .unwrap()
    };
    assert!(!delete(shoes.account(), first.id).await);
    assert!(delete(account, first.id).await);
    assert!(!delete(account, first.id).await);
    store.insert_identity_key(key(3), entry(AuditAction::IdentityKeyAdded)).await.unwrap();
}

pub(crate) async fn s17_what_a_visitor_tells_does_not_cover_what_was_signed(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account) = (&shop.store, shop.account());
    let tell = async |name: Option<&str>, email: Option<&str>| {
        let (name, email) = (name.map(str::to_owned), email.map(str::to_owned));
        store.tell_profile(account, shop.visitor_id, name, email).await.unwrap().unwrap()
    };
    let told = tell(Some("Lu"), Some("lu@home.example")).await;
    let expected = VisitorProfile {
        name: Some("Lu".to_owned()),
        email: Some("lu@home.example".to_owned()),
        verified: false,
    };
    assert_eq!(told, expected);
    assert_eq!(tell(None, Some("")).await.email, None, "an empty text takes away");
    let caller = caller(&shop, shop.visitor_id);
    let signed = SignedIdentity { email: None, ..identity(1, "c-1") };
    store
        .identify(&caller, signed, rotation(1, 2), entry(AuditAction::VisitorIdentified))
        .await
        .unwrap();
    let after = tell(Some("Somebody Else"), Some("lu@home.example")).await;
    assert_eq!(after.name.as_deref(), Some("Luis Ortega"), "the signed name stays");
    assert_eq!(after.email.as_deref(), Some("lu@home.example"), "the address was never signed");
    assert!(after.verified);
    assert_eq!(store.find_profile(account, shop.visitor_id).await.unwrap(), Some(after));
    let shoes = Shop::make(store.clone(), "shoes").await.account();
    assert_eq!(store.find_profile(shoes, shop.visitor_id).await.unwrap(), None);
    let foreign = store.tell_profile(shoes, shop.visitor_id, Some("x".to_owned()), None).await;
    assert_eq!(foreign.unwrap(), None);
}

pub(crate) async fn s16_a_signed_token_counts_once(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let visitor = caller(&shop, shop.visitor_id);
    let identify = async |jti, at: i64| {
        let audit = vitrine_server::store::AuditDraft {
            at: UnixMillis(at),
            ..entry(AuditAction::VisitorIdentified)
        };
        let to = u8::try_from(at / 1_000).unwrap();
        let (signed, rotation) = (identity(jti, "c-1"), rotation(1, to));
        shop.store.identify(&visitor, signed, rotation, audit).await.unwrap()
    };
    assert!(matches!(identify(1, 1_000).await, Identified::As(_)));
    assert_eq!(identify(1, 2_000).await, Identified::Replayed);
    assert!(matches!(identify(2, 3_000).await, Identified::As(_)));
    // What can no longer be used need not be remembered.
    assert!(matches!(identify(3, 9_000).await, Identified::As(_)));
    assert_eq!(bed.number("SELECT COUNT(*) FROM identity_jti").await, 1);
}

pub(crate) async fn s17_only_a_signature_leads_to_another_visitors_history(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account) = (&shop.store, shop.account());
    let known = caller(&shop, shop.visitor_id);
    let identify = async |who: &VisitorRecord, jti, to, external: &str| {
        let (signed, rotation) = (identity(jti, external), rotation(90, to));
        match store
            .identify(who, signed, rotation, entry(AuditAction::VisitorIdentified))
            .await
            .unwrap()
        {
            Identified::As(visitor) => visitor,
            Identified::Replayed => unreachable!("every token is new"),
        }
    };
    assert_eq!(identify(&known, 1, 11, "c-1").await.id, known.id);
    // Another browser tells the same address and stays who it is.
    let stranger = caller(&shop, shop.new_visitor(None).await);
    let same = Some("luis@home.example".to_owned());
    store.tell_profile(account, stranger.id, None, same).await.unwrap();
    let profile = store.find_profile(account, stranger.id).await.unwrap().unwrap();
    assert!(!profile.verified);
    // With the shop's word it goes over to the person; its own visitor stays apart.
    assert_eq!(identify(&stranger, 2, 12, "c-1").await.id, known.id);
    let profile = store.find_profile(account, stranger.id).await.unwrap().unwrap();
    assert!(!profile.verified, "nothing was merged");
    // Somebody else on the same browser is somebody else.
    let second = identify(&known, 3, 13, "c-2").await;
    assert_ne!(second.id, known.id);
    let found = store.find_visitor_by_token([13; 32], UnixMillis(1)).await.unwrap();
    assert_eq!(found.map(|visitor| visitor.id), Some(second.id));
    let found = store.find_visitor_by_token([11; 32], UnixMillis(1)).await.unwrap();
    assert_eq!(found.map(|visitor| visitor.id), Some(known.id), "other browsers stay signed in");
    // The same name in another shop is another person.
    let shoes = Shop::make(store.clone(), "shoes").await;
    let there = caller(&shoes, shoes.visitor_id);
    assert_eq!(identify(&there, 4, 14, "c-1").await.id, there.id);
}

pub(crate) async fn s14_the_token_before_works_a_little_longer(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let visitor = VisitorRecord {
        id: vitrine_shared::ids::VisitorId(Uuid::now_v7()),
        ..caller(&shop, shop.visitor_id)
    };
    let store = &shop.store;
    store.insert_visitor(&visitor, [1; 32], UnixMillis(5_000)).await.unwrap();
    let at = async |token: u8, now| {
        store.find_visitor_by_token([token; 32], UnixMillis(now)).await.unwrap().is_some()
    };
    let signed = identity(1, "c-1");
    store
        .identify(&visitor, signed, rotation(1, 2), entry(AuditAction::VisitorIdentified))
        .await
        .unwrap();
    assert!(at(1, 1_999).await && !at(1, 2_000).await);
    assert!(at(2, 8_999).await && !at(2, 9_000).await);
    // A token that has ended already does not come back to life.
    let late = Rotation { from_until: UnixMillis(7_000), ..rotation(1, 3) };
    store
        .identify(&visitor, identity(2, "c-1"), late, entry(AuditAction::VisitorIdentified))
        .await
        .unwrap();
    assert!(!at(1, 2_000).await);
}

fn caller(shop: &Shop, id: vitrine_shared::ids::VisitorId) -> VisitorRecord {
    VisitorRecord { account: shop.account(), inbox: shop.seeded.inbox, id, name: None }
}

fn identity(jti: u8, external: &str) -> SignedIdentity {
    SignedIdentity {
        jti: [jti; 32],
        expires_at: UnixMillis(8_000),
        external_id: external.to_owned(),
        name: Some("Luis Ortega".to_owned()),
        email: Some("luis@home.example".to_owned()),
    }
}

/// From one token, which works until 2,000, to another, which works until 9,000.
fn rotation(from: u8, to: u8) -> Rotation {
    Rotation {
        from: [from; 32],
        from_until: UnixMillis(2_000),
        to: [to; 32],
        to_until: UnixMillis(9_000),
    }
}
