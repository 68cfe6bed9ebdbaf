//! The agents' lists of conversations (LS1–LS5): queries that keep themselves fresh.
//!
//! Each agent has a list for each view it looks at. A row is computed anew from the store and the
//! room whenever a notice says that something changed, at most four times a second, and only for
//! accounts somebody is looking at.

mod rows;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::limits::LIST_ROWS;
use vitrine_shared::wire::{ListCounts, ListDigest, ListRow, ListView, Rows};

use super::outbox::Outbox;
use super::{Hub, lock};
use crate::bus::Notice;

/// Rows change at most this often: four times a second.
const PACE: Duration = Duration::from_millis(250);

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ListKey {
    /// Of which account.
    pub account: AccountId,
    /// For whom: what is unread, and what is one's own, differs from agent to agent.
    pub reader: ParticipantId,
    /// Which conversations.
    pub view: ListView,
}

/// Where a socket stands in a list.
#[derive(Clone, Copy, Debug)]
pub struct ListCursor {
    /// The socket's number for the topic.
    pub sub: u32,
    /// Which list.
    pub key: ListKey,
    /// Version of the list that was sent; 0 before the first rows.
    pub seen: u64,
}

/// The lists somebody is looking at.
#[derive(Default)]
pub struct ListFeed {
    lists: Mutex<HashMap<ListKey, WatchedList>>,
}

#[derive(Default)]
struct WatchedList {
    version: u64,
    rows: BTreeMap<ConversationId, (u64, ListRow)>,
    gone: BTreeMap<ConversationId, u64>,
    counts: ListCounts,
    /// How far the reader had read each conversation when the list was opened; later positions
    /// come with the rooms.
    read: HashMap<ConversationId, u32>,
    watchers: Vec<Arc<Outbox>>,
}

impl ListFeed {
    /// What the socket lacks; moves the cursor over it.
    #[must_use]
    pub fn step(&self, cursor: &mut ListCursor) -> Option<Rows> {
        let lists = lock(&self.lists);
        let list = lists.get(&cursor.key)?;
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
            counts: list.counts,
        };
        cursor.seen = list.version;
        Some(rows)
    }

    /// What the list holds, for a socket that has been told all of it (LS7).
    #[must_use]
    pub fn digest(&self, cursor: &ListCursor) -> Option<ListDigest> {
        let lists = lock(&self.lists);
        let list = lists.get(&cursor.key).filter(|list| cursor.seen == list.version)?;
        let revs = list.rows.values().map(|(_, row)| row.rev);
        let rows = u32::try_from(list.rows.len()).unwrap_or(u32::MAX);
        Some(ListDigest { sub: cursor.sub, rows, sum: revs.fold(0, u32::wrapping_add) })
    }

    /// A socket stops looking; a list nobody looks at is forgotten.
    pub fn unwatch(&self, key: ListKey, outbox: &Arc<Outbox>) {
        let mut lists = lock(&self.lists);
        if let Some(list) = lists.get_mut(&key) {
            if let Some(at) = list.watchers.iter().position(|one| Arc::ptr_eq(one, outbox)) {
                list.watchers.swap_remove(at);
            }
            if list.watchers.is_empty() {
                lists.remove(&key);
            }
        }
    }

    /// A socket starts looking; the version of the list at that moment.
    fn watch(&self, key: ListKey, outbox: &Arc<Outbox>) -> u64 {
        let mut lists = lock(&self.lists);
        let list = lists.entry(key).or_default();
        list.watchers.push(Arc::clone(outbox));
        list.version
    }

    fn keys_of(&self, account: AccountId) -> Vec<ListKey> {
        lock(&self.lists).keys().filter(|key| key.account == account).copied().collect()
    }

    fn accounts(&self) -> BTreeSet<AccountId> {
        lock(&self.lists).keys().map(|key| key.account).collect()
    }

    fn read_to(&self, key: ListKey, conversation: ConversationId) -> u32 {
        let lists = lock(&self.lists);
        let read = lists.get(&key).and_then(|list| list.read.get(&conversation));
        read.copied().unwrap_or(0)
    }

    fn note_read(&self, key: ListKey, read: impl Iterator<Item = (ConversationId, u32)>) {
        if let Some(list) = lock(&self.lists).get_mut(&key) {
            for (conversation, seq) in read {
                let known = list.read.entry(conversation).or_default();
                *known = seq.max(*known);
            }
        }
    }

    fn count(&self, key: ListKey, counts: ListCounts) {
        let mut lists = lock(&self.lists);
        let Some(list) = lists.get_mut(&key).filter(|list| list.counts != counts) else { return };
        list.counts = counts;
        list.version += 1;
        list.watchers.iter().for_each(|outbox| outbox.wake());
    }

    /// Puts the answer of a query in that was asked at version `asked`; rows that changed
    /// meanwhile stay.
    fn put(&self, key: ListKey, asked: u64, rows: Vec<(ConversationId, Option<ListRow>)>) {
        let mut lists = lock(&self.lists);
        let Some(list) = lists.get_mut(&key) else { return };
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
        list.shorten();
        list.watchers.iter().for_each(|outbox| outbox.wake());
    }
}

impl WatchedList {
    /// Lets go of the oldest rows, once there are twice as many as a list opens with, so that a
    /// long day makes no list longer and longer.
    fn shorten(&mut self) {
        let most = LIST_ROWS as usize;
        if self.rows.len() > 2 * most {
            let mut by_age: Vec<_> =
                self.rows.iter().map(|(id, (_, row))| (row.active_at, *id)).collect();
            by_age.sort_unstable();
            for (_, id) in by_age.iter().take(self.rows.len() - most) {
                self.rows.remove(id);
                self.gone.insert(*id, self.version);
            }
        }
        // Nobody is behind by as many versions; who is gets everything anew on opening.
        if self.gone.len() > 4 * most {
            let forget = self.version.saturating_sub(u64::from(LIST_ROWS) * 4);
            self.gone.retain(|_, version| *version > forget);
        }
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
        let watched = hub.lists.accounts();
        due.retain(|(account, _)| watched.contains(account) || hub.visits.watched(*account));
        let accounts: BTreeSet<AccountId> = due.iter().map(|(account, _)| *account).collect();
        for (account, conversation) in due {
            let notice = Notice { account, conversation };
            if let Err(error) = hub.refresh_row(notice).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "row not refreshed");
            }
        }
        for account in &accounts {
            if let Err(error) = hub.refresh_counts(*account).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "counts not refreshed");
            }
        }
        if !accounts.is_empty() {
            tokio::time::sleep(PACE).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use vitrine_shared::room::Status;
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

    fn key() -> ListKey {
        ListKey { account: new_id(), reader: new_id(), view: ListView::All }
    }

    #[test]
    fn ls1_first_all_rows_then_only_what_changed_or_left() {
        let (feed, key, outbox) = (ListFeed::default(), key(), Outbox::new(None));
        feed.watch(key, &outbox);
        let (one, two) = (new_id(), new_id());
        feed.put(key, u64::MAX, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let mut cursor = ListCursor { sub: 4, key, seen: 0 };
        let first = feed.step(&mut cursor).expect("rows");
        assert!(first.reset && first.rows.len() == 2 && first.sub == 4);
        assert!(feed.step(&mut cursor).is_none());
        feed.put(key, u64::MAX, vec![(one, Some(row(one)))]);
        feed.put(key, u64::MAX, vec![(two, None)]);
        let later = feed.step(&mut cursor).expect("changes");
        assert!(!later.reset);
        assert_eq!((later.rows.len(), later.gone.as_slice()), (1, &[two][..]));
        assert!(later.rows[0].rev > first.rows[0].rev);
        feed.unwatch(key, &outbox);
        assert!(feed.accounts().is_empty());
    }

    #[test]
    fn ls1_a_row_that_changes_while_the_list_is_read_is_not_overwritten() {
        let (feed, key, outbox) = (ListFeed::default(), key(), Outbox::new(None));
        feed.watch(key, &outbox);
        let (one, two) = (new_id(), new_id());
        feed.put(key, u64::MAX, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let asked = feed.watch(key, &Outbox::new(None));
        let changed = ListRow { unanswered: 3, ..row(one) };
        feed.put(key, u64::MAX, vec![(one, Some(changed)), (two, None)]);
        feed.put(key, asked, vec![(one, Some(row(one))), (two, Some(row(two)))]);
        let rows = feed.step(&mut ListCursor { sub: 1, key, seen: 0 }).expect("rows");
        assert_eq!(rows.rows.len(), 1, "what left meanwhile does not come back");
        assert_eq!(rows.rows[0].unanswered, 3, "what changed meanwhile stays");
    }

    #[test]
    fn ls7_a_digest_adds_up_what_the_socket_was_told() {
        let (feed, key, outbox) = (ListFeed::default(), key(), Outbox::new(None));
        feed.watch(key, &outbox);
        let (one, two) = (new_id(), new_id());
        feed.put(key, u64::MAX, vec![(one, Some(row(one)))]);
        feed.put(key, u64::MAX, vec![(two, Some(row(two)))]);
        let mut cursor = ListCursor { sub: 4, key, seen: 0 };
        assert_eq!(feed.digest(&cursor), None, "there is more to tell first");
        let told = feed.step(&mut cursor).expect("rows").rows;
        let sum = told.iter().map(|row| row.rev).sum();
        assert_eq!(feed.digest(&cursor), Some(ListDigest { sub: 4, rows: 2, sum }));
        feed.put(key, u64::MAX, vec![(one, None)]);
        assert_eq!(feed.digest(&cursor), None);
        feed.step(&mut cursor).expect("a change");
        assert_eq!(feed.digest(&cursor).map(|digest| digest.rows), Some(1));
    }

    #[test]
    fn ls5_a_list_does_not_grow_without_end() {
        let (feed, key) = (ListFeed::default(), key());
        feed.watch(key, &Outbox::new(None));
        for n in 0..1_000 {
            let id = new_id();
            let active_at = UnixMillis(n);
            feed.put(key, u64::MAX, vec![(id, Some(ListRow { active_at, ..row(id) }))]);
        }
        let rows = feed.step(&mut ListCursor { sub: 1, key, seen: 0 }).expect("rows").rows;
        assert!(rows.len() <= 2 * LIST_ROWS as usize, "{}", rows.len());
        assert!(rows.iter().any(|row| row.active_at == UnixMillis(999)), "the newest stay");
    }
}
