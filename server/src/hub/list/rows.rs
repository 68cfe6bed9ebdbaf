//! Computing the rows of the lists.

use std::collections::BTreeSet;
use std::sync::Arc;

use vitrine_shared::ids::{AccountId, ConversationId, ParticipantId};
use vitrine_shared::limits::LIST_ROWS;
use vitrine_shared::room::Status;
use vitrine_shared::time::UnixMillis;
use vitrine_shared::wire::{LastLine, ListCounts, ListRow, ListView};

use super::super::Hub;
use super::super::outbox::Outbox;
use super::ListKey;
use crate::bus::Notice;
use crate::store::{ConversationFilter, ConversationRecord, StoreResult};

impl Hub {
    /// Starts to look at a list.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn watch_list(&self, key: ListKey, outbox: &Arc<Outbox>) -> StoreResult<()> {
        // Watching first: what changes during the query is put on top of it.
        let asked = self.lists.watch(key, outbox);
        match self.fill_list(key, asked).await {
            Ok(()) => self.refresh_counts(key.account).await,
            Err(error) => {
                self.lists.unwatch(key, outbox);
                Err(error)
            }
        }
    }

    async fn fill_list(&self, key: ListKey, asked: u64) -> StoreResult<()> {
        let ListKey { account, reader, view } = key;
        let filter = match view {
            ListView::Mine => ConversationFilter::AnsweredBy(reader),
            ListView::Unassigned => ConversationFilter::Unassigned,
            ListView::All => ConversationFilter::Open,
            ListView::Resolved => ConversationFilter::Resolved,
        };
        let stored = self.store.list_conversations(account, filter, LIST_ROWS).await?;
        let read = self.store.receipts_of_participant(account, reader).await?;
        self.lists.note_read(key, read.iter().map(|receipt| (receipt.conversation, receipt.read)));
        let mut rows: Vec<_> =
            stored.iter().map(|record| (record.id, Some(self.row_of(key, record)))).collect();
        let known: BTreeSet<ConversationId> = stored.iter().map(|record| record.id).collect();
        for room in self.loaded_rooms() {
            if room.account == account && !known.contains(&room.conversation) {
                rows.push((room.conversation, self.row_of_unstarted(key, room.conversation)));
            }
        }
        self.lists.put(key, asked, rows);
        Ok(())
    }

    /// Ended conversations beyond what the reader's list holds, and whether there are older ones.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn ended_before(
        &self,
        account: AccountId,
        reader: ParticipantId,
        (at, id): (UnixMillis, ConversationId),
        limit: u32,
    ) -> StoreResult<(Vec<ListRow>, bool)> {
        let key = ListKey { account, reader, view: ListView::Resolved };
        let mut stored = self.store.list_ended_below(account, at, id, limit + 1).await?;
        let more = stored.len() > limit as usize;
        stored.truncate(limit as usize);
        Ok((stored.iter().map(|record| self.row_of(key, record)).collect(), more))
    }

    fn row_of(&self, key: ListKey, record: &ConversationRecord) -> ListRow {
        let room = self.loaded_room(record.id);
        let (here, page, read) = room.map_or((false, None, 0), |room| {
            let room = room.lock();
            (room.visitor_here(), room.page().cloned(), room.read_by(key.reader))
        });
        self.lists.note_read(key, std::iter::once((record.id, read)));
        let read = self.lists.read_to(key, record.id);
        let unread = record.recent_messages.iter().filter(|seq| **seq > read).count();
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
            unread: u32::try_from(unread).unwrap_or(u32::MAX),
            status: record.status,
            assignee: record.assignee,
            picture: record.picture,
            here,
            page,
        }
    }

    /// The row of a visitor who is here and has said nothing; none when the visitor left.
    fn row_of_unstarted(&self, key: ListKey, id: ConversationId) -> Option<ListRow> {
        if !matches!(key.view, ListView::Unassigned | ListView::All) {
            return None;
        }
        let handle = self.loaded_room(id)?;
        let room = handle.lock();
        if room.state().head > 0 {
            // It has a row of its own; here only because the query came before the commit.
            return None;
        }
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

    /// Computes the row of one conversation anew for everybody who looks.
    pub(super) async fn refresh_row(&self, notice: Notice) -> StoreResult<()> {
        let Notice { account, conversation } = notice;
        let record = self.store.find_conversation(account, conversation).await?;
        if let Some(record) = &record {
            let name = record.visitor_name.as_deref();
            self.visits.name(account, conversation, name, record.assignee);
        }
        for key in self.lists.keys_of(account) {
            let row = match &record {
                Some(record) => belongs(key, record).then(|| self.row_of(key, record)),
                None => self.row_of_unstarted(key, conversation),
            };
            // Whatever changed since this was read brings a notice of its own.
            self.lists.put(key, u64::MAX, vec![(conversation, row)]);
        }
        Ok(())
    }

    /// Counts the conversations of an account anew for everybody who looks.
    pub(super) async fn refresh_counts(&self, account: AccountId) -> StoreResult<()> {
        let counted = self.store.count_open(account).await?;
        let all = counted.iter().map(|(_, n)| n).sum();
        let of = |who: Option<ParticipantId>| {
            counted.iter().filter(|(one, _)| *one == who).map(|(_, n)| n).sum()
        };
        for key in self.lists.keys_of(account) {
            let counts = ListCounts { mine: of(Some(key.reader)), unassigned: of(None), all };
            self.lists.count(key, counts);
        }
        Ok(())
    }

    /// Everything any list shows, for when notices were missed.
    pub(super) async fn refresh_all(&self) -> BTreeSet<(AccountId, ConversationId)> {
        let mut due = BTreeSet::new();
        for account in self.lists.accounts() {
            for filter in [ConversationFilter::Open, ConversationFilter::Resolved] {
                let stored = self.store.list_conversations(account, filter, LIST_ROWS).await;
                if let Ok(stored) = stored {
                    due.extend(stored.iter().map(|record| (account, record.id)));
                }
            }
        }
        due
    }
}

fn belongs(key: ListKey, record: &ConversationRecord) -> bool {
    let open = record.status == Status::Open;
    match key.view {
        ListView::Mine => open && record.assignee == Some(key.reader),
        ListView::Unassigned => open && record.assignee.is_none(),
        ListView::All => open,
        ListView::Resolved => !open,
    }
}
