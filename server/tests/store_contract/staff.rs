//! Staff and their sessions.

use uuid::Uuid;
use vitrine_server::store::{
    AgentRecord, NewStaff, PeopleStore, StaffChange, StaffRecord, Store as _, StoreError,
};
use vitrine_shared::ids::{AgentId, AgentSessionId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::{AuditAction, ConsoleTheme, Preferences, StaffRole};

use super::bed::{Bed, Shop, entry, session};
use super::links::invite;

/// Adds somebody who has chosen a password.
pub(crate) async fn joined(shop: &Shop, email: &str, role: StaffRole) -> AgentRecord {
    let id = AgentId(Uuid::now_v7());
    let staff = newcomer(shop, id, email, role);
    shop.store.insert_staff(staff, entry(AuditAction::AgentAdded)).await.unwrap();
    invite(shop, id, "$argon2id$").await
}

fn newcomer(shop: &Shop, id: AgentId, email: &str, role: StaffRole) -> NewStaff {
    let name = "Marta".to_owned();
    NewStaff { account: shop.account(), id, name, email: email.to_owned(), role }
}

async fn change(shop: &Shop, id: AgentId, change: StaffChange) -> Option<StaffRecord> {
    shop.store
        .change_staff(shop.account(), id, change, entry(AuditAction::AgentChanged))
        .await
        .unwrap()
}

fn to(role: StaffRole) -> StaffChange {
    StaffChange { role: Some(role), ..StaffChange::default() }
}

fn active(active: bool) -> StaffChange {
    StaffChange { active: Some(active), ..StaffChange::default() }
}

pub(crate) async fn s15_a_session_ends_unused_or_old_or_with_its_person(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let ana = shop.store.find_agent(shop.account(), shop.seeded.agent).await.unwrap().unwrap();
    let new = session(7, 100);
    let id = new.id;
    let made = shop.store.insert_session(&ana, new, entry(AuditAction::SignedIn)).await.unwrap();
    let at = async |cookie: u8, now| {
        shop.store.find_session([cookie; 32], UnixMillis(now)).await.unwrap().map(|s| s.id)
    };
    assert_eq!(shop.store.find_session([7; 32], UnixMillis(107)).await.unwrap(), Some(made));
    assert_eq!(at(8, 107).await, None);
    assert_eq!(at(7, 108).await, None, "unused");
    shop.store.touch_session(ana.account, id, UnixMillis(107), UnixMillis(1_000)).await.unwrap();
    assert_eq!(at(7, 123).await, Some(id));
    assert_eq!(at(7, 124).await, None, "old");
    let by_id =
        async |now| shop.store.find_session_by_id(ana.account, id, UnixMillis(now)).await.unwrap();
    assert_eq!(by_id(123).await.map(|s| s.last_seen_at), Some(UnixMillis(107)));
    assert_eq!(by_id(124).await, None);
    // The next sign-in forgets what has ended.
    shop.store.insert_session(&ana, session(9, 200), entry(AuditAction::SignedIn)).await.unwrap();
    assert_eq!(bed.number("SELECT COUNT(*) FROM agent_session").await, 1);
}

pub(crate) async fn s24_sessions_end_one_by_one_all_and_all_but_one(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let ana = shop.store.find_agent(shop.account(), shop.seeded.agent).await.unwrap().unwrap();
    let mut ids: Vec<AgentSessionId> = Vec::new();
    for cookie in 1..=4 {
        let new = session(cookie, 100 + i64::from(cookie));
        ids.push(new.id);
        shop.store.insert_session(&ana, new, entry(AuditAction::SignedIn)).await.unwrap();
    }
    let listed = async || {
        let now = UnixMillis(105);
        let all = shop.store.list_sessions(ana.account, ana.id, now).await.unwrap();
        all.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, [ids[3], ids[2], ids[1], ids[0]]);
    let end = async |id| {
        shop.store
            .end_session(ana.account, ana.id, id, entry(AuditAction::SessionEnded))
            .await
            .unwrap()
    };
    assert!(end(ids[0]).await);
    assert!(!end(ids[0]).await, "it has ended already");
    assert_eq!(listed().await, [ids[3], ids[2], ids[1]]);
    let hash = "$argon2id$".to_owned();
    shop.store
        .set_password(
            ana.account,
            ana.id,
            hash.clone(),
            ids[2],
            entry(AuditAction::PasswordChanged),
        )
        .await
        .unwrap();
    assert_eq!(listed().await, [ids[2]]);
    assert_eq!(shop.store.find_password(ana.account, ana.id).await.unwrap(), Some(hash));
    for cookie in 6..=7 {
        shop.store
            .insert_session(&ana, session(cookie, 103), entry(AuditAction::SignedIn))
            .await
            .unwrap();
    }
    assert_eq!(listed().await.len(), 3);
    shop.store
        .end_sessions(ana.account, ana.id, ids[2], entry(AuditAction::SessionsEnded))
        .await
        .unwrap();
    assert_eq!(listed().await, [ids[2]]);
    // What changed nothing left no entry.
    let audit = shop.store.list_audit(ana.account, u32::MAX, 99).await.unwrap();
    let ended = audit.iter().filter(|entry| entry.action == "session_ended");
    assert_eq!(ended.count(), 1);
}

pub(crate) async fn somebody_is_added_once_and_an_address_belongs_to_one(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let id = AgentId(Uuid::now_v7());
    let marta = newcomer(&shop, id, "marta@bags.example", StaffRole::Agent);
    let added =
        shop.store.insert_staff(marta.clone(), entry(AuditAction::AgentAdded)).await.unwrap();
    assert!(added.active && !added.joined);
    assert_eq!(
        shop.store.insert_staff(marta.clone(), entry(AuditAction::AgentAdded)).await.unwrap(),
        added
    );
    let other = NewStaff { email: "other@bags.example".to_owned(), ..marta.clone() };
    let taken = shop.store.insert_staff(other, entry(AuditAction::AgentAdded)).await;
    assert!(matches!(taken, Err(StoreError::Conflict("agent"))), "{taken:?}");
    let twin = NewStaff { id: AgentId(Uuid::now_v7()), ..marta };
    let taken = shop.store.insert_staff(twin, entry(AuditAction::AgentAdded)).await;
    assert!(matches!(taken, Err(StoreError::Conflict("agent_email"))), "{taken:?}");
    let staff = shop.store.list_staff(shop.account()).await.unwrap();
    assert_eq!(staff.iter().map(|s| s.agent.name.as_str()).collect::<Vec<_>>(), ["Ana", "Marta"]);
    assert_eq!(shop.store.find_staff(shop.account(), id).await.unwrap(), Some(added));
    // Without a password nobody signs in.
    assert!(shop.store.find_logins("marta@bags.example").await.unwrap().is_empty());
    // The same person may work for another shop.
    let shoes = Shop::make(shop.store.clone(), "shoes").await;
    let there = newcomer(&shoes, AgentId(Uuid::now_v7()), "marta@bags.example", StaffRole::Agent);
    shop.store.insert_staff(there, entry(AuditAction::AgentAdded)).await.unwrap();
}

pub(crate) async fn s24_a_new_role_and_leaving_end_the_sessions(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let boss = joined(&shop, "boss@bags.example", StaffRole::Administrator).await;
    let marta = joined(&shop, "marta@bags.example", StaffRole::Agent).await;
    let here = async |agent: &AgentRecord| {
        let all = shop.store.list_sessions(agent.account, agent.id, UnixMillis(1_001)).await;
        all.unwrap().len()
    };
    assert_eq!((here(&boss).await, here(&marta).await), (1, 1));
    let renamed = StaffChange { name: Some("Martina".to_owned()), ..StaffChange::default() };
    assert_eq!(change(&shop, marta.id, renamed).await.unwrap().agent.name, "Martina");
    assert_eq!(here(&marta).await, 1, "a name is no permission");
    change(&shop, marta.id, to(StaffRole::Supervisor)).await.unwrap();
    assert_eq!((here(&boss).await, here(&marta).await), (1, 0));
    let again = session(50, 1_000);
    let marta = shop.store.find_staff(shop.account(), marta.id).await.unwrap().unwrap().agent;
    shop.store.insert_session(&marta, again, entry(AuditAction::SignedIn)).await.unwrap();
    let gone = change(&shop, marta.id, active(false)).await.unwrap();
    assert!(!gone.active);
    assert_eq!(here(&marta).await, 0);
    // A session that began meanwhile is worth nothing while its person is not active.
    shop.store
        .insert_session(&marta, session(51, 1_000), entry(AuditAction::SignedIn))
        .await
        .unwrap();
    assert_eq!(shop.store.find_session([51; 32], UnixMillis(1_001)).await.unwrap(), None);
    let login = shop.store.find_logins("marta@bags.example").await.unwrap();
    assert!(!login[0].active);
    assert!(change(&shop, marta.id, active(true)).await.unwrap().active);
    assert_eq!(change(&shop, AgentId(Uuid::now_v7()), active(true)).await, None);
}

pub(crate) async fn the_last_administrator_stays(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    // Where nobody has a password, as in the demo, another name is no loss of an administrator.
    let renamed = StaffChange { name: Some("Anna".to_owned()), ..StaffChange::default() };
    let anna = change(&shop, shop.seeded.agent, renamed).await.map(|staff| staff.agent.name);
    assert_eq!(anna.as_deref(), Some("Anna"));
    let boss = joined(&shop, "boss@bags.example", StaffRole::Administrator).await;
    // Ana is one by the seed, but has no password and cannot sign in.
    let invited = AgentId(Uuid::now_v7());
    let second = newcomer(&shop, invited, "second@bags.example", StaffRole::Administrator);
    shop.store.insert_staff(second, entry(AuditAction::AgentAdded)).await.unwrap();
    for refused in [to(StaffRole::Agent), active(false)] {
        let answer = shop
            .store
            .change_staff(shop.account(), boss.id, refused, entry(AuditAction::AgentChanged))
            .await;
        let last = matches!(answer, Err(StoreError::Conflict("last_administrator")));
        assert!(last, "{answer:?}");
    }
    let sessions = shop.store.list_sessions(shop.account(), boss.id, UnixMillis(1_001)).await;
    assert_eq!(sessions.unwrap().len(), 1, "what was refused ended nothing");
    invite(&shop, invited, "$argon2id$").await;
    let demoted = change(&shop, boss.id, to(StaffRole::Agent)).await.unwrap();
    assert_eq!(demoted.agent.role, StaffRole::Agent);
}

pub(crate) async fn two_administrators_who_demote_each_other_leave_one(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let one = joined(&shop, "one@bags.example", StaffRole::Administrator).await;
    let two = joined(&shop, "two@bags.example", StaffRole::Administrator).await;
    let beside = bed.beside(&shop.store).await;
    let (first, second) = tokio::join!(
        shop.store.change_staff(
            shop.account(),
            one.id,
            to(StaffRole::Agent),
            entry(AuditAction::InboxChanged)
        ),
        beside.change_staff(
            shop.account(),
            two.id,
            to(StaffRole::Agent),
            entry(AuditAction::InboxChanged)
        ),
    );
    assert_ne!(first.is_ok(), second.is_ok(), "{first:?} {second:?}");
    let left = "SELECT COUNT(*) FROM agent WHERE role = 'administrator' AND password IS NOT NULL";
    assert_eq!(bed.number(left).await, 1);
}

pub(crate) async fn s35_another_account_finds_and_changes_nobody(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let marta = joined(&shop, "marta@bags.example", StaffRole::Agent).await;
    let shoes = Shop::make(shop.store.clone(), "shoes").await.account();
    let (store, now) = (&shop.store, UnixMillis(1_001));
    let own = store.list_sessions(marta.account, marta.id, now).await.unwrap();
    assert_eq!(store.find_staff(shoes, marta.id).await.unwrap(), None);
    assert_eq!(store.list_staff(shoes).await.unwrap().len(), 1);
    assert_eq!(store.find_password(shoes, marta.id).await.unwrap(), None);
    assert_eq!(store.find_session_by_id(shoes, own[0].id, now).await.unwrap(), None);
    assert_eq!(store.list_sessions(shoes, marta.id, now).await.unwrap(), []);
    assert!(
        !store
            .end_session(shoes, marta.id, own[0].id, entry(AuditAction::InboxChanged))
            .await
            .unwrap()
    );
    let none = AgentSessionId(Uuid::now_v7());
    store.end_sessions(shoes, marta.id, none, entry(AuditAction::InboxChanged)).await.unwrap();
    let nobody = store
        .change_staff(shoes, marta.id, active(false), entry(AuditAction::InboxChanged))
        .await
        .unwrap();
    assert_eq!(nobody, None);
    assert_eq!(store.list_sessions(marta.account, marta.id, now).await.unwrap(), own);
}

pub(crate) async fn what_somebody_chose_is_kept_and_the_rest_stays_open(bed: &impl Bed) {
    let shop = Shop::open(bed).await;
    let (store, account, agent) = (&shop.store, shop.account(), shop.seeded.agent);
    let find = async || store.find_preferences(account, agent).await.unwrap();
    assert_eq!(find().await, Preferences::default());
    let dark = Preferences { theme: Some(ConsoleTheme::Dark), ..Preferences::default() };
    assert_eq!(store.change_preferences(account, agent, dark).await.unwrap(), dark);
    let loud = Preferences { sound: Some(true), ..Preferences::default() };
    let both = Preferences { sound: Some(true), ..dark };
    assert_eq!(store.change_preferences(account, agent, loud).await.unwrap(), both);
    assert_eq!(find().await, both);
    let nobody = AgentId(Uuid::now_v7());
    assert_eq!(store.find_preferences(account, nobody).await.unwrap(), Preferences::default());
}
