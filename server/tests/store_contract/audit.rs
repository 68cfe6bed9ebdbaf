//! The audit log notices what was done to it.

use vitrine_server::store::{AuditCheck, PeopleStore as _};
use vitrine_shared::wire::people::AuditAction;

use super::bed::{Bed, Shop, entry};

/// A shop with five entries, and four of another shop between them.
async fn written(bed: &impl Bed) -> Shop {
    let shop = Shop::open(bed).await;
    let other = Shop::make(shop.store.clone(), "shoes").await;
    let actions = [
        AuditAction::SetUp,
        AuditAction::SignedIn,
        AuditAction::AgentAdded,
        AuditAction::InboxAdded,
        AuditAction::SignedOut,
    ];
    for action in actions {
        shop.store.append_audit(shop.account(), entry(action)).await.unwrap();
        if action != AuditAction::SignedOut {
            shop.store.append_audit(other.account(), entry(action)).await.unwrap();
        }
    }
    shop
}

async fn verify(shop: &Shop) -> AuditCheck {
    shop.store.verify_audit(shop.account()).await.unwrap()
}

pub(crate) async fn s78_a_whole_chain_is_intact(bed: &impl Bed) {
    let shop = written(bed).await;
    assert_eq!(verify(&shop).await, AuditCheck { entries: 5, broken_at: None });
    let page = shop.store.list_audit(shop.account(), u32::MAX, 2).await.unwrap();
    let shown: Vec<_> = page.iter().map(|entry| (entry.seq, entry.action.as_str())).collect();
    assert_eq!(shown, [(5, "signed_out"), (4, "inbox_added")]);
    let page = shop.store.list_audit(shop.account(), 4, 9).await.unwrap();
    assert_eq!(page.len(), 3);
    let empty = Shop::make(shop.store.clone(), "hats").await;
    assert_eq!(verify(&empty).await, AuditCheck { entries: 0, broken_at: None });
}

pub(crate) async fn s78_an_altered_row_is_found(bed: &impl Bed) {
    let shop = written(bed).await;
    bed.execute("UPDATE audit_entry SET action = 'nothing' WHERE action = 'agent_added'").await;
    assert_eq!(verify(&shop).await.broken_at, Some(3));
}

pub(crate) async fn s78_a_removed_row_is_found(bed: &impl Bed) {
    let shop = written(bed).await;
    bed.execute("DELETE FROM audit_entry WHERE action = 'signed_in'").await;
    assert_eq!(verify(&shop).await.broken_at, Some(2));
}

pub(crate) async fn s78_a_missing_end_is_found(bed: &impl Bed) {
    let shop = written(bed).await;
    bed.execute("DELETE FROM audit_entry WHERE action = 'signed_out'").await;
    assert_eq!(verify(&shop).await, AuditCheck { entries: 4, broken_at: Some(5) });
}

pub(crate) async fn s78_rows_that_changed_places_are_found(bed: &impl Bed) {
    let shop = written(bed).await;
    bed.execute(
        "UPDATE audit_entry SET seq = 10 - seq WHERE action IN ('signed_in', 'inbox_added')",
    )
    .await;
    bed.execute(
        "UPDATE audit_entry SET seq = 12 - seq WHERE action IN ('signed_in', 'inbox_added')",
    )
    .await;
    bed.execute("UPDATE audit_entry SET seq = seq - 0 WHERE action = 'signed_in'").await;
    assert_eq!(verify(&shop).await.broken_at, Some(2));
}

pub(crate) async fn s78_many_who_write_at_once_make_one_chain(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let beside = bed.beside(&shop.store).await;
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..12 {
        let store = if n % 2 == 0 { shop.store.clone() } else { beside.clone() };
        let account = shop.account();
        writers.spawn(async move {
            store.append_audit(account, entry(AuditAction::SignedIn)).await.unwrap()
        });
    }
    writers.join_all().await;
    assert_eq!(verify(&shop).await, AuditCheck { entries: 12, broken_at: None });
}
