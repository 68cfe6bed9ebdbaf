//! Who is a visitor, for how long, and what an agent is told of it.

use vitrine_shared::limits::{INVITATION_LIFE_MS, INVITATION_PAUSE_MS};
use vitrine_shared::room::{Principal, Role};
use vitrine_shared::wire::{ErrorCode, InvitationStep};

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
    Arrival { inbox, consent, pages: 1, referrer: None, page: page("/"), cart: None, picture: None }
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

fn inviting(by: u128, text: &str) -> Inviting {
    let participant = ParticipantId(uuid::Uuid::from_u128(by));
    let by = Principal { participant, role: Role::Agent };
    Inviting { id: new_id(), by, name: "Ana".to_owned(), text: text.to_owned() }
}

fn step(rows: &VisitorRows) -> Option<InvitationStep> {
    rows.rows[0].invitation.as_ref().map(|state| state.step)
}

#[test]
fn pr6_an_invitation_comes_to_every_page_until_one_has_answered() {
    let mut shop = watched();
    let visit = new_id();
    let one = shop.enter(visit, true, 0);
    let account = shop.account;
    let here = shop.visits.offer(one).expect("a page of the visit");
    let asked = inviting(1, "May I help?");
    let invited = shop.visits.invite(account, visit, asked.clone(), UnixMillis(1));
    assert_eq!(invited.as_ref().map(|state| state.step), Ok(InvitationStep::Invited));
    let again = shop.visits.invite(account, visit, asked.clone(), UnixMillis(2));
    assert_eq!(again, invited, "a repeat invites once");
    let two = shop.enter(visit, true, 3);
    let there = shop.visits.offer(two).expect("a page of the visit");
    for page in [&here, &there] {
        assert_eq!(
            page.borrow().as_ref().map(|one| one.text.clone()).as_deref(),
            Some("May I help?")
        );
    }
    assert_eq!(step(&shop.rows(4).expect("rows")), Some(InvitationStep::Invited));
    shop.visits.answer(two, new_id(), true);
    assert!(here.borrow().is_some(), "that was another invitation");
    shop.visits.answer(two, asked.id, true);
    assert!(here.borrow().is_none() && there.borrow().is_none());
    assert_eq!(step(&shop.rows(5).expect("rows")), Some(InvitationStep::Opened));
    assert_eq!(shop.visits.greeting(two), None, "where to say it is not known yet");
    let conversation = new_id();
    shop.visits.talk(two, conversation);
    let greeting = shop.visits.greeting(two).expect("the words");
    assert_eq!((greeting.conversation, greeting.text.as_str()), (conversation, "May I help?"));
    assert_eq!(shop.visits.greeting(one), None, "they are said once");
}

#[test]
fn pr7_one_invitation_in_ten_minutes_and_none_after_it_was_put_away() {
    let mut shop = watched();
    let (visit, account) = (new_id(), shop.account);
    let invite = |shop: &Shop, by, now| {
        let state = shop.visits.invite(account, visit, inviting(by, "Hello"), UnixMillis(now));
        state.map(|state| state.invitation)
    };
    assert_eq!(invite(&shop, 1, 0), Err(ErrorCode::NotFound), "nobody is there");
    let tab = shop.enter(visit, true, 0);
    let first = invite(&shop, 1, 0).expect("the first");
    assert_eq!(invite(&shop, 2, 1), Err(ErrorCode::Taken), "a colleague has invited");
    assert_eq!(invite(&shop, 1, INVITATION_PAUSE_MS - 1), Err(ErrorCode::Rate));
    let second = invite(&shop, 2, INVITATION_PAUSE_MS).expect("ten minutes later");
    shop.visits.answer(tab, first, false);
    let waiting = shop.visits.offer(tab).expect("a page of the visit");
    assert!(waiting.borrow().is_some(), "an answer to an old one changes nothing");
    shop.visits.answer(tab, second, false);
    assert!(waiting.borrow().is_none());
    let later = INVITATION_PAUSE_MS * 2;
    assert_eq!(invite(&shop, 1, later), Err(ErrorCode::Ended));
    // Also on the next page of the visit, after the list has let go of it.
    shop.visits.leave(tab, UnixMillis(later));
    shop.rows(later + BETWEEN_PAGES_MS);
    shop.enter(visit, true, later + 60_000);
    assert_eq!(invite(&shop, 1, later + 60_000), Err(ErrorCode::Ended));
    let stranger = new_id();
    let open = shop.enter(stranger, false, 0);
    shop.visits.talk(open, new_id());
    let state = shop.visits.invite(account, stranger, inviting(1, "Hello"), UnixMillis(1));
    assert_eq!(state, Err(ErrorCode::Taken), "the panel is open");
}

#[test]
fn pr7_an_invitation_that_nobody_answers_leaves_the_pages_and_the_agent_sees_it() {
    let mut shop = watched();
    let (visit, account) = (new_id(), shop.account);
    let tab = shop.enter(visit, true, 0);
    let asked = inviting(1, "May I help?");
    shop.visits.invite(account, visit, asked.clone(), UnixMillis(0)).expect("the first");
    let page = shop.visits.offer(tab).expect("a page of the visit");
    let early = shop.rows(INVITATION_LIFE_MS - 1).expect("rows");
    assert_eq!((step(&early), page.borrow().is_some()), (Some(InvitationStep::Invited), true));
    let late = shop.rows(INVITATION_LIFE_MS).expect("the row changes by itself");
    assert_eq!((step(&late), page.borrow().is_some()), (Some(InvitationStep::Expired), false));
    // Put away on a page that has not heard of it, it is no refusal of the next one.
    shop.visits.answer(tab, asked.id, false);
    assert_eq!(shop.rows(INVITATION_LIFE_MS + 1), None, "nothing changed");
    // The pages that come later do not show it either.
    let next = shop.enter(visit, true, INVITATION_LIFE_MS + 2);
    assert!(shop.visits.offer(next).expect("a page of the visit").borrow().is_none());
    let again = inviting(2, "Still looking?");
    let now = UnixMillis(INVITATION_LIFE_MS + 3);
    let invited = shop.visits.invite(account, visit, again.clone(), now);
    assert_eq!(invited.map(|state| state.step), Ok(InvitationStep::Invited));
    assert!(page.borrow().is_some());
    // Pressed while its time runs out: the words were read, and are said.
    shop.rows(now.0 + INVITATION_LIFE_MS);
    shop.visits.answer(tab, again.id, true);
    shop.visits.talk(tab, new_id());
    let greeting = shop.visits.greeting(tab).expect("the words");
    assert_eq!(greeting.text, "Still looking?");
}
