//! The agents' list of conversations (LS1–LS3): a query that keeps itself fresh.
//!
//! A row is computed anew from the store and the room whenever a notice says that something
//! changed, at most four times a second, and only for accounts somebody is looking at.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::limits::LIST_ROWS;
use vitrine_shared::room::Status;
use vitrine_shared::wire::{LastLine, ListCounts, ListRow, Rows};

use super::outbox::Outbox;
use super::{Hub, lock};
use crate::bus::Notice;
use crate::store::{ConversationRecord, StoreResult};

/// Rows change at most this often: four times a second.
const PACE: Duration = Duration::from_millis(250);

/// Where a socket stands in the list.
#[derive(Clone, Copy, Debug)]
pub struct ListCursor {
    /// The socket's number for the topic.
    pub sub: u32,
    /// Version of the list that was sent; 0 before the first rows.
    pub seen: u64,
}

/// The lists of all accounts somebody is looking at.
#[derive(Default)]
pub struct ListFeed {
    accounts: Mutex<HashMap<AccountId, AccountList>>,
}

#[derive(Default)]
struct AccountList {
    version: u64,
    rows: BTreeMap<ConversationId, (u64, ListRow)>,
    gone: BTreeMap<ConversationId, u64>,
    watchers: Vec<Arc<Outbox>>,
}

impl ListFeed {
    /// What the socket lacks; moves the cursor over it.
    #[must_use]
    pub fn step(&self, account: AccountId, cursor: &mut ListCursor) -> Option<Rows> {
        let accounts = lock(&self.accounts);
        let list = accounts.get(&account)?;
        if cursor.seen >= list.version {
            return None;
        }
        let reset = cursor.seen == 0;
        let newer = list.rows.values().filter(|(version, _)| *version > cursor.seen);
        let gone = list.gone.iter().filter(|(_, version)| !reset && **version > cursor.seen);
        let rows = Rows {
            sub: cursor.sub,
            reset,
            rows: newer.map(|(_, row)| row.clone()).collect(),
            gone: gone.map(|(id, _)| *id).collect(),
            counts: ListCounts::default(),
        };
        cursor.seen = list.version;
        Some(rows)
    }

    /// A socket stops looking; the list of an account nobody looks at is forgotten.
    pub fn unwatch(&self, account: AccountId, outbox: &Arc<Outbox>) {
        let mut accounts = lock(&self.accounts);
        if let Some(list) = accounts.get_mut(&account) {
            list.watchers.retain(|one| !Arc::ptr_eq(one, outbox));
            if list.watchers.is_empty() {
                accounts.remove(&account);
            }
        }
    }

    /// A socket starts looking; the version of the list at that moment.
    fn watch(&self, account: AccountId, outbox: &Arc<Outbox>) -> u64 {
        let mut accounts = lock(&self.accounts);
        let list = accounts.entry(account).or_default();
        list.watchers.push(Arc::clone(outbox));
        list.version
    }

    fn watched(&self, account: AccountId) -> bool {
        lock(&self.accounts).contains_key(&account)
    }

    /// Puts the answer of a query in that was asked at version `asked`; rows that changed
    /// meanwhile stay.
    fn put(&self, account: AccountId, asked: u64, rows: Vec<(ConversationId, Option<ListRow>)>) {
        let mut accounts = lock(&self.accounts);
        let Some(list) = accounts.get_mut(&account) else { return };
        list.version += 1;
        let version = list.version;
        for (id, row) in rows {
            let changed = list.rows.get(&id).map(|(version, _)| version).or(list.gone.get(&id));
            if changed.is_some_and(|changed| *changed > asked) {
                continue;
            }
            match row {
                Some(mut row) => {
                    // `rev` counts the versions of the list, so it grows for every row.
                    row.rev = u32::try_from(version).unwrap_or(u32::MAX);
                    list.gone.remove(&id);
                    list.rows.insert(id, (version, row));
                }
                None => {
                    if list.rows.remove(&id).is_some() {
                        list.gone.insert(id, version);
                    }
                }
            }
        }
        list.watchers.iter().for_each(|outbox| outbox.wake());
    }
}

impl Hub {
    /// Starts to look at the list of an account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn watch_list(&self, account: AccountId, outbox: &Arc<Outbox>) -> StoreResult<()> {
        // Watching first: what changes during the query is put on top of it.
        let asked = self.lists.watch(account, outbox);
        let stored = match self.store.list_conversations(account, LIST_ROWS).await {
            Ok(stored) => stored,
            Err(error) => {
                self.lists.unwatch(account, outbox);
                return Err(error);
            }
        };
        let mut rows: Vec<_> =
            stored.iter().map(|record| (record.id, Some(self.row_of(record)))).collect();
        for room in self.loaded_rooms() {
            let known = rows.iter().any(|(id, _)| *id == room.conversation);
            if room.account == account && !known {
                rows.push((room.conversation, self.row_of_unstarted(room.conversation)));
            }
        }
        self.lists.put(account, asked, rows);
        Ok(())
    }

    fn row_of(&self, record: &ConversationRecord) -> ListRow {
        let room = self.loaded_room(record.id);
        let (here, page) = room.map_or((false, None), |room| {
            let room = room.lock();
            (room.visitor_here(), room.page().cloned())
        });
        let last_line = record.last_line.clone().map(|(by, text)| LastLine { by, text });
        ListRow {
            conversation: record.id,
            rev: 0,
            visitor: ParticipantId::from(record.visitor),
            name: record.visitor_name.clone(),
            started: true,
            last_line,
            active_at: record.active_at,
            waiting_since: record.waiting_since,
            unanswered: record.unanswered,
            unread: record.unanswered,
            status: Status::Open,
            assignee: None,
            picture: None,
            here,
            page,
        }
    }

    /// The row of a visitor who is here and has said nothing; none when the visitor left.
    fn row_of_unstarted(&self, id: ConversationId) -> Option<ListRow> {
        let handle = self.loaded_room(id)?;
        let room = handle.lock();
        room.visitor_here().then(|| ListRow {
            conversation: id,
            rev: 0,
            visitor: ParticipantId::from(handle.origin.visitor),
            name: None,
            started: false,
            last_line: None,
            active_at: self.clock.now(),
            waiting_since: None,
            unanswered: 0,
            unread: 0,
            status: Status::Open,
            assignee: None,
            picture: None,
            here: true,
            page: room.page().cloned(),
        })
    }

    async fn refresh_row(&self, notice: Notice) -> StoreResult<()> {
        let Notice { account, conversation } = notice;
        let row = match self.store.find_conversation(account, conversation).await? {
            Some(record) => Some(self.row_of(&record)),
            None => self.row_of_unstarted(conversation),
        };
        // Whatever changed since this was read brings a notice of its own.
        self.lists.put(account, u64::MAX, vec![(conversation, row)]);
        Ok(())
    }

    async fn refresh_all(&self) -> BTreeSet<(AccountId, ConversationId)> {
        let accounts: Vec<_> = lock(&self.lists.accounts).keys().copied().collect();
        let mut due = BTreeSet::new();
        for account in accounts {
            if let Ok(stored) = self.store.list_conversations(account, LIST_ROWS).await {
                due.extend(stored.iter().map(|record| (account, record.id)));
            }
        }
        due
    }
}

/// Recomputes rows that notices name; runs until the hub stops.
pub(super) async fn run(hub: Arc<Hub>) {
    let mut notices = hub.bus.subscribe();
    loop {
        let mut due = BTreeSet::new();
        tokio::select! {
            biased;
            notice = notices.recv() => match notice {
                Ok(notice) => { due.insert((notice.account, notice.conversation)); }
                Err(RecvError::Lagged(_)) => due = hub.refresh_all().await,
                Err(RecvError::Closed) => return,
            },
            () = hub.stop.cancelled() => return,
        }
        while let Ok(notice) = notices.try_recv() {
            due.insert((notice.account, notice.conversation));
        }
        due.retain(|(account, _)| hub.lists.watched(*account));
        let any = !due.is_empty();
        for (account, conversation) in due {
            let notice = Notice { account, conversation };
            if let Err(error) = hub.refresh_row(notice).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "row not refreshed");
            }
        }
        if any {
            tokio::time::sleep(PACE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use vitrine_shared::time::UnixMillis;

    use super::*;
    use crate::clock::new_id;

    fn row(id: ConversationId) -> ListRow {
        ListRow {
            conversation: id,
            rev: 0,
            visitor: new_id(),
            name: None,
            started: true,
            last_line: None,
            active_at: UnixMillis(1),
            waiting_since: None,
            unanswered: 0,
            unread: 0,
            status: Status::Open,
            assignee: None,
            picture: None,
            here: false,
            page: None,
        }
    }

    #[test]
    fn ls1_first_all_rows_then_only_what_changed_or_left() {
        let (feed, account, outbox) = (ListFeed::default(), new_id(), Outbox::new());
        feed.watch(account, &outbox);
        let (one, two) = (new_id(), new_id());
        feed.put(account, u64::MAX, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let mut cursor = ListCursor { sub: 4, seen: 0 };
        let first = feed.step(account, &mut cursor).expect("rows");
        assert!(first.reset && first.rows.len() == 2 && first.sub == 4);
        assert!(feed.step(account, &mut cursor).is_none());
        feed.put(account, u64::MAX, vec![(one, Some(row(one)))]);
        feed.put(account, u64::MAX, vec![(two, None)]);
        let later = feed.step(account, &mut cursor).expect("changes");
        assert!(!later.reset);
        assert_eq!((later.rows.len(), later.gone.as_slice()), (1, &[two][..]));
        assert!(later.rows[0].rev > first.rows[0].rev);
        feed.unwatch(account, &outbox);
        assert!(!feed.watched(account));
    }

    #[test]
    fn ls1_a_row_that_changes_while_the_list_is_read_is_not_overwritten() {
        let (feed, account, outbox) = (ListFeed::default(), new_id(), Outbox::new());
        feed.watch(account, &outbox);
        let (one, two) = (new_id(), new_id());
        feed.put(account, u64::MAX, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let asked = feed.watch(account, &Outbox::new());
        let changed = ListRow { unanswered: 3, ..row(one) };
        feed.put(account, u64::MAX, vec![(one, Some(changed)), (two, None)]);
        feed.put(account, asked, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let rows = feed.step(account, &mut ListCursor { sub: 1, seen: 0 }).expect("rows");
        assert_eq!(rows.rows.len(), 1, "what left meanwhile does not come back");
        assert_eq!(rows.rows[0].unanswered, 3, "what changed meanwhile stays");
    }
}
