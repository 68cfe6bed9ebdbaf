//! Links for other devices, and saved answers.

use uuid::Uuid;
use vitrine_server::store::{
    CannedRecord, CannedStore as _, CannedWritten, DeviceArrival, DeviceLinkDraft,
    DeviceStore as _, Store as _,
};
use vitrine_shared::ids::{CannedId, DeviceLinkId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::devices::{DeviceStep, DeviceUse};
use vitrine_shared::wire::people::AuditAction;

use super::bed::{Bed, Shop, entry};

/// When a link ends.
const END: UnixMillis = UnixMillis(9_000);

fn draft(shop: &Shop, secret: u8, purpose: DeviceUse) -> DeviceLinkDraft {
    DeviceLinkDraft {
        account: shop.account(),
        id: DeviceLinkId(Uuid::now_v7()),
        visitor: shop.visitor_id,
        conversation: shop.conversation,
        purpose,
        secret: [secret; 32],
        expires_at: END,
    }
}

fn arrival(token: u8) -> DeviceArrival {
    let device = "Safari, iPhone".to_owned();
    DeviceArrival { token: [token; 32], until: UnixMillis(50_000), device }
}

pub(crate) async fn s26_a_camera_joins_once_and_until_it_is_ended(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, now) = (&shop.store, UnixMillis(1_000));
    let link = draft(&shop, 1, DeviceUse::Camera);
    store.insert_device_link(link.clone(), now).await.unwrap();
    let state = async |at: i64| {
        let (account, visitor) = (shop.account(), shop.visitor_id);
        store.device_state(account, visitor, link.id, UnixMillis(at)).await.unwrap().unwrap()
    };
    assert_eq!(state(8_999).await.step, DeviceStep::Waiting);
    assert_eq!(state(9_000).await.step, DeviceStep::Expired);
    assert_eq!(store.redeem_camera([1; 32], arrival(9), END).await.unwrap(), None);
    let joined = store.redeem_camera([1; 32], arrival(10), now).await.unwrap().unwrap();
    assert_eq!((joined.link, joined.conversation), (link.id, shop.conversation));
    assert_eq!(joined.visitor.id, shop.visitor_id);
    assert_eq!(store.redeem_camera([1; 32], arrival(11), now).await.unwrap(), None);
    assert_eq!(state(1_000).await.device, "Safari, iPhone");
    let found = async |token: u8, at: i64| {
        store.find_camera([token; 32], UnixMillis(at)).await.unwrap().is_some()
    };
    assert!(found(10, 49_999).await && !found(10, 50_000).await && !found(11, 1_000).await);
    // The next camera ends the one that is there.
    store.insert_device_link(draft(&shop, 2, DeviceUse::Camera), now).await.unwrap();
    assert!(!found(10, 1_000).await);
    assert_eq!(state(1_000).await.step, DeviceStep::Ended);
}

pub(crate) async fn s26_a_device_carries_on_once_and_can_be_put_out(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, now, account) = (&shop.store, UnixMillis(1_000), shop.account());
    let link = draft(&shop, 1, DeviceUse::Continue);
    store.insert_device_link(link.clone(), now).await.unwrap();
    assert!(!store.redeem_continue("key-of-shoes", [1; 32], arrival(9), now).await.unwrap());
    assert_eq!(store.redeem_camera([1; 32], arrival(9), now).await.unwrap(), None);
    assert!(store.redeem_continue("key-of-bags", [1; 32], arrival(10), now).await.unwrap());
    assert!(!store.redeem_continue("key-of-bags", [1; 32], arrival(11), now).await.unwrap());
    assert!(store.find_visitor_by_token([10; 32], now).await.unwrap().is_some());
    assert_eq!(store.find_camera([10; 32], now).await.unwrap(), None, "it is no camera");
    let stranger = shop.new_visitor(None).await;
    let foreign = store.end_device_link(account, stranger, link.id, now).await.unwrap();
    assert_eq!(foreign, None);
    let ended = store.end_device_link(account, shop.visitor_id, link.id, now).await.unwrap();
    assert_eq!(ended, Some(true));
    assert_eq!(store.find_visitor_by_token([10; 32], now).await.unwrap(), None);
}

pub(crate) async fn a_saved_answer_has_its_name_once_in_its_place(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account) = (&shop.store, shop.account());
    let who = vitrine_shared::ids::AgentId(shop.agent().participant.0);
    let agent = Some(who);
    let record = |name: &str, agent| CannedRecord {
        account,
        id: CannedId(Uuid::now_v7()),
        agent,
        name: name.to_owned(),
        bodies: [("en".to_owned(), "Twice.".to_owned())].into(),
        language: "en".to_owned(),
        visuals: Vec::new(),
        uses: 0,
        changed_at: UnixMillis(1),
    };
    let mine = record("seam", agent);
    let insert = async |record: &CannedRecord, most: u32| {
        store.insert_canned(record, &[], most, Some(entry(AuditAction::CannedAdded))).await.unwrap()
    };
    assert_eq!(insert(&mine, 2).await, CannedWritten::Done);
    assert_eq!(insert(&record("seam", agent), 2).await, CannedWritten::NameTaken);
    assert_eq!(insert(&record("seam", None), 2).await, CannedWritten::Done, "another place");
    assert_eq!(insert(&record("zip", agent), 2).await, CannedWritten::Done);
    assert_eq!(insert(&record("buckle", agent), 2).await, CannedWritten::Full);
    assert!(store.count_canned_use(account, mine.id).await.unwrap());
    let listed = store.list_canned(account, who).await.unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!((listed[0].id, listed[0].uses), (mine.id, 1), "the most used first");
    let delete = async |at: Option<i64>| {
        store.set_canned_deleted(account, mine.id, at.map(UnixMillis), None).await.unwrap()
    };
    assert_eq!(delete(Some(5_000)).await, CannedWritten::Done);
    assert_eq!(delete(Some(5_000)).await, CannedWritten::Missing);
    assert_eq!(store.find_canned(account, mine.id).await.unwrap(), None);
    assert_eq!(delete(None).await, CannedWritten::Done);
    assert_eq!(delete(None).await, CannedWritten::Missing);
    assert_eq!(delete(Some(5_000)).await, CannedWritten::Done);
    assert_eq!(store.purge_canned(account, UnixMillis(5_000)).await.unwrap(), []);
    assert!(store.find_deleted_canned(account, mine.id).await.unwrap().is_some());
    store.purge_canned(account, UnixMillis(5_001)).await.unwrap();
    assert_eq!(store.find_deleted_canned(account, mine.id).await.unwrap(), None);
}
