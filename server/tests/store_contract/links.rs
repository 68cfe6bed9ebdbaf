//! Links that work once.

use uuid::Uuid;
use vitrine_server::store::{AgentRecord, LinkKind, NewStaff, PeopleStore as _, SetUp, Store as _};
use vitrine_shared::ids::AgentId;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::{AuditAction, StaffRole};

use super::bed::{Bed, Shop, entry, session};

/// Brings somebody in by an invitation, with a session from 1,000 on.
pub(crate) async fn invite(shop: &Shop, id: AgentId, password: &str) -> AgentRecord {
    let secret: [u8; 32] = rand_secret(id);
    let (store, whom, end) = (&shop.store, (shop.account(), id), UnixMillis(9_000));
    let kind = LinkKind::Invite;
    assert!(
        store
            .issue_link(kind, whom, secret, end, entry(AuditAction::InvitationIssued))
            .await
            .unwrap()
    );
    let mut new = session(0, 1_000);
    new.cookie = secret;
    let joined = store.redeem_link(kind, secret, password.to_owned(), new).await.unwrap();
    joined.unwrap().agent
}

fn rand_secret(id: AgentId) -> [u8; 32] {
    let mut secret = [9; 32];
    secret[..16].copy_from_slice(id.0.as_bytes());
    secret
}

fn set_up(link: u8) -> SetUp {
    SetUp {
        link: [link; 32],
        shop: "Bags".to_owned(),
        inbox_key: "bags-key".to_owned(),
        origins: vec!["https://bags.example".to_owned()],
        name: "Ana".to_owned(),
        email: "ana@bags.example".to_owned(),
        password: "$argon2id$".to_owned(),
        session: session(7, 1_000),
    }
}

pub(crate) async fn s84_the_setup_link_makes_everything_once(bed: &impl Bed) {
    let store = bed.open().await;
    assert!(!store.anybody_joined().await.unwrap());
    assert!(store.issue_setup_link([1; 32], UnixMillis(2_000)).await.unwrap());
    // A second start prints another link, and the first one is worth nothing from then on.
    assert!(store.issue_setup_link([2; 32], UnixMillis(2_000)).await.unwrap());
    assert_eq!(store.set_up(set_up(1)).await.unwrap(), None);
    let late = SetUp { session: session(7, 2_000), ..set_up(2) };
    assert_eq!(store.set_up(late).await.unwrap(), None, "a link has an end");
    assert_eq!(bed.number("SELECT COUNT(*) FROM account").await, 0);

    let session = store.set_up(set_up(2)).await.unwrap().unwrap();
    let ana = session.agent.clone();
    assert_eq!((ana.name.as_str(), ana.role), ("Ana", StaffRole::Administrator));
    assert_eq!(store.account_name(ana.account).await.unwrap().as_deref(), Some("Bags"));
    assert_eq!(store.find_session([7; 32], UnixMillis(1_001)).await.unwrap(), Some(session));
    let inbox = store.find_inbox("bags-key").await.unwrap().unwrap();
    assert_eq!((inbox.account, inbox.name.as_str()), (ana.account, "Bags"));
    let login = store.find_logins("ana@bags.example").await.unwrap();
    assert_eq!(login.len(), 1);
    assert!(store.anybody_joined().await.unwrap());
    assert!(!store.issue_setup_link([3; 32], UnixMillis(2_000)).await.unwrap());
    assert_eq!(store.set_up(set_up(2)).await.unwrap(), None);
    assert_eq!(bed.number("SELECT COUNT(*) FROM account").await, 1);
}

pub(crate) async fn s26_a_link_works_once_and_not_for_ever(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, id) = (&shop.store, newcomer(&shop).await);
    let kind = LinkKind::Invite;
    let issue = async |secret: u8| {
        let (whom, end) = ((shop.account(), id), UnixMillis(2_000));
        store
            .issue_link(kind, whom, [secret; 32], end, entry(AuditAction::InvitationIssued))
            .await
            .unwrap()
    };
    let works = async |secret: u8, now| {
        store.link_works(kind, [secret; 32], UnixMillis(now)).await.unwrap()
    };
    assert!(issue(1).await && issue(2).await);
    assert!(!works(1, 1_000).await, "a newer link ends the older ones");
    assert!(works(2, 1_999).await && !works(2, 2_000).await && !works(3, 1_000).await);
    let redeem = async |kind, secret: u8, at| {
        let hash = "$argon2id$".to_owned();
        store.redeem_link(kind, [secret; 32], hash, session(secret, at)).await.unwrap()
    };
    assert_eq!(redeem(LinkKind::PasswordReset, 2, 1_000).await, None, "another kind of link");
    assert_eq!(redeem(kind, 2, 2_000).await, None, "too late");
    assert_eq!(redeem(kind, 2, 1_000).await.unwrap().agent.id, id);
    assert_eq!(redeem(kind, 2, 1_000).await, None, "a second time");
    assert!(!works(2, 1_000).await);
}

pub(crate) async fn s26_of_many_who_redeem_at_once_one_succeeds(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let id = newcomer(&shop).await;
    let (whom, end) = ((shop.account(), id), UnixMillis(9_000));
    let secret = [4; 32];
    shop.store
        .issue_link(LinkKind::Invite, whom, secret, end, entry(AuditAction::InvitationIssued))
        .await
        .unwrap();
    let beside = bed.beside(&shop.store).await;
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..8u8 {
        let store = if n % 2 == 0 { shop.store.clone() } else { beside.clone() };
        tries.spawn(async move {
            let hash = format!("$argon2id${n}");
            let new = session(100 + n, 1_000);
            store.redeem_link(LinkKind::Invite, secret, hash, new).await.unwrap().is_some()
        });
    }
    let won = tries.join_all().await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    assert_eq!(bed.number("SELECT COUNT(*) FROM agent_session").await, 1);
}

pub(crate) async fn s26_an_invitation_is_for_newcomers_and_a_reset_for_the_others(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let id = newcomer(&shop).await;
    let issue = async |kind, secret: u8| {
        let (whom, end) = ((shop.account(), id), UnixMillis(9_000));
        shop.store
            .issue_link(kind, whom, [secret; 32], end, entry(AuditAction::InvitationIssued))
            .await
            .unwrap()
    };
    assert!(!issue(LinkKind::PasswordReset, 1).await);
    invite(&shop, id, "$argon2id$1").await;
    assert!(!issue(LinkKind::Invite, 2).await);
    assert!(issue(LinkKind::PasswordReset, 3).await);
    let (kind, hash) = (LinkKind::PasswordReset, "$argon2id$2".to_owned());
    let back = shop.store.redeem_link(kind, [3; 32], hash.clone(), session(8, 1_001)).await;
    let back = back.unwrap().unwrap();
    assert_eq!(shop.store.find_password(shop.account(), id).await.unwrap(), Some(hash));
    let left = shop.store.list_sessions(shop.account(), id, UnixMillis(1_002)).await.unwrap();
    assert_eq!(left, [back], "a reset ends the sessions of before");
    let nobody = (shop.account(), AgentId(Uuid::now_v7()));
    let end = UnixMillis(9_000);
    assert!(
        !shop
            .store
            .issue_link(kind, nobody, [5; 32], end, entry(AuditAction::InvitationIssued))
            .await
            .unwrap()
    );
    let elsewhere = Shop::make(shop.store.clone(), "shoes").await.account();
    let foreign = (elsewhere, id);
    assert!(
        !shop
            .store
            .issue_link(kind, foreign, [6; 32], end, entry(AuditAction::InvitationIssued))
            .await
            .unwrap()
    );
}

async fn newcomer(shop: &Shop) -> AgentId {
    let id = AgentId(Uuid::now_v7());
    let staff = NewStaff {
        account: shop.account(),
        id,
        name: "Marta".to_owned(),
        email: "marta@bags.example".to_owned(),
        role: StaffRole::Agent,
    };
    shop.store.insert_staff(staff, entry(AuditAction::AgentAdded)).await.unwrap();
    id
}
