//! The row of a conversation, folded from its log.
//!
//! The same fold runs when events are appended and when the row is rebuilt, so the two cannot
//! come apart.

use vitrine_shared::ids::ParticipantId;
use vitrine_shared::room::{Event, EventBody, Participant, Role, Stream};
use vitrine_shared::time::UnixMillis;

/// Characters of the newest message that the list of conversations shows.
const LINE_CHARS: usize = 120;

/// What the list of conversations knows of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    /// Time of the first event.
    pub created_at: UnixMillis,
    /// Seq of the last public event.
    pub public_seq: u32,
    /// Seq of the last staff event.
    pub staff_seq: u32,
    /// Author and beginning of the newest message.
    pub last_line: Option<(ParticipantId, String)>,
    /// Time of the newest public event; of the first staff event while there is none.
    pub active_at: UnixMillis,
    /// Newest time of any event.
    pub latest_at: UnixMillis,
    /// Time of the earliest unanswered message of the visitor.
    pub waiting_since: Option<UnixMillis>,
    /// Messages of the visitor since the last one of an agent.
    pub unanswered: u32,
}

impl Projection {
    /// Folds the next event of a stream. `participants` tell who is a visitor; the author of a
    /// message has always joined before it.
    pub fn fold(&mut self, participants: &[Participant], stream: Stream, event: &Event) {
        if self.public_seq == 0 && self.staff_seq == 0 {
            self.created_at = event.at;
            self.active_at = event.at;
        }
        self.latest_at = self.latest_at.max(event.at);
        match stream {
            Stream::Public => {
                self.public_seq = event.seq;
                self.active_at = event.at;
            }
            Stream::Staff => self.staff_seq = event.seq,
        }
        if let EventBody::MessageSent(message) = &event.body {
            let line = message.text.chars().take(LINE_CHARS).collect();
            self.last_line = Some((event.actor, line));
            let role = participants.iter().find(|p| p.id == event.actor).map(|p| p.role);
            match role {
                Some(Role::Visitor | Role::Guest) => {
                    self.waiting_since.get_or_insert(event.at);
                    self.unanswered += 1;
                }
                Some(role) if role.answers() => {
                    self.waiting_since = None;
                    self.unanswered = 0;
                }
                Some(_) | None => {}
            }
        }
    }
}
