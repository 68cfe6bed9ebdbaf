//! Mails that are due, and the links in them.

use uuid::Uuid;
use vitrine_server::store::{
    DueMail, MailOutcome, MailStore as _, PeopleStore as _, Store as _, UpkeepStore as _,
};
use vitrine_shared::ids::{ItemId, MediaId, VisitorId};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::people::AuditAction;

use super::bed::{Bed, Node, Shop, entry, pending, say};

/// How long an answer waits.
const WAIT: i64 = 120_000;
/// How long a mail is leased.
const LEASE: i64 = 60_000;

/// A shop whose visitor has left an address and asked something.
async fn asked(bed: &impl Bed) -> (Shop, Node) {
    let shop = Shop::open(bed).await;
    leave_address(&shop, "luis@shop.example").await;
    let mut node = shop.node();
    node.act(shop.visitor(), say("Can you repair this?")).await;
    (shop, node)
}

async fn leave_address(shop: &Shop, email: &str) {
    let (account, visitor) = (shop.account(), shop.visitor_id);
    let told = shop.store.tell_profile(account, visitor, None, Some(email.to_owned())).await;
    assert_eq!(told.unwrap().unwrap().email.as_deref(), Some(email));
}

/// An answer with mails wanted; when it was given.
async fn answer(node: &mut Node, text: &str) -> i64 {
    node.now += 1_000;
    let agent = node.shop.agent();
    let mut batch = node.batch(vec![pending(agent, say(text))]);
    batch.mail_after_ms = Some(WAIT);
    let outcomes = node.shop.store.append(vec![batch], UnixMillis(node.now)).await.unwrap();
    let [vitrine_server::store::RoomOutcome::Committed(room)] = &outcomes[..] else {
        panic!("nobody else holds the room");
    };
    node.state = room.state.clone();
    node.now
}

async fn claim(shop: &Shop, now: i64) -> Vec<DueMail> {
    shop.store.claim_mails(UnixMillis(now), UnixMillis(now + LEASE), 9).await.unwrap()
}

pub(crate) async fn an_answer_makes_a_mail_due_for_whoever_left_an_address(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    shop.store.tell_language(shop.account(), shop.visitor_id, "es").await.unwrap();
    let silent = Shop { visitor_id: shop.new_visitor(None).await, ..shop.clone() };
    let silent = Shop { conversation: Uuid::now_v7().into(), ..silent };
    answer(&mut silent.node(), "Nobody left an address here.").await;
    // Without the wish there is no mail, whoever left what.
    node.act(shop.agent(), say("A word by the way.")).await;
    assert_eq!(bed.number("SELECT COUNT(*) FROM outbox").await, 0);

    let at = answer(&mut node, "Yes, we can.").await;
    assert!(shop.store.mail_waits(shop.account(), shop.conversation).await.unwrap());
    assert_eq!(claim(&shop, at + WAIT - 1).await, []);
    let due = claim(&shop, at + WAIT).await;
    let [mail] = &due[..] else { panic!("one mail: {due:?}") };
    assert_eq!((mail.account, mail.conversation), (shop.account(), shop.conversation));
    assert_eq!((mail.visitor, mail.attempts, mail.sent), (shop.visitor_id, 1, 0));
    assert_eq!(mail.answer, node.state.head);
    assert_eq!(mail.email.as_deref(), Some("luis@shop.example"));
    assert_eq!((mail.language.as_deref(), mail.begun_at), (Some("es"), UnixMillis(at)));
    let other = Shop::make(shop.store.clone(), "shoes").await.account();
    assert!(!shop.store.mail_waits(other, shop.conversation).await.unwrap());
}

pub(crate) async fn a_leased_mail_is_nobody_elses_until_the_lease_ends(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    let due = answer(&mut node, "Yes, we can.").await + WAIT;
    let first = claim(&shop, due).await.remove(0);
    assert_eq!(claim(&shop, due + LEASE - 1).await, []);
    // Whoever had it has died; the next one tries again.
    let second = claim(&shop, due + LEASE).await.remove(0);
    assert_eq!(second.attempts, 2);
    let done = MailOutcome::Dropped;
    assert!(!shop.store.settle_mail(&first, done).await.unwrap(), "the lease was lost");
    assert!(shop.store.settle_mail(&second, done).await.unwrap());
    assert!(!shop.store.settle_mail(&second, done).await.unwrap(), "it is settled");
    assert_eq!(claim(&shop, due + 10 * LEASE).await, []);
}

pub(crate) async fn answers_close_together_are_one_mail_and_later_ones_wait(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    let first = answer(&mut node, "Yes, we can.").await;
    node.now += 60_000;
    let second = answer(&mut node, "It takes a week.").await;
    assert_eq!(claim(&shop, first + WAIT).await, [], "the second one is waited for");
    let mail = claim(&shop, second + WAIT).await.remove(0);
    assert_eq!((mail.answer, mail.begun_at), (node.state.head, UnixMillis(first)));
    // One more comes while the mail is under way.
    node.now = second + WAIT;
    answer(&mut node, "And it is free.").await;
    let (at, address) = (UnixMillis(second + WAIT), [7; 32]);
    let next_at = UnixMillis(at.0 + 900_000);
    let sent = MailOutcome::Sent { address, at, next_at };
    assert!(shop.store.settle_mail(&mail, sent).await.unwrap());
    let account = shop.account();
    assert_eq!(shop.store.last_mail_to(account, address).await.unwrap(), Some(at));
    assert_eq!(shop.store.last_mail_to(account, [8; 32]).await.unwrap(), None);
    let other = Shop::make(shop.store.clone(), "shoes").await.account();
    assert_eq!(shop.store.last_mail_to(other, address).await.unwrap(), None);

    assert_eq!(claim(&shop, next_at.0 - 1).await, []);
    let later = claim(&shop, next_at.0).await.remove(0);
    assert_eq!((later.sent, later.answer, later.attempts), (mail.answer, node.state.head, 1));
    assert!(shop.store.settle_mail(&later, MailOutcome::Dropped).await.unwrap());
    // An answer soon after a mail waits for its time.
    node.now = at.0 + 10_000;
    answer(&mut node, "One more thing.").await;
    assert_eq!(claim(&shop, next_at.0 - 1).await, []);
    assert_eq!(claim(&shop, next_at.0).await.len(), 1);
}

pub(crate) async fn a_mail_that_failed_is_due_again_until_it_is_given_up(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    let due = answer(&mut node, "Yes, we can.").await + WAIT;
    let mail = claim(&shop, due).await.remove(0);
    let again = UnixMillis(due + 30_000);
    assert!(shop.store.settle_mail(&mail, MailOutcome::Retry { at: again }).await.unwrap());
    assert_eq!(claim(&shop, again.0 - 1).await, []);
    let mail = claim(&shop, again.0).await.remove(0);
    assert_eq!(mail.attempts, 2);
    let until = UnixMillis(again.0 + 30_000);
    assert!(shop.store.settle_mail(&mail, MailOutcome::Postponed { until }).await.unwrap());
    let mail = claim(&shop, until.0).await.remove(0);
    assert_eq!(mail.attempts, 2, "waiting is no attempt");
    assert!(shop.store.settle_mail(&mail, MailOutcome::Failed { at: until }).await.unwrap());
    assert_eq!(claim(&shop, until.0 + 1_000_000).await, []);
    assert_eq!(bed.number("SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL").await, 1);
    // The next answer is a new beginning.
    node.now = until.0;
    let at = answer(&mut node, "Are you there?").await;
    assert_eq!(claim(&shop, at + WAIT).await.remove(0).attempts, 1);
}

pub(crate) async fn a_still_goes_with_the_mail_that_waits(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    let (account, id) = (shop.account(), shop.conversation);
    let (one, two) = (MediaId(Uuid::now_v7()), MediaId(Uuid::now_v7()));
    let item = ItemId(Uuid::now_v7());
    let attach = async |media| shop.store.attach_still(account, id, (media, item)).await.unwrap();
    assert_eq!(attach(one).await, None, "no mail waits");
    let due = answer(&mut node, "See the arrow.").await + WAIT;
    assert_eq!(attach(one).await, Some(None));
    assert_eq!(attach(two).await, Some(Some(one)));
    let mail = claim(&shop, due).await.remove(0);
    assert_eq!(mail.still, Some((two, item)));
    let (at, next_at) = (UnixMillis(due), UnixMillis(due + 900_000));
    let sent = MailOutcome::Sent { address: [7; 32], at, next_at };
    assert!(shop.store.settle_mail(&mail, sent).await.unwrap());
    assert_eq!(attach(one).await, None, "it is sent");
}

pub(crate) async fn s26_a_link_of_a_mail_works_once_at_its_own_shop(bed: &impl Bed) {
    let (shop, _node) = asked(bed).await;
    let other = Shop::make(shop.store.clone(), "shoes").await;
    let (store, account, visitor) = (&shop.store, shop.account(), shop.visitor_id);
    let (now, end) = (UnixMillis(1_000), UnixMillis(9_000));
    for secret in [[1; 32], [2; 32]] {
        store.insert_visitor_link(account, visitor, secret, now, end).await.unwrap();
    }
    let redeem = async |key: &str, secret: u8, token: u8, at: i64| {
        let (now, until) = (UnixMillis(at), UnixMillis(i64::MAX));
        let found = store.redeem_visitor_link(key, [secret; 32], [token; 32], now, until).await;
        found.unwrap().is_some()
    };
    assert!(!redeem("key-of-shoes", 1, 100, 1_000).await, "another shop's");
    assert!(!redeem("key-of-bags", 9, 100, 1_000).await, "never was one");
    assert!(!redeem("key-of-bags", 2, 100, 9_000).await, "past its end");
    assert!(redeem("key-of-bags", 1, 100, 8_999).await);
    assert!(!redeem("key-of-bags", 1, 101, 8_999).await, "used");
    let found = store.find_visitor_by_token([100; 32], UnixMillis(9_999)).await.unwrap();
    assert_eq!(found.map(|found| (found.account, found.id)), Some((account, visitor)));
    assert_eq!(store.find_visitor_by_token([101; 32], now).await.unwrap(), None);
    // Nobody gets a link to a visitor of another account.
    let foreign = other.account();
    store.insert_visitor_link(foreign, visitor, [3; 32], now, end).await.unwrap();
    assert!(!redeem("key-of-shoes", 3, 102, 1_000).await);
    assert!(!redeem("key-of-bags", 3, 102, 1_000).await);
    // A new link takes those away that are past their end.
    store.insert_visitor_link(account, visitor, [4; 32], end, UnixMillis(99_000)).await.unwrap();
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor_link").await, 1);
}

pub(crate) async fn s26_of_many_who_use_a_link_at_once_one_gets_in(bed: &impl Bed) {
    let (shop, _node) = asked(bed).await;
    let (now, end) = (UnixMillis(1_000), UnixMillis(9_000));
    let (account, visitor) = (shop.account(), shop.visitor_id);
    shop.store.insert_visitor_link(account, visitor, [1; 32], now, end).await.unwrap();
    let many = (0..8u8).map(|n| {
        let store = shop.store.clone();
        tokio::spawn(async move {
            let until = UnixMillis(i64::MAX);
            store.redeem_visitor_link("key-of-bags", [1; 32], [n + 50; 32], now, until).await
        })
    });
    let mut in_all = 0;
    for one in many.collect::<Vec<_>>() {
        in_all += u32::from(one.await.unwrap().unwrap().is_some());
    }
    assert_eq!(in_all, 1);
}

pub(crate) async fn s81_an_erased_visitor_gets_no_mail_and_no_link_works(bed: &impl Bed) {
    let (shop, mut node) = asked(bed).await;
    let due = answer(&mut node, "Yes, we can.").await + WAIT;
    let (now, end) = (UnixMillis(1_000), UnixMillis(9_000));
    let (account, visitor) = (shop.account(), shop.visitor_id);
    shop.store.insert_visitor_link(account, visitor, [1; 32], now, end).await.unwrap();
    let leased = claim(&shop, due).await.remove(0);
    let erased =
        shop.store.erase_visitor(account, visitor, None, entry(AuditAction::VisitorErased)).await;
    assert!(erased.unwrap().is_some());
    assert_eq!(bed.number("SELECT COUNT(*) FROM outbox").await, 0);
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor_link").await, 0);
    let sent = MailOutcome::Retry { at: UnixMillis(due) };
    assert!(!shop.store.settle_mail(&leased, sent).await.unwrap());
    let until = UnixMillis(i64::MAX);
    let redeemed = shop.store.redeem_visitor_link("key-of-bags", [1; 32], [9; 32], now, until);
    assert_eq!(redeemed.await.unwrap(), None);
    let nobody = VisitorId(Uuid::now_v7());
    shop.store.insert_visitor_link(account, nobody, [2; 32], now, end).await.unwrap();
    assert_eq!(bed.number("SELECT COUNT(*) FROM visitor_link").await, 0, "nor is one made");
}

pub(crate) async fn a_link_leads_back_to_the_page_on_which_the_address_was_told(bed: &impl Bed) {
    let (shop, _node) = asked(bed).await;
    let (store, account, visitor) = (&shop.store, shop.account(), shop.visitor_id);
    let silent = shop.new_visitor(None).await;
    for whom in [visitor, silent] {
        store.tell_page(account, whom, "https://bags.example/one").await.unwrap();
        store.tell_page(account, whom, "https://bags.example/two").await.unwrap();
    }
    let back = async |whom, secret: u8| {
        let (now, end) = (UnixMillis(1_000), UnixMillis(9_000));
        store.insert_visitor_link(account, whom, [secret; 32], now, end).await.unwrap();
        let token = [secret + 100; 32];
        let found = store.redeem_visitor_link("key-of-bags", [secret; 32], token, now, end).await;
        found.unwrap().expect("the link works").page
    };
    assert_eq!(back(visitor, 1).await.as_deref(), Some("https://bags.example/two"));
    assert_eq!(back(silent, 2).await, None, "of whoever told no address no page is kept");
    let none = Some(String::new());
    store.tell_profile(account, visitor, None, none).await.unwrap().expect("a visitor");
    assert_eq!(back(visitor, 3).await, None, "it went with the address");
}
