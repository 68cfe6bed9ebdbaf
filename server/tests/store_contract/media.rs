//! Pictures: found by source, replaced, deleted.

use uuid::Uuid;
use vitrine_server::store::{ClipKind, ClipRecord, MediaRecord, Store as _, StoreError};
use vitrine_shared::ids::{AccountId, ConversationId, MediaId};
use vitrine_shared::room::MediaSize;
use vitrine_shared::wire::ErrorCode;

use super::bed::{Bed, Shop, seed_of};

fn picture(account: AccountId, source: &str) -> MediaRecord {
    MediaRecord {
        account,
        id: MediaId(Uuid::now_v7()),
        conversation: None,
        blob_name: [3; 32],
        size: MediaSize { width: 2_400, height: 1_800 },
        title: "Seam".to_owned(),
        source: source.to_owned(),
        shelf_place: None,
        clip: None,
        ready: true,
        problem: None,
    }
}

pub(crate) async fn cv2_a_source_is_fetched_once(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let account = shop.account();
    // For a conversation that is only a name yet.
    let first = MediaRecord {
        conversation: Some(ConversationId(Uuid::now_v7())),
        ..picture(account, "https://bags.example/seam.jpg")
    };
    shop.store.insert_media(&first).await.unwrap();
    let second = picture(account, &first.source);
    let refused = shop.store.insert_media(&second).await;
    assert!(matches!(refused, Err(StoreError::Conflict("media_source"))), "{refused:?}");
    let found = shop.store.find_media_by_source(account, &first.source).await.unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    assert_eq!(shop.store.find_media(account, first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(shop.store.find_media(account, second.id).await.unwrap(), None);
    // Another shop may show the same address.
    let other = shop.store.seed(&seed_of("shoes")).await.unwrap().account;
    shop.store.insert_media(&picture(other, &first.source)).await.unwrap();
}

pub(crate) async fn the_shelf_is_in_order_of_place(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let on = |place| MediaRecord {
        shelf_place: place,
        ..picture(shop.account(), &format!("https://bags.example/{place:?}.jpg"))
    };
    let (second, none, first) = (on(Some(20)), on(None), on(Some(3)));
    for media in [&second, &none, &first] {
        shop.store.insert_media(media).await.unwrap();
    }
    assert_eq!(shop.store.list_shelf(shop.account()).await.unwrap(), [first, second]);
}

pub(crate) async fn a_preview_becomes_the_sharp_picture_under_one_id(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let account = shop.account();
    let preview = MediaRecord { ready: false, ..picture(account, "upload:1") };
    shop.store.insert_media(&preview).await.unwrap();
    let failed = MediaRecord { problem: Some(ErrorCode::TooManyPixels), ..preview.clone() };
    assert!(shop.store.update_media(&failed).await.unwrap());
    assert_eq!(shop.store.find_media(account, preview.id).await.unwrap(), Some(failed));
    let sharp = MediaRecord {
        blob_name: [4; 32],
        size: MediaSize { width: 12_000, height: 9_000 },
        ready: true,
        problem: None,
        ..preview.clone()
    };
    assert!(shop.store.update_media(&sharp).await.unwrap());
    assert_eq!(shop.store.find_media(account, preview.id).await.unwrap(), Some(sharp));
    let elsewhere = shop.store.seed(&seed_of("shoes")).await.unwrap().account;
    let foreign = MediaRecord { account: elsewhere, ..preview };
    assert!(!shop.store.update_media(&foreign).await.unwrap());
}

pub(crate) async fn a_film_is_known_before_its_bytes_are_there(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let account = shop.account();
    let announced = Some(ClipRecord { duration_ms: 86_400_000, kind: None });
    let poster = MediaRecord { ready: false, clip: announced, ..picture(account, "upload:film") };
    shop.store.insert_media(&poster).await.unwrap();
    assert_eq!(shop.store.find_media(account, poster.id).await.unwrap(), Some(poster.clone()));
    for kind in [ClipKind::Mp4, ClipKind::Webm] {
        let clip = announced.map(|clip| ClipRecord { kind: Some(kind), ..clip });
        let film = MediaRecord { ready: true, clip, ..poster.clone() };
        assert!(shop.store.update_media(&film).await.unwrap());
        assert_eq!(shop.store.find_media(account, poster.id).await.unwrap(), Some(film));
    }
}

pub(crate) async fn s65_a_deleted_picture_is_gone_and_names_its_blobs_once(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (account, store) = (shop.account(), &shop.store);
    let (first, second) = (picture(account, "a"), picture(account, "b"));
    for media in [&first, &second] {
        store.insert_media(media).await.unwrap();
    }
    let other = store.seed(&seed_of("shoes")).await.unwrap().account;
    assert_eq!(store.delete_media(other, first.id).await.unwrap(), None);
    assert!(store.find_media(account, first.id).await.unwrap().is_some());
    // Both have the same blobs, as pictures of older versions may.
    assert_eq!(store.delete_media(account, first.id).await.unwrap(), None);
    assert_eq!(store.find_media(account, first.id).await.unwrap(), None);
    assert!(store.is_blob_used([3; 32]).await.unwrap());
    assert_eq!(store.delete_media(account, second.id).await.unwrap(), Some([3; 32]));
    assert_eq!(store.delete_media(account, second.id).await.unwrap(), None);
    assert!(!store.is_blob_used([3; 32]).await.unwrap());
    store.insert_media(&first).await.unwrap();
}

pub(crate) async fn the_pictures_of_a_conversation_are_known(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (account, store) = (shop.account(), &shop.store);
    let of = |conversation, source| MediaRecord {
        conversation: Some(conversation),
        ..picture(account, source)
    };
    let other = ConversationId(Uuid::now_v7());
    let all = [of(shop.conversation, "a"), of(other, "b"), picture(account, "c")];
    for media in &all {
        store.insert_media(media).await.unwrap();
    }
    assert_eq!(store.list_media_of(account, shop.conversation).await.unwrap(), all[..1]);
    let elsewhere = store.seed(&seed_of("shoes")).await.unwrap().account;
    assert_eq!(store.list_media_of(elsewhere, shop.conversation).await.unwrap(), []);
}
