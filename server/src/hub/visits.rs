//! Who is on the shop's pages right now, and the agents' list of them (PR1–PR4).
//!
//! Nothing of it is stored. A visit is one visitor: with consent the same over pages and tabs,
//! without it no longer than its page.

mod invitations;

pub use invitations::{Greeting, Inviting, Offer};

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;
use vitrine_shared::ids::{
    AccountId, ConnectionId, ConversationId, InboxId, MediaId, ParticipantId, VisitId,
};
use vitrine_shared::limits::{VISIT_TABS, VISITOR_ROWS};
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{Cart, PageFacts, VisitPage, VisitState, VisitorRow, VisitorRows};

use super::lock;
use super::outbox::Outbox;
use invitations::Invitations;

/// Between two pages of a visit nobody is connected for a moment, in milliseconds.
const BETWEEN_PAGES_MS: i64 = 5_000;
/// The last agent's reload does not make a shop unstaffed, in milliseconds.
const STAFF_GRACE_MS: i64 = 15_000;
/// Visits of one account that are followed; more are not listed.
const VISITS: usize = 20_000;

/// One page of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Tenant.
    pub account: AccountId,
    /// Which visit.
    pub visit: VisitId,
    /// Its socket.
    pub conn: ConnectionId,
}

/// What a page tells about itself when it comes.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Through which inbox.
    pub inbox: InboxId,
    /// Whether the visit is followed over pages.
    pub consent: bool,
    /// Pages seen so far.
    pub pages: u32,
    /// Where the visitor came from.
    pub referrer: Option<String>,
    /// The page.
    pub page: PageFacts,
    /// The cart.
    pub cart: Option<Cart>,
    /// The picture of the page's product, as far as we have it.
    pub picture: Option<MediaId>,
}

/// Where a socket stands in the list of visitors.
#[derive(Clone, Copy, Debug)]
pub struct VisitorCursor {
    /// The socket's number for the topic.
    pub sub: u32,
    /// Whose visitors.
    pub account: AccountId,
    /// Version of the list that was sent; 0 before the first rows.
    pub seen: u64,
}

/// The visits of all accounts.
#[derive(Default)]
pub struct Visits {
    accounts: Mutex<HashMap<AccountId, AccountVisits>>,
}

struct AccountVisits {
    inboxes: HashMap<VisitId, InboxId>,
    visits: BTreeMap<VisitId, Followed>,
    invitations: Invitations,
    /// Visits that changed since the rows were made.
    changed: bool,
    version: u64,
    rows: BTreeMap<VisitId, (u64, VisitorRow)>,
    gone: BTreeMap<VisitId, u64>,
    watchers: Vec<Arc<Outbox>>,
    staff: u32,
    staff_left: Option<UnixMillis>,
    staffed: watch::Sender<bool>,
}

struct Followed {
    row: VisitorRow,
    tabs: Vec<(ConnectionId, VisitState)>,
    left_at: Option<UnixMillis>,
    /// The invitation its pages show.
    offer: watch::Sender<Offer>,
}

impl Default for AccountVisits {
    fn default() -> Self {
        Self {
            inboxes: HashMap::new(),
            visits: BTreeMap::new(),
            invitations: Invitations::default(),
            changed: false,
            version: 0,
            rows: BTreeMap::new(),
            gone: BTreeMap::new(),
            watchers: Vec::new(),
            staff: 0,
            staff_left: None,
            staffed: watch::Sender::new(false),
        }
    }
}

impl Visits {
    fn with<T>(&self, account: AccountId, change: impl FnOnce(&mut AccountVisits) -> T) -> T {
        change(lock(&self.accounts).entry(account).or_default())
    }

    fn with_visit(&self, tab: Tab, change: impl FnOnce(&mut Followed)) {
        self.with(tab.account, |account| {
            if let Some(visit) = account.visits.get_mut(&tab.visit) {
                change(visit);
                account.changed = true;
            }
        });
    }

    /// A page came. False when it cannot be followed: too many visits or pages, or a visit of
    /// another inbox has this name.
    pub fn enter(&self, tab: Tab, arrival: Arrival, now: UnixMillis) -> bool {
        self.with(tab.account, |account| {
            let Arrival { inbox, consent, pages, referrer, page, cart, picture } = arrival;
            let known = account.visits.contains_key(&tab.visit);
            if !known && account.visits.len() >= VISITS {
                return false;
            }
            if known && account.inboxes.get(&tab.visit) != Some(&inbox) {
                return false;
            }
            account.inboxes.insert(tab.visit, inbox);
            let AccountVisits { visits, invitations, .. } = account;
            let visit = visits.entry(tab.visit).or_insert_with(|| Followed {
                row: VisitorRow {
                    visit: tab.visit,
                    page: page.clone(),
                    cart: None,
                    since: now,
                    pages,
                    tabs: 0,
                    referrer,
                    state: VisitState::Active,
                    consent,
                    conversation: None,
                    name: None,
                    assignee: None,
                    invitation: None,
                    picture: None,
                },
                tabs: Vec::new(),
                left_at: None,
                offer: watch::Sender::new(None),
            });
            if !known {
                invitations.recall(tab.visit, visit);
            }
            if visit.tabs.len() >= VISIT_TABS {
                return false;
            }
            visit.tabs.push((tab.conn, VisitState::Active));
            visit.left_at = None;
            visit.row.page = page;
            visit.row.picture = picture;
            visit.row.cart = cart.or_else(|| visit.row.cart.take());
            visit.row.pages = visit.row.pages.max(pages);
            account.changed = true;
            true
        })
    }

    /// A page went.
    pub fn leave(&self, tab: Tab, now: UnixMillis) {
        self.with_visit(tab, |visit| {
            visit.tabs.retain(|(conn, _)| *conn != tab.conn);
            if visit.tabs.is_empty() {
                visit.left_at = Some(now);
            }
        });
    }

    /// The page shows something else now.
    pub fn go(&self, tab: Tab, now: VisitPage, picture: Option<MediaId>) {
        let VisitPage { pages, page, cart } = now;
        self.with_visit(tab, |visit| {
            visit.row.page = page;
            visit.row.picture = picture;
            visit.row.cart = cart;
            visit.row.pages = visit.row.pages.max(pages);
        });
    }

    /// The visitor does something else now.
    pub fn act(&self, tab: Tab, state: VisitState) {
        self.with_visit(tab, |visit| {
            if let Some(entry) = visit.tabs.iter_mut().find(|(conn, _)| *conn == tab.conn) {
                entry.1 = state;
            }
        });
    }

    /// The panel was opened on this page.
    pub fn talk(&self, tab: Tab, conversation: ConversationId) {
        self.with_visit(tab, |visit| visit.row.conversation = Some(conversation));
    }

    /// Notes who somebody turned out to be, and who answers.
    pub fn name(
        &self,
        account: AccountId,
        conversation: ConversationId,
        name: Option<&str>,
        assignee: Option<ParticipantId>,
    ) {
        let mut accounts = lock(&self.accounts);
        let Some(account) = accounts.get_mut(&account) else { return };
        for visit in account.visits.values_mut() {
            if visit.row.conversation == Some(conversation) {
                visit.row.name = name.map(str::to_owned);
                visit.row.assignee = assignee;
                account.changed = true;
            }
        }
    }

    /// A member of staff came.
    pub fn staff_came(&self, account: AccountId) {
        self.with(account, |account| {
            account.staff += 1;
            account.staff_left = None;
            account.staffed.send_if_modified(|staffed| !std::mem::replace(staffed, true));
        });
    }

    /// A member of staff went; the shop counts as staffed a little longer.
    pub fn staff_went(&self, account: AccountId, now: UnixMillis) {
        self.with(account, |account| {
            account.staff = account.staff.saturating_sub(1);
            account.staff_left = (account.staff == 0).then_some(now);
        });
    }

    /// Whether staff is there, as it changes.
    #[must_use]
    pub fn staffed(&self, account: AccountId) -> watch::Receiver<bool> {
        self.with(account, |account| account.staffed.subscribe())
    }

    /// A socket starts looking at the list.
    pub fn watch(&self, account: AccountId, outbox: &Arc<Outbox>, now: UnixMillis) {
        self.with(account, |account| {
            account.watchers.push(Arc::clone(outbox));
            account.make_rows(now);
        });
    }

    /// Whether anybody looks.
    pub(super) fn watched(&self, account: AccountId) -> bool {
        let accounts = lock(&self.accounts);
        accounts.get(&account).is_some_and(|account| !account.watchers.is_empty())
    }

    /// A socket stops looking.
    pub fn unwatch(&self, account: AccountId, outbox: &Arc<Outbox>) {
        self.with(account, |account| {
            let at = account.watchers.iter().position(|one| Arc::ptr_eq(one, outbox));
            if let Some(at) = at {
                account.watchers.swap_remove(at);
            }
        });
    }

    /// What the socket lacks; moves the cursor over it.
    #[must_use]
    pub fn step(&self, cursor: &mut VisitorCursor) -> Option<VisitorRows> {
        let accounts = lock(&self.accounts);
        let account = accounts.get(&cursor.account)?;
        if cursor.seen >= account.version {
            return None;
        }
        let reset = cursor.seen == 0;
        let newer = account.rows.values().filter(|(version, _)| *version > cursor.seen);
        let gone = account.gone.iter().filter(|(_, version)| !reset && **version > cursor.seen);
        let rows = VisitorRows {
            sub: cursor.sub,
            reset,
            total: u32::try_from(account.visits.len()).unwrap_or(u32::MAX),
            rows: newer.map(|(_, row)| row.clone()).collect(),
            gone: gone.map(|(visit, _)| *visit).collect(),
        };
        cursor.seen = account.version;
        Some(rows)
    }

    /// Forgets who left, tells who changed; called a few times a second.
    pub(super) fn settle(&self, now: UnixMillis) {
        let mut accounts = lock(&self.accounts);
        for account in accounts.values_mut() {
            account.forget_left(now);
            let AccountVisits { visits, invitations, changed, .. } = account;
            for id in invitations.expire(now) {
                if let Some(visit) = visits.get_mut(&id) {
                    invitations.recall(id, visit);
                    *changed = true;
                }
            }
            invitations.forget(|visit| visits.contains_key(&visit), now);
            if account.staff_left.is_some_and(|at| now.since(at) >= STAFF_GRACE_MS) {
                account.staff_left = None;
                account.staffed.send_if_modified(|staffed| std::mem::replace(staffed, false));
            }
            if account.changed && !account.watchers.is_empty() {
                account.make_rows(now);
            }
        }
        accounts.retain(|_, account| {
            let used = account.staffed.receiver_count() > 0 || account.staff > 0;
            let remembered = !account.visits.is_empty() || !account.invitations.is_empty();
            used || remembered || !account.watchers.is_empty()
        });
    }
}

impl AccountVisits {
    fn forget_left(&mut self, now: UnixMillis) {
        let before = self.visits.len();
        self.visits.retain(|_, visit| {
            let patience = if visit.row.consent { BETWEEN_PAGES_MS } else { 0 };
            visit.left_at.is_none_or(|at| now.since(at) < patience)
        });
        if self.visits.len() != before {
            let visits = &self.visits;
            self.inboxes.retain(|visit, _| visits.contains_key(visit));
            self.changed = true;
        }
    }

    /// The window of the most recent arrivals, and what changed in it.
    fn make_rows(&mut self, now: UnixMillis) {
        self.forget_left(now);
        self.changed = false;
        self.version += 1;
        let mut window: Vec<&Followed> = self.visits.values().collect();
        window.sort_by_key(|visit| (std::cmp::Reverse(visit.row.since), visit.row.visit));
        window.truncate(VISITOR_ROWS);
        let mut rows = BTreeMap::new();
        for visit in window {
            let row = visit.current();
            let unchanged = self.rows.remove(&row.visit).filter(|(_, known)| *known == row);
            let version = unchanged.map_or(self.version, |(version, _)| version);
            self.gone.remove(&row.visit);
            rows.insert(row.visit, (version, row));
        }
        let left = std::mem::replace(&mut self.rows, rows);
        self.gone.extend(left.into_keys().map(|visit| (visit, self.version)));
        // A reader this far behind is told rows that are gone once more, which does no harm.
        let forget = self.version.saturating_sub(1_000);
        self.gone.retain(|_, version| *version > forget);
        self.watchers.iter().for_each(|outbox| outbox.wake());
    }
}

impl Followed {
    fn current(&self) -> VisitorRow {
        let any = |state| self.tabs.iter().any(|(_, one)| *one == state);
        let state = match (any(VisitState::Active), any(VisitState::Idle)) {
            (true, _) => VisitState::Active,
            (false, true) => VisitState::Idle,
            (false, false) => VisitState::Away,
        };
        let tabs = u32::try_from(self.tabs.len()).unwrap_or(u32::MAX);
        VisitorRow { tabs, state, ..self.row.clone() }
    }
}

#[cfg(test)]
mod tests;
