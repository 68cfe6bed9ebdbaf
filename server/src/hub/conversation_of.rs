//! Which conversation a visitor comes back to.

use std::sync::Arc;

use vitrine_shared::ids::{ConversationId, ParticipantId};
use vitrine_shared::room::Status;

use super::{Hub, RoomHandle};
use crate::clock::new_id;
use crate::store::{ConversationRecord, Origin, StoreResult, VisitorRecord};

impl Hub {
    /// The visitor's conversation: the newest stored one that is open, else one that ended behind
    /// the visitor's back (CO7), else a name for the one to come.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn conversation_of(&self, visitor: &VisitorRecord) -> StoreResult<ConversationId> {
        let stored = self.store.find_conversation_of(visitor.account, visitor.id).await?;
        if let Some(conversation) = stored {
            return Ok(conversation.id);
        }
        if let Some(id) = self.unread_ending(visitor).await? {
            return Ok(id);
        }
        let name = self.reserved.get(&visitor.id).map(|id| *id);
        if let Some(id) = name {
            // A conversation of that name may have begun since the question above, and may even
            // have ended meanwhile; only then the next one needs a name of its own.
            let stored = self.store.find_conversation(visitor.account, id).await?;
            if stored.is_none_or(|stored| stored.status == Status::Open) {
                return Ok(id);
            }
            self.reserved.remove_if(&visitor.id, |_, reserved| *reserved == id);
        }
        Ok(*self.reserved.entry(visitor.id).or_insert_with(new_id))
    }

    /// The visitor's last conversation, if it ended with words that the visitor has not read.
    async fn unread_ending(&self, visitor: &VisitorRecord) -> StoreResult<Option<ConversationId>> {
        let (account, me) = (visitor.account, ParticipantId::from(visitor.id));
        let past = self.store.list_past_of(account, visitor.id, 1).await?;
        let Some(ended) = past.into_iter().next().filter(|ended| said_by_others(ended, me)) else {
            return Ok(None);
        };
        // A room in memory knows more than what was stored of it a moment ago.
        let read = match self.loaded_room(ended.id) {
            Some(room) => room.lock().read_by(me),
            None => {
                let receipts = self.store.receipts_of_conversation(account, ended.id).await?;
                let own = receipts.iter().find(|receipt| receipt.participant == me);
                own.map_or(0, |receipt| receipt.read)
            }
        };
        Ok((read < ended.last_line_seq).then_some(ended.id))
    }

    /// The room of one of the visitor's own conversations, ended ones included.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn room_of_visitor(
        &self,
        visitor: &VisitorRecord,
        conversation: ConversationId,
    ) -> StoreResult<Option<Arc<RoomHandle>>> {
        if self.conversation_of(visitor).await? != conversation {
            let stored = self.store.find_conversation(visitor.account, conversation).await?;
            if stored.is_none_or(|stored| stored.visitor != visitor.id) {
                return Ok(None);
            }
        }
        let origin = Origin { visitor: visitor.id, inbox: visitor.inbox };
        self.room(visitor.account, conversation, origin, visitor.name.clone()).await
    }
}

/// Whether the last word is not this person's own.
fn said_by_others(conversation: &ConversationRecord, me: ParticipantId) -> bool {
    conversation.last_line.as_ref().is_some_and(|(author, _)| *author != me)
}
