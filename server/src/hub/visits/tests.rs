//! Who is a visitor, for how long, and what an agent is told of it.

use super::*;
use crate::clock::new_id;

fn page(path: &str) -> PageFacts {
    PageFacts {
        url: format!("https://shop.example{path}"),
        title: path.to_owned(),
        language: "en".to_owned(),
        product: None,
    }
}

fn arrival(inbox: InboxId, consent: bool) -> Arrival {
    Arrival { inbox, consent, pages: 1, referrer: None, page: page("/"), cart: None }
}

struct Shop {
    visits: Visits,
    account: AccountId,
    inbox: InboxId,
    cursor: VisitorCursor,
}

fn watched() -> Shop {
    let (visits, account) = (Visits::default(), new_id());
    visits.watch(account, &Outbox::new(None), UnixMillis(0));
    Shop { visits, account, inbox: new_id(), cursor: VisitorCursor { sub: 3, account, seen: 0 } }
}

impl Shop {
    fn tab(&self, visit: VisitId) -> Tab {
        Tab { account: self.account, visit, conn: new_id() }
    }

    fn enter(&self, visit: VisitId, consent: bool, now: i64) -> Tab {
        let tab = self.tab(visit);
        assert!(self.visits.enter(tab, arrival(self.inbox, consent), UnixMillis(now)));
        tab
    }

    fn rows(&mut self, now: i64) -> Option<VisitorRows> {
        self.visits.settle(UnixMillis(now));
        self.visits.step(&mut self.cursor)
    }
}

#[test]
fn pr2_several_tabs_of_a_visit_are_one_visitor() {
    let mut shop = watched();
    let visit = new_id();
    let one = shop.enter(visit, true, 1);
    let two = shop.enter(visit, true, 2);
    shop.visits.act(two, VisitState::Away);
    let rows = shop.rows(3).expect("rows");
    assert_eq!((rows.total, rows.rows.len(), rows.rows[0].tabs), (1, 1, 2));
    assert_eq!(rows.rows[0].state, VisitState::Active, "the busiest tab counts");
    shop.visits.leave(one, UnixMillis(4));
    let rows = shop.rows(4).expect("a change");
    assert_eq!((rows.rows[0].tabs, rows.rows[0].state), (1, VisitState::Away));
}

#[test]
fn pr3_with_consent_a_visit_lasts_from_page_to_page_and_without_it_ends_with_its_page() {
    let mut shop = watched();
    let (agreed, not) = (new_id(), new_id());
    let (one, other) = (shop.enter(agreed, true, 0), shop.enter(not, false, 0));
    assert_eq!(shop.rows(0).expect("rows").rows.len(), 2);
    shop.visits.leave(one, UnixMillis(10));
    shop.visits.leave(other, UnixMillis(10));
    let rows = shop.rows(11).expect("a change");
    assert_eq!(rows.gone, [not]);
    shop.enter(agreed, true, 1_000);
    assert!(shop.rows(9_000).is_some_and(|rows| rows.gone.is_empty() && rows.total == 1));
}

#[test]
fn pr4_an_agent_sees_the_hundred_most_recent_and_how_many_there_are() {
    let mut shop = watched();
    let all: Vec<VisitId> = (0..150).map(|_| new_id()).collect();
    let tabs: Vec<Tab> =
        all.iter().zip(0..).map(|(visit, now)| shop.enter(*visit, false, now)).collect();
    let rows = shop.rows(200).expect("rows");
    assert_eq!((rows.total, rows.rows.len()), (150, VISITOR_ROWS));
    assert!(rows.rows.iter().all(|row| row.since.0 >= 50));
    shop.visits.leave(tabs[149], UnixMillis(201));
    let rows = shop.rows(201).expect("a change");
    assert_eq!((rows.gone.as_slice(), rows.rows.len()), (&[all[149]][..], 1), "one moves up");
    assert_eq!(rows.rows[0].visit, all[49]);
}

#[test]
fn pr1_a_visit_of_another_inbox_is_not_entered() {
    let shop = watched();
    let visit = new_id();
    shop.enter(visit, true, 0);
    assert!(!shop.visits.enter(shop.tab(visit), arrival(new_id(), true), UnixMillis(0)));
    for _ in 1..VISIT_TABS {
        shop.enter(visit, true, 0);
    }
    assert!(!shop.visits.enter(shop.tab(visit), arrival(shop.inbox, true), UnixMillis(0)));
}

#[test]
fn pr5_a_shop_stays_staffed_while_its_last_agent_reloads() {
    let shop = watched();
    let staffed = shop.visits.staffed(shop.account);
    assert!(!*staffed.borrow());
    shop.visits.staff_came(shop.account);
    assert!(*staffed.borrow());
    shop.visits.staff_went(shop.account, UnixMillis(0));
    shop.visits.settle(UnixMillis(STAFF_GRACE_MS - 1));
    assert!(*staffed.borrow());
    shop.visits.settle(UnixMillis(STAFF_GRACE_MS));
    assert!(!*staffed.borrow());
}
